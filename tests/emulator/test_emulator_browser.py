"""The emulator's page in a real browser.

Without Chromium and its driver these tests are skipped, unless the environment variable
NORTHFLANK_TESTS_REQUIRE contains `browser`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from tests.emulator.browser import DESKTOP, OPTIONS, PHONE, Page, find_browser
from tests.emulator.samples import HOURLY, SIX, WEEKLY, dump, snapshot

from pulumi_northflank.emulator import BackupFault, Emulator

pytestmark = pytest.mark.thorough


@pytest.fixture(name="chrome", scope="session")
def _chrome() -> Iterator[Chrome]:
    """Run one browser for the whole session."""
    browser, driver = find_browser()
    options = ChromeOptions()
    options.binary_location = browser
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with pytest.MonkeyPatch.context() as patch:
        # The driver is on this machine, so no proxy applies.
        patch.setenv("NO_PROXY", "*")
        with Chrome(options=options, service=Service(executable_path=driver)) as chrome:
            yield chrome


@pytest.fixture(name="page")
def _page(stoppable: Emulator, chrome: Chrome) -> Iterator[Page]:
    """Provide the page of an emulator of this test's own."""
    yield Page(chrome, stoppable.url)

    chrome.get("about:blank")


@pytest.fixture(name="three")
def _three(stoppable: Emulator) -> list[str]:
    """Create all six schedules in three addons, let a week pass, and return the addons' keys."""
    names = ["billing", "orders", "search"]
    for name in names:
        for body in SIX:
            stoppable.add_schedule("shop", name, body)
    for kind in ("failed", "skipped", "hanging"):
        stoppable.backup_fault(BackupFault(kind, addon="shop/orders", times=None, probability=0.2))
    stoppable.clock.advance(8 * 86_400)
    return [f"/shop/{name}" for name in names]


# ---- what it looks like -------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 640)])
def test_everything_fits(page: Page, three: list[str], size: tuple[int, int]) -> None:
    """All cells are shown, no text is cut off, and nothing needs horizontal scrolling."""
    page.open(size)

    cut_off = """return [...document.querySelectorAll("i, td, th")]
        .filter(each => each.offsetWidth > 1)
        .filter(each => getComputedStyle(each).overflowX == "hidden" || each.localName == "i")
        .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.outerHTML)"""
    assert size[0] == page.run("return document.documentElement.scrollWidth")
    assert [] == page.run(cut_off)
    assert [3 * 168] * 3 == [
        page.count(f".week {each}") for each in ("tbody td", "i.dump", "i.snapshot")
    ]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_dump_and_snapshot_differ(page: Page, stoppable: Emulator, size: tuple[int, int]) -> None:
    """They differ by letter, shape and line, even where there is only one of them."""
    for body in (dump(), snapshot(), snapshot(HOURLY)):
        stoppable.add_schedule("shop", "orders", body)
    page.open(size)

    looks = """return [...arguments].map(selector => {
        const mark = document.querySelector(selector), style = getComputedStyle(mark);
        const box = mark.getBoundingClientRect();
        const top = box.top - mark.parentElement.getBoundingClientRect().top;
        return [mark.firstChild.data, parseFloat(style.borderRadius) > 5, top, box.height];
    })"""
    one, other, alone = page.run(
        looks, ".week i.dump", ".week i.dump + i.snapshot", ".week i.snapshot:first-child"
    )

    assert (["D", False], ["S", True]) == (one[:2], other[:2])
    assert other[2] >= one[2] + one[3]
    assert min(one[3], other[3]) >= 12
    assert other == alone


# Each text whose contrast with its background, by the formula of WCAG 2, is below 4.5.
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
    """In light and dark mode, every text has enough contrast with its background (WCAG AA)."""
    page.open(dark=dark)

    background = page.run("return getComputedStyle(document.body).backgroundColor")
    assert dark == (background == "rgb(17, 20, 26)")
    assert [] == page.run(_PALE_TEXTS)


def test_tables_stay_tables(page: Page, three: list[str]) -> None:
    """Screen readers find rows, cells and headers even on a phone."""
    page.open(PHONE)

    tree = page.chrome.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    found = [(node["role"]["value"], node.get("name", {}).get("value")) for node in tree]

    assert {("table", "Schedules of shop/orders"), ("table", "Week of shop/orders")} <= {*found}
    assert 3 * (1 + 6 + 1 + 7) == sum(role == "row" for role, _ in found)
    assert 3 * (6 * 7 + 1 + 7 * 24) == sum(role in ("cell", "gridcell") for role, _ in found)
    assert 3 * 7 == sum(role == "rowheader" for role, _ in found)
    assert 3 * (7 + 24) == sum(role == "columnheader" for role, _ in found)


# ---- what it does -------------------------------------------------------------------------------


def test_updates_by_itself(page: Page, stoppable: Emulator) -> None:
    """The page shows all changes without being loaded again, and requests nothing but itself."""
    page.open()
    assert "0 addons · 0 schedules" == page.text("#counts")

    schedule_id = stoppable.add_schedule("shop", "orders", snapshot())
    page.wait(lambda: page.count(".week i.snapshot") == 7)
    assert "1 addon · 1 schedule: 1 snapshot" == page.text("#counts")
    assert 0 == page.count("#empty")

    stoppable.update_schedule(schedule_id, scheduling=HOURLY)
    page.wait(lambda: page.count(".week i.snapshot") == 168)

    stoppable.remove_schedule(schedule_id)
    page.wait(lambda: page.count("#empty") == 1)
    assert (0, "0 schedules · Northflank emulator") == (page.count(".addon"), page.chrome.title)
    assert page.run("return window.same")
    urls = {url.partition("?")[0] for url in page.requested() if not url.startswith("data:")}
    assert {f"{stoppable.url}/"} == urls
    assert ([], []) == (page.chrome.get_log("browser"), stoppable.requests)


def test_scroll_position_is_kept(page: Page, stoppable: Emulator, three: list[str]) -> None:
    """The visible part stays in place while addons above it are added, changed and removed."""
    page.open(PHONE)
    page.run("document.getElementById(arguments[0]).scrollIntoView()", three[2])
    page.run("scrollBy(0, 100)")
    places = [page.top(three[2])]

    added = stoppable.add_schedule("a", "new", SIX[0])
    page.wait(lambda: page.count(".addon") == 4)
    places.append(page.top(three[2]))
    stoppable.remove_schedule(stoppable.schedules("shop", "orders")[0]["id"])
    page.wait(lambda: page.count("tr[id]") == 18)
    places.append(page.top(three[2]))
    stoppable.remove_schedule(added)
    page.wait(lambda: page.count(".addon") == 3)
    places.append(page.top(three[2]))

    assert pytest.approx(-100, abs=1) == places[0]
    assert [pytest.approx(places[0], abs=2)] * 3 == places[1:]


def test_state_is_kept(page: Page, stoppable: Emulator, three: list[str]) -> None:
    """An update keeps collapsed addons, the focus and a selection."""
    page.open()
    page.toggle(three[0])
    page.run("getSelection().selectAllChildren(document.querySelector(`[id='/shop/search'] h2`))")

    stoppable.remove_schedule(stoppable.schedules("shop", "billing")[0]["id"])
    page.wait(lambda: "8 dump" in page.text("#counts"))

    assert three[1:] == page.expanded()
    assert three[0] == page.run("return document.activeElement.closest('details').id")
    assert "shop / search" == page.run("return getSelection().toString()")


def test_new_schedules_are_highlighted(page: Page, stoppable: Emulator, three: list[str]) -> None:
    """A new addon or schedule has another background for a while, and pushes down what follows."""
    page.open()
    stoppable.add_schedule("shop", "orders", snapshot(), team="acme")
    page.wait(lambda: page.count(".addon") == 4)
    highlighted = "return document.getAnimations().map(each => each.effect.target.id)"
    new_addon = page.run(highlighted)

    [*_, old] = stoppable.schedules("shop", "orders")
    stoppable.remove_schedule(old["id"])
    added = stoppable.add_schedule("shop", "orders", snapshot(WEEKLY))
    page.wait(lambda: page.count(f"tr[id='{added}']") == 1)

    assert ["acme/shop/orders"] == new_addon
    assert {"acme/shop/orders", added} == set(page.run(highlighted))
    assert 0 == page.run("return scrollY")


def test_one_of_many_is_expanded(page: Page, stoppable: Emulator) -> None:
    """Of many addons, one that the user expands gets its week, and stays expanded."""
    for number in range(20):
        for body in SIX:
            stoppable.add_schedule("shop", f"db-{number:02}", body)
    page.open(PHONE)
    assert (20, 0) == (page.count(".addon"), page.count(".week"))
    assert PHONE[0] == page.run("return document.documentElement.scrollWidth")

    page.toggle("/shop/db-03")
    page.wait(lambda: page.count(".week") == 1)
    assert [] == page.run("return document.getAnimations()")

    stoppable.remove_schedule(stoppable.schedules("shop", "db-03")[0]["id"])
    page.wait(lambda: page.count("tr[id]") == 5)
    assert ["/shop/db-03"] == page.expanded()


def test_stop_is_announced(page: Page, stoppable: Emulator, three: list[str]) -> None:
    """If the emulator stops, the page says so and keeps its content; a restart ends the alert."""
    page.open()
    gone = page.chrome.find_element(By.ID, "gone")
    unchanged = """return performance.getEntriesByType("resource")
        .filter(each => each.responseStatus == 304).length"""
    page.wait(lambda: page.run(unchanged) > 1)
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
    """Without scripts the page is complete, and reloads itself every five seconds."""
    page.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.chrome.get(stoppable.url)
        reload = page.chrome.find_element(By.CSS_SELECTOR, "noscript > meta[http-equiv=refresh]")
        assert (3 * 168, "5") == (page.count(".week tbody td"), reload.get_attribute("content"))
    finally:
        page.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
