"""What the studies found, beyond what a notebook's page shows.

    ```{study} 10_latent_diffusion
    :scores: frechet mse
    ```

lists the models of a stored study (`chapters/studies/`) with the mean of each score
over its seeds and its standard deviation, and

    ```{study} 10_latent_diffusion
    :values: (?P<row>.+), (?P<column>judge \\d)
    :form: .2f
    ```

the numbers that the study kept and whose names the pattern matches as a whole, a line
for each `row` and a column for each `column`. A sentence says which seeds stand
behind the table. All is read while the site is built; a study that is not there is a
warning, and warnings fail the build.
"""

import json
import re
from pathlib import Path

from book_league import make_table
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from helpers.measure.results import SCORES


def stored(env, stem: str) -> dict:
    """The study of one notebook.

    Raises:
        LookupError: if there is none.
    """
    path = Path(env.srcdir, "chapters", "studies", f"{stem}.json")
    if not path.is_file():
        raise LookupError(f"chapters/studies has no study of {stem}")
    env.note_dependency(str(path))
    return json.loads(path.read_text("utf-8"))


def mean_and_spread(mean: float, spread: float | None, form: str) -> str:
    """`0.51 ± 0.02`, unbroken; without a spread where none is, or it rounds to 0."""
    said, wide = form.format(mean), form.format(spread or 0)
    return f"{said}\u00a0±\u00a0{wide}" if wide.strip("0.") else said


def by_model(study: dict, scores: list[str]) -> tuple[list[str], list[list[str]]]:
    """Headings, and a line for each model that has one of the scores."""
    lines = []
    for row in study["rows"]:
        if not row["scores"].keys() & set(scores):
            continue
        line = [row["model"], f"{row['code_size']:,}"]
        for score in scores:
            mean, spread = row["scores"].get(score), row["spread"].get(score)
            form = SCORES[score][1]
            line.append("–" if mean is None else mean_and_spread(mean, spread, form))
        lines.append(line)
    return ["model", "code size", *(SCORES[score][0] for score in scores)], lines


def by_number(name: str) -> list[tuple[int, str]]:
    """A key that puts `d = 2` before `d = 10`."""
    return [(int(p), "") if p.isdigit() else (0, p) for p in re.split(r"(\d+)", name)]


def by_value(study: dict, pattern: str, form: str) -> tuple[list, list]:
    """Headings, and a line for each `row` of the names that match."""
    table: dict[str, dict[str, str]] = {}
    for name, facts in study["values"].items():
        if found := re.fullmatch(pattern, name):
            said = mean_and_spread(facts["mean"], facts["spread"], form)
            table.setdefault(found["row"], {})[found["column"]] = said
    columns = list(dict.fromkeys(c for line in table.values() for c in line))
    ordered = sorted(table.items(), key=lambda item: by_number(item[0]))
    lines = [[row, *(line.get(c, "–") for c in columns)] for row, line in ordered]
    return ["what", *columns], lines


class Study(SphinxDirective):
    required_arguments = 1
    option_spec = dict.fromkeys(["scores", "values", "form"], directives.unchanged)

    def run(self) -> list[nodes.Node]:
        (stem,) = self.arguments
        try:
            study = stored(self.env, stem)
            if pattern := self.options.get("values"):
                form = "{:" + self.options.get("form", ".3f") + "}"
                headings, lines = by_value(study, pattern, form)
            else:
                scores = self.options.get("scores", "mse").split()
                headings, lines = by_model(study, scores)
            if not lines:
                raise LookupError(f"the study of {stem} has nothing of this kind")
        except (LookupError, OSError, ValueError) as error:
            return [self.state.document.reporter.warning(str(error))]
        seeds = ", ".join(map(str, study["seeds"]))
        said = f"Mean ± standard deviation over seeds {seeds}"
        line = nodes.paragraph("", said, classes=["book-runs"])
        return [make_table(headings, lines, ["book-league"]), line]


def setup(app):
    app.add_directive("study", Study)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
