"""What is written about the house is true of it: links, settings, the tree, the words."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, documents, ours
from tools import tree

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
SETTING = re.compile(r"\bDULY_[A-Z0-9_]+\b")
NOT_SETTINGS = {"DULY_TEST_POSTGRES_URL", "DULY_CI_PYTHONS"}
"""Names of the test runs, read by no part of the product."""
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home)/|--(?:extra-)?index-" + r"url|pypi\.org" + r"/simple")


def anchors(page: Path) -> set[str]:
    """The anchors of a page, as they are made of its headings."""
    headings = re.findall(r"^#+\s+(.*?)\s*$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    dead = []
    for target in LINK.findall(re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            dead.append(f"{page.name}: {target}")
    return dead


def settings() -> set[str]:
    """The name of every setting, as it stands in the environment."""
    model = importlib.import_module("app.settings").Settings
    prefix = model.model_config.get("env_prefix", "")
    return {str(field.validation_alias or f"{prefix}{name}").upper() for name, field in model.model_fields.items()}


def test_every_link_between_our_pages_leads_somewhere() -> None:
    assert [link for page in documents() for link in dead_links(page)] == []


def test_a_dead_link_and_a_dead_anchor_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One thing\n[a](nowhere.md) [b](#one-thing) [c](#other) [d](https://example.com)")
    assert dead_links(page) == ["page.md: nowhere.md", "page.md: #other"]


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    documented = set(SETTING.findall((ROOT / "docs" / "operating.md").read_text("utf-8"))) - NOT_SETTINGS
    assert documented == settings()


def test_the_tree_in_the_architecture_page_is_the_tree() -> None:
    text = tree.PAGE.read_text("utf-8")
    assert text == tree.page(text), "the tree has grown: python -m tools.tree --write"


def test_every_decision_says_what_enforces_it() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    wanted = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
    assert {d.name: re.findall(r"^## (.*)$", d.read_text("utf-8"), re.MULTILINE) for d in decisions} == {
        d.name: wanted for d in decisions
    }
    numbers = [d.name[:4] for d in decisions]  # one may be given out, and its page never land
    assert len(numbers) == len(set(numbers))


def test_no_file_knows_a_machine_or_where_packages_come_from() -> None:
    found = []
    for path in ours():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # not text
        found += [
            f"{path.relative_to(ROOT)}: {m[0]}" for m in MACHINE.finditer(text) if path.name != Path(__file__).name
        ]
    assert found == []


@pytest.mark.parametrize("word", ["Consumer", "Debt", "Approval", "Dossier", "Wave", "Journal", "Claim", "Objection"])
def test_the_glossary_explains_the_words_of_the_house(word: str) -> None:
    assert f"**{word}**" in (ROOT / "GLOSSARY.md").read_text("utf-8")
