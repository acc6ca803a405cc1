"""What PyPI shows of a release: its links lead to files that exist."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.setup.pages import MARKDOWN, ROOT
from tests.setup.test_setup_docs_links import is_broken

import addresses

REPOSITORY = "https://github.com/someone/pulumi-northflank"
RELEASE = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())


def links(text: str) -> list[tuple[str, str]]:
    """The links and pictures of a page, each with its kind."""
    return [
        (child.type, str(child.attrs.get("href") or child.attrs["src"]))
        for token in MARKDOWN.parse(text)
        for child in token.children or []
        if child.type in ("link_open", "image")
    ]


def leads_nowhere(kind: str, target: str) -> bool:
    """Whether a link is relative, or to a file or heading that the repository does not have."""
    form = "raw" if kind == "image" else "blob"
    own = re.fullmatch(rf"{re.escape(REPOSITORY)}/{form}/v1\.2\.3/(.+)", target)
    if own:
        return is_broken(ROOT / "README.md", own[1])
    return not target.startswith("https://") or target.startswith(REPOSITORY)


def test_links_of_a_release(tmp_path: Path) -> None:
    """The step of the workflow makes every link of the long description absolute and right."""
    for name in ("LICENSE", "README.md", "pyproject.toml", "scripts", "provider"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    steps = RELEASE["jobs"]["build"]["steps"]
    names = [step.get("name") for step in steps]
    [step] = [step for step in steps if "addresses.py" in step.get("run", "")]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = os.environ | {"PATH": path, "REPOSITORY": REPOSITORY, "REF": "v1.2.3"}

    subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=env, check=True)
    command = [sys.executable, "-m", "hatchling", "metadata"]
    metadata = json.loads(subprocess.check_output(command, cwd=tmp_path))

    shown = links(metadata["readme"]["text"])
    assert len(links((ROOT / "README.md").read_text("utf-8"))) == len(shown) > 20
    assert [] == [link for link in shown if leads_nowhere(*link)]
    assert [] == [url for url in metadata["urls"].values() if not url.startswith(REPOSITORY)]
    assert not leads_nowhere("link_open", metadata["urls"]["Documentation"])
    assert not leads_nowhere("link_open", metadata["urls"]["Changes"])
    assert names.index(step["name"]) == names.index("Build") - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](docs/a.md#b)", f"[a]({REPOSITORY}/blob/v1/docs/a.md#b)"),
        ("[a\nb](#a)", f"[a\nb]({REPOSITORY}/blob/v1/README.md#a)"),
        ("![a](docs/a.png)", f"![a]({REPOSITORY}/raw/v1/docs/a.png)"),
        ("[a](https://a.example) [b](b)", f"[a](https://a.example) [b]({REPOSITORY}/blob/v1/b)"),
    ],
)
def test_absolute(text: str, expected: str) -> None:
    """Files, headings of the page itself and pictures get an address; others keep theirs."""
    assert expected == addresses.absolute(text, REPOSITORY, "v1")


@pytest.mark.parametrize(
    "link",
    [
        ("link_open", "docs/README.md"),
        ("link_open", f"{REPOSITORY}/blob/v1.2.3/docs/nothing.md"),
        ("link_open", f"{REPOSITORY}/blob/v1.2.3/docs/README.md#nothing"),
        ("link_open", f"{REPOSITORY}/blob/main/docs/README.md"),
        ("image", f"{REPOSITORY}/blob/v1.2.3/docs/emulator.png"),
    ],
)
def test_wrong_links_are_noticed(link: tuple[str, str]) -> None:
    """Relative links, and those to files, headings and tags that do not exist, are found."""
    assert leads_nowhere(*link)
