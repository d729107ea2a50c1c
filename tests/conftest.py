"""Fixtures for the tests of the data loaders. They import what they need when
they are used, so that tests of other things do not wait for it."""

import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest


@pytest.fixture
def book(tmp_path, monkeypatch) -> Path:
    """A root for `data/` that is no one else's; its name is not plain ASCII."""
    from helpers.data import download, find

    root = tmp_path / "Bücher – my book"
    root.mkdir()
    monkeypatch.setattr(find, "ROOT", root)
    monkeypatch.delenv(find.ENVIRONMENT, raising=False)
    monkeypatch.delenv(find.OFFLINE, raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(download, "ANSWER", 2.0)
    monkeypatch.setattr(download, "LONGER", 2.0)
    monkeypatch.setattr(download, "STALL", 0.3)
    monkeypatch.setattr(download, "PAUSE", 0.0)
    return root


@pytest.fixture
def small(monkeypatch):
    """The small set; its stand-in images are all of the value 51 (0.2)."""
    import numpy as np
    from data_kit import Small

    from helpers import standin

    def draw(n: int, seed: int):
        images = np.full((n, 3, 2), 51, np.uint8)
        return images, np.arange(n) % 10, {"hem": np.arange(n) / 2}

    monkeypatch.setattr(standin, "make_garments", draw)
    return Small()


@pytest.fixture
def troop(monkeypatch) -> dict[str, bytes]:
    """The small monkey set as `small_troop` gives it, and no mirror for it.

    The stand-in's portraits are all of the value 51 (0.2).
    """
    import numpy as np
    from data_kit import small_troop

    from helpers import standin
    from helpers.data import monkeys

    def draw(n: int, seed: int, size: int = 64):
        images = np.full((n, size, size, 3), 51, np.uint8)
        return images, np.arange(n) % 10, {"hue": np.arange(n) / 2}

    spec = replace(monkeys.MONKEYS, mirrors=(), training=60, validation=20)
    monkeypatch.setattr(monkeys, "MONKEYS", spec)
    monkeypatch.setattr(standin, "make_monkeys", draw)
    return small_troop()


@pytest.fixture
def server():
    """A `data_kit.Server`, running."""
    from data_kit import Server

    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def dead() -> str:
    """The address of a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


@pytest.fixture
def mute():
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 64 KiB; only root may mount one."""
    import subprocess

    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no mount command on this system")
    if done.returncode != 0:
        pytest.skip("a small file system cannot be mounted: not root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
