"""The emulator's page in a real browser.

Where there is no Chromium with its driver, these tests are skipped, unless the environment
variable NORTHFLANK_TESTS_REQUIRE names `browser`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from tests.emulator.browser import DESKTOP, OPTIONS, PHONE, Page, find_browser

from pulumi_northflank.emulator import Emulator

Body = dict[str, Any]


@pytest.fixture(name="chrome", scope="session")
def _chrome() -> Iterator[Chrome]:
    """Own the browser of the session."""
    browser, driver = find_browser(os.environ)
    options = ChromeOptions()
    options.binary_location = browser
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with pytest.MonkeyPatch.context() as patch:
        # The driver is on this machine, whatever proxy leads out of it.
        patch.setenv("NO_PROXY", "*")
        with Chrome(options=options, service=Service(executable_path=driver)) as chrome:
            yield chrome


@pytest.fixture(name="page")
def _page(stoppable: Emulator, chrome: Chrome) -> Iterator[Page]:
    """Give the page of an emulator of this test's own."""
    yield Page(chrome, stoppable.url)

    chrome.get("about:blank")


@pytest.fixture(name="three")
def _three(stoppable: Emulator, six: list[Body]) -> list[str]:
    """Fill three addons with all six schedules, and give their keys."""
    names = ["billing", "orders", "search"]
    for name in names:
        for body in six:
            stoppable.add_schedule("shop", name, body)
    return [f"/shop/{name}" for name in names]


# ---- what it looks like -------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 640)])
def test_everything_fits(
    page: Page, three: list[str], tmp_path: Path, size: tuple[int, int]
) -> None:
    """All cells are there, no letter is cut off, and nothing has to be scrolled sideways."""
    page.open(size)

    cut = """return [...document.querySelectorAll("i, td, th")].filter(each => each.offsetWidth > 1)
        .filter(each => getComputedStyle(each).overflowX == "hidden" || each.localName == "i")
        .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.outerHTML)"""
    assert size[0] == page.run("return document.documentElement.scrollWidth")
    assert [] == page.run(cut)
    assert (3 * 168, 3 * 168, 3 * 168) == (
        page.count(".week tbody td"),
        page.count(".week i.dump"),
        page.count(".week i.snapshot"),
    )

    picture = tmp_path / "page.png"
    assert page.chrome.save_screenshot(str(picture))
    assert picture.stat().st_size > 10_000


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_dump_and_snapshot_differ(page: Page, three: list[str], size: tuple[int, int]) -> None:
    """They differ by letter, shape, filling and place, not by colour alone."""
    page.open(size)

    looks = """return [...arguments].map(selector => {
        const mark = document.querySelector(selector), style = getComputedStyle(mark);
        const box = mark.getBoundingClientRect();
        return [mark.firstChild.data, parseFloat(style.borderRadius) > 5, box.top, box.height];
    })"""
    dump, snapshot = page.run(looks, ".week i.dump", ".week i.snapshot")

    assert (["D", False], ["S", True]) == (dump[:2], snapshot[:2])
    assert snapshot[2] >= dump[2] + dump[3]
    assert min(dump[3], snapshot[3]) >= 12


# Each text with the colour that it stands on, by the formula of WCAG 2.
_PALE_TEXTS = """
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => {
        const [r, g, b] = channels(colour).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = element => {
        const colour = getComputedStyle(element).backgroundColor;
        return channels(colour)[3] === 0 ? ground(element.parentElement) : colour;
    };
    return [...document.body.querySelectorAll("*")]
        .filter(each => [...each.childNodes].some(node => node.nodeType == 3 && node.data.trim()))
        .filter(each => each.offsetParent)
        .map(each => {
            const lights = [light(getComputedStyle(each).color), light(ground(each))];
            const contrast = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
            return [contrast, each.outerHTML];
        })
        .filter(([contrast]) => contrast < 4.5)
"""


@pytest.mark.parametrize("dark", [False, True])
def test_contrast(page: Page, three: list[str], dark: bool) -> None:
    """In light and in dark, every text stands out against its ground (WCAG AA)."""
    page.open(dark=dark)

    background = page.run("return getComputedStyle(document.body).backgroundColor")
    assert dark == (background == "rgb(17, 20, 26)")
    assert [] == page.run(_PALE_TEXTS)


def test_tables_stay_tables(page: Page, three: list[str]) -> None:
    """On a phone, too, screen readers find rows, cells and what they are called."""
    page.open(PHONE)

    tree = page.chrome.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    found = [(node["role"]["value"], node.get("name", {}).get("value")) for node in tree]

    assert ("table", "Schedules of shop/orders") in found
    assert ("table", "Week of shop/orders") in found
    assert 3 * (1 + 6 + 1 + 7) == sum(role == "row" for role, _ in found)
    assert 3 * (6 * 7 + 1 + 7 * 24) == sum(role in ("cell", "gridcell") for role, _ in found)
    assert 3 * 7 == sum(role == "rowheader" for role, _ in found)
    assert 3 * (7 + 24) == sum(role == "columnheader" for role, _ in found)


# ---- what it does -------------------------------------------------------------------------------


def test_nothing_else_is_asked_for(page: Page, stoppable: Emulator, three: list[str]) -> None:
    """The page asks nobody but the emulator, leaves no trace in its log, and works silently."""
    page.open()
    stoppable.remove_schedule(stoppable.schedules("shop", "orders")[0]["id"])
    page.wait(lambda: page.count("tr[id]") == 17)

    asked = {url for url in page.requested() if not url.startswith("data:")}
    assert {stoppable.url} == {"/".join(url.split("/")[:3]) for url in asked}
    assert {""} == {url.split("/", maxsplit=3)[3].partition("?")[0] for url in asked}
    assert ([], []) == (page.chrome.get_log("browser"), stoppable.requests)


def test_updates_by_itself(page: Page, stoppable: Emulator, body: Body) -> None:
    """What is created and deleted shows up without loading the page again."""
    page.open()
    assert "0 addons · 0 schedules" == page.text("#counts")

    schedule_id = stoppable.add_schedule("shop", "orders", body)
    page.wait(lambda: page.count(".week i.snapshot") == 7)
    assert "1 addon · 1 schedule: 1 snapshot" == page.text("#counts")
    assert 0 == page.count("#empty")

    stoppable.update_schedule(schedule_id, scheduling={"interval": "hourly", "minute": [5]})
    page.wait(lambda: page.count(".week i.snapshot") == 168)

    stoppable.remove_schedule(schedule_id)
    page.wait(lambda: page.count("#empty") == 1)
    assert (0, "0 schedules · Northflank emulator") == (page.count(".addon"), page.chrome.title)
    assert page.run("return window.same")


def test_place_is_kept(page: Page, stoppable: Emulator, three: list[str], six: list[Body]) -> None:
    """What one looks at stays where it is while addons above it come, change and go."""
    page.open(PHONE)
    page.run("document.getElementById(arguments[0]).scrollIntoView()", three[2])
    page.run("scrollBy(0, 100)")
    place = page.top(three[2])

    places = []
    added = stoppable.add_schedule("a", "new", six[0])
    page.wait(lambda: page.count(".addon") == 4)
    places.append(page.top(three[2]))
    stoppable.remove_schedule(stoppable.schedules("shop", "orders")[0]["id"])
    page.wait(lambda: page.count("tr[id]") == 18)
    places.append(page.top(three[2]))
    stoppable.remove_schedule(added)
    page.wait(lambda: page.count(".addon") == 3)
    places.append(page.top(three[2]))

    assert pytest.approx(-100, abs=1) == place
    assert [pytest.approx(place, abs=2)] * 3 == places


def test_news_may_push_at_the_top(
    page: Page, stoppable: Emulator, three: list[str], body: Body
) -> None:
    """Who has not scrolled sees what comes first."""
    page.open()

    stoppable.add_schedule("a", "new", body)
    page.wait(lambda: page.count(".addon") == 4)

    assert 0 == page.run("return scrollY")


def test_folds_focus_and_selection_are_kept(
    page: Page, stoppable: Emulator, three: list[str]
) -> None:
    """An update leaves alone what it does not concern, and folded what is folded."""
    page.open()
    page.chrome.find_element(By.CSS_SELECTOR, f'[id="{three[0]}"] summary').click()
    page.run("getSelection().selectAllChildren(document.querySelector(`[id='/shop/search'] h2`))")

    stoppable.remove_schedule(stoppable.schedules("shop", "billing")[0]["id"])
    page.wait(lambda: "8 dump" in page.text("#counts"))

    assert three[1:] == page.run(
        "return [...document.querySelectorAll('details[open]')].map(each => each.id)"
    )
    assert three[0] == page.run("return document.activeElement.closest('details').id")
    assert "shop / search" == page.run("return getSelection().toString()")


def test_news_are_highlighted(
    page: Page, stoppable: Emulator, three: list[str], body: Body
) -> None:
    """A schedule that was not there before has another ground for a while."""
    page.open()
    stoppable.add_schedule("shop", "orders", body, team="acme")
    page.wait(lambda: page.count(".addon") == 4)
    moving = "return document.getAnimations().map(each => each.effect.target.id)"
    new_addon = page.run(moving)

    [*_, old] = stoppable.schedules("shop", "orders")
    stoppable.remove_schedule(old["id"])
    weekly = {"interval": "weekly", "minute": [0], "hour": [0], "day": [0]}
    added = stoppable.add_schedule("shop", "orders", body | {"scheduling": weekly})
    page.wait(lambda: page.count(f"tr[id='{added}']") == 1)

    assert ["acme/shop/orders"] == new_addon
    assert {"acme/shop/orders", added} == set(page.run(moving))


def test_one_of_many_is_unfolded(page: Page, stoppable: Emulator, six: list[Body]) -> None:
    """Of many addons, one that is unfolded brings its week, and keeps it."""
    for number in range(20):
        for body in six:
            stoppable.add_schedule("shop", f"db-{number:02}", body)
    page.open(PHONE)
    assert (20, 0, 390) == (
        page.count(".addon"),
        page.count(".week"),
        page.run("return document.documentElement.scrollWidth"),
    )

    page.chrome.find_element(By.CSS_SELECTOR, '[id="/shop/db-03"] summary').click()
    page.wait(lambda: page.count(".week") == 1)
    assert [] == page.run("return document.getAnimations()")

    stoppable.remove_schedule(stoppable.schedules("shop", "db-03")[0]["id"])
    page.wait(lambda: page.count("tr[id]") == 5)
    assert ["/shop/db-03"] == page.run(
        "return [...document.querySelectorAll('details[open]')].map(each => each.id)"
    )


def test_says_when_the_emulator_is_gone(page: Page, stoppable: Emulator, three: list[str]) -> None:
    """A stop is announced and what was held stays; a return takes the announcement away."""
    page.open()
    gone = page.chrome.find_element(By.ID, "gone")
    assert not gone.is_displayed()

    stoppable.stop()
    page.wait(gone.is_displayed)
    assert gone.text.startswith("The emulator has not responded since ")
    assert ("alert", 18) == (gone.aria_role, page.count("tr[id]"))
    assert "Not responding: 18 schedules · Northflank emulator" == page.chrome.title

    stoppable.start()
    page.wait(lambda: page.count("#empty") == 1)
    assert not gone.is_displayed()
    assert "0 schedules · Northflank emulator" == page.chrome.title


def test_works_without_scripts(page: Page, stoppable: Emulator, three: list[str]) -> None:
    """Without scripts the page is whole, and loads itself again."""
    page.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.chrome.get(stoppable.url)
        assert (3 * 168, 1) == (page.count(".week tbody td"), page.count("noscript > meta"))
    finally:
        page.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


# ---- where there is no browser ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("required", "outcome"),
    [
        ("", pytest.skip.Exception),
        ("clients", pytest.skip.Exception),
        ("browser", pytest.fail.Exception),
        ("clients,browser", pytest.fail.Exception),
    ],
)
def test_missing_browser(tmp_path: Path, required: str, outcome: type[BaseException]) -> None:
    """Without a browser the tests are skipped, unless one is required."""
    with pytest.raises(outcome, match="no Chromium with chromedriver on PATH"):
        find_browser({"PATH": str(tmp_path), "NORTHFLANK_TESTS_REQUIRE": required})
