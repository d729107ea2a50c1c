"""The ledger: what fits, how long it takes here, and what the pages repeat of it."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools import ledger, pages
from tools.notebooks import ROOT, NotebookError, chapters, read
from tools.rows import STUDIES
from tools.study import problems

PATH = chapters()[1]


def run(**changes):
    values = {
        "data": "real", "seed": 0, "seconds": 100.4, "memory": 2000.6,
        "operations": 2e11, "held": True, "by": "refresh",
    }  # fmt: skip
    values |= ledger.Book(runs=[]).vouched(PATH, "real")
    if not changes.get("held", True):
        values["claims"] = ""
    if "code" in changes:
        values["rest"] = changes["code"]
    return ledger.new_run(PATH.stem, **{**values, **changes})


def test_the_committed_ledger_is_in_its_one_form(tmp_path):
    runs = ledger.load()
    assert {r["notebook"] for r in runs} >= {p.stem for p in chapters()}
    ledger.save(runs, tmp_path / "ledger.json")
    assert (tmp_path / "ledger.json").read_bytes() == ledger.LEDGER.read_bytes()


def test_a_run_takes_the_place_of_one_of_its_kind(tmp_path):
    path = tmp_path / "ledger.json"
    for seconds, seed in ((10, 0), (20, 1), (30, 0)):
        ledger.record(run(seconds=seconds, seed=seed), path)
    assert [(r["seed"], r["seconds"]) for r in ledger.load(path)] == [(0, 30), (1, 20)]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "[]", '{"runs": 1}', '{"runs": [{}]}'])
def test_a_damaged_ledger_says_what_to_do(tmp_path, text):
    path = tmp_path / "ledger.json"
    path.write_text(text)
    with pytest.raises(NotebookError, match="git checkout"):
        ledger.load(path)


def test_a_run_fits_the_code_the_backend_and_the_versions():
    assert ledger.Book(runs=[run()]).fits(PATH)
    assert ledger.Book(runs=[run(seed=3, by="seeds")]).fits(PATH)
    for changes in ({"code": "of old"}, {"held": False}, {"constants": {"LONGER": 2}}):
        assert not ledger.Book(runs=[run(**changes)]).fits(PATH)
    assert not ledger.Book(runs=[run() | {"backend": "other"}]).fits(PATH)
    assert not ledger.Book(runs=[run() | {"versions": {"keras": "3.0"}}]).fits(PATH)


def test_a_run_fits_as_long_as_it_held_what_is_claimed_today(tmp_path):
    def book(claim, runs=()):
        cells = [new_code_cell(f"a = 1\n{claim}\nprint(a)")]
        nbformat.write(new_notebook(cells=cells), path)
        return ledger.Book(runs=list(runs))

    path = tmp_path / f"{PATH.stem}.ipynb"
    more = "assert a > 0\nassert a == 1"
    ran = book(more).vouched(path, "real")
    drawn = book(more).vouched(path, "stand-in", broke=["a == 1"])
    held, broke = run(**ran), run(**drawn, data="stand-in", held=False)
    guarded = 'assert a > 0\nif x.source == "real":\n    assert a == 1'
    for claim, fit in (
        (more, [held]),
        ("assert a > 0", [held, broke]),
        (guarded, [held, broke]),
        ("assert a > 0.5", []),
        ("a = 2\nassert a > 0", []),
    ):
        assert book(claim, [held, broke]).fitting(path) == fit, claim


def test_seconds_are_those_of_the_run_on_the_machine_most_alike():
    fast = run(seconds=100, operations=2e11)
    slow = run(seconds=900, operations=3e10, seed=1)
    book = ledger.Book(runs=[fast, slow])
    assert book.seconds(PATH, 1e11) == 200
    assert book.seconds(PATH, 3e10) == 900
    other = run(seconds=50, operations=3e10, code="of old")
    assert ledger.Book(runs=[fast, other]).seconds(PATH, 1e11) == 200
    assert (
        ledger.Book(runs=[fast, other]).seconds(PATH, 3e10) == 50
    )  # the only near one
    assert ledger.Book(runs=[slow, other]).seconds(PATH, 3e10) == 900
    assert ledger.Book(runs=[other]).seconds(PATH, 1e11) == pytest.approx(15)
    assert ledger.Book(runs=[]).seconds(PATH, 1e11) is None


def test_of_runs_on_machines_alike_the_shortest_tells():
    quiet = run(seconds=300, operations=3e10)
    beside = run(seconds=2000, operations=3.1e10, seed=1)
    far = run(seconds=10, operations=3e11, seed=2)
    assert ledger.Book(runs=[quiet, beside, far]).seconds(PATH, 3.1e10) == (
        pytest.approx(300 * 3e10 / 3.1e10)
    )


def test_the_sets_are_told_by_their_pins(tmp_path):
    (tmp_path / "constraints.txt").write_text("keras==3.15.1\nnumpy==2.4.6\n")
    (tmp_path / "constraints-colab.txt").write_text("keras==3.13.2\n")
    have = {"keras": "3.15.1", "numpy": "2.4.6", "scikit-learn": "1.9"}
    assert ledger.version_set(have, tmp_path) == "newest"
    assert ledger.version_set(have | {"keras": "3.13.2"}, tmp_path) == "Colab's"
    assert ledger.version_set(have | {"keras": "3.14.0"}, tmp_path) == "other"


@pytest.mark.parametrize("name", sorted({page for page, _ in pages.TABLES}))
def test_pages_repeat_the_book(name):
    assert pages.page_text(name, ledger.Book()) == (ROOT / name).read_text("utf-8"), (
        f"{name} is behind the notebooks or the ledger: python tools/pages.py"
    )


def test_minutes_are_of_the_books_backend_wherever_they_are_written(monkeypatch):
    fast = run(seconds=100) | {"backend": "torch"}
    book = ledger.Book(runs=[run(seconds=600), fast])
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert book.seconds(PATH, 2e11) == 100
    assert book.seconds(PATH, 2e11, "tensorflow") == 600
    assert "| 8 | 2.0 |" in pages.minutes_table(book)


def test_the_readmes_picture_is_a_figure_of_the_book():
    assert (ROOT / pages.PICTURE).read_bytes() == pages.picture()


def test_a_page_without_its_marks_is_named(tmp_path):
    (tmp_path / "README.md").write_text("no marks")
    with pytest.raises(NotebookError, match=r"README\.md"):
        pages.page_text("README.md", ledger.Book(runs=[]), tmp_path)


def test_broken_and_older_runs_are_told_apart():
    book = ledger.Book(
        runs=[run(), run(seed=1, held=False), run(seed=2, code="of old")]
    )
    assert "| 0, **1**, (2) |" in pages.versions_table(book)


def test_only_the_books_notebooks_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "record", lambda run: pytest.fail("recorded"))
    ledger.keep(tmp_path / "01_x.ipynb", None, {"real"}, 1e11, by="seeds", held=True)


def test_stored_studies_are_of_the_present_code():
    book = ledger.Book()
    for file in sorted(STUDIES.glob("*.json")):
        found = json.loads(file.read_text("utf-8"))
        path = ROOT / "chapters" / f"{found['notebook']}.ipynb"
        assert file.stem == path.stem
        assert not problems(found, read(path), book.study_code(path))


def test_state_and_minutes_are_printed(capsys, monkeypatch):
    assert ledger.main([str(PATH)]) == 0
    assert PATH.stem in capsys.readouterr().out
    monkeypatch.setattr(ledger.machine, "operations_per_second", lambda: 1.2e11)
    assert ledger.main(["--minutes", str(PATH)]) == 0
    said = capsys.readouterr().out
    assert "1.2e+11 operations a second" in said
    assert f"{PATH.stem}" in said


def test_a_machine_that_cannot_be_measured_keeps_the_ledger(capsys, monkeypatch):
    def fail():
        raise RuntimeError("the speed of this machine was not measured: no Keras")

    monkeypatch.setattr(ledger.machine, "operations_per_second", fail)
    assert ledger.measured([PATH]) == 0
    assert "no Keras" in capsys.readouterr().out


def test_the_narrowest_claim_of_each_notebook_is_told():
    def with_margin(margin, claim, **change):
        return run(**change) | {"least": [margin, claim]}

    claims = [c.text for c in ledger.Book(runs=[]).asserted(PATH, "real")]
    book = ledger.Book(
        runs=[
            with_margin(0.2, claims[0]),
            with_margin(0.1, claims[1], seed=1),
            with_margin(0.01, "taken back"),
            with_margin(0.01, "of old", code="of old"),
            with_margin(-0.1, "broken", held=False),
        ]
    )
    lines = pages.margins_table(book).splitlines()
    told = claims[1].replace("|", "\\|")
    assert lines[2:] == [f"| 01 | 10.0% | `{told}` | 2 |"]
    assert len(pages.margins_table(ledger.Book(runs=[])).splitlines()) == 2
