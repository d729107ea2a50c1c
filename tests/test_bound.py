"""The moving bound: what it computes, its markup, and its bar in a browser."""

import base64
import json
import re
import subprocess

import numpy as np
import pytest
from required import browser

from helpers.figures.bound import GROUND, LENGTH, bound_html, show_bound, split_bound
from tools.notebooks import ROOT

ALT = "A prior, a posterior and a bar"
Z = np.linspace(-8, 8, 801)


def log_normal(z, mean, width):
    return -0.5 * ((z - mean) / width) ** 2 - np.log(width * np.sqrt(2 * np.pi))


def log_joint(x=1.0, noise=0.5):
    """Of the model x = z + noise, whose evidence and posterior are known."""
    return log_normal(Z, 0, 1) + log_normal(x, Z, noise)


@pytest.fixture
def page():
    return bound_html(Z, log_joint(), (0.0, 1.0), f"{ALT} & more", "one-number")


def test_the_split_is_that_of_the_formulas():
    evidence = log_normal(1.0, 0, np.sqrt(1.25))
    exact = split_bound(Z, log_joint(), 0.8, np.sqrt(0.2))
    assert exact.gap == pytest.approx(0, abs=1e-9), "q is the posterior"
    assert exact.elbo == pytest.approx(evidence)
    other = split_bound(Z, log_joint(), 0.0, 1.0)
    between = 0.5 * ((1 + 0.8**2) / 0.2 - 1 + np.log(0.2))
    assert other.gap == pytest.approx(between)
    assert other.elbo + other.gap == pytest.approx(evidence)
    assert other.kl == 0 and other.reconstruction == pytest.approx(-other.elbo)


def test_the_posterior_is_filled_down_to_the_ground(page):
    still = base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", page)[1]).decode()
    area = re.search(r'd="([^"]+)" fill="#bbbbbb"', still)[1]
    places = [tuple(map(float, p.split())) for p in re.split("[MLZ]", area) if p]
    assert area.endswith("Z") and len(places) > 100
    assert places[0][1] == places[-1][1] == GROUND
    assert places[0][0] == places[1][0] and places[-1][0] == places[-2][0]


def test_page_asks_no_other_host(page):
    bare = page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]|fetch\(|import\s*\(", bare)


def test_page_is_accessible(page):
    assert f'alt="{ALT} &amp; more"' in page
    assert page.count('type="range"') == page.count("<label>") == 2
    for part in ('role="group"', '"role", "img"', "aria-live", "aria-valuetext"):
        assert part in page
    assert page.index("<img") < page.index("<script")  # the still comes first
    bare = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "<input" not in bare  # no controls without a script


def test_faults_are_named():
    with pytest.raises(ValueError, match="evenly spaced"):
        bound_html(Z**3, log_joint(), (0, 1), ALT, "x")
    with pytest.raises(ValueError, match="evenly spaced"):
        bound_html(Z / 4, log_joint(), (0, 1), ALT, "x")
    with pytest.raises(ValueError, match="codes"):
        bound_html(Z, log_joint()[:-1], (0, 1), ALT, "x")
    with pytest.raises(ValueError, match="cannot start"):
        bound_html(Z, log_joint(), (0, 3), ALT, "x")
    with pytest.raises(ValueError, match="alt text"):
        bound_html(Z, log_joint(), (0, 1), " ", "x")


def test_shown_with_words_for_those_without_html(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    show_bound(Z, log_joint(), (0, 1), ALT, "bound")
    assert shown[0]["text/plain"] == ALT and "<svg" not in shown[0]["text/plain"]


def test_moving_q_splits_a_bar_of_fixed_length(page, tmp_path):
    """In Chromium: keys and pointer move q, the bar's length stays."""
    program = browser("playwright-core")
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'>{page}", "utf-8")
    command = ["node", "tests/bound.js", program, file.as_uri(), "one-number"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["errors"] == [] and seen["requests"] == []
    for step in ("start", "keys", "narrow", "pointer", "dragged"):
        here = seen[step]
        assert here["whole"] == LENGTH
        assert here["elbo"] + here["gap"] == pytest.approx(LENGTH)
        words = here["words"].replace("−", "-")
        mean, width, elbo, gap, log_p, *_ = map(
            float, re.findall(r"-?\d+\.\d\d", words)
        )
        ours = split_bound(Z, log_joint(), mean, width)
        assert elbo == pytest.approx(ours.elbo, abs=0.05), step
        assert elbo + gap == pytest.approx(log_p, abs=0.011)
    assert "mean 0.00, width 1.00" in seen["start"]["words"]
    assert "mean 0.50, width 1.00" in seen["keys"]["words"]
    assert "mean 0.50, width 0.78" in seen["narrow"]["words"]
    assert seen["keys"]["path"] != seen["start"]["path"] != seen["narrow"]["path"]
    assert seen["hover"] == seen["narrow"], "a pointer that is not down moves nothing"
    assert seen["pointer"]["path"] != seen["narrow"]["path"]
    assert seen["dragged"]["path"] != seen["pointer"]["path"]
    assert seen["still"] and not seen["controls"], "without scripts: the picture"
