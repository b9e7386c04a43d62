# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that rotates, what it keeps in its store, and ipmitool as the judge."""

from __future__ import annotations

import typing as t

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import try_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, run_playbook
from collection_path import ROOT

ROTATE = ROOT / "playbooks" / "rotate_credentials.yml"
VAULT_PASSWORD = "vault-word"
SECONDS = 120


def variables(bench: Bench, **more: t.Any) -> dict[str, t.Any]:
    store = {"bmc_credentials_secret": VAULT_PASSWORD, "bmc_credentials_path": str(bench.directory / "store")}
    return bench.hosts(**{**store, **more})


def rotate(bench: Bench, *arguments: str, **more: t.Any) -> PlayResult:
    return run_playbook(bench.directory, variables(bench, **more), ROTATE, *arguments)


def record(bench: Bench, host: str = "bmc0") -> dict[str, t.Any]:
    """Return what the store has of a host, decrypted by Ansible's own library."""
    path = bench.directory / "store" / f"{host}.yml"
    assert path.stat().st_mode & 0o777 == 0o600
    vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])
    encrypted = "\n".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines()[2:])
    return t.cast("dict[str, t.Any]", yaml.safe_load(vault.decrypt(encrypted.encode())))


def logs_in(bmc: RunningBmc, username: str, password: str, kg: str = "", suite: int = 17) -> bool:
    """Ask ipmitool, which knows nothing of us."""
    account = bmc._replace(username=username, password=password)
    return try_ipmitool(account, "mc", "info", suite=suite, kg=kg).returncode == 0


def secrets_of(entry: t.Mapping[str, t.Any]) -> list[str]:
    return [entry[name] for name in ("current", "pending", "previous") if entry.get(name)]
