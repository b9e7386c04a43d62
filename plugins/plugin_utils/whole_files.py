# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes several files as one: all of them are there as a whole, or what was there before stays."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import typing as t


class NotWritable(Exception):
    """The folder cannot take the files; nothing was replaced. The message is the reason of the operating system."""


def write_files(folder: str, contents: t.Mapping[str, bytes]) -> None:
    """Write files into a folder, made if it is missing. Every file is complete before the first is replaced."""
    written: list[tuple[str, str]] = []
    try:
        os.makedirs(folder, exist_ok=True)
        for name, content in contents.items():
            target = os.path.join(folder, name)
            written.append((_complete(folder, target, content), target))
        for temporary, target in written:
            os.replace(temporary, target)
    except OSError as error:
        raise NotWritable(_reason(error)) from None
    finally:
        for temporary, _target in written:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)


def check_writable(folder: str) -> None:
    """Find out, without writing, whether ``write_files`` could begin."""
    there = os.path.abspath(folder)
    while not os.path.lexists(there):
        there = os.path.dirname(there)
    if not os.path.isdir(there):
        raise NotWritable(f"{there} is not a directory")
    if not os.access(there, os.W_OK | os.X_OK):
        raise NotWritable(f"there is no permission to write to {there}")


def read_file(path: str) -> bytes | None:
    """Return what a file holds, or None where there is none that can be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _complete(folder: str, target: str, content: bytes) -> str:
    """Write a temporary file beside ``target``, with its mode, and return its path."""
    handle, temporary = tempfile.mkstemp(prefix=".bmc-audit-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(file.fileno(), stat.S_IMODE(os.stat(target).st_mode))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        os.unlink(temporary)
        raise
    return temporary


def _reason(error: OSError) -> str:
    return f"{error.strerror or error} ({error.filename})" if error.filename else str(error.strerror or error)
