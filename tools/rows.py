"""Whether a run's results are those that are stored: the tolerances of the book."""

import json
import math
from pathlib import Path

from tools import notebooks

SHARE = 0.10  # of the stored score, where no study says more
SPREADS = 3  # times the spread of the study
ABSOLUTE = {
    "psnr_db": 0.3,
    "nats": 1.0,
    "neg_elbo": 1.0,
    "accuracy": 0.02,
    "auroc": 0.02,
}
STUDIES = notebooks.ROOT / "chapters" / "studies"

Key = tuple[str, str, int | None]


def key(row: dict) -> Key:
    return row["model"], row["data"], row.get("seed")


def named(row: dict) -> str:
    seed = f", seed {row['seed']}" if row.get("seed") else ""
    return f"{row['model']} on {row['data']}{seed}"


def spreads(stem: str, folder: Path = STUDIES) -> dict[tuple[str, str, str], float]:
    """(model, data, score) → the standard deviation over the study's seeds."""
    path = folder / f"{stem}.json"
    if not path.exists():
        return {}
    study = json.loads(path.read_text("utf-8"))
    return {
        (row["model"], row["data"], score): value
        for row in study["rows"]
        for score, value in row["spread"].items()
    }


def tolerance(score: str, stored: float, spread: float = 0.0) -> float:
    """How far a live score may lie from the stored one, at the most."""
    least = ABSOLUTE.get(score, SHARE * abs(stored))
    return max(least, SPREADS * spread)


def differences(
    live: list[dict],
    stored: list[dict],
    spread: dict[tuple[str, str, str], float] | None = None,
) -> list[str]:
    """Sentences on what differs by more than its tolerance; seconds never do."""
    spread = spread or {}
    found = []
    now, then = {key(row): row for row in live}, {key(row): row for row in stored}
    for name in then.keys() - now.keys():
        found.append(f"{named(then[name])}: stored, and not in this run")
    for name in now.keys() - then.keys():
        found.append(f"{named(now[name])}: in this run, and not stored")
    for name in [name for name in then if name in now]:
        old, new = then[name], now[name]
        for count in ("code_size", "parameters"):
            if old[count] != new[count]:
                found.append(
                    f"{named(old)}: {count} {new[count]:,}, stored {old[count]:,}"
                )
        for score in sorted(old["scores"].keys() | new["scores"].keys()):
            before, after = old["scores"].get(score), new["scores"].get(score)
            if before is None or after is None:
                found.append(f"{named(old)}: {score} {after}, stored {before}")
                continue
            allowed = tolerance(
                score, before, spread.get((old["model"], old["data"], score), 0.0)
            )
            if not math.isfinite(after) or abs(after - before) > allowed:
                found.append(
                    f"{named(old)}: {score} {after:.5g}, stored {before:.5g}; "
                    f"they may differ by {allowed:.3g}"
                )
    return found
