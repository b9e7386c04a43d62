# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the datagrams of links down; see ``transport/capture.py``."""

from __future__ import annotations

from ..transport.capture import CaptureFile
from .witness import Address, Watcher, Witness


def capturing(file: CaptureFile) -> Watcher:
    """Return a watcher that records every datagram in a file."""
    return lambda bmc: _Recorder(file)


class _Recorder(Witness):
    def __init__(self, file: CaptureFile) -> None:
        self._file = file
        self._local: Address = ()
        self._peer: Address = ()

    def connected(self, now: float, local: Address, peer: Address) -> None:
        self._local, self._peer = local, peer

    def sent(self, now: float, datagram: bytes) -> None:
        self._file.record(self._local, self._peer, datagram)

    def received(self, now: float, datagram: bytes) -> None:
        self._file.record(self._peer, self._local, datagram)
