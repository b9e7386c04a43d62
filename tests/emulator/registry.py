# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which function answers which command.

A handler is a plain function::

    @handles(GetUserNameRequest)
    def get_user_name(bmc, request, origin):
        return GetUserNameResponse(name=...)

It gets the decoded request and returns the response of that request class, or None for an empty success. To answer
with another completion code it raises :class:`CompletionCode`; data after the code is possible, since some commands
have it (DCMI). Before a handler runs, the core has checked: command supported by the personality, request long enough
(else C7h), privilege (else D4h), firmware firewall (else D6h), faults. After it ran, the core writes changed stored
state to disk, then sends the answer, then does what ``bmc.after_answer(...)`` asked for.

Handlers live in ``handlers/*.py``; every module there is imported at start. ``session_commands.py`` and
``messaging.py`` of the core bring: 38h-3Dh (capabilities, challenge, activate, privilege, close, session info),
54h (cipher suites) and 34h (Send Message). All other commands belong in ``handlers/``.
"""

from __future__ import annotations

import importlib
import pkgutil
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .origin import Origin

Handler = t.Callable[["Bmc", t.Any, "Origin"], t.Optional[Response]]
H = t.TypeVar("H", bound=Handler)


class CompletionCode(Exception):
    """Raised by a handler: answer with this completion code instead of 00h."""

    def __init__(self, code: int, data: bytes = b"") -> None:
        super().__init__(f"{code:02X}h")
        self.code = code
        self.data = data


class Registered(t.NamedTuple):
    """A request class and the function that answers it."""

    request: type[Request]
    handler: Handler


_handlers: dict[tuple[int, int], tuple[Registered, ...]] = {}
"""(NetFn, command) -> what answers it, by the prefix of the data; usually there is only one."""


def handles(request: type[Request]) -> t.Callable[[H], H]:
    """Register the decorated function for the command of ``request``. A second handler for a command is a mistake."""
    command = request.command
    key = (command.net_fn, command.number)

    def register(handler: H) -> H:
        present = find_handler(*key, command.prefix)
        if present is not None and present.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"{command.title} has two handlers: {present.handler} and {handler}")
        others = tuple(one for one in _handlers.get(key, ()) if one is not present)
        _handlers[key] = (*others, Registered(request, handler))
        return handler

    return register


def find_handler(net_fn: int, number: int, data: bytes = b"") -> Registered | None:
    """Return what answers a command; ``data`` shows the defining body of a group-extension command."""
    for registered in _handlers.get((net_fn, number), ()):
        if data.startswith(registered.request.command.prefix):
            return registered
    return None


def handled_commands() -> frozenset[tuple[int, int]]:
    """Return (NetFn, command) of everything that has a handler."""
    return frozenset(_handlers)


def load_handlers() -> None:
    """Import the core's command modules and every module of ``handlers/``, which registers them."""
    package = __package__ or ""
    for name in ("session_commands", "messaging"):
        importlib.import_module(f"{package}.{name}")
    handlers = importlib.import_module(f"{package}.handlers")
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"{handlers.__name__}.{module.name}")
