"""The settings: where they come from, and which values are accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_northflank import SettingsError
from pulumi_northflank.settings import (
    KEYS,
    Settings,
    check,
    default_team,
    documented_limits,
    is_loopback,
    list_lag,
    load,
    preflight,
)

TOKEN = "nf-secret-token"
BOTH_WAYS = "set it with `pulumi config set northflank:{key} VALUE` or as {variable}"
BASE_URL_HINT = (
    BOTH_WAYS.format(key="baseUrl", variable="NORTHFLANK_BASE_URL")
    + ", or unset it for https://api.northflank.com."
)
TOKEN_HINT = (
    "Set a valid token with `pulumi config set --secret northflank:apiToken TOKEN` or in the "
    "environment as NORTHFLANK_API_TOKEN."
)
NO_TOKEN = f"A request needs a Northflank API token, and none is set. {TOKEN_HINT}"
BAD_TOKEN = (
    "The Northflank API token contains invalid characters (spaces, line breaks or letters outside "
    f"ASCII), so no request was made. {TOKEN_HINT}"
)
FORM = "is not a URL of the form https://HOST"
SCHEME = "must begin with https:// (http:// is only for localhost, 127.0.0.1 and [::1])"
PASSWORD = "contains a user name or password, which would be sent to the host"


def config(**values: object) -> Callable[[str], object]:
    """A stack's configuration, with a token unless told otherwise."""
    raw = {f"northflank:{key}": value for key, value in {"apiToken": TOKEN, **values}.items()}
    return raw.get


def refused(environment: dict[str, str] | None = None, **values: object) -> str:
    """The message of the error about these settings."""
    with pytest.raises(SettingsError) as caught:
        load(config(**values), environment or {})
    return str(caught.value)


def test_defaults() -> None:
    """Only the token is required."""
    assert Settings(TOKEN, "https://api.northflank.com", 30.0, 300.0) == load(config(), {})


def test_all_from_the_configuration() -> None:
    """The stack's configuration takes precedence over the environment."""
    values = {"baseUrl": "https://nf.example/api/", "timeout": "2.5", "maxWait": 0}
    environment = {
        "NORTHFLANK_API_TOKEN": "other",
        "NORTHFLANK_BASE_URL": "https://other.example",
        "NORTHFLANK_TIMEOUT": "7",
        "NORTHFLANK_MAX_WAIT": "7",
    }

    assert Settings(TOKEN, "https://nf.example/api", 2.5, 0.0) == load(
        config(**values), environment
    )


@pytest.mark.parametrize("unset", [None, ""], ids=["none", "empty"])
def test_all_from_the_environment(unset: str | None) -> None:
    """The environment sets everything that the stack's configuration leaves out."""
    values = dict.fromkeys(["apiToken", "baseUrl", "timeout", "maxWait"], unset)
    environment = {
        "NORTHFLANK_API_TOKEN": "from-outside",
        "NORTHFLANK_BASE_URL": "http://127.0.0.1:8080",
        "NORTHFLANK_TIMEOUT": "7",
        "NORTHFLANK_MAX_WAIT": "3600",
    }

    assert Settings("from-outside", "http://127.0.0.1:8080", 7.0, 3600.0) == load(
        config(**values), environment
    )


@pytest.mark.parametrize("token", ["NORTHFLANK_API_TOKEN", "NF_API_TOKEN"])
@pytest.mark.parametrize("url", ["NORTHFLANK_BASE_URL", "NORTHFLANK_API_BASE_URL", "NF_API_HOST"])
def test_variables_of_northflanks_sdk(token: str, url: str) -> None:
    """Token and URL can have the names of Northflank's SDK."""
    environment = {token: "from-outside", url: "https://nf.example"}

    assert Settings("from-outside", "https://nf.example") == load(
        config(apiToken=None), environment
    )


def test_variables_that_differ() -> None:
    """Two variables with different values are an error, which shows neither value."""
    tokens = {"NORTHFLANK_API_TOKEN": "nf-one", "NF_API_TOKEN": "nf-two"}
    urls = {"NORTHFLANK_BASE_URL": "https://one.example", "NF_API_HOST": "https://two.example"}
    message = "{} have different values, so no request was made. Unset all but one of them."

    assert message.format("NORTHFLANK_API_TOKEN and NF_API_TOKEN") == refused(tokens, apiToken=None)
    assert message.format("NORTHFLANK_BASE_URL and NF_API_HOST") == refused(urls)
    assert TOKEN == load(config(baseUrl="https://nf.example"), tokens | urls).token


@pytest.mark.parametrize("other", ["", "from-outside"])
def test_variables_that_agree(other: str) -> None:
    """The same value twice is fine, and an empty variable is as good as none."""
    environment = {"NORTHFLANK_API_TOKEN": "from-outside", "NF_API_TOKEN": other}

    assert "from-outside" == load(config(apiToken=None), environment).token


def test_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default environment is that of the process."""
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "from-outside")
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    assert ("from-outside", "acme", None) == (
        load(config(apiToken=None)).token,
        default_team(config()),
        default_team(config(), {}),
    )


@pytest.mark.parametrize(
    ("configured", "environment", "team"),
    [
        pytest.param(None, {}, None, id="none"),
        pytest.param("", {"NORTHFLANK_TEAM_ID": ""}, None, id="empty"),
        pytest.param("acme", {"NORTHFLANK_TEAM_ID": "other"}, "acme", id="configuration"),
        pytest.param("", {"NORTHFLANK_TEAM_ID": "other"}, "other", id="environment"),
        pytest.param(7, {}, "7", id="a-number"),
    ],
)
def test_default_team(configured: object, environment: dict[str, str], team: str | None) -> None:
    """The default team is the stack's, else the environment's, if any."""
    assert team == default_team(config(teamId=configured), environment)


def test_keys() -> None:
    """The keys are those of all settings that a stack can configure."""
    assert {
        "northflank:apiToken",
        "northflank:baseUrl",
        "northflank:teamId",
        "northflank:timeout",
        "northflank:maxWait",
        "northflank:listLag",
        "northflank:preflight",
        "northflank:documentedLimits",
    } == set(KEYS)


@pytest.mark.parametrize(
    ("configured", "environment", "seconds"),
    [
        (None, {}, 15.0),
        ("", {"NORTHFLANK_LIST_LAG": ""}, 15.0),
        (None, {"NORTHFLANK_LIST_LAG": "7"}, 7.0),
        ("2.5", {"NORTHFLANK_LIST_LAG": "7"}, 2.5),
        ("0", {}, 0.0),
        (0, {"NORTHFLANK_LIST_LAG": "7"}, 0.0),
        ("3600", {}, 3600.0),
    ],
)
def test_list_lag(configured: object, environment: dict[str, str], seconds: float) -> None:
    """The lag of lists is the stack's, else the environment's, else 15 seconds."""
    assert seconds == list_lag(config(listLag=configured), environment)


def test_list_lag_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default environment of the lag of lists is that of the process."""
    monkeypatch.setenv("NORTHFLANK_LIST_LAG", "7")

    assert 7.0 == list_lag(config())


@pytest.mark.parametrize("text", ["-1", "3600.1", "nan", "15s"])
def test_bad_list_lag(text: str) -> None:
    """Any other lag of lists is an error, which says what is allowed."""
    with pytest.raises(SettingsError) as caught:
        list_lag(config(listLag=text), {})

    both_ways = BOTH_WAYS.format(key="listLag", variable="NORTHFLANK_LIST_LAG")
    assert (
        f"The value {text!r} of northflank:listLag must be a number of seconds, 0 or more and at "
        f"most 3600; {both_ways}."
    ) == str(caught.value)


@pytest.mark.parametrize(
    ("configured", "environment", "value"),
    [
        (None, {}, False),
        (None, {"NORTHFLANK_PREFLIGHT": ""}, False),
        (None, {"NORTHFLANK_PREFLIGHT": "1"}, True),
        ("true", {}, True),
        ("True", {}, True),
        ("TRUE", {}, True),
        (True, {}, True),
        ("false", {"NORTHFLANK_PREFLIGHT": "true"}, False),
        ("0", {"NORTHFLANK_PREFLIGHT": "true"}, False),
    ],
)
def test_preflight(configured: object, environment: dict[str, str], value: bool) -> None:
    """Preflight is off unless the stack, else the environment, switches it on."""
    assert value is preflight(config(preflight=configured), environment)


@pytest.mark.parametrize("text", ["yes", "on", "2", "t", " true"])
def test_bad_preflight(text: str) -> None:
    """Any other value is an error, which names both ways to set it."""
    with pytest.raises(SettingsError) as caught:
        preflight(config(preflight=text), {})

    assert (
        f"The value {text!r} of northflank:preflight is neither true nor false; set it with "
        "`pulumi config set northflank:preflight VALUE` or as NORTHFLANK_PREFLIGHT."
    ) == str(caught.value)


@pytest.mark.parametrize(
    ("configured", "environment", "limits"),
    [
        (None, {}, "enforce"),
        ("", {"NORTHFLANK_DOCUMENTED_LIMITS": ""}, "enforce"),
        (None, {"NORTHFLANK_DOCUMENTED_LIMITS": "warn"}, "warn"),
        ("enforce", {"NORTHFLANK_DOCUMENTED_LIMITS": "warn"}, "enforce"),
        ("warn", {}, "warn"),
    ],
)
def test_documented_limits(configured: object, environment: dict[str, str], limits: str) -> None:
    """Limits that only the page states are enforced unless the settings say otherwise."""
    assert limits == documented_limits(config(documentedLimits=configured), environment)


@pytest.mark.parametrize("text", ["off", "Warn", "true", " warn"])
def test_bad_documented_limits(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other value is an error, which names both values and both ways to set them."""
    monkeypatch.setenv("NORTHFLANK_DOCUMENTED_LIMITS", text)

    with pytest.raises(SettingsError) as caught:
        documented_limits(config())

    both_ways = BOTH_WAYS.format(key="documentedLimits", variable="NORTHFLANK_DOCUMENTED_LIMITS")
    assert (
        f"The value {text!r} of northflank:documentedLimits is neither enforce nor warn; "
        f"{both_ways}."
    ) == str(caught.value)


@pytest.mark.parametrize(
    "token",
    ["x", "nf-1234567890", "eyJhbGciOi.J9+/=_-", "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"],
    ids=["short", "plain", "jwt", "all-of-ascii"],
)
def test_good_token(token: str) -> None:
    """A token is made of visible ASCII characters."""
    assert token == load(config(apiToken=token), {}).token


@pytest.mark.parametrize(
    "token",
    [
        "secret token",
        " secret",
        "secret\n",
        "secret\r\nX-Evil: 1",
        "secret\x00",
        "s\u00e9cret",
        "secret\u200b",
        "\x7fsecret",
    ],
    ids=["space", "leading", "newline", "header", "nul", "accent", "invisible", "delete"],
)
def test_bad_token(token: str) -> None:
    """The error about an unusable token does not show it."""
    assert BAD_TOKEN == refused(apiToken=token)


@pytest.mark.parametrize("token", [None, ""], ids=["none", "empty"])
def test_no_token(token: str | None) -> None:
    """The error about a missing token names both ways to set it."""
    assert NO_TOKEN == refused(apiToken=token)


def test_token_is_not_shown() -> None:
    """The repr of settings does not show the token."""
    assert TOKEN not in repr(load(config(), {}))


@pytest.mark.parametrize(
    ("url", "used"),
    [
        pytest.param("https://api.northflank.com", "https://api.northflank.com", id="public"),
        pytest.param("https://api.northflank.com/", "https://api.northflank.com", id="slash"),
        pytest.param("https://nf.example//", "https://nf.example", id="slashes"),
        pytest.param(
            "https://nf.example:8443/proxy/nf", "https://nf.example:8443/proxy/nf", id="path"
        ),
        pytest.param("HTTPS://NF.example", "HTTPS://NF.example", id="capitals"),
        pytest.param("http://localhost:8080", "http://localhost:8080", id="localhost"),
        pytest.param("http://LOCALHOST", "http://LOCALHOST", id="localhost-capitals"),
        pytest.param("http://127.0.0.1:1", "http://127.0.0.1:1", id="loopback"),
        pytest.param("http://127.8.9.10", "http://127.8.9.10", id="loopback-net"),
        pytest.param("http://[::1]:8080", "http://[::1]:8080", id="loopback-6"),
        pytest.param("https://10.0.0.1", "https://10.0.0.1", id="address"),
    ],
)
def test_good_base_url(url: str, used: str) -> None:
    """A URL with https, or with http to this machine, is used without slashes at the end."""
    assert used == load(config(baseUrl=url), {}).base_url


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        pytest.param("http://api.northflank.com", SCHEME, id="http"),
        pytest.param("http://10.0.0.1", SCHEME, id="http-address"),
        pytest.param("http://0.0.0.0:8080", SCHEME, id="http-any-address"),
        pytest.param("http://localhost.evil.example", SCHEME, id="http-like-localhost"),
        pytest.param("http://127.0.0.1.evil.example", SCHEME, id="http-like-loopback"),
        pytest.param("ftp://api.northflank.com", SCHEME, id="ftp"),
        pytest.param("file://localhost/etc", SCHEME, id="file"),
        pytest.param("//api.northflank.com", SCHEME, id="no-scheme"),
        pytest.param("api.northflank.com", FORM, id="only-host"),
        pytest.param("https://", FORM, id="no-host"),
        pytest.param("https:///v1", FORM, id="only-path"),
        pytest.param("https://nf.example?x=1", FORM, id="query"),
        pytest.param("https://nf.example/#part", FORM, id="fragment"),
        pytest.param("https://nf.example/?", FORM, id="empty-query"),
        pytest.param("https://nf.example/#", FORM, id="empty-fragment"),
    ],
)
def test_bad_base_url(url: str, problem: str) -> None:
    """The error about an unusable URL shows it."""
    assert f"The Northflank base URL {url!r} {problem}; {BASE_URL_HINT}" == refused(baseUrl=url)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        pytest.param("https://me:secret@nf.example", PASSWORD, id="password"),
        pytest.param("https://me@nf.example", PASSWORD, id="user"),
        pytest.param("https://:@nf.example", PASSWORD, id="empty"),
        pytest.param("ftp://me:secret@nf.example", PASSWORD, id="ftp"),
        pytest.param("https://nf.example/me:secret@x?y=1", FORM, id="perhaps"),
        pytest.param("https://nf.example:port", FORM, id="port"),
        pytest.param("https://nf.example:99999", FORM, id="port-too-large"),
        pytest.param("https://[::1", FORM, id="bracket"),
        pytest.param("https://nf.example\n", FORM, id="newline"),
        pytest.param("https://nf.\texample", FORM, id="tab"),
        pytest.param("https://nf .example", FORM, id="space"),
        pytest.param("https://nf.example\\@evil.example", FORM, id="backslash"),
        pytest.param("https://nf.example\x00", FORM, id="nul"),
        pytest.param("https://nf.example\x7f", FORM, id="delete"),
    ],
)
def test_base_url_that_is_not_shown(url: str, problem: str) -> None:
    """The error about a URL that may contain a password, or is unreadable, does not show it."""
    assert f"The Northflank base URL {problem}; {BASE_URL_HINT}" == refused(baseUrl=url)


@pytest.mark.parametrize("text", ["0.001", "1", "1e3", "3600", 30, 2.5], ids=str)
@pytest.mark.parametrize("key", ["timeout", "maxWait"])
def test_good_seconds(key: str, text: object) -> None:
    """Any number of seconds up to an hour is accepted."""
    loaded = load(config(**{key: text}), {})

    assert float(str(text)) == (loaded.timeout if key == "timeout" else loaded.max_wait)


@pytest.mark.parametrize(
    "text", ["-1", "3600.1", "1e9", "inf", "-inf", "nan", "30s", "five", "1,5", "True"]
)
@pytest.mark.parametrize(
    ("key", "variable", "least"),
    [
        pytest.param("timeout", "NORTHFLANK_TIMEOUT", "more than 0", id="timeout"),
        pytest.param("maxWait", "NORTHFLANK_MAX_WAIT", "0 or more", id="maxWait"),
    ],
)
def test_bad_seconds(key: str, variable: str, least: str, text: str) -> None:
    """Any other value is an error, which says what is allowed."""
    expected = (
        f"The value {text!r} of northflank:{key} must be a number of seconds, {least} and at most "
        f"3600; {BOTH_WAYS.format(key=key, variable=variable)}."
    )

    assert expected == refused(None, **{key: text})
    assert expected == refused({variable: text})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("apiToken", "a b"),
        ("baseUrl", "http://northflank.example"),
        ("timeout", 0.0),
        ("maxWait", "soon"),
        ("listLag", "-1"),
        ("preflight", "maybe"),
        ("documentedLimits", "off"),
    ],
)
def test_check(key: str, value: object) -> None:
    """A check finds each setting that is unusable; only the token can be missing."""
    check(config(apiToken=None), {})

    with pytest.raises(SettingsError):
        check(config(**{key: value}), {})


def test_numbers_of_a_program() -> None:
    """A number in a YAML program, which is a float, is shown as it was written."""
    assert refused(timeout=4000.0).startswith("The value '4000' of northflank:timeout must be")
    assert refused(timeout=-0.5).startswith("The value '-0.5' of northflank:timeout must be")


def test_zero_seconds() -> None:
    """The wait between tries can be 0, the wait for a response cannot."""
    assert 0.0 == load(config(maxWait="0"), {}).max_wait
    assert "The value '0' of northflank:timeout must be" in refused(timeout="0")


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.255.255.255", True),
        ("::1", True),
        ("::2", False),
        ("10.0.0.1", False),
        ("nf.example", False),
        ("127.1", False),
        ("", False),
        (None, False),
    ],
)
def test_is_loopback(host: str | None, answer: bool) -> None:
    """Loopback is this machine, by its name or an address."""
    assert answer is is_loopback(host)
