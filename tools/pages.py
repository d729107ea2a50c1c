"""What README.md and CONTRIBUTING.md repeat of the notebooks and the ledger.

    python tools/pages.py     # bring them up to date

Each table stands between two marks and is made anew by `make refresh`, `make
seeds` and `make study`; a test holds that it is the present one.
"""

import base64
import re
import sys
from collections.abc import Callable
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.atomic import replace_text, replacing
from helpers.speed import REFERENCE
from tools import figures, notebooks
from tools.ledger import Book, minutes

PICTURE = "_static/readme.png"
PICTURE_OF = ("03_deep_autoencoder", "The first MNIST test image of each class")
FINDINGS = """\
- **A linear autoencoder is PCA.** Thirty numbers for a digit: the formula of 1901 \
leaves a squared error of {pca:.2f} a test digit, the trained network {linear:.2f} \
([chapter 1](chapters/01_linear_autoencoder_pca.ipynb)).
- **Two hidden layers a side, and the error is below a fifth of that:** {wide:.2f}, on \
the same digits, with the same thirty numbers; PCA in 85 groups, with nearly as many \
weights, has {local:.2f} ([chapter 3](chapters/03_deep_autoencoder.ipynb)).
- **Waves that nobody trained are the better codec.** At 140 bytes a photo cosines \
leave an error of {cosines:.4f}, PCA of 512 numbers {pca_bytes:.4f}, a network of 256 \
{net_bytes:.4f}; with 256 each the network is ahead of PCA \
([chapter 4b](chapters/04b_how_many_bytes.ipynb)).
- **Filters beat small networks:** out of strong noise wavelets that see colour bring \
photos to {wavelets:.1f} decibels, 8,275 weights to {small:.1f}, and a million to \
{unet:.1f} ([chapter 5](chapters/05_denoising_autoencoder.ipynb)).
- **A widely read loss of a VAE,** with both of its sums written as means, \
draws the mean image: {copied:.2f}, and the mean image itself scores {mean:.2f} \
([chapter 6c](chapters/06c_measuring_the_vae.ipynb)).
- **Who draws the best garments?** A mixture over a plain autoencoder's codes: \
Fréchet distance {mixture:.2f}. An adversarial autoencoder draws from its prior at \
{aae:.2f}, and copies worse ([chapter 7b](chapters/07b_who_generates_best.ipynb)).
- **The reconstruction error can be a poor alarm:** on digits of a class that was left \
out its AUROC (a coin has 0.5) is {error:.2f}, that of neighbours among PCA's \
numbers {neighbours:.2f}; on garments {error_garments:.2f} and \
{neighbours_garments:.2f} \
([chapter 8](chapters/08_autoencoders_at_work.ipynb))."""
NUMBERS = {  # of the findings: notebook, model, data, score
    "pca": ("01", "PCA-30", "MNIST", "sse"),
    "linear": ("01", "linear AE 784-30-784", "MNIST", "sse"),
    "wide": ("03", "GELU, AdamW, 784-1000-250-30", "MNIST", "sse"),
    "local": ("03", "local PCA, 85 groups", "MNIST", "sse"),
    "cosines": ("04b", "cosines, 140 bytes", "10 Monkey Species", "mse"),
    "pca_bytes": ("04b", "PCA, 140 bytes", "10 Monkey Species", "mse"),
    "net_bytes": ("04b", "network, 140 bytes", "10 Monkey Species", "mse"),
    "wavelets": ("05", "wavelets, repaired", "10 Monkey Species", "psnr_db"),
    "small": ("05", "8,275 weights", "10 Monkey Species", "psnr_db"),
    "unet": ("05", "U-net", "10 Monkey Species", "psnr_db"),
    "copied": ("06c", "VAE, cross-entropy, β = 392", "MNIST", "sse"),
    "mean": ("06c", "mean image", "MNIST", "sse"),
    "mixture": ("07b", "AE + mixture", "Fashion-MNIST", "frechet"),
    "aae": ("07b", "AAE, λ = 2", "Fashion-MNIST", "frechet"),
    "error": ("08", "AE-32, error", "MNIST", "auroc"),
    "neighbours": ("08", "PCA-32, neighbours", "MNIST", "auroc"),
    "error_garments": ("08", "AE-32, error", "Fashion-MNIST", "auroc"),
    "neighbours_garments": ("08", "PCA-32, neighbours", "Fashion-MNIST", "auroc"),
}


def chapter(number: str) -> Path:
    return next(p for p in notebooks.chapters() if p.stem.startswith(f"{number}_"))


def number(place: str, model: str, data: str, score: str) -> float:
    """A score of a chapter's stored results.

    Raises:
        NotebookError: the chapter has no such row.
    """
    for row in notebooks.stored_rows(notebooks.read(chapter(place))):
        if (row["model"], row["data"]) == (model, data):
            return row["scores"][score]
    raise notebooks.NotebookError(f"chapter {place} has no {model!r} on {data}")


def findings(book: Book) -> str:
    return FINDINGS.format(**{name: number(*place) for name, place in NUMBERS.items()})


def questions(root: Path = notebooks.ROOT) -> dict[str, str]:
    """Stem → the question that the notebook asks, as `_path.yml` says it."""
    said = yaml.safe_load((root / "_path.yml").read_text("utf-8"))
    return {stem: card["question"] for stem, card in said.items()}


def minutes_table(book: Book) -> str:
    """A line for each notebook with its question, minutes and memory; one for all."""
    lines, total = ["| notebook | its question | minutes | memory, GiB |"], 0.0
    lines.append("|---|---|---|---|")
    asked = questions()
    for path in notebooks.chapters():
        seconds = book.seconds(path, REFERENCE, "tensorflow")
        total += seconds or 0
        runs = [r for r in book.runs if r["notebook"] == path.stem and r["memory"]]
        present = [r for r in runs if r in book.fitting(path)]
        memory = max((r["memory"] for r in present or runs), default=0)
        title = notebooks.read(path).cells[0].source.splitlines()[0].lstrip("# ")
        link = f"[{title}](chapters/{path.name})"
        if re.match(r"\d\d_", path.name):
            link = f"**{link}**"
        lines.append(
            f"| {link} | {asked.get(path.stem, '')} | {minutes(seconds)} | "
            f"{f'{memory / 1024:.1f}' if memory else '?'} |"
        )
    lines.append(f"| all, one after the other | | {minutes(total)} | |")
    return "\n".join(lines)


def seeds(path: Path, kind: tuple[str, str, str], book: Book) -> str:
    """The seeds with which a notebook ran: broken ones bold, older in brackets."""
    runs = [
        run
        for run in book.runs
        if run["notebook"] == path.stem
        and (run["set"], run["backend"], run["data"]) == kind
        and not run.get("constants")
    ]
    code = book.code(path)
    broken = {r["seed"] for r in runs if not r["held"] and r["code"] == code}
    present = {r["seed"] for r in runs if r in book.fitting(path)} - broken
    before = {r["seed"] for r in runs if r["held"]} - present - broken
    words = [str(seed) for seed in sorted(present)]
    words += [f"**{seed}**" for seed in sorted(broken)]
    words += [f"({seed})" for seed in sorted(before)]
    return ", ".join(words) or "–"


def versions_table(book: Book) -> str:
    """Which notebooks ran whole on what: the seeds, by version set and backend."""
    paths = notebooks.chapters()
    names = [path.name.partition("_")[0] for path in paths]
    kinds = {(r["set"], r["backend"], r["data"]) for r in book.runs}
    lines = ["| versions, backend, data | " + " | ".join(names) + " |"]
    lines.append("|---" * (len(names) + 1) + "|")
    for kind in sorted(kinds, key=lambda k: (k[2], k[0] != "newest", k)):
        cells = [seeds(path, kind, book) for path in paths]
        lines.append(f"| {', '.join(kind)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def told(book: Book, path: Path, run: dict) -> bool:
    """Whether a run's least margin is that of a claim of the present notebook."""
    if "least" not in run or not book.holds(path, run):
        return False
    claims = {claim.text for claim in book.asserted(path, run["data"])}
    return run["least"][1] in claims


def margins_table(book: Book) -> str:
    """The claim of each notebook that held by least, over all of its runs.

    Claims that compare whole numbers, such as a count with its limit, and those that
    are equal by theory, have margins near 0 and stand here, too.
    """
    lines = ["| notebook | least margin | claim | runs |", "|---|---|---|---|"]
    for path in notebooks.chapters():
        runs = [
            run
            for run in book.runs
            if run["notebook"] == path.stem and told(book, path, run)
        ]
        if not runs:
            continue
        margin, claim = min(run["least"] for run in runs)
        claim = claim.replace("|", "\\|")
        name = path.stem.partition("_")[0]
        lines.append(f"| {name} | {margin:.1%} | `{claim}` | {len(runs)} |")
    return "\n".join(lines)


TABLES: dict[tuple[str, str], Callable[[Book], str]] = {  # page, name of the mark
    ("README.md", "findings"): findings,
    ("README.md", "minutes"): minutes_table,
    ("CONTRIBUTING.md", "versions"): versions_table,
    ("CONTRIBUTING.md", "margins"): margins_table,
}


def page_text(name: str, book: Book, root: Path = notebooks.ROOT) -> str:
    """A page with its tables made anew.

    Raises:
        NotebookError: the page has lost the marks between which one stands.
    """
    text = (root / name).read_text("utf-8")
    for (page, table), make in TABLES.items():
        if page != name:
            continue
        start, end = f"<!-- {table} -->", f"<!-- end of {table} -->"
        between = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.S)
        if not between.search(text):
            raise notebooks.NotebookError(f"{name}: no {start} … {end}")
        made = f"{start}\n{make(book)}\n{end}"
        text = between.sub(lambda _, made=made: made, text)
    return text


def picture() -> bytes:
    """The README's picture: a figure of a chapter.

    Raises:
        NotebookError: the chapter has no such figure.
    """
    stem, words = PICTURE_OF
    for cell in notebooks.code_cells(notebooks.read(chapter(stem[:2]))):
        for output, mime in figures.stored(cell):
            if output.metadata.get(mime, {}).get("alt", "").startswith(words):
                return base64.b64decode(output.data[mime])
    raise notebooks.NotebookError(f"{stem} has no figure {words!r}")


def write(root: Path = notebooks.ROOT) -> None:
    """Bring README.md, its picture, and CONTRIBUTING.md up to date.

    Raises:
        NotebookError: as `page_text` and `picture`.
        OSError: a page cannot be written; it is as it was.
    """
    book = Book()
    for name in sorted({page for page, _ in TABLES}):
        replace_text(root / name, page_text(name, book, root))
    with replacing(root / PICTURE) as temporary:
        temporary.write_bytes(picture())


if __name__ == "__main__":
    write()
