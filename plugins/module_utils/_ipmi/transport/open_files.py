# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many sockets this process may have: the limit of open files, and what to tell a person about it."""

from __future__ import annotations

import os
import resource

from ..errors import TransportError

SPARE_FILES = 64
"""What is needed besides one socket per BMC: the event loop's own, the lock file, those of threads that ask name
servers, and some for the caller."""
_OPEN_FILES = "/dev/fd"
_USUALLY_OPEN = 32
_PLENTY = 4096


def make_room(sockets: int) -> tuple[int, str]:
    """Raise the soft limit so that this many sockets can be opened; return how many can, and a warning if it is fewer.

    Raises TransportError when it is none at all.
    """
    besides = _count_open() + SPARE_FILES
    limit = _raise_limit(besides + sockets)
    possible = sockets if limit is None else min(sockets, limit - besides)
    if possible == sockets:
        return sockets, ""
    advice = how_to_raise(besides + sockets)
    if possible < 1:
        raise TransportError(f"no socket can be opened: this process may have only {limit} files open; {advice}")
    return possible, (
        f"Only {possible} BMCs are worked on at a time instead of {sockets}: this process may have only {limit} files "
        f"open; {advice}."
    )


def how_to_raise(wanted: int | None = None) -> str:
    """Return what a person can do about the limit, without a full stop. Without ``wanted``, for more than there is."""
    if wanted is None:
        wanted = max(_PLENTY, 2 * resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return f"raise the limit to {wanted} (in a shell: ulimit -n {wanted}; in a systemd unit: LimitNOFILE={wanted})"


def _raise_limit(wanted: int) -> int | None:
    """Raise the soft limit as far as wanted and possible; return what it is then, None for no limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    aim = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < aim:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (aim, hard))
        except (ValueError, OSError):  # macOS has another limit above the hard one.
            return soft
        return aim
    return soft


def _count_open() -> int:
    try:
        return len(os.listdir(_OPEN_FILES))
    except OSError:
        return _USUALLY_OPEN
