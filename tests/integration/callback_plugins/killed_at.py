# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills ansible-playbook and its workers, as a power cut would, before the task with the number ``KILLED_AT``."""

from __future__ import annotations

import os
import signal
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: killed_at
type: aggregate
short_description: Kill the playbook before a task
description:
  - For tests of what an interruption leaves behind.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "killed_at"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._left = int(os.environ["KILLED_AT"])

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        if self._left == 0:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        self._left -= 1
