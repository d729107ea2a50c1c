"""Running the notebooks as tests catches what the files cannot show."""

import os
import subprocess
import sys
import time
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import ledger, machine, suite
from tools.notebooks import RESULTS_MIME, ROOT, chapters


def stored(source, text, count, *tags):
    output = new_output("stream", text=text)
    return new_code_cell(
        source,
        execution_count=count,
        outputs=[output] if text else [],
        metadata={"tags": list(tags)} if tags else {},
    )


@pytest.fixture
def run_nbval(tmp_path):
    def run(*sources, options=(), **environment):
        cells = [
            stored(source, "", n) if isinstance(source, str) else source
            for n, source in enumerate(sources, start=1)
        ]
        path = tmp_path / "small.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-p", "tools.suite", "--rootdir", str(tmp_path), "--color=no"),
            *("-c", str(ROOT / "pyproject.toml"), *options, str(path)),
        ]
        # Not the workers' names, nor the time that is left to the run around this.
        given = {k: v for k, v in os.environ.items() if "XDIST" not in k}
        given.pop(suite.DEADLINE, None)
        start = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False,
            env=given | environment,
        )  # fmt: skip
        done.seconds = time.monotonic() - start
        return done

    run.folder = tmp_path
    return run


def test_a_good_notebook_passes(run_nbval):
    done = run_nbval(
        stored("import time; print(time.time_ns())", "1.0\n", 1),
        stored(
            "print((60000, 28, 28, 1))", "(60000, 28, 28, 1)\n", 2, "nbval-check-output"
        ),
        stored("assert 1 < 2", "", 3, "claim"),
    )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    assert "small.ipynb starts" in done.stdout
    assert "small.ipynb passed" in done.stdout
    assert " MiB" in done.stdout


@pytest.mark.parametrize(
    ("source", "text", "tag"),
    [
        ("print((60000, 28, 28, 1))", "(60000, 784)\n", "nbval-check-output"),
        ("assert 2 < 1, 'two is less'", "", "claim"),
    ],
    ids=["changed shape", "broken claim"],
)
def test_a_broken_notebook_fails(run_nbval, source, text, tag):
    done = run_nbval(stored("x = 1", "", 1), stored(source, text, 2, tag))
    assert done.returncode == 1, done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert "Cell 1" in done.stdout
    assert "small.ipynb FAILED in Cell 1" in done.stdout


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "by SIGKILL"),
        ("import os\nos._exit(3)", "with exit status 3"),
    ],
    ids=["killed", "ended"],
)
def test_a_dead_kernel_is_named_within_seconds(run_nbval, source, words):
    done = run_nbval("x = 1", source, "x = 2", "x = 3")
    assert done.returncode == 1, done.stdout
    assert f"the kernel died, {'ended ' if 'by' in words else ''}{words}" in done.stdout
    assert "in cell 1 of small.ipynb" in done.stdout
    assert "1 failed, 1 passed, 2 skipped" in done.stdout
    assert done.seconds < 60  # an hour, if nobody looked


def test_a_notebook_that_hangs_is_ended(run_nbval):
    done = run_nbval(
        "x = 1", "while True: pass", "x = 2", options=["--nbval-cell-timeout=3"]
    )
    assert done.returncode == 1, done.stdout
    assert "Timeout of 3 seconds exceeded" in done.stdout
    assert "1 failed, 1 passed, 1 skipped" in done.stdout


def test_what_has_to_run_and_has_no_time_left_fails(run_nbval):
    done = run_nbval("x = 1", "x = 2", options=["--minutes=0"], **{suite.SPEED: "1e11"})
    assert done.returncode == 1, done.stdout
    assert "no time is left, and no run in the ledger vouches for it" in done.stdout


def test_slower_than_the_ledger_says_is_no_failure(run_nbval):
    """Minutes that are over end a notebook; one that is vouched for is skipped."""
    over = {suite.DEADLINE: str(time.time() - suite.GRACE - 60), suite.SPEED: "1e11"}
    plugin = run_nbval.folder / "vouched.py"
    plugin.write_text(
        "from tools import ledger, suite\n"
        "ledger.Book.fits = lambda self, path: True\n"
        "suite.does_not_end = lambda path: None\n"
    )
    paths = f"{run_nbval.folder}{os.pathsep}{ROOT}"
    done = run_nbval(
        "x = 1", "while True: pass", "x = 2",
        options=["-p", "vouched", "-rs"], PYTHONPATH=paths, **over,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "cell 1 of small.ipynb did not end in its time, slower than" in done.stdout
    assert "1 passed, 2 skipped" in done.stdout


@pytest.fixture
def limited(monkeypatch):
    """Half an hour left on a machine of the reference's speed."""
    monkeypatch.setenv(suite.DEADLINE, str(time.time() + 1800))
    monkeypatch.setenv(suite.SPEED, str(ledger.REFERENCE))

    def book(seconds, fits):
        monkeypatch.setattr(ledger.Book, "seconds", lambda self, p, o: seconds[p.name])
        monkeypatch.setattr(ledger.Book, "fits", lambda self, p: p.name in fits)

    return book


def test_what_would_not_end_is_not_started(limited, monkeypatch):
    short, long = chapters()[:2]
    limited({short.name: 1500, long.name: 1600}, {long.name})
    assert suite.does_not_end(short) is None
    reason, must = suite.does_not_end(long)
    assert "takes some 27 minutes here, 30 are left" in reason
    assert not must
    limited({long.name: 99_999}, set())  # has to run: there is time to try
    assert suite.does_not_end(long) is None
    monkeypatch.setenv(suite.DEADLINE, str(time.time() - 1))
    reason, must = suite.does_not_end(long)
    assert "no run in the ledger vouches for it" in reason
    assert must


class Cell(SimpleNamespace):
    """Of a cell only what the order looks at."""


def test_the_order_of_notebooks(limited, monkeypatch):
    monkeypatch.setattr(suite, "IPyNbCell", Cell)
    paths = chapters()[:4]
    seconds = dict(zip([p.name for p in paths], [10, 40, 20, 30]))
    limited(seconds, {paths[1].name, paths[3].name})
    items = [SimpleNamespace(), *(Cell(fspath=path) for path in paths)]
    by_limit = suite.ordered(items, limited=True)
    assert by_limit[0] is items[0]
    assert [item.fspath for item in by_limit[1:]] == [paths[k] for k in (2, 0, 1, 3)]
    longest = suite.ordered(items, limited=False)[1:]
    assert [item.fspath for item in longest] == [paths[k] for k in (1, 3, 2, 0)]


def row(mse, source="real"):
    return {
        "model": "PCA-30", "data": "MNIST", "source": source, "code_size": 30,
        "parameters": 1, "scores": {"mse": mse},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("live", "known", "seed", "found"),
    [
        (row(1.05), True, "", None),
        (row(1.15), True, "", "PCA-30 on MNIST: mse 1.15, stored 1"),
        (row(1.15), False, "", None),  # versions that the ledger does not know
        (row(1.15), True, "3", None),  # another seed
        (row(1.15, "stand-in"), True, "", None),
    ],
)
def test_results_are_those_stored(live, known, seed, found, monkeypatch):
    monkeypatch.setattr(ledger.Book, "knows_versions", lambda self: known)
    monkeypatch.setenv("AUTOENCODER_BOOK_SEED", seed)
    monkeypatch.delenv("REQUIRE", raising=False)
    outputs = [[{"data": {RESULTS_MIME: [r]}}] for r in (live, row(1.0))]
    item = SimpleNamespace(
        test_outputs=outputs[0], cell=SimpleNamespace(outputs=outputs[1])
    )
    run = SimpleNamespace(data=set(), path=chapters()[1])
    said = suite.compare(item, run)
    assert said is None if found is None else found in said
    assert run.data == {live["source"]}


def test_jobs_follow_cores_and_memory(monkeypatch):
    monkeypatch.setattr(machine, "cores", lambda: 8)
    monkeypatch.setattr(machine, "free_memory", lambda: 10 * 2**30)
    assert machine.jobs() == 3
    monkeypatch.setattr(machine, "free_memory", lambda: 2**30)
    assert machine.jobs() == 1
    assert machine.thread_settings(1) == {}
    assert machine.thread_settings(3)["TF_NUM_INTRAOP_THREADS"] == "2"
