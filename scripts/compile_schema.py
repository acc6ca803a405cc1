"""Writes ``compiled_schema.py`` from the JSON Schema: ``make schema``.

Both processes of a preview check every schedule, and compiling the schema took each of them longer
than a hundred checks. What the compiler makes of it is the same each time, so it is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastjsonschema

from pulumi_northflank.validation import schema

TARGET = Path(__file__).parents[1] / "provider/pulumi_northflank/compiled_schema.py"

# The compiler knows drafts up to 7; the schema uses no more than that.
DRAFT_7 = "http://json-schema.org/draft-07/schema#"

# What is for readers and messages, and decides nothing. Without $id, the function is `validate`.
ANNOTATIONS = ("$comment", "$id", "description", "title")

HEAD = '''"""The JSON Schema as Python, which fastjsonschema wrote: `make schema` does it anew."""

'''


def bare(part: Any) -> Any:
    """The part of a schema that decides what is valid."""
    if isinstance(part, dict):
        return {
            name: bare(value)
            for name, value in part.items()
            # A property of such a name would have a schema of its own, and no text.
            if name not in ANNOTATIONS or not isinstance(value, str)
        }
    return [bare(value) for value in part] if isinstance(part, list) else part


def code() -> str:
    """The module."""
    written: str = fastjsonschema.compile_to_code({**bare(schema()), "$schema": DRAFT_7})
    return HEAD + written


if __name__ == "__main__":
    TARGET.write_text(code(), "utf-8")
