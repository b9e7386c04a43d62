# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills ansible-playbook and its workers, as a power cut would, before the next task after something was changed.

What is changed are the files in the directory ``KILLED_STORE`` and what the BMC behind the socket ``KILLED_CONTROL``
holds; ``KILLED_AFTER`` says at which change. A kill between two changes would leave what one of these leaves.
"""

from __future__ import annotations

import os
import signal
import typing as t
from pathlib import Path

from ansible.plugins.callback import CallbackBase
from ansible_collections.baremetal.ipmi.tests.emulator.control_client import ControlClient

DOCUMENTATION = """
name: killed_after
type: aggregate
short_description: Kill the playbook after a change
description:
  - For tests of what an interruption leaves behind.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "killed_after"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._control = ControlClient(os.environ["KILLED_CONTROL"])
        self._left = int(os.environ["KILLED_AFTER"])
        self._state = self._read_state()

    def _read_state(self) -> tuple[t.Any, ...]:
        store = Path(os.environ["KILLED_STORE"])
        files = sorted((str(path), path.read_bytes()) for path in store.rglob("*") if path.is_file())
        return files, self._control.counters(0)["writes"]

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        state = self._read_state()
        if state != self._state:
            self._state = state
            self._left -= 1
            if self._left == 0:
                os.killpg(os.getpgrp(), signal.SIGKILL)
