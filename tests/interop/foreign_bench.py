# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs our modules, through ansible-playbook, on a BMC that is not ours, with ipmitool beside it."""

from __future__ import annotations

import shutil
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables, run_tasks
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

NAME = "peer"
SUITE = 3
"""The only cipher suite besides 0 to 2 that all these BMCs and ipmitool have in common."""
INTERFACES = {"lanplus": ("-I", "lanplus", "-C", str(SUITE)), "lan": ("-I", "lan")}

Options = dict[str, t.Any]
Result = dict[str, t.Any]


class ForeignBench(t.NamedTuple):
    """A running BMC (with host, port, username and password), how to reach it, and a directory for playbooks."""

    bmc: t.Any
    directory: Path
    interface: str = "lanplus"

    def run(self, *tasks: dict[str, t.Any], **variables: t.Any) -> list[Result]:
        """Run tasks one after the other, whatever becomes of each, and return their results."""
        connection = {"bmc_interface": self.interface, "bmc_cipher_suites": [SUITE], **variables}
        hosts = {NAME: host_variables(self.bmc, **connection)}
        play = run_tasks(self.directory, hosts, [{"ignore_errors": True, **task} for task in tasks])
        assert play.returncode == 0, play.output
        assert len(play.only(NAME)) == len(tasks), play.output
        return play.only(NAME)

    def each(self, module: str, *options: Options) -> list[Result]:
        """Run a module once for each of the options."""
        return self.run(*({f"baremetal.ipmi.{module}": one} for one in options))

    def settle(self, module: str, *options: Options) -> None:
        """Run a module for each of the options, which has something to change, and again: then it has not."""
        results = self.each(module, *(one for one in options for _run in range(2)))
        assert not [result for result in results if "error_code" in result]
        assert [result["changed"] for result in results] == [True, False] * len(options), results

    def refused(self, *tasks: tuple[str, Options]) -> list[Result]:
        """Run modules that have to fail, each with an option that its message names, and return the results."""
        results = self.run(*({f"baremetal.ipmi.{module}": options} for module, options in tasks))
        for result, (_module, options) in zip(results, tasks):
            assert "error_code" in result, result
            assert list(options)[-1] in result["msg"], result
        return results

    @property
    def ipmitool(self) -> Ipmitool:
        if shutil.which("ipmitool") is None:
            pytest.skip("ipmitool is not installed")
        return Ipmitool(self.bmc, None, self.bmc.username, self.bmc.password, INTERFACES[self.interface])
