"""Turns docstrings in Google's style, signatures and annotations into Markdown."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

WIDTH = 84
SECTION = re.compile(r"^(Args|Attributes|Raises|Returns):\n", re.MULTILINE)
ENTRY = re.compile(r"^ {4}(\w[\w, ]*): (.+(?:\n {5,}.+)*)", re.MULTILINE)
CODE_BLOCK = re.compile(r"::\n\n((?:(?: {4}.*)?\n)* {4}.*)")


class IncompleteError(Exception):
    """Something has no description, or descriptions and code disagree."""


class Docstring(NamedTuple):
    """A docstring: the text before its sections, and the entries of each section."""

    text: str
    sections: dict[str, dict[str, str]]

    def entries(self, section: str, wanted: Iterable[str], where: str) -> dict[str, str]:
        """Return the descriptions of *wanted*, in that order.

        Raises:
            IncompleteError: A description is missing, or there is one too many.
        """
        found = self.sections.get(section, {})
        wanted = list(wanted)
        agree(where, wanted, found)
        return {name: found[name] for name in wanted}


def agree(where: str, wanted: Iterable[str], found: Iterable[str]) -> None:
    """Check that exactly the names in *wanted* are described.

    Raises:
        IncompleteError: The names differ.
    """
    expected, described = sorted(wanted), sorted(found)
    if expected != described:
        raise IncompleteError(f"{where}: expected descriptions of {expected}, found {described}")


def docstring(of: object) -> Docstring:
    """Return an object's own docstring.

    Raises:
        IncompleteError: The object has none.
    """
    text = of.__doc__
    if not text:
        raise IncompleteError(f"{of} has no docstring")
    head, *rest = SECTION.split(inspect.cleandoc(text))
    sections = {
        name: {entry: one_line(markdown(said)) for entry, said in ENTRY.findall(lines)}
        for name, lines in zip(rest[::2], rest[1::2], strict=True)
    }
    return Docstring(markdown(head.strip()), sections)


def markdown(text: str) -> str:
    """Return a docstring's markup as Markdown."""
    text = re.sub(r":\w+:`([^`]+)`", r"`\1`", text)
    text = re.sub(r"``(.+?)``", r"`\1`", text, flags=re.DOTALL)
    return CODE_BLOCK.sub(lambda block: f":\n\n```python\n{inspect.cleandoc(block[1])}\n```", text)


def one_line(text: str) -> str:
    """Return a paragraph as one line."""
    return " ".join(text.split())


def parameters(of: Any) -> list[inspect.Parameter]:
    """Return a function's parameters, without `self`."""
    return [each for each in inspect.signature(of).parameters.values() if each.name != "self"]


def arguments(name: str, of: Any) -> dict[str, str]:
    """Return the descriptions of a function's arguments, in the order of its signature."""
    return docstring(of).entries("Args", (each.name for each in parameters(of)), name)


def signature(name: str, of: Any) -> str:
    """Return a signature with names and defaults, without annotations."""
    if isinstance(of, property):
        return name
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in parameters(of)]
    return f"{name}{inspect.Signature(bare)}"


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Return the public methods and properties of a class."""
    return ((name, each) for name, each in vars(kind).items() if not name.startswith("_"))


def written_annotations(kind: type) -> dict[str, str]:
    """Return the annotations of a class as strings, with those of a TypedDict's bases."""
    found: dict[str, Any] = kind.__annotations__
    return {name: getattr(each, "__forward_arg__", each) for name, each in found.items()}


def of_callable(name: str, of: Any) -> Iterator[str]:
    """Yield what stands below a function's heading: signature, text, arguments and errors."""
    about = docstring(of)
    yield form(signature(name, of))
    yield about.text
    types = {each.name: each.annotation for each in parameters(of)}
    yield listed(arguments(name, of), types)
    if "Raises" in about.sections:
        yield "Errors:"
        yield listed(about.sections["Raises"])


def fields(kind: type, parent: type | None = None) -> str:
    """List the fields of a data class; inherited ones only if it describes them itself."""
    types = written_annotations(kind)
    texts = docstring(kind).sections.get("Attributes")
    if texts is None:
        return "\n".join(f"- `{name}` (`{type_}`)" for name, type_ in types.items())
    others = set() if parent is None else set(written_annotations(parent)) - set(texts)
    agree(kind.__name__, set(types) - others, texts)
    return listed(texts, types)


def outputs(kind: type) -> str:
    """List the properties of a class."""
    found = {name: each for name, each in members(kind) if isinstance(each, property)}
    texts = {name: docstring(each).text for name, each in found.items()}
    return listed(texts, {n: each.fget.__annotations__["return"] for n, each in found.items()})


def listed(texts: Mapping[str, str], types: Mapping[str, str] | None = None) -> str:
    """List names and their descriptions."""
    of = {name: f" (`{text.replace('pulumi.', '')}`)" for name, text in (types or {}).items()}
    return "\n".join(f"- `{name}`{of.get(name, '')}: {text}" for name, text in texts.items())


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    first = list(head)
    lines = [first, ["---"] * len(first), *rows]
    return "\n".join(
        " ".join(["|", *(f"{_cell(text)} |" if text else "|" for text in line)]) for line in lines
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def form(text: str) -> str:
    """Return a code block, and break a call that is too long for one line."""
    if len(text) > WIDTH and "\n" not in text:
        head, _, rest = text.partition("(")
        lines = textwrap.wrap(rest.removesuffix(")"), WIDTH - 4, break_on_hyphens=False)
        text = "\n".join([f"{head}(", *(f"    {line}" for line in lines), ")"])
    return f"```text\n{text.strip()}\n```"
