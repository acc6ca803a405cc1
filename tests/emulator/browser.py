"""A real browser, and the emulator's page in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

DESKTOP, PHONE = (1280, 800), (390, 844)
OPTIONS = (
    "--headless=new",
    # There is no sandbox for root, and nothing but the emulator's page to open.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    # Whatever it is that a browser wants to tell or ask at home, it finds nobody.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# The page looks for news each second.
_PATIENCE_SECONDS = 20


def find_browser(environ: Mapping[str, str]) -> tuple[str, str]:
    """Give the paths of browser and driver, or skip the test; fail where they are required."""
    path = environ.get("PATH", "")
    browser = next(filter(None, (shutil.which(name, path=path) for name in _NAMES)), None)
    driver = shutil.which("chromedriver", path=path)
    if browser and driver:
        return browser, driver

    reason = "no Chromium with chromedriver on PATH"
    if "browser" in environ.get("NORTHFLANK_TESTS_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)


class Page:
    """The emulator's page, open in the browser."""

    def __init__(self, chrome: Chrome, url: str) -> None:
        self.chrome = chrome
        self._url = url

    def open(self, size: tuple[int, int] = DESKTOP, *, dark: bool = False, query: str = "") -> None:
        """Load it in a window of this size, with an eye on the logs."""
        width, height = size
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.chrome.get_log("browser")
        self.chrome.get_log("performance")
        self.chrome.get(f"{self._url}/{query}")
        # Lost when the page is loaded again rather than updated.
        self.run("window.same = true")

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in it."""
        return self.chrome.execute_script(script, *arguments)

    def count(self, selector: str) -> int:
        """Count the elements that match."""
        return len(self.chrome.find_elements(By.CSS_SELECTOR, selector))

    def text(self, selector: str) -> str:
        """Give the text that can be seen of an element."""
        return " ".join(self.chrome.find_element(By.CSS_SELECTOR, selector).text.split())

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until something is the case."""
        WebDriverWait(self.chrome, _PATIENCE_SECONDS, poll_frequency=0.05).until(
            lambda _: condition()
        )

    def top(self, key: str) -> float:
        """Give where an element is in the window."""
        return float(
            self.run(
                "return document.getElementById(arguments[0]).getBoundingClientRect().top", key
            )
        )

    def requested(self) -> set[str]:
        """Give the addresses that were asked for since it was opened."""
        messages = [
            json.loads(entry["message"])["message"] for entry in self.chrome.get_log("performance")
        ]
        return {
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        }
