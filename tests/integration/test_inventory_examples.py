# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every configuration of the inventory plugin in the documentation is run: its own examples and those of the pages.

The networks that documentation uses become loopback networks with a few emulated BMCs in each.
"""

from __future__ import annotations

import ast
import contextlib
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.inventory import PLUGIN, Inventory, free_port, network
from collection_path import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LIST_PAGE = ROOT / "docs" / "user" / "inventory.md"
BLOCK = re.compile(r"^```(?P<kind>yaml|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
USERNAME, PASSWORD = "ADMIN", "correct-horse"
# There is one loopback address of IPv6, and nobody to ask for names.
ELSEWHERE = {"2001:db8::10-2001:db8::3f": "::1", "bmc7.example.com": "localhost", ".rack9.example.com": ".invalid"}
DOCUMENTED_NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")
FIRST_BMC, BMCS_IN_EACH = 10, 3


def configurations_of(text: str) -> list[dict[str, t.Any]]:
    """Return the configurations in one YAML text, which may hold several documents."""
    documents = [document for document in yaml.safe_load_all(text) if isinstance(document, dict)]
    return [document for document in documents if document.get("plugin") == PLUGIN]


def examples_of_plugin() -> str:
    tree = ast.parse((ROOT / "plugins" / "inventory" / "bmc.py").read_text(encoding="utf-8"))
    return next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXAMPLES"
    )


def texts() -> dict[str, str]:
    """Return every YAML text of the documentation that holds a configuration, by its place."""
    found = {"the plugin": examples_of_plugin()}
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        for block in BLOCK.finditer(content):
            if block["kind"] == "yaml" and PLUGIN in block["text"]:
                found[f"{page.name}:{content.count(chr(10), 0, block.start())}"] = block["text"]
    return found


TEXTS = texts()
CASES = [(place, number) for place, text in TEXTS.items() for number in range(len(configurations_of(text)))]


class Place(t.NamedTuple):
    """Where the documented networks are now."""

    networks: dict[str, str]
    port: int

    def moved(self, text: str) -> str:
        for documented, ours in {**ELSEWHERE, **self.networks}.items():
            text = text.replace(documented, ours)
        return text


@pytest.fixture(scope="module")
def place() -> t.Iterator[Place]:
    prefix, port = network().rpartition(".")[0], free_port()
    networks = {name: f"{prefix}.{251 + number}." for number, name in enumerate(DOCUMENTED_NETWORKS)}
    with contextlib.ExitStack() as stack:
        for number, ours in enumerate(networks.values()):
            options = {"address": f"{ours}{FIRST_BMC}", "port": port, "per_address": True, "seed": number}
            stack.enter_context(running_emulator(BMCS_IN_EACH, username=USERNAME, password=PASSWORD, **options))
        yield Place(networks, port)


def test_there_are_examples() -> None:
    assert len(CASES) >= 6


@pytest.mark.parametrize(("name", "number"), CASES)
def test_an_example_runs(name: str, number: int, place: Place, tmp_path: Path) -> None:
    configuration = configurations_of(place.moved(TEXTS[name]))[number]
    for source in configuration["sources"]:
        source.setdefault("port", place.port)
    if "cache_connection" in configuration:
        configuration["cache_connection"] = str(tmp_path / "kept")
    (tmp_path / "racks.csv").write_text(place.moved(rack_list()), encoding="utf-8")
    inventory = Inventory(tmp_path)
    # Most addresses of a documented network are silent here; an example is not about how long that takes.
    inventory.path.write_text(yaml.safe_dump({**configuration, "tries": 2}, sort_keys=False), encoding="utf-8")
    said = inventory.run(BMC_USERNAME=USERNAME, BMC_PASSWORD=PASSWORD)
    assert said.returncode == 0, said.errors
    reached = {host["bmc_state"] for host in said.hosts.values()} - {"silent"}
    assert reached == ({"identified"} if "credentials" in configuration else {"found"}), said.errors
    assert PASSWORD not in said.output + said.errors


def rack_list() -> str:
    """Return the list that the page shows."""
    content = LIST_PAGE.read_text(encoding="utf-8")
    (text,) = (block["text"] for block in BLOCK.finditer(content) if block["kind"] == "text")
    return text
