# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chain of an audit log: whatever is done to it shows, with the number of the line."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.plugin_utils import hash_chain
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.hash_chain import BEGINNING, chained, find_flaws, hash_of

RECORDS = [{"sequence": number, "after": "größer", "bmc": {"port": 623}} for number in range(1, 6)]
LINES, LAST = chained(RECORDS, BEGINNING)

Damage = t.Callable[[list[str]], t.Any]


def text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def damaged(damage: Damage) -> list[str]:
    lines = list(LINES)
    damage(lines)
    return find_flaws(text(lines))


def forge(lines: list[str], place: int) -> None:
    """Change a line, and make its own hash anew."""
    record = {**json.loads(lines[place]), "after": "nothing"}
    record["hash"] = hash_of(record)
    lines[place] = hash_chain.canonical(record)


def test_what_was_written_is_intact() -> None:
    assert find_flaws(text(LINES)) == []
    assert find_flaws(text(LINES), LAST) == []
    assert find_flaws("") == []


def test_a_chain_goes_on_where_it_ended() -> None:
    first, last = chained(RECORDS[:2], BEGINNING)
    second, _last = chained(RECORDS[2:], last)
    assert first + second == LINES


@pytest.mark.parametrize(
    ("damage", "flaws"),
    [
        (lambda lines: lines.__setitem__(2, lines[2].replace('"port":623', '"port":624')), ["Line 3 was changed"]),
        (lambda lines: lines.__setitem__(2, lines[2].replace('"port":623', '"port": 623')), ["Line 3 was changed"]),
        (
            lambda lines: lines.__setitem__(2, lines[2].replace('{"after"', '{"after":0,"after"')),
            ["Line 3 was changed"],
        ),
        (lambda lines: forge(lines, 2), ["Line 4 does not follow line 3"]),
        (lambda lines: lines.pop(1), ["Line 2 does not follow line 1"]),
        (lambda lines: lines.pop(0), ["Line 1 does not begin the log"]),
        (lambda lines: lines.insert(2, lines[0]), ["Line 3 does not follow line 2", "Line 4 does not follow line 3"]),
        (
            lambda lines: lines.insert(1, lines.pop(2)),
            ["Line 2 does not follow", "Line 3 does not follow", "Line 4 does not follow"],
        ),
        (lambda lines: lines.insert(2, "root was here"), ["Line 3 is not a line of an audit log: it is not JSON"]),
        (lambda lines: lines.insert(2, ""), ["Line 3 is not a line of an audit log: it is not JSON"]),
        (lambda lines: lines.append("[]"), ["Line 6 is not a line of an audit log: it is not an object"]),
        (lambda lines: lines.append("{}"), ["Line 6 is not a line of an audit log: it has no hash"]),
    ],
)
def test_what_was_done_is_found_where_it_was_done(damage: Damage, flaws: list[str]) -> None:
    found = damaged(damage)
    assert len(found) == len(flaws), found
    assert all(sentence.startswith(flaw) for sentence, flaw in zip(found, flaws)), found


def test_every_single_character_counts() -> None:
    line = LINES[1]
    for place in range(len(line)):
        other = "0" if line[place] != "0" else "1"
        changed = [LINES[0], line[:place] + other + line[place + 1 :], *LINES[2:]]
        assert find_flaws(text(changed)), f"character {place} of {line}"


def test_lines_missing_at_the_end_show_by_a_hash_that_was_kept() -> None:
    assert find_flaws(text(LINES[:-1])) == []
    assert find_flaws(text(LINES[:-1]), LAST)[0].startswith("Line 4 is not the last line")
    assert find_flaws("", LAST)


def test_it_is_a_program_too(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(text(LINES))

    def check(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-I", hash_chain.__file__, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    assert check(str(log)) == (0, f"{log} is intact: 5 lines.\n")
    log.write_bytes(text(LINES[:-1]).encode() + b"\xff\n")
    code, output = check(str(log), LAST)
    assert (code, output.splitlines()[0]) == (1, "Line 5 is not a line of an audit log: it is not JSON.")
    assert check(str(tmp_path / "none"))[0] == 2
    assert check()[0] == 2
