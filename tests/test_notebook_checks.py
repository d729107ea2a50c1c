"""Each check of the notebooks catches a notebook that breaks its rule."""

import copy
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.checks import CHECKS, form, kit, lesson, text
from tools.notebooks import (
    NOTEBOOK_METADATA,
    RESULTS_MIME,
    SETUP_TAGS,
    SOLUTION_METADATA,
    chapters,
    setup_source,
)

COLAB = re.sub(
    r".*https://github\.com/([^\"]+).*",
    r"https://colab.research.google.com/github/\1/blob/main/chapters/09_x.ipynb",
    setup_source(),
    flags=re.S,
)
ROW = {
    "model": "mean image",
    "data": "MNIST",
    "source": "real",
    "code_size": 0,
    "parameters": 784,
    "epochs": 0,
    "seconds": 0.1,
    "baseline": True,
    "scores": {"mse": 0.067},
}


def figure(alt="A curve that falls from 1 to 0 in ten steps"):
    return new_output(
        "display_data", {"image/png": "iVBORw0"}, metadata={"image/png": {"alt": alt}}
    )


@pytest.fixture
def good():
    """A small chapter that every check passes."""
    cells = [
        new_markdown_cell(f"# 9. Small\n\nOne line.\n\n[Open in Colab]({COLAB})"),
        new_markdown_cell("## Setup"),
        new_code_cell(setup_source(), metadata={"tags": list(SETUP_TAGS)}),
    ]
    for number in range(6):
        cells += [
            new_markdown_cell("> **Note.** By (9.1), $a = b$.\n\n$$\na \\tag{9.1}\n$$"),
            new_code_cell(
                f"assert {number} < 9, 'small'", metadata={"tags": ["claim"]}
            ),
        ]
    del cells[5]
    cells[3].source = "$$\na \\tag{9.1}\n$$"
    for cell in cells[4:]:
        cell.source = cell.source.replace(" \\tag{9.1}", "")
    cells += [
        new_markdown_cell("### A figure"),
        new_code_cell("show(figure, alt=alt)", outputs=[figure()]),
        new_markdown_cell("## Results"),
        new_code_cell(
            "show_results(rows)",
            metadata={"tags": ["results"]},
            outputs=[new_output("display_data", {RESULTS_MIME: [copy.deepcopy(ROW)]})],
        ),
        new_markdown_cell("## Exercises"),
    ]
    for number in range(1, 6):
        title = f"Solution to exercise 9.{number}"
        cells += [
            new_markdown_cell(f"**Exercise 9.{number}.** What is it?"),
            new_code_cell(
                f'# @title {title} {{ display-mode: "form" }}\n1',
                metadata=copy.deepcopy(SOLUTION_METADATA),
            ),
        ]
    notebook = new_notebook(cells=cells, metadata=copy.deepcopy(NOTEBOOK_METADATA))
    count = 0
    for position, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{position:03d}"
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
    notebook.nbformat_minor = 5
    return notebook


def code(notebook, tag=None):
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [c for c in cells if tag is None or tag in c.metadata.get("tags", [])]


def with_text(words):
    def change(notebook):
        notebook.cells[1].source += f"\n\n{words}"

    return change


def with_code(source):
    def change(notebook):
        code(notebook)[1].source += f"\n{source}"

    return change


def with_output(output):
    def change(notebook):
        code(notebook)[1].outputs.append(nbformat.from_dict(output))

    return change


def with_row(**values):
    def change(notebook):
        code(notebook, "results")[0].outputs[0].data[RESULTS_MIME][0].update(values)

    return change


def with_metadata(**values):
    def change(notebook):
        code(notebook)[1].metadata.update(values)

    return change


def swap_counts(notebook):
    first, second = code(notebook)[1:3]
    first.execution_count, second.execution_count = 3, 2


def forget_a_count(notebook):
    code(notebook)[1].execution_count = None


def drop_alt(notebook):
    code(notebook)[7].outputs = [figure(alt="")]


def drop_output(notebook):
    code(notebook, "results")[0].outputs = []


def drop_a_claim(notebook):
    code(notebook, "claim")[0].metadata = {}


def claim_without_assert(notebook):
    code(notebook, "claim")[0].source = "1 < 2"


def second_setup(notebook):
    code(notebook)[1].metadata["tags"] = ["setup"]


def other_setup(notebook):
    code(notebook)[0].source += "\n"


def three_code_cells(notebook):
    notebook.cells = [c for c in notebook.cells if "A figure" not in c.source]
    notebook.cells = [c for c in notebook.cells if c.source != "## Results"]


def solution_unfolded(notebook):
    del code(notebook, "solution")[0].metadata["jupyter"]


def solution_untitled(notebook):
    code(notebook, "solution")[0].source = "# the solution"


def solution_missing(notebook):
    cell = code(notebook, "solution")[0]
    notebook.cells.remove(cell)


def kernel_renamed(notebook):
    notebook.metadata.kernelspec["display_name"] = "Python 3"


def language_cut(notebook):
    notebook.metadata.language_info = nbformat.from_dict({"name": "python"})


def colab_dropped(notebook):
    notebook.cells[0].source = "# 9. Small"


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


def html(text):
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": text}}


ERROR = {
    "output_type": "error",
    "ename": "ValueError",
    "evalue": "no",
    "traceback": ["ValueError: no"],
}

BY_NAME = {check.__name__: check for check in CHECKS}
# (the check that must catch it, the change that breaks the rule)
VIOLATIONS = {
    "no format": ("is_valid", with_output({"output_type": "picture"})),
    "an old format": ("is_valid", lambda n: n.update(nbformat_minor=4)),
    "an id of chance": ("has_the_metadata", lambda n: n.cells[1].update(id="a7f")),
    "kernel's display name": ("has_the_metadata", kernel_renamed),
    "a language in brief": ("has_the_metadata", language_cut),
    "timings": ("has_the_metadata", with_metadata(execution={"a": "b"})),
    "misspelt tag": ("has_known_tags", with_metadata(tags=["cliam"])),
    "nbval's skip": ("has_known_tags", with_metadata(tags=["nbval-skip"])),
    "path in output": (
        "has_no_machine_path",
        with_output(stream("stdout", "in /home/ada/x")),
    ),
    "path in source": ("has_no_machine_path", with_code("open('/tmp/x')")),
    "out of order": ("ran_top_to_bottom", swap_counts),
    "not run": ("ran_top_to_bottom", forget_a_count),
    "error": ("has_errors_only_on_purpose", with_output(ERROR)),
    "no error": (
        "has_errors_only_on_purpose",
        with_metadata(tags=["claim", "raises-exception"]),
    ),
    "stderr": ("has_no_stderr", with_output(stream("stderr", "W0000 hm"))),
    "no alt": ("has_alt_text", drop_alt),
    "no alt in HTML": ("has_alt_text", with_output(html("<img src='data:x'>"))),
    "a CDN": (
        "asks_no_other_host",
        with_output(html("<script src='https://cdn.example/x.js'></script>")),
    ),
    "a badge": (
        "asks_no_other_host",
        with_text("![Open in Colab](https://example.org/badge.svg)"),
    ),
    "two set-ups": ("begins_with_the_setup_cell", second_setup),
    "another set-up": ("begins_with_the_setup_cell", other_setup),
    "a wide line": ("has_short_cells", with_code("x = " + "1 + " * 20 + "1")),
    "a long cell": ("has_short_cells", with_code("x = 1\n" * 30)),
    "three code cells": ("has_prose_between_code", three_code_cells),
    "two titles": ("has_one_title_and_no_skipped_level", with_text("# Again")),
    "a level skipped": (
        "has_one_title_and_no_skipped_level",
        lambda n: n.cells[1].update(source="### Setup"),
    ),
    "a deep heading": (
        "has_one_title_and_no_skipped_level",
        with_text("### Here\n\n#### Deeper"),
    ),
    "tf.": ("uses_keras_3", with_code("tf.keras.Model")),
    "test data in fit": (
        "fits_without_test_data",
        with_code("model.fit(x_train, validation_data=(x_test, f(x_test)))"),
    ),
    "five claims": ("has_claims", drop_a_claim),
    "claim without assert": ("has_claims", claim_without_assert),
    "no rows": ("has_results", drop_output),
    "stand-in": ("has_results", with_row(source="stand-in")),
    "no baseline": ("has_results", with_row(baseline=False)),
    "NaN": ("has_results", with_row(scores={"mse": float("nan")})),
    "unknown score": ("has_results", with_row(scores={"loss": 1.0})),
    "wrong type": ("has_results", with_row(parameters="784")),
    "truth for a number": ("has_results", with_row(epochs=True)),
    "solution open": ("has_exercises_with_solutions", solution_unfolded),
    "solution untitled": ("has_exercises_with_solutions", solution_untitled),
    "solution missing": ("has_exercises_with_solutions", solution_missing),
    "six exercises": (
        "has_exercises_with_solutions",
        with_text("**Exercise 9.6.** More?"),
    ),
    "no Colab link": ("has_a_colab_link", colab_dropped),
}
MARKDOWN = {
    "directive": "```{note}\nSo.\n```",
    "colons": ":::{note}\nSo.\n:::",
    "role": "see {cite}`kingma`",
    "footnote": "so[^1]",
    "alert": "> [!NOTE]\n> So.",
    "eqref": "see $\\eqref{a}$",
    "macro": "$\\newcommand{\\x}{x}$",
    "align": "$$\n\\begin{align}\na\n\\end{align}\n$$",
    "attachment": "![a picture](attachment:a.png)",
    "relative image": "![a picture](a.png)",
    "img": "<img src='a.png' alt='a picture of some kind'>",
    "dollars in the line": "so $$a = b$$ holds",
    "open dollars": "$$\na",
    "label": "(here)=\n",
}
VIOLATIONS |= {
    f"Markdown: {name}": ("is_portable_markdown", with_text(words))
    for name, words in MARKDOWN.items()
}


def test_good_notebook_passes(good):
    for check in CHECKS:
        check(good)
    text.check_equations({"09_x.ipynb": good})


@pytest.mark.parametrize(("name", "change"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_violation_is_caught(name, change, good):
    change(good)
    with pytest.raises((AssertionError, nbformat.ValidationError)):
        BY_NAME[name](good)


def test_every_check_has_a_violation():
    assert {name for name, _ in VIOLATIONS.values()} == {
        check.__name__ for check in CHECKS
    }


def test_portable_markdown_passes(good):
    with_text(
        "> **Trap.** `{note}` and `[^1]` are code.\n\n> $$\n> a\n> $$\n\n"
        "<details><summary>More</summary>\n\n$$\n\\begin{aligned}a\\end{aligned}\n"
        "$$\n\n</details>\n\n```python\nx = {'a': 1}  # not\n```\n\n[1](01_x.ipynb)"
    )(good)
    text.is_portable_markdown(good)


@pytest.mark.parametrize(
    "words", ["see (9.2)", "$$\na \\tag{9.1}\n$$"], ids=["no such tag", "tag twice"]
)
def test_equation_faults_are_caught(words, good):
    with_text(words)(good)
    with pytest.raises(AssertionError):
        text.check_equations({"09_x.ipynb": good})


def test_numbers_in_brackets_are_no_references(good):
    with_text("PCA (13.87), the deep one (3.00), another chapter (4.2)")(good)
    text.check_equations({"09_x.ipynb": good})


@pytest.mark.parametrize("link", ["no.ipynb", "09_x.ipynb#part"])
def test_broken_link_is_caught(link, good, tmp_path):
    path = tmp_path / "09_x.ipynb"
    path.touch()
    with_text("[here](09_x.ipynb) and [there](https://example.org/#a)")(good)
    text.check_links(path, good)
    with_text(f"[gone]({link})")(good)
    with pytest.raises(AssertionError):
        text.check_links(path, good)


def test_second_notebook_of_a_chapter_counts_its_exercises_on(good):
    title = good.cells[0]
    title.source = title.source.replace("# 9. ", "# 9b. ")
    assert (kit.chapter_number(good), kit.chapter_part(good)) == (9, 2)
    assert kit.file_start(good) == "09b_"
    with pytest.raises(AssertionError, match="exercises"):
        lesson.has_exercises_with_solutions(good)
    for cell in good.cells:
        for number in range(1, 6):
            was, now = f"xercise 9.{number}", f"xercise 9.{number + 5} "
            cell.source = cell.source.replace(f"{was}.", f"{now.strip()}.")
            cell.source = cell.source.replace(f"{was} ", now)
    lesson.has_exercises_with_solutions(good)


def test_second_notebooks_are_read_after_the_first(tmp_path):
    (tmp_path / "chapters").mkdir()
    names = ["06_x.ipynb", "06b_y.ipynb", "07_z.ipynb", "06-copy_x.ipynb"]
    for name in names:
        (tmp_path / "chapters" / name).touch()
    assert [path.name for path in chapters(tmp_path)] == names[:3]


def test_file_faults_are_caught(good, tmp_path):
    path = tmp_path / "09_x.ipynb"
    text.check_colab_target(path, good)
    with pytest.raises(AssertionError):
        text.check_colab_target(tmp_path / "08_y.ipynb", good)
    path.write_bytes(b" " * 500_001)
    with pytest.raises(AssertionError):
        form.check_size(path)
