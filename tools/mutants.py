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
CLOCK = re.compile(r"\"?(\d\d):(\d\d)\"?")


class Mutant(NamedTuple):
    """One change to one file."""

    path: Path
    line: int
    says: str
    text: str

    @property
    def name(self) -> str:
        """Return how it is called in the list of equivalents: what is changed, in which line of words."""
        original = self.path.read_text("utf-8").splitlines()[self.line - 1].strip()
        return f"{self.path.relative_to(ROOT)}: {self.says}: {original}"

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.says}"


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

    def replaced(node: ast.expr, new: str, says: str) -> Mutant:
        begin, end = at(node)
        return Mutant(path, node.lineno, says, (raw[:begin] + new.encode() + raw[end:]).decode())

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.expr):
            for old, new, says in _changes(node):
                yield replaced(old, new, says)


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
    for node in _scalars(yaml.compose(text)):
        begin, end, value = node.start_mark.index, node.end_mark.index, node.value
        new = _next(node.tag, value)
        if new is not None:
            yield Mutant(path, node.start_mark.line + 1, f"{value} to {new}", text[:begin] + new + text[end:])
    for item, left, right in _items(yaml.compose(text)):
        said = text[item.start_mark.index : item.end_mark.index].split("\n")[0][:60]
        yield Mutant(path, item.start_mark.line + 1, f"without {said}", text[:left] + text[right:])


def _next(tag: str, value: str) -> str | None:
    if tag.endswith(":int"):
        return str(int(value) + 1)
    if tag.endswith(":bool"):
        return "false" if value in ("true", "yes") else "true"
    if (clock := CLOCK.fullmatch(value)) and int(clock[1]) < 24:
        return f'"{clock[1]}:{(int(clock[2]) + 1) % 60:02}"'
    if day := DATE.fullmatch(value):
        return f"{day[1]}-{day[2]}-{int(day[3]) % 28 + 1:02}"
    return None


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _scalars(one)
    elif isinstance(node, yaml.MappingNode):
        for key, one in node.value:
            if key.value != "source":
                yield from _scalars(one)


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
    for path in sorted(p for where in WHERE for p in (ROOT / where).rglob("*") if p.suffix in (".py", ".yaml")):
        if not names or any(name in str(path) for name in names):
            found += of_python(path) if path.suffix == ".py" else of_yaml(path)
    return found
