# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken for a document and what is not, in one sentence."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.baremetal.ipmi.plugins.filter.bmc_document import bmc_document

CONTENT: dict[str, t.Any] = {
    "format": 1,
    "identity": {"system_guid": "00" * 16},
    "sections": ["chassis"],
    "not_supported": [],
    "document": {"chassis": {"power_restore_policy": "previous"}},
}


def test_a_document_may_be_json_as_well() -> None:
    assert bmc_document(json.dumps(CONTENT)) == CONTENT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not a document that baremetal.ipmi.bmc_backup wrote"),
        ("users: []", "is not a document that baremetal.ipmi.bmc_backup wrote"),
        ("- 1", "is not a document that baremetal.ipmi.bmc_backup wrote"),
        ("<<<<<<< HEAD\nformat: 1\n=======\n", "is not YAML"),
        ("format: 1\n  identity: {", "is not YAML"),
        (json.dumps({**CONTENT, "format": 2}), "of format 2"),
        (json.dumps({**CONTENT, "document": None}), "damaged: document"),
        (json.dumps({name: CONTENT[name] for name in ("format", "document")}), "identity, sections, not_supported"),
    ],
)
def test_other_text_is_refused_in_one_line(text: str, sentence: str) -> None:
    with pytest.raises(AnsibleFilterError) as refused:
        bmc_document(text)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_name_is_no_template() -> None:
    text = json.dumps({**CONTENT, "document": {"users": [{"name": "{{bmc_password}}"}]}})
    assert bmc_document(text)["document"]["users"][0]["name"] == "{{bmc_password}}"
