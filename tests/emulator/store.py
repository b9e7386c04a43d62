# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flash of the emulated BMCs: one file each, replaced as a whole.

A file is written beside the old one and renamed over it before the answer to the command leaves. So at any moment,
``kill -9`` included, a file is either the old state or the new one, and what was acknowledged is on disk. With
``sync`` the same holds for a power cut of the machine.

Passwords and Kg are in the file, as in a BMC's flash; hence mode 0600.
"""

from __future__ import annotations

import dataclasses
import fcntl
import functools
import json
import os
import sys
import typing as t
from pathlib import Path

from . import model
from .model import Stored

if t.TYPE_CHECKING:
    from .bmc import Bmc

FORMAT = 1
_SHARED_FIELDS = frozenset({"defaults"})
"""Fields that come from the personality and are not the BMC's own."""


class StateFileError(Exception):
    """A state file cannot be used; the text names the file and says why."""


def pack_state(value: t.Any) -> t.Any:
    """Return a dataclass of ``model`` as JSON values: bytes as hex, mappings as sorted lists of pairs.

    A user slot that was only looked at is left out: it is no change.
    """
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _pack_dataclass(value)
    if isinstance(value, dict):
        return [[pack_state(key), pack_state(value[key])] for key in sorted(value) if not _is_empty_user(value[key])]
    if isinstance(value, (list, tuple)):
        return [pack_state(item) for item in value]
    return value


def _is_empty_user(value: t.Any) -> bool:
    return isinstance(value, model.User) and not any((value.name, any(value.password), value.enabled, value.access))


def _pack_dataclass(value: t.Any) -> dict[str, t.Any]:
    return {
        field.name: pack_state(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if field.name not in _SHARED_FIELDS
    }


@functools.cache
def _hints(cls: type) -> dict[str, t.Any]:
    return t.get_type_hints(cls, vars(sys.modules[cls.__module__]))


def unpack_state(hint: t.Any, value: t.Any) -> t.Any:
    """Return the value that :func:`pack_state` turned into JSON; ``hint`` is its type."""
    if hint is bytes:
        return bytes.fromhex(value)
    if dataclasses.is_dataclass(hint):
        hints = _hints(t.cast(type, hint))
        return t.cast(t.Any, hint)(**{name: unpack_state(hints[name], item) for name, item in value.items()})
    arguments = t.get_args(hint)
    if t.get_origin(hint) is dict:
        return {unpack_state(arguments[0], key): unpack_state(arguments[1], item) for key, item in value}
    if t.get_origin(hint) is tuple:
        return tuple(unpack_state(argument, item) for argument, item in zip(arguments, value))
    return value


def _adopt_defaults(stored: Stored, factory: Stored) -> None:
    """Put the personality's parameter tables under the loaded ones."""
    stored.boot.defaults = factory.boot.defaults
    stored.system_info.defaults = factory.system_info.defaults
    for number, channel in stored.channels.items():
        if number in factory.channels:
            channel.lan.defaults = factory.channels[number].lan.defaults
            channel.sol.defaults = factory.channels[number].sol.defaults


class Store:
    """A directory of state files, held by one emulator at a time."""

    def __init__(self, directory: Path, sync: bool = False) -> None:
        self._directory = directory
        self._sync = sync
        self._written: dict[int, int] = {}
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            raise StateFileError(f"{directory} is in use by another emulator") from None

    def close(self) -> None:
        """Give the directory free."""
        os.close(self._lock)

    def path(self, number: int) -> Path:
        """Return the state file of BMC ``number`` of the fleet."""
        return self._directory / f"bmc-{number:05d}.json"

    def load(self, bmc: Bmc) -> bool:
        """Fill ``bmc.stored`` from its file; False when it has none yet. Raises StateFileError."""
        path = self.path(bmc.number)
        try:
            document = json.loads(path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return False
        except ValueError as error:
            raise StateFileError(f"{path} is no state file: {error}") from None
        if document.get("format") != FORMAT or document.get("personality") != bmc.personality.name:
            raise StateFileError(
                f"{path} holds a {document.get('personality')} (format {document.get('format')}), not a "
                f"{bmc.personality.name} (format {FORMAT}); use another --state-dir"
            )
        stored = unpack_state(Stored, document["stored"])
        _adopt_defaults(stored, bmc.stored)
        bmc.stored = stored
        self._written[bmc.number] = hash(self._text(bmc))
        return True

    def save(self, bmc: Bmc) -> bool:
        """Write the state of ``bmc`` if it differs from what is on disk; tell whether it did."""
        text = self._text(bmc)
        fingerprint = hash(text)
        if self._written.get(bmc.number) == fingerprint:
            return False
        self._replace(self.path(bmc.number), text)
        self._written[bmc.number] = fingerprint
        return True

    def _text(self, bmc: Bmc) -> str:
        document = {"format": FORMAT, "personality": bmc.personality.name, "stored": pack_state(bmc.stored)}
        return json.dumps(document, indent=1) + "\n"

    def _replace(self, path: Path, text: str) -> None:
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            if self._sync:
                file.flush()
                os.fsync(file.fileno())
        os.replace(fresh, path)
