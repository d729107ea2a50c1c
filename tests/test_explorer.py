"""The explorer of the plane of codes: one output that asks nobody else."""

import base64
import json
import re
import subprocess

import numpy as np
import pytest
from required import browser

from helpers.figures.explorer import explorer_html, quantise, show_explorer
from tools.notebooks import ROOT

ALT = "A plane of digits that change into each other"


@pytest.fixture
def weights():
    rng = np.random.default_rng(0)
    shapes = ((2, 5), (5,), (5, 16), (16,))
    return [rng.normal(size=shape).astype("float32") for shape in shapes]


@pytest.fixture
def page(weights):
    return explorer_html(weights, np.zeros((8, 8)), f"{ALT} & more", "plane-of-codes")


def test_quantised_weights_are_within_half_a_step():
    weights = np.random.default_rng(0).normal(size=(7, 3)).astype("float32")
    rounded, scale = quantise(weights)
    assert rounded.dtype == np.int8 and scale.shape == (3,)
    assert np.all(np.abs(rounded * scale - weights) <= 0.5 * scale + 1e-6)
    assert np.all(quantise(np.zeros((2, 2)))[0] == 0)


def test_page_holds_the_decoder(page, weights):
    found = re.search(r'octet-stream;base64,([\w+/=]+)"', page).group(1)
    stored = np.frombuffer(base64.b64decode(found), "int8").reshape(5, 16)
    assert np.array_equal(stored, quantise(weights[2])[0])
    assert "@" not in re.sub(r"base64,[\w+/=]+", "", page)


def test_page_asks_no_other_host(page):
    assert not re.search(r"https?:|//[a-z]|fetch\(|import\s*\(", page)


def test_page_is_accessible(page):
    assert f'alt="{ALT} &amp; more"' in page
    assert page.count('type="range"') == page.count("<label>") == 2
    for part in ('role="group"', 'role="img"', "aria-live", "aria-valuetext"):
        assert part in page
    assert page.index("<img") < page.index("<script")  # the still comes first
    bare = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "<input" not in bare  # no controls without a script


def test_faults_are_named(weights):
    plane = np.zeros((8, 8))
    with pytest.raises(ValueError, match="not a decoder"):
        explorer_html(weights[:2], plane, ALT, "x")
    with pytest.raises(ValueError, match="not a square"):
        odd = [*weights[:2], weights[2][:, :15], weights[3][:15]]
        explorer_html(odd, plane, ALT, "x")
    with pytest.raises(ValueError, match="alt text"):
        explorer_html(weights, plane, " ", "x")
    with pytest.raises(ValueError, match="id"):
        explorer_html(weights, plane, ALT, "1 x")


def test_shown_with_words_for_those_without_html(weights, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    show_explorer(weights, np.zeros((8, 8)), ALT, "plane")
    assert shown[0]["text/plain"] == ALT and "<canvas" in shown[0]["text/html"]


def test_moving_changes_the_picture(page, weights, tmp_path):
    """In Chromium: the start is the decoder's, keys and pointer move it."""
    program = browser("playwright-core")
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'>{page}", "utf-8")
    command = ["node", "tests/explorer.js", program, file.as_uri(), "plane-of-codes"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["errors"] == []
    logits = np.tanh(weights[1]) @ weights[2] + weights[3]
    expected = 255 / (1 + np.exp(-logits))
    assert np.abs(np.array(seen["start"]["pixels"]) - expected).max() < 4
    assert seen["start"]["words"] == "code (0.00, 0.00)"
    assert seen["keys"]["words"] == "code (0.25, 0.00)"
    assert seen["pointer"]["words"] == "code (−1.28, −1.28)"
    assert seen["keys"]["pixels"] != seen["start"]["pixels"]
    assert seen["pointer"]["pixels"] != seen["keys"]["pixels"]
    assert seen["still"] and not seen["controls"], "without scripts: the picture"
