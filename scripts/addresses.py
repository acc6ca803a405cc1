"""Writes where the project is into what PyPI shows: part of a release, before the build.

    python scripts/addresses.py https://github.com/OWNER/NAME v1.2.3

PyPI shows README.md outside of its repository, so each link in it becomes that of the file in the
release. `pyproject.toml` gets the links beside the page. Only a release knows both addresses.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

RELATIVE = re.compile(r"(!?)(\[[^\]]*\]\()(?!https://)([^)\s]+)\)")


def absolute(text: str, repository: str, tag: str) -> str:
    """Return a page in the root of the repository with absolute links."""

    def replaced(found: re.Match[str]) -> str:
        mark, words, target = found.groups()
        # PyPI gives headings no anchors, and shows the file itself as a picture.
        path = f"README.md{target}" if target.startswith("#") else target
        return f"{mark}{words}{repository}/{'raw' if mark else 'blob'}/{tag}/{path})"

    return RELATIVE.sub(replaced, text)


def urls(repository: str, tag: str) -> str:
    """Return the part of `pyproject.toml` with the project's links."""
    return f"""
[project.urls]
Source = "{repository}"
Documentation = "{repository}/blob/{tag}/docs/README.md"
Changes = "{repository}/blob/{tag}/CHANGELOG.md"
Issues = "{repository}/issues"
"""


def main() -> None:
    """Rewrite both files in the current directory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", help="its URL")
    parser.add_argument("tag", help="of the release")
    given = parser.parse_args()
    repository, tag = given.repository, given.tag
    readme, project = Path("README.md"), Path("pyproject.toml")
    readme.write_text(absolute(readme.read_text("utf-8"), repository, tag), "utf-8")
    project.write_text(project.read_text("utf-8") + urls(repository, tag), "utf-8")


if __name__ == "__main__":
    main()
