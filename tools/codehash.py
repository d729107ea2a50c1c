"""A hash of what a notebook computes: its code, and the helpers that it uses.

The hash is of syntax trees, so that neither comments, docstrings and type hints
nor the way a line is broken change it. Import lines do not count, and a helper
counts by its definition, wherever it stands: moving one to another file, or a
notebook's statements to another cell, changes nothing. Of `helpers/` only those
definitions count that the notebook reaches, and the pages (`.html`) that they
name. A loader of published data counts by what it gives (`tools/digests.py`); the
stand-in's drawing counts where a notebook asks for it. What only PyTorch takes, as in
`1 if keras.backend.backend() == "torch" else 20`, does not count: it changes no number
of the other backends. Nor does what an assert says where it fails, nor that an array is
made a tensor, `ops.convert_to_tensor(x)`, which on most backends is done unasked.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from tools import digests, notebooks
from tools.syntax import WithoutChecks, dumped, without_messages

PACKAGE = "helpers"
STANDIN = f"{PACKAGE}.standin"
Reference = tuple[str, str]  # of a module and of a name in it; "" is all of it


class Module:
    """The definitions of a module of helpers, and what its names stand for."""

    def __init__(self, name: str, tree: ast.Module, is_package: bool) -> None:
        self.package = name if is_package else name.rpartition(".")[0]
        self.imports = imports_of(tree.body, self.package)
        self.definitions: dict[str, ast.stmt] = {}
        self.others: list[ast.stmt] = []  # statements that define no name
        for statement in tree.body:
            names = list(defined(statement))
            self.definitions |= dict.fromkeys(names, statement)
            if not names and not is_skipped(statement):
                self.others.append(statement)


def is_skipped(statement: ast.stmt) -> bool:
    """An import, or a docstring."""
    words = isinstance(statement, ast.Expr) and isinstance(
        statement.value, ast.Constant
    )
    return words or isinstance(statement, ast.Import | ast.ImportFrom)


def defined(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module defines."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = getattr(statement, "targets", None) or [statement.target]
        for target in targets:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))


def imports_of(body: Iterable[ast.AST], package: str) -> dict[str, Reference]:
    """What names stand for: local name → (module, name in it) of helpers."""
    found: dict[str, Reference] = {}
    for node in body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == PACKAGE and alias.asname:
                    found[alias.asname] = (alias.name, "")
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:  # from .draw import cover
                parent = package.split(".")[: len(package.split(".")) - node.level + 1]
                source = ".".join([*parent, *filter(None, [source])])
            if source.split(".")[0] == PACKAGE:
                for alias in node.names:
                    found[alias.asname or alias.name] = (source, alias.name)
    return found


class Library:
    """The modules of `helpers/`, read once."""

    def __init__(self, root: Path = notebooks.ROOT) -> None:
        self.modules: dict[str, Module] = {}
        self.pages: dict[str, bytes] = {}
        self.given = digests.kept(root)  # loader → digest of what it gives
        for path in sorted((root / PACKAGE).rglob("*")):
            parts = path.relative_to(root).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            if path.suffix == ".py":
                tree = ast.parse(path.read_text("utf-8"), str(path))
                self.modules[name] = Module(name, tree, is_package)
            elif path.suffix == ".html":
                self.pages[path.name] = path.read_bytes()

    def resolve(self, reference: Reference) -> Reference | None:
        """Where a name is defined at last: (module, name), or (module, "")."""
        for _ in range(20):
            source, name = reference
            if name and f"{source}.{name}" in self.modules:
                reference = (f"{source}.{name}", "")
            elif source not in self.modules:
                return None
            elif not name or name in self.modules[source].definitions:
                return reference
            elif name in self.modules[source].imports:
                reference = self.modules[source].imports[name]
            else:
                return None
        return None

    def reached(
        self,
        nodes: Iterable[ast.AST],
        scope: dict[str, Reference],
        package: str = "",
        stem: str = "",
    ) -> tuple[list[str], set[Reference], set[str]]:
        """Dumps of the statements, the references they make, the pages they name.

        A reference to a helper is dumped as its own name: `idx.read_idx`, or
        `read` after `import read_idx as read`, like `read_idx`.
        """
        dumps, references, pages = [], set(), set()
        for node in nodes:
            inner = scope | imports_of(ast.walk(node), package)
            cleaner = Cleaner(self, inner)
            dump = dumped(cleaner.visit(copy_of(node)))
            if cleaner.own_file:  # where a file stands is no part of what it does
                dump = "place: " + ", ".join(defined(node))
            dumps.append(dump)
            references |= cleaner.references
            named = cleaner.strings | ({f"{stem}.html"} if cleaner.own_file else set())
            pages |= named & set(self.pages)
        return dumps, references, pages

    def closure(self, wanted: set[Reference]) -> tuple[set[str], set[str]]:
        """Dumps of all definitions that `wanted` reach, and the pages' names."""
        dumps: set[str] = set()
        pages: set[str] = set()
        seen: set[Reference] = set()
        queue = list(wanted)
        while queue:
            source, name = reference = queue.pop()
            if reference in seen:
                continue
            seen.add(reference)
            if name in self.given:
                dumps.add(f"{name} gives {self.given[name]}")
                continue
            module = self.modules[source]
            if not name:  # a module passed around: all of it
                queue += [(source, each) for each in module.definitions]
                nodes = module.others
            else:
                nodes = [module.definitions[name], *module.others]
            scope = module.imports | {n: (source, n) for n in module.definitions}
            new, references, named = self.reached(
                nodes, scope, module.package, source.rpartition(".")[2]
            )
            dumps |= set(new)
            pages |= named
            queue += references
        return dumps, pages


def copy_of(node: ast.AST) -> ast.AST:
    return without_messages(ast.parse(ast.unparse(node)).body[0])


def where_not_pytorch(test: ast.expr) -> bool | None:
    """What a test of the backend gives on all but PyTorch; None for other tests."""
    words = ast.unparse(test)
    if words == "keras.backend.backend() == 'torch'":
        return False
    return True if words == "keras.backend.backend() != 'torch'" else None


class Cleaner(ast.NodeTransformer):
    """Takes out what computes nothing, and notes what is referred to."""

    def __init__(self, library: Library, scope: dict[str, Reference]) -> None:
        self.library, self.scope = library, scope
        self.references: set[Reference] = set()
        self.strings: set[str] = set()
        self.own_file = False  # whether it asks where it stands

    def refer(self, reference: Reference | None) -> str | None:
        found = self.library.resolve(reference) if reference else None
        if found is None:
            return None
        self.references.add(found)
        return found[1] or found[0].rpartition(".")[2]

    def visit_Name(self, node: ast.Name) -> ast.AST:
        self.own_file |= node.id == "__file__"
        node.id = self.refer(self.scope.get(node.id)) or node.id
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id in self.scope:
            found = self.library.resolve(self.scope[node.value.id])
            if found and not found[1]:  # a module's attribute
                name = self.refer((found[0], node.attr))
                if name:
                    return ast.Name(name, node.ctx)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        asked = {keyword.arg for keyword in node.keywords} & {"standin", "factors"}
        if asked and getattr(node.func, "id", "") in self.library.given:
            modules = self.library.modules
            self.references |= {(m, "") for m in modules if m.startswith(STANDIN)}
        converts = ast.unparse(node.func) == "ops.convert_to_tensor"
        if converts and len(node.args) == 1 and not node.keywords:
            return self.visit(node.args[0])
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            self.strings.add(node.value)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        holds = where_not_pytorch(node)
        return self.generic_visit(node) if holds is None else ast.Constant(holds)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        holds = where_not_pytorch(node.test)
        if holds is None:
            return self.generic_visit(node)
        return self.visit(node.body if holds else node.orelse)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return self.generic_visit(node)  # a field of a data class
        return self.visit(ast.Assign([node.target], node.value))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.visit_body(node)

    def visit_body(self, node: ast.AST) -> ast.AST:
        rest = [each for each in node.body if not is_skipped(each)]
        node.body = rest or [ast.Pass()]
        return self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        return None

    visit_ImportFrom = visit_Import
    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_If = visit_With = visit_For = visit_body


def statements(notebook: NotebookNode) -> list[ast.stmt]:
    """The statements of a notebook's code, without the set-up cell's.

    Raises NotebookError where a cell is not plain Python.
    """
    found: list[ast.stmt] = []
    for cell in notebooks.code_cells(notebook):
        if "setup" in notebooks.tags(cell):
            continue
        try:
            found += ast.parse(cell.source).body
        except SyntaxError as error:
            name = cell.get("id", "a cell")
            raise notebooks.NotebookError(f"{name}: not Python: {error}") from None
    return found


def without_exercises(notebook: NotebookNode) -> NotebookNode:
    """A copy without answers and solutions, on which no result rests."""
    copy = notebook.copy()
    copy.cells = [
        cell
        for cell in notebook.cells
        if not {"answer", "solution"} & set(notebooks.tags(cell))
    ]
    return copy


def code_hash(
    notebook: NotebookNode, library: Library | None = None, *, checks: bool = True
) -> str:
    """Sixteen hexadecimal digits that stand for what the notebook computes.

    Without `checks` its own `assert` statements do not count.
    Raises NotebookError where a cell is not plain Python.
    """
    body = statements(notebook)
    if not checks:
        body = WithoutChecks().visit(ast.Module(body, [])).body
    return hashed(body, body, library or Library())


def rest_hash(notebook: NotebookNode, library: Library | None = None) -> str:
    """The same, of all but what its `assert` statements say.

    The helpers that these use do count. Raises as `code_hash`.
    """
    whole = statements(notebook)
    rest = WithoutChecks().visit(ast.Module(statements(notebook), [])).body
    return hashed(rest, whole, library or Library())


def hashed(body: list[ast.stmt], whole: list[ast.stmt], library: Library) -> str:
    """A hash of `body`, and of the helpers that `whole` reaches."""
    scope = imports_of(whole, "")

    def reached(nodes: list[ast.stmt]) -> tuple[list[str], set[Reference], set[str]]:
        return library.reached([n for n in nodes if not is_skipped(n)], scope, "")

    own, _, _ = reached(body)
    _, references, pages = reached(whole)
    theirs, named = library.closure(references)
    digest = hashlib.sha256()
    for text in [*own, "helpers", *sorted(theirs)]:
        digest.update(text.encode() + b"\n")
    for page in sorted(pages | named):
        digest.update(library.pages[page])
    return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Claim:
    """What an `assert` of a notebook says, and where."""

    text: str  # its condition
    key: str  # eight hexadecimal digits that stand for the claim and its place
    on_real: bool  # asserted on the real data alone


def claims(notebook: NotebookNode) -> list[Claim]:
    """What its `assert` statements say, in their order.

    `if fashion.source == "real":` is no part of a claim's place: around a claim it
    takes the claim back where the data are drawn, and leaves it elsewhere.
    Raises NotebookError where a cell is not plain Python.
    """
    found: list[Claim] = []
    before = 0
    for statement in statements(notebook):
        found += claims_in(statement, (str(before),), False)
        if not isinstance(statement, ast.Assert):
            before += WithoutChecks().visit(statement) is not None
    return found


def claims_in(
    node: ast.stmt, around: tuple[str, ...], on_real: bool
) -> Iterator[Claim]:
    """The claims of a statement, from the outside in."""
    if isinstance(node, ast.Assert):
        place = " > ".join([*around, dumped(node.test)])
        key = hashlib.sha256(place.encode()).hexdigest()[:8]
        yield Claim(ast.unparse(node.test), key, on_real)
    for name, block in ast.iter_fields(node):
        if not isinstance(block, list):
            continue
        if name == "body" and isinstance(node, ast.If) and asks_for_real(node.test):
            inner = around, True
        else:
            inner = (*around, f"{name} of {head(node)}"), on_real
        for each in block:
            if isinstance(each, ast.stmt | ast.excepthandler | ast.match_case):
                yield from claims_in(each, *inner)


def asks_for_real(test: ast.expr) -> bool:
    """Whether it is a comparison such as `fashion.source == "real"`, and no more."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Attribute)
        and test.left.attr == "source"
        and ast.unparse(test).endswith(".source == 'real'")
    )


def head(node: ast.AST) -> str:
    """A statement without the blocks in it, such as `for i in range(3):`."""
    blocks = ("body", "orelse", "finalbody", "handlers", "cases")
    fields = ((n, v) for n, v in ast.iter_fields(node) if n not in blocks)
    parts = ", ".join(f"{name}={dumped(value)}" for name, value in fields if value)
    return f"{type(node).__name__}({parts})"
