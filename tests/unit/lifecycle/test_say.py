"""Each message is said once."""

from __future__ import annotations

from pulumi_northflank.lifecycle.say import Once


def test_once() -> None:
    """A message is shown once for each resource."""
    said: list[tuple[str, str, str | None]] = []
    once = Once(lambda severity, text, urn=None: said.append((severity, text, urn)))
    for _ in range(2):
        once("warning", "Full.", "a")
        once("warning", "Full.", "b")
        once("info", "Empty.")

    assert [
        ("warning", "Full.", "a"),
        ("warning", "Full.", "b"),
        ("info", "Empty.", None),
    ] == said
