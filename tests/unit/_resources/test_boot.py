# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The boot override: one message, merged, judged by valid bit, device, persistence and firmware type."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot import SetSystemBootOptionsRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot_parameters import BootFlags
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    InvalidOption,
    NotSupported,
    WriteIgnored,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.boot import BOOT
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.set_in_progress import SetInProgressHeld
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform, read_documents

FLAGS = 5
TIMER = 3


def flags(console: Console) -> str:
    return (console.bmc.stored.boot.read(FLAGS) or b"").hex()


def put_flags(console: Console, data: str) -> None:
    console.bmc.stored.boot.write(FLAGS, bytes.fromhex(data))


def selectors_written(console: Console) -> list[int]:
    return [
        request.parameter_selector for request in console.writes if isinstance(request, SetSystemBootOptionsRequest)
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"device": "pxe"}, "8004000000"),
        ({"device": "pxe", "persistent": True, "firmware": "uefi"}, "e004000000"),
        ({"device": "bios_setup", "firmware": "uefi"}, "a018000000"),  # ipmitool: chassis bootdev bios options=efiboot
        ({"device": "floppy", "firmware": "uefi"}, "a03c000000"),  # ipmitool issue 258
        ({"device": "none", "console_redirection": "suppress"}, "8000010000"),
        ({"lock_keyboard": True, "clear_cmos": True}, "80c0000000"),
        ({"device": "disk", "verbosity": "verbose", "lock_power_button": True, "mux_control": "system"}, "8008c00200"),
        ({"device": "remote_cdrom", "device_instance": 3, "device_instance_is_internal": True}, "8020000013"),
        (
            {"device": "cdrom", "bypass_user_password": True, "lock_sleep_button": True, "blank_screen": True},
            "80160c0000",
        ),
        ({"device": "cdrom", "shared_mode_override": True, "force_progress_event_traps": True}, "8014100800"),
    ],
)
def test_an_override_is_these_five_bytes(options: dict[str, t.Any], expected: str) -> None:
    console = Console()
    assert perform(console, BOOT, **options).changed
    assert flags(console) == expected
    assert not perform(console, BOOT, **options).changed


def test_the_rest_of_a_valid_override_is_kept_and_written_once() -> None:
    console = Console()
    put_flags(console, "e004620113")
    perform(console, BOOT, device="disk", persistent=False)
    assert flags(console) == "a008620113"
    assert selectors_written(console).count(FLAGS) == 1


def test_what_an_invalid_override_left_behind_does_not_come_back() -> None:
    console = Console()
    put_flags(console, "6084880000")
    outcome = perform(console, BOOT, device="disk")
    assert flags(console) == "8008000000"
    assert outcome.before == {"device": "default"}


@pytest.mark.parametrize("present", ["e004000000", "8000020000", "a0848b021f"])
def test_default_clears_the_override_and_then_nothing_is_left_to_do(present: str) -> None:
    console = Console()
    put_flags(console, present)
    assert perform(console, BOOT, device="default").changed
    assert flags(console) == "0000000000"
    assert not perform(console, BOOT, device="default").changed
    assert console.writes == []


def test_an_override_whose_valid_bit_has_fallen_is_none() -> None:
    console = Console()
    put_flags(console, "6004000000")
    assert not perform(console, BOOT, device="default").changed
    assert perform(console, BOOT, device="pxe", persistent=True, firmware="uefi").changed


@pytest.mark.parametrize(
    "options", [{"device": "default"}, {"device": "none"}, {"device": "none", "firmware": "legacy"}]
)
def test_an_override_of_nothing_is_none(options: dict[str, t.Any]) -> None:
    """pyghmi's BMC, and so VirtualBMC, knows no flags that are not valid."""
    console = Console()
    put_flags(console, "8000000000")
    assert not perform(console, BOOT, **options).changed
    assert read_documents(console, BOOT) == [{"device": "default"}]
    assert perform(console, BOOT, device="none", firmware="uefi").changed
    assert flags(console) == "a000000000"


@pytest.mark.parametrize("missing", [{"persistent": True}, {"firmware": "uefi"}, {"device": "disk"}])
def test_each_of_device_persistence_and_firmware_counts(missing: dict[str, t.Any]) -> None:
    console = Console()
    put_flags(console, "8004000000")
    assert perform(console, BOOT, **missing).changed
    assert not perform(console, BOOT, **missing).changed


def test_the_override_outlives_sixty_seconds() -> None:
    console = Console()
    perform(console, BOOT, device="pxe")
    console.time += 61
    assert not perform(console, BOOT, device="pxe").changed


def test_the_timer_can_be_left_alone() -> None:
    console = Console()
    perform(console, BOOT, device="pxe", keep_valid=False)
    assert TIMER not in selectors_written(console)
    console.time += 61
    assert perform(console, BOOT, device="pxe", keep_valid=False).changed


def test_other_bits_of_the_timer_are_kept() -> None:
    console = Console()
    console.bmc.stored.boot.write(TIMER, b"\x05")
    perform(console, BOOT, device="pxe")
    assert console.bmc.stored.boot.read(TIMER) == b"\x0d"


def test_a_bmc_without_the_timer_gets_its_override_all_the_same() -> None:
    console = Console("openbmc")
    perform(console, BOOT, device="pxe")
    assert flags(console) == "8004000000"


@pytest.mark.parametrize("code", [0x80, 0xC9, 0xCC])
@pytest.mark.parametrize("selector", ["00", "03", "04"])
def test_nothing_beside_the_flags_has_to_be_writable(selector: str, code: int) -> None:
    console = Console()
    fault = {"fault": "completion_code", "command": "Set System Boot Options", "data": selector, "code": code}
    console.bmc.faults.add(fault)
    perform(console, BOOT, device="pxe")
    assert flags(console) == "8004000000"


def test_set_in_progress_is_released() -> None:
    console = Console()
    perform(console, BOOT, device="pxe")
    assert selectors_written(console) == [0, 3, 4, 5, 0, 0]
    assert console.bmc.volatile.set_in_progress["boot", 0] == 0


def test_set_in_progress_is_released_after_a_refusal() -> None:
    console = Console()
    fault = {"fault": "completion_code", "command": "Set System Boot Options", "data": "05", "code": 0x82}
    console.bmc.faults.add(fault)
    with pytest.raises(NotSupported, match=r"device: .*82h \(parameter is read-only\)"):
        perform(console, BOOT, device="pxe")
    assert console.bmc.volatile.set_in_progress["boot", 0] == 0


def test_somebody_else_in_progress_is_named() -> None:
    console = Console()
    console.bmc.volatile.set_in_progress["boot", 0] = 1
    with pytest.raises(SetInProgressHeld, match="the boot options"):
        perform(console, BOOT, device="pxe")
    assert flags(console) == "0000000000"


def test_default_takes_no_other_flag() -> None:
    with pytest.raises(InvalidOption, match="persistent"):
        perform(Console(), BOOT, device="default", persistent=False)


def test_a_firmware_type_that_is_not_kept_is_named() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "ignore_write", "command": "Set System Boot Options", "data": "05a0"})
    with pytest.raises(WriteIgnored, match="device"):
        perform(console, BOOT, device="pxe", firmware="uefi")


def test_a_bmc_without_boot_flags_says_so_before_any_write() -> None:
    console = Console()
    fault = {"fault": "completion_code", "command": "Get System Boot Options", "data": "05", "code": 0x80}
    console.bmc.faults.add(fault)
    with pytest.raises(NotSupported, match="device"):
        perform(console, BOOT, device="pxe")
    assert console.writes == []
    assert read_documents(console, BOOT) == []


class TestSupermicroUefiDisk:
    """Selector 9 is the disk. OpenStack Ironic, drivers/modules/ipmitool.py."""

    @pytest.mark.parametrize(("persistent", "expected"), [(False, "a024000000"), (True, "e024000000")])
    def test_it_is_sent_and_understood(self, persistent: bool, expected: str) -> None:
        console = Console("supermicro")
        options = {"device": "disk", "firmware": "uefi", "persistent": persistent}
        assert perform(console, BOOT, **options).changed
        assert flags(console) == expected
        assert not perform(console, BOOT, **options).changed
        assert read_documents(console, BOOT) == [options]

    def test_the_plain_selector_is_not_the_disk(self) -> None:
        console = Console("supermicro")
        put_flags(console, "a008000000")
        assert "device" not in read_documents(console, BOOT)[0]
        assert perform(console, BOOT, device="disk").changed
        assert flags(console) == "a024000000"

    def test_what_has_no_name_is_kept(self) -> None:
        console = Console("supermicro")
        put_flags(console, "a008000000")
        perform(console, BOOT, persistent=True)
        assert flags(console) == "e008000000"

    def test_it_is_the_firmware_type_that_counts(self) -> None:
        console = Console("supermicro")
        perform(console, BOOT, device="disk", firmware="legacy")
        assert flags(console) == "8008000000"
        perform(console, BOOT, firmware="uefi")
        assert flags(console) == "a024000000"

    def test_what_the_selector_means_elsewhere_is_refused(self) -> None:
        console = Console("supermicro")
        with pytest.raises(NotSupported, match="remote_media"):
            perform(console, BOOT, device="remote_media", firmware="uefi")
        assert flags(console) == "0000000000"


@pytest.mark.parametrize("personality", PERSONALITIES)
@pytest.mark.parametrize(
    "present", ["0000000000", "6004000000", "e004000000", "8000620113", "a0e8ff0f1f", "802c000000"]
)
def test_a_document_is_taken_back_unchanged(personality: str, present: str) -> None:
    console = Console(personality)
    put_flags(console, present)
    (document,) = read_documents(console, BOOT)
    assert not perform(console, BOOT, **document).changed


@pytest.mark.parametrize(
    ("present", "document"),
    [
        ("7f04000000", {"device": "default"}),
        ("c004000000", {"device": "pxe", "persistent": True, "firmware": "legacy"}),
        ("8000020000", {"device": "none", "persistent": False, "firmware": "legacy", "console_redirection": "enable"}),
        ("8028000000", {"persistent": False, "firmware": "legacy"}),
    ],
)
def test_the_document_of_an_override(present: str, document: dict[str, t.Any]) -> None:
    console = Console()
    put_flags(console, present)
    assert read_documents(console, BOOT) == [document]


def test_a_device_without_a_name_is_kept() -> None:
    console = Console()
    put_flags(console, "8028000000")
    perform(console, BOOT, persistent=True)
    assert BootFlags.unpack(bytes.fromhex(flags(console))).boot_device == 0xA
