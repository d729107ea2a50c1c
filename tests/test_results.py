"""The results table: what goes in, what is stored, what is refused."""

import json
import re
from types import SimpleNamespace

import pytest

from helpers.measure import result_row, show_results
from helpers.measure.rows import MIME_TYPE
from tools.checks.lesson import check_row

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


@pytest.fixture
def bundle(monkeypatch):
    """The MIME bundle that `show_results` displays."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda b, raw: shown.append(b))

    def show(rows):
        show_results(rows)
        return shown.pop()

    return show


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


def test_a_table_needs_a_baseline():
    with pytest.raises(ValueError, match="without a baseline"):
        show_results([row(baseline=False)])


def test_the_table_stores_its_rows_and_shows_them_twice(bundle):
    rows = [row(), row(model="a <b> model", baseline=False, epochs=3, sse=13.9)]
    made = bundle(rows)
    assert made[MIME_TYPE] == rows
    assert "a &lt;b&gt; model" in made["text/html"]
    assert made["text/html"].count("<tr>") == 3
    lines = made["text/plain"].splitlines()
    assert lines[1].startswith("PCA-30\N{NO-BREAK SPACE}°")
    assert "0.01768" in lines[1] and "13.90" in lines[2]


def test_what_was_not_measured_is_a_dash(bundle):
    trained = row(model="dense", baseline=False, epochs=3, seconds=4.0, sse=13.9)
    first, second = bundle([row(), trained])["text/plain"].splitlines()[1:3]
    assert first.split()[-4:-2] == ["–", "–"]  # epochs, seconds, MSE, error
    assert second.split()[-4:-2] == ["3", "4.0"]


def test_stand_in_results_say_so(bundle):
    stand_in = SimpleNamespace(name="MNIST", source="stand-in")
    assert "MNIST (stand-in)" in bundle([row(data=stand_in)])["text/plain"]
