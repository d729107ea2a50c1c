# @title Set-up: find the book's folder, or fetch it on Colab
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = "https://github.com/OWNER/autoencoders-measured"

here, problem = Path.cwd(), None
clone = here / REPOSITORY.rsplit("/", 1)[-1]
places = [here, *here.parents, clone]
book = next((p for p in places if (p / "helpers/__init__.py").is_file()), None)
if book is None and "google.colab" in sys.modules:
    book, fetch = clone, ["git", "clone", "--depth=1", REPOSITORY, str(clone)]
    if "/OWNER/" in REPOSITORY:
        problem = "The book is not published yet: nowhere to fetch it from."
    elif subprocess.run(fetch, capture_output=True).returncode != 0:
        problem = f"{REPOSITORY} could not be fetched: try this cell again."
        problem += f" Should {clone.name}/ be there, delete it first."
elif book is None:
    problem = "There is no helpers/ here or above: start in the book's folder."
if find_spec("keras") is None:
    problem = "No Keras here: start with make lab, or choose its kernel."
elif tuple(map(int, version("keras").split(".")[:2])) < (3, 13):
    problem = f"Keras 3.13 or newer is needed; this is {version('keras')}."
if problem:
    raise RuntimeError(problem)
if str(book) not in sys.path:
    sys.path.insert(0, str(book))
