"""The results table: what goes in, what is stored, what is refused."""

import json
import re
import sys
from types import SimpleNamespace

import pytest

from helpers.measure import Results, studies
from helpers.measure.rows import MIME_TYPE, result_row
from tools import notebooks
from tools.checks.lesson import check_row
from tools.rows import differences
from tools.study import summary

sys.path.insert(0, str(notebooks.ROOT / "_ext"))

from book_league import Row

MNIST = SimpleNamespace(name="MNIST", source="real")


def row(**changes):
    values = {
        "model": "PCA-30",
        "data": MNIST,
        "code_size": 30,
        "parameters": 24304,
        "baseline": True,
        "mse": 0.0176843,
    }
    return result_row(**{**values, **changes})


def test_a_row_has_the_form_that_the_results_page_reads():
    made = row(seed=0, epochs=10, seconds=12.345, sse=13.8645)
    check_row(made)  # the check of the committed notebooks
    assert made["seconds"] == 12.3
    assert made["scores"] == {"mse": 0.0176843, "sse": 13.8645}
    assert json.loads(json.dumps(made)) == made


def test_numpy_numbers_become_plain_numbers():
    import numpy as np

    made = row(mse=np.float32(0.5), code_size=np.int64(3), seconds=np.float64(1))
    assert json.dumps(made)


def test_a_toy_is_its_own_data():
    assert row(data="a spiral")["data"] == "a spiral"
    assert row(data="a spiral")["source"] == "real"


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_score_that_is_not_finite_is_refused(bad):
    with pytest.raises(ValueError, match=r"mse of 'PCA-30' is (nan|inf)"):
        row(mse=bad)
    with pytest.raises(ValueError, match="seconds"):
        row(seconds=bad)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"mse": -1}, "mse of 'PCA-30' is -1: it lies between 0 and inf"),
        ({"accuracy": 1.7}, "accuracy of 'PCA-30' is 1.7: it lies between 0 and 1"),
        ({"mse": None}, "mse of 'PCA-30' is None, which is no number"),
        ({"code_size": 2.7}, "code_size of 'PCA-30' is 2.7: it is a whole number"),
        ({"code_size": -3}, "code_size of 'PCA-30' is -3"),
        ({"parameters": float("inf")}, "parameters of 'PCA-30' is inf"),
        ({"epochs": -1}, "epochs"),
        ({"seconds": -5}, "seconds"),
        ({"seed": 1.5}, "seed of 'PCA-30' is 1.5"),
        ({"model": ""}, "model is ''"),
    ],
)
def test_a_number_that_cannot_be_is_refused(bad, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        row(**bad)


def test_an_unknown_score_or_none_is_refused():
    with pytest.raises(ValueError, match=r"unknown score \['rmse'\]"):
        row(rmse=0.1)
    with pytest.raises(ValueError, match="no score"):
        result_row(model="x", data=MNIST, code_size=1, parameters=1)


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Writes a study of `09_small` and returns its only row, to be changed."""
    monkeypatch.setattr(studies, "STUDIES", tmp_path)

    def store(**changes):
        made = {
            "model": "dense", "data": "MNIST", "source": "real", "code_size": 30,
            "parameters": 10, "epochs": 3, "baseline": False, "runs": 3,
            "scores": {"mse": 0.012, "sse": 9.4}, "spread": {"mse": 4e-4, "sse": 3e-6},
            **changes,
        }  # fmt: skip
        text = json.dumps({"notebook": "09_small", "seeds": [0, 1, 2], "rows": [made]})
        (tmp_path / "09_small.json").write_text(text, "utf-8")

    return store


def small(study="09_small", **changes):
    """Results with a baseline and a trained model."""
    results = Results(study=study)
    facts = {"data": MNIST, "code_size": 30, "parameters": 10}
    results.add(model="PCA-30", baseline=True, mse=0.0177, **facts)
    values = {"model": "dense", "epochs": 3, "seed": 0, "mse": 0.0123, "sse": 9.64}
    results.add(**{**facts, **values, **changes})
    return results


@pytest.fixture
def shown(monkeypatch):
    made = []
    monkeypatch.setattr("IPython.display.display", lambda b, raw: made.append(b))

    def show(results):
        results.show()
        return made.pop()

    return show


def test_results_store_what_result_row_makes(shown):
    results = small(study=None)
    made = shown(results)
    assert made[MIME_TYPE] == results.rows
    assert results.rows[0] == row(parameters=10, mse=0.0177)
    assert set(made) == {MIME_TYPE, "text/html", "text/plain"}
    results.rows.clear()
    assert len(results.rows) == 2, "a list of its own"


def test_results_show_only_columns_that_hold_something(shown):
    heading, pca, dense, note = shown(small(study=None))["text/plain"].splitlines()
    assert "epochs" in heading and "seconds" not in heading and "seed" not in heading
    assert pca.split()[-3:] == ["–", "0.01770", "–"]
    assert dense.split()[-3:] == ["3", "0.01230", "9.64"]
    assert note == "° baseline"


def test_what_a_reader_typed_is_escaped_and_the_stand_in_is_named(shown):
    stand_in = SimpleNamespace(name="MNIST", source="stand-in")
    results = Results()
    facts = {"code_size": 30, "parameters": 10, "mse": 0.0177}
    results.add(model="a <b> model", data=stand_in, baseline=True, **facts)
    made = shown(results)
    assert "a &lt;b&gt; model" in made["text/html"]
    assert made["text/html"].count("<tr>") == 2
    assert "MNIST (stand-in)" in made["text/plain"]


def test_a_stored_spread_stands_beside_its_score(stored, shown):
    stored()
    results = small()
    made = shown(results)
    for text in (made["text/plain"], made["text/html"]):
        assert "0.01230 ± 0.00040" in text
        assert "9.64 ± 3e-06" in text, "a spread below the last digit is not 0"
        assert "standard deviation over 3 seeds (0, 1, 2)" in text
        assert text.count("±") == 3
    pca, dense = made[MIME_TYPE]
    assert "spread" not in pca
    assert dense["seeds"] == [0, 1, 2]
    assert dense["spread"] == {"mse": 4e-4, "sse": 3e-6}
    for each in (pca, dense):
        check_row(each)
    assert results.spread("dense", "mse") == results.spread("dense", "mse", MNIST)
    assert results.spread("dense", "mse") == 4e-4
    assert results.spread("PCA-30", "mse") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "stand-in"},
        {"data": "Fashion-MNIST"},
        {"model": "wide"},
        {"epochs": 300},
        {"runs": 1},
        {"spread": {"bce": 0.1}},
    ],
)
def test_a_spread_of_something_else_is_not_shown(stored, shown, changes):
    stored(**changes)
    made = shown(small())
    assert "±" not in made["text/plain"]
    assert all("spread" not in each for each in made[MIME_TYPE])


def test_a_spread_of_nothing_is_known_and_not_shown(stored, shown):
    stored(spread={"mse": 0.0, "sse": 0.0})
    results = small()
    assert results.spread("dense", "mse") == 0.0
    assert "±" not in shown(results)["text/plain"]


def test_without_a_study_there_is_no_spread(stored):
    assert small().spread("dense", "mse") is None


def test_a_damaged_study_says_what_to_do(stored, tmp_path):
    (tmp_path / "09_small.json").write_text("{")
    with pytest.raises(ValueError, match=r"09_small\.json is damaged: fetch it again"):
        Results(study="09_small")


def test_a_row_is_added_once(stored):
    with pytest.raises(ValueError, match="a row of 'PCA-30' on MNIST already"):
        small(model="PCA-30", seed=None)
    results = small()
    facts = {"model": "dense", "code_size": 30, "parameters": 10, "mse": 0.1}
    results.add(data=MNIST, seed=1, **facts)
    results.add(data="a toy", seed=0, **facts)
    assert len(results.rows) == 4, "another seed, other data"


def test_a_spread_is_asked_of_one_row():
    results = small(study=None)
    results.add(model="dense", data="a toy", code_size=1, parameters=1, mse=0.1)
    with pytest.raises(ValueError, match=r"rows on \['MNIST', 'a toy'\]: say data="):
        results.spread("dense", "mse")
    with pytest.raises(ValueError, match="no row has 'bce' of 'PCA-30'"):
        results.spread("PCA-30", "bce")
    with pytest.raises(ValueError, match=r"use one of \['PCA-30', 'dense'\]"):
        results.spread("pca", "mse")


def test_several_seeds_have_a_column(shown):
    results = small(study=None)
    more = {"data": MNIST, "code_size": 30, "parameters": 10, "mse": 0.1}
    results.add(model="dense", seed=1, **more)
    lines = shown(results)["text/plain"].splitlines()
    assert "seed" in lines[0]
    pca, first, second = (line.split("MNIST")[1].split()[0] for line in lines[1:4])
    assert (pca, first, second) == ("–", "0", "1")


def test_each_data_set_needs_a_baseline():
    with pytest.raises(ValueError, match="on no data without a baseline"):
        Results().show()
    results = small(study=None)
    results.add(model="x", data="a toy", code_size=1, parameters=1, mse=0.1)
    with pytest.raises(ValueError, match="results on a toy without a baseline"):
        results.show()


@pytest.mark.parametrize(
    "changes",
    [
        {"spread": None},
        {"seeds": None},
        {"seeds": [0]},
        {"seeds": [0, 0]},
        {"seeds": ["0", "1"]},
        {"spread": {}},
        {"spread": {"ssim": 0.1}},
        {"spread": {"mse": -0.1}},
        {"spread": {"mse": float("nan")}},
        {"spread": {"mse": "0.1"}},
    ],
)
def test_a_spread_that_cannot_be_is_found_in_a_notebook(changes):
    good = {**row(), "seeds": [0, 1], "spread": {"mse": 0.1}}
    check_row(good)
    bad = {key: value for key, value in (good | changes).items() if value is not None}
    with pytest.raises(AssertionError, match="result row 'PCA-30'"):
        check_row(bad)


def test_tools_and_results_page_read_rows_with_a_spread(stored):
    stored()
    rows = small().rows
    plain = small(study=None).rows
    assert differences(rows, plain) == differences(plain, rows) == []
    assert summary(rows) == summary(plain)
    merged = Row({**rows[1], "scores": {}})
    merged.facts["scores"] = rows[1]["scores"]
    assert merged.agrees(plain[1])


@pytest.mark.parametrize("path", notebooks.chapters(), ids=lambda p: p.stem)
def test_a_notebook_shows_the_spread_of_its_own_study(path):
    notebook = notebooks.read(path)
    for cell in notebooks.code_cells(notebook):
        for stem in re.findall(r"\bResults\((?:study=)?[\"'](.+?)[\"']", cell.source):
            assert stem == path.stem, f"it takes the study of {stem}"
    study = studies.load_study(path.stem)
    for each in notebooks.stored_rows(notebook):
        stated = {key: each[key] for key in ("seeds", "spread") if key in each}
        if stated:
            assert stated == studies.spread_of(study, each), (
                f"{each['model']}: not the spread of the stored study: make refresh"
            )
