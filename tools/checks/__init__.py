"""Checks of a chapter as a file: no kernel, a second for the whole book.

Every check is a function of a notebook that raises `AssertionError` with a
sentence that names the cell. Those of `CHECKS` look at one notebook alone; the
functions `check_…` also need its path or the other chapters.
`tests/test_notebook_checks.py` feeds each of them a notebook that breaks its
rule.
"""

from tools.checks import budget, form, lesson, style, text
from tools.checks.kit import CHECKS

__all__ = ["CHECKS", "budget", "form", "lesson", "style", "text"]
