"""What `helpers/taught/` holds is what the notebooks teach, statement by statement."""

import ast
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools import notebooks
from tools.codehash import Cleaner, Library, copy_of, defined, is_skipped, statements

TAUGHT = notebooks.ROOT / "helpers" / "taught"
FILES = sorted(path for path in TAUGHT.glob("*.py") if path.name != "__init__.py")
PLACE = "TAUGHT_IN"
MAY_IMPORT = {"__future__", "collections", "keras", "math", "numpy", "typing"}


@cache
def library() -> Library:
    return Library()


def plain(statement: ast.stmt) -> str:
    """A statement's tree as text: no docstrings, type hints, comments, line breaks."""
    return ast.dump(Cleaner(library(), {}).visit(copy_of(statement)))


def definitions(body: list[ast.stmt]) -> dict[str, list[str]]:
    """Name → the statements that define it, in their order."""
    found: dict[str, list[str]] = {}
    for statement in body:
        for name in defined(statement):
            found.setdefault(name, []).append(plain(statement))
    return found


def problems(source: str, chapters: Path) -> list[str]:
    """What is wrong with a file of `helpers/taught/`, beside its notebook."""
    tree = ast.parse(source)
    wrong, body = [], [node for node in tree.body if not is_skipped(node)]
    for node in ast.walk(tree):
        modules = [alias.name for alias in getattr(node, "names", [])]
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or "."]
        if isinstance(node, ast.Import | ast.ImportFrom):
            others = {name.split(".")[0] for name in modules} - MAY_IMPORT
            wrong += [f"it imports {name}" for name in sorted(others)]
    places = [s for s in body if PLACE in defined(s)]
    if len(places) != 1 or not isinstance(places[0].value, ast.Constant):
        return [*wrong, f'one line {PLACE} = "NN_name" is missing']
    stem = places[0].value.value
    if stem not in (ast.get_docstring(tree) or ""):
        wrong.append(f"its docstring does not name {stem}")
    path = chapters / f"{stem}.ipynb"
    if not path.is_file():
        return [*wrong, f"there is no notebook {stem}"]
    lesson = definitions(statements(notebooks.read(path)))
    ours = definitions([s for s in body if s is not places[0]])
    if not any(isinstance(s, ast.FunctionDef | ast.ClassDef) for s in body):
        wrong.append("it defines no function and no class")
    for name, texts in ours.items():
        if name not in lesson:
            wrong.append(f"{name} is not defined in {stem}")
        elif texts != lesson[name]:
            wrong.append(f"{name} differs from its cell in {stem}")
    return wrong


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_it_is_what_the_notebook_teaches(path):
    assert not problems(path.read_text("utf-8"), notebooks.ROOT / "chapters")


CELL = '''WIDTHS = (8, 4)


def double(x, by=2):
    """Twice x."""
    return by * x  # a comment'''
MODULE = '''"""Doubling, as 09_small teaches it."""

import numpy as np

TAUGHT_IN = "09_small"
WIDTHS: tuple[int, ...] = (8, 4)


def double(x: np.ndarray, by: int = 2) -> np.ndarray:
    """Other words."""
    return (
        by * x
    )
'''


@pytest.fixture
def chapters(tmp_path):
    cells = [new_code_cell("import numpy as np"), new_code_cell(CELL)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "09_small.ipynb")
    return tmp_path


def test_equal_code_passes(chapters):
    assert problems(MODULE, chapters) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("by * x", "x * by", "double differs from its cell in 09_small"),
        ("by: int = 2", "by: int = 3", "double differs from its cell"),
        ("(8, 4)", "(8, 5)", "WIDTHS differs from its cell"),
        ("def double", "def twice", "twice is not defined in 09_small"),
        ('= "09_small"', '= "08_gone"', "there is no notebook 08_gone"),
        ('TAUGHT_IN = "09_small"\n', "", "one line TAUGHT_IN"),
        ("as 09_small teaches it", "as taught", "docstring does not name 09_small"),
        ("import numpy", "import scipy", "it imports scipy"),
        ("import numpy as np", "from helpers.data import tile", "it imports helpers"),
    ],
)
def test_what_differs_is_found(chapters, old, new, said):
    assert old in MODULE
    found = problems(MODULE.replace(old, new), chapters)
    assert any(said in line for line in found), found


def test_a_second_definition_in_the_notebook_is_found(chapters):
    path = chapters / "09_small.ipynb"
    notebook = notebooks.read(path)
    again = new_code_cell("def double(x, by=2):\n    return 0")
    notebook.cells.append(again)
    nbformat.write(notebook, path)
    assert problems(MODULE, chapters) == ["double differs from its cell in 09_small"]


def test_a_file_without_definitions_is_found(chapters):
    only = MODULE[: MODULE.index("def double")]
    assert problems(only, chapters) == ["it defines no function and no class"]
