"""The hash of what a notebook computes: what changes it, and what does not."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import ledger
from tools.codehash import Library, claims, code_hash, rest_hash, without_exercises
from tools.notebooks import NotebookError, chapters, read, tags

SCORES = '''"""Scores."""
import numpy as np

SCALE = 2


def mse(x: np.ndarray) -> float:
    """A docstring."""
    return SCALE * np.mean(x)


def unused():
    return 1
'''
PAGE = """from pathlib import Path

PAGE = Path(__file__).with_suffix(".html")


def show_page():
    return PAGE.read_text()
"""
CODE = """from helpers.scores import mse
x = [1, 2]  # two
print(mse(x))"""


@pytest.fixture
def book(tmp_path):
    """Writes files of a package of helpers and returns the hash of a notebook."""
    folder = tmp_path / "helpers"
    folder.mkdir()

    def hashed(code=CODE, **files):
        for path in folder.rglob("*.*"):
            path.unlink()
        for name, text in {"__init__": "", "scores": SCORES, **files}.items():
            suffix = ".html" if text.startswith("<") else ".py"
            path = folder / (name.removesuffix("_html") + suffix)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        cells = [new_code_cell(part) for part in code.split("# cell\n")]
        return code_hash(new_notebook(cells=cells), Library(tmp_path))

    return hashed


def test_what_computes_nothing_changes_nothing(book):
    first = book()
    assert first == book()
    assert first == book(CODE.replace("[1, 2]  # two", "[\n    1,\n    2,\n]"))
    assert first == book(CODE.replace("print", "# cell\nprint"))
    assert first == book("import math\n" + CODE)
    assert first == book(scores=SCORES.replace("A docstring", "Another"))
    assert first == book(scores=SCORES.replace(": np.ndarray", ""))
    assert first == book(scores=SCORES.replace("return 1", "return 2"))  # not reached


def test_what_computes_changes_it(book):
    first = book()
    assert first != book(CODE.replace("[1, 2]", "[1, 3]"))
    assert first != book(scores=SCORES.replace("SCALE * ", ""))
    assert first != book(scores=SCORES.replace("SCALE = 2", "SCALE = 3"))


def test_a_helper_that_moves_changes_nothing(book):
    first = book()
    moved = CODE.replace("helpers.scores", "helpers")
    assert first == book(moved, __init__="from helpers.scores import mse\n")
    assert first == book(
        CODE.replace("helpers.scores", "helpers.errors"), errors=SCORES, scores=""
    )
    assert first == book(
        CODE.replace("import mse", "import mse as error").replace("mse(x)", "error(x)")
    )
    assert first == book(
        CODE.replace("helpers.scores import mse", "helpers import scores").replace(
            "mse(x)", "scores.mse(x)"
        )
    )
    parts = SCORES.replace("SCALE = 2", "from .scale import SCALE")
    assert first == book(scores=parts, scale="SCALE = 2\n")
    lazy = SCORES.replace("SCALE = 2", "").replace(
        "    return SCALE", "    from helpers.scale import SCALE\n\n    return SCALE"
    )
    assert first == book(scores=lazy, scale="SCALE = 2\n")


def test_the_page_of_a_helper_counts(book):
    code = "from helpers.slider import show_page\nshow_page()"
    first = book(code, slider=PAGE, slider_html="<p>1</p>")
    assert first == book(code, slider=PAGE, slider_html="<p>1</p>", other_html="<b/>")
    assert first != book(code, slider=PAGE, slider_html="<p>2</p>")


LOADERS = """from helpers.standin import draw


def load_mnist(standin=False):
    return draw() if standin else 0
"""


def test_a_loader_counts_by_what_it_gives(book, tmp_path):
    def hashed(code, digest, loaders=LOADERS, drawn="def draw():\n    return 1\n"):
        (tmp_path / "chapters").mkdir(exist_ok=True)
        stored = f'{{"load_mnist": "{digest}"}}'
        (tmp_path / "chapters" / "digests.json").write_text(stored, "utf-8")
        return book(code, data=loaders, standin=drawn)

    real = "from helpers.data import load_mnist\nload_mnist()"
    drawn = real.replace("()", "(standin=True)")
    other = LOADERS.replace("else 0", "else 1")
    first = hashed(real, "ab")
    assert first == hashed(real, "ab", other)
    assert first == hashed(real, "ab", drawn="def draw():\n    return 2\n")
    assert first != hashed(real, "cd")
    first = hashed(drawn, "ab")
    assert first != hashed(drawn, "ab", drawn="def draw():\n    return 2\n")


def test_what_only_pytorch_takes_does_not_count(book):
    plain = book("import keras\nfit(steps=20, jit=True)")
    asked = "steps=1 if keras.backend.backend() == 'torch' else 20"
    assert plain == book(
        f"import keras\nfit({asked}, jit=keras.backend.backend() != 'torch')"
    )
    assert plain != book(f"import keras\nfit({asked.replace('20', '10')}, jit=True)")
    assert plain != book(
        f"import keras\nfit({asked.replace('torch', 'jax')}, jit=True)"
    )


def test_what_an_assert_says_does_not_count(book):
    plain = book("assert 1 < 2")
    assert plain == book("assert 1 < 2, 'less'") == book("assert 1 < 2, 'fewer'")
    assert plain != book("assert 1 < 3, 'less'")


def test_that_an_array_is_made_a_tensor_does_not_count(book):
    plain = book("from keras import ops\nprint(x)")
    assert plain == book("from keras import ops\nprint(ops.convert_to_tensor(x))")
    assert plain != book(
        "from keras import ops\nprint(ops.convert_to_tensor(x, 'float16'))"
    )


def test_text_and_set_up_do_not_count(tmp_path):
    setup = new_code_cell("import old", metadata={"tags": ["setup"]})
    plain = new_notebook(cells=[new_code_cell("x = 1")])
    full = new_notebook(cells=[new_markdown_cell("# Text"), setup, *plain.cells])
    assert code_hash(plain, Library(tmp_path)) == code_hash(full, Library(tmp_path))


def test_what_is_not_python_is_named(tmp_path):
    notebook = new_notebook(cells=[new_code_cell("%time x", id="cell-007")])
    with pytest.raises(NotebookError, match="cell-007"):
        code_hash(notebook, Library(tmp_path))


def test_every_chapter_has_a_hash_of_its_own():
    library = Library()
    codes = {code_hash(read(path), library) for path in chapters()}
    assert len(codes) == len(chapters())


def test_a_study_does_not_rest_on_exercises():
    path = next(p for p in chapters() if p.name.startswith("01_"))
    notebook = read(path)
    short = without_exercises(notebook)
    left_out = [cell for cell in notebook.cells if cell not in short.cells]
    assert left_out
    assert all({"answer", "solution"} & set(tags(cell)) for cell in left_out)
    before = code_hash(short, checks=False), code_hash(notebook)
    assert ledger.Book(runs=[]).study_code(path) == before[0]
    left_out[0].source = "changed = 1"
    assert code_hash(without_exercises(notebook), checks=False) == before[0]
    assert code_hash(notebook) != before[1]


@pytest.mark.parametrize(
    "checks",
    [
        "assert a > 1",
        "if a:\n    assert a > 1, 'more'",
        "for b in (a, a):\n    if b:\n        assert b > 2",
        "with open(a) as f:\n    assert f",
    ],
)
def test_checks_do_not_count_where_they_are_left_out(checks, tmp_path):
    def code(source, **options):
        notebook = new_notebook(cells=[new_code_cell(source)])
        return code_hash(notebook, Library(tmp_path), **options)

    assert code(f"a = 1\n{checks}", checks=False) == code("a = 1", checks=False)
    assert code(f"a = 1\n{checks}") != code("a = 1")
    assert code("a = 1", checks=False) != code("a = 2", checks=False)


def test_what_stands_beside_a_check_counts(tmp_path):
    def code(source):
        notebook = new_notebook(cells=[new_code_cell(source)])
        return code_hash(notebook, Library(tmp_path), checks=False)

    full = code("if a:\n    assert b\nelse:\n    c = 1")
    assert full == code("if a:\n    pass\nelse:\n    c = 1")
    assert full != code("if a:\n    pass\nelse:\n    c = 2")
    assert code("for b in a:\n    c = b\n    assert c") == code(
        "for b in a:\n    c = b"
    )


def rest(code):
    return rest_hash(new_notebook(cells=[new_code_cell(code)]))


def keys(code, on_real=True):
    notebook = new_notebook(cells=[new_code_cell(code)])
    return [c.key for c in claims(notebook) if on_real or not c.on_real]


WITH_CLAIMS = """a = 1
assert a > 0
for i in range(3):
    assert a < 2 + i, "small"
if fashion.source == "real":
    assert a == 1
print(a)"""


def test_what_checks_say_is_no_part_of_the_rest():
    first = rest(WITH_CLAIMS)
    assert first == rest("a = 1\nprint(a)")
    assert first == rest(WITH_CLAIMS.replace("a > 0", "a > 0.5"))
    assert first != rest(WITH_CLAIMS.replace("a = 1\n", "a = 2\n"))


def test_the_rest_knows_the_helpers_of_the_checks():
    code = "from helpers.measure import mse\nassert mse(a, b) < 1"
    assert rest(code) != rest(code.replace("mse", "psnr_db"))


def test_a_claim_is_known_by_its_words_and_its_place():
    first = keys(WITH_CLAIMS)
    assert len(set(first)) == 3
    assert first == keys(WITH_CLAIMS.replace(', "small"', "")), "a message"
    assert keys(WITH_CLAIMS.replace("a > 0", "a > 0.5"))[1:] == first[1:]
    assert keys(WITH_CLAIMS.replace("assert a > 0\n", "")) == first[1:]
    for old, new in (("range(3)", "range(4)"), ("a = 1\n", "a = 1\nb = 1\n")):
        assert keys(WITH_CLAIMS.replace(old, new))[1] != first[1]
    nested = "if c:\n    assert a\nelse:\n    assert a"
    assert len(set(keys(nested))) == 2


def test_a_claim_may_be_taken_back_where_the_data_are_drawn():
    assert keys(WITH_CLAIMS, on_real=False) == keys(WITH_CLAIMS)[:2]
    bare = WITH_CLAIMS.replace('if fashion.source == "real":\n    assert', "assert")
    assert keys(bare) == keys(WITH_CLAIMS)
    other = WITH_CLAIMS.replace("source ==", "source !=")
    assert keys(other, on_real=False) == keys(other)
    both = WITH_CLAIMS + "\nif a.source == 'real':\n    pass\nelse:\n    assert a"
    assert keys(both, on_real=False)[-1] == keys(both)[-1]
