# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool chassis bootdev and bootparam: the boot options."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

VALID_BIT_CLEARING, BOOT_FLAGS, MAILBOX = 3, 5, 7

DEVICES = {
    "none": ("00", "No override"),
    "pxe": ("04", "Force PXE"),
    "disk": ("08", "Force Boot from default Hard-Drive"),
    "safe": ("0c", "Force Boot from default Hard-Drive, request Safe-Mode"),
    "diag": ("10", "Force Boot from Diagnostic Partition"),
    "cdrom": ("14", "Force Boot from CD/DVD"),
    "bios": ("18", "Force Boot into BIOS Setup"),
    "floppy": ("3c", "Force Boot from Floppy/primary removable media"),
}


def bullets(tool: Ipmitool) -> list[str]:
    """Return what ipmitool says about the boot flags."""
    lines = tool.ok("chassis", "bootparam", "get", "5").splitlines()
    return [line.strip(" -") for line in lines if line.startswith("   - ")]


@pytest.mark.parametrize("device", DEVICES)
def test_device_for_the_next_boot(tool: Ipmitool, device: str) -> None:
    byte, name = DEVICES[device]
    assert tool.ok("chassis", "bootdev", device) == f"Set Boot Device to {device}\n"
    assert tool.parameter("boot", BOOT_FLAGS) == f"80{byte}000000"
    said = bullets(tool)
    assert said[:2] == ["Boot Flag Valid", "Options apply to only next boot"]
    assert f"Boot Device Selector : {name}" in said
    assert tool.fields("chassis", "bootparam", "get", "0")["Set In Progress"] == "set complete"


@pytest.mark.parametrize(
    ("options", "stored", "said"),
    [
        ("valid", "8004000000", "Boot Flag Valid"),
        ("persistent", "c004000000", "Options apply to all future boots"),
        ("efiboot", "a004000000", "BIOS EFI boot"),
        ("persistent,efiboot", "e004000000", "BIOS EFI boot"),
        ("clear-cmos", "8084000000", "CMOS Clear"),
        ("lockkbd", "8044000000", "Lock Keyboard"),
        ("screenblank", "8006000000", "Screen blank"),
        ("lockoutreset", "8005000000", "Lock out Reset buttons"),
        ("lockout_power", "8004800000", "Lock out (power off/sleep request) via Power Button"),
        ("verbose=no", "8004200000", "BIOS verbosity : Request quiet display"),
        ("verbose=yes", "8004400000", "BIOS verbosity : Request verbose display"),
        ("force_pet", "8004100000", "Force progress event traps"),
        ("upw_bypass", "8004080000", "User password bypass"),
        ("lockout_sleep", "8004040000", "Lock Out Sleep Button"),
        ("cons_redirect=skip", "8004010000", "Console Redirection control : Suppress (skip) console redirection"),
        ("cons_redirect=enable", "8004020000", "Console Redirection control : Request console redirection be enabled"),
    ],
)
def test_options(tool: Ipmitool, options: str, stored: str, said: str) -> None:
    tool.ok("chassis", "bootdev", "pxe", f"options={options}")
    assert tool.parameter("boot", BOOT_FLAGS) == stored
    assert any(line.lower().startswith(said.lower()) for line in bullets(tool)), bullets(tool)


def test_clear_cmos(tool: Ipmitool) -> None:
    tool.ok("chassis", "bootdev", "disk", "clear-cmos=yes")
    assert tool.parameter("boot", BOOT_FLAGS) == "8088000000"


@pytest.mark.parametrize("arguments", [("perhaps",), ("pxe", "options=perhaps"), ("pxe", "options=help")])
def test_word_that_ipmitool_refuses(tool: Ipmitool, arguments: tuple[str, ...]) -> None:
    """It notices a device that it does not know between locking and unlocking."""
    before = tool.parameter("boot", BOOT_FLAGS)
    tool.refused("chassis", "bootdev", *arguments)
    assert tool.parameter("boot", BOOT_FLAGS) == before
    assert tool.fields("chassis", "bootparam", "get", "0")["Set In Progress"] == "set complete"


def test_one_boot_uses_it_up(tool: Ipmitool) -> None:
    """The system boots, and the BMC clears the valid bit; with ``persistent`` it does not."""
    tool.ok("chassis", "bootdev", "pxe")
    tool.ok("chassis", "power", "cycle")
    assert bullets(tool)[0] == "Boot Flag Invalid"
    tool.ok("chassis", "bootdev", "pxe", "options=persistent")
    tool.ok("chassis", "power", "cycle")
    assert bullets(tool)[0] == "Boot Flag Valid"


def test_valid_bit_falls_after_60_seconds(tool: Ipmitool) -> None:
    tool.ok("chassis", "bootdev", "pxe")
    tool.control.advance(61)
    assert bullets(tool)[0] == "Boot Flag Invalid"


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5, 6, 7])
def test_every_parameter_is_read(tool: Ipmitool, number: int) -> None:
    said = tool.fields("chassis", "bootparam", "get", str(number))
    assert said["Boot parameter version"] == "1"
    assert f"Boot parameter {number} is valid/unlocked" in tool.ok("chassis", "bootparam", "get", str(number))


def test_parameter_that_is_not_there(tool: Ipmitool) -> None:
    assert "Unsupported parameter" in tool.refused("chassis", "bootparam", "get", "8")


def test_acknowledge(tool: Ipmitool) -> None:
    """``bootdev`` says that it has handled the boot information, as BIOS or POST would."""
    tool.ok("chassis", "bootdev", "pxe")
    assert "BIOS/POST has handled boot info" in tool.ok("chassis", "bootparam", "get", "4")


@pytest.mark.parametrize("device", ["pxe", "disk", "safe", "diag", "cdrom", "bios"])
def test_bootparam_set(tool: Ipmitool, device: str) -> None:
    tool.ok("chassis", "bootparam", "set", "bootflag", f"force_{device}")
    assert tool.parameter("boot", BOOT_FLAGS) == f"80{DEVICES[device][0]}000000"


@pytest.mark.parametrize(
    ("options", "left"),
    [("PEF", "0f"), ("timeout", "17"), ("watchdog", "1b"), ("reset", "1d"), ("power", "1e"), ("PEF,timeout", "07")],
)
def test_bootparam_set_options_are_cleared(tool: Ipmitool, options: str, left: str) -> None:
    """A bit that is set stops the BMC from clearing the valid bit. ipmitool clears what is named."""
    tool.set_parameter("boot", VALID_BIT_CLEARING, "1f")
    tool.ok("chassis", "bootparam", "set", "bootflag", "force_pxe", f"options={options}")
    assert tool.parameter("boot", VALID_BIT_CLEARING) == left
    tool.set_parameter("boot", VALID_BIT_CLEARING, "00")


def test_bootparam_set_does_not_know_its_prefix_no(tool: Ipmitool) -> None:
    """The help says that any option may be prepended with "no-"."""
    outcome = tool.run("chassis", "bootparam", "set", "bootflag", "force_pxe", "options=no-PEF")
    assert "Invalid option: no-PEF" in outcome.text
    assert tool.parameter("boot", VALID_BIT_CLEARING) == "00"


def test_mailbox(tool: Ipmitool) -> None:
    """13 bytes beside the number of an enterprise in block 0, 16 bytes in every other."""
    text = "twenty bytes of text"
    tool.ok("chassis", "bootmbox", "set", "text", "7154", text)
    said = tool.ok("chassis", "bootmbox", "get", "text")
    assert "7154" in said
    assert "Block   0 Data : 'twenty bytes '" in said
    assert "Block   1 Data : 'of text'" in said
    assert tool.parameter("boot", MAILBOX) == "00f21b00" + b"twenty bytes ".hex()
