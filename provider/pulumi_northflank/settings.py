"""The provider's settings: each from the stack's configuration, else from the environment.

Nothing is required until a request is made: a preview must pass without a token, as in a pull
request from a fork.
"""

from __future__ import annotations

import ipaddress
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args
from urllib.parse import SplitResult, urlsplit

from pulumi_northflank.errors import HOW_TO_AUTHENTICATE, SettingsError
from pulumi_northflank.text import did_you_mean
from pulumi_northflank.types import DocumentedLimits

PUBLIC_API = "https://api.northflank.com"
DEFAULT_TIMEOUT = 30.0
DEFAULT_MAX_WAIT = 300.0
DEFAULT_LIST_LAG = 15.0
LONGEST_SECONDS = 3600.0
LIMITS: tuple[DocumentedLimits, ...] = get_args(DocumentedLimits)
SWITCH = {"true": True, "1": True, "false": False, "0": False}

ConfigGetter = Callable[[str], object]


@dataclass(frozen=True)
class Setting:
    """One setting and its names.

    Attributes:
        key: Its key in the stack's configuration.
        variable: Its variable in the environment.
        other_variables: The variables that Northflank's own SDK reads for it.
    """

    key: str
    variable: str
    other_variables: tuple[str, ...] = ()

    def value(self, config: ConfigGetter, environment: Mapping[str, str]) -> str | None:
        """The configured value, else the environment's; None if there is neither.

        Raises:
            SettingsError: Two of its variables have different values, which are not shown.
        """
        configured = config(self.key)
        if configured not in (None, ""):
            # A number in a YAML program is a float: 20 arrives as 20.0.
            is_whole = isinstance(configured, float) and configured.is_integer()
            return f"{configured:.0f}" if is_whole else str(configured)
        variables = (self.variable, *self.other_variables)
        given = {name: environment[name] for name in variables if environment.get(name)}
        if len(set(given.values())) > 1:
            raise SettingsError(
                f"{' and '.join(given)} have different values, so no request was made. Unset all "
                "but one of them."
            )
        return next(iter(given.values()), None)

    @property
    def how_to_set(self) -> str:
        """Both ways to set it."""
        return f"set it with {self.command('VALUE')} or as {self.variable}"

    def command(self, value: object) -> str:
        """The command that sets it in the stack's configuration."""
        return f"`pulumi config set {self.key} {value}`"


API_TOKEN = Setting("northflank:apiToken", "NORTHFLANK_API_TOKEN", ("NF_API_TOKEN",))
BASE_URL = Setting(
    "northflank:baseUrl", "NORTHFLANK_BASE_URL", ("NORTHFLANK_API_BASE_URL", "NF_API_HOST")
)
TEAM_ID = Setting("northflank:teamId", "NORTHFLANK_TEAM_ID")
TIMEOUT = Setting("northflank:timeout", "NORTHFLANK_TIMEOUT")
MAX_WAIT = Setting("northflank:maxWait", "NORTHFLANK_MAX_WAIT")
LIST_LAG = Setting("northflank:listLag", "NORTHFLANK_LIST_LAG")
PREFLIGHT = Setting("northflank:preflight", "NORTHFLANK_PREFLIGHT")
DOCUMENTED_LIMITS = Setting("northflank:documentedLimits", "NORTHFLANK_DOCUMENTED_LIMITS")

KEYS = tuple(
    setting.key
    for setting in (
        API_TOKEN,
        BASE_URL,
        TEAM_ID,
        TIMEOUT,
        MAX_WAIT,
        LIST_LAG,
        PREFLIGHT,
        DOCUMENTED_LIMITS,
    )
)
"""All keys of the stack's configuration that the provider reads."""


@dataclass(frozen=True)
class Settings:
    """The settings of a client that makes requests.

    Attributes:
        token: The API token, which the repr leaves out.
        base_url: The API's URL, without a slash at the end.
        timeout: The longest wait for one response, in seconds.
        max_wait: The longest total wait of one call between its tries, in seconds.
    """

    token: str = field(repr=False)
    base_url: str = PUBLIC_API
    timeout: float = DEFAULT_TIMEOUT
    max_wait: float = DEFAULT_MAX_WAIT


def load(config: ConfigGetter, environment: Mapping[str, str] | None = None) -> Settings:
    """Load the settings for making requests.

    Raises:
        SettingsError: A setting is missing or unusable; the message names both ways to set it.
    """
    environment = os.environ if environment is None else environment
    text = API_TOKEN.value(config, environment)
    if text is None:
        message = f"A request needs a Northflank API token, and none is set. {HOW_TO_AUTHENTICATE}"
        raise SettingsError(message)
    return _usable(config, environment, text)


def check(config: ConfigGetter, environment: Mapping[str, str] | None = None) -> None:
    """Check all settings, so that a preview finds what is wrong. The token can be missing.

    Raises:
        SettingsError: A setting is unusable; the message names both ways to set it.
    """
    environment = os.environ if environment is None else environment
    _usable(config, environment, API_TOKEN.value(config, environment))
    list_lag(config, environment)
    preflight(config, environment)
    documented_limits(config, environment)


def misspelt(names: Iterable[str]) -> Iterator[str]:
    """A warning about each name that is close to that of a setting.

    Other unknown names can be settings of the program, if its project is called `northflank`.
    """
    known = [key.partition(":")[2] for key in KEYS]
    for name in names:
        advice = "" if name in known else did_you_mean(name, known)
        if advice:
            yield f"northflank:{name} is not a setting, so it has no effect{advice}."


def default_team(config: ConfigGetter, environment: Mapping[str, str] | None = None) -> str | None:
    """The team of schedules that name none. It is part of their address."""
    return TEAM_ID.value(config, os.environ if environment is None else environment)


def list_lag(config: ConfigGetter, environment: Mapping[str, str] | None = None) -> float:
    """How long the API's lists may lag behind changes, in seconds.

    Raises:
        SettingsError: The value is not a number of seconds.
    """
    text = LIST_LAG.value(config, os.environ if environment is None else environment)
    return _seconds(LIST_LAG, text, DEFAULT_LIST_LAG, zero=True)


def preflight(config: ConfigGetter, environment: Mapping[str, str] | None = None) -> bool:
    """Whether a preview also asks the API. By default it makes no request.

    Raises:
        SettingsError: The value is neither true nor false.
    """
    text = PREFLIGHT.value(config, os.environ if environment is None else environment)
    value = SWITCH.get((text or "false").lower())
    if value is None:
        raise SettingsError(
            f"The value {text!r} of {PREFLIGHT.key} is neither true nor false; "
            f"{PREFLIGHT.how_to_set}."
        )
    return value


def documented_limits(
    config: ConfigGetter, environment: Mapping[str, str] | None = None
) -> DocumentedLimits:
    """What comes of limits that the page states and the newest reference no longer does.

    Raises:
        SettingsError: The value is neither enforce nor warn.
    """
    environment = os.environ if environment is None else environment
    text = DOCUMENTED_LIMITS.value(config, environment) or "enforce"
    for limits in LIMITS:
        if text == limits:
            return limits
    raise SettingsError(
        f"The value {text!r} of {DOCUMENTED_LIMITS.key} is neither {' nor '.join(LIMITS)}; "
        f"{DOCUMENTED_LIMITS.how_to_set}."
    )


def is_loopback(host: str | None) -> bool:
    """Whether *host* is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _usable(config: ConfigGetter, environment: Mapping[str, str], token: str | None) -> Settings:
    return Settings(
        token="" if token is None else _token(token),
        base_url=_base_url(BASE_URL.value(config, environment) or PUBLIC_API),
        timeout=_seconds(TIMEOUT, TIMEOUT.value(config, environment), DEFAULT_TIMEOUT, zero=False),
        max_wait=_seconds(
            MAX_WAIT, MAX_WAIT.value(config, environment), DEFAULT_MAX_WAIT, zero=True
        ),
    )


def _token(text: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        message = (
            "The Northflank API token contains invalid characters (spaces, line breaks or "
            f"letters outside ASCII), so no request was made. {HOW_TO_AUTHENTICATE}"
        )
        raise SettingsError(message)
    return text


def _base_url(text: str) -> str:
    url = _split(text)
    if url is None or not url.hostname or "?" in text or "#" in text:
        problem = "is not a URL of the form https://HOST"
    elif url.username is not None or url.password is not None:
        problem = "contains a user name or password, which would be sent to the host"
    elif url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.hostname)):
        problem = "must begin with https:// (http:// is only for localhost, 127.0.0.1 and [::1])"
    else:
        return text.rstrip("/")
    shown = "The Northflank base URL" + ("" if url is None or "@" in text else f" {text!r}")
    message = f"{shown} {problem}; {BASE_URL.how_to_set}, or unset it for {PUBLIC_API}."
    raise SettingsError(message)


def _split(text: str) -> SplitResult | None:
    if re.search(r"[\s\x00-\x1f\x7f\\]", text):
        return None
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return None
    return url


def _seconds(setting: Setting, text: str | None, default: float, *, zero: bool) -> float:
    if text is None:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if 0 < seconds <= LONGEST_SECONDS or (zero and seconds == 0):
        return seconds
    least = "0 or more" if zero else "more than 0"
    message = (
        f"The value {text!r} of {setting.key} must be a number of seconds, {least} and at most "
        f"{LONGEST_SECONDS:.0f}; {setting.how_to_set}."
    )
    raise SettingsError(message)
