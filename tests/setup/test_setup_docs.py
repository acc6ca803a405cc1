"""What the pages say is parsed or run: programs, commands, data, links.

Whole programs run against Pulumi's mocks and the emulator. Of commands, those in the text too, it
is checked that they and their options exist; what the README's and the examples' commands do, the
tests in `tests/engine` try.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.unit.conftest import Run, _mocks, _run  # noqa: F401  # fixtures
from tests.unit.mocked import Noting, own

import environment
from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.cli import main as command_line
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.__main__ import main as emulator_command
from pulumi_northflank.provider import RESOURCE_TYPE

ROOT = environment.ROOT
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")])
TITLES = {
    "_index.md": "Northflank",
    "installation-configuration.md": "Northflank Installation & Configuration",
}
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
MARKDOWN = MarkdownIt("commonmark").enable("table")

# What users have, and what comes with this project, beside the commands that are looked into.
OTHER_COMMANDS = {"cd", "curl", "export", "git", "pip", "pytest"}
OWN_PATH = re.compile(r"(?:\.ci|\.github|docs|examples|provider|scripts|tests)/[\w./-]+")
DECLARES = re.compile(r"\b(AddonBackupSchedule|BackupPlan(\.\w+)?)\(")
BY_HAND = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def body(page: Path) -> str:
    """A page without its front matter, whose lines stay as empty ones."""
    return FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), page.read_text("utf-8"))


TOKENS: dict[Path, list[Token]] = {page: MARKDOWN.parse(body(page)) for page in PAGES}
BLOCKS = [
    Block(page, (token.map or [0])[0] + 1, token.info, token.content)
    for page, tokens in TOKENS.items()
    for token in tokens
    if token.type in ("fence", "code_block")
]


def inline(page: Path) -> Iterator[Token]:
    """What stands in the lines of a page: text, code, links."""
    for token in TOKENS[page]:
        yield from token.children or []


def blocks(*languages: str) -> list[Any]:
    """The blocks in some languages, as parameters."""
    return [pytest.param(each, id=str(each)) for each in BLOCKS if each.language in languages]


def pages() -> list[Any]:
    """All pages, as parameters."""
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES]


def test_every_block_is_in_a_language_that_is_checked() -> None:
    """A block says what it holds; `text` is what nobody can parse."""
    checked = {"bash", "json", "python", "text", "yaml"}

    assert [] == [f"{each}: {each.language!r}" for each in BLOCKS if each.language not in checked]


# Data


@pytest.mark.parametrize("block", blocks("json", "yaml"))
def test_data_loads(block: Block) -> None:
    """Data in a page can be read."""
    load: Callable[[str], Any] = json.loads if block.language == "json" else yaml.safe_load

    assert load(block.text)


# Programs


def imports(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """The modules that a program imports, with the names that it takes from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((str(node.module), alias.name) for alias in node.names)


@pytest.mark.parametrize("block", blocks("python"))
def test_python_compiles_and_finds_what_it_imports(block: Block) -> None:
    """Each block is Python, and the names that it takes from this package exist."""
    tree = ast.parse(block.text, str(block))

    missing = [
        f"{module}.{name}"
        for module, name in imports(tree)
        if module.split(".")[0] == "pulumi_northflank"
        and name is not None
        and not hasattr(importlib.import_module(module), name)
    ]

    assert [] == missing


PROGRAMS = [each for each in blocks("python") if [*imports(ast.parse(each.values[0].text))]]


@pytest.mark.parametrize("block", PROGRAMS)
def test_programs_run(
    block: Block,
    run: Run,
    mocks: Noting,
    northflank_emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What imports something is a whole program: it runs, and the check refuses nothing in it."""
    northflank_emulator.add_schedule("shop", "orders", BY_HAND)
    monkeypatch.setenv("NORTHFLANK_BASE_URL", northflank_emulator.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "t")
    code = compile(block.text, str(block), "exec")

    run(lambda: exec(code, {"__name__": "__main__"}))  # noqa: S102  # our own text

    declared = [
        own(each.inputs)
        for each in mocks.registered
        if each.typ == RESOURCE_TYPE and not each.resource_id
    ]
    failures = [AddonBackupScheduleProvider().check({}, each).failures for each in declared]
    assert bool(DECLARES.search(block.text)) == bool(declared)
    assert [[]] * len(declared) == failures


# Commands


class UnknownCommandError(Exception):
    """A command, or an option of one, that does not exist."""


class Commands:
    """Judges commands by what can be run here."""

    def __init__(self, folder: Path) -> None:
        """Ask the engine for all its commands and their options, once."""
        quiet = os.environ | {"PULUMI_HOME": str(folder / "home"), "PULUMI_SKIP_UPDATE_CHECK": "1"}
        engine = Path(sys.prefix) / "bin/pulumi"
        subprocess.run([engine, "gen-markdown", folder], env=quiet, check=True)
        self._pulumi: dict[str, set[str]] = {}
        for page in folder.glob("pulumi*.md"):
            text = page.read_text("utf-8")
            # What a command is also called, the page's own aliases tell.
            names = {page.stem, *re.findall(r"^  - /\S+/(pulumi[\w-]+)/$", text, re.MULTILINE)}
            options = set(re.findall(r"(?<=[ ,])--?[\w-]+(?=,| )", text))
            self._pulumi |= {name.replace("_", " "): options for name in names}
        makefile = (ROOT / "Makefile").read_text("utf-8")
        self._targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    def check(self, words: list[str], functions: Iterable[str] = ()) -> None:
        """Check one command.

        Raises:
            UnknownCommandError: It does not exist, or one of its options does not.
        """
        name, *rest = words
        if name == "pulumi":
            self._check_pulumi(words)
        elif name == "make":
            targets = [word for word in rest if "=" not in word]
            self._known("make target", targets, self._targets)
        elif name == "pulumi-northflank":
            word = next((word for word in rest if not word.startswith("-")), None)
            self._known("command", [word] if word else [], command_line.commands)
            self._options(words, options_of(command_line.commands.get(word or "", command_line)))
        elif words[:3] == ["python", "-m", "pulumi_northflank.emulator"]:
            self._options(words[3:], options_of(emulator_command))
        elif words[:2] == ["python", "-m"]:
            missing = [word for word in words[2:3] if importlib.util.find_spec(word) is None]
            self._known("module", missing, [])
        elif "/" in name:
            self._known("file", [name] if not (ROOT / name).is_file() else [], [])
        else:
            self._known("command", [name], {*OTHER_COMMANDS, *functions})

    def _check_pulumi(self, words: list[str]) -> None:
        command = "pulumi"
        for word in words[1:]:
            if f"{command} {word}" not in self._pulumi:
                is_group = any(name.startswith(f"{command} ") for name in self._pulumi)
                if is_group and re.fullmatch(r"[a-z]+", word):
                    raise UnknownCommandError(f"{command} {word}")
                break
            command = f"{command} {word}"
        self._options(words, self._pulumi[command])

    def _options(self, words: Iterable[str], known: Iterable[str]) -> None:
        given = [word.split("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)]
        self._known("option", given, known)

    def _known(self, kind: str, words: Iterable[str], known: Iterable[str]) -> None:
        for word in words:
            if word not in known:
                raise UnknownCommandError(f"{kind} {word}")


def options_of(command: Any) -> set[str]:
    """The options of one of this project's commands."""
    return {"-h", "--help", *(name for each in command.params for name in each.opts)}


def commands_in(script: str) -> Iterator[list[str]]:
    """The commands of a script, each as its words, those in substitutions as well."""
    script = re.sub(r"(?m)(?:^|(?<=\s))#.*$", "", script.replace("\\\n", " "))
    lexer = shlex.shlex(script, posix=True, punctuation_chars="();&|<>\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
    words: list[str] = []
    to_file = False
    for word in [*lexer, "\n"]:
        if set(word) <= set("();&|<>\n"):
            if words and not set(word) & set("<>"):
                yield words
                words = []
            to_file = bool(set(word) & set("<>"))
        elif to_file:
            to_file = False
        elif words or not (re.match(r"\w+=", word) or word in ("{", "}", "$")):
            words.append(word)
            for inner in re.findall(r"\$\((.*?)\)", word):
                yield from commands_in(inner)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """Know all commands."""
    return Commands(tmp_path_factory.mktemp("commands"))


@pytest.mark.parametrize("block", blocks("bash"))
def test_commands_exist(block: Block, commands: Commands) -> None:
    """A shell reads each block; its commands, targets and options exist."""
    functions = re.findall(r"^(\w+)\(\)", block.text, re.MULTILINE)
    subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)

    found = [*commands_in(block.text)]

    assert found
    for each in found:
        commands.check(each, functions)


@pytest.mark.parametrize("page", pages())
def test_commands_in_the_text_exist(page: Path, commands: Commands) -> None:
    """So do those that a sentence names."""
    named = [
        token.content
        for token in inline(page)
        if token.type == "code_inline"
        and re.match(r"(make|pulumi|pulumi-northflank|python -m) ", token.content)
    ]

    for text in named:
        for each in commands_in(text):
            commands.check(each)


@pytest.mark.parametrize(
    "script",
    [
        "pulumi upp",
        "pulumi up --yess",
        "pulumi state forget urn",
        "pulumi-northflank show",
        "pulumi-northflank list --projects shop",
        "make tests",
        "python -m pulumi_northflank.emulator --ports 1",
        "python -m pulumi_northflanks",
        "scripts/nothing.py",
        "frobnicate",
        'export X="$(pulumi confg)"',
        "true=1 cd here && frobnicate > pulumi",
    ],
)
def test_a_command_that_does_not_exist_is_noticed(script: str, commands: Commands) -> None:
    """What judges the commands finds a wrong one, wherever it stands."""

    def check() -> None:
        for each in commands_in(script):
            commands.check(each)

    with pytest.raises(UnknownCommandError):
        check()


# Links


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    found: Counter[str] = Counter()
    names = set()
    tokens = TOKENS[page]
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = "".join(child.content for child in tokens[index + 1].children or [])
        slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        names.add(f"{slug}-{found[slug]}" if found[slug] else slug)
        found[slug] += 1
    return names


def targets(page: Path) -> Iterator[str]:
    """Where the links and images of a page lead."""
    for token in inline(page):
        if token.type in ("link_open", "image"):
            yield str(token.attrs["href" if token.type == "link_open" else "src"])


@pytest.mark.parametrize("page", pages())
def test_links_lead_somewhere(page: Path) -> None:
    """Each link leads to a file of the repository and to a heading in it, or is https."""
    broken = []
    for target in targets(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if target.startswith("https://"):
            continue
        is_there = file.is_relative_to(ROOT) and file.exists()
        if not is_there or (anchor and anchor not in anchors(file)):
            broken.append(target)

    assert [] == broken


@pytest.mark.parametrize("page", pages())
def test_paths_in_the_text_exist(page: Path) -> None:
    """A file or folder of the repository that a sentence names is there."""
    named = [
        token.content
        for token in inline(page)
        if token.type == "code_inline" and OWN_PATH.fullmatch(token.content)
    ]

    assert [] == [path for path in named if "VERSION" not in path and not (ROOT / path).exists()]


def test_every_page_is_in_the_index() -> None:
    """Who opens docs/ finds all pages and all examples."""
    index = ROOT / "docs/README.md"
    linked = {(index.parent / target).resolve() for target in targets(index)}

    assert [] == [
        str(page.relative_to(ROOT))
        for page in PAGES
        if page.parent != ROOT and page != index and page not in linked
    ]


@pytest.mark.parametrize("name", TITLES)
def test_pages_of_the_registry_have_their_front_matter(name: str) -> None:
    """The two pages have what the Pulumi Registry reads: title, description, layout."""
    found = FRONT_MATTER.match((ROOT / "docs" / name).read_text("utf-8"))
    assert found
    front_matter = yaml.safe_load(found[1])

    assert {"title": TITLES[name], "layout": "package"} == {
        key: value for key, value in front_matter.items() if key != "meta_desc"
    }
    assert front_matter["meta_desc"].endswith(".")
    assert len(front_matter["meta_desc"]) <= 160


def test_the_settings_of_the_registrys_page_are_those_of_the_reference() -> None:
    """The page has each setting, with the defaults that the reference has."""
    row = re.compile(r"^\| (`northflank:\w+`) \| (`\w+`) \| (`[^`]+`)? ?\|", re.MULTILINE)
    page, reference = (
        row.findall((ROOT / "docs" / name).read_text("utf-8"))
        for name in ("installation-configuration.md", "reference.md")
    )

    assert 6 == len(page)
    assert reference == page
