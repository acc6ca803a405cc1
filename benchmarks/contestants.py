"""The Pulumi program of all contestants, and the two bare dynamic providers.

The floor makes the requests and does nothing else: no validation, no retries, no messages. Nothing
makes no requests, which leaves the time of Pulumi's engine and SDK.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from pulumi import dynamic

from benchmarks.schedules import body, path, schedules

if TYPE_CHECKING:
    import requests

Props = dict[str, Any]


@functools.cache
def session() -> requests.Session:
    """The connections. As in the provider, the library is loaded for the first request."""
    import requests

    made = requests.Session()
    made.headers["Authorization"] = f"Bearer {os.environ['NORTHFLANK_API_TOKEN']}"
    return made


def ask(method: str, props: Props, **options: Any) -> requests.Response:
    """Make a request about the schedules of an addon."""
    url = os.environ["NORTHFLANK_BASE_URL"] + path(props["addon_id"])
    answer = session().request(method, url + options.pop("id", ""), timeout=60, **options)
    answer.raise_for_status()
    return answer


class Nothing(dynamic.ResourceProvider):
    """Makes no requests."""

    serialize_as_secret_always = False

    def check(self, _olds: Props, news: Props) -> dynamic.CheckResult:
        """Accept everything."""
        return dynamic.CheckResult(news, [])

    def diff(self, _id: str, _olds: Props, _news: Props) -> dynamic.DiffResult:
        """Replace a schedule that has a new value."""
        changed = [name for name in _news if _olds.get(name) != _news[name]]
        return dynamic.DiffResult(bool(changed), changed, delete_before_replace=True)

    def create(self, props: Props) -> dynamic.CreateResult:
        """Create nothing."""
        return dynamic.CreateResult("nothing", props)

    def read(self, id_: str, props: Props) -> dynamic.ReadResult:
        """Return the state as it was."""
        return dynamic.ReadResult(id_, props)

    def delete(self, _id: str, _props: Props) -> None:
        """Delete nothing."""


class Floor(Nothing):
    """Creates, lists and deletes schedules."""

    def create(self, props: Props) -> dynamic.CreateResult:
        """Create a schedule."""
        return dynamic.CreateResult(
            ask("POST", props, json=body(props)).json()["data"]["id"], props
        )

    def read(self, id_: str, props: Props) -> dynamic.ReadResult:
        """List the addon, and look for the schedule."""
        listed = ask("GET", props).json()["data"]["schedules"]
        is_there = any(schedule["id"] == id_ for schedule in listed)
        return dynamic.ReadResult(id_, props) if is_there else dynamic.ReadResult("", {})

    def delete(self, _id: str, _props: Props) -> None:
        """Delete a schedule."""
        ask("DELETE", _props, id=f"/{_id}")


class Bare(dynamic.Resource, module="northflank", name="AddonBackupSchedule"):
    """A resource of one of the bare providers, of the same type as the package's."""


def declare(contestant: str, count: int, retention: int, order: str) -> None:
    """Declare a contestant's schedules: all that a stack's program does."""
    for name, arguments in schedules(count, retention=retention, order=order):
        if contestant == "provider":
            from pulumi_northflank import AddonBackupSchedule

            AddonBackupSchedule(name, **arguments)
        else:
            Bare(Floor() if contestant == "floor" else Nothing(), name, arguments)
