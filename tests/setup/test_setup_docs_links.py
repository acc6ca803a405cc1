"""Where the pages lead: links, paths, the index, and the two pages of the Pulumi Registry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.setup.pages import FRONT_MATTER, PAGES, ROOT, TOKENS, inline, pages

TITLES = {
    "_index.md": "Northflank",
    "installation-configuration.md": "Northflank Installation & Configuration",
}
OWN_PATH = re.compile(r"(?:\.ci|\.github|docs|examples|provider|scripts|tests)/[\w./-]+")


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
