"""The addons and schedules that exist at the start, from a JSON file.

The file is what ``pulumi-northflank list --json`` prints, or a list of such objects. A schedule may
also be as the API lists it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import AfterValidator, AwareDatetime, Field, TypeAdapter, ValidationError

from .address import DUMPS, AddonStatus, Address
from .clock import iso_milliseconds
from .errors import Conflict, EmulatorError, InvalidBody, Problem, problems_of
from .models import DOCUMENTED, Limits, ScheduleItem, Strict, definition_of, parse_body
from .store import Store, new_id

_Id = Annotated[str, Field(min_length=1)]
_Json = dict[str, Any]

# What no request has, and the only property with another name there [api.md, "The list item"].
_SERVERS_OWN = ("id", "createdAt", "updatedAt")
_OTHER_NAMES = {"backupCompressionType": "compressionType"}


def _known_type(value: str) -> str:
    if value not in DUMPS:
        raise ValueError(f"Input should be one of {', '.join(DUMPS)}")
    return value


class _Own(Strict):
    id: _Id | None = None
    createdAt: AwareDatetime | None = None  # noqa: N815  -- wire name, like all below
    updatedAt: AwareDatetime | None = None  # noqa: N815


class _Addon(Strict):
    addonId: _Id  # noqa: N815
    type: Annotated[str, AfterValidator(_known_type)] = "postgresql"
    status: AddonStatus = "running"
    schedules: list[_Json] = Field(default_factory=list)


class _Project(Strict):
    projectId: _Id  # noqa: N815
    teamId: _Id | None = None  # noqa: N815
    addons: list[_Addon]


_ONE, _SEVERAL = TypeAdapter(_Project), TypeAdapter(list[_Project])


class Seed:
    """What exists at the start.

    Attributes:
        addons: The type and status of each addon.
        schedules: The schedules, without times that the file does not have.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None = None, limits: Limits = DOCUMENTED
    ) -> None:
        self._path = "" if path is None else os.fspath(path)
        self.addons: dict[Address, tuple[str, AddonStatus]] = {}
        self.schedules: list[tuple[Address, _Json]] = []
        self._problems: list[Problem] = []
        if path is None:
            return
        for where, project in self._projects():
            for index, addon in enumerate(project.addons):
                address = Address(project.projectId, addon.addonId, project.teamId)
                self._add(f"{where}addons.{index}", address, addon, limits)
        ids = [item["id"] for _, item in self.schedules if "id" in item]
        self._problems += [
            Problem("", f"two schedules have the ID {each!r}")
            for each in dict.fromkeys(ids)
            if ids.count(each) > 1
        ]
        if self._problems:
            raise self._error(self._problems)
        if not self.addons:
            raise self._error([Problem("", "it has no addons")])

    def put(self, store: Store, now: dt.datetime) -> None:
        """Store the schedules; those without a time were created *now*."""
        for address, given in self.schedules:
            created = given.get("createdAt", iso_milliseconds(now))
            item = {"createdAt": created, "updatedAt": created} | given
            try:
                store.put(address, cast("ScheduleItem", item))
            except Conflict as error:
                where = f"the addon {address.addon!r} of the project {address.project!r}"
                raise self._error([Problem("", f"{where}: {error}")]) from error

    def _projects(self) -> Iterator[tuple[str, _Project]]:
        try:
            text = Path(self._path).read_text("utf-8")
            if isinstance(json.loads(text), list):
                for number, project in enumerate(_SEVERAL.validate_json(text)):
                    yield f"{number}.", project
            else:
                yield "", _ONE.validate_json(text)
        except OSError as error:
            raise self._error([Problem("", str(error.strerror))]) from error
        except ValidationError as error:
            raise self._error(problems_of(error)) from error
        except ValueError as error:  # not JSON, or not UTF-8
            raise self._error([Problem("", f"it is not JSON: {error}")]) from error

    def _add(self, where: str, address: Address, addon: _Addon, limits: Limits) -> None:
        if address in self.addons:
            self._problems.append(Problem(where, "the file has this addon twice"))
        self.addons[address] = (addon.type, addon.status)
        for index, given in enumerate(addon.schedules):
            try:
                self.schedules.append((address, _item(given, limits)))
            except InvalidBody as error:
                self._problems += [
                    Problem(f"{where}.schedules.{index}.{each.path}".rstrip("."), each.problem)
                    for each in error.problems
                ]

    def _error(self, problems: Iterable[Problem]) -> EmulatorError:
        text = "; ".join(
            each.sentence()
            if each.path
            else each.problem.replace("Input should", "it must").rstrip(".")
            for each in problems
        )
        return EmulatorError(f"Cannot use the seed file {self._path!r}: {text}.")


def _item(given: _Json, limits: Limits) -> _Json:
    own = {name: given[name] for name in _SERVERS_OWN if name in given}
    body = {
        _OTHER_NAMES.get(name, name): value
        for name, value in given.items()
        if name not in own and value is not None
    }
    try:
        times = _Own.model_validate_json(json.dumps(own)).model_dump(exclude_none=True)
    except ValidationError as error:
        raise InvalidBody(problems_of(error)) from error
    definition = definition_of(parse_body(json.dumps(body).encode(), limits=limits))
    return {"id": new_id(), **definition} | {
        name: iso_milliseconds(value.astimezone(dt.timezone.utc))
        if isinstance(value, dt.datetime)
        else value
        for name, value in times.items()
    }
