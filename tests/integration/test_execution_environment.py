# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment that ``make ee`` builds, with emulated BMCs in its network.

It is run as a person does, with ansible-navigator, and as AWX does: a job sent to ``ansible-runner worker`` in a
container whose user is in no list of users.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.containers.emulator_container import (
    LABEL,
    EmulatorContainer,
    container_network,
    emulator_container,
)
from ansible_collections.baremetal.ipmi.tests.containers.execution_environment import execution_environment
from ansible_collections.baremetal.ipmi.tests.integration.managed_nodes import managed_nodes
from ansible_collections.baremetal.ipmi.tests.integration.playbook import environment
from ansible_collections.baremetal.ipmi.tests.integration.runner_slices import Slice
from collection_path import ROOT

NEEDED = ("podman", "buildah", "mmdebstrap", "make")
PROGRAMS = Path(sys.executable).parent
USERNAME, PASSWORD = "operations", "a-Passw0rd-for-it"
PERSONALITIES = ("dell", "hpe")
ARBITRARY_USER = "54321:0"
PATIENCE = 240
MESSAGE_QUEUES = Path("/dev/mqueue")

Task = dict[str, t.Any]
AUDIT: Task = {"name": "Audit", "baremetal.ipmi.audit": {"profile": "standard"}}
CONFIG: Task = {
    "name": "Configure",
    "baremetal.ipmi.config": {
        "users": [{"name": "monitor", "password": "{{ monitor_password }}", "privilege": "user"}],
        "chassis": {"power_restore_policy": "always_on"},
    },
}
SECRETS = {"bmc_password": PASSWORD, "monitor_password": "Secret-Of-Monitor"}


class Site(t.NamedTuple):
    """The image, and the network with the BMCs in it."""

    image: str
    network: str
    bmcs: dict[str, EmulatorContainer]

    def hosts(self) -> dict[str, dict[str, t.Any]]:
        return {name: {"bmc_host": bmc.address(), "bmc_username": USERNAME} for name, bmc in self.bmcs.items()}

    def run(self, *command: str, stdin: bytes = b"") -> bytes:
        """Run a command in the image as some user, and return what it printed."""
        options = ("--rm", "--interactive", f"--label={LABEL}", f"--network={self.network}", f"--user={ARBITRARY_USER}")
        podman = ["podman", "run", *options, self.image, *command]
        done = subprocess.run(podman, input=stdin, capture_output=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
        return done.stdout


class JobInContainer(Slice):
    """What AWX sends to a container, and what comes back."""

    site: Site

    def work(self, sent: bytes) -> bytes:
        return self.site.run("ansible-runner", "worker", "--private-data-dir=/runner", stdin=sent)


@pytest.fixture(scope="module")
def site() -> t.Iterator[Site]:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    # ansible-navigator insists on it, since podman shares it with the container. A sandbox may have none.
    if not MESSAGE_QUEUES.exists():
        MESSAGE_QUEUES.mkdir()
    image = execution_environment()
    with contextlib.ExitStack() as stack:
        network = stack.enter_context(container_network())
        login = (f"--username={USERNAME}", f"--password={PASSWORD}")
        bmcs = {
            name: stack.enter_context(emulator_container(f"--personality={name}", *login, network=network))
            for name in PERSONALITIES
        }
        yield Site(image, network, bmcs)


def navigate(site: Site, directory: Path, *arguments: str) -> tuple[dict[tuple[str, str], t.Any], str]:
    """Run the playbook with ansible-navigator; return the results by task and host, and all that was printed."""
    artifact = directory / "artifact.json"
    command = [PROGRAMS / "ansible-navigator", "run", "playbook.yml", "--mode=stdout", "--inventory=inventory.json"]
    command += ["--container-engine=podman", f"--execution-environment-image={site.image}", "--pull-policy=never"]
    command += [f"--container-options=--network={site.network}", f"--container-options=--label={LABEL}"]
    command += [f"--playbook-artifact-save-as={artifact}", f"--log-file={directory / 'navigator.log'}", *arguments]
    done = subprocess.run(
        command,
        cwd=directory,
        # Navigator would hand Ansible's settings to the container, where the collection is elsewhere.
        env={name: value for name, value in environment(directory).items() if not name.startswith("ANSIBLE_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    plays = json.loads(artifact.read_text(encoding="utf-8"))["plays"]
    tasks = [task for play in plays for task in play["tasks"] if task.get("res")]
    return {(task["task"], task["host"]): task["res"] for task in tasks}, done.stdout + artifact.read_text()


def test_navigator_audits_and_configures(site: Site, tmp_path: Path) -> None:
    play = {"hosts": "all", "gather_facts": False, "vars_files": ["secrets.json"], "tasks": [AUDIT, CONFIG]}
    (tmp_path / "playbook.yml").write_text(json.dumps([play]), encoding="utf-8")
    (tmp_path / "inventory.json").write_text(json.dumps({"all": {"hosts": site.hosts()}}), encoding="utf-8")
    (tmp_path / "secrets.json").write_text(json.dumps(SECRETS), encoding="utf-8")

    results, said = navigate(site, tmp_path)
    assert sorted(results) == [(task, name) for task in ("Audit", "Configure") for name in PERSONALITIES]
    assert all(results["Audit", name]["findings"] for name in PERSONALITIES)
    assert {results["Audit", name]["bmc"]["manufacturer_id"] for name in PERSONALITIES} == {674, 11}
    assert [results["Configure", name]["changed"] for name in PERSONALITIES] == [True, True]
    assert not [name for name, secret in SECRETS.items() if secret in said]

    again, _said = navigate(site, tmp_path)
    assert [again["Configure", name]["changed"] for name in PERSONALITIES] == [False, False]
    predicted, _said = navigate(site, tmp_path, "--check")
    assert [predicted["Configure", name]["changed"] for name in PERSONALITIES] == [False, False]


def test_a_job_of_awx_runs_as_any_user_and_its_bmcs_are_counted(site: Site, tmp_path: Path) -> None:
    who = {"name": "Who", "ansible.builtin.debug": {"msg": "{{ lookup('ansible.builtin.pipe', 'id -u') }}"}}
    job = JobInContainer(tmp_path, site.hosts(), [who, AUDIT, CONFIG], SECRETS)
    job.site = site
    assert job.run() == 0, job.everything_kept()
    events = [event for event in job.events() if event["event"] == "runner_on_ok"]
    results = {
        (event["event_data"]["task"], event["event_data"]["host"]): event["event_data"]["res"] for event in events
    }
    assert sorted(results) == [(task, name) for task in ("Audit", "Configure", "Who") for name in PERSONALITIES]
    assert {results["Who", name]["msg"] for name in PERSONALITIES} == {ARBITRARY_USER.partition(":")[0]}
    assert {node.name for node in managed_nodes(job.events())} == {
        results["Audit", name]["bmc"]["system_guid"] for name in PERSONALITIES
    }
    assert not [name for name, secret in SECRETS.items() if secret in job.everything_kept()]


def test_the_image_holds_the_collection_and_what_a_controller_looks_for(site: Site) -> None:
    listed = json.loads(site.run("ansible-galaxy", "collection", "list", "--format=json"))
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert listed["/usr/share/ansible/collections/ansible_collections"] == {"baremetal.ipmi": {"version": version}}
    collection = "/usr/share/ansible/collections/ansible_collections/baremetal/ipmi"
    for name in ("extensions/audit/event_query.yml", "meta/execution-environment.yml"):
        assert site.run("cat", f"{collection}/{name}") == (ROOT / name).read_bytes()


def test_the_collection_asks_for_no_package() -> None:
    introspect = [PROGRAMS / "ansible-builder", "introspect", str(ROOT / ".cache" / "collections")]
    said = subprocess.run(introspect, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
    assert [value for value in yaml.safe_load(said).values() if value] == []
