"""Syntax trees, and their text, the same on every Python that the book runs on."""

import ast


def without_messages(tree: ast.AST) -> ast.AST:
    """The tree, changed in place: its asserts say nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            node.msg = None
    return tree


class WithoutChecks(ast.NodeTransformer):
    """Leaves out `assert`, and what has no other statement than checks."""

    def visit_Assert(self, node: ast.Assert) -> None:
        return None

    def generic_visit(self, node: ast.AST) -> ast.AST | None:
        had_body = bool(getattr(node, "body", None))
        node = super().generic_visit(node)
        if had_body and not node.body:
            if not getattr(node, "orelse", None):
                return None
            node.body = [ast.Pass()]
        return node


def dumped(node: object, annotate_fields: bool = False) -> str:
    """What `ast.dump` of Python 3.11 writes, on newer ones, too.

    Python 3.12 gave functions and classes a field for type parameters, and 3.13
    leaves out empty lists: hashes of their own dumps would change with the Python.
    """
    if isinstance(node, list):
        return f"[{', '.join(dumped(each, annotate_fields) for each in node)}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    parts, named = [], annotate_fields
    for field in node._fields:
        value = getattr(node, field, None)
        if field == "type_params" and not value:
            continue
        if value is None and (
            not hasattr(node, field) or getattr(type(node), field, ...) is None
        ):
            named = True  # what follows it is told by its name
            continue
        text = dumped(value, annotate_fields)
        parts.append(f"{field}={text}" if named else text)
    return f"{type(node).__name__}({', '.join(parts)})"
