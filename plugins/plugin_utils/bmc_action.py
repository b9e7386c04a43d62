# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin behind every module: runs the task in Ansible's worker process.

Nothing is shipped anywhere and no Python is started: the options are validated with the module's own argument
spec, then the same ``execute`` runs that the module would run. Only ``bmc_interface: open`` ships the module, because
the BMC's device is on the managed host.
"""

from __future__ import annotations

import functools
import os
import typing as t

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import AnsibleValidationError, UnsupportedError
from ansible.plugins.action import ActionBase

from ..module_utils._ansible.connection import CONNECTION_NAMES, DEVICE_INTERFACE
from ..module_utils._ansible.host_python import failed_for_old_python, refusal
from ..module_utils._ansible.inherited import leave_inherited_alone, prepare_for_workers
from ..module_utils._ansible.run import TRACE, TRACE_VERBOSITY, execute, full_argument_spec
from ..module_utils._desired.task import Task

HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

# Ansible's main process imports an action plugin before it forks the workers that run it.
prepare_for_workers()


class BmcAction(ActionBase):
    """A subclass for each module names its ``bmc_task``."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    bmc_task: t.ClassVar[Task]
    _validator: t.ClassVar[t.Any] = None
    _hidden_names: t.ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        spec = full_argument_spec(cls.bmc_task)
        cls._validator = ArgumentSpecValidator(spec, **cls.bmc_task.rules)
        cls._hidden_names = _secret_names(spec)

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        leave_inherited_alone()
        result = super().run(tmp, task_vars)
        arguments = self._with_inventory(task_vars or {})
        if arguments.get("bmc_interface") == DEVICE_INTERFACE:
            return {**result, **self._shipped(arguments, task_vars)}
        validation = type(self)._validator.validate(_plain(arguments))
        if validation.error_messages:
            return {**result, **self._refused(validation.errors[0])}
        parameters = validation.validated_parameters
        say = None
        if self._display.verbosity >= TRACE_VERBOSITY and not self._task.no_log:
            say = functools.partial(self._say, task_vars=task_vars)
        result.update(execute(self.bmc_task, parameters, check=bool(self._task.check_mode), say=say))
        if _shows_invocation(task_vars):
            result["invocation"] = {"module_args": _masked(parameters, self._hidden_names)}
        return result

    def _say(self, line: str, task_vars: dict[str, t.Any] | None) -> None:
        """Show a line of the trace."""
        self._display.vvvv(f"IPMI {line}", host=(task_vars or {}).get("inventory_hostname"))

    def _shipped(self, arguments: dict[str, t.Any], task_vars: dict[str, t.Any] | None) -> dict[str, t.Any]:
        """Return the result of the module, run on the managed host, and show the trace that came with it."""
        result = self._execute_module(module_args=arguments, task_vars=task_vars)
        for line in result.pop(TRACE, ()):
            self._say(line, task_vars)
        return refusal("The Python of this host") if failed_for_old_python(result) else result

    def _refused(self, error: AnsibleValidationError) -> dict[str, t.Any]:
        """Return the result for arguments that do not fit the spec, in the words that the module would use."""
        message = error.msg
        if isinstance(error, UnsupportedError):
            message = f"Unsupported parameters for ({self._task.action}) module: {message}"
        return {"failed": True, "msg": message, "error_code": "invalid_option"}

    def _with_inventory(self, task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return the task's arguments, with connection options that it does not give taken from the inventory."""
        arguments = dict(self._task.args)
        for name in CONNECTION_NAMES:
            if name not in arguments and name in task_vars:
                arguments[name] = self._templar.template(task_vars[name])
        if arguments.get("bmc_host") is None and "BMC_HOST" not in os.environ:
            host = task_vars.get("ansible_host") or task_vars.get("inventory_hostname")
            arguments["bmc_host"] = self._templar.template(host)
        return arguments


def _plain(value: t.Any) -> t.Any:
    """Return arguments in Python's own types, at any depth.

    Ansible marks values with where they come from, and validation begins with a deep copy: that of a marked document
    takes longer than a login.
    """
    if isinstance(value, dict):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return value


def _shows_invocation(task_vars: dict[str, t.Any] | None) -> bool:
    """Tell whether a module's result would hold its arguments. From ansible-core 2.21 on they have to be asked for."""
    if not hasattr(constants, "INJECT_INVOCATION"):
        return True
    return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars or {}))


def _secret_names(spec: t.Mapping[str, t.Any]) -> frozenset[str]:
    """Return the names of all secret options of an argument spec, at any depth."""
    names = {name for name, entry in spec.items() if entry.get("no_log")}
    for entry in spec.values():
        names |= _secret_names(entry.get("options", {}))
    return frozenset(names)


def _masked(value: t.Any, hidden: frozenset[str]) -> t.Any:
    """Return arguments with secrets masked, at any depth, as a module's own result shows them."""
    if isinstance(value, dict):
        return {
            name: HIDDEN if name in hidden and entry is not None else _masked(entry, hidden)
            for name, entry in value.items()
        }
    if isinstance(value, list):
        return [_masked(entry, hidden) for entry in value]
    return value
