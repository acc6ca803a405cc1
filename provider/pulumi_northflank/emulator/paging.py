"""Pages of a list: ``per_page``, ``page`` and ``cursor`` [api.md, Endpoints]."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypedDict, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from .errors import ApiError, problems_of

T = TypeVar("T")


class _PaginationAlways(TypedDict):
    hasNextPage: bool
    count: int


class Pagination(_PaginationAlways, total=False):
    """``count`` is the number of items on this page; ``cursor`` leads to the next page."""

    cursor: str


def _position_of(cursor: object) -> object:
    try:
        return int(base64.urlsafe_b64decode(str(cursor).encode()).removeprefix(b"after:"))
    except ValueError:
        raise ValueError("Input should be a cursor from an earlier page") from None


class PageQuery(BaseModel):
    """The page that a request asks for. Other query parameters are ignored."""

    per_page: int = Field(default=50, ge=1, le=100)
    page: int = Field(default=1, ge=1)
    # The position of the previous page's last item, so that deletions in between skip nothing.
    cursor: Annotated[int | None, BeforeValidator(_position_of)] = None

    @classmethod
    def parse(cls, parameters: Mapping[str, Any]) -> PageQuery:
        """Parse the query of a request."""
        try:
            return cls.model_validate(dict(parameters))
        except ValidationError as error:
            raise ApiError(400, "The query is not valid.", problems_of(error)) from error

    def cut(self, positioned: Sequence[tuple[int, T]]) -> tuple[list[T], Pagination]:
        """Select this page from all items, which come with increasing positions."""
        if self.cursor is not None:
            # A cursor is more exact than a page number, so it takes precedence.
            rest = [(position, item) for position, item in positioned if position > self.cursor]
        else:
            rest = list(positioned[(self.page - 1) * self.per_page :])

        shown = rest[: self.per_page]
        pagination: Pagination = {"hasNextPage": len(rest) > len(shown), "count": len(shown)}
        if pagination["hasNextPage"]:
            # The official clients describe a cursor as 24 characters long.
            last = f"after:{shown[-1][0]:012}"
            pagination["cursor"] = base64.urlsafe_b64encode(last.encode()).decode()
        return [item for _, item in shown], pagination
