# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of the code host are forms to it, and ask what is needed to help."""

from __future__ import annotations

import subprocess
import sys
import typing as t
from pathlib import Path

import yaml
from collection_path import ROOT

TEMPLATES = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in TEMPLATES.glob("*.yml") if path.name != "config.yml")


def required(form: str) -> set[str]:
    """Return the fields without which a form is not taken."""
    body: list[dict[str, t.Any]] = yaml.safe_load((TEMPLATES / form).read_text(encoding="utf-8"))["body"]
    return {field["id"] for field in body if field.get("validations", {}).get("required")}


def check(schema: str, *files: Path) -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    command = [str(program), f"--builtin-schema=vendor.{schema}", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_issue_forms_keep_to_the_code_hosts_schema() -> None:
    assert len(FORMS) == 3
    check("github-issue-forms", *FORMS)
    check("github-issue-config", TEMPLATES / "config.yml")


def test_a_report_of_a_bug_has_what_a_quirk_is_known_by() -> None:
    assert {"task", "error_code", "make", "info", "trace", "versions"} <= required("bug_report.yml")
    assert {"make", "firmware", "info", "source"} <= required("bmc_quirk.yml")
