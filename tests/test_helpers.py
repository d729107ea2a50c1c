"""The house of helpers: rooms, who imports whom, and how."""

import ast
import importlib
from pathlib import Path

import pytest

from tools import notebooks
from tools.codehash import Library, imports_of, statements
from tools.notebooks import ROOT

HELPERS = ROOT / "helpers"
FILES = sorted(HELPERS.rglob("*.py"))
MOST_LINES = 200
# What notebooks of the second edition import, as they come; the list only shrinks.
COMING = {
    "PCABaseline",
    "fit_pca",
    "linear_probe",
    "mean_image",
    "nearest_neighbours",
    "neighbour_accuracy",
    "show_baselines",
}
# Which room a room may import from; all may import `standin` and `atomic`.
ROOMS = {
    "data": set(),
    "figures": set(),
    "measure": set(),
    "taught": set(),
    "training": {"optimizers"},
    "optimizers": set(),
    "speed": set(),
    "standin": set(),
    "atomic": set(),
}


def room(module: str) -> str:
    return module.split(".")[1]


def imported(path: Path) -> set[str]:
    """The modules of helpers that a file imports, also inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            if node.module == "helpers":
                found |= {f"helpers.{alias.name}" for alias in node.names}
            elif (node.module or "").startswith("helpers."):
                found.add(node.module)
    return found


def test_files_are_short():
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert not {name: n for name, n in lines.items() if n > MOST_LINES}


def test_rooms_import_one_way():
    assert {p.stem if p.parent == HELPERS else p.parent.name for p in FILES} == {
        *ROOMS,
        "__init__",
    }
    for path in FILES:
        own = path.stem if path.parent == HELPERS else path.parent.name
        others = {room(name) for name in imported(path)} - {own}
        allowed = ROOMS.get(own, set()) | {"standin", "atomic"}
        assert others <= allowed, f"{path.name} imports {sorted(others - allowed)}"
        if own in ("standin", "atomic", "taught"):
            assert not others, f"{path.name} imports {sorted(others)}"


@pytest.mark.parametrize("path", notebooks.chapters(), ids=lambda p: p.stem)
def test_chapters_import_what_the_rooms_name(path):
    """Four lines, and one of what was taught before: of a room, what it offers.

    The appendix, which is about speed, has one more.
    """
    body = statements(notebooks.read(path))
    lines = [n for n in body if getattr(n, "module", "") and "helpers" in n.module]
    modules = [line.module for line in lines]
    most = 6 if path.stem.startswith("A_") else 5
    assert len(set(modules)) == len(modules) <= most
    for line in lines:
        assert line.module.count(".") == 1, f"{line.module} is no room"
        offered = importlib.import_module(line.module)
        for alias in line.names:
            assert alias.name in getattr(offered, "__all__", dir(offered)), alias.name
    library = Library()
    for name, reference in imports_of(body, "").items():
        assert library.resolve(reference), f"{name} is nowhere"


def test_every_name_that_a_room_offers_is_used():
    used = set()
    for path in notebooks.chapters():
        for source, name in imports_of(statements(notebooks.read(path)), "").values():
            used.add((source, name))
    for name in ("figures", "measure", "taught"):
        module = importlib.import_module(f"helpers.{name}")
        unused = {
            each for each in module.__all__ if (module.__name__, each) not in used
        } - COMING
        assert not unused, f"{name} offers {sorted(unused)}, which no chapter uses"
