# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node counting: each module has its program, and none makes a node of a result that does not say which BMC it was.

``tests/integration/test_event_query.py`` runs them on results of real tasks.
"""

from __future__ import annotations

import typing as t

import jq
import pytest
import yaml
from collection_path import ROOT

QUERIES = yaml.safe_load((ROOT / "extensions" / "audit" / "event_query.yml").read_text(encoding="utf-8"))
# Its results are of BMCs that other tasks have read.
ABOUT_NO_BMC = {"audit_report"}
GUID = "8f3a1c5e9d7b42608f3a1c5e9d7b4260"
BMC = {"system_guid": GUID, "manufacturer": None, "manufacturer_id": 7, "address": "192.0.2.10", "channel": None}
NODE = {
    "name": GUID,
    "canonical_facts": {"system_guid": GUID},
    "facts": {"device_type": "bare_metal", "address": "192.0.2.10"},
}
WITHOUT_A_NODE: dict[str, dict[str, t.Any]] = {
    "nobody answered": {"failed": True, "changed": False, "msg": "No answer.", "error_code": "no_answer"},
    "no_log": {"censored": "the output has been hidden"},
    "skipped": {"skipped": True, "changed": False},
    "IPMI 1.5, or the host's own device": {"changed": False, "bmc": {**BMC, "system_guid": None}},
    "an earlier release": {"changed": False, "bmc": {}},
    "never set at the factory": {"changed": False, "bmc": {**BMC, "system_guid": "0" * 32}},
    "erased flash": {"changed": False, "bmc": {**BMC, "system_guid": "f" * 32}},
    "a loop as a whole": {"changed": False, "results": [{"changed": False, "bmc": BMC}]},
    "something else by that name": {"changed": False, "bmc": "192.0.2.10"},
    "nothing": {},
}


def test_every_module_that_speaks_with_a_bmc_has_a_program_and_no_other() -> None:
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")} - ABOUT_NO_BMC
    assert sorted(QUERIES) == sorted(f"baremetal.ipmi.{module}" for module in modules)


@pytest.mark.parametrize("module", QUERIES)
def test_a_bmc_is_a_node_by_its_guid_alone(module: str) -> None:
    program = jq.compile(QUERIES[module]["query"])
    for result in ({"changed": False}, {"changed": True, "diff": {}}, {"failed": True, "msg": "Refused."}):
        assert program.input_value({**result, "bmc": BMC}).all() == [NODE]
    moved = {**BMC, "address": "192.0.2.99", "firmware": "2.0", "cipher_suite": 3}
    (node,) = program.input_value({"changed": True, "bmc": moved}).all()
    assert (node["name"], node["canonical_facts"]) == (NODE["name"], NODE["canonical_facts"])


@pytest.mark.parametrize("what", WITHOUT_A_NODE)
def test_a_result_without_identity_gives_no_node(what: str) -> None:
    programs = {module: jq.compile(entry["query"]) for module, entry in QUERIES.items()}
    assert [module for module, program in programs.items() if program.input_value(WITHOUT_A_NODE[what]).all()] == []
