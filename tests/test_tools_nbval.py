"""Running the notebooks as tests catches what the files cannot show."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.notebooks import ROOT


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
    def run(*cells):
        path = tmp_path / "small.ipynb"
        nbformat.write(new_notebook(cells=list(cells)), path)
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), str(path)),
        ]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )

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
