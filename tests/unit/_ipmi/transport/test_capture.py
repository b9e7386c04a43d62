# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The capture file: what is in it, byte for byte, and which files are left alone."""

from __future__ import annotations

import resource
import signal
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.transport.capture import CaptureFile

HERE, THERE = ("192.0.2.1", 50000), ("192.0.2.10", 623)
HEADER = bytes.fromhex("4d3cb2a1 0200 0400 00000000 00000000 ffff0000 65000000")
# The checksum by hand: RFC 1071 over the header. That of UDP is checked by its definition below.
IPV4 = bytes.fromhex("4500001f 00000000 4011f6c2 c0000201 c000020a")
UDP_IPV4 = bytes.fromhex("c350026f 000b")
RECORD_HEADER = 16


def record(path: Path, *datagrams: bytes, peer: tuple[t.Any, ...] = THERE, here: tuple[t.Any, ...] = HERE) -> bytes:
    file = CaptureFile(str(path))
    for datagram in datagrams:
        file.record(here, peer, datagram)
    file.close()
    assert file.trouble == ""
    return path.read_bytes()


def ones_complement_sum(data: bytes) -> int:
    """Return the sum that is FFFFh over data whose checksum is right."""
    total = 0
    for high, low in zip(data[::2], data[1::2]):
        total += high << 8 | low
        total = (total & 0xFFFF) + (total >> 16)
    return total


def test_a_packet_over_ipv4(tmp_path: Path) -> None:
    written = record(tmp_path / "one.pcap", b"\x06\x00\xff")
    assert written[:24] == HEADER
    packet = written[24 + RECORD_HEADER :]
    assert packet[:20] == IPV4
    assert packet[20:26] == UDP_IPV4
    assert packet[28:] == b"\x06\x00\xff"
    pseudo = packet[12:20] + bytes.fromhex("0011 000b")
    assert ones_complement_sum(pseudo + packet[20:] + b"\x00") == 0xFFFF
    assert int.from_bytes(written[24 + 8 : 24 + 12], "little") == len(packet) == 31


def test_a_packet_over_ipv6(tmp_path: Path) -> None:
    here, there = ("2001:db8::1", 50000, 0, 0), ("fe80::2%eth0", 623, 0, 2)
    packet = record(tmp_path / "six.pcap", b"\x06\x00", here=here, peer=there)[24 + RECORD_HEADER :]
    assert packet[:8] == bytes.fromhex("60000000 000a 11 40")
    pseudo = packet[8:40] + bytes.fromhex("0000000a 00000011")
    assert ones_complement_sum(pseudo + packet[40:]) == 0xFFFF
    assert packet[-2:] == b"\x06\x00"


def test_a_capture_is_continued_and_nobody_else_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "one.pcap"
    first = record(path, b"one")
    assert path.stat().st_mode & 0o777 == 0o600
    second = record(path, b"two")
    assert second.startswith(first)
    assert second.count(HEADER) == 1
    assert second.endswith(b"two")


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    notes, link, folder = tmp_path / "notes", tmp_path / "link", tmp_path / "missing" / "one.pcap"
    notes.write_text("something else that somebody needs")
    link.symlink_to(tmp_path / "target")
    for path, reason in (
        (notes, "holds something else"),
        (link, "cannot be written"),
        (folder, "cannot be written (No such file or directory)"),
        (tmp_path, "cannot be written (Is a directory)"),
        (Path("/dev/null"), "is not a file"),
    ):
        with pytest.raises(InvalidOption, match=r"^bmc_capture: ") as refused:
            CaptureFile(str(path))
        assert reason in str(refused.value)
    assert notes.read_text() == "something else that somebody needs"
    assert not (tmp_path / "target").exists()


def test_a_full_disk_ends_the_capture_and_not_the_work(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    file = CaptureFile(str(tmp_path / "one.pcap"))
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (24, hard))
        file.record(HERE, THERE, b"one")
        file.record(HERE, THERE, b"two")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
        file.close()
    assert file.trouble == "File too large"
