# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A managed host whose Python is too old for a shipped module: one sentence that says what to do, and no trace.

No such Python can be had from a current distribution, so the host has an interpreter that behaves like one: this
Python, which says that it is another, or a program that refuses what an older one refuses, in its words.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.playbook import run_tasks
from collection_path import ROOT

CLAIM = """
import collections
import sys

Version = collections.namedtuple("Version", "major minor micro releaselevel serial")
sys.version_info = Version(3, 8, 18, "final", 0)
"""
CLAIMING = """\
#!/bin/sh
PYTHONPATH={claim} exec {python} "$@"
"""
# What Python 3.6 prints, and how it ends.
REFUSING = """\
#!/bin/sh
case "$*" in
*AnsiballZ_*)
    echo '    from __future__ import annotations' >&2
    echo 'SyntaxError: future feature annotations is not defined' >&2
    exit 1
esac
exec {python} "$@"
"""


@pytest.mark.parametrize("behaviour", [CLAIMING, REFUSING], ids=["3.8", "3.6"])
def test_one_sentence_says_what_to_do(tmp_path: Path, behaviour: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(CLAIM)
    interpreter = tmp_path / "python3"
    interpreter.write_text(behaviour.format(claim=tmp_path, python=sys.executable))
    interpreter.chmod(0o755)
    host = {"ansible_connection": "local", "ansible_python_interpreter": str(interpreter), "bmc_interface": "open"}
    play = run_tasks(tmp_path, {"bmc0": host}, [{"baremetal.ipmi.power": {"state": "on"}}])
    assert play.returncode == 2, play.output
    assert play.last()["error_code"] == "python_too_old"
    assert "needs Python 3.9 or later on the managed host" in play.last()["msg"]
    assert "set ansible_python_interpreter to its path" in play.last()["msg"]
    for word in ("Traceback", "SyntaxError", "module_stderr"):
        assert word not in play.output


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")))
def test_nothing_is_imported_before_the_python_is_looked_at(module: str) -> None:
    imports = [
        node.module
        for node in ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
    ]
    assert [name for name in imports[:1] if not name.endswith("._ansible.run")] == []


def test_what_looks_at_the_python_can_be_read_by_older_ones() -> None:
    for name in ("run", "host_python"):
        source = (ROOT / "plugins" / "module_utils" / "_ansible" / f"{name}.py").read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 8))
