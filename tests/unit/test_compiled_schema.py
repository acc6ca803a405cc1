"""The compiled schema, which decides most checks."""

from __future__ import annotations

from typing import Any

import compile_schema
from pulumi_northflank.validation import schema


def keywords(part: Any) -> set[str]:
    """All words by which a schema decides something, wherever they stand."""
    if isinstance(part, dict):
        return set(part).union(*map(keywords, part.values()))
    return set().union(*map(keywords, part)) if isinstance(part, list) else set()


def test_it_is_what_the_schema_compiles_to() -> None:
    """Neither the schema nor its compiler has changed since `make schema`."""
    assert compile_schema.code() == compile_schema.TARGET.read_text("utf-8")


def test_nothing_that_decides_is_left_out() -> None:
    """What is compiled lacks the texts for readers and nothing else."""
    lost = keywords(schema()) - keywords(compile_schema.bare(schema()))

    assert {"$comment", "$id", "description", "title"} == lost
