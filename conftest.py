"""Loaded by pytest for `tests/` and for the notebooks in `chapters/` alike."""

import os

from tools.machine import thread_settings
from tools.notebooks import prepare_environment
from tools.suite import *  # noqa: F403  (pytest finds the hooks by their names)

prepare_environment()  # kernels inherit it
workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
for name, value in thread_settings(workers).items():
    os.environ.setdefault(name, value)
