# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a whole BMC: what cannot be read is left out and named."""

from __future__ import annotations

from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG_INFO
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console


def test_a_bmc_without_a_lan_channel_has_the_other_sections() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Get Channel Info", "code": 0xCC})
    outcome = console.run(CONFIG_INFO.perform(Bmc(), {"sections": None}, check=False))
    assert set(outcome.values["document"]) == {"chassis", "boot"}
    assert outcome.not_supported == ["users"]
    assert "has no LAN channel" in outcome.warnings[0]
