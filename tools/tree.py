"""Print the tree of the house from the first line of each module's docstring.

python -m tools.tree              prints it
python -m tools.tree --write      puts it into docs/architecture.md
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "accounts",
    "compliance",
    "channels",
    "bot",
    "outreach",
    "portfolio",
    "web",
    "app",
    "messages",
    "nlu_data",
    "tools",
)
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- tree: python -m tools.tree --write -->", "<!-- end of tree -->"


def purpose(module: Path) -> str:
    """Return the first line of a module's docstring, or '' where it has none."""
    return (ast.get_docstring(ast.parse(module.read_text("utf-8"))) or "").partition("\n")[0]


def lines(folder: Path, depth: int = 0) -> list[str]:
    """Return the lines of one package: itself, its modules by name, then its packages; migrations are left out."""
    pad = "  " * depth
    start = folder / "__init__.py"
    result = [entry(pad + folder.name + "/", purpose(start) if start.exists() else "")]
    modules = [module for module in sorted(folder.glob("*.py")) if module != start]
    result.extend(entry(pad + "  " + module.name, purpose(module)) for module in modules)
    for inner in sorted(p for p in folder.iterdir() if p.is_dir() and p.name != "versions"):
        if any(inner.rglob("*.py")):
            result.extend(lines(inner, depth + 1))
    return result


def entry(name: str, says: str) -> str:
    """Return one line: the name in its column, and what it is for."""
    return f"{name:<36}{says}".rstrip()


def tree() -> str:
    """Return the whole tree."""
    return "\n".join(line for name in PACKAGES if (ROOT / name).is_dir() for line in lines(ROOT / name))


def page(text: str) -> str:
    """Return a page with the tree put between its two marks."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n```text\n{tree()}\n```\n{END}{tail}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    else:
        print(tree())
