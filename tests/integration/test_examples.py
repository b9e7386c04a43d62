# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation is run: those of the modules, of the README and of all pages.

An example is the EXAMPLES of a module, one task after the other, or a block of tasks or plays in a page. Each gets an
emulated BMC of its own, in factory state, so that no example depends on another; a task of another collection belongs
to the example before it. Before a block in a page, a comment may say that it is not run, that it has to fail, or that a
command of the page runs it (see ``test_commands.py``)::

    <!-- example: not run, it needs the device of a BMC -->
    <!-- example: fails with lockout_refused -->
    <!-- example: run by `molecule test` -->

The addresses that documentation uses (192.0.2.0/24) become loopback addresses, where the emulated BMCs are and where
they go when an example moves them. A variable that starts with ``vault_`` has some value.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, host_variables, run_playbook
from collection_path import ROOT

MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMPARISON = ROOT / "docs" / "user" / "from-ipmitool.md"
USERNAME, PASSWORD = "ADMIN", "correct-horse"
DOCUMENTED_NETWORK, OUR_NETWORK = "192.0.2.", "127.62.2."
OUR_COLLECTION = "baremetal.ipmi."

BLOCK = re.compile(r"^(?:<!-- example: (?P<note>[^>]+) -->\n+)?```yaml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
NOTE = re.compile(r"not run, (?P<reason>.+)|fails with (?P<error_code>\w+)|run by `(?P<command>.+)`")
SECRET = re.compile(r"\bvault_\w+")
NOT_RUN = {
    "it needs the device of a BMC": "bmc_interface: open",
    "it needs a BMC with a second LAN channel": "channel: 8",
    "it needs a log": "/var/log/",
    "it is a file of a project in AWX": "import_playbook: baremetal.ipmi.",
}
"""Why an example is not run, and what has to stand in it for that to be so."""
FILES = {
    "bmc-backup.json": {
        "users": [{"name": USERNAME, "enabled": True, "access": [{"channel": 1, "privilege": "administrator"}]}],
        "lan": [{"channel": 1, "gratuitous_arp": False}],
        "chassis": {"power_restore_policy": "previous"},
    }
}
"""What examples read."""


class Example(t.NamedTuple):
    """Tasks or plays, and the error code that the last task has to end with, if it has to fail."""

    place: str
    content: list[dict[str, t.Any]]
    error_code: str | None = None

    def plays(self, host: str) -> list[dict[str, t.Any]]:
        """Return what runs on one host, and goes on after a failure: other examples come after it."""
        plays = self.content if "hosts" in self.content[0] else [{"gather_facts": False, "tasks": self.content}]
        return [{**play, "hosts": host, "ignore_errors": True} for play in plays]

    def tasks(self) -> list[dict[str, t.Any]]:
        return [task for play in self.plays("") for task in play["tasks"]]


def load(text: str) -> t.Any:
    return yaml.safe_load(text.replace(DOCUMENTED_NETWORK, OUR_NETWORK))


def examples_of_module(path: Path) -> list[Example]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    text = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXAMPLES"
    )
    examples: list[Example] = []
    for task in load(text):
        if any(key.startswith(OUR_COLLECTION) for key in task) or not examples:
            examples.append(Example(f"{path.stem}: {task['name']}", [task]))
        else:
            examples[-1].content.append(task)
    return examples


def examples_of_page(path: Path) -> list[Example]:
    """Return the tasks and plays of a page; a block with a mapping is an inventory or variables, and is not run."""
    text = path.read_text(encoding="utf-8")
    examples = []
    for block in BLOCK.finditer(text):
        place = f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, block.start('text'))}"
        note = NOTE.fullmatch(block["note"]) if block["note"] else None
        assert note or not block["note"], f"{place}: what does {block['note']!r} mean?"
        content = load(block["text"])
        assert not note or not note["reason"] or NOT_RUN[note["reason"]] in block["text"], f"{place}: run it"
        assert not note or not note["command"] or f"\n$ {note['command']} " in text, f"{place}: nothing runs it"
        if isinstance(content, list) and not (note and (note["reason"] or note["command"])):
            examples.append(Example(place, content, note["error_code"] if note else None))
    assert text.count("\n```yaml\n") == len(list(BLOCK.finditer(text))), f"{path}: a block is not recognized"
    return examples


def comparison() -> list[tuple[str, Example]]:
    """Return the rows that translate a command of ipmitool into a task: the command, and the task."""
    rows = re.findall(r"^\| `([^`]+)` \| `(\w+: {.*})` \|$", COMPARISON.read_text(encoding="utf-8"), re.MULTILINE)
    return [
        (command, Example(task, [{f"{OUR_COLLECTION}{module}": options}]))
        for command, task in rows
        for module, options in load(task).items()
    ]


SOURCES = {path.stem: examples_of_module(path) for path in MODULES}
SOURCES.update({str(path.relative_to(ROOT)): examples_of_page(path) for path in PAGES})
COMPARED = comparison()
SOURCES["the comparison with ipmitool"] = [example for _command, example in COMPARED]


class Pool(t.NamedTuple):
    """Emulated BMCs, a fresh one for each example, and a directory to run playbooks in."""

    bmcs: t.Iterator[RunningBmc]
    directory: Path

    def run(self, examples: list[Example]) -> PlayResult:
        """Run examples, each as the host ``exampleN`` counted from 0."""
        hosts, plays = {}, []
        for number, example in enumerate(examples):
            bmc = next(self.bmcs)
            names = set(SECRET.findall(json.dumps(example.content)))
            secrets = {name: f"Secret-{position}" for position, name in enumerate(sorted(names))}
            hosts[f"example{number}"] = {**host_variables(bmc), **secrets, "vault_bmc_password": PASSWORD}
            plays += example.plays(f"example{number}")
        playbook = self.directory / "playbook.yml"
        playbook.write_text(json.dumps(plays), encoding="utf-8")
        return run_playbook(self.directory, hosts, playbook)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Pool]:
    directory = tmp_path_factory.mktemp("examples")
    for name, content in FILES.items():
        (directory / name).write_text(json.dumps(content), encoding="utf-8")
    count = sum(map(len, SOURCES.values()))
    with running_emulator(
        count, username=USERNAME, password=PASSWORD, address=f"{OUR_NETWORK}10", follow_address=True
    ) as emulator:
        yield Pool(iter(emulator.bmcs), directory)


@pytest.fixture(scope="module")
def bmcs_for_ipmitool() -> t.Iterator[t.Iterator[RunningBmc]]:
    """Emulated BMCs that stay where they are, since ipmitool does not look for one that has moved."""
    with running_emulator(len(COMPARED), username=USERNAME, password=PASSWORD) as emulator:
        yield iter(emulator.bmcs)


def failures(play: PlayResult, host: str) -> int:
    """Return how many tasks of a host failed, those included after which the play went on."""
    recap = re.search(rf"^{host} .* unreachable=(\d+) +failed=(\d+) .* ignored=(\d+)", play.output, re.MULTILINE)
    assert recap, play.output
    return sum(map(int, recap.groups()))


@pytest.mark.parametrize("source", [source for source, examples in SOURCES.items() if examples])
def test_examples_do_what_they_say(pool: Pool, source: str) -> None:
    examples = SOURCES[source]
    play = pool.run(examples)
    for number, example in enumerate(examples):
        host = f"example{number}"
        results = play.only(host)
        assert failures(play, host) == (1 if example.error_code else 0), f"{example.place}\n{play.output}"
        if example.error_code:
            assert results[-1].get("error_code") == example.error_code, f"{example.place}\n{play.output}"
        unconditional = [task for task in example.tasks() if "when" not in task]
        assert len(results) >= len(unconditional), f"{example.place}: not every task was run\n{play.output}"


@pytest.mark.parametrize("command", [command for command, _example in COMPARED])
def test_the_commands_compared_with_are_ipmitools(bmcs_for_ipmitool: t.Iterator[RunningBmc], command: str) -> None:
    run_ipmitool(next(bmcs_for_ipmitool), *shlex.split(command))
