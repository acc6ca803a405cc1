"""Programs that require that every addon of a project is backed up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.runtime.config import set_all_config
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, later, unknown, weekly
from tests.unit.schedules import make_body
from tests.unit.wire import page, sent

from pulumi_northflank import (
    UnknownTagsError,
    UnprotectedAddonsError,
    require_all,
)
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.review import unprotected
from pulumi_northflank.stack_export import StackExportError

pytestmark = pytest.mark.usefixtures("environment")

ADDONS = "/v1/projects/shop/addons"
CARTS = f"{ADDONS}/carts/backup-schedules"
ORDERS = f"{ADDONS}/orders/backup-schedules"
WHAT_TO_DO = (
    "Declare a schedule for each of them, or name those that need no backups in except_ of "
    "require_all."
)
NO_CARTS = (
    "1 addon of project shop is not backed up:\n"
    f"  shop/carts: no schedule backs it up.\n{WHAT_TO_DO}"
)


@pytest.fixture(name="warned")
def _warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the warnings of a program."""
    texts: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: texts.append(text))
    return texts


def fails(run: Run, program: Callable[[], Any], *, preview: bool = True) -> str:
    """The error with which a program ends, because addons are not backed up."""
    with pytest.raises(UnprotectedAddonsError) as caught:
        run(program, preview=preview)
    return str(caught.value)


@pytest.mark.parametrize("preview", [True, False])
def test_all_declared(run: Run, mocks: Noting, api: Emulator, preview: bool) -> None:
    """If the program backs up every addon, also after the call, nothing happens."""

    def both() -> None:
        weekly("before")
        require_all("shop")
        weekly("after", addon_id="carts")

    run(both, preview=preview)

    assert {"before", "after"} == {*mocks.schedules}
    assert [("GET", ADDONS)] == sent(api)


@pytest.mark.parametrize("preview", [True, False])
def test_missing(run: Run, preview: bool) -> None:
    """An addon without any schedule is an error that says what to do."""

    def one() -> None:
        require_all("shop")
        weekly()

    assert NO_CARTS == fails(run, one, preview=preview)


def test_several(run: Run) -> None:
    """All addons without schedules are in one error, a sentence each."""
    text = fails(run, lambda: require_all("shop"))

    assert (
        "2 addons of project shop are not backed up:\n"
        "  shop/carts: no schedule backs it up.\n"
        f"  shop/orders: no schedule backs it up.\n{WHAT_TO_DO}"
    ) == text


def test_existing(run: Run, api: Emulator) -> None:
    """A schedule that exists counts by default; only the addons that need it are listed."""
    api.add_schedule("shop", "carts", make_body())

    def one() -> None:
        require_all("shop")
        weekly()

    run(one, preview=True)

    assert [("GET", ADDONS), ("GET", CARTS)] == sent(api)


def test_not_existing(run: Run, api: Emulator) -> None:
    """A schedule that exists does not count if the program says so, and is not looked up."""
    api.add_schedule("shop", "carts", make_body())

    def one() -> None:
        weekly()
        require_all("shop", existing=False)

    assert NO_CARTS == fails(run, one)
    assert [("GET", ADDONS)] == sent(api)


@pytest.mark.parametrize(
    ("changes", "stays"),
    [({}, False), ({"retainOnDelete": True}, True), ({"protect": True}, True), ({"id": "x"}, True)],
)
def test_leaving(
    run: Run,
    api: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    stays: bool,
) -> None:
    """A schedule that the update will delete does not count."""
    schedule_id = api.add_schedule("shop", "carts", make_body())
    resource = {"urn": "u", "id": schedule_id, **changes}
    export = json.dumps({"deployment": {"resources": [resource]}})
    monkeypatch.setattr(unprotected, "export_stack", lambda: export)

    def one() -> None:
        weekly()
        require_all("shop")

    if stays:
        run(one, preview=True)
    else:
        assert "shop/carts: its schedules belong to this stack, the program no longer" in fails(
            run, one
        )


def test_unknown_state(run: Run, api: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the state of the stack cannot be read, an existing schedule is not taken on trust."""
    api.add_schedule("shop", "carts", make_body())

    def fail() -> str:
        raise StackExportError("no state")

    monkeypatch.setattr(unprotected, "export_stack", fail)

    with pytest.raises(StackExportError, match="no state"):
        run(lambda: require_all("shop", except_="orders"), preview=True)


@pytest.mark.parametrize("excepted", ["carts", ["carts"], ("scratch", "carts")])
def test_except(run: Run, excepted: Any) -> None:
    """An addon that is excepted needs no schedule."""

    def one() -> None:
        weekly()
        require_all("shop", except_=excepted)

    run(one, preview=True)


def listed(api: Emulator, *addons: dict[str, Any]) -> None:
    """Let the API list these addons."""
    api.fault(page(*addons, name="addons"), path_regex=f"{ADDONS}$", times=None)


def test_tags(run: Run, api: Emulator, warned: list[str]) -> None:
    """With tags, only addons that have one of them count."""
    listed(api, {"id": "carts", "tags": ["production", 7]}, {"id": "orders", "tags": ["test"]})

    text = fails(run, lambda: require_all("shop", tags=["critical", "production"]))

    assert NO_CARTS == text
    assert [
        'No addon of project shop has the tag "critical", so require_all demands nothing for it.'
    ] == warned


def test_unknown_tags(run: Run, api: Emulator) -> None:
    """An addon whose tags the API does not list is an error if tags matter."""
    listed(api, {"id": "carts"}, {"id": "orders", "tags": []})

    with pytest.raises(UnknownTagsError, match="does not list the tags of addon carts in project"):
        run(lambda: require_all("shop", tags="production"), preview=True)
    run(lambda: require_all("shop", tags="production", except_="carts"), preview=True)


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("tags", [[], ["production"]])
def test_no_addons(
    run: Run, api: Emulator, mocks: Noting, warned: list[str], preview: bool, tags: list[str]
) -> None:
    """A project whose first addon does not exist yet is a warning, and the program goes on."""
    listed(api)

    def one() -> None:
        require_all("shop", tags=tags)
        weekly()

    run(one, preview=preview)

    assert ({"nightly"}, [("GET", ADDONS)]) == ({*mocks.schedules}, sent(api))
    assert ["The API lists no addons of project shop, so require_all demands nothing yet."] == [
        text.partition(" If the project")[0] for text in warned
    ]


def test_deleted_addons(run: Run, api: Emulator) -> None:
    """An addon that is being deleted needs no schedule, and one of another status does."""
    listed(api, {"id": "old", "status": "deleting"}, {"id": "carts", "status": "dreaming"})

    assert NO_CARTS == fails(run, lambda: require_all("shop"))


@pytest.mark.parametrize("project", ["shop", "other"])
def test_team(run: Run, monkeypatch: pytest.MonkeyPatch, project: str) -> None:
    """The addons of the team count, and a schedule of the default team backs them up."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    def one() -> None:
        weekly(project_id=project)
        require_all("shop")

    if project == "shop":
        run(one, preview=True)
    else:
        assert "  acme/shop/orders: no schedule" in fails(run, one)


def test_other_team(run: Run) -> None:
    """A schedule of another team backs nothing up."""

    def one() -> None:
        weekly()
        require_all("shop", team_id="acme")

    assert "  acme/shop/orders: no schedule" in fails(run, one)


def test_secret_team(run: Run) -> None:
    """A secret default team is not shown."""

    def secret() -> None:
        set_all_config({"northflank:teamId": "acme"}, ["northflank:teamId"])
        require_all("shop")

    assert "acme" not in fails(run, secret)


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("addon", ["carts", "stock"])
def test_outputs(run: Run, warned: list[str], addon: str, preview: bool) -> None:
    """A schedule whose addon is an Output counts once that is known."""

    def both() -> None:
        weekly("a")
        weekly("b", addon_id=later(addon))
        require_all("shop")

    if addon == "carts":
        run(both, preview=preview)
    else:
        assert NO_CARTS == fails(run, both, preview=preview)
    assert [] == warned


def test_unknown_outputs(run: Run, warned: list[str]) -> None:
    """A preview that does not know an addon yet warns."""

    def both() -> None:
        weekly("a")
        weekly("b", addon_id=unknown())
        require_all("shop")

    run(both, preview=True)

    text = (
        "Cannot tell yet whether carts of project shop will be backed up, because the program has "
        "schedules whose addon is not known before the update."
    )
    assert [text] == warned


def test_unknown_project(run: Run) -> None:
    """An unknown addon of another project does not count."""

    def both() -> None:
        weekly("a")
        weekly("b", addon_id=unknown(), project_id="other")
        require_all("shop")

    assert NO_CARTS == fails(run, both)
