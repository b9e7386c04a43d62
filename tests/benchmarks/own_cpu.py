# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CPU of the present process for sessions of any client."""

from __future__ import annotations

import json
import resource
import typing as t

WARM_UP_LOGINS = 3
WARM_UP_REQUESTS = 50


class AnySession(t.Protocol):
    """Logs in when it is made."""

    def request(self) -> None:
        """Send Get Device ID and wait for the answer."""

    def close(self) -> None:
        """Log out."""


def measure_session(make: t.Callable[[], AnySession], logins: int, requests: int) -> None:
    """Print what a login with its close and what a request costs, as JSON; what is only done once is not counted."""
    for _login in range(WARM_UP_LOGINS):
        make().close()
    before = _cpu()
    for _login in range(logins):
        make().close()
    for_login = (_cpu() - before) / logins
    session = make()
    for _request in range(WARM_UP_REQUESTS):
        session.request()
    before = _cpu()
    for _request in range(requests):
        session.request()
    for_request = (_cpu() - before) / requests
    session.close()
    print(json.dumps({"login": for_login, "request": for_request}))


def _cpu() -> float:
    """Return user and system seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
