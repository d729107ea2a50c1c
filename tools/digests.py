"""Digests of what the loaders give: `chapters/digests.json`.

    python tools/digests.py

A notebook's hash holds these in place of the loaders' code. What a notebook gets
from a loader is arrays; as long as they are the same, how they were found, unpacked
and reported is no part of what the notebook computes. A test loads the real data
and compares.
"""

import hashlib
import json
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.data import Dataset, load_fashion_mnist, load_mnist, load_monkeys
from tools import notebooks

FILE = Path("chapters", "digests.json")
# Loader → the ways in which notebooks call it.
CALLS = {
    load_mnist: [{}],
    load_fashion_mnist: [{}],
    load_monkeys: [{}, {"split": "first edition"}],
}
LOADERS = tuple(load.__name__ for load in CALLS)


def digest(*sets: Dataset) -> str:
    """Sixteen hexadecimal digits of all that data sets hold but the skipped files."""
    found = hashlib.sha256()
    for data in sets:
        for name in [*(field.name for field in fields(data)), "examples"]:
            value = getattr(data, name)
            if isinstance(value, np.ndarray):
                found.update(f"{name} {value.dtype} {value.shape}\n".encode())
                found.update(np.ascontiguousarray(value))
            elif name in ("name", "class_names"):
                found.update(f"{name} {value}\n".encode())
    return found.hexdigest()[:16]


def kept(root: Path = notebooks.ROOT) -> dict[str, str]:
    """Loader's name → digest, as stored; nothing where none are."""
    path = root / FILE
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def main() -> int:
    notebooks.print_anything()
    digests = {}
    for load, calls in CALLS.items():
        sets = [load(**arguments) for arguments in calls]
        if any(data.source != "real" for data in sets):
            print(f"{sets[0].name}: not the real data, so nothing is written.")
            return 1
        digests[load.__name__] = digest(*sets)
    text = json.dumps(digests, indent=1) + "\n"
    (notebooks.ROOT / FILE).write_text(text, "utf-8", newline="\n")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
