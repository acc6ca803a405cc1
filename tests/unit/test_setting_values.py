"""The settings: which values are accepted."""

from __future__ import annotations

import pytest
from tests.unit.configured import (
    BAD_TOKEN,
    BASE_URL_HINT,
    BOTH_WAYS,
    FORM,
    NO_TOKEN,
    PASSWORD,
    SCHEME,
    TOKEN,
    config,
    refused,
)

from pulumi_northflank import SettingsError
from pulumi_northflank.settings import (
    check,
    default_team,
    is_loopback,
    load,
)


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


def test_long_numbers_of_a_program() -> None:
    """A team whose ID consists of digits keeps all of them."""
    assert "123456789" == default_team(config(teamId=123456789.0))


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
