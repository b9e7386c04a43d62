# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may import whom.

The protocol layer knows nothing of what is above it, the parts that hold rules do no I/O, and only the outermost
parts know Ansible. Each file belongs to a part, named by the first rows of ``PARTS`` that its path starts with; the
table says which other parts it may import. What is not in the table may not be imported.
"""

from __future__ import annotations

import ast
import sys
import typing as t
from pathlib import Path, PurePosixPath

import pytest
from collection_path import ROOT

COLLECTION = "ansible_collections.baremetal.ipmi."
IPMI = "plugins/module_utils/_ipmi/"

# The parts that several rows name together.
MESSAGES = {"errors", "spec", "codec"}
WORK = {*MESSAGES, "commands", "effects"}
PROTOCOL = {*WORK, "rmcp", "session", "discovery", "transport", "client"}

PARTS: dict[str, tuple[str, set[str]]] = {
    # path: (name, what it may import beside itself)
    IPMI + "errors.py": ("errors", {"spec"}),
    IPMI + "spec": ("spec", set()),
    IPMI + "codec": ("codec", {"errors", "spec"}),
    IPMI + "commands": ("commands", MESSAGES),
    IPMI + "effects.py": ("effects", MESSAGES),
    IPMI + "rmcp": ("rmcp", MESSAGES),
    IPMI + "session": ("session", {*MESSAGES, "commands", "rmcp"}),
    IPMI + "discovery": ("discovery", {*MESSAGES, "commands", "rmcp"}),
    IPMI + "transport": ("transport", {*MESSAGES, "commands", "rmcp", "session"}),
    IPMI + "client": ("client", PROTOCOL),
    IPMI + "procedures": ("procedures", WORK),
    "plugins/module_utils/_desired": ("_desired", {"errors", "spec", "effects"}),
    "plugins/module_utils/_quirks": ("_quirks", {*WORK, "_desired"}),
    "plugins/module_utils/_resources": ("_resources", {*WORK, "procedures", "_desired", "_quirks"}),
    "plugins/module_utils/_audit": ("_audit", {*WORK, "procedures", "_desired", "_resources"}),
    # What was found comes in as data: no other part of the collection is needed to write it down.
    "plugins/module_utils/_report": ("_report", set()),
    "plugins/module_utils/_fleet": ("_fleet", {*PROTOCOL, "procedures", "discovery", "_desired", "_resources"}),
    "plugins/module_utils/_ansible": ("_ansible", {*PROTOCOL, "procedures", "_desired", "_quirks", "_resources"}),
    "plugins/plugin_utils": (
        "plugin_utils",
        {"_ansible", "_desired", "_resources", "_fleet", "client", "discovery", "errors"},
    ),
    "plugins/action": ("action", {"plugin_utils", "_ansible", "_audit", "_desired", "_report", "_resources"}),
    "plugins/inventory": ("inventory", {"plugin_utils", "_fleet", "errors"}),
    "plugins/filter": ("filter", {"plugin_utils"}),
    "plugins/test": ("test", set()),
    "plugins/callback": ("callback", {"plugin_utils"}),
    "plugins/modules": ("modules", {"_ansible", "_audit", "_resources"}),
    "plugins/doc_fragments": ("doc_fragments", set()),
    # It must be able to disagree with our client, so it has none of the client's session.
    "tests/emulator": ("emulator", {*MESSAGES, "commands", "rmcp"}),
}

# Where the tasks are that modules run.
TASKS = ("plugins/module_utils/_resources", "plugins/module_utils/_audit")

ONLY_OUTERMOST_KNOW_ANSIBLE = {
    "_ansible",
    "plugin_utils",
    "action",
    "inventory",
    "filter",
    "test",
    "callback",
    "modules",
}

# Bytes and time come in as arguments and randomness too: these parts can be run in memory by a test.
WITHOUT_IO = {"errors", "spec", "codec", "commands", "effects", "rmcp", "session", "discovery", "procedures"}
WITHOUT_IO |= {"_desired", "_quirks", "_resources", "_audit", "_report", "_fleet"}
IO = {"asyncio", "multiprocessing", "os", "random", "secrets", "select", "selectors", "socket", "subprocess"}
IO |= {"tempfile", "threading", "time"}

# Ansible ships what it can see imported, so nothing may be looked up while running.
LOOKED_UP_WHILE_RUNNING = {"importlib", "pkgutil", "imp", "runpy"}

# What makes the checkout importable as the collection.
TEST_SUPPORT = {"collection_path.make_importable"}

USES_CRYPTOGRAPHY = "plugins/module_utils/_ipmi/rmcp/aes.py"


class Import(t.NamedTuple):
    line: int
    module: str


def part_of(path: str) -> str | None:
    for start, (name, _allowed) in PARTS.items():
        if path == start or path.startswith(start + "/"):
            return name
    return None


def imports(path: str, source: str) -> t.Iterator[Import]:
    """Yield the absolute dotted name of everything imported, wherever in the file, type checking included."""
    package = PurePosixPath(path).parent.parts
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            # "from a import b" may bring in the module a.b.
            yield from (Import(node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            inside = [*base, *(node.module.split(".") if node.module else [])]
            yield from (Import(node.lineno, COLLECTION + ".".join([*inside, alias.name])) for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__import__":
            yield Import(node.lineno, "importlib")


def own_path(module: str) -> str | None:
    """Return where in the checkout ``module`` lies, or None when it is not ours."""
    if module.startswith("emulator."):
        return "tests/" + module.replace(".", "/")
    if not module.startswith(COLLECTION):
        return None
    inside = module[len(COLLECTION) :].replace(".", "/")
    for file in (IPMI + "errors", IPMI + "effects"):
        if inside == file or inside.startswith(file + "/"):
            return file + ".py"
    return inside


def objections(path: str, source: str) -> list[str]:
    """Return one sentence for each import in the file at ``path`` (in the checkout) that a rule forbids."""
    part = part_of(path)
    found = []
    if part is None:
        return [f"{path} belongs to no part; add it to PARTS"]
    allowed = next(allowed for name, allowed in PARTS.values() if name == part)
    for line, module in imports(path, source):
        where = f"{path}:{line}"
        top = module.split(".", 1)[0]
        own = own_path(module)
        if own is not None:
            other = part_of(own)
            if other != part and other not in allowed:
                found.append(f"{where}: {part} may not import {other or own}")
        elif top == "ansible":
            if part not in ONLY_OUTERMOST_KNOW_ANSIBLE:
                found.append(f"{where}: {part} may not import Ansible")
        elif top == "cryptography":
            if path != USES_CRYPTOGRAPHY and part != "emulator":
                found.append(f"{where}: only {USES_CRYPTOGRAPHY} imports cryptography")
        elif top in LOOKED_UP_WHILE_RUNNING and part != "emulator":
            found.append(f"{where}: {top} finds what Ansible cannot see and ship")
        elif top in IO and part in WITHOUT_IO:
            found.append(f"{where}: {part} does no I/O and may not import {top}")
        elif top not in sys.stdlib_module_names and module not in TEST_SUPPORT:
            found.append(f"{where}: {top} is not in the standard library")
    return found


def python_files() -> list[str]:
    files = [*(ROOT / "plugins").rglob("*.py"), *(ROOT / "tests" / "emulator").rglob("*.py")]
    packages = ("plugins/__init__.py", "plugins/module_utils/__init__.py", IPMI + "__init__.py")
    names = sorted(file.relative_to(ROOT).as_posix() for file in files)
    return [name for name in names if name not in packages]


@pytest.mark.parametrize("path", python_files())
def test_imports_only_what_is_below(path: str) -> None:
    assert objections(path, (ROOT / path).read_text()) == []


@pytest.mark.parametrize(
    "path", [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "plugins").rglob("__init__.py"))]
)
def test_package_files_are_empty(path: str) -> None:
    # Ansible ships every parent package of an imported file, and all that those import.
    assert (ROOT / path).read_text() == ""


def test_modules_take_one_resource_and_the_runner() -> None:
    for path in sorted((ROOT / "plugins" / "modules").glob("*.py")):
        inside = {own_path(module) for _line, module in imports(f"plugins/modules/{path.name}", path.read_text())}
        files = {Path(name).parent.as_posix() for name in inside if name}
        resources = [name for name in files if name.startswith(TASKS)]
        runner = files - set(resources)
        assert len(resources) <= 1, f"{path.name} imports {resources}"
        assert runner <= {"plugins/module_utils/_ansible/run"}, f"{path.name} imports {runner}"


BROKEN = (
    (IPMI + "spec/lan.py", "from ..commands import lan", "spec may not import commands"),
    (IPMI + "codec/fields.py", "from ..rmcp.header import RmcpHeader", "codec may not import rmcp"),
    (IPMI + "commands/lan.py", "from ..session.session_v20 import Session", "commands may not import session"),
    (IPMI + "commands/lan.py", "from .. import transport", "commands may not import transport"),
    (IPMI + "commands/lan.py", "from ..effects import Wait", "commands may not import effects"),
    (IPMI + "rmcp/rakp.py", "import secrets", "rmcp does no I/O and may not import secrets"),
    (IPMI + "rmcp/rakp.py", "from cryptography import x509", "only"),
    (IPMI + "session/session_v20.py", "from time import monotonic", "session does no I/O and may not import time"),
    (IPMI + "session/session_v20.py", "def f():\n    import socket", "session does no I/O and may not import socket"),
    (IPMI + "session/session_v20.py", "from ..client.login import Login", "session may not import client"),
    (IPMI + "discovery/sweep.py", "import socket", "discovery does no I/O and may not import socket"),
    (IPMI + "discovery/sweep.py", "from ..session.presence import Presence", "discovery may not import session"),
    (IPMI + "client/blocking.py", "from ..procedures.user import x", "client may not import procedures"),
    (IPMI + "client/blocking.py", "from ansible.errors import AnsibleError", "client may not import Ansible"),
    (IPMI + "client/blocking.py", "import pyghmi", "pyghmi is not in the standard library"),
    (IPMI + "procedures/user.py", "from ..client.blocking import run", "procedures may not import client"),
    (IPMI + "procedures/user.py", "import importlib", "importlib finds what Ansible cannot see and ship"),
    (IPMI + "procedures/user.py", "__import__('x')", "importlib finds what Ansible cannot see and ship"),
    ("plugins/module_utils/_desired/engine.py", "from .._ipmi.commands import lan", "_desired may not import commands"),
    ("plugins/module_utils/_desired/engine.py", "import ansible", "_desired may not import Ansible"),
    (
        "plugins/module_utils/_resources/lan.py",
        "from .._ipmi.client import blocking",
        "_resources may not import client",
    ),
    ("plugins/module_utils/_resources/lan.py", "from .._ansible.run import x", "_resources may not import _ansible"),
    (
        "plugins/modules/lan.py",
        f"from {COLLECTION}plugins.module_utils._ipmi.commands.lan import X",
        "modules may not import commands",
    ),
    (
        "tests/emulator/core.py",
        f"from {COLLECTION}plugins.module_utils._ipmi.session.session_v20 import Session",
        "emulator may not import session",
    ),
    (
        "tests/emulator/core.py",
        f"import {COLLECTION}plugins.module_utils._ipmi.client.login",
        "emulator may not import client",
    ),
    ("plugins/module_utils/_report/fleet.py", "from .._audit.check import Check", "_report may not import _audit"),
    ("plugins/module_utils/_report/fleet.py", "import time", "_report does no I/O and may not import time"),
    ("plugins/module_utils/extra.py", "", "belongs to no part"),
)


@pytest.mark.parametrize(("path", "source", "objection"), BROKEN)
def test_a_broken_rule_is_seen(path: str, source: str, objection: str) -> None:
    assert any(objection in sentence for sentence in objections(path, source))
