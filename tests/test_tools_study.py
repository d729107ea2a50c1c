"""Studies: constants, spread, what is stored, and what the tests hold against it."""

import json
import os

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.measure import studies
from tools import rows
from tools import study as tool
from tools.notebooks import RESULTS_MIME, NotebookError

CELL = """import os
SEEDS = (0,){comment}
from IPython.display import display
default = os.environ.get("AUTOENCODER_BOOK_SEED", 0)
rows = [{{"model": "m", "data": "d", "source": "{source}", "code_size": 1,
         "parameters": 2, "epochs": 3, "seconds": 1.0, "baseline": True,
         "scores": {{"mse": 1.0 + int(s)}}, "seed": int(s)}}
        for s in (SEEDS if len(SEEDS) > 1 else [default])]
display({{"{mime}": rows, "text/plain": "a table"}}, raw=True)"""


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(rows, "STUDIES", tmp_path / "studies")

    def write(comment="", source="real"):
        path = tmp_path / "09_small.ipynb"
        text = CELL.format(comment=comment, source=source, mime=RESULTS_MIME)
        nbformat.write(new_notebook(cells=[new_code_cell(text)]), path)
        return path

    return write


@pytest.mark.parametrize("comment", ["", "  # study: (0, 1, 2)"])
def test_mean_and_spread_are_stored(chapter, comment):
    path = chapter(comment)
    before = path.read_bytes()
    found = tool.study(path, None, 1e11)
    assert path.read_bytes() == before
    assert found["seeds"] == [0, 1, 2]
    assert found["constants"] == ({"SEEDS": "(0, 1, 2)"} if comment else {})
    (row,) = found["rows"]
    assert row["scores"] == {"mse": 2.0}
    assert row["spread"] == {"mse": 1.0}
    assert row["runs"] == 3


def test_numbers_beside_the_rows_are_averaged(chapter, tmp_path, monkeypatch):
    path = chapter()
    notebook = nbformat.read(path, 4)
    notebook.cells.append(
        new_code_cell(
            "kept = {'error': 1.0 + int(default), 'same': 2.0}\n"
            f"kept = {{{studies.VALUES_MIME!r}: kept, 'text/plain': 'kept'}}\n"
            "display(kept, raw=True)"
        )
    )
    nbformat.write(notebook, path)
    found = tool.study(path, None, 1e11)
    assert found["values"] == {
        "error": {"mean": 2.0, "spread": 1.0, "runs": 3},
        "same": {"mean": 2.0, "spread": 0.0, "runs": 3},
    }
    monkeypatch.setattr(studies, "STUDIES", tmp_path)
    assert studies.load_values("09_small") == {}
    tool.store(found, tmp_path)
    assert studies.load_values("09_small") == found["values"]


def test_what_is_kept_is_stored_in_the_output(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    studies.keep_for_study({"error": np.float32(0.5)})
    text = "kept for the study: 1 number"
    assert shown == [{studies.VALUES_MIME: {"error": 0.5}, "text/plain": text}]


def test_one_run_has_no_spread():
    averaged = tool.averages([{"a": 1.0}, {"b": 3.0}])
    assert averaged["a"] == {"mean": 1.0, "spread": None, "runs": 1}
    assert averaged["b"] == {"mean": 3.0, "spread": None, "runs": 1}


def test_the_file_appears_whole(chapter, tmp_path, capsys, monkeypatch):
    small = {"notebook": "n", "rows": [], "code": 1, "seconds": 1, "operations": 1}
    monkeypatch.setattr(tool, "study", lambda *_: small)
    monkeypatch.setattr(tool.store, "__defaults__", (tmp_path / "studies",))
    assert tool.main([str(chapter())]) == 0
    assert [p.name for p in (tmp_path / "studies").iterdir()] == ["n.json"]
    assert json.loads((tmp_path / "studies" / "n.json").read_text())["rows"] == []


def test_the_stand_in_is_refused(chapter, capsys):
    assert tool.main([str(chapter(source="stand-in"))]) == 1
    assert "data/README.md" in capsys.readouterr().out


def test_a_constant_is_a_plain_value(chapter):
    path = chapter("  # study: range(3)")
    with pytest.raises(NotebookError, match=r"range\(3\)"):
        tool.study(path, None, 1e11)


def row(mse, **changes):
    return {
        "model": "m", "data": "d", "source": "real", "code_size": 1, "parameters": 2,
        "epochs": 3, "baseline": False, "scores": {"mse": mse}, **changes,
    }  # fmt: skip


def stored(mse):
    output = new_output("display_data", {RESULTS_MIME: [row(mse)]})
    return new_notebook(cells=[new_code_cell("x", outputs=[output])])


def test_problems_are_named():
    study = {
        "code": "new", "seconds": 60, "operations": 1e11,
        "rows": [row(1.0, spread={"mse": 0.01}, runs=3)],
    }  # fmt: skip
    assert not tool.problems(study, stored(1.09), "new")
    (wrong,) = tool.problems(study, stored(1.15), "new")
    assert "mse 1.15 on the page, the study has 1 ± 0.01" in wrong
    (wrong,) = tool.problems(study, stored(1.0), "other")
    assert "make study again" in wrong
    (wrong,) = tool.problems(study | {"seconds": 9000}, stored(1.0), "new")
    assert "minutes" in wrong


@pytest.mark.parametrize(
    ("score", "stored", "live", "spread", "good"),
    [
        ("mse", 0.01, 0.0109, 0, True),
        ("mse", 0.01, 0.0115, 0, False),
        ("mse", 0.01, 0.0115, 0.001, True),  # three times the spread
        ("psnr_db", 22.0, 22.2, 0, True),
        ("psnr_db", 22.0, 22.4, 0, False),
        ("nats", 87.0, 87.9, 0, True),
        ("nats", 87.0, 88.2, 0, False),
        ("accuracy", 0.90, 0.915, 0, True),
        ("accuracy", 0.90, 0.93, 0, False),
        ("mse", 0.01, float("nan"), 0, False),
    ],
)
def test_tolerances(score, stored, live, spread, good):
    then, now = row(0, scores={score: stored}), row(0, scores={score: live})
    found = rows.differences([now], [then], {("m", "d", score): spread})
    assert (not found) == good, found


def test_rows_that_come_and_go_are_named():
    then, now = row(1.0, model="old"), row(1.0, model="new", parameters=3)
    found = "\n".join(rows.differences([now], [then]))
    assert "old on d: stored, and not in this run" in found
    assert "new on d: in this run, and not stored" in found
    found = rows.differences([row(1.0, parameters=3)], [row(1.0)])
    assert found == ["m on d: parameters 3, stored 2"]
