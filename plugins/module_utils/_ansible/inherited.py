# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What worker processes inherit: done once in Ansible's main process, where each worker would do it for its one host.

Ansible forks a worker for each host and task. Importing the cipher there and having OpenSSL look up AES for the first
time took a third of the CPU that our part of a task costs; see docs/dev/performance.md.
"""

from __future__ import annotations

import gc

from .._ipmi.rmcp.aes import BLOCK_SIZE, HAS_CRYPTOGRAPHY, KEY_SIZE, AesCbc


def prepare_for_workers() -> None:
    """Use the cipher once, with a key that is none. Without ``cryptography``, the task that needs it will say so."""
    if HAS_CRYPTOGRAPHY:
        cipher = AesCbc(bytes(KEY_SIZE))
        cipher.decrypt(cipher.encrypt(b"", bytes(BLOCK_SIZE)))


def leave_inherited_alone() -> None:
    """In a worker: keep the garbage collector away from what was there before the fork.

    A full collection looks at every object, and what is looked at is copied: with a thousand hosts in the inventory,
    that is most of the main process, for each host. Setting the inherited objects aside touches none of them.
    """
    gc.freeze()
