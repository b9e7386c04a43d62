# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hooks of ``.pre-commit-config.yaml``, run by pre-commit in a fresh checkout that cannot reach any network."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.committed_copy import COMMITTER, committed_copy, git, run

HEADER = "".join(Path(__file__).read_text(encoding="utf-8").splitlines(keepends=True)[:3])
# What pre-commit would fetch hooks through.
NO_NETWORK = {f"{scheme}_proxy": "http://127.0.0.1:9" for scheme in ("http", "https")}
HOOKS = {"ruff check", "ruff format", "mypy", "yamllint", "REUSE", "changelog"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout as ``make venv`` leaves it, with pre-commit installed."""
    checkout = committed_copy(tmp_path_factory.mktemp("checkout"))
    (checkout / ".git" / "info" / "exclude").write_text(".venv\n")
    (checkout / ".venv").symlink_to(sys.prefix)
    link = checkout / ".cache" / "collections" / "ansible_collections" / "baremetal" / "ipmi"
    link.parent.mkdir(parents=True)
    link.symlink_to(checkout)
    assert run(checkout, "pre-commit", "install", **variables(checkout)).returncode == 0
    return checkout


def variables(checkout: Path) -> dict[str, str]:
    return {"PRE_COMMIT_HOME": str(checkout / ".cache" / "pre-commit"), "PRE_COMMIT_COLOR": "never", **NO_NETWORK}


def verdicts(output: str) -> dict[str, str]:
    """Return how each hook ended, by its name."""
    return dict(re.findall(r"^([\w ]+?)\.+(?:\([\w ]+\))?(Passed|Failed|Skipped)$", output, re.MULTILINE))


def test_all_that_is_here_passes(checkout: Path) -> None:
    done = run(checkout, "pre-commit", "run", "--all-files", **variables(checkout))
    assert verdicts(done.stdout) == dict.fromkeys(HOOKS, "Passed"), done.stdout
    assert git(checkout, "status", "--porcelain") == ""


def test_a_commit_with_faults_is_refused(checkout: Path) -> None:
    """What ruff can mend is mended, for the author to add."""
    module = checkout / "plugins" / "module_utils" / "_ipmi" / "faulty.py"
    module.write_text(f"{HEADER}'''Faulty.'''\n\nimport os\n\nVALUE: int = 'one'\n", encoding="utf-8")
    (checkout / "faulty.yml").write_text(f"---\n{HEADER}truth: yes\n", encoding="utf-8")
    (checkout / "no-header").write_text("No header\n", encoding="utf-8")
    fragment = checkout / "changelogs" / "fragments" / "faulty.yml"
    fragment.parent.mkdir(exist_ok=True)
    fragment.write_text(f"---\n{HEADER}bug_fixes:\n  - raw - is fixed.\n", encoding="utf-8")
    git(checkout, "add", "--all")
    done = run(checkout, "git", "commit", "--message", "Faulty", **variables(checkout), **COMMITTER)
    assert done.returncode == 1, done.stdout
    assert verdicts(done.stdout) == dict.fromkeys(HOOKS, "Failed"), done.stdout
    assert "import os" not in module.read_text(encoding="utf-8")
    assert git(checkout, "log", "-1", "--format=%s") == "All of it"
