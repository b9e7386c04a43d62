# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on many BMCs in one process, a bounded number of them at a time::

    run_fleet(hosts, lambda host: run_async(login_of(host), read()), at_once=64, done=keep, warn=display.warning)

A fixed number of workers share one iterator: each takes the next item when it is done with the one before. So items
are made when they are needed, results are handed over as they come, and what is held in memory depends on the number
of workers and not on that of the BMCs. A slow or dead BMC holds up one worker.

What goes wrong with one BMC is an ``IpmiError``, and is its result. Anything else, a keyboard interrupt included, ends
it all: the other workers are cancelled, and waited for while they log out.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import typing as t

from ..errors import IpmiError
from ..transport.open_files import make_room

MOST_RESOLVERS = 16
"""Threads that wait for name servers; addresses need none."""

T = t.TypeVar("T")
R = t.TypeVar("R")

Work = t.Callable[[T], t.Awaitable[R]]
Done = t.Callable[[T, t.Union[R, IpmiError]], None]


def run_fleet(
    items: t.Iterable[T], work: Work[T, R], *, at_once: int, done: Done[T, R], warn: t.Callable[[str], None]
) -> None:
    """Do :func:`fan_out` in an event loop of its own, with as many files open as it needs.

    Where the system does not allow that many, fewer BMCs are worked on at a time, and ``warn`` is given a sentence
    that says which limit to raise. Raises TransportError when not one socket can be had.
    """
    at_once, warning = make_room(at_once)
    if warning:
        warn(warning)
    asyncio.run(_with_resolvers(fan_out(items, work, at_once=at_once, done=done)))


async def _with_resolvers(fleet: t.Awaitable[None]) -> None:
    threads = concurrent.futures.ThreadPoolExecutor(MOST_RESOLVERS, thread_name_prefix="resolver")
    asyncio.get_running_loop().set_default_executor(threads)
    await fleet


async def fan_out(items: t.Iterable[T], work: Work[T, R], *, at_once: int, done: Done[T, R]) -> None:
    """Do ``work`` for each item, for ``at_once`` of them at a time, and hand over each result when it is there.

    ``done`` gets the item with what ``work`` returned, or with the IpmiError that it raised, in the order in which
    BMCs are finished. Any other exception, from ``items`` and ``done`` too, stops everything, and is raised when all
    sessions are closed.
    """
    if at_once < 1:
        raise ValueError("at_once must be at least 1")
    source = iter(items)
    workers = [asyncio.ensure_future(_in_a_task(_take_turns(source, work, done))) for _worker in range(at_once)]
    try:
        await asyncio.gather(*workers)
    except _Interrupted as interrupted:
        raise interrupted.by from None
    finally:
        # After a cancellation they have ended by now: gather passes it on, and waits for them.
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


class _Interrupted(Exception):
    """An exception that a task may not let out, for asyncio would leave the loop at once and the others as they are."""

    def __init__(self, by: BaseException) -> None:
        super().__init__()
        self.by = by


async def _in_a_task(turns: t.Awaitable[None]) -> None:
    try:
        await turns
    except (KeyboardInterrupt, SystemExit) as interrupt:
        raise _Interrupted(interrupt) from None


async def _take_turns(source: t.Iterator[T], work: Work[T, R], done: Done[T, R]) -> None:
    for item in source:
        result: R | IpmiError
        try:
            result = await work(item)
        except IpmiError as error:
            result = error
        done(item, result)
