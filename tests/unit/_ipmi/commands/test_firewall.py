# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware firewall: masks that mean the opposite, and the defining body that is not always at the end."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Message
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import firewall
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError, EncodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.firewall import CommandRange, LunSupport

ALL_128 = frozenset(range(128))
GROUP_EXTENSION, OEM_GROUP = 0x2C, 0x2E

FIREWALL = [
    (
        firewall.GetNetFnSupportResponse(
            lun_0_support=LunSupport.BASE, lun_2_support=LunSupport.RESTRICTED, lun_0_net_fn_pairs={0, 2, 3, 5, 6},
            lun_2_net_fn_pairs={31},
        ),
        "21" + "6d000000" + "00000000" + "00000080" + "00000000",
    ),
    (firewall.GetCommandSupportRequest(net_fn=6), "0e0600"),
    (firewall.GetCommandSupportRequest(channel_number=1, net_fn=6, command_range=CommandRange.UPPER, lun=2), "014602"),
    (firewall.GetCommandSupportRequest(net_fn=GROUP_EXTENSION, defining_body=b"\xdc"), "0e2c00dc"),
    (firewall.GetCommandSupportResponse(available={0, 9}), "fefd" + "ff" * 14),
    (firewall.GetCommandSubFunctionSupportRequest(net_fn=0, command_number=2), "0e000002"),
    (
        firewall.GetCommandSubFunctionSupportResponse(
            errata_number=3, specification_version=2, available={0, 1, 2, 3, 5}
        ),
        "030200d0ffffff",
    ),
    (
        firewall.GetCommandSubFunctionSupportResponse(available=set(range(32)), available_above_31={1}),
        "00000000000000fdffffff",
    ),
    (firewall.GetConfigurableCommandsResponse(configurable={0x60}), "00" * 12 + "01" + "00" * 3),
    (firewall.GetConfigurableCommandSubFunctionsResponse(configurable={4}), "10000000"),
    (firewall.SetCommandEnablesRequest(net_fn=6, enabled=ALL_128), "0e0600" + "ff" * 16),
    (
        firewall.SetCommandEnablesRequest(net_fn=OEM_GROUP, enabled={0}, defining_body=b"\x57\x01\x00"),
        "0e2e00" + "01" + "00" * 15 + "570100",
    ),
    (firewall.GetCommandEnablesRequest(net_fn=OEM_GROUP, defining_body=b"\x57\x01\x00"), "0e2e00570100"),
    (
        firewall.SetCommandSubFunctionEnablesRequest(net_fn=0, command_number=2, enabled={0, 1}),
        "0e00000203000000",
    ),
    (
        firewall.SetCommandSubFunctionEnablesRequest(
            net_fn=GROUP_EXTENSION, command_number=2, enabled={0}, defining_body=b"\xdc"
        ),
        "0e2c0002dc01000000",
    ),
    (
        firewall.SetCommandSubFunctionEnablesRequest(
            net_fn=OEM_GROUP, command_number=2, enabled={0}, enabled_above_31={31}, defining_body=b"\x57\x01\x00"
        ),
        "0e2e0002570100" + "01000000" + "00000080",
    ),
    (firewall.GetCommandSubFunctionEnablesResponse(enabled={2}, enabled_above_31={0}), "0400000001000000"),
    (firewall.GetOemNetFnIanaSupportRequest(net_fn=OEM_GROUP, list_index=1), "0e2e01"),
    (
        firewall.GetOemNetFnIanaSupportResponse(
            last_list_index=1, lun_0_support=LunSupport.BASE, defining_body=b"\x57\x01\x00"
        ),
        "0101570100",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "wire"), FIREWALL, ids=[f"{type(message).__name__}-{wire[:16]}" for message, wire in FIREWALL]
)
def test_both_ways(message: Message, wire: str) -> None:
    assert message.pack().hex() == wire
    assert type(message).unpack(bytes.fromhex(wire)) == message


def test_ipmitool_leaves_the_defining_body_out() -> None:
    request = firewall.GetCommandSupportRequest.unpack(bytes.fromhex("0e2c00"))
    assert request.defining_body == b""
    with pytest.raises(DecodeError):
        firewall.SetCommandSubFunctionEnablesRequest.unpack(bytes.fromhex("0e2c000201000000"))


def test_sub_functions_of_both_masks_are_numbered_on() -> None:
    enables = firewall.GetCommandSubFunctionEnablesResponse.unpack(bytes.fromhex("0400000001000000"))
    assert enables.enabled_sub_functions == {2, 32}
    support = firewall.GetCommandSubFunctionSupportResponse.unpack(bytes.fromhex("000000feffffff"))
    assert support.available_sub_functions == {0}
    configurable = firewall.GetConfigurableCommandSubFunctionsResponse.unpack(bytes.fromhex("0000000000000080"))
    assert configurable.configurable_sub_functions == {63}


@pytest.mark.parametrize(("net_fn", "body"), [(6, b"\xdc"), (GROUP_EXTENSION, b""), (OEM_GROUP, b"\x57\x01")])
def test_a_defining_body_of_the_wrong_size_is_refused(net_fn: int, body: bytes) -> None:
    request = firewall.SetCommandSubFunctionEnablesRequest(
        net_fn=net_fn, command_number=1, enabled=set(), defining_body=body
    )
    with pytest.raises(EncodeError, match="defining_body"):
        request.pack()
