# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judgements that many checks share: a setting that has one right value on every channel that has it."""

from __future__ import annotations

import typing as t

from .check import Fragment, Verdict, failed, passed, unsupported
from .facts import Facts, listed

Judge = t.Callable[[Facts, t.Any], Verdict]


def everywhere(section: str, setting: str, wanted: t.Any, wrong: str, right: str, absent: str) -> Judge:
    """Return the judgement that a setting has a value on every channel.

    ``wrong`` is the sentence for one channel, with ``{channel}`` in it; ``right`` is the one for all of them, and
    ``absent`` the one where no channel has the setting.
    """

    def judge(facts: Facts, declared: t.Any) -> Verdict:
        return every_channel(
            facts, section, setting, lambda value: bool(value == wanted), wanted, (wrong, right, absent)
        )

    return judge


def every_channel(
    facts: Facts,
    section: str,
    setting: str,
    is_right: t.Callable[[t.Any], bool],
    wanted: t.Any,
    sentences: tuple[str, str, str],
) -> Verdict:
    """Judge a setting by ``is_right``; what mends it is ``wanted``. See ``everywhere`` for the sentences."""
    wrong, right, absent = sentences
    found = [(entry["channel"], entry[setting]) for entry in facts[section] if entry.get(setting) is not None]
    if not found:
        return unsupported(absent)
    evidence: dict[str, t.Any] = {"setting": setting, "found": {str(channel): value for channel, value in found}}
    bad = sorted({channel for channel, value in found if not is_right(value)})
    if bad:
        return failed(wrong.format(channel=listed(bad)), setting_mended(section, setting, wanted, bad), **evidence)
    return passed(right, **evidence)


def setting_mended(section: str, setting: str, wanted: t.Any, channels: t.Iterable[int]) -> Fragment:
    return {section: [{"channel": channel, setting: wanted} for channel in channels]}
