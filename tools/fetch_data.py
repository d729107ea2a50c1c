"""Load the three data sets, so that they are downloaded and kept in `data/`.

    python tools/fetch_data.py

Ends with an error where one of them is not the real one.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.data import load_fashion_mnist, load_mnist, load_monkeys
from tools.notebooks import print_anything


def main() -> int:
    print_anything()
    sets = [load() for load in (load_mnist, load_fashion_mnist, load_monkeys)]
    for data in sets:
        print(f"{data.name}: {data.source} data")
    return int(any(data.source != "real" for data in sets))


if __name__ == "__main__":
    sys.exit(main())
