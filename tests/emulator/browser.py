"""A real browser with the emulator's page in it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

DESKTOP, PHONE = (1280, 800), (390, 844)
OPTIONS = (
    "--headless=new",
    # Root has no sandbox, and the only page opened is the emulator's.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    # The browser's own requests to its vendor cannot be resolved.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_TIMEOUT_SECONDS = 20


def find_browser() -> tuple[str, str]:
    """Return the paths of browser and driver, or skip the test; fail if they are required."""
    browser = next(filter(None, map(shutil.which, _NAMES)), None)
    driver = shutil.which("chromedriver")
    if browser and driver:
        return browser, driver

    reason = "no Chromium with chromedriver on PATH"
    if "browser" in os.environ.get("NORTHFLANK_TESTS_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)


class Page:
    """The emulator's page, open in the browser."""

    def __init__(self, chrome: Chrome, url: str) -> None:
        self.chrome = chrome
        self._url = url

    def open(self, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> None:
        """Load the page in a window of this size, and empty the browser's logs."""
        width, height = size
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.chrome.get_log("browser")
        self.chrome.get_log("performance")
        self.chrome.get(self._url)
        # Lost if the page is loaded again instead of updated.
        self.run("window.same = true")

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page."""
        return self.chrome.execute_script(script, *arguments)

    def count(self, selector: str) -> int:
        """Count the elements that match."""
        return len(self.chrome.find_elements(By.CSS_SELECTOR, selector))

    def text(self, selector: str) -> str:
        """Return the visible text of an element."""
        return " ".join(self.chrome.find_element(By.CSS_SELECTOR, selector).text.split())

    def toggle(self, key: str) -> None:
        """Expand or collapse an addon."""
        self.chrome.find_element(By.CSS_SELECTOR, f'[id="{key}"] summary').click()

    def expanded(self) -> list[str]:
        """Return the keys of the expanded addons."""
        keys: list[str] = self.run(
            "return [...document.querySelectorAll('details[open]')].map(each => each.id)"
        )
        return keys

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        WebDriverWait(self.chrome, _TIMEOUT_SECONDS, poll_frequency=0.05).until(
            lambda _: condition()
        )

    def top(self, key: str) -> float:
        """Return the position of an element in the window."""
        script = "return document.getElementById(arguments[0]).getBoundingClientRect().top"
        return float(self.run(script, key))

    def requested(self) -> set[str]:
        """Return the URLs that were requested since the page was opened."""
        messages = [
            json.loads(entry["message"])["message"] for entry in self.chrome.get_log("performance")
        ]
        return {
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        }
