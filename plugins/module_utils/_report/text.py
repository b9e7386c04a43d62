# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that came from a BMC, made fit for a format: names of accounts may hold any byte."""

from __future__ import annotations

import json
import re
import typing as t

# What XML 1.0 does not allow, and no terminal or page shows: control characters, lone surrogates, non-characters.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# As programs write one, and as the page shows it.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z| UTC)")


def printable(text: str) -> str:
    """Return text with a replacement character for each that cannot be shown."""
    return _UNPRINTABLE.sub("\ufffd", text)


def compact(value: t.Any) -> str:
    """Return data as one line of JSON, its keys in order."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def lines(values: t.Iterable[str]) -> str:
    """Return a JSON list whose entries, already JSON, have a line each."""
    joined = ",\n".join(values)
    return f"[\n{joined}\n]" if joined else "[]"


def encoded(text: str) -> bytes:
    """Return a report as bytes. What cannot be encoded becomes a question mark."""
    return text.encode("utf-8", "replace")


def without_moments(content: bytes) -> str:
    """Return what a report says, but for moments of time: two audits that found the same have the same."""
    return _MOMENT.sub("", content.decode("utf-8", "replace"))
