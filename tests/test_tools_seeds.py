"""Claims under other seeds: what holds, by how much, and what breaks."""

import ast
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools import seeds as tool

SETTINGS = """import os
seed = int(os.environ["AUTOENCODER_BOOK_SEED"])
print("the seed is", seed)"""
HOLDS = "assert 8 < 8 + seed, 'more'"
BREAKS = """found = {"mse": seed}
assert found["mse"] >= 2, 'two at least'
assert missing, 'a name that is not there'"""


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    cells = [
        new_code_cell(SETTINGS),
        new_code_cell(HOLDS, metadata={"tags": ["claim"]}),
        new_code_cell("assert True, 'no claim: it is not tagged'"),
        new_code_cell(BREAKS, metadata={"tags": ["solution"]}),
    ]
    path = tmp_path / "09_small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_margins_and_broken_claims_are_printed(chapter, capsys):
    before = chapter.read_bytes()
    assert tool.main(["--seeds", "1 2", str(chapter)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.rpartition(":")[0] for line in lines[:2]] == [
        "09_small, seed 1, no data",  # its cells store no result rows
        "09_small, seed 2, no data",
    ]
    assert [" ".join(line.split()) for line in lines[2:]] == [
        "11.1% holds: 8 < 8 + seed",  # seed 1: (9 - 8) / 9
        "-50.0% BROKEN by [1]: found['mse'] >= 2",  # seed 1: (1 - 2) / 2
        "– BROKEN by [1, 2]: missing [NameError]",
    ]
    assert chapter.read_bytes() == before
    assert list(chapter.parent.iterdir()) == [chapter]


def test_all_claims_hold(chapter, capsys):
    notebook = nbformat.read(chapter, as_version=4)
    del notebook.cells[-1]
    nbformat.write(notebook, chapter)
    assert tool.main(["--seeds", "3", "--stand-in", str(chapter)]) == 0
    assert "BROKEN" not in capsys.readouterr().out
    assert os.environ["AUTOENCODER_BOOK_OFFLINE"] == "1"
    assert "AUTOENCODER_BOOK_DATA" not in os.environ


@pytest.mark.parametrize("stand_in", [True, False])
def test_a_run_on_the_stand_in_is_recorded_as_one(chapter, monkeypatch, stand_in):
    kept = []
    monkeypatch.setattr(
        tool.ledger,
        "keep",
        lambda path, ran, sources, *_, **facts: kept.append(sources),
    )
    tool.report(chapter, [1], operations=1e10, stand_in=stand_in)
    assert kept == [{"stand-in"} if stand_in else set()]  # it stores no result rows


def test_a_chapter_without_claims_is_no_success(chapter, capsys):
    notebook = nbformat.read(chapter, as_version=4)
    notebook.cells = notebook.cells[:1]
    nbformat.write(notebook, chapter)
    assert tool.main(["--seeds", "1", str(chapter)]) == 1
    assert "no claims" in capsys.readouterr().out


def test_a_chapter_that_fails_stops_no_other(chapter, tmp_path, capsys):
    bad = tmp_path / "08_bad.ipynb"
    bad.write_text("no JSON")
    magic = tmp_path / "07_magic.ipynb"
    cells = [
        new_code_cell(SETTINGS),
        new_code_cell("%time", metadata={"tags": ["claim"]}),
    ]
    nbformat.write(new_notebook(cells=cells), magic)
    fails = tmp_path / "06_fails.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), fails)
    paths = map(str, (bad, magic, fails, chapter))
    assert tool.main(["--seeds", "2", *paths]) == 1
    said = capsys.readouterr().out
    assert "08_bad, seed 2: the file is no notebook" in said
    assert "07_magic, seed 2: cell-002 is not plain Python" in said
    assert "06_fails, seed 2: a cell failed" in said
    assert "no claims" not in said
    assert "holds: 8 < 8 + seed" in said


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        ("print('tail', end='')\nassert 1 < 2", "50.0% holds: 1 < 2"),
        ("assert 1 < float('inf')", "– holds: 1 < float('inf')"),
    ],
)
def test_no_claim_is_lost_and_no_margin_is_without_meaning(
    chapter, claim, line, capsys
):
    notebook = nbformat.read(chapter, as_version=4)
    notebook.cells[1].source, notebook.cells[3].source = claim, ""
    nbformat.write(notebook, chapter)
    assert tool.main(["--seeds", "1", str(chapter)]) == 0
    assert [" ".join(x.split()) for x in capsys.readouterr().out.splitlines()[1:]] == [
        line
    ]


@pytest.mark.parametrize("seeds", ["", "abc", "1.5", "-1", "1 2 x"])
def test_seeds_that_are_none_are_refused(chapter, seeds, capsys):
    with pytest.raises(SystemExit):
        tool.main(["--seeds", seeds, str(chapter)])
    assert "is no list such as '1 2 3'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("claim", "pairs"),
    [
        ("a < b", [("a", "b")]),
        ("a[0] >= 2 * b", [("2 * b", "a[0]")]),
        ("a < b <= c", [("a", "b"), ("b", "c")]),
        ("a < b and c > d", [("a", "b"), ("d", "c")]),
        ("a == b", []),
        ("np.allclose(a, b)", []),
        ("a < b or c < d", []),
    ],
)
def test_margins_are_those_of_comparisons(claim, pairs):
    assert tool.comparisons(ast.parse(claim, mode="eval").body) == pairs


def test_broken_claims_are_told_without_their_errors():
    claims = [
        ("a < b", True, 0.1),
        ("c > d", False, -1),
        ("e [TypeError]", False, None),
    ]
    assert tool.not_held(claims) == ["c > d", "e [TypeError]", "e"]
