# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages say is complete, and what they point at is there. Their examples are run by the integration tests."""

from __future__ import annotations

import ast
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.connection import CONNECTION_OPTIONS
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.options import Option
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import SECTIONS
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info_subsets import SUBSETS
from collection_path import ROOT

GUIDE = ROOT / "docs" / "user"
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for place in ("*.md", "docs/**/*.md", "tests/emulator/*.md", "changelogs/*.md")
    for path in ROOT.glob(place)
)
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
YAML_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
OF_THE_CONFIGURE_PLAYBOOK = {"bmc_document", "bmc_hosts"}
OF_THE_ROLES = {
    name
    for path in ROOT.glob("roles/*/meta/argument_specs.yml")
    for spec in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values()
    for name in spec.get("options", {})
}


def text_of(page: str | Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """Return what links can point at: headings, as Git forges write them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def first_column(page: Path) -> set[str]:
    """Return the names in code style that begin the rows of the tables of a page."""
    return set(re.findall(r"^\| `([^`]+)` \|", text_of(page), re.MULTILINE))


def error_codes() -> set[str]:
    """Return every error code in the source: as an attribute of an error, or in a result."""
    found = set()
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            pairs: list[tuple[t.Any, t.Any]] = []
            if isinstance(node, ast.Assign):
                pairs = [(getattr(target, "id", None), node.value) for target in node.targets]
            elif isinstance(node, ast.Dict):
                pairs = [(getattr(key, "value", None), value) for key, value in zip(node.keys, node.values)]
            found |= {value.value for name, value in pairs if name == "error_code" and isinstance(value, ast.Constant)}
    return found


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    broken = []
    for link in LINK.findall(FENCED.sub("", text_of(page))):
        if link.startswith(("https://", "http://")):
            continue
        name, _hash, anchor = link.partition("#")
        target = (ROOT / page).parent / name if name else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_is_in_the_index() -> None:
    index = LINK.findall(text_of("docs/README.md"))
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if page not in index and page != "README.md"] == []


def test_the_readme_lists_every_module() -> None:
    listed = re.findall(r"^\| `baremetal\.ipmi\.(\w+)` \| \S", text_of("README.md"), re.MULTILINE)
    assert sorted(listed) == MODULES


def test_the_guide_speaks_of_every_module() -> None:
    guide = "".join(text_of(page) for page in GUIDE.glob("*.md") if page.name != "from-ipmitool.md")
    assert [module for module in MODULES if f"baremetal.ipmi.{module}:" not in guide] == []


def test_every_connection_option_is_explained_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", text_of(GUIDE / "connecting.md"), re.MULTILINE))
    options: list[Option] = [*CONNECTION_OPTIONS]
    for option in CONNECTION_OPTIONS:
        options += option.kind.options
    assert [option.name for option in options if option.name not in rows] == []
    wrong = [option.name for option in options if option.default is not None and rows[option.name] != shown(option)]
    assert wrong == []


def shown(option: Option) -> str:
    return f"`{option.default}`"


def test_inventories_in_the_pages_use_options_that_exist() -> None:
    known = {option.name for option in CONNECTION_OPTIONS} | OF_THE_CONFIGURE_PLAYBOOK | OF_THE_ROLES
    used = set()
    for page in PAGES:
        for block in YAML_BLOCK.findall(text_of(page)):
            content = yaml.safe_load(block)
            if isinstance(content, dict):
                used |= keys(content)
    assert {name for name in used if name.startswith("bmc_")} - known == set()


def keys(content: t.Any) -> set[str]:
    if isinstance(content, list):
        return set().union(*map(keys, content))
    if isinstance(content, dict):
        return set(content).union(*map(keys, content.values()))
    return set()


def test_the_tables_of_error_codes_are_complete() -> None:
    assert len(error_codes()) > 20
    assert first_column(GUIDE / "safety.md") - set(MODULES) == error_codes() | {"error_code"}


def test_the_sections_of_a_document_are_complete() -> None:
    assert first_column(GUIDE / "documents.md") == {section.name for section in SECTIONS}


def test_what_info_gathers_is_complete() -> None:
    assert first_column(GUIDE / "info-and-raw.md") == set(SUBSETS)
