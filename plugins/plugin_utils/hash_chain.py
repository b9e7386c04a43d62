# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that each hold the hash of the one before, so that tampering shows.

A line is the canonical JSON of a record: names in order, no spaces, ASCII only. ``hash`` is the SHA-256 of the
canonical JSON of everything else in it, and ``previous_hash`` is the ``hash`` of the line above, or zeros in the first
line. So a line that was changed does not fit its own hash, and a line that was removed, inserted or moved breaks the
chain where it was.

What a chain cannot show: lines missing at the end, and a log that was written anew as a whole. Both show to somebody
who kept a later hash in another place, such as a log server.

This file needs nothing but Python. As a program, it checks a log::

    python3 hash_chain.py /var/log/bmc-audit.jsonl [HASH OF THE LAST LINE]
"""

from __future__ import annotations

import hashlib
import json
import sys
import typing as t

BEGINNING = "0" * 64
"""Stands for the hash of the line before the first."""


class NotALine(ValueError):
    """A text is not a line of an audit log."""


def canonical(record: t.Mapping[str, t.Any]) -> str:
    """Return the one JSON text of a record."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"))


def hash_of(record: t.Mapping[str, t.Any]) -> str:
    """Return the hash of a record, which is not part of what is hashed."""
    content = {name: value for name, value in record.items() if name != "hash"}
    return hashlib.sha256(canonical(content).encode("ascii")).hexdigest()


def chained(records: t.Iterable[t.Mapping[str, t.Any]], previous: str) -> tuple[list[str], str]:
    """Return records as lines that follow the line with the hash ``previous``, and the hash of the last of them."""
    lines = []
    for record in records:
        linked: dict[str, t.Any] = {**record, "previous_hash": previous}
        previous = linked["hash"] = hash_of(linked)
        lines.append(canonical(linked))
    return lines, previous


def parse_line(line: str) -> dict[str, t.Any]:
    """Return the record of a line. Raises NotALine."""
    try:
        record = json.loads(line)
    except ValueError:
        raise NotALine("it is not JSON") from None
    if not isinstance(record, dict):
        raise NotALine("it is not an object")
    for name in ("hash", "previous_hash"):
        if not isinstance(record.get(name), str):
            raise NotALine(f"it has no {name}")
    return record


def find_flaws(text: str, last_hash: str | None = None) -> list[str]:
    """Return one sentence for each place where a log is not as it was written; none for a log that is intact.

    ``last_hash`` is the hash that the last line has to have, for somebody who kept it elsewhere.
    """
    flaws = []
    previous: str | None = BEGINNING
    number = 0
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            record = parse_line(line)
        except NotALine as reason:
            flaws.append(f"Line {number} is not a line of an audit log: {reason}.")
            previous = None
            continue
        if canonical(record) != line or hash_of(record) != record["hash"]:
            flaws.append(f"Line {number} was changed: its content does not fit its hash.")
        if previous is not None and record["previous_hash"] != previous:
            flaws.append(_break_at(number))
        previous = record["hash"]
    if last_hash is not None and previous != last_hash:
        flaws.append(f"Line {number} is not the last line that was written: its hash is not {last_hash}.")
    return flaws


def _break_at(number: int) -> str:
    if number == 1:
        return "Line 1 does not begin the log: a line before it was removed or moved."
    return f"Line {number} does not follow line {number - 1}: a line was removed, inserted or moved here."


def main(arguments: t.Sequence[str]) -> int:
    """Check a log, say what is wrong with it, and return the exit code."""
    if len(arguments) not in (1, 2):
        print("usage: hash_chain.py LOG [HASH OF THE LAST LINE]", file=sys.stderr)
        return 2
    try:
        # Written anew, a byte that is no text is a flaw like any other.
        with open(arguments[0], encoding="utf-8", errors="replace", newline="\n") as stream:
            text = stream.read()
    except OSError as error:
        print(f"{arguments[0]} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    flaws = find_flaws(text, *arguments[1:])
    print("\n".join(flaws) or f"{arguments[0]} is intact: {len(text.splitlines())} lines.")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
