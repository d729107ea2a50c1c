"""Checks of the text: headings, links, equations, portable Markdown."""

import re
from pathlib import Path

from nbformat import NotebookNode

from tools.checks.kit import at, chapter_number, check, markdown_cells, prose
from tools.notebooks import setup_source

# Markdown that does not read the same in JupyterLab, on Colab and on the site.
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
def has_a_colab_link(notebook: NotebookNode) -> None:
    top = "\n".join(cell.source for cell in notebook.cells[:2])
    repository = re.search(r'"https://github\.com/(\S+)"', setup_source())
    wanted = (
        rf"\[[^\]!]*Colab[^\]]*\]\(https://colab\.research\.google\.com/github/"
        rf"{re.escape(repository.group(1))}/blob/main/chapters/\S+\.ipynb\)"
    )
    assert re.search(wanted, top), "no link to Colab in words near the top"


def check_colab_target(path: Path, notebook: NotebookNode) -> None:
    links = re.findall(r"/blob/main/chapters/([^)\s]+)", prose(notebook))
    assert set(links) == {path.name}, f"Colab links to {links}, not to {path.name}"


def check_links(path: Path, notebook: NotebookNode) -> None:
    """Every relative link leads to a file that is there."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(notebook)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        assert not (file and anchor), f"{target}: an anchor in another file"
        assert not file or (path.parent / file).exists(), f"no file {target}"


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
