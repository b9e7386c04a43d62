# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that the tasks of a user share on this controller. They lie where others can write too, so they are checked."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile

from ..errors import TransportError


def own_path(suffix: str) -> str:
    """Return where the file of this user lies."""
    return os.path.join(tempfile.gettempdir(), f"baremetal-ipmi-{os.getuid()}.{suffix}")


def open_own_file(path: str, what: str) -> int:
    """Open a file of this user for reading and writing, and make it if it is missing; return the descriptor.

    ``what`` is how errors call it. Raises TransportError for a file that cannot be opened or is not ours.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise TransportError(f"the {what} {path} cannot be opened ({error.strerror})") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid():
        os.close(descriptor)
        raise TransportError(f"the {what} {path} belongs to somebody else")
    return descriptor


def digest_of(name: str) -> bytes:
    """Return a hash of a BMC's name, from which its place in a file is made."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()
