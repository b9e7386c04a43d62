# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One session with pyghmi, for ``protocol_cpu.py``; arguments and output are those of ``requests_with_us.py``.

pyghmi does not let one choose a suite: it takes 17, or 3 from a BMC that refuses that.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from collection_path import make_importable

make_importable()

from ansible_collections.baremetal.ipmi.tests.benchmarks.own_cpu import measure_session  # noqa: E402
from pyghmi.ipmi.command import Command  # noqa: E402
from pyghmi.ipmi.private.session import Session  # noqa: E402

INTEGRITY_ALGORITHMS = {"3": 1, "17": 256}

host, port, user, password, suite, logins, requests = sys.argv[1:]


class CommandSession:
    def __init__(self) -> None:
        self._command = Command(bmc=host, port=int(port), userid=user, password=password)
        if self._command.ipmi_session.integrityalgo != INTEGRITY_ALGORITHMS[suite]:
            sys.exit(f"pyghmi has not taken suite {suite}")

    def request(self) -> None:
        answer = self._command.ipmi_session.raw_command(netfn=6, command=1)
        if "error" in answer or answer["code"]:
            sys.exit(f"pyghmi: {answer}")

    def close(self) -> None:
        self._command.ipmi_session.logout()
        # pyghmi keeps the closed session as one that is being opened, and would hand it out again.
        Session.initting_sessions.clear()


measure_session(CommandSession, int(logins), int(requests))
