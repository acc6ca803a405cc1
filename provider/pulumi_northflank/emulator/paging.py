"""Pages of a list: ``per_page``, ``page`` and ``cursor`` [api.md, Endpoints]."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypedDict, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from .errors import ApiError, problems_of

T = TypeVar("T")


class _PaginationAlways(TypedDict):
    hasNextPage: bool
    count: int


class Pagination(_PaginationAlways, total=False):
    """``count`` is the number of items on this page; the cursor leads to the next."""

    cursor: str


@dataclass(frozen=True)
class Page(Generic[T]):
    """The items of one page, and how to go on."""

    items: list[T]
    pagination: Pagination


def _position_of(cursor: object) -> object:
    try:
        return int(base64.urlsafe_b64decode(str(cursor).encode()).removeprefix(b"after:"))
    except (binascii.Error, ValueError):
        msg = "Input should be a cursor from an earlier page"
        raise ValueError(msg) from None


class PageQuery(BaseModel):
    """Which page is asked for; other parameters are ignored."""

    per_page: int = Field(default=50, ge=1, le=100)
    page: int = Field(default=1, ge=1)
    # The position the page before ended with, so that what is deleted meanwhile shifts nothing.
    cursor: Annotated[int | None, BeforeValidator(_position_of)] = None

    @classmethod
    def parse(cls, parameters: Mapping[str, Any]) -> PageQuery:
        """Read the query of a request."""
        try:
            return cls.model_validate(dict(parameters))
        except ValidationError as error:
            msg = "The query is not valid."
            raise ApiError(400, msg, problems_of(error)) from error

    def cut(self, positioned: Sequence[tuple[int, T]]) -> Page[T]:
        """Cut this page out of all items, given with positions that only grow."""
        if self.cursor is not None:
            # A cursor says more exactly where to go on than a number of pages, so it wins.
            rest = [(at, item) for at, item in positioned if at > self.cursor]
        else:
            rest = list(positioned[(self.page - 1) * self.per_page :])

        shown = rest[: self.per_page]
        pagination: Pagination = {"hasNextPage": len(rest) > len(shown), "count": len(shown)}
        if pagination["hasNextPage"]:
            # 24 characters, as the official clients' description of the parameter demands.
            last = f"after:{shown[-1][0]:012}"
            pagination["cursor"] = base64.urlsafe_b64encode(last.encode()).decode()
        return Page([item for _, item in shown], pagination)
