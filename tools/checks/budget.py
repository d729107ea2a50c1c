"""The budgets of a notebook: what fits into one sitting.

A notebook whose name ends its number without a letter is a spine, the others go
deeper.
"""

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from tools import ledger
from tools.checks.kit import prose
from tools.folding import teaches, trainers
from tools.notebooks import code_cells, tags

EXPERIMENTS = 4
FIRST_MODEL = 8  # the code cell by which a spine has trained a model
FILE = 350_000  # bytes
SECONDS, FLAGSHIP = 150, 240  # at the reference's speed
FLAGSHIPS = {"03", "04", "05", "06b"}
MEMORY = 2560  # MiB
ELSEWHERE = 1.1  # times as much memory on another backend than TensorFlow
LARGER = {  # a chapter's one exception: what it may have more of, and why
    # two data sets, the pictures while it trains, the plane of two numbers, and a
    # rival of it in 300 groups; timed on two cores, beside tests
    "03_deep_autoencoder": {"file": 375_000, "seconds": 330, "memory": 2640},
    # a dense network of 26 million weights, trained, and then again for an exercise
    "04_convolutional_autoencoder": {"memory": 2700},
    # photos under noise, which pictures compress badly
    "05_denoising_autoencoder": {"file": 390_000},
    # a figure that is moved and a plane that decodes in the page
    "06_variational_autoencoder": {"file": 375_000},
    # timed beside other work
    "06b_checking_the_bound": {"seconds": 250},
    # two data sets, and thirty small models that later cells still read
    "06c_measuring_the_vae": {"memory": 2700},
    # two data sets, and a network for each of their twenty classes; timed on one core
    # that is fast where `helpers.speed` measures
    "08_autoencoders_at_work": {"memory": 3090, "seconds": 225},
    # eleven networks and two priors in one process; timed on two cores, which are fast
    # where `helpers.speed` measures, and not in small convolutions
    "09_vector_quantised_autoencoder": {"memory": 3440, "seconds": 295},
    # three codes, six samplers, all rivals drawn three times; timed on the same two,
    # of which compiled steps of small layers use little more than one
    "10_latent_diffusion": {"file": 360_000, "seconds": 360, "memory": 2720},
    # a process of its own for each number of devices; timed on slow cores
    "A_bigger_machines": {"seconds": 160},
    # two games, a plain rival with as many epochs
    "07_adversarial_autoencoder": {"seconds": 180},
    # seven networks that later cells still draw from
    "07b_who_generates_best": {"seconds": 165, "memory": 2670},
}


@dataclass(frozen=True)
class Budget:
    words: int  # of prose before the exercises
    cells: int  # of code, without solutions
    lines: int  # that are not folded, in all
    median: float  # lines of a visible cell
    longest: int


SPINE = Budget(words=2800, cells=26, lines=220, median=8, longest=18)
DEEPER = Budget(words=2600, cells=30, lines=260, median=9, longest=20)
EXCEPTIONS = {  # one a chapter, with its reason
    # five codes through one coder, three codecs in eight ways, an arithmetic coder
    "04b_how_many_bytes": Budget(2600, 30, 260, 10, 20),
    # two derivations of the bound, every line of them, and a model of one number
    "06_variational_autoencoder": Budget(3600, 28, 280, 10, 18),
    # a game: three networks, their losses, a class, two optimisers
    "07_adversarial_autoencoder": Budget(2800, 26, 235, 12, 21),
    # eleven alarms on four kinds of data, each in a function for all classes
    "08_autoencoders_at_work": Budget(2800, 26, 220, 13, 18),
    # seven ways to the same bits, a prior beside counted words, collapse and its cures
    "09_vector_quantised_autoencoder": Budget(2800, 26, 272, 17, 20),
    # a velocity derived, a network that is told classes, and rivals for each
    "10_latent_diffusion": Budget(2800, 26, 226, 14, 18),
    # scripts for processes of their own, whole on the page
    "A_bigger_machines": Budget(2800, 26, 220, 15, 21),
}


def is_deeper(stem: str) -> bool:
    return re.match(r"\d\d[b-z]_", stem) is not None


def budget(stem: str) -> Budget:
    return EXCEPTIONS.get(stem, DEEPER if is_deeper(stem) else SPINE)


EXERCISES = re.compile(r"^#+ Exercises\b", re.M)


def lesson(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """The code cells before the exercises, without solutions."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and EXERCISES.search(cell.source):
            return
        if cell.cell_type == "code" and "solution" not in tags(cell):
            yield cell


def visible(notebook: NotebookNode) -> list[list[str]]:
    """The lines of each code cell that a reader sees open, without blank ones."""
    joined = re.compile(r"import \([^)]*\)")  # the names of an import are one line
    return [
        [x for x in joined.sub("import", cell.source).splitlines() if x.strip()]
        for cell in lesson(notebook)
        if not cell.metadata.get("jupyter", {}).get("source_hidden")
    ]


def words(notebook: NotebookNode) -> int:
    """Words of prose before the exercises, without code and displayed formulas."""
    text = EXERCISES.split(prose(notebook))[0]
    text = re.sub(r"\$\$.*?\$\$|<[^>]+>|\]\([^)]*\)", " ", text, flags=re.S)
    text = re.sub(r"\$[^$\n]*\$", " x ", text)
    return len(re.findall(r"\w[\w’'.,-]*", text))


def first_model(notebook: NotebookNode) -> int | None:
    """The position of the first code cell that trains, counted from 1."""
    training = trainers(notebook)
    calls = re.compile("|".join([r"\.fit\(", *(rf"\b{name}\(" for name in training)]))
    for position, cell in enumerate(code_cells(notebook), start=1):
        source = re.sub(r"^\s*def .*", "", cell.source, flags=re.M)
        if teaches(cell, training) and calls.search(source):
            return position
    return None


def over(notebook: NotebookNode, stem: str, size: int = 0) -> list[str]:
    """What is over the notebook's budget: a sentence each."""
    most, found = budget(stem), []

    def at_most(what: str, value: float, limit: float) -> None:
        if value > limit:
            found.append(f"{what}: {value:,g}, at most {limit:,g}")

    lines = [len(cell) for cell in visible(notebook)]
    at_most("words of prose before the exercises", words(notebook), most.words)
    at_most("code cells", len(list(lesson(notebook))), most.cells)
    at_most("visible lines of code", sum(lines), most.lines)
    at_most("lines of a visible cell, median", statistics.median(lines), most.median)
    at_most("lines of the longest visible cell", max(lines), most.longest)
    predicted = len(re.findall(r"\*\*Predict\b", prose(notebook)))
    at_most("experiments", predicted, EXPERIMENTS)
    at_most("bytes of the file", size, LARGER.get(stem, {}).get("file", FILE))
    if not is_deeper(stem):
        first = first_model(notebook)
        if first is None:
            found.append("no model is trained")
        else:
            at_most("code cells up to the first training", first, FIRST_MODEL)
    return found


def over_time(path: Path, book: ledger.Book) -> list[str]:
    """What the ledger says of seconds and memory that is over the budget."""
    found, number = [], path.stem.partition("_")[0]
    larger = LARGER.get(path.stem, {})
    seconds = book.seconds(path, ledger.REFERENCE, "tensorflow")
    limit = FLAGSHIP if number in FLAGSHIPS else SECONDS
    limit = larger.get("seconds", limit)
    if seconds and seconds > limit:
        found.append(f"seconds: {seconds:.0f}, at most {limit}")
    for run in book.fitting(path):
        most = larger.get("memory", MEMORY)
        if run["backend"] != "tensorflow":
            most = round(ELSEWHERE * most)
        if run["memory"] > most:
            found.append(
                f"memory on {run['backend']}: {run['memory']:,} MiB, at most {most:,}"
            )
    return found
