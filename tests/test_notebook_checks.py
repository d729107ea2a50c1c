"""Each check of the notebooks catches a notebook that breaks its rule."""

import base64
import copy
import io
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools import changed_numbers, figures, folding
from tools.checks import CHECKS, budget, form, kit, lesson, style, text
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


def png(drawn=True):
    picture = Image.new("RGB", (20, 20), "white")
    if drawn:
        picture.paste("black", (2, 3, 18, 5))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def figure(alt="A curve that falls from 1 to 0 in ten steps", drawn=True):
    content = {"image/png": png(drawn)}
    output = new_output("display_data", content, metadata={"image/png": {"alt": alt}})
    return nbformat.from_dict(output)


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
            "results.show()",
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
    folding.fold(notebook)
    figures.stamp(notebook)
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


def drop_the_claims(notebook):
    for cell in code(notebook, "claim"):
        cell.metadata = {}


def a_blank_figure(notebook):
    code(notebook)[7].outputs = [figure(drawn=False)]
    figures.stamp(notebook)


def swapped_figures(notebook):
    cell = code(notebook)[7]
    other = new_code_cell("show(other, alt=alt)", outputs=[figure()])
    folding.fold(new_notebook(cells=[other]))
    notebook.cells.insert(notebook.cells.index(cell), other)
    cell.outputs[0].data["image/png"] = png(drawn=False)
    figures.stamp(notebook)
    cell.outputs, other.outputs = other.outputs, cell.outputs


def unfolded(notebook):
    del code(notebook, "claim")[0].metadata["jupyter"]


def unfolded_on_colab(notebook):
    del code(notebook, "setup")[0].metadata["cellView"]


def unfolded_on_the_site(notebook):
    code(notebook, "claim")[0].metadata["tags"] = ["claim"]


def an_untitled_form(notebook):
    cell = code(notebook, "claim")[0]
    cell.source = cell.source.replace("# @title ", "# ")


def a_folded_training(notebook):
    cell = code(notebook, "claim")[0]
    cell.source += "\nmodel.fit(x_train)"


def claim_without_assert(notebook):
    code(notebook, "claim")[0].source = "1 < 2"


def second_setup(notebook):
    code(notebook)[1].metadata["tags"] = ["setup"]


def other_setup(notebook):
    code(notebook)[0].source += "\n"


def three_code_cells(notebook):
    for cell in code(notebook, "claim"):
        cell.metadata = {}
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
    "no claims": ("has_claims", drop_the_claims),
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
    "another chapter's exercise": (
        "has_exercises_with_solutions",
        with_text("**Exercise 8.6.** More?"),
    ),
    "two results": ("has_results", with_metadata(tags=["results"])),
    "a white figure": ("has_figures_that_show_something", a_blank_figure),
    "two figures swapped": ("has_its_own_figures", swapped_figures),
    "a figure of no cell": (
        "has_its_own_figures",
        lambda n: code(n)[7].outputs.append(figure()),
    ),
    "checks that stand open": ("is_folded_by_the_rule", unfolded),
    "a training that is folded": ("is_folded_by_the_rule", a_folded_training),
    "open in JupyterLab": ("folds_everywhere_or_nowhere", unfolded),
    "open on Colab": ("folds_everywhere_or_nowhere", unfolded_on_colab),
    "open on the site": ("folds_everywhere_or_nowhere", unfolded_on_the_site),
    "a form without title": ("folds_everywhere_or_nowhere", an_untitled_form),
    "a training in a form": ("folds_everywhere_or_nowhere", a_folded_training),
    "simply": ("avoids_words", with_text("It simply works.")),
    "just": ("avoids_words", with_text("We just train it.")),
    "whoever": ("avoids_words", with_text("Whoever trains it, waits.")),
    "a test array of another name": (
        "fits_without_test_data",
        with_code("model.fit(x_test_noisy, x_train)"),
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


def test_a_chapters_exercises_count_through_its_notebooks(good):
    second = copy.deepcopy(good)
    second.cells[0].source = second.cells[0].source.replace("# 9. ", "# 9b. ")
    assert kit.chapter_number(second) == 9
    assert kit.file_start(second) == "09b_"
    appendix = copy.deepcopy(good)
    appendix.cells[0].source = good.cells[0].source.replace("# 9. ", "# A. ")
    assert (kit.chapter_number(appendix), kit.file_start(appendix)) == ("A", "A_")
    book = {"09_x.ipynb": good, "09b_y.ipynb": second}
    with pytest.raises(AssertionError, match="chapter 9"):
        lesson.check_exercises(book)
    for cell in second.cells:
        cell.source = re.sub(
            r"xercise 9\.(\d)", lambda m: f"xercise 9.{int(m[1]) + 5}", cell.source
        )
    lesson.check_exercises(book)
    lesson.has_exercises_with_solutions(second)
    with pytest.raises(AssertionError, match="chapter 9"):
        lesson.check_exercises({"09b_y.ipynb": second})


def small(*cells):
    """A notebook of the cells' sources: text where they begin with a capital or #."""
    made = [
        new_markdown_cell(c) if re.match(r"[A-Z#*]", c) else new_code_cell(c)
        for c in cells
    ]
    return new_notebook(cells=made)


def test_budgets_are_counted():
    assert budget.over(small("x = 1", "model.fit(x)"), "09_x") == []
    long = small("Word " * 2801, *["x = 1\n" * 19] * 12, "*" + "**Predict.** " * 5)
    found = "\n".join(budget.over(long, "09_x", 350_001))
    for words in (
        "words of prose before the exercises: 2,80",
        "visible lines of code: 228, at most 220",
        "lines of a visible cell, median: 19, at most 8",
        "lines of the longest visible cell: 19, at most 18",
        "experiments: 5, at most 4",
        "bytes of the file: 350,001, at most 350,000",
        "no model is trained",
    ):
        assert words in found
    assert not budget.over(small("x = 1"), "09b_x")  # a deeper one need not train
    late = small(*["x = 1"] * 8, "model.fit(x)")
    assert "code cells up to the first training: 9, at most 8" in budget.over(
        late, "09_x"
    )


def test_folded_code_and_exercises_do_not_count():
    notebook = small("x = 1", "model.fit(x)", "assert x\n" * 40, "## Exercises", "A b")
    notebook.cells[2].metadata["tags"] = ["claim"]
    folding.fold(notebook)
    assert budget.words(notebook) == 0
    assert [len(cell) for cell in budget.visible(notebook)] == [1, 1]


def test_names_belong_to_one_section():
    style.check_names(small("## One", "x = 1\nax = 2", "## Two", "ax = 3\ny = x"))
    style.check_names(small("## One", "for x in y:\n    z = 1", "## Two", "x = 1"))
    for again in ("x = 2", "x, y = 1, 2", "for k in range(3):\n    x = k"):
        with pytest.raises(AssertionError, match="x is assigned under 'Two'"):
            style.check_names(small("## One", "x = 1", "## Two", again))


@pytest.mark.parametrize(
    ("text", "stem", "fault"),
    [
        ("You need: 01, 03.", "05_x", None),
        ("You need: 01, 05.", "05b_x", None),
        ("You need: 01b.", "05_x", "needs the deeper notebook 01b"),
        ("You need: 06.", "05_x", "comes after it"),
        ("You need: 01. See [there](03b_y.ipynb).", "05_x", "links to the deeper 03b"),
        ("You need: 01. See [there](05b_y.ipynb).", "05_x", None),
        ("Nothing.", "05_x", "You need"),
    ],
)
def test_what_a_notebook_needs(text, stem, fault):
    if fault is None:
        style.check_needs(small(text), stem)
    else:
        with pytest.raises(AssertionError, match=fault):
            style.check_needs(small(text), stem)


def test_folding_has_one_rule():
    drawing = "\n".join(["plt.plot(x)"] * 6 + ["show(figure)"])
    cells = {
        "a long drawing": (drawing, [figure()], "figure"),
        "a short drawing": ("show(figure)", [figure()], None),
        "a drawing that draws nothing": (drawing, [], None),
        "a drawing that trains": (f"{drawing}\nmodel.fit(x)", [figure()], None),
        "one that trains by a function": (f"{drawing}\nteach(x)", [figure()], None),
        "a model": (f"{drawing}\nlayers.Dense(3)", [figure()], None),
        "long code": ("x = 1\n" * 20, [], None),
    }
    for name, (source, outputs, wanted) in cells.items():
        cell = new_code_cell(source, outputs=outputs)
        assert folding.kind(cell, {"teach"}) == wanted, name
    defined = small("def teach(x):\n    m.fit(x)", "def again(x):\n    teach(x)")
    assert folding.trainers(defined) == {"teach", "again"}


def test_a_folded_cell_says_what_is_in_it():
    source = "\n".join(["plt.plot(x)"] * 6 + ["show(figure)"])
    alt = "Two curves, the loss and another one, over very many epochs. Both fall."
    notebook = new_notebook(cells=[new_code_cell(source, outputs=[figure(alt)])])
    folding.fold(notebook)
    (cell,) = notebook.cells
    first = cell.source.splitlines()[0]
    assert (
        first == "# @title Figure: two curves, the loss and another one, over very many"
    )
    assert len(first) <= folding.TITLE
    before = copy.deepcopy(notebook)
    folding.fold(notebook)
    assert notebook == before
    assert cell.metadata["cellView"] == "form"
    cell.source = "model.fit(x)"
    folding.fold(notebook)
    assert not cell.metadata


def test_numbers_of_the_text_that_outputs_no_longer_show():
    notebook = small("It is 0.57, from 12.345 to 1,024, and 3.5 times 9.99.", "x")
    cell = notebook.cells[1]
    notebook.cells[0].id = "cell-001"
    cell.outputs = [new_output("stream", text="0.5678 12.345 1,024 3.50")]
    before = changed_numbers.printed(notebook)
    assert list(changed_numbers.in_prose(notebook, before)) == []
    cell.outputs = [new_output("stream", text="0.5678 12.346 1,025 3.50")]
    assert list(changed_numbers.in_prose(notebook, before)) == [
        f"  cell-001: {number} stands in the text, no output has it now"
        for number in ("12.345", "1,024")
    ]


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
