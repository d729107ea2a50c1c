"""Loaded by pytest for `tests/` and for the notebooks in `chapters/` alike."""

import pytest

from tools.notebooks import prepare_environment

OUTPUT_TIMEOUT = 60  # seconds to wait for a cell's last output; nbval says 5

prepare_environment()  # kernels inherit it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give slow machines time: nbval's wait for outputs is hard-coded."""
    for item in items:
        if hasattr(item, "output_timeout"):
            item.output_timeout = OUTPUT_TIMEOUT
