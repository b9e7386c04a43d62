# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a task and turns its outcome, or its error, into the result that Ansible shows.

This is the only place where an error becomes a failed task. The module (``run_module``) and the action plugin
(``plugin_utils/bmc_action.py``) both come through ``execute``, so they cannot differ.
"""

from __future__ import annotations

import typing as t

from .host_python import refuse_old_python

# Before what an older Python cannot import. Every module imports this file first.
refuse_old_python()

from .._desired.options import argument_spec, check_options
from .._desired.outcome import Outcome
from .._desired.task import Task
from .._ipmi.client import blocking
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, IpmiError
from .._resources.bmc import Bmc
from .connection import CONNECTION_OPTIONS, DEVICE_INTERFACE, connection_spec, login_from, target_from
from .watch import Say, Watch

TRACE_VERBOSITY = 4
TRACE = "trace"
"""The key under which a module that runs on a managed host hands its trace to the action plugin."""


def full_argument_spec(task: Task) -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of a task's module: its own options and the connection's."""
    return {**connection_spec(), **argument_spec(task.options)}


def execute(task: Task, values: t.Mapping[str, t.Any], *, check: bool, say: Say | None = None) -> dict[str, t.Any]:
    """Run a task with options that passed the argument spec, and return the result.

    ``say`` is called with each line of a trace of what goes back and forth.
    """
    bmc = Bmc()
    watch = Watch(say)
    try:
        connection = check_options(CONNECTION_OPTIONS, values)
        options = task.check(values)
        procedure = _identified(task, bmc, options, check)
        if connection["bmc_interface"] == DEVICE_INTERFACE:
            from .._ipmi.client.device import run_on_device

            watch.refuse_capture(connection["bmc_capture"])
            outcome = run_on_device(
                procedure,
                timeout=float(connection["bmc_timeout"]),
                target=target_from(connection["bmc_target"]),
                watchers=watch.watchers,
            )
        else:
            login = login_from(connection, task.privilege_for(options))
            watch.capture(connection["bmc_capture"])
            outcome = blocking.run(login.replace(watchers=watch.watchers), procedure)
    except IpmiError as error:
        result = failure(error, bmc)
    else:
        result = success(outcome, bmc)
    finally:
        watch.end()
    if watch.warnings:
        result["warnings"] = [*result.get("warnings", ()), *watch.warnings]
    return result


def _identified(task: Task, bmc: Bmc, options: t.Mapping[str, t.Any], check: bool) -> Procedure[Outcome]:
    """Learn which BMC this is first: its quirks decide how it is written to, and every result names it."""
    yield from bmc.identify()
    return (yield from task.perform(bmc, options, check))


def success(outcome: Outcome, bmc: Bmc) -> dict[str, t.Any]:
    """Return the result of a task that did what it was told."""
    result: dict[str, t.Any] = {"changed": outcome.changed, "bmc": bmc.identity(), **outcome.values}
    if outcome.before != outcome.after:
        result["diff"] = {"before": outcome.before, "after": outcome.after}
    if outcome.warnings:
        result["warnings"] = outcome.warnings
    if outcome.not_supported:
        result["not_supported"] = outcome.not_supported
    return result


def failure(error: IpmiError, bmc: Bmc) -> dict[str, t.Any]:
    """Return the result of a task that failed: one sentence, a stable code, and what was written before it."""
    message = _sentence(str(error))
    result: dict[str, t.Any] = {"failed": True, "changed": False, "error_code": error.error_code}
    if isinstance(error, CompletionCodeError):
        result["completion_code"] = error.completion_code
    written, not_written = list(error.written), list(error.not_written)
    if written:
        message += f" Written before that: {', '.join(written)}."
        result["changed"] = True
    if written and not_written:
        message += f" Not written: {', '.join(not_written)}."
    if written or not_written:
        result["written"] = written
        result["not_written"] = not_written
    result["msg"] = message
    if bmc.identified:
        result["bmc"] = bmc.identity()
    return result


def _sentence(message: str) -> str:
    """Return a message with a full stop at its end, so that more can follow."""
    return message if message.endswith((".", "!", "?")) else f"{message}."


def run_module(task: Task) -> None:
    """Be the module: parse arguments, run the task here, exit."""
    from ansible.module_utils.basic import AnsibleModule

    module = AnsibleModule(argument_spec=full_argument_spec(task), supports_check_mode=True, **task.rules)
    trace: list[str] = []
    say = trace.append if module._verbosity >= TRACE_VERBOSITY else None
    result = execute(task, module.params, check=module.check_mode, say=say)
    if trace:
        result[TRACE] = trace
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
