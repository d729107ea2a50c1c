"""Tables of studies: what they take from the stored file, and what fails them."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "_ext"))

import book_studies  # noqa: E402

STUDY = {
    "seeds": [1, 2],
    "rows": [
        {
            "model": "AE-5 + mixture", "code_size": 5, "scores": {"frechet": 3.921},
            "spread": {"frechet": 0.25},
        },
        {"model": "mean", "code_size": 0, "scores": {"mse": 0.08664}, "spread": {}},
    ],
    "values": {
        "mixture, judge 0": {"mean": 1.23, "spread": 0.04, "runs": 2},
        "mixture, judge 1": {"mean": 2.0, "spread": None, "runs": 1},
        "network, judge 1": {"mean": 3.0, "spread": 0.0004, "runs": 2},
        "cosine": {"mean": 0.5, "spread": 0.1, "runs": 2},
    },
}  # fmt: skip


@pytest.fixture
def table(tmp_path):
    """A function that runs the directive and returns the table's texts."""
    folder = tmp_path / "chapters" / "studies"
    folder.mkdir(parents=True)
    (folder / "10_a.json").write_text(json.dumps(STUDY))
    env = SimpleNamespace(srcdir=tmp_path, note_dependency=lambda path: None)
    reporter = SimpleNamespace(warning=lambda said: f"warning: {said}")
    document = SimpleNamespace(reporter=reporter, settings=SimpleNamespace(env=env))

    def run(stem="10_a", **options):
        directive = object.__new__(book_studies.Study)
        directive.arguments, directive.options = [stem], options
        directive.state = SimpleNamespace(document=document)
        first, *rest = directive.run()
        if isinstance(first, str):
            return first
        assert rest[0].astext() == "Mean ± standard deviation over seeds 1, 2"
        return [[c.astext() for c in r.children] for r in first.findall(nodes.row)]

    return run


def test_models_with_a_score_and_their_spread(table):
    found = table(scores="frechet mse")
    assert found == [
        ["model", "code size", "Fréchet", "MSE"],
        ["AE-5 + mixture", "5", "3.92\u00a0±\u00a00.25", "–"],
        ["mean", "0", "–", "0.08664"],
    ]
    assert len(table(scores="frechet")) == 2


def test_kept_numbers_by_row_and_column(table):
    found = table(values=r"(?P<row>.+), (?P<column>judge \d)", form=".2f")
    assert found == [
        ["what", "judge 0", "judge 1"],
        ["mixture", "1.23\u00a0±\u00a00.04", "2.00"],
        ["network", "–", "3.00"],
    ]


def test_what_is_not_there_is_a_warning(table):
    assert table("11_b") == "warning: chapters/studies has no study of 11_b"
    said = "warning: the study of 10_a has nothing of this kind"
    assert table(scores="nats") == said
    assert table(values="(?P<row>x)(?P<column>y)") == said


def test_lines_are_in_the_order_of_their_numbers():
    names = ["b, d = 2", "a, d = 10", "a, d = 2"]
    ordered = ["a, d = 2", "a, d = 10", "b, d = 2"]
    assert sorted(names, key=book_studies.by_number) == ordered
