"""Links, paths and settings in the pages are right."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import yaml
from tests.setup.pages import PAGES, ROOT, TOKENS, inline

OWN_PATH = re.compile(r"(?:\.ci|\.github|docs|examples|provider|scripts|tests)/[\w./-]+")
LINKS = [
    (page, str(token.attrs.get("href") or token.attrs["src"]))
    for page in PAGES
    for token in inline(page, "link_open", "image")
]


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives a page's headings."""
    found: Counter[str] = Counter()
    names = set()
    for heading, content in zip(TOKENS[page], TOKENS[page][1:], strict=False):
        if heading.type == "heading_open":
            text = "".join(child.content for child in content.children or [])
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            names.add(f"{slug}-{found[slug]}" if found[slug] else slug)
            found[slug] += 1
    return names


def is_broken(page: Path, target: str) -> bool:
    """Tell whether a link leads to no file of the repository, or to no heading in it."""
    if target.startswith("https://"):
        return False
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.is_relative_to(ROOT) or not file.exists():
        return True
    return bool(anchor) and anchor not in anchors(file)


def test_links_lead_somewhere() -> None:
    """Each link is https, or leads to a file of the repository and a heading in it."""
    wrong = ["docs/nothing.md", "docs/README.md#nothing", "#nothing", "..", "http://127.0.0.1"]

    assert LINKS
    assert [] == [(str(page), target) for page, target in LINKS if is_broken(page, target)]
    assert {True} == {is_broken(ROOT / "README.md", target) for target in wrong}


def test_paths_in_sentences_exist() -> None:
    """The files and folders of the repository that sentences name exist."""
    named = {
        token.content
        for page in PAGES
        for token in inline(page, "code_inline")
        if OWN_PATH.fullmatch(token.content) and "VERSION" not in token.content
    }

    assert named
    assert [] == [path for path in sorted(named) if not (ROOT / path).exists()]


def test_index_links_every_page() -> None:
    """The index in docs/ links every page and every example."""
    index = ROOT / "docs/README.md"
    linked = {(index.parent / target).resolve() for page, target in LINKS if page == index}

    assert set() == {page for page in PAGES if page.parent != ROOT} - linked - {index}


def test_registry_pages_have_their_front_matter() -> None:
    """The Pulumi Registry's two pages have a title, a layout and a short description."""
    for name in ("_index.md", "installation-configuration.md"):
        front = yaml.safe_load((ROOT / "docs" / name).read_text("utf-8").split("---\n")[1])

        assert "package" == front["layout"]
        assert front["title"].startswith("Northflank")
        assert 0 < len(front["meta_desc"]) <= 160


def test_registry_page_lists_the_settings_of_the_reference() -> None:
    """The configuration page has every setting, with the defaults in the reference."""
    row = re.compile(
        r"^\| (`northflank:\w+`) \| (`\w+`(?: or `\w+`)*) \| (`[^`]+`)? ?\|", re.MULTILINE
    )
    page, reference = (
        row.findall((ROOT / "docs" / name).read_text("utf-8"))
        for name in ("installation-configuration.md", "reference.md")
    )

    assert page
    assert reference == page
