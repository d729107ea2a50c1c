"""The results page, made from the rows that the chapters store.

    ```{league} MNIST
    :scores: sse
    :figures: code_size seconds parameters
    :chapters: 01 02 03
    ```

lists the models on one data set that have one of these scores, the best first, in a
table with only the columns that hold something; a button in each heading orders it
anew. `:figures:` draws the first score against each of these costs, with the Pareto
front, or, where it names another score, the plane of both. `:chapters:` takes the rows
of these chapters only, `:except:` of all others; `:sizes: 10 40` draws seconds and
parameters for codes of 10 to 40 numbers, since an error is cheap with a large code.
Where a study ran (`chapters/studies/`), its spread stands behind a score.

    ```{league-runs}
    ```

says in one line on what the chapters ran, and

    ```{league-ran}
    ```

lists the seeds with which each notebook ran on what, by the ledger. All is read while
the site is built. A chapter in the contents that stores no rows is a warning, and
warnings fail the build.
"""

import itertools
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
from book_front import RESULTS_MIME, Chapter, chapter_link, ledger_of, picture_place
from docutils import nodes
from docutils.parsers.rst import directives
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from matplotlib.transforms import Bbox
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.figures.style import PALETTE, use_book_style
from helpers.measure.results import SCORES
from tools import notebooks, pages
from tools.rows import spreads

matplotlib.use("agg")

RUN_LINE = re.compile(r"^Python [\d.]+ · Keras .*$", re.MULTILINE)
PIXELS = {"MNIST": 784, "Fashion-MNIST": 784}  # of one image, grey
LARGER = {"psnr_db", "ssim", "accuracy", "auroc"}  # scores of which more is better
COSTS = ("parameters", "epochs", "seconds")
STEM = re.compile(r"^chapters/(\d\d[b-z]?|A)_")
SORT = Path(__file__).with_suffix(".js")


@dataclass
class Row:
    """One model on one data set, and the chapters that measured it."""

    facts: dict
    chapters: list[str] = field(default_factory=list)
    spread: dict[str, float] = field(default_factory=dict)  # of a study's seeds

    @property
    def error(self) -> float:
        return self.facts["scores"].get("mse", float("inf"))

    def value(self, name: str) -> float | None:
        """A score, or another number of the row."""
        return self.facts["scores"].get(name, self.facts.get(name))

    def rank(self, scores: list[str]) -> tuple[bool, float]:
        """By the first of these scores that it has, the best first."""
        own = self.facts["scores"]
        score = next(score for score in scores if score in own)
        alike = score == scores[0] or {score, scores[0]} == {"nats", "neg_elbo"}
        return not alike, -own[score] if score in LARGER else own[score]

    def sum_pixels(self) -> None:
        """The squared error of a grey image, where only its mean is stored."""
        scores, pixels = self.facts["scores"], PIXELS.get(self.facts["data"])
        if pixels and "mse" in scores and "sse" not in scores:
            scores["sse"] = pixels * scores["mse"]
            if "mse" in self.spread:
                self.spread["sse"] = pixels * self.spread["mse"]

    def agrees(self, facts: dict) -> bool:
        """Whether another chapter's row says the same of the same model."""
        ours, theirs = self.facts["scores"], facts["scores"]
        common = ours.keys() & theirs.keys()
        alike = all(f"{ours[k]:.3g}" == f"{theirs[k]:.3g}" for k in common)
        return self.facts["model"] == facts["model"] and bool(common) and alike


def listed_chapters(env) -> list[str]:
    """The stems of the chapters in the contents that have results, in their order."""
    contents = Path(env.srcdir, "_toc.yml").read_text(encoding="utf-8")
    files = re.findall(r"file:\s*(\S+)", contents)
    stems = [Path(name).name for name in files if STEM.match(name)]
    return [stem for stem in stems if has_results(env, stem)]


def has_results(env, stem: str) -> bool:
    """Whether a chapter has a cell for results; a missing chapter is met later."""
    path = Path(env.srcdir, "chapters", f"{stem}.ipynb")
    if not path.exists():
        return True
    cells = notebooks.code_cells(notebooks.read(path))
    return any("results" in notebooks.tags(cell) for cell in cells)


def number_of(stem: str) -> str:
    return stem.split("_")[0]


def stored_rows(env, stem: str) -> list[dict]:
    """The rows of one chapter.

    Raises:
        LookupError: if the chapter stores none.
    """
    rows = [
        row for found, _ in Chapter(env, stem).outputs(RESULTS_MIME) for row in found
    ]
    if not rows:
        raise LookupError(f"chapters/{stem} stores no results rows")
    return rows


def gather(env, stems: list[str], data: str) -> list[Row]:
    """All rows on one data set, the smallest error first.

    A row that several chapters measured alike (PCA-30, say) stands once.
    """
    merged: list[Row] = []
    for stem in stems:
        folder = Path(env.srcdir, "chapters", "studies")
        spread = spreads(stem, folder)
        if spread:
            env.note_dependency(str(folder / f"{stem}.json"))
        for facts in stored_rows(env, stem):
            if facts["data"] != data:
                continue
            row = next((row for row in merged if row.agrees(facts)), None)
            if row is None:
                row = Row({**facts, "scores": {}})
                merged.append(row)
            row.facts["scores"] = facts["scores"] | row.facts["scores"]
            if stem not in row.chapters:
                row.chapters.append(stem)
            row.spread |= {
                score: spread[facts["model"], data, score]
                for score in facts["scores"]
                if spread.get((facts["model"], data, score))
            }
    for row in merged:
        row.sum_pixels()
    return sorted(merged, key=lambda row: (row.error, row.facts["model"]))


def pareto_front(points: list[tuple[float, float, str]]) -> list[tuple]:
    """Of (cost, error, name), those that nothing cheaper equals or beats."""
    front: list[tuple] = []
    for point in sorted(points):
        if not front or point[1] < front[-1][1]:
            front.append(point)
    return front


LEADER = {"arrowstyle": "-", "lw": 0.5, "color": "#555555", "shrinkB": 3}
AXES = {
    "code_size": "numbers per image in the code",
    "seconds": "seconds of training",
    "parameters": "trained numbers",
    "mse": "test error, MSE",
    "sse": "test error, squared error per image",
    "frechet": "Fréchet distance of the drawings",
}


def draw(rows: list[Row], cost: str, file: Path, score: str = "mse") -> str:
    """Draw a score against one cost, or another score; returns the alt text."""
    import matplotlib.pyplot as plt

    use_book_style()
    figure, ax = plt.subplots(figsize=(4.6, 3.3))
    learned = [row for row in rows if not row.facts["baseline"]]
    stems = sorted({row.chapters[0] for row in learned})
    for stem, color in zip(stems, itertools.cycle(PALETTE)):
        own = [row for row in learned if row.chapters[0] == stem]
        x, y = [r.value(cost) for r in own], [r.value(score) for r in own]
        label = f"chapter {number_of(stem).lstrip('0')}"
        ax.scatter(x, y, s=22, color=color, label=label)
    others = [row for row in rows if row.facts["baseline"]]
    if others:
        x, y = [r.value(cost) for r in others], [r.value(score) for r in others]
        ax.scatter(x, y, s=26, marker="x", color="#555555", label="baseline")
    points = [(row.value(cost), row.value(score), row.facts["model"]) for row in rows]
    front = pareto_front(points)
    ax.step(
        *zip(*[p[:2] for p in front]), where="post", color="#999999", lw=1, zorder=0
    )
    ax.set(xscale="log", yscale="log", xlabel=AXES[cost], ylabel=AXES[score])
    plane = cost in SCORES
    ax.margins(x=0.25 if plane else 0.15, y=0.12)
    if plane:
        ax.set_xscale("linear")
        ax.locator_params(axis="x", nbins=5)
    for axis in (ax.yaxis,) if plane else (ax.xaxis, ax.yaxis):
        low, high = axis.get_view_interval()
        wide = high / low > 2000  # more ticks would run into each other
        axis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(plain))
        axis.set_minor_formatter(NullFormatter())
    name_apart(ax, sorted(points) if plane else front, points)
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=3)
    figure.savefig(file, dpi=150, bbox_inches="tight")
    plt.close(figure)
    (low, high, cheap), (_, least, best) = front[0], front[-1]
    what = "Test error" if score in ("mse", "sse") else AXES[score]
    axes = "upwards on a logarithmic axis" if plane else "both axes logarithmic"
    said = f"{what} of {len(rows)} models against {AXES[cost]}, {axes}. "
    if plane and len(front) == 1:
        return f"{said}{best} is the best in both, {high:.4g} at {low:.4g}."
    return (
        f"{said}The front of the best goes from {cheap} with {high:.4g} at {low:,.4g} "
        f"to {best} with {least:.4g}."
    )


def plain(value: float, _: int = 0) -> str:
    """A number at an axis: 0.002, 50, 200k, 5M."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    if value >= 1000:
        return f"{value / 1000:g}k"
    return f"{value:g}"


PLACES = [
    ((dx, dy), ha, va)
    for reach in (4, 10, 18, 28)
    for dx, ha in ((reach, "left"), (-reach, "right"), (0, "center"))
    for dy, va in ((reach, "bottom"), (-reach, "top"))
]


def name_apart(ax, points: list[tuple], all_points: list[tuple]) -> None:
    """Name points, the last first, where no point and no name is covered."""
    figure = ax.figure
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    inside = ax.get_window_extent()
    radius = 4 * figure.dpi / 72
    taken = [
        Bbox.from_bounds(x - radius, y - radius, 2 * radius, 2 * radius)
        for x, y in ax.transData.transform([point[:2] for point in all_points])
    ]
    for x, y, name in reversed(points):
        for offset, ha, va in PLACES:
            text = ax.annotate(
                name, (x, y), xytext=offset, textcoords="offset points",
                fontsize=8, ha=ha, va=va, arrowprops=LEADER,
            )  # fmt: skip
            text.update_positions(renderer)
            box = Text.get_window_extent(text, renderer)  # without the leader
            fits = inside.x0 <= box.x0 and box.x1 <= inside.x1
            fits &= inside.y0 <= box.y0 and box.y1 <= inside.y1
            if fits and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            text.remove()


class League(SphinxDirective):
    required_arguments = 1
    final_argument_whitespace = True
    option_spec = dict.fromkeys(
        ["scores", "figures", "chapters", "except", "sizes"], directives.unchanged
    )

    def run(self) -> list[nodes.Node]:
        stems = listed_chapters(self.env)
        if wanted := self.options.get("chapters", "").split():
            stems = [stem for stem in stems if number_of(stem) in wanted]
        unwanted = self.options.get("except", "").split()
        stems = [stem for stem in stems if number_of(stem) not in unwanted]
        scores = self.options.get("scores", "mse").split()
        try:
            rows = gather(self.env, stems, self.arguments[0])
            rows = [row for row in rows if row.facts["scores"].keys() & set(scores)]
            if not rows:
                raise LookupError(
                    f"no chapter has {' or '.join(scores)} on {self.arguments[0]!r}"
                )
            rows.sort(key=lambda row: row.rank(scores))
            return [*self.pictures(rows, scores[0]), self.table(rows, scores)]
        except (LookupError, OSError) as error:
            return [self.state.document.reporter.warning(str(error))]

    def pictures(self, rows: list[Row], score: str) -> list[nodes.Node]:
        """A figure and a sentence for each cost."""
        shown = []
        low, high = map(int, self.options.get("sizes", "0 999999").split())
        for cost in self.options.get("figures", "").split():
            known = [r for r in rows if r.value(score) and r.value(cost)]
            words = f"Test error against {AXES[cost]}."
            if cost in SCORES:
                words = (
                    f"{AXES[score]} against {AXES[cost]}: to the lower left is better."
                )
            elif cost != "code_size" and "sizes" in self.options:
                known = [r for r in known if low <= r.facts["code_size"] <= high]
                words = words[:-1] + f", for codes of {low} to {high} numbers."
            if len({row.value(cost) for row in known}) < 3:
                raise LookupError(f"too few {cost} to draw on {self.arguments[0]}")
            shown += [self.picture(known, cost, score)]
            shown += [nodes.paragraph("", "", nodes.emphasis("", words))]
        return shown

    def picture(self, rows: list[Row], cost: str, score: str) -> nodes.Node:
        options = {k: v for k, v in self.options.items() if k != "figures"}
        slug = re.sub(r"\W+", "-", f"league {self.arguments[0]} {options} {cost}")
        file, uri = picture_place(self.env, f"{slug.strip('-').lower()}.png")
        alt = draw(rows, cost, file, score)
        return nodes.image(uri=uri, alt=alt, classes=["book-league"])

    def table(self, rows: list[Row], wanted: list[str]) -> nodes.table:
        """The models, in columns that are not empty."""
        scores = [s for s in wanted if any(s in r.facts["scores"] for r in rows)]
        costs = [c for c in COSTS if any(r.facts[c] for r in rows)]
        sized = len({row.facts["code_size"] for row in rows}) > 1
        headings = ["model", "ch.", *["code size"] * sized]
        headings += [SCORES[score][0] for score in scores]
        headings += ["weights" if cost == "parameters" else cost for cost in costs]
        entries = []
        for row in rows:
            facts = row.facts
            name = facts["model"] + ("\u00a0°" if facts["baseline"] else "")
            cells: list[nodes.Node | str] = [name, nodes.paragraph()]
            for i, stem in enumerate(row.chapters):
                cells[1] += nodes.Text(", " if i else "")
                cells[1] += chapter_link(self.env, stem, number_of(stem).lstrip("0"))
            cells += [f"{facts['code_size']:,}"] * sized
            cells += [written(row, score) for score in scores]
            cells += [cost_written(facts[cost], cost) for cost in costs]
            entries.append(cells)
        return make_table(headings, entries, ["book-league"])


def cost_written(value: float, cost: str) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value else "–"


def written(row: Row, score: str) -> str:
    """A score as the table shows it, with its spread where a study ran."""
    value, form = row.facts["scores"].get(score), SCORES[score][1]
    if value is None:
        return "–"
    spread = row.spread.get(score)
    return form.format(value) + (f" ± {form.format(spread)}" if spread else "")


def make_table(
    headings: list[str], entries: list[list], classes: list[str]
) -> nodes.table:
    """A docutils table of texts and nodes."""
    table = nodes.table(classes=classes)
    group = nodes.tgroup(cols=len(headings))
    table += group
    for _ in headings:
        group += nodes.colspec(colwidth=1)
    head, body = nodes.thead(), nodes.tbody()
    for where, lines in ((head, [headings]), (body, entries)):
        for line in lines:
            row = nodes.row()
            for cell in line:
                if isinstance(cell, str):
                    cell = nodes.paragraph("", cell)
                row += nodes.entry("", cell)
            where += row
    group += head
    group += body
    return table


class LeagueRuns(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        machines: dict[str, list[str]] = {}
        data: dict[str, None] = {}
        seeds: set[int] = set()
        try:
            for stem in listed_chapters(self.env):
                rows = stored_rows(self.env, stem)
                seeds |= {row["seed"] for row in rows if row.get("seed") is not None}
                machine, sets = where(Chapter(self.env, stem))
                machines.setdefault(machine, []).append(number_of(stem).lstrip("0"))
                data |= dict.fromkeys(sets)
        except (LookupError, OSError) as error:
            return [self.state.document.reporter.warning(str(error))]
        lines = [
            machine + (f" (chapters {', '.join(which)})" if len(machines) > 1 else "")
            for machine, which in machines.items()
        ]
        line = f"{'; '.join(lines)} · {', '.join(merged(data))}"
        if seeds:
            line += f" · seed {', '.join(map(str, sorted(seeds)))}"
        code = f"<script>{SORT.read_text('utf-8')}</script>"
        said = nodes.paragraph("", line, classes=["book-runs"])
        return [said, nodes.raw("", code, format="html")]


def where(chapter: Chapter) -> tuple[str, list[str]]:
    """On what a chapter says that it ran, and on which data."""
    parts: dict[str, None] = {}  # in order, each once
    for cell in chapter.notebook.cells:
        for output in cell.get("outputs", []):
            for line in RUN_LINE.findall(output.get("text", "")):
                parts |= dict.fromkeys(line.split(" · "))
    if not parts:
        raise LookupError(f"{chapter.name} does not say where it ran: describe_run()")
    data = [part for part in parts if re.search(r": .* data$", part)]
    return " · ".join(part for part in parts if part not in data), data


def merged(data: Iterable[str]) -> list[str]:
    """`A: real data`, `B: real data` as `A, B: real data`."""
    kinds: dict[str, list[str]] = {}
    for part in data:
        name, _, kind = part.rpartition(": ")
        kinds.setdefault(kind, []).append(name)
    return [f"{', '.join(names)}: {kind}" for kind, names in kinds.items()]


BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


class LeagueRan(SphinxDirective):
    """A line a notebook: the seeds with which it ran on what."""

    def run(self) -> list[nodes.Node]:
        entries = []
        try:
            book = ledger_of(self.env)
            kinds = sorted(
                {(run["set"], run["backend"], run["data"]) for run in book.runs},
                key=lambda kind: (
                    kind[0] != "newest",
                    kind[2],
                    kind[1] != "tensorflow",
                ),
            )
            for path in notebooks.chapters(Path(self.env.srcdir)):
                link = chapter_link(
                    self.env, path.stem, Chapter(self.env, path.stem).title
                )
                cells = [nodes.paragraph("", "", link)]
                for kind in kinds:
                    seeds = pages.seeds(path, kind, book)
                    said, _ = self.state.inline_text(seeds, self.lineno)
                    cells.append(nodes.paragraph("", "", *said))
                entries.append(cells)
        except (LookupError, OSError, notebooks.NotebookError) as error:
            return [self.state.document.reporter.warning(f"no runs: {error}")]
        headings = ["notebook", *(kind_name(*kind) for kind in kinds)]
        return [make_table(headings, entries, ["book-ran"])]


def kind_name(versions: str, backend: str, data: str) -> str:
    name = BACKENDS.get(backend, backend)
    name += ", drawn images" if data == "stand-in" else ""
    return name if versions == "newest" else f"{name}, {versions} versions"


def setup(app):
    app.add_directive("league", League)
    app.add_directive("league-runs", LeagueRuns)
    app.add_directive("league-ran", LeagueRan)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
