"""Mutants of the law: each comparison, number, sign, clock, date and item of a list, changed in turn."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
WHERE = ("compliance/law", "compliance/policy")

COMPARISONS: dict[type[ast.cmpop], tuple[str, type[ast.cmpop]]] = {
    ast.Lt: ("<=", ast.LtE),
    ast.LtE: ("<", ast.Lt),
    ast.Gt: (">=", ast.GtE),
    ast.GtE: (">", ast.Gt),
    ast.Eq: ("!=", ast.NotEq),
    ast.NotEq: ("==", ast.Eq),
    ast.In: ("not in", ast.NotIn),
    ast.NotIn: ("in", ast.In),
    ast.Is: ("is not", ast.IsNot),
    ast.IsNot: ("is", ast.Is),
}
SIGNS: dict[type[ast.operator], tuple[str, type[ast.operator]]] = {ast.Add: ("-", ast.Sub), ast.Sub: ("+", ast.Add)}
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
CLOCK = re.compile(r"(\d\d):(\d\d)(:00)?")


class Mutant(NamedTuple):
    """One change to one file."""

    path: Path
    lines: range
    """Those of the statement, or of the value, that is changed."""
    says: str
    original: str
    text: str
    """The whole file, changed."""

    @property
    def file(self) -> str:
        """Return where it stands in the tree."""
        return str(self.path.relative_to(ROOT))

    @property
    def name(self) -> str:
        """Return how it is called: what is changed, in which line of words, wherever in its file that stands now."""
        return f"{self.file}: {self.says}: {self.original}"

    def __str__(self) -> str:
        return f"{self.file}:{self.lines[0]}: {self.says}: {self.original}"


def of_python(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a module: comparisons, numbers, signs, and/or, not, any/all, min/max."""
    source = path.read_text("utf-8")
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()

    def at(node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    for statement, node in _expressions(ast.parse(source)):
        for old, new, says in _changes(node):
            begin, end = at(old)
            changed = (raw[:begin] + new.encode() + raw[end:]).decode()
            yield Mutant(path, statement, says, lines[old.lineno - 1].strip(), changed)


def _expressions(tree: ast.Module) -> Iterator[tuple[range, ast.expr]]:
    """Yield each expression with the lines of the statement it is in; of a compound one, those of its head."""
    waiting: list[tuple[range, ast.AST]] = [(range(1, 2), tree)]
    for statement, node in waiting:
        if isinstance(node, ast.expr):
            yield statement, node
        for child in ast.iter_child_nodes(node):
            lines = statement
            if isinstance(child, ast.stmt):
                begin = min([child.lineno, *(one.lineno for one in getattr(child, "decorator_list", ()))])
                body = getattr(child, "body", None)
                lines = range(begin, body[0].lineno if body else (child.end_lineno or child.lineno) + 1)
            waiting.append((lines, child))


def _changes(node: ast.expr) -> Iterator[tuple[ast.expr, str, str]]:
    """Yield what to put in the place of which expression, and how that is called."""
    match node:
        case ast.Compare():
            for n, operator in enumerate(node.ops):
                sign, other = COMPARISONS[type(operator)]
                ops = [*node.ops[:n], other(), *node.ops[n + 1 :]]
                changed = ast.unparse(ast.Compare(node.left, ops, node.comparators))
                yield node, f"({changed})", f"comparison to {sign}"
        case ast.BoolOp(op=op):
            swapped = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield node, f"({ast.unparse(ast.BoolOp(swapped, node.values))})", "and <-> or"
        case ast.UnaryOp(op=ast.Not()):
            yield node, f"({ast.unparse(node.operand)})", "not removed"
        case ast.BinOp(op=sum_) if type(sum_) in SIGNS:
            sign, sign_of = SIGNS[type(sum_)]
            yield node, f"({ast.unparse(ast.BinOp(node.left, sign_of(), node.right))})", f"sign to {sign}"
        case ast.Constant(value=bool() as value):
            yield node, str(not value), f"{value} to {not value}"
        case ast.Constant(value=int() as value):
            yield node, str(value + 1), f"{value} to {value + 1}"
        case ast.Call(func=ast.Name(id=name)) if name in PAIRS:
            yield node.func, PAIRS[name], f"{name} to {PAIRS[name]}"


PAIRS = {"any": "all", "all": "any", "min": "max", "max": "min"}


def of_yaml(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a file of values: each number and clock one up, each date a day later, each item away."""
    text = path.read_text("utf-8")
    lines = text.splitlines()

    def cut(node: yaml.Node, says: str, begin: int, end: int, new: str = "") -> Mutant:
        line = node.start_mark.line
        return Mutant(path, range(line + 1, line + 2), says, lines[line].strip(), text[:begin] + new + text[end:])

    for key, node in _scalars(yaml.compose(text)):
        new = _next(node.tag, node.value)
        if new is not None:
            yield cut(node, f"{key} {node.value} to {new}", node.start_mark.index, node.end_mark.index, new)
    for item, left, right in _items(yaml.compose(text)):
        said = text[item.start_mark.index : item.end_mark.index].split("\n")[0][:60]
        yield cut(item, f"without {said}", left, right)


def _next(tag: str, value: str) -> str | None:
    if tag.endswith(":int"):
        return str(int(value) + 1)
    if tag.endswith(":bool"):
        return "false" if value in ("true", "yes") else "true"
    if (clock := CLOCK.fullmatch(value)) and int(clock[1]) < 24:
        return f'"{clock[1]}:{(int(clock[2]) + 1) % 60:02}{clock[3] or ""}"'
    if day := DATE.fullmatch(value):
        return f"{day[1]}-{day[2]}-{int(day[3]) % 28 + 1:02}"
    return None


def _scalars(node: yaml.Node | None, of: str = "") -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Yield each value with its key."""
    if isinstance(node, yaml.ScalarNode):
        yield of, node
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _scalars(one, of)
    elif isinstance(node, yaml.MappingNode):
        for key, one in node.value:
            if key.value != "source":
                yield from _scalars(one, key.value)


def _items(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, int, int]]:
    """Yield each item of each list of words in one line, and what to cut so that it is gone."""
    if isinstance(node, yaml.SequenceNode):
        if node.flow_style and len(node.value) > 1:
            for n, item in enumerate(node.value):
                before, after = node.value[n - 1], node.value[n + 1] if n + 1 < len(node.value) else None
                left = item.start_mark.index if n == 0 else before.end_mark.index
                yield item, left, after.start_mark.index if n == 0 and after else item.end_mark.index
        for one in node.value:
            yield from _items(one)
    elif isinstance(node, yaml.MappingNode):
        for _, one in node.value:
            yield from _items(one)


def mutants(names: list[str]) -> list[Mutant]:
    """Return every mutant of the files whose path contains one of those names; all, where there is none."""
    found: list[Mutant] = []
    for path in files():
        if not names or any(name in str(path.relative_to(ROOT)) for name in names):
            found += of_python(path) if path.suffix == ".py" else of_yaml(path)
    found = list({(mutant.path, mutant.text): mutant for mutant in found}.values())  # an alias leads to a value again
    said: dict[str, int] = {}
    for n, mutant in enumerate(found):
        said[mutant.name] = said.get(mutant.name, 0) + 1
        if said[mutant.name] > 1:
            found[n] = mutant._replace(says=f"{mutant.says}, number {said[mutant.name]}")
    return found


def files() -> list[Path]:
    """Return the modules and the files of values of the law and of policy."""
    return sorted(p for where in WHERE for p in (ROOT / where).rglob("*") if p.suffix in (".py", ".yaml"))
