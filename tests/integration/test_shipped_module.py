# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module that is shipped and run by another Python gives the same result as its action plugin in the worker.

The collection is put together once more without its action plugins, so that Ansible ships the module, with what it
imports, as it does for ``bmc_interface: open``.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.collection_path import ROOT
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables, run_tasks

SHIPPED_PARTS = ("plugins/modules", "plugins/module_utils", "plugins/doc_fragments", "meta", "galaxy.yml")


@pytest.fixture(scope="module")
def without_action_plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a collections path with a copy of the collection that has no action plugins."""
    base = tmp_path_factory.mktemp("shipped")
    copy = base / "ansible_collections" / "baremetal" / "ipmi"
    (copy / "plugins").mkdir(parents=True)
    for part in SHIPPED_PARTS:
        (copy / part).symlink_to(ROOT / part)
    return base


def both_results(
    bench: Bench, collections: Path, tasks: list[tuple[str, dict[str, t.Any]]]
) -> tuple[list[dict[str, t.Any]], list[dict[str, t.Any]]]:
    """Return the results in the worker and the results of the shipped modules."""
    content = [
        {f"baremetal.ipmi.{module}": {**host_variables(bench.bmc), **options}, "ignore_errors": True}
        for module, options in tasks
    ]
    hosts = {"bmc0": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}}
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(collections)}
    in_the_worker = run_tasks(bench.directory, hosts, content)
    shipped = run_tasks(bench.directory, hosts, content, "-vvv", extra_environment=environment)
    for module, _options in tasks:
        assert f"AnsiballZ_{module}.py" in shipped.output
    for play in (in_the_worker, shipped):
        assert len(play.only()) == len(tasks), play.output
    return [_comparable(result) for result in in_the_worker.only()], [_comparable(result) for result in shipped.only()]


def _comparable(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """Leave out what Ansible adds to the result of a shipped module."""
    added = ("_ansible_no_log", "_ansible_parsed", "exception", "ansible_facts")
    return {name: value for name, value in result.items() if name not in added}


TASKS: list[tuple[str, dict[str, t.Any]]] = [
    ("power", {"state": "on"}),
    ("user", {"name": "admin", "privilege": "administrator", "password": "correct-horse"}),
    ("user", {"name": "admin", "state": "absent"}),
    ("user", {"name": "n" * 17}),
    ("power", {"state": "on", "bmc_password": "incorrect-horse"}),
    ("boot", {"device": "none"}),
    ("config_info", {"sections": ["users", "boot"]}),
]


def test_module_and_action_plugin_agree(bench: Bench, without_action_plugins: Path) -> None:
    in_the_worker, shipped = both_results(bench, without_action_plugins, TASKS)
    assert shipped == in_the_worker


def test_unknown_options_are_refused_by_both(bench: Bench, without_action_plugins: Path) -> None:
    task = ("power", {"state": "on", "colour": "red"})
    for (result,) in both_results(bench, without_action_plugins, [task]):
        assert "Unsupported parameters" in result["msg"]
        assert "colour" in result["msg"]
