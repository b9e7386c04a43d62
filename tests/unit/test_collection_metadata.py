# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said about the collection agrees with what is in it."""

from __future__ import annotations

import ast
import re
import subprocess
import typing as t
from pathlib import Path

import pytest
import yaml
from collection_path import ROOT

MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
GALAXY = yaml.safe_load((ROOT / "galaxy.yml").read_text())
RUNTIME = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
# Runs once on the controller and logs in nowhere, so it has no connection options.
ABOUT_NO_BMC = {"audit_report"}
# Every source file starts as this one does.
HEADER = [line.lstrip("# ") for line in Path(__file__).read_text().splitlines()[:3]]
TOP = """
.ansible-lint .ansible-sign .ci .containerignore .devcontainer .github .gitignore .pre-commit-config.yaml .yamllint
CHANGELOG.md CODE_OF_CONDUCT.md CONTRIBUTING.md COPYING LICENSES MAINTAINERS.md MANIFEST.in Makefile README.md
REUSE.toml SECURITY.md changelogs docs execution-environment.yml extensions galaxy.yml meta playbooks plugins
pyproject.toml requirements-demo.txt requirements-docs.txt requirements-ee.txt requirements-test.txt roles tests tools
"""


def files() -> list[Path]:
    """Return what git has or would take in, relative to the checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\0")
    return [Path(name) for name in sorted(set(names)) if name and (ROOT / name).is_file()]


def is_version(value: t.Any) -> bool:
    """Return whether this is a version as ``make release`` takes them, and not later than the present one."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(value)):
        return False
    numbers = [tuple(map(int, version.split("."))) for version in (value, GALAXY["version"])]
    return numbers[0] <= numbers[1]


def documentation(module: str) -> dict[str, t.Any]:
    """Return the literals DOCUMENTATION, EXAMPLES and RETURN as Ansible reads them: parsed, not run."""
    tree = ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text())
    literals = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in ("DOCUMENTATION", "EXAMPLES", "RETURN")
    }
    return {name: yaml.safe_load(text) for name, text in literals.items()}


def test_the_modules_of_the_first_release_are_there() -> None:
    wanted = "audit audit_report boot channel chassis config config_info firewall info lan power raw sol user"
    assert sorted(wanted.split()) == MODULES


def test_module_defaults_reach_every_module() -> None:
    assert sorted(RUNTIME["action_groups"]["all"]) == sorted(set(MODULES) - ABOUT_NO_BMC)


def test_every_module_has_its_action_plugin() -> None:
    # By its own name: a redirect of all to one plugin would let the defaults of one module reach the others.
    actions = sorted(path.stem for path in (ROOT / "plugins" / "action").glob("*.py"))
    assert actions == MODULES
    assert "plugin_routing" not in RUNTIME


@pytest.mark.parametrize("module", MODULES)
def test_module_is_documented(module: str) -> None:
    texts = documentation(module)
    described = texts["DOCUMENTATION"]
    assert described["module"] == module
    assert is_version(described["version_added"])
    fragments = described["extends_documentation_fragment"]
    assert "baremetal.ipmi.attributes" in fragments
    assert ("baremetal.ipmi.connection" in fragments) == (module not in ABOUT_NO_BMC)
    assert set(described["attributes"]) >= {"check_mode", "diff_mode", "idempotent"}
    assert texts["EXAMPLES"]
    assert ("bmc" in texts["RETURN"]) == (module not in ABOUT_NO_BMC)


@pytest.mark.parametrize("module", MODULES)
def test_module_examples_use_full_names(module: str) -> None:
    for task in documentation(module)["EXAMPLES"]:
        assert task["name"], f"an example of {module} has no name"
        unqualified = [key for key in task if key in MODULES]
        assert not unqualified, f"{task['name']}: {unqualified}"


def test_every_role_is_dated_so_that_the_changelog_names_it() -> None:
    specs = {path.parts[-3]: yaml.safe_load(path.read_text()) for path in ROOT.glob("roles/*/meta/argument_specs.yml")}
    points = [(role, point) for role, spec in specs.items() for point in spec["argument_specs"].items()]
    assert [(role, name) for role, (name, point) in points if not is_version(point.get("version_added"))] == []


def test_galaxy_metadata() -> None:
    assert (GALAXY["namespace"], GALAXY["name"]) == ("baremetal", "ipmi")
    assert is_version(GALAXY["version"])
    assert GALAXY["license"] == ["GPL-3.0-or-later"]
    assert RUNTIME["requires_ansible"] == ">=2.18.0"


def test_no_stray_files() -> None:
    assert {path.parts[0] for path in files()} <= set(TOP.split())
    plugins = [path for path in files() if path.parts[0] == "plugins"]
    assert [path for path in plugins if path.suffix != ".py"] == []
    changed = [path for path in files() if path.parts[:2] == ("changelogs", "fragments")]
    assert [path for path in changed if path.suffix not in (".yml", ".yaml")] == []


def test_every_source_file_starts_with_the_header() -> None:
    missing = []
    for path in files():
        text = (ROOT / path).read_text(errors="replace")
        if text and (path.suffix in (".py", ".yml", ".toml", ".sh") or text.startswith("#!")):
            start = [line.strip("#-* ") for line in text.splitlines()[:5]]
            if not all(line in start for line in HEADER):
                missing.append(path.as_posix())
    assert missing == []
