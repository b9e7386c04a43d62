# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SOL configuration parameters. IPMI v2.0 §26.3, table 26-5."""

from __future__ import annotations

from ..codec.fields import bits, flag, reserved, u8, u16
from ..spec.command import PrivilegeLevel
from ..spec.parameter import SetInProgress
from ..spec.sol import BitRate
from .sol import SolParameter


class SolSetInProgress(SolParameter, selector=0):
    set_in_progress: SetInProgress = bits(2, SetInProgress)
    _r1: int = reserved(6)


class SolEnable(SolParameter, selector=1):
    enabled: bool = flag()
    _r1: int = reserved(7)


class SolAuthentication(SolParameter, selector=2):
    """``privilege_level`` is the lowest one that may activate SOL."""

    privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r1: int = reserved(2)
    force_authentication: bool = flag()
    force_encryption: bool = flag()


class SolCharacterAccumulate(SolParameter, selector=3):
    """``accumulate_interval`` is in steps of 5 ms, ``send_threshold`` in characters; both start at 1."""

    accumulate_interval: int = u8()
    send_threshold: int = u8()


class SolRetry(SolParameter, selector=4):
    """``retry_interval`` is in steps of 10 ms; 0 sends back to back."""

    retry_count: int = bits(3)
    _r1: int = reserved(5)
    retry_interval: int = u8()


class SolNonVolatileBitRate(SolParameter, selector=5):
    bit_rate: BitRate = bits(4, BitRate)
    _r1: int = reserved(4)


class SolVolatileBitRate(SolParameter, selector=6):
    """Taken from SolNonVolatileBitRate when the system or the BMC restarts."""

    bit_rate: BitRate = bits(4, BitRate)
    _r1: int = reserved(4)


class SolPayloadChannel(SolParameter, selector=7, read_only=True):
    channel_number: int = u8()


class SolPayloadPort(SolParameter, selector=8):
    """Read-only on some BMCs."""

    port: int = u16()


SOL_PARAMETERS: dict[int, type[SolParameter]] = {
    parameter.selector: parameter
    for parameter in (
        SolSetInProgress,
        SolEnable,
        SolAuthentication,
        SolCharacterAccumulate,
        SolRetry,
        SolNonVolatileBitRate,
        SolVolatileBitRate,
        SolPayloadChannel,
        SolPayloadPort,
    )
}
