"""The classes of errors that a module has."""

from __future__ import annotations

import inspect
from types import ModuleType

from pulumi_northflank import NorthflankError


def errors_in(module: ModuleType) -> set[str]:
    """The names of the errors that a module defines, at least one."""
    names = {
        name
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, NorthflankError)
        and value.__module__ == module.__name__
    }
    assert names
    return names
