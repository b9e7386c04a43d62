# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every job template of the role ``awx_job_templates``, run by ``ansible-runner`` as AWX runs it, on emulated BMCs."""

from __future__ import annotations

import json
import subprocess
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.awx_job import JOB_ID, AnswerRefused, Job, Templates
from ansible_collections.baremetal.ipmi.tests.integration.credentials import logs_in
from ansible_collections.baremetal.ipmi.tests.integration.inventory import ANSIBLE_INVENTORY
from ansible_collections.baremetal.ipmi.tests.integration.playbook import environment

OPS = {"username": "ops", "password": "Correct-{{horse}}-1", "kg": ""}
SITE = {
    "second_username": "rescue",
    "second_password": "Battery-Staple-2",
    "factory_username": "FACTORY",
    "factory_password": "Factory-Word-3",
    "store_secret": "Vault-Word-4",
}
SECRETS = {"BMC login": OPS, "BMC accounts of the site": SITE}
HIDDEN = [OPS["password"], *(value for name, value in SITE.items() if not name.endswith("username"))]
FROM_ENV = "{{ lookup('ansible.builtin.env', 'BMC_%s') }}"
OF_THE_STORE = {
    "bmc_username": OPS["username"],
    "bmc_credentials_secret": SITE["store_secret"],
    "bmc_password": "{{ (bmc_credentials_kept | from_yaml).accounts.ops.current"
    " if bmc_credentials_kept is defined else lookup('ansible.builtin.env', 'BMC_PASSWORD') }}",
}
NAMES = ["audit", "harden", "provision", "rotate", "backup", "drift", "power"]


class Site:
    """A site with its job templates, and a place for each job."""

    def __init__(self, directory: Path, **variables: t.Any) -> None:
        self.directory = directory
        self.templates = Templates(directory, **variables)
        self.data = directory / "data"
        self._jobs = 0

    def run(
        self,
        name: str,
        inventory: dict[str, t.Any],
        job_type: str | None = None,
        vault_password_file: Path | None = None,
        **answers: t.Any,
    ) -> Job:
        """Run a job template, and see that no secret is shown."""
        self._jobs += 1
        job = Job(self.directory / f"job{self._jobs}", self.templates, f"BMC {name}", SECRETS)
        job.run(inventory, answers, job_type, vault_password_file)
        for secret in HIDDEN:
            assert secret not in job.command + job.output
        return job


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def fleet() -> t.Iterator[RunningEmulator]:
    with running_emulator(count=2, username=OPS["username"], password=OPS["password"]) as emulator:
        yield emulator


def places(emulator: RunningEmulator) -> dict[str, t.Any]:
    return {f"bmc{number}": {"bmc_host": bmc.host, "bmc_port": bmc.port} for number, bmc in enumerate(emulator.bmcs)}


def inventory(emulator: RunningEmulator) -> dict[str, t.Any]:
    """Return what AWX has of the hosts: where they are, and no account."""
    hosts = places(emulator)
    return {"all": {"hosts": list(hosts)}, "_meta": {"hostvars": hosts}}


def update(site: Site, source: Path, login: t.Mapping[str, str] | None = None) -> dict[str, t.Any]:
    """Do what an inventory update of AWX does, with the environment of a credential; return what it finds."""
    command = [str(ANSIBLE_INVENTORY), "-i", str(source), "--list", "--export"]
    injected = {**environment(site.directory), **(login or {})}
    done = subprocess.run(command, env=injected, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return t.cast("dict[str, t.Any]", json.loads(done.stdout))


def writes(emulator: RunningEmulator) -> list[t.Any]:
    return [emulator.control.counters(number)["writes"] for number in range(len(emulator.bmcs))]


def test_every_job_template_is_run_here(site: Site) -> None:
    assert [one["name"] for one in site.templates.assets["job_templates"]] == [f"BMC {name}" for name in NAMES]


def test_the_inventory_source_and_the_audit(site: Site, fleet: RunningEmulator) -> None:
    """An inventory update gets the environment of the credential alone; the job gets what was found, and logs in."""
    credential = site.templates.assets["inventory_sources"][0]["credential"]
    injected = site.templates.credential_type(credential)["injectors"]["env"]
    plugin = {
        "plugin": "baremetal.ipmi.bmc",
        "sources": [{"addresses": [f"{bmc.host}:{bmc.port}" for bmc in fleet.bmcs]}],
        "credentials": [{"name": "site", "username": FROM_ENV % "USERNAME", "password": FROM_ENV % "PASSWORD"}],
        "hostnames": ["'bmc' ~ bmc_port"],
    }
    source = site.templates.folder / "project" / site.templates.assets["inventory_sources"][0]["source_path"]
    source.parent.mkdir()
    source.write_text(yaml.safe_dump(plugin), encoding="utf-8")
    found = update(site, source, {name: OPS[text.strip("{} ")] for name, text in injected.items()})
    assert OPS["password"] not in json.dumps(found)
    # What a BMC said is marked, so that it is never taken for a template.
    states = [host["bmc_state"]["__ansible_unsafe"] for host in found["_meta"]["hostvars"].values()]
    assert states == ["identified", "identified"]

    job = site.run("audit", found, bmc_audit_profile="essential")
    assert job.status == 0, job.output
    report = json.loads((site.data / "audit" / str(JOB_ID) / "bmc-audit.json").read_text(encoding="utf-8"))
    assert OPS["password"] not in json.dumps(report)
    assert writes(fleet) == [{}, {}]


def test_harden_looks_first_and_writes_when_told_to(site: Site, fleet: RunningEmulator) -> None:
    planned = site.run("harden", inventory(fleet))
    assert planned.status == 0, planned.output
    assert writes(fleet) == [{}, {}]
    done = site.run("harden", inventory(fleet), "run", bmc_hardening_batch="100%")
    assert done.status == 0, done.output
    for bmc in fleet.bmcs:
        assert logs_in(bmc, SITE["second_username"], SITE["second_password"])
    assert sorted(path.stem for path in (site.data / "snapshots").iterdir()) == ["bmc0", "bmc1"]
    again = site.run("harden", inventory(fleet), "run", bmc_hardening_remove_undeclared_accounts="true")
    assert again.status == 0, again.output


def test_provision_goes_from_the_factory_account_to_the_sites(site: Site) -> None:
    factory = {"username": SITE["factory_username"], "password": SITE["factory_password"]}
    with running_emulator(**factory) as emulator:
        refused = site.run("provision", inventory(emulator))
        assert refused.status == 2
        assert "bmc_provision_identity says nothing" in " ".join(refused.output.split())
        assert writes(emulator) == [{}]
        job = site.run("provision", inventory(emulator), bmc_provision_any_machine="true")
        assert job.status == 0, job.output
        assert logs_in(emulator.bmcs[0], OPS["username"], OPS["password"])
        assert logs_in(emulator.bmcs[0], SITE["second_username"], SITE["second_password"])
        assert not logs_in(emulator.bmcs[0], *factory.values())


def test_rotate_keeps_the_new_passwords(site: Site, fleet: RunningEmulator) -> None:
    job = site.run("rotate", inventory(fleet), bmc_credentials_force="true", bmc_credentials_max_age=0)
    assert job.status == 0, job.output
    assert sorted(path.name for path in (site.data / "credentials").iterdir()) == ["bmc0.yml", "bmc1.yml"]
    assert not any(logs_in(bmc, OPS["username"], OPS["password"]) for bmc in fleet.bmcs)
    again = site.run("rotate", inventory(fleet), bmc_credentials_force="false")
    assert again.status == 0, again.output
    assert again.runner.stats["changed"] == {}


def test_after_a_rotation_each_bmc_has_a_password_of_its_own(tmp_path: Path, fleet: RunningEmulator) -> None:
    """As docs/user/awx.md tells it: the login by environment alone, and the store as variables of the hosts."""
    site = Site(tmp_path, awx_job_templates_injects=["env"], awx_job_templates_accounts="")
    folder = site.templates.folder / "project" / "inventory"
    (folder / "group_vars").mkdir(parents=True)
    (folder / "host_vars").symlink_to(site.data / "credentials")
    (folder / "group_vars" / "all.yml").write_text(yaml.safe_dump(OF_THE_STORE), encoding="utf-8")
    (folder / "fleet.yml").write_text(yaml.safe_dump({"all": {"hosts": places(fleet)}}), encoding="utf-8")
    password_file = tmp_path / "vault-password"
    password_file.write_text(SITE["store_secret"], encoding="utf-8")
    rotated = site.run("rotate", update(site, folder / "fleet.yml"))
    assert rotated.status == 0, rotated.output
    assert not any(logs_in(bmc, OPS["username"], OPS["password"]) for bmc in fleet.bmcs)
    found = update(site, folder / "fleet.yml")
    power = site.run("power", found, bmc_power_state="on", vault_password_file=password_file)
    assert power.status == 0, power.output


def test_backup_and_drift(site: Site, fleet: RunningEmulator) -> None:
    kept = site.run("backup", inventory(fleet))
    assert kept.status == 0, kept.output
    assert sorted(path.name for path in (site.data / "documents").iterdir()) == ["bmc0.yml", "bmc1.yml"]
    same = site.run("drift", inventory(fleet))
    assert same.status == 0, same.output
    document = site.data / "documents" / "bmc1.yml"
    moved = yaml.safe_load(document.read_text(encoding="utf-8"))
    chassis = moved["document"]["chassis"]
    chassis["power_restore_policy"] = "previous" if chassis["power_restore_policy"] == "always_off" else "always_off"
    document.write_text(yaml.safe_dump(moved), encoding="utf-8")
    differs = site.run("drift", inventory(fleet))
    assert differs.status == 2
    assert "1 as documented, 1 drifted" in differs.output
    ignored = site.run("drift", inventory(fleet), bmc_backup_ignore=["chassis.*"])
    assert ignored.status == 0, ignored.output


def test_power_in_batches(site: Site, fleet: RunningEmulator) -> None:
    for state in ("on", "off"):
        job = site.run("power", inventory(fleet), bmc_power_state=state, bmc_batches="1")
        assert job.status == 0, job.output
        assert job.output.count("PLAY [Bring servers into a power state]") == 2
    unchanged = site.run("power", inventory(fleet), "check", bmc_power_state="off")
    assert unchanged.runner.stats["changed"] == {}
    with pytest.raises(AnswerRefused, match="'bmc_power_state' value missing"):
        site.run("power", inventory(fleet))


@pytest.mark.parametrize(
    ("name", "answers", "sentence"),
    [
        (
            "audit",
            {"bmc_audit_profile": "lax"},
            "value of bmc_audit_profile must be one of: essential",
        ),
        ("harden", {"bmc_hardening_batch": "some"}, "bmc_hardening_batch: some is neither a number of BMCs nor"),
        ("rotate", {"bmc_credentials_length": 8}, "bmc_credentials_length: 8 is not between 16 and 20."),
        ("rotate", {"bmc_credentials_max_age": 4000}, "bmc_credentials_max_age: 4000 is not between 0 and 3650 days."),
        (
            "power",
            {"bmc_power_state": "on", "bmc_power_pause": 9999},
            "bmc_power_pause: 9999 is not between 0 and",
        ),
        ("power", {"bmc_power_state": "on", "bmc_batches": "0"}, "bmc_batches: 0 is neither a number of servers nor"),
    ],
)
def test_an_answer_out_of_range_is_refused_twice(
    site: Site, tmp_path: Path, name: str, answers: dict[str, t.Any], sentence: str
) -> None:
    """AWX launches nothing; and where its survey is gone round, the playbook says what is wrong before it logs in."""
    nowhere = {"all": {"hosts": ["bmc0"]}, "_meta": {"hostvars": {"bmc0": {"bmc_host": "127.0.0.1", "bmc_port": 1}}}}
    with pytest.raises(AnswerRefused):
        site.run(name, nowhere, **answers)
    job = Job(tmp_path, site.templates, f"BMC {name}", SECRETS)
    job.run(nowhere, answers, checked=False)
    assert job.status == 2
    assert sentence in " ".join(job.output.split())
