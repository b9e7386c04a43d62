# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Get and Set ... Configuration Parameters have in common: LAN, SOL, boot options, system info.

A table of :class:`Rule` says which parameters can be written, with how many bytes and which values; the personality's
factory table says which ones exist at all. Completion codes: 80h no such parameter, C9h no such set or block of it,
82h read-only, C7h wrong length, CCh a value that makes no sense. IPMI v2.0 §23.1, §26.2, §28.12.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.parameter import SetInProgress

from ..registry import CompletionCode

if t.TYPE_CHECKING:
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Parameter

    from ..bmc import Bmc
    from ..model import Parameters

NOT_SUPPORTED = 0x80
SET_ALREADY_IN_PROGRESS = 0x81
READ_ONLY = 0x82

SET_IN_PROGRESS = 0

Check = t.Callable[[bytes], bool]


class Rule(t.NamedTuple):
    """How a parameter is written. ``selectors`` counts the leading bytes that select a set and a block.

    ``sizes`` are the lengths that the data may have, with those selectors. ``check`` gets the data without the
    selectors and tells whether it makes sense.
    """

    sizes: t.Container[int]
    selectors: int = 0
    check: Check | None = None
    read_only: bool = False


Rules = t.Mapping[int, Rule]


def rule_of(parameter: type[Parameter], check: Check | None = None, sizes: t.Container[int] = ()) -> Rule:
    """Return the rule of a declared parameter; ``sizes`` where its layout does not say how long the data are."""
    return Rule(
        sizes or (parameter.layout.fixed_size,),
        parameter.has_set_selector + parameter.has_block_selector,
        check,
        parameter.read_only,
    )


def one_byte_up_to(maximum: int) -> Check:
    """Return a check for a single number."""
    return lambda value: value[0] <= maximum


def read_parameter(
    table: Parameters, rules: Rules, selector: int, set_selector: int = 0, block_selector: int = 0
) -> bytes:
    """Return the parameter's data. Selectors that the parameter does not have are ignored. Raises CompletionCode."""
    rule = rules.get(selector)
    if rule is None or not table.has_selector(selector):
        raise CompletionCode(NOT_SUPPORTED)
    value = table.read(selector, *(set_selector, block_selector)[: rule.selectors])
    if value is None:
        raise CompletionCode(Code.OUT_OF_RANGE)
    return value


def check_write(table: Parameters, rules: Rules, selector: int, data: bytes) -> tuple[int, int]:
    """Return the set and block selector of a write that is in order. Raises CompletionCode for any other."""
    rule = rules.get(selector)
    if rule is None or not table.has_selector(selector):
        raise CompletionCode(NOT_SUPPORTED)
    if rule.read_only:
        raise CompletionCode(READ_ONLY)
    if len(data) not in rule.sizes:
        raise CompletionCode(Code.LENGTH_INVALID)
    set_selector, block_selector = (*data[: rule.selectors], 0, 0)[:2]
    if table.read(selector, set_selector, block_selector) is None:
        raise CompletionCode(Code.OUT_OF_RANGE)
    if rule.check is not None and not rule.check(data[rule.selectors :]):
        raise CompletionCode(Code.INVALID_FIELD)
    return set_selector, block_selector


def read_set_in_progress(bmc: Bmc, kind: str, channel: int = 0) -> bytes:
    """Return parameter 0 of a configuration."""
    return bytes([bmc.volatile.set_in_progress.get((kind, channel), SetInProgress.SET_COMPLETE)])


def write_set_in_progress(bmc: Bmc, kind: str, data: bytes, channel: int = 0) -> None:
    """Write parameter 0: an advisory lock that belongs to nobody.

    Every write takes effect at once, so that "commit write" has nothing left to do; ipmitool sends it.
    """
    quirks = bmc.personality.quirks
    if quirks.set_in_progress_refused:
        raise CompletionCode(bmc.personality.set_in_progress_code)
    if len(data) != 1:
        raise CompletionCode(Code.LENGTH_INVALID)
    value = data[0] & 0x03
    if value not in tuple(SetInProgress):
        raise CompletionCode(Code.INVALID_FIELD)
    held = bmc.volatile.set_in_progress.get((kind, channel)) == SetInProgress.SET_IN_PROGRESS
    if held and value == SetInProgress.SET_IN_PROGRESS and not quirks.set_in_progress_unguarded:
        raise CompletionCode(SET_ALREADY_IN_PROGRESS)
    bmc.volatile.set_in_progress[kind, channel] = value
