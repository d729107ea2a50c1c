"""Checks of a chapter as a file: no kernel, a second for the whole book.

Every check is a function of a notebook that raises `AssertionError` with a
sentence that names the cell. They close nbval's holes: it passes a cell whose
stored count is missing, ignores a misspelt tag, and does not ask whether an
expected error was raised. `tests/test_notebook_checks.py` feeds each of them
a notebook that breaks its rule.
"""

import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.notebooks import (
    CELL_METADATA,
    KNOWN_TAGS,
    NOTEBOOK_METADATA,
    RESULTS_MIME,
    SOLUTION_METADATA,
    code_cells,
    setup_source,
    tags,
)

MAX_BYTES = 500_000
MAX_COLUMNS = 80
MAX_LINES = 30
MIN_CLAIMS = 6
EXERCISES = 5
MIN_ALT = 20  # characters: a few words at the least
IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
SCORES = {
    "mse", "sse", "psnr_db", "ssim", "bce", "nats", "neg_elbo", "accuracy",
    "frechet",
}  # fmt: skip
ROW_TYPES = {
    "model": str, "data": str, "source": str, "code_size": int,
    "parameters": int, "epochs": (int, float), "seconds": (int, float),
    "baseline": bool, "scores": dict,
}  # fmt: skip

Check = Callable[[NotebookNode], None]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def at(cell: NotebookNode) -> str:
    """How a message names a cell: its id and how it begins."""
    first = (cell.source.strip().splitlines() or ["(empty)"])[0]
    return f"{cell.get('id', 'a cell without id')} ({first[:50]!r})"


def markdown_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def without_code(markdown: str) -> str:
    """The Markdown without fenced blocks and without `code`."""
    text = re.sub(r"^(```|~~~).*?^\1", "", markdown, flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", "", text)


def prose(notebook: NotebookNode) -> str:
    return "\n\n".join(without_code(c.source) for c in markdown_cells(notebook))


# --- The file -----------------------------------------------------------------


@check
def is_valid(notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5), "not 4.5"


@check
def has_the_metadata(notebook: NotebookNode) -> None:
    """Nothing volatile, and a kernel name that JupyterLab opens unchanged."""
    assert notebook.metadata == NOTEBOOK_METADATA, (
        f"notebook metadata: {dict(notebook.metadata)}"
    )
    for position, cell in enumerate(notebook.cells, start=1):
        expected = f"cell-{position:03d}"
        assert cell.get("id") == expected, f"{at(cell)}: its id is not {expected}"
        extra = set(cell.metadata) - CELL_METADATA
        assert not extra, f"{at(cell)}: metadata {sorted(extra)}"
        assert not cell.get("attachments"), f"{at(cell)}: an attachment"


@check
def has_known_tags(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        unknown = set(tags(cell)) - KNOWN_TAGS
        assert not unknown, f"{at(cell)}: unknown tag {sorted(unknown)}"
        if cell.cell_type != "code":
            extra = set(tags(cell)) - {"remove-cell"}
            assert not extra, f"{at(cell)}: {sorted(extra)} is for code cells"


@check
def has_no_machine_path(notebook: NotebookNode) -> None:
    pattern = re.compile(
        r"/(?:root|home|tmp|work|opt|Users|content|mnt|srv|usr|var)/[\w.-]+"
        r"|\b[A-Z]:\\\\?\w|ipykernel_\d"
    )
    for cell in notebook.cells:
        texts = [cell.source] if "setup" not in tags(cell) else []
        texts += [text for _, text in output_texts(cell)]
        for text in texts:
            text = re.sub(r"https?://\S+|data:[\w/+;-]+,[\w/+=]+", "", text)
            found = pattern.search(text)
            assert not found, f"{at(cell)}: a machine path, {found.group()!r}"


def output_texts(cell: NotebookNode) -> Iterable[tuple[str, str]]:
    """The (kind, text) pairs of a cell's outputs, pictures left out."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            yield output.name, output.text
        elif output.output_type == "error":
            yield "error", "\n".join([output.evalue, *output.traceback])
        else:
            for kind, value in output.data.items():
                if kind.startswith("text/"):
                    yield kind, value


# --- Outputs ------------------------------------------------------------------


@check
def ran_top_to_bottom(notebook: NotebookNode) -> None:
    for expected, cell in enumerate(code_cells(notebook), start=1):
        assert cell.execution_count == expected, (
            f"{at(cell)}: count {cell.execution_count}, expected {expected}"
        )
        for output in cell.outputs:
            count = output.get("execution_count", expected)
            assert count == expected, f"{at(cell)}: an output of run {count}"


@check
def has_errors_only_on_purpose(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        failed = any(o.output_type == "error" for o in cell.outputs)
        expected = "raises-exception" in tags(cell)
        assert failed == expected, f"{at(cell)}: " + (
            "an error" if failed else "tagged raises-exception, raises none"
        )


@check
def has_no_stderr(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.get("name") != "stderr", f"{at(cell)}: stderr"


@check
def has_alt_text(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            for kind in set(IMAGES) & set(output.get("data", {})):
                alt = output.metadata.get(kind, {}).get("alt", "")
                assert len(alt.strip()) >= MIN_ALT, (
                    f"{at(cell)}: a figure whose alt text is {alt!r}"
                )
        for kind, text in output_texts(cell):
            if kind == "text/html":
                for image in re.findall(r"<img\b[^>]*>", text):
                    alt = re.search(r"""\balt=(["'])(.*?)\1""", image, re.S)
                    assert alt and len(alt.group(2)) >= MIN_ALT, (
                        f"{at(cell)}: an <img> without alt text"
                    )


@check
def asks_no_other_host(notebook: NotebookNode) -> None:
    """An opened page loads nothing from elsewhere; links are free."""
    loads = re.compile(
        r"""<(?:script|img|iframe|link|audio|video|source)\b[^>]*?"""
        r"""(?:src|href)=["']?(?:https?:)?//""",
        re.I,
    )
    for cell in notebook.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += [text for kind, text in output_texts(cell) if "html" in kind]
        for text in texts:
            assert not loads.search(text), f"{at(cell)}: loads from another host"
            assert not re.search(r"!\[[^\]]*\]\(https?:", text), (
                f"{at(cell)}: a picture from another host"
            )


# --- Cells --------------------------------------------------------------------


@check
def begins_with_the_setup_cell(notebook: NotebookNode) -> None:
    code = code_cells(notebook)
    marked = [cell for cell in code if "setup" in tags(cell)]
    assert len(marked) == 1, f"{len(marked)} cells tagged setup, expected 1"
    assert marked[0] is code[0], "the set-up cell is not the first code cell"
    assert marked[0].source == setup_source(), (
        "the set-up cell differs from tools/setup_cell.py"
    )


@check
def has_short_cells(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        lines = cell.source.splitlines()
        assert cell.source.strip(), f"{at(cell)}: an empty code cell"
        assert len(lines) <= MAX_LINES, f"{at(cell)}: {len(lines)} lines"
        for line in lines:
            address = line.startswith("REPOSITORY = ")
            assert len(line) <= MAX_COLUMNS or address, (
                f"{at(cell)}: {len(line)} columns in {line!r}"
            )


@check
def has_prose_between_code(notebook: NotebookNode) -> None:
    in_a_row = 0
    for cell in notebook.cells:
        in_a_row = in_a_row + 1 if cell.cell_type == "code" else 0
        assert in_a_row <= 2, f"{at(cell)}: the third code cell in a row"


@check
def has_one_title_and_no_skipped_level(notebook: NotebookNode) -> None:
    assert notebook.cells[0].cell_type == "markdown", "begins with code"
    headings = re.findall(r"^(#+) +(.*)", prose(notebook), re.M)
    levels = [len(marks) for marks, _ in headings]
    assert levels.count(1) == 1, f"{levels.count(1)} titles (#), expected 1"
    assert levels[0] == 1, f"begins with {headings[0][1]!r}, not with its title"
    above = 1
    for level, (_, title) in zip(levels, headings, strict=True):
        assert level <= above + 1, f"{title!r} skips a level"
        assert level <= 3, f"{title!r}: a heading below ###"
        above = level


@check
def uses_keras_3(notebook: NotebookNode) -> None:
    """The chapters run on every backend of Keras."""
    for cell in code_cells(notebook):
        code = re.sub(r"#.*", "", cell.source)
        found = re.search(r"\btf\.|\bimport tensorflow|\bfrom tensorflow", code)
        assert not found, f"{at(cell)}: {found.group()!r}"


@check
def fits_without_test_data(notebook: NotebookNode) -> None:
    """The test set is touched in the results only."""
    for cell in code_cells(notebook):
        for start in re.finditer(r"\.fit(?:_transform)?\(", cell.source):
            call = balanced(cell.source, start.end())
            assert not re.search(r"\b\w*_test\b", call), (
                f"{at(cell)}: test data inside fit({call})"
            )


def balanced(source: str, start: int) -> str:
    """The text from `start` to the bracket that closes it."""
    depth = 1
    for position in range(start, len(source)):
        depth += {"(": 1, ")": -1}.get(source[position], 0)
        if depth == 0:
            return source[start:position]
    return source[start:]


# --- Claims, results, exercises -------------------------------------------------


@check
def has_claims(notebook: NotebookNode) -> None:
    claims = [cell for cell in code_cells(notebook) if "claim" in tags(cell)]
    assert len(claims) >= MIN_CLAIMS, f"{len(claims)} claim cells"
    for cell in claims:
        assert re.search(r"^\s*assert\b", cell.source, re.M), (
            f"{at(cell)}: a claim without an assert"
        )


@check
def has_results(notebook: NotebookNode) -> None:
    cells = [cell for cell in code_cells(notebook) if "results" in tags(cell)]
    assert len(cells) == 1, f"{len(cells)} cells tagged results, expected 1"
    assert cells[0].outputs, "the results cell shows nothing"
    rows = cells[0].outputs[-1].get("data", {}).get(RESULTS_MIME)
    assert isinstance(rows, list), "the results cell's last output has no rows"
    assert rows, "no result rows"
    for row in rows:
        check_row(row)
    for data in {row["data"] for row in rows}:
        baselines = [r for r in rows if r["data"] == data and r["baseline"]]
        assert baselines, f"no baseline for {data}"
    names = [(row["model"], row["data"], row.get("seed")) for row in rows]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"two rows for {sorted(map(str, twice))}"


def check_row(row: dict) -> None:
    """The shape of one result row; raises AssertionError with its model."""
    name = f"result row {row.get('model')!r}"
    missing = set(ROW_TYPES) - set(row)
    assert not missing, f"{name}: no {sorted(missing)}"
    extra = set(row) - set(ROW_TYPES) - {"seed"}
    assert not extra, f"{name}: unknown {sorted(extra)}"
    for key, kind in ROW_TYPES.items():
        value = row[key]
        right = isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
        assert right, f"{name}: {key} is {value!r}"
    assert row["source"] == "real", f"{name}: results of {row['source']} data"
    assert row["scores"], f"{name}: no score"
    assert set(row["scores"]) <= SCORES, f"{name}: scores {sorted(row['scores'])}"
    numbers = {**row["scores"], "seconds": row["seconds"]}
    for key, value in numbers.items():
        real = isinstance(value, int | float) and not isinstance(value, bool)
        assert real and math.isfinite(value), f"{name}: {key} is {value!r}"


@check
def has_exercises_with_solutions(notebook: NotebookNode) -> None:
    text = prose(notebook)
    asked = set(re.findall(r"^(?:#+ |[-*] )?\**Exercise (\d+\.\d+)", text, re.M))
    number = chapter_number(notebook)
    expected = {f"{number}.{k}" for k in range(1, EXERCISES + 1)}
    assert asked == expected, f"exercises {sorted(asked)}, not {sorted(expected)}"
    solved = set(re.findall(r"<summary>\W*Solution to exercise (\d+\.\d+)", text))
    for cell in code_cells(notebook):
        if "solution" not in tags(cell):
            continue
        title = re.match(
            r'# @title Solution to exercise (\d+\.\d+) \{ display-mode: "form" \}$',
            cell.source.splitlines()[0],
        )
        assert title, f"{at(cell)}: the first line is not its title"
        solved.add(title.group(1))
        for key, value in SOLUTION_METADATA.items():
            have = cell.metadata.get(key)
            good = set(value) <= set(have or []) if key == "tags" else have == value
            assert good, f"{at(cell)}: {key} is {have!r}"
    assert solved == asked, f"solutions {sorted(solved)} for {sorted(asked)}"


def chapter_number(notebook: NotebookNode) -> int:
    title = re.match(r"# (\d+)\. \S", notebook.cells[0].source)
    assert title, "the first cell does not begin with '# <number>. <title>'"
    return int(title.group(1))


# --- Markdown that reads the same in JupyterLab, on Colab and on the site -------

NOT_PORTABLE = {
    r"^\s*:::": "a directive (:::)",
    r"^\s*(?:```|~~~)\{": "a directive (```{…})",
    r"\{(?:cite|ref|numref|eq|doc|glue|term|math|download)\S*?\}": "a role",
    r"\[\^[^\]]+\]": "a footnote",
    r"^\s*> ?\[![A-Z]+\]": "a GitHub alert",
    r"\\(?:eqref|label|ref)\{": r"\eqref, \ref or \label",
    r"\\(?:newcommand|renewcommand|def\\|DeclareMathOperator)": "a TeX macro",
    r"\\begin\{(?:align|equation|gather|eqnarray|multline)\*?\}": "a bare align",
    r"attachment:": "an attachment",
    r"^\s*```mermaid": "a mermaid diagram",
    r"^\([\w-]+\)=\s*$": "a MyST label",
    r"^\+\+\+": "a MyST block break",
}


@check
def is_portable_markdown(notebook: NotebookNode) -> None:
    for cell in markdown_cells(notebook):
        # Directives are fenced blocks: look at the text as it stands.
        text = re.sub(r"`[^`\n]+`", "", cell.source)
        for pattern, what in NOT_PORTABLE.items():
            found = re.search(pattern, text, re.M)
            assert not found, f"{at(cell)}: {what}, {found.group()!r}"
        images = re.findall(r"!\[[^\]]*\]\(([^)]*)\)|<img\b[^>]*", text)
        assert not images, f"{at(cell)}: a picture in Markdown, {images[0]!r}"
        assert text.count("$$") % 2 == 0, f"{at(cell)}: an open $$"
        for line in text.splitlines():
            alone = "$$" not in line or line.strip(" >") == "$$"
            assert alone, f"{at(cell)}: $$ not on a line of its own: {line!r}"


@check
def has_a_colab_link(notebook: NotebookNode) -> None:
    top = "\n".join(cell.source for cell in notebook.cells[:2])
    repository = re.search(r'"https://github\.com/(\S+)"', setup_source())
    wanted = (
        rf"\[[^\]!]*Colab[^\]]*\]\(https://colab\.research\.google\.com/github/"
        rf"{re.escape(repository.group(1))}/blob/main/chapters/\S+\.ipynb\)"
    )
    assert re.search(wanted, top), "no link to Colab in words near the top"


# --- Checks that look at more than one notebook ---------------------------------


def equation_tags(notebook: NotebookNode) -> list[str]:
    return re.findall(r"\\tag\{([^}]*)\}", prose(notebook))


def check_equations(notebooks: dict[str, NotebookNode]) -> None:
    """Tags are unique in the book, and every (6.3) in the text has its tag."""
    owner: dict[str, str] = {}
    for name, notebook in notebooks.items():
        for tag in equation_tags(notebook):
            assert tag not in owner, f"{name}: tag {tag} is also in {owner[tag]}"
            owner[tag] = name
    for name, notebook in notebooks.items():
        numbered = {tag.split(".")[0] for tag in owner}
        numbered.add(str(chapter_number(notebook)))
        text = re.sub(r"\$\$.*?\$\$", "", prose(notebook), flags=re.S)
        text = re.sub(r"\$[^$\n]*\$", "", text)
        # (3.00) is a number; (3.2) refers to an equation.
        for number in re.findall(r"(?<![\w\]])\(([1-9]\.[1-9]\d?[a-z]?)\)", text):
            known = number in owner or number.split(".")[0] not in numbered
            assert known, f"{name}: ({number}) refers to no \\tag{{{number}}}"


def check_links(path: Path, notebook: NotebookNode) -> None:
    """Every relative link leads to a file that is there."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(notebook)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        assert not (file and anchor), f"{target}: an anchor in another file"
        assert not file or (path.parent / file).exists(), f"no file {target}"


def check_size(path: Path) -> None:
    size = path.stat().st_size
    assert size <= MAX_BYTES, f"{size / 1000:.0f} KB, at most {MAX_BYTES / 1000:.0f}"


def check_colab_target(path: Path, notebook: NotebookNode) -> None:
    links = re.findall(r"/blob/main/chapters/([^)\s]+)", prose(notebook))
    assert set(links) == {path.name}, f"Colab links to {links}, not to {path.name}"
