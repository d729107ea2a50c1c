"""What must not be skipped unseen: `REQUIRE="data browser pins"`.

Where a word of that variable names what a test lacks, the test fails instead of
being skipped. The workflows set all of them.
"""

import os
import shutil
from pathlib import Path

import pytest

from helpers.data import find
from tools.notebooks import ROOT, required

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def skip(word: str, reason: str) -> None:
    """Skip this test, or fail it where `word` is required."""
    if word in required():
        pytest.fail(f"{reason}, and REQUIRE names {word}", pytrace=False)
    pytest.skip(reason)


def real_folder(folder: str) -> Path:
    """Where the real data of a set lie: the reader's folder, or the book's.

    Skips or fails where they are not there.
    """
    given = os.environ.get(find.ENVIRONMENT)
    places = [Path(given), find.ROOT / given] if given else []
    for place in (*places, ROOT / "data"):
        if any((place / folder).glob("*")) or (place / f"{folder}.zip").is_file():
            return place.resolve()
    skip("data", f"no real {folder} here")


def browser(*packages: str) -> str:
    """The program of a browser that Node.js can drive; skips or fails without."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        skip("browser", "no Chromium on this machine")
    if shutil.which("node") is None:
        skip("browser", "no Node.js on this machine")
    for package in packages:
        if not (ROOT / "node_modules" / package).is_dir():
            skip("browser", f"no {package}: npm install")
    return found
