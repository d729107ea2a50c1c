"""Tables: what stands in a cell, on which side, and what is refused."""

import numpy as np
import pytest

from helpers.measure.tables import four_digits, show_table


@pytest.fixture
def shown(monkeypatch):
    """What `show_table` displays for its arguments: one bundle."""
    made = []
    monkeypatch.setattr("IPython.display.display", lambda b, raw: made.append(b))

    def show(*arguments, **more):
        made.clear()
        show_table(*arguments, **more)
        (bundle,) = made
        return bundle

    return show


ROWS = [
    {"model": "PCA <30>", "parameters": 24304, "MSE": 0.0176843},
    {"model": "dense", "MSE": None, "seconds": 12.5},
]


def test_a_table_is_shown_as_html_and_as_text(shown):
    bundle = shown(ROWS, {"MSE": "{:.3f}"}, "Held-out digits & more.")
    assert set(bundle) == {"text/html", "text/plain"}
    html, lines = bundle["text/html"], bundle["text/plain"].splitlines()
    assert html.startswith('<table class="results">')
    assert "PCA &lt;30&gt;" in html and "<p>Held-out digits &amp; more.</p>" in html
    assert lines[0].split() == ["model", "parameters", "MSE", "seconds"]
    assert lines[1].split() == ["PCA", "<30>", "24,304", "0.018", "–"]
    assert lines[2].split() == ["dense", "–", "–", "12.50"]
    assert lines[3:] == ["Held-out digits & more."]


def test_text_stands_left_and_numbers_right(shown):
    bundle = shown([{"n": 1, "name": "a", "none": None}, {"n": 10, "name": "bcd"}])
    sides = ["right", "left", "right"]
    for line in bundle["text/html"].splitlines():
        if line.startswith("<tr>"):
            found = [part.split('"')[0] for part in line.split("text-align:")[1:]]
            assert found == sides
    assert bundle["text/plain"].splitlines()[1].startswith(" 1  a")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0176843, "0.01768"),
        (13.8645, "13.86"),
        (0.5, "0.5000"),
        (9.99996, "10.00"),
        (12345.6, "12,350"),
        (-0.25, "-0.2500"),
        (2.0207e-05, "2.021e-05"),
        (0.0, "0"),
        (float("nan"), "nan"),
    ],
)
def test_four_digits_are_four(value, text):
    assert four_digits(value) == text


def test_numpy_numbers_are_numbers(shown):
    row = {"a": np.int64(5000), "b": np.float32(0.25)}
    assert shown([row])["text/plain"].splitlines()[1].split() == ["5,000", "0.2500"]


@pytest.mark.parametrize("bad", [np.zeros(2), [1], True])
def test_a_value_that_is_none_of_them_is_refused(bad, shown):
    with pytest.raises(ValueError, match=r"MSE is .*a cell holds text, a number"):
        shown([{"MSE": bad}])


def test_a_heading_that_is_not_there_is_refused(shown):
    with pytest.raises(ValueError, match=r"formats names \['mse'\]"):
        shown(ROWS, {"mse": "{:.3f}"})


@pytest.mark.parametrize("rows", [[], [{}]])
def test_no_rows_are_refused(rows, shown):
    with pytest.raises(ValueError, match="at least one row"):
        shown(rows)
