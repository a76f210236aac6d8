"""Templates carry nothing inline, so that the content security policy can forbid it, and escape by themselves."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import ROOT, Module, broken, called, ours, planted, product

INLINE = {
    "a script of its own; put it into web/static": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style of its own; put it into web/static": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an on… attribute; listen in a script file": re.compile(r"<[^>{]*\son[a-z]+\s*=|\bhx-on\b", re.IGNORECASE),
    "script in a link": re.compile(r"javascript:", re.IGNORECASE),
    "script in an htmx attribute": re.compile(r"hx-(?:vals|headers)\s*=\s*[\"']js:|hx-trigger\s*=\s*[\"'][^\"']*\["),
    "something of another host; ship it ourselves": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//"),
    "|safe without a reason in {# … #} on its line": re.compile(r"\|\s*safe\b(?!.*\{#.+#\})"),
    "escaping switched off": re.compile(r"\{%-?\s*autoescape\s+false", re.IGNORECASE),
}
SERVED = ("web/", "app/", "channels/simulator/")


def pages() -> list[Path]:
    """Every template that is served to a browser; e-mail knows no policy and has styles of its own."""
    kinds = (".html", ".jinja", ".j2", ".svg")
    return [p for p in ours() if p.suffix in kinds and p.relative_to(ROOT).as_posix().startswith(SERVED)]


def faults(name: str, text: str) -> list[str]:
    return [
        f"{name}:{number}: {what}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in INLINE.items()
        if pattern.search(line)
    ]


def escaping(module: Module) -> list[str]:
    """Every Jinja environment says what it escapes; one that escapes nothing says why on that line."""
    result = []
    lines = module.text.splitlines()
    for node in module.nodes(ast.Call):
        if called(node) not in ("Environment", "SandboxedEnvironment") or not isinstance(node, ast.Call):
            continue
        stated = next((k.value for k in node.keywords if k.arg == "autoescape"), None)
        if stated is None:
            result.append(f"{module.at(node)}: say autoescape=")
        elif isinstance(stated, ast.Constant) and stated.value is False and "#" not in lines[stated.lineno - 1]:
            result.append(f"{module.at(stated)}: autoescape=False needs its reason in a comment on that line")
    return result


def test_no_page_has_anything_inline() -> None:
    assert [f for page in pages() for f in faults(page.relative_to(ROOT).as_posix(), page.read_text("utf-8"))] == []


def test_every_template_environment_says_what_it_escapes() -> None:
    assert broken(escaping, product()) == []


def test_these_rules_catch_what_they_are_for() -> None:
    assert faults("x.html", "<script>alert(1)</script>")
    assert not faults("x.html", '<script type="module" src="/static/chat.js"></script>')
    assert faults("x.html", '<p style="color: red">')
    assert faults("x.html", "<style>p {}</style>")
    assert faults("x.html", '<button onclick="go()">')
    assert not faults("x.html", '<button name="once" value="on = off">')
    assert faults("x.html", "<a href='javascript:go()'>")
    assert faults("x.html", '<link href="//fonts.example/x.css">')
    assert faults("x.html", "{{ text|safe }}")
    assert not faults("x.html", "{{ text|safe }} {# drawn by our own macro #}")
    assert faults("x.html", "{% autoescape false %}")
    assert escaping(planted("web/x.py", "e = Environment(loader=l)"))
    assert escaping(planted("web/x.py", "e = jinja2.Environment(autoescape=False)"))
    assert not escaping(planted("web/x.py", "e = Environment(autoescape=False)  # plain text for SMS"))
    assert not escaping(planted("web/x.py", "e = Environment(autoescape=True)"))
