# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a job template as AWX does, without AWX: the same files for the same ``ansible-runner``.

What AWX does when somebody launches a job template, in its own order: it takes the template's extra variables, the
defaults of the survey and the answers; it adds its own variables; it marks as unsafe what does not come from the
template; it renders the injectors of each credential's type, environment and extra variables, the latter into a file of
their own; and it starts runner on a private data directory with the project, the inventory and the options of the
template.
"""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import ansible_runner
import yaml
from ansible_collections.baremetal.ipmi.tests.integration.playbook import ANSIBLE_PLAYBOOK, environment, run_playbook
from jinja2.sandbox import ImmutableSandboxedEnvironment

JOB_ID = 7
IDENT = "job"
PATIENCE_SECONDS = 240
PATH = f"{ANSIBLE_PLAYBOOK.parent}{os.pathsep}{os.environ['PATH']}"
Plain = dict[str, t.Any]


class AnswerRefused(Exception):
    """AWX does not launch a job with this answer."""


class Unsafe(yaml.SafeDumper):
    """Writes every text as ``!unsafe``, so that Ansible evaluates nothing in it."""

    def represent_data(self, data: t.Any) -> yaml.Node:
        return self.represent_scalar("!unsafe", data) if isinstance(data, str) else super().represent_data(data)


class Templates:
    """The exported job templates of a site, and the project that they are about."""

    def __init__(self, directory: Path, **variables: t.Any) -> None:
        self.folder = directory / "exported"
        settings = {
            "awx_job_templates_export_path": str(self.folder),
            "awx_job_templates_execution_environment_image": "ee.example.com/bmc:1",
            "awx_job_templates_project_url": "https://git.example.com/bmc.git",
            "awx_job_templates_data_path": str(directory / "data"),
            **variables,
        }
        play = run_playbook(directory, {"localhost": {}}, "baremetal.ipmi.awx", "-e", json.dumps(settings))
        assert play.returncode == 0, play.output
        self.assets: Plain = json.loads((self.folder / "awx.json").read_text(encoding="utf-8"))

    def template(self, name: str) -> Plain:
        return next(one for one in self.assets["job_templates"] if one["name"] == name)

    def credential_type(self, credential: Plain) -> Plain:
        name = credential["credential_type"]["name"]
        return next(one for one in self.assets["credential_types"] if one["name"] == name)


def check_answer(question: Plain, answer: t.Any) -> None:
    """Raise what AWX says of an answer that a question does not allow."""
    kind = question["type"]
    if kind == "integer":
        right = isinstance(answer, int) and question["min"] <= answer <= question["max"]
    elif kind == "multiselect":
        right = isinstance(answer, list) and set(answer) <= set(question["choices"])
    else:
        right = answer in question["choices"]
    if not right:
        raise AnswerRefused(f"'{question['variable']}' value {answer} is not allowed.")


def answers_of(template: Plain, given: Plain) -> Plain:
    """Return the survey's defaults and the answers that were given; a question without either must not be required."""
    questions = {question["variable"]: question for question in template["related"]["survey_spec"]["spec"]}
    assert set(given) <= set(questions), "AWX passes nothing on that its survey does not ask for"
    answers = {name: question["default"] for name, question in questions.items() if "default" in question}
    answers.update(given)
    for name, question in questions.items():
        if name in answers:
            check_answer(question, answers[name])
        elif question["required"]:
            raise AnswerRefused(f"'{name}' value missing")
    return answers


class Job:
    """One run of a job template: ``secrets`` has the inputs of each credential, by its name."""

    def __init__(self, directory: Path, templates: Templates, name: str, secrets: t.Mapping[str, Plain]) -> None:
        self.directory, self.templates, self.secrets = directory, templates, secrets
        self.template = templates.template(name)

    def run(
        self,
        inventory: Plain,
        answers: Plain,
        job_type: str | None = None,
        vault_password_file: Path | None = None,
        checked: bool = True,
    ) -> None:
        """Run it. What AWX would refuse of the answers raises AnswerRefused, unless that is not ``checked``."""
        own = json.loads(self.template["extra_vars"])
        given = answers_of(self.template, answers) if checked else answers
        env, injected = self._inject()
        for name in ("env", "inventory"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        # A program that prints the inventory, as AWX has it: so encrypted values in it are known for what they are.
        self._write("inventory/hosts", f"#!/bin/sh\ncat <<'END'\n{json.dumps(inventory)}\nEND\n")
        (self.directory / "inventory" / "hosts").chmod(0o700)
        foreign = {**given, "awx_job_id": JOB_ID, "tower_job_id": JOB_ID}
        safe = {key: value for key, value in own.items() if key not in foreign}
        self._write("env/extravars", (yaml.safe_dump(safe) if safe else "") + yaml.dump(foreign, Dumper=Unsafe))
        self._write("env/of_credentials", yaml.dump(injected, Dumper=Unsafe))
        vault = [f"--vault-password-file={vault_password_file}"] if vault_password_file else []
        self.runner = ansible_runner.run(
            private_data_dir=str(self.directory),
            project_dir=str(self.templates.folder / "project"),
            ident=IDENT,
            playbook=self.template["playbook"],
            envvars={**environment(self.directory), **env, "PATH": PATH},
            cmdline=" ".join([*self._options(job_type), *vault]),
            suppress_env_files=True,
            quiet=True,
            timeout=PATIENCE_SECONDS,
        )

    def _options(self, job_type: str | None) -> list[str]:
        check = ["--check"] if (job_type or self.template["job_type"]) == "check" else []
        diff = ["--diff"] if self.template["diff_mode"] else []
        credentials = f"@{self.directory / 'env' / 'of_credentials'}"
        return [*check, *diff, f"--forks={self.template['forks']}", "-e", credentials]

    def _write(self, name: str, content: str) -> None:
        (self.directory / name).write_text(content, encoding="utf-8")

    def _inject(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the environment and the extra variables that the credentials of the template inject."""
        env: dict[str, str] = {}
        extra_vars: dict[str, str] = {}
        sandbox = ImmutableSandboxedEnvironment()
        for credential in self.template["related"]["credentials"]:
            inputs = self.secrets[credential["name"]]
            injectors = self.templates.credential_type(credential)["injectors"]
            for target, how in ((env, "env"), (extra_vars, "extra_vars")):
                for name, text in injectors.get(how, {}).items():
                    target[name] = sandbox.from_string(text).render(**inputs)
        return env, extra_vars

    @property
    def status(self) -> int:
        return int(self.runner.rc)

    @property
    def output(self) -> str:
        return self._artifact("stdout")

    @property
    def command(self) -> str:
        """The command line that was run."""
        return " ".join(json.loads(self._artifact("command"))["command"])

    def _artifact(self, name: str) -> str:
        return (self.directory / "artifacts" / IDENT / name).read_text(encoding="utf-8", errors="replace")
