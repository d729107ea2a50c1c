"""Loaded by pytest for `tests/` and for the notebooks in `chapters/` alike."""

import os

import pytest

from tools.notebooks import prepare_environment

OUTPUT_TIMEOUT = 60  # seconds to wait for a cell's last output; nbval says 5


def share_cores(workers: int) -> None:
    """Give each of several workers its part of the cores, unless told otherwise.

    Two trainings at once, each with a thread per core, stand in each other's way.
    """
    if workers > 1:
        threads = str(max(1, (os.cpu_count() or 1) // workers))
        for name in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
            os.environ.setdefault(name, threads)


prepare_environment()  # kernels inherit it
share_cores(int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give slow machines time: nbval's wait for outputs is hard-coded."""
    for item in items:
        if hasattr(item, "output_timeout"):
            item.output_timeout = OUTPUT_TIMEOUT
