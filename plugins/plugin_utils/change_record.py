# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's result says about changes on a BMC, one record for each option.

The source is the ``diff`` of the result, not ``changed``: a playbook can say ``changed_when: false``, and something was
written all the same. Secrets are hidden in it by the engine that makes it.
"""

from __future__ import annotations

import typing as t

from ..module_utils._desired.outcome import HIDDEN

COLLECTION = "baremetal.ipmi."
MAY_HAVE_ACTED = frozenset({"power_timeout", "session_lost", "deadline_exceeded", "no_answer"})
"""Errors of an action after which nobody can say that nothing happened."""
MOMENTARY = frozenset({"cycle", "reset", "diag"})
"""What power does without leaving another state."""

SUBJECTS = ("name", "user_id", "channel")
"""Options that say which account or channel a task is about."""


class Change(t.NamedTuple):
    """One option, by its place in the document. None stands for a value that is not known."""

    option: str | None
    before: t.Any
    after: t.Any


def changes_of(action: str, result: t.Mapping[str, t.Any]) -> list[Change]:
    """Return what a result of the module ``action`` says was changed, or would be in check mode."""
    if "censored" in result:
        return [Change(None, HIDDEN, HIDDEN)] if result.get("changed") else []
    acted = _action_of(action[len(COLLECTION) :], result)
    if "error_code" in result:
        written = [Change(label, None, None) for label in result.get("written", ())]
        return written or (acted if _may_have_acted(result) else [])
    diff = result.get("diff")
    if isinstance(diff, dict):
        return list(_leaves((), diff.get("before"), diff.get("after")))
    return acted


def _may_have_acted(result: t.Mapping[str, t.Any]) -> bool:
    """Tell whether an action may have happened though it failed. Without an identity, there was no session."""
    return "bmc" in result and result["error_code"] in MAY_HAVE_ACTED


def _action_of(module: str, result: t.Mapping[str, t.Any]) -> list[Change]:
    """Return the change that is an action: it leaves no difference that a result could show."""
    arguments = result.get("invocation", {}).get("module_args", {})
    if module == "power" and (result.get("changed") or arguments.get("state") in MOMENTARY or "error_code" in result):
        return [Change("power", None, arguments.get("state"))]
    if module == "raw" and _raw_changes(result, arguments):
        return [Change("raw", None, _command_of(result, arguments))]
    return []


def _raw_changes(result: t.Mapping[str, t.Any], arguments: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a raw command changes something, by the rule of the module, whatever changed_when says."""
    if result.get("completion_code"):
        return False
    told = arguments.get("changes")
    return not str(_command_of(result, arguments)).startswith("Get ") if told is None else bool(told)


def _command_of(result: t.Mapping[str, t.Any], arguments: t.Mapping[str, t.Any]) -> t.Any:
    """Return the name of a raw command. Its bytes are not told: nobody knows which of them are secret."""
    if result.get("command") or arguments.get("command"):
        return result.get("command") or arguments["command"]
    return f"NetFn {arguments.get('net_fn')}, command {arguments.get('number')}"


def _leaves(path: tuple[str, ...], before: t.Any, after: t.Any) -> t.Iterator[Change]:
    """Yield the options that differ in two trees of one shape."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _leaves((*path, str(name)), before.get(name), after.get(name))
    elif before != after:
        yield Change(".".join(path), before, after)


def subject_of(result: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return which account or channel a task was about, where its options are about one; a document names its own."""
    arguments = result.get("invocation", {}).get("module_args", {})
    subject = {name: arguments[name] for name in SUBJECTS if name in arguments}
    if subject.get("channel", 0) is None:
        # A task that names no channel is about that of the login.
        subject["channel"] = result.get("bmc", {}).get("channel")
    return {name: value for name, value in subject.items() if value is not None}


def bmc_of(result: t.Mapping[str, t.Any], connection: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return which BMC a result is about; ``connection`` has the task's connection options."""
    identity = result.get("bmc", {})
    return {
        "address": identity.get("address") or connection.get("bmc_host"),
        "port": connection.get("bmc_port"),
        "target": connection.get("bmc_target"),
        "system_guid": identity.get("system_guid"),
        "manufacturer": identity.get("manufacturer"),
        "manufacturer_id": identity.get("manufacturer_id"),
        "product_id": identity.get("product_id"),
        "firmware": identity.get("firmware"),
    }


def login_of(result: t.Mapping[str, t.Any], connection: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return who was logged in, and how."""
    identity = result.get("bmc", {})
    return {
        "interface": connection.get("bmc_interface"),
        "user": connection.get("bmc_username"),
        "channel": identity.get("channel"),
        "cipher_suite": identity.get("cipher_suite"),
    }
