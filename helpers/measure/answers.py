"""How far a reader's answer to an exercise is from the right one."""

from __future__ import annotations

from numbers import Real
from typing import Any

from helpers.measure.tables import as_text


def check_answer(answer: Any, right: float, within: float = 0.0) -> None:
    """Print one line: whether an answer is right, or how far off it is.

    Args:
        answer: the reader's number; None as long as there is no answer.
        right: the right number, computed in the same cell.
        within: how far off an answer may be and still be right.
    """
    if answer is None:
        print("No answer yet: put your number in place of None in the cell above.")
    elif isinstance(answer, bool) or not isinstance(answer, Real):
        print(f"{answer!r} is no number: give one, such as 0.5.")
    elif abs(answer - right) <= within:
        print(f"Right: {as_text(float(right))}.")
    else:
        side = "large" if answer > right else "small"
        print(f"Not yet: {answer:g} is too {side} by {abs(answer - right):.3g}.")
