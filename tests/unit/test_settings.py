"""The settings: where they come from."""

from __future__ import annotations

import pytest
from tests.unit.configured import (
    BOTH_WAYS,
    TOKEN,
    config,
    refused,
)

from pulumi_northflank import SettingsError
from pulumi_northflank.settings import (
    KEYS,
    Settings,
    default_team,
    documented_limits,
    list_lag,
    load,
    preflight,
)


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
