"""Re-executing notebooks: one form, nothing lost, nothing better replaced."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import refresh as tool
from tools.checks import form
from tools.notebooks import NOTEBOOK_METADATA, RESULTS_MIME, ROOT, setup_source

LOUD = """import sys
print("1 of 2\\r2 of 2")
print("a warning", file=sys.stderr)
print("done")"""
SHOW = """from IPython.display import display
display({{"{mime}": [{{"source": "{source}"}}], "text/plain": "a table"}}, raw=True)"""


def write(path, *cells, **metadata):
    nbformat.write(new_notebook(cells=list(cells), metadata=metadata), path)
    return path


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture
def messy(tmp_path):
    return write(
        tmp_path / "messy.ipynb",
        new_markdown_cell("# 1. Messy"),
        new_code_cell(LOUD, metadata={"execution": {"x": "y"}, "tags": []}),
        new_code_cell(
            f"import os\nprint(os.getcwd() == {str(tmp_path)!r})",
            metadata={"tags": ["solution"], "collapsed": True},
        ),
        new_code_cell("x = 1\nx / 0", metadata={"tags": ["raises-exception"]}),
        new_code_cell("  "),
        new_code_cell("{'x': x}"),
        widgets={"state": {}},
        kernelspec={"name": "python3", "display_name": "mine", "language": "python"},
    )


def test_one_form(messy):
    line = tool.refresh(messy)
    assert line.startswith("4 code cells")  # the empty one is gone
    assert "no result rows" in line
    notebook = read(messy)
    for check in (
        form.is_valid,
        form.has_the_metadata,
        form.ran_top_to_bottom,
        form.has_no_stderr,
        form.has_errors_only_on_purpose,
    ):
        check(notebook)
    assert notebook.metadata == NOTEBOOK_METADATA
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code[0].outputs == [new_output("stream", text="2 of 2\ndone\n")]
    assert code[1].outputs[0].text == "True\n"  # it worked in its own folder
    assert code[1].metadata["jupyter"]["source_hidden"]
    assert code[-1].outputs[0].data["text/plain"] == "{'x': 1}"


def test_twice_changes_nothing(messy):
    tool.refresh(messy)
    first = messy.read_bytes()
    tool.refresh(messy)
    assert messy.read_bytes() == first
    tool.refresh(messy, run=False)
    assert messy.read_bytes() == first


@pytest.mark.parametrize("text", ["", "import old"])
def test_set_up_cell_is_filled_in(tmp_path, text):
    old = new_code_cell(text, metadata={"tags": ["setup"]})
    path = write(tmp_path / "a.ipynb", new_markdown_cell("# 1. A"), old)
    tool.refresh(path, run=False)
    assert read(path).cells[1].source == setup_source()


@pytest.mark.parametrize("mark", ["#@title", "#  @title", "# @title"])
def test_titles_of_solutions_are_written_as_ruff_writes_them(tmp_path, mark):
    title = 'Solution to exercise 1.1 { display-mode: "form" }'
    cell = new_code_cell(f"{mark} {title}\n1", metadata={"tags": ["solution"]})
    path = write(tmp_path / "a.ipynb", new_markdown_cell("# 1. A"), cell)
    tool.refresh(path, run=False)
    assert read(path).cells[1].source == f"# @title {title}\n1"


def test_a_failing_cell_leaves_the_file(tmp_path, capsys):
    path = write(tmp_path / "a.ipynb", new_code_cell("assert 1 > 2, 'one is less'"))
    before = path.read_bytes()
    assert tool.main([str(path)]) == 1
    said = capsys.readouterr().out
    assert "left as it was" in said
    assert "one is less" in said
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("stored", "new", "refused"),
    [
        ("real", "stand-in", True),
        ("real", "real", False),
        ("stand-in", "stand-in", False),
        ("stand-in", "real", False),
        (None, "stand-in", False),
    ],
)
def test_stand_in_never_replaces_real(tmp_path, stored, new, refused, capsys):
    cell = new_code_cell(SHOW.format(mime=RESULTS_MIME, source=new))
    if stored:
        rows = {RESULTS_MIME: [{"source": stored}]}
        cell.outputs = [new_output("display_data", rows)]
    path = write(tmp_path / "a.ipynb", cell)
    before = path.read_bytes()
    assert tool.main([str(path)]) == int(refused)
    said = capsys.readouterr().out
    if refused:
        assert path.read_bytes() == before
        assert "stand-in" in said
        assert "AUTOENCODER_BOOK_DATA" in said
    else:
        assert f", {new}" in said
        (row,) = read(path).cells[0].outputs[0].data[RESULTS_MIME]
        assert row["source"] == new


def test_a_full_disk_leaves_the_file(messy, monkeypatch):
    before = messy.read_bytes()

    def fail(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("os.replace", fail)
    assert tool.main(["--no-run", str(messy)]) == 1
    assert messy.read_bytes() == before
    assert list(messy.parent.iterdir()) == [messy]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no JSON",
        "[]",
        "<<<<<<< HEAD\n{}",
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
        '{"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_notebook_stops_no_other(tmp_path, messy, content, capsys):
    path = tmp_path / "a.ipynb"
    content = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(content)
    assert tool.main(["--no-run", str(path), str(messy)]) == 1
    said = capsys.readouterr().out
    assert "a.ipynb: left as it was: the file is no notebook" in said
    assert "messy.ipynb: 4 code cells, not run" in said
    assert path.read_bytes() == content


def test_a_kernel_that_dies_is_told(tmp_path, capsys):
    cell = new_code_cell("import os\nos.write(2, b'its last words')\nos._exit(3)")
    path = write(tmp_path / "a.ipynb", cell)
    before = path.read_bytes()
    assert tool.main([str(path)]) == 1
    said = capsys.readouterr().out
    assert "the kernel died" in said
    assert "its last words" in said
    assert path.read_bytes() == before


def test_the_console_shows_nothing_of_the_kernel(tmp_path, capfd):
    """TensorFlow writes to the file itself, past Python and all levels of logging."""
    cell = new_code_cell("import os\nos.write(2, b'could not find cuda')\nNone")
    path = write(tmp_path / "a.ipynb", cell)
    assert tool.main([str(path)]) == 0
    assert capfd.readouterr().err == ""
    form.has_no_stderr(read(path))


def test_the_file_keeps_its_mode(messy):
    messy.chmod(0o640)
    tool.refresh(messy, run=False)
    assert messy.stat().st_mode & 0o777 == 0o640


def test_a_missing_file_is_named(tmp_path, capsys):
    assert tool.main([str(tmp_path / "09_none.ipynb")]) == 1
    assert "09_none.ipynb" in capsys.readouterr().out


def test_tracebacks_do_not_tell_where_the_book_lies():
    text = tool.without_paths(f"File {ROOT}/helpers/a.py, {tool.sys.prefix}/b.py")
    assert text == "File ./helpers/a.py, …/b.py"
    cell = f"{tool.tempfile.gettempdir()}/ipykernel_1662/2724917978.py"  # IPython 7
    assert tool.without_paths(f"\033[0m{cell} in <x>") == "\033[0mthe cell in <x>"


def test_stored_text_is_utf8_and_ends_with_a_newline(tmp_path):
    path = write(tmp_path / "a.ipynb", new_markdown_cell("# 1. x̂ → z"))
    tool.refresh(path, run=False)
    assert "x̂ → z" in path.read_text("utf-8")
    assert path.read_bytes().endswith(b"}\n")
    json.loads(path.read_text("utf-8"))
