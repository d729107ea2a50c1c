"""The results page: what it takes from the chapters, and what fails it."""

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from docutils import nodes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "_ext"))

import book_league  # noqa: E402
from book_front import RESULTS_MIME  # noqa: E402


def row(model, data="MNIST", baseline=False, **scores):
    facts = {"model": model, "data": data, "code_size": 30, "parameters": 100}
    facts |= {"epochs": 1, "seconds": 2.0, "seed": 0, "source": "real"}
    return facts | {"baseline": baseline, "scores": scores}


@pytest.fixture
def book(tmp_path):
    """A book of two chapters; `env` as far as the page needs it."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text(
        "chapters:\n- file: chapters/01_a\n- file: chapters/06b_b\n"
        "- file: chapters/references\n"
    )

    def write(stem, rows):
        output = nbformat.v4.new_output("display_data", {RESULTS_MIME: rows})
        cell = nbformat.v4.new_code_cell("", outputs=[output] if rows else [])
        cell.metadata["tags"] = ["results"] if rows is not None else []
        notebook = nbformat.v4.new_notebook(cells=[cell])
        nbformat.write(notebook, tmp_path / f"chapters/{stem}.ipynb")

    env = SimpleNamespace(srcdir=tmp_path, note_dependency=lambda path: None)
    env.docname = "chapters/results"
    return SimpleNamespace(env=env, write=write)


def test_chapters_are_those_of_the_contents(book):
    assert book_league.listed_chapters(book.env) == ["01_a", "06b_b"]
    book.write("01_a", None)  # such as one that begins the book
    assert book_league.listed_chapters(book.env) == ["06b_b"]


def test_rows_are_ordered_by_error_and_baselines_stand_once(book):
    book.write("01_a", [row("PCA-30", baseline=True, mse=0.0177), row("AE", mse=0.01)])
    again = row("PCA-30", baseline=True, mse=0.017701, sse=13.9)
    book.write("06b_b", [again, row("AE", mse=0.02), row("VAE", nats=90.0)])
    rows = book_league.gather(book.env, ["01_a", "06b_b"], "MNIST")
    found = [(r.facts["model"], r.chapters) for r in rows]
    assert found == [
        ("AE", ["01_a"]),
        ("PCA-30", ["01_a", "06b_b"]),
        ("AE", ["06b_b"]),
        ("VAE", ["06b_b"]),
    ]
    assert rows[1].facts["scores"] == {"mse": 0.0177, "sse": 13.9}
    assert rows[0].facts["scores"]["sse"] == pytest.approx(7.84)  # of 784 pixels


def test_other_data_stay_apart(book):
    book.write("01_a", [row("AE", data="a toy", mse=0.01)])
    assert book_league.gather(book.env, ["01_a"], "MNIST") == []


def test_a_chapter_without_rows_is_an_error(book):
    book.write("01_a", [])
    with pytest.raises(LookupError, match="01_a stores no results rows"):
        book_league.gather(book.env, ["01_a"], "MNIST")


def test_a_run_names_all_data_of_its_chapter():
    where = "Python 3.13.1 · Keras 3.15.1 on jax 0.10 · CPU, 2 cores"
    texts = [
        f"{where} · photos: real data\n12 photos\n",
        f"{where} · MNIST: real data\n",
    ]
    outputs = [nbformat.v4.new_output("stream", text=text) for text in texts]
    cells = [nbformat.v4.new_code_cell("", outputs=[output]) for output in outputs]
    chapter = SimpleNamespace(
        name="01_a", notebook=nbformat.v4.new_notebook(cells=cells)
    )
    found = book_league.where(chapter)
    assert found == (where, ["photos: real data", "MNIST: real data"])
    assert book_league.merged(found[1]) == ["photos, MNIST: real data"]
    chapter.notebook.cells = []
    with pytest.raises(LookupError, match="does not say where it ran"):
        book_league.where(chapter)


def league(book, data="MNIST", **options):
    """What the directive makes of the page."""
    directive = object.__new__(book_league.League)
    directive.arguments, directive.options = [data], options
    directive.state = SimpleNamespace(
        document=SimpleNamespace(
            settings=SimpleNamespace(env=book.env),
            reporter=SimpleNamespace(warning=lambda text: f"warning: {text}"),
        )
    )
    return directive.run()


def cells(table):
    return [[c.astext() for c in r.children] for r in table.findall(nodes.row)]


def test_a_table_has_only_the_columns_that_hold_something(book):
    rows = [row("VAE", nats=90.0), row("AE", mse=0.01, psnr_db=20.0)]
    book.write("01_a", rows)
    book.write("06b_b", [row("net", mse=0.02, psnr_db=30.0) | {"seconds": 0}])
    (table,) = league(book, scores="psnr_db mse")
    assert cells(table) == [
        ["model", "ch.", "PSNR, dB", "MSE", "weights", "epochs", "seconds"],
        ["net", "6b", "30.00", "0.02000", "100", "1", "–"],
        ["AE", "1", "20.00", "0.01000", "100", "1", "2"],
    ]
    (table,) = league(book, scores="nats", chapters="01")
    assert [line[0] for line in cells(table)] == ["model", "VAE"]
    (said,) = league(book, scores="accuracy")
    assert said == "warning: no chapter has accuracy on 'MNIST'"


def test_the_page_shows_every_row():
    """Each row on one of its data sets stands in one of its tables."""
    text = (ROOT / "chapters" / "results.md").read_text("utf-8")
    env = SimpleNamespace(srcdir=ROOT, note_dependency=lambda path: None)
    shown, there = set(), set()
    for data, given in re.findall(r"```{league} (.*)\n((?::.*\n)*)```", text):
        options = dict(re.findall(r":(\w+): (.*)", given))
        for stem in book_league.listed_chapters(env):
            number = book_league.number_of(stem)
            left_out = number in options.get("except", "").split()
            wanted = options.get("chapters", number).split()
            for facts in book_league.stored_rows(env, stem):
                if facts["data"] == data:
                    name = (data, stem, facts["model"])
                    there.add(name)
                    scores = facts["scores"].keys() & set(options["scores"].split())
                    grey = "mse" in facts["scores"] and "sse" in options["scores"]
                    if number in wanted and not left_out and (scores or grey):
                        shown.add(name)
    assert there and there == shown


def test_lines_of_what_ran_are_named():
    assert book_league.kind_name("newest", "jax", "real") == "JAX"
    name = book_league.kind_name("Colab's", "tensorflow", "stand-in")
    assert name == "TensorFlow, drawn images, Colab's versions"


def test_the_front_keeps_what_nothing_cheaper_beats():
    points = [(1, 5.0, "a"), (2, 6.0, "b"), (2, 4.0, "c"), (3, 4.0, "d"), (9, 1.0, "e")]
    assert [name for *_, name in book_league.pareto_front(points)] == ["a", "c", "e"]


def test_a_figure_is_drawn_and_described(book, tmp_path):
    book.write("01_a", [row("PCA-30", baseline=True, mse=0.0177), row("AE", mse=0.01)])
    rows = book_league.gather(book.env, ["01_a"], "MNIST")
    alt = book_league.draw(rows, "parameters", tmp_path / "figure.png")
    assert "2 models against trained numbers" in alt and "AE" in alt
    assert (tmp_path / "figure.png").stat().st_size > 5000
    book.write("06b_b", [row("G", mse=0.02, frechet=2.0), row("H", mse=1, frechet=9)])
    rows = book_league.gather(book.env, ["06b_b"], "MNIST")
    alt = book_league.draw(rows, "mse", tmp_path / "plane.png", "frechet")
    assert alt.endswith("G is the best in both, 2 at 0.02.")


def test_the_spread_of_a_study_stands_behind_the_score(book):
    book.write("01_a", [row("PCA-30", baseline=True, mse=0.0177), row("AE", mse=0.01)])
    folder = book.env.srcdir / "chapters" / "studies"
    folder.mkdir()
    study = [row(m, mse=0.02) | {"spread": {"mse": s}} for m, s in
             (("PCA-30", 0.0), ("AE", 0.00012))]  # fmt: skip
    (folder / "01_a.json").write_text(json.dumps({"rows": study}))
    first, second = book_league.gather(book.env, ["01_a"], "MNIST")
    assert book_league.written(first, "mse") == "0.01000 ± 0.00012"
    assert book_league.written(second, "mse") == "0.01770"
    assert book_league.written(first, "sse") == "7.84 ± 0.09"
    assert book_league.written(first, "nats") == "–"
