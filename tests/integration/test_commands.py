# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command in the documentation is run, page by page, or stands in the table of those that are not, and why."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.integration import pages
from ansible_collections.baremetal.ipmi.tests.integration.typed_commands import PASSWORD, USERNAME, Shell, Stage, Typed
from collection_path import ROOT

PAGES = {
    path.relative_to(ROOT).as_posix(): path
    for place in ("README.md", "CONTRIBUTING.md", "tests/emulator/README.md", "docs/**/*.md")
    for path in sorted(ROOT.glob(place))
    if pages.commands(path)
}
AUDIT_LOG = {
    "ANSIBLE_CALLBACKS_ENABLED": "baremetal.ipmi.audit_log",
    "ANSIBLE_LOAD_CALLBACK_PLUGINS": "true",
    "BMC_AUDIT_LOG_PATH": "bmc-audit.jsonl",
}
A_BROKEN_LOG = (
    "cp plugins/plugin_utils/hash_chain.py .",
    *(
        f"ansible all -i inventory.yml -m baremetal.ipmi.chassis -a power_restore_policy={policy}"
        for policy in ("always_off", "always_on", "previous")
    ),
    "sed -i 2d bmc-audit.jsonl",
)
EMULATOR_WITH_CONTROL = (
    "tests/emulator/bmc-emulator --port 6239 --control $PWD/PATH &",
    "trap 'kill $(jobs -p)' EXIT",
)
RACKS = """\
address,name
192.0.2.10,node10
192.0.2.12,node12
192.0.2.99,node99
"""
ONE_IS_OFF = (
    f"BMC_HOST=192.0.2.10 BMC_USERNAME={USERNAME} BMC_PASSWORD={PASSWORD} "
    "ansible localhost -m baremetal.ipmi.power -a state=off"
)
AT_WORK = re.compile(r"^\S+ +: ok=[1-9]", re.MULTILINE)

STAGES: dict[str, Stage] = {
    "README.md": Stage(bmcs=2, environment={"BMC_PASSWORD": PASSWORD}),
    "CONTRIBUTING.md": Stage(before=("trap 'kill $(jobs -p)' EXIT",)),
    "tests/emulator/README.md": Stage(before=EMULATOR_WITH_CONTROL, replaced={"/tmp/bmcs": "bmcs"}),
    "docs/start/emulator.md": Stage(),
    "docs/start/hardware.md": Stage(password="the-labels-password"),
    "docs/guides/first-contact.md": Stage(
        bmcs=3,
        before=(ONE_IS_OFF,),
        files={"racks.csv": RACKS},
    ),
    "docs/guides/management-vlan.md": Stage(bmcs=3, hosts=("node1", "node2", "node3")),
    "docs/guides/molecule.md": Stage(environment={"CHECKOUT": str(ROOT)}),
    "docs/user/audit-log.md": Stage(before=A_BROKEN_LOG, environment=AUDIT_LOG, replaced={"/var/log/": ""}),
    "docs/user/audit-report.md": Stage(before=("git init -q",)),
    "docs/user/backup-and-drift.md": Stage(bmcs=2, hosts=("bmc6", "bmc7"), before=("git init -q bmc-documents",)),
    "docs/user/credentials.md": Stage(
        username="ops", variables_of_page=(0,), environment={"CREDENTIALS_PASSWORD": "x"}
    ),
    "docs/user/debugging.md": Stage(files={"bmc.yml": pages.files(ROOT / "README.md")["bmc.yml"]}),
    "docs/user/documents.md": Stage(variables_of_page=(0,)),
    "docs/user/hardening.md": Stage(variables_of_page=(0,)),
    "docs/user/inventory.md": Stage(
        bmcs=2, environment={"BMC_PASSWORD": PASSWORD}, files={"bmc.yml": pages.files(ROOT / "README.md")["bmc.yml"]}
    ),
    "docs/user/provisioning.md": Stage(
        bmcs=2, inventory="new.yml", inventory_of_page=0, replaced={"S312093X8A01": "EMULATED000001"}
    ),
}
"""What the reader of a page has, page by page."""


class NotRun(t.NamedTuple):
    """Why a command is not run, and a file that proves it: it names what is run instead, or what would be missing."""

    why: str
    proof: str
    text: str


NOT_RUN = {
    r"make (?:test|unit|lint|sanity|modules|venv|demo|docs|bench)": NotRun(
        "this test runs in what make has made", "Makefile", "run-layers"
    ),
    r"\. \.venv/bin/activate|export ANSIBLE_COLLECTIONS_PATH=\$PWD/\.cache/collections": NotRun(
        "only for the scenarios below", "docs/dev/molecule.md", "molecule test"
    ),
    r"molecule \w+ --scenario-name fleet": NotRun(
        "scenarios are run in containers by another layer", "tests/molecule/test_scenarios.py", "molecule"
    ),
    r"ulimit -n 10064|.*--count 10000 .*": NotRun(
        "ten thousand BMCs are started by another test", "tests/integration/test_emulator_scale.py", "10_000"
    ),
    r"podman .*": NotRun("another test has a container", "tests/integration/test_emulator_container.py", "podman"),
    r"ansible-runner (?:transmit|process) .*|ssh node1 ansible-runner worker .*": NotRun(
        "another test does it without ssh", "tests/integration/runner_slices.py", '"worker"'
    ),
    r"python tests/containers/newest_core.py .*": NotRun(
        "a layer of its own runs it", "tools/run-layers", "tests/containers/newest_core.py"
    ),
    r"make release .*|gpg .*|ansible-galaxy collection (?:install dist|verify) ?.*|git clone --branch .*": NotRun(
        "another test makes and verifies a release", "tests/integration/test_release.py", "gpg-verify"
    ),
    r"(?:export CONTROLLER|ansible-playbook baremetal.ipmi.awx|awx import|ansible-galaxy .* install awx).*": NotRun(
        "needs AWX, for which another test has a stand-in", "tests/integration/test_role_awx.py", "baremetal.ipmi.awx"
    ),
    r"make ee.*|ansible-navigator .*": NotRun(
        "another test builds the image and runs it", "tests/integration/test_execution_environment.py", "navigator"
    ),
}
"""Commands that are not run."""

FAILS = {
    ("docs/start/emulator.md", '-a "name=ADMIN state=absent"'): "lockout_refused",
    ("docs/start/emulator.md", "-e bmc_password=wrong"): "wrong_password",
    ("docs/user/audit-log.md", "bmc-audit.jsonl"): "Line 2 does not follow line 1",
}
"""Commands that have to fail, by their ends, and what they have to say."""


def not_run(page: str, command: str) -> list[str]:
    """Return the rows of the table that a command is in. A page with a stage sets up its environment itself."""
    rows = [pattern for pattern in NOT_RUN if re.fullmatch(pattern, command)]
    return [row for row in rows if page not in STAGES or "activate" not in row]


def run_on(page: str) -> list[str]:
    return [command for command in pages.commands(PAGES[page]) if not not_run(page, command)]


def test_every_command_is_run_or_has_a_reason() -> None:
    commands = {(page, command) for page, path in PAGES.items() for command in pages.commands(path)}
    assert [one for one in commands if len(not_run(*one)) != 1 and one[0] not in STAGES] == []
    used = {row for one in commands for row in not_run(*one)}
    assert used == set(NOT_RUN), "a reason that no command needs"


@pytest.mark.parametrize("row", NOT_RUN.values(), ids=NOT_RUN)
def test_a_reason_still_holds(row: NotRun) -> None:
    assert row.text in (ROOT / row.proof).read_text(encoding="utf-8"), row.why


@pytest.mark.parametrize("page", STAGES)
def test_the_commands_of_a_page_do_what_it_says(page: str, tmp_path: Path) -> None:
    commands = run_on(page)
    assert commands
    typed = Shell(STAGES[page], PAGES[page], tmp_path).run(commands)
    assert [one.command for one in typed] == commands, typed[-1:]
    for one in typed:
        check(page, one)


def check(page: str, typed: Typed) -> None:
    wanted = [text for (of, end), text in FAILS.items() if of == page and typed.command.endswith(end)]
    assert (typed.status != 0) == bool(wanted), f"{page}: {typed.command}\n{typed.output}"
    assert all(text in typed.output for text in wanted), f"{page}: {typed.command}\n{typed.output}"
    # That no host is there is no failure for Ansible.
    if typed.command.startswith("ansible-playbook "):
        assert AT_WORK.search(typed.output), f"{page}: {typed.command}\n{typed.output}"
