"""Compiles the JSON Schema into ``compiled_schema.py``: `make schema`.

Both processes of a preview check every schedule, and each would need longer to compile the schema
than for a hundred checks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastjsonschema

from pulumi_northflank.validation import schema

TARGET = Path(__file__).parents[1] / "provider/pulumi_northflank/compiled_schema.py"

# The newest draft that the compiler knows. The schema uses nothing newer.
DRAFT_7 = "http://json-schema.org/draft-07/schema#"

# For readers and messages only. Without $id, the compiled function is called `validate`.
ANNOTATIONS = ("$comment", "$id", "description", "title")

HEAD = '''"""The JSON Schema as Python, which fastjsonschema wrote: `make schema` does it anew."""

'''


def bare(part: Any) -> Any:
    """Return a part of the schema without its annotations."""
    if isinstance(part, dict):
        return {
            name: bare(value)
            for name, value in part.items()
            # A property with such a name has a schema as its value, not a string.
            if name not in ANNOTATIONS or not isinstance(value, str)
        }
    return [bare(value) for value in part] if isinstance(part, list) else part


def code() -> str:
    """Return the module's source."""
    written: str = fastjsonschema.compile_to_code({**bare(schema()), "$schema": DRAFT_7})
    return HEAD + written


if __name__ == "__main__":
    TARGET.write_text(code(), "utf-8")
