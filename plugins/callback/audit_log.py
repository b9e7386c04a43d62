# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down what the modules of this collection change on BMCs."""

from __future__ import annotations

DOCUMENTATION = r"""
name: audit_log
type: notification
short_description: Writes one line for each change on a BMC
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Writes one line of JSON for each option of a BMC that a module of this collection changed. The line says who
    changed it, when, on which BMC, from what to what, by which task, and how that ended.
  - Each line holds the hash of the line before it, so that a line that was changed, removed, inserted or moved is
    found. See P(baremetal.ipmi.audit_log_flaws#filter).
  - Secrets are never written. Tasks that only read write nothing.
  - The lines go to a file, to a syslog receiver, or both.
requirements:
  - It is enabled, C(callbacks_enabled = baremetal.ipmi.audit_log) in C(ansible.cfg).
options:
  path:
    description:
      - The file that lines are added to. It is made with mode 0600. Several runs may write to it at the same time.
      - If neither this nor O(syslog) is given, the variable C(bmc_audit_log) of the task is taken. A play or a role
        sets it to a path, or to an empty text if nothing is to be written.
    type: path
    env:
      - name: BMC_AUDIT_LOG_PATH
    ini:
      - section: bmc_audit_log
        key: path
  syslog:
    description:
      - A syslog receiver that takes RFC 5424, as C(udp://HOST:PORT), C(tcp://HOST:PORT) or C(unix:///PATH).
      - A port that is not given is 514 with UDP, 601 with TCP. A Unix socket is one for datagrams.
    type: str
    env:
      - name: BMC_AUDIT_LOG_SYSLOG
    ini:
      - section: bmc_audit_log
        key: syslog
  facility:
    description: The facility of syslog messages.
    type: str
    choices: [user, daemon, auth, authpriv, audit, local0, local1, local2, local3, local4, local5, local6, local7]
    default: authpriv
    env:
      - name: BMC_AUDIT_LOG_FACILITY
    ini:
      - section: bmc_audit_log
        key: facility
  check_mode:
    description: Whether to write down what a run in check mode would change, too.
    type: bool
    default: false
    env:
      - name: BMC_AUDIT_LOG_CHECK_MODE
    ini:
      - section: bmc_audit_log
        key: check_mode
  required:
    description:
      - Whether a run ends when a change cannot be written down.
      - If so, a run that could not write does not begin. If it cannot write any more, the task that is running is
        finished, its lines are shown on standard error, and the run ends before the next task, with exit code 1.
      - If not, there is a warning, the lines are shown on standard error, and the run goes on.
    type: bool
    default: true
    env:
      - name: BMC_AUDIT_LOG_REQUIRED
    ini:
      - section: bmc_audit_log
        key: required
"""

import os
import pwd
import socket
import time
import typing as t
import uuid
from datetime import datetime, timezone

from ansible.errors import AnsibleError
from ansible.plugins.callback import CallbackBase
from ansible.template import Templar
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.audit_destination import AuditDestination, NotRecorded
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.change_record import (
    COLLECTION,
    Change,
    bmc_of,
    changes_of,
    login_of,
    subject_of,
)
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.collection_version import collection_version
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.syslog_message import Sender

PATH_VARIABLE = "bmc_audit_log"
ENDED = 1
"""Exit code of a run that is ended here: Ansible's for errors that are no host's."""
_CONNECTION_NAMES = ("bmc_interface", "bmc_host", "bmc_port", "bmc_username", "bmc_target")
_DEFAULTS = {"bmc_interface": "lanplus", "bmc_port": 623}


class CallbackModule(CallbackBase):
    """Ansible calls one method at a time, some of them from a thread of its own.

    It makes a warning of every exception in a callback. What ends a run is SystemExit, which it lets through, cleaning
    up on the way; and it may only be raised where Ansible calls from its main thread with no task in the middle: at the
    start of a playbook, a play or a task, and at the end.
    """

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "baremetal.ipmi.audit_log"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: t.Any, **named: t.Any) -> None:
        super().__init__(*arguments, **named)
        self._run = uuid.uuid4().hex
        self._sequence = 0
        self._host = socket.gethostname()
        self._controller = {"host": self._host, "user": _user()}
        self._version = collection_version()
        self._play: t.Any = None
        self._playbook: str | None = None
        self._started: dict[tuple[str, str], float] = {}
        self._configured: AuditDestination | None = None
        self._by_path: dict[str, AuditDestination] = {}
        self._of_task: dict[str, AuditDestination | None] = {}
        self._option_problem: str | None = None
        self._begun = False
        self._failed = False

    def set_options(self, *arguments: t.Any, **named: t.Any) -> None:
        try:
            super().set_options(*arguments, **named)
        except AnsibleError as error:
            # Ansible would go on without this callback. The playbook's start can end the run instead.
            self._option_problem = str(error)

    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        self._playbook = playbook._file_name
        self._begin()

    def _begin(self) -> None:
        """Open what the options name, once. ansible-console has plays, and no playbook that starts."""
        if self._begun:
            return
        self._begun = True
        if self._option_problem is not None:
            self._display.error(f"audit_log: {self._option_problem}", wrap_text=False)
            raise SystemExit(ENDED)
        if self.get_option("path") or self.get_option("syslog"):
            self._configured = self._opened(self._destination_of_options)

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        self._begin()
        self._end_if_failed()
        self._play = play

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        self._end_if_failed()
        if _is_ours(task) and self._configured is None:
            self._of_task[task._uuid] = self._opened(lambda: self._destination_of(task))

    def v2_playbook_on_handler_task_start(self, task: t.Any) -> None:
        self.v2_playbook_on_task_start(task, False)

    def v2_runner_on_start(self, host: t.Any, task: t.Any) -> None:
        if _is_ours(task):
            self._started[host.get_name(), task._uuid] = time.monotonic()

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._record_unless_loop(result, failed=False)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._record_unless_loop(result, failed=True)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._record(result, failed=False)

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._record(result, failed=True)

    def v2_runner_retry(self, result: t.Any) -> None:
        self._record(result, failed=False)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        for destination in (self._configured, *self._by_path.values()):
            if destination is not None:
                destination.close()
        if self._sequence:
            self._display.display(f"audit_log: {self._sequence} changes in run {self._run}")
        self._end_if_failed()

    def _record_unless_loop(self, result: t.Any, *, failed: bool) -> None:
        """Write down a task's result. That of a loop repeats what its items said before."""
        if result._task.loop is None:
            self._record(result, failed=failed)
        self._started.pop((result._host.get_name(), result._task._uuid), None)

    def _record(self, result: t.Any, *, failed: bool) -> None:
        """Write down what a result says was changed."""
        if not _is_ours(result._task):
            return
        now = datetime.now(timezone.utc)
        seconds = self._seconds_of(result)
        try:
            changes = changes_of(result._task.resolved_action, result._result)
            destination = self._configured or self._of_task.get(result._task._uuid)
            if not changes or destination is None or (_in_check_mode(result) and not self.get_option("check_mode")):
                return
            about = {**self._about_run(now), **self._about_task(result, seconds, failed)}
            destination.write([self._numbered(about, change) for change in changes])
        except NotRecorded as problem:
            self._tell(str(problem), problem.lines)
        except Exception as error:
            # Ansible would make a warning of it, and go on with a change that nobody recorded.
            self._tell(f"A change on {result._host.get_name()} was not recorded: {error!r}.", [])

    def _numbered(self, about: dict[str, t.Any], change: Change) -> dict[str, t.Any]:
        """Return the record of one change. A line that could not be written leaves a gap in the numbers."""
        self._sequence += 1
        return {**about, **change._asdict(), "sequence": self._sequence}

    def _about_run(self, now: datetime) -> dict[str, t.Any]:
        extra = self._play.get_variable_manager().extra_vars
        return {
            "time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "run": self._run,
            "controller": self._controller,
            "awx": {
                "job_id": _first(extra, "awx_job_id", "tower_job_id"),
                "user": _first(extra, "awx_user_name", "tower_user_name"),
            },
            "collection_version": self._version,
            "playbook": self._playbook,
            "play": self._play.get_name(),
        }

    def _about_task(self, result: t.Any, seconds: float, failed: bool) -> dict[str, t.Any]:
        found, connection = result._result, self._connection_of(result)
        return {
            "inventory_name": result._host.get_name(),
            "bmc": bmc_of(found, connection),
            "login": login_of(found, connection),
            "module": result._task.resolved_action,
            "subject": subject_of(found),
            "task": result.task_name,
            "check_mode": _in_check_mode(result),
            "result": "failed" if failed or "error_code" in found else "ok",
            "error_code": found.get("error_code"),
            "duration_ms": round(seconds * 1000),
        }

    def _seconds_of(self, result: t.Any) -> float:
        """Return how long a task took on its host, or an item of it since the item before."""
        key = result._host.get_name(), result._task._uuid
        now = time.monotonic()
        started, self._started[key] = self._started.get(key, now), now
        return now - started

    def _connection_of(self, result: t.Any) -> dict[str, t.Any]:
        """Return the connection options that may be told, where the result does not show them from the variables."""
        shown = result._result.get("invocation", {}).get("module_args")
        if shown:
            return {name: shown.get(name) for name in _CONNECTION_NAMES}
        variables = self._play.get_variable_manager().get_vars(play=self._play, host=result._host, task=result._task)
        given = {**_DEFAULTS, "bmc_host": variables.get("ansible_host", result._host.get_name())}
        for name in _CONNECTION_NAMES:
            for source in (os.environ.get(name.upper()), variables.get(name), result._task.args.get(name)):
                given[name] = given.get(name) if source is None else source
        return {name: self._template(value, variables) for name, value in given.items()}

    def _template(self, value: t.Any, variables: dict[str, t.Any]) -> t.Any:
        try:
            return Templar(loader=self._play.get_loader(), variables=variables).template(value)
        except AnsibleError:
            # The item of a loop, for one, is not there any more.
            return None

    def _destination_of_options(self) -> AuditDestination:
        return AuditDestination(self.get_option("path"), self.get_option("syslog"), self._sender())

    def _destination_of(self, task: t.Any) -> AuditDestination | None:
        """Return where the changes of a task go by its variable, or None where it is empty. Raises NotRecorded."""
        variables = self._play.get_variable_manager().get_vars(play=self._play, task=task)
        if variables.get(PATH_VARIABLE) is None:
            raise NotRecorded(f"none of path, syslog and the variable {PATH_VARIABLE} says where to write.")
        path = self._template(variables[PATH_VARIABLE], variables)
        if not path:
            return None
        path = os.path.abspath(os.path.expanduser(path))
        if path not in self._by_path:
            self._by_path[path] = AuditDestination(path, None, self._sender(), PATH_VARIABLE)
            self._by_path[path].check()
        return self._by_path[path]

    def _sender(self) -> Sender:
        return Sender(self._host, os.getpid(), self.get_option("facility"))

    def _opened(self, make: t.Callable[[], AuditDestination | None]) -> AuditDestination | None:
        """Return a destination that can be written to. Ends the run where there is none and there has to be."""
        destination = None
        try:
            destination = make()
            if destination is not None:
                destination.check()
        except NotRecorded as problem:
            self._tell(str(problem), [])
            self._end_if_failed()
        return destination

    def _tell(self, sentence: str, lines: t.Sequence[str]) -> None:
        """Say what could not be written and why: nothing is lost in silence, whatever becomes of the run."""
        if self.get_option("required"):
            self._failed = True
            self._display.error(f"audit_log: {sentence}", wrap_text=False)
        else:
            self._display.warning(f"audit_log: {sentence}")
        for line in lines:
            self._display.display(f"audit_log, not recorded: {line}", stderr=True)

    def _end_if_failed(self) -> None:
        if self._failed:
            self._display.error("audit_log: the run ends here, since required is true.", wrap_text=False)
            raise SystemExit(ENDED)


def _is_ours(task: t.Any) -> bool:
    return str(task.resolved_action or "").startswith(COLLECTION)


def _in_check_mode(result: t.Any) -> bool:
    return bool(result._task_fields.get("check_mode", result._task.check_mode))


def _first(variables: t.Mapping[str, t.Any], *names: str) -> t.Any:
    return next((variables[name] for name in names if variables.get(name) is not None), None)


def _user() -> str:
    """Return the name of the user who runs this, who cannot choose it by a variable of the environment."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
