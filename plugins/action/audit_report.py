# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``baremetal.ipmi.audit_report``: on the controller, without a connection and without a module."""

from __future__ import annotations

import datetime
import getpass
import json
import os
import platform
import re
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.yaml import yaml_load
from ansible.plugins.action import ActionBase
from ansible.release import __version__ as ansible_version

from ..module_utils._report import junit, native_json, sarif, table
from ..module_utils._report.fleet import PROFILES, Fleet, InvalidResults, Run, digest, fleet_from_results
from ..module_utils._report.page import document
from ..module_utils._report.text import encoded, without_moments
from ..plugin_utils.whole_files import NotWritable, check_writable, read_file, write_files

_COLLECTION = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

_FORMATS: dict[str, tuple[str, t.Callable[[Fleet], str]]] = {
    "html": ("bmc-audit.html", document.render),
    "json": ("bmc-audit.json", native_json.render),
    "junit": ("bmc-audit.junit.xml", junit.render),
    "sarif": ("bmc-audit.sarif", sarif.render),
    "csv": ("bmc-audit.csv", table.render),
}

_SPEC: dict[str, dict[str, t.Any]] = {
    "path": {"type": "path", "required": True},
    "formats": {"type": "list", "elements": "str", "choices": list(_FORMATS), "default": list(_FORMATS)},
    "title": {"type": "str", "default": "BMC audit"},
    "profile": {"type": "str", "choices": list(PROFILES), "default": "standard"},
    "inventory": {"type": "str"},
    "started": {"type": "str"},
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class InvalidOption(Exception):
    """The message names the option."""


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        result = super().run(tmp, task_vars)
        began = _now()
        try:
            options, results, policy = _options(self._task.args)
            fleet = _fleet(options, results, policy, began)
            written = _write(options["path"], options["formats"], fleet, check=bool(self._task.check_mode))
        except InvalidOption as error:
            return {**result, "failed": True, "msg": str(error), "error_code": "invalid_option"}
        return {
            **result,
            **written,
            "passed": fleet.passed,
            "counts": fleet.counts(),
            "scores": fleet.scores(),
            "not_audited": [host.name for host in fleet.failed],
        }


def _options(arguments: t.Mapping[str, t.Any]) -> tuple[dict[str, t.Any], dict[str, t.Any], t.Any]:
    """Return the options, and apart from them what may be large: validating copies what it is given."""
    # JSON and back gives Python's own types: Ansible marks values with where they come from.
    given = json.loads(json.dumps(dict(arguments), default=str))
    given = {name: value for name, value in given.items() if value is not None}
    results, policy = given.pop("results", None), given.pop("policy", None)
    if not isinstance(results, dict):
        raise InvalidOption("results: names of hosts with the results of their audits are wanted")
    if not isinstance(policy, (dict, type(None))):
        raise InvalidOption("policy: a dictionary is wanted")
    validation = ArgumentSpecValidator(_SPEC).validate(given)
    if validation.error_messages:
        raise InvalidOption(validation.error_messages[0])
    options = validation.validated_parameters
    if options["started"] and not _MOMENT.fullmatch(options["started"]):
        raise InvalidOption(f"started: {options['started']!r} is not a moment in UTC such as 2026-01-31T12:00:00Z")
    return options, results, policy


def _fleet(options: dict[str, t.Any], results: dict[str, t.Any], policy: t.Any, began: str) -> Fleet:
    run = Run(
        title=options["title"],
        profile=options["profile"],
        started=options["started"] or began,
        ended=_now(),
        controller={"host": platform.node(), "user": _user(), "ansible_core": ansible_version},
        collection_version=_collection_version(),
        inventory=options["inventory"],
        policy_digest=None if policy is None else digest(policy),
    )
    try:
        return fleet_from_results(results, run)
    except InvalidResults as error:
        raise InvalidOption(f"results: {error}") from None


def _write(folder: str, formats: list[str], fleet: Fleet, *, check: bool) -> dict[str, t.Any]:
    folder = os.path.abspath(folder)
    contents = {}
    for name in _FORMATS:
        if name in formats:
            file, render = _FORMATS[name]
            contents[file] = encoded(render(fleet))
    changed = any(_differs(os.path.join(folder, file), content) for file, content in contents.items())
    try:
        if check:
            check_writable(folder)
        else:
            write_files(folder, contents)
    except NotWritable as error:
        raise InvalidOption(f"path: no report can be written to {folder}: {error}") from None
    paths = {name: os.path.join(folder, _FORMATS[name][0]) for name in _FORMATS if name in formats}
    return {"changed": changed, "paths": paths}


def _differs(path: str, content: bytes) -> bool:
    before = read_file(path)
    return before is None or without_moments(before) != without_moments(content)


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _user() -> str:
    """Return who runs Ansible; a user of a container may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _collection_version() -> str:
    """Return the version of the collection: an installed one has a manifest, a checkout what it is built from."""
    manifest = read_file(os.path.join(_COLLECTION, "MANIFEST.json"))
    if manifest is not None:
        return str(json.loads(manifest)["collection_info"]["version"])
    return str(yaml_load(read_file(os.path.join(_COLLECTION, "galaxy.yml")) or b"{}").get("version", "0"))
