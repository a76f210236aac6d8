"""Install pinned packages into a virtual environment, saying in one line what happens and what it took.

    python tools/install.py .venv -c constraints.txt -e .

Needs nothing but Python. Where packages come from is pip's own business: its configuration and environment.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

FETCHING = re.compile(r"^\s*(?:Collecting|Obtaining) (\S+)")
INSTALLING = re.compile(r"^\s*(Building|Installing)")
WIDTH = 72


def main(venv: Path, arguments: list[str]) -> int:
    """Run `pip install` there; on failure show the end of what pip said and give back its status."""
    began = time.monotonic()
    here = venv / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [str(here), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    said: deque[str] = deque(maxlen=25)
    fetched = 0
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if found := FETCHING.match(line):
                fetched += 1
                show(f"  {fetched} packages found, now {found[1]}")
            elif INSTALLING.match(line):
                show("  " + line.strip())
    show("")
    if pip.returncode:
        sys.stderr.writelines(said)
        print(f"pip could not install into {venv}; its last words are above.", file=sys.stderr)
        return pip.returncode
    packages, size = contents(venv)
    print(f"  {packages} packages, {size // 1_000_000} MB in {venv}, after {time.monotonic() - began:.0f} s")
    return 0


def show(words: str) -> None:
    """Replace the line on the terminal; where there is no terminal, say nothing."""
    if sys.stdout.isatty():
        print("\r" + words[:WIDTH].ljust(WIDTH), end="" if words else "\r", flush=True)


def contents(venv: Path) -> tuple[int, int]:
    """Return how many packages the environment holds and how many bytes it takes."""
    packages = sum(1 for _ in venv.glob("[Ll]ib/**/*.dist-info"))
    size = sum(file.stat().st_size for file in venv.rglob("*") if file.is_file() and not file.is_symlink())
    return packages, size


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
