"""The committed chapters, checked as files; no kernel is started."""

import nbformat
import pytest

from tools import notebook_checks as checks
from tools.notebooks import chapters

CHAPTERS = chapters()


@pytest.fixture(scope="session")
def book() -> dict[str, nbformat.NotebookNode]:
    return {path.name: nbformat.read(path, as_version=4) for path in CHAPTERS}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_chapter(check, path, book):
    check(book[path.name])


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_file(path, book):
    checks.check_size(path)
    checks.check_links(path, book[path.name])
    checks.check_colab_target(path, book[path.name])
    number = checks.chapter_number(book[path.name])
    assert path.name.startswith(f"{number:02d}_"), f"{path.name} is chapter {number}"


def test_equations(book):
    checks.check_equations(book)
