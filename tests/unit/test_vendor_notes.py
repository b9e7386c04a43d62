# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor notes say in numbers is what the emulated BMCs do."""

from __future__ import annotations

import re

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.personality import Personality, load_personality
from collection_path import ROOT

PAGE = (ROOT / "docs" / "vendors.md").read_text(encoding="utf-8")
TABLES = dict(re.findall(r"^\| emulated as `([\w-]+)` \| \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE))
ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)
# It is described with the makes it belongs to, or does what the specification says.
WITHOUT_A_TABLE = {"generic", "old-supermicro"}


def facts(personality: Personality) -> dict[str, str]:
    administrator = personality.administrator
    assert administrator is not None
    return {
        "factory account": f"`{administrator.name}`",
        "user slots": str(personality.max_users),
        "sessions at a time": str(personality.session_slots),
        "LAN channel": str(personality.lan_channel),
        "cipher suites": ", ".join(map(str, sorted(personality.cipher_suites_accepted))),
        "IPMI 1.5 logins": "yes" if personality.supports_v15 else "no",
    }


@pytest.mark.parametrize("name", TABLES)
def test_a_table_agrees_with_the_emulator(name: str) -> None:
    assert dict(ROW.findall(TABLES[name])) == facts(load_personality(name))


def test_every_personality_is_on_the_page() -> None:
    folder = ROOT / "tests" / "emulator" / "personalities"
    names = {path.stem.replace("_", "-") for path in folder.glob("[a-z]*.py") if "PERSONALITY = " in path.read_text()}
    assert names == set(TABLES) | WITHOUT_A_TABLE
    assert all(f"`{name}`" in PAGE for name in names - {"generic"})
