"""The committed chapters, checked as files; no kernel is started."""

import nbformat
import pytest

from tools import ledger, study
from tools.checks import CHECKS, budget, form, kit, lesson, style, text
from tools.notebooks import chapters

CHAPTERS = chapters()


@pytest.fixture(scope="session")
def book() -> dict[str, nbformat.NotebookNode]:
    return {path.name: nbformat.read(path, as_version=4) for path in CHAPTERS}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_chapter(check, path, book):
    check(book[path.name])


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_file(path, book):
    form.check_size(path)
    text.check_links(path, book[path.name])
    text.check_colab_target(path, book[path.name])
    start = kit.file_start(book[path.name])
    assert path.name.startswith(start), f"{path.name} is titled as {start}"


def test_equations(book):
    text.check_equations(book)


def test_exercises(book):
    lesson.check_exercises(book)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_study_can_set_its_constants(path, book):
    study.constants(book[path.name])


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_budget(path, book):
    notebook = book[path.name]
    over = budget.over(notebook, path.stem, path.stat().st_size)
    over += budget.over_time(path, ledger.Book())
    assert not over, "over its budget: " + "; ".join(over)
    style.check_names(notebook)
    style.check_needs(notebook, path.stem)
