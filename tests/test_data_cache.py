"""Kept arrays: made again when damaged, done without when they cannot be kept."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from data_kit import tree

from helpers import atomic
from helpers.atomic import replacing
from helpers.data import find
from helpers.data.cache import cached

PROJECT = Path(__file__).resolve().parent.parent


def make() -> dict[str, np.ndarray]:
    return {"x": np.arange(1000), "names": np.array(["a", "ü"])}


def is_made(arrays) -> None:
    assert np.array_equal(arrays["x"], np.arange(1000))
    assert arrays["names"].tolist() == ["a", "ü"]


def fail() -> None:
    raise AssertionError("made again")


def test_made_once(book):
    is_made(cached("key", make))
    is_made(cached("key", fail))
    assert list(tree(book)) == ["data/cache/key.npz"]


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text", "pickle"])
def test_damaged_cache_is_made_again(book, damage, capsys):
    cached("key", make)
    path = book / "data/cache/key.npz"
    data = bytearray(path.read_bytes())
    data[400] ^= 1
    damaged = {"cut": data[:3000], "flip": data, "empty": b"", "text": b"hello"}
    if damage == "pickle":
        np.savez(path, x=np.array([{}], dtype=object))
    else:
        path.write_bytes(damaged[damage])
    is_made(cached("key", make))
    is_made(cached("key", fail))
    assert capsys.readouterr().out == ""


def test_cache_that_cannot_be_written_is_done_without(book, capsys):
    (book / "data").mkdir()
    (book / "data/cache").write_text("a file where the folder should be")
    is_made(cached("key", make))
    printed = capsys.readouterr().out
    assert printed.startswith("data/cache cannot be written (")
    assert printed.count("\n") == 1
    assert tree(book) == {"data/cache": b"a file where the folder should be"}


def test_full_disk(book, tiny_disk, monkeypatch, capsys):
    monkeypatch.setattr(find, "ROOT", tiny_disk)
    is_made(cached("key", make))
    big = {"x": np.zeros(100_000)}
    assert len(cached("big", lambda: big)["x"]) == 100_000
    assert "No space left" in capsys.readouterr().out
    assert list(tree(tiny_disk)) == ["data/cache/key.npz"]
    is_made(cached("key", fail))


def test_read_only_disk(book, tiny_disk, monkeypatch, capsys):
    monkeypatch.setattr(find, "ROOT", tiny_disk)
    is_made(cached("key", make))
    command = ["mount", "-o", "remount,ro", str(tiny_disk)]
    if subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("the file system cannot be made read-only")
    is_made(cached("key", fail))
    is_made(cached("other", make))
    assert "Read-only file system" in capsys.readouterr().out


def test_only_the_latest_of_some_is_kept(book):
    for key in ("a-8-1", "a-4-1", "a-8-2", "b-8-1"):
        cached(key, make, replaces=key[:-1])
    kept = {f"data/cache/{key}.npz" for key in ("a-4-1", "a-8-2", "b-8-1")}
    assert set(tree(book)) == kept


def test_process_killed_while_it_writes(book):
    code = (
        "import os, signal, sys; from pathlib import Path; import numpy as np;"
        "from helpers.data import find; from helpers.data.cache import cached;"
        "find.ROOT = Path(sys.argv[1]);"
        "np.savez = lambda file, **_: (file.write(b'half'), file.flush(),"
        " os.kill(os.getpid(), signal.SIGKILL));"
        "cached('key', lambda: {'x': np.zeros(3)})"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(book)], cwd=PROJECT)
    assert killed.returncode == -signal.SIGKILL
    (stale,) = (book / "data/cache").iterdir()
    assert stale.read_bytes() == b"half"
    is_made(cached("key", make))
    is_made(cached("key", fail))
    assert stale.exists(), "it may belong to a process that still writes"
    old = time.time() - 2 * atomic.DAY
    os.utime(stale, (old, old))
    cached("other", make)
    assert not stale.exists()


def test_two_processes_at_once(book):
    code = (
        "import sys; from pathlib import Path; import numpy as np;"
        "from helpers.data import find; from helpers.data.cache import cached;"
        "find.ROOT = Path(sys.argv[1]); x = np.arange(500_000);"
        "good = [np.array_equal(cached('key', lambda: {'x': x})['x'], x)"
        " for _ in range(20)]; print(all(good))"
    )
    command = [sys.executable, "-c", code, str(book)]
    pipe = subprocess.PIPE
    both = [
        subprocess.Popen(command, cwd=PROJECT, stdout=pipe, text=True) for _ in range(2)
    ]
    assert [process.communicate()[0] for process in both] == ["True\n", "True\n"]
    assert list(tree(book)) == ["data/cache/key.npz"]


def test_fault_while_writing_leaves_the_good_file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"good")
    with pytest.raises(RuntimeError), replacing(path) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError
    assert tree(tmp_path) == {"file": b"good"}


def test_folders_made_for_a_file_that_failed_are_gone(tmp_path):
    (tmp_path / "kept").mkdir()
    path = tmp_path / "kept/a/b/file"
    with pytest.raises(RuntimeError), replacing(path):
        raise RuntimeError
    assert list((tmp_path / "kept").iterdir()) == []
    with pytest.raises(RuntimeError), replacing(path):
        (tmp_path / "kept/a/other").write_bytes(b"of another process")
        raise RuntimeError
    assert tree(tmp_path) == {"kept/a/other": b"of another process"}
    assert not (tmp_path / "kept/a/b").exists()


def test_only_own_left_overs_are_deleted(tmp_path):
    own = tmp_path / f".key.npz.{'0a' * 16}.part"
    others = [".film.part", ".key.npz.part", f".{'0a' * 16}.part", ".x.12.part"]
    for path in (own, *(tmp_path / name for name in others)):
        path.write_bytes(b"half")
        os.utime(path, (1e9, 1e9))
    with replacing(tmp_path / "file") as temporary:
        temporary.write_bytes(b"good")
    assert set(tree(tmp_path)) == {"file", *others}


def test_text_has_the_same_line_ends_on_every_system(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "linesep", "\r\n")  # as on Windows
    given = []
    write = Path.write_text
    monkeypatch.setattr(
        Path,
        "write_text",
        lambda self, *a, **more: given.append(more) or write(self, *a, **more),
    )
    path = tmp_path / "notebook.ipynb"
    path.write_bytes(b"")
    atomic.replace_text(path, "a\nb\n")
    assert path.read_bytes() == b"a\nb\n"
    assert given == [{"newline": "\n"}], "os.linesep may be fixed when Python starts"
