"""The text of a syntax tree is the same on every Python."""

import ast
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from tools import figures
from tools.syntax import dumped

SOURCES = sorted(Path(__file__).parent.parent.glob("[ht]*/**/*.py"))
SOURCE = "class A:\n    def f(self, a, *, b=None) -> None:\n        return [a], {**b}\n"
WRITTEN = (
    "Module([ClassDef('A', [], [], [FunctionDef('f', arguments([], [arg('self'), "
    "arg('a')], kwonlyargs=[arg('b')], kw_defaults=[Constant(None)], defaults=[]), "
    "[Return(Tuple([List([Name('a', Load())], Load()), Dict([None], "
    "[Name('b', Load())])], Load()))], [], Constant(None))], [])], [])"
)


def test_the_text_is_that_of_python_3_11():
    assert dumped(ast.parse(SOURCE)) == WRITTEN
    assert dumped(ast.parse("f(x)"), annotate_fields=True) == (
        "Module(body=[Expr(value=Call(func=Name(id='f', ctx=Load()), "
        "args=[Name(id='x', ctx=Load())], keywords=[]))], type_ignores=[])"
    )


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python 3.11's own dump")
@pytest.mark.parametrize("annotated", (False, True))
def test_it_is_what_ast_dump_writes(annotated):
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        assert dumped(tree, annotated) == ast.dump(tree, annotated), path


@pytest.mark.skipif(sys.version_info < (3, 12), reason="they have no type parameters")
def test_type_parameters_are_told():
    assert "type_params=[TypeVar('T'" in dumped(ast.parse("def f[T](a: T): pass"))


def test_checks_draw_no_part_of_a_figure():
    def marked(code):
        return figures.mark(new_code_cell(code), "picture")

    assert marked("show(x)") == marked('show(x)\nif y:\n    assert y > 0, "more"')
    assert marked("show(x)") != marked("show(y)")
