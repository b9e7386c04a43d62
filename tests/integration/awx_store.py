# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of the stand-in for AWX, and what it refuses of them."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.baremetal.ipmi.tests.integration.awx_kinds import (
    FOREIGN,
    KINDS,
    NOTIFIED,
    OWNER,
    UNIFIED,
    Thing,
)

API = "/api/v2/"
ENCRYPTED = "$encrypted$"


class Refused(Exception):
    """A request that AWX answers with an error: the status, and what it says."""

    def __init__(self, status: int, said: t.Any) -> None:
        super().__init__(status, said)
        self.status, self.said = status, said


class Store:
    """The objects, and what a request does to them."""

    def __init__(self) -> None:
        self.things: dict[str, dict[int, Thing]] = {kind: {} for kind in KINDS}
        self.relations: dict[tuple[int, str], list[int]] = {}
        self.surveys: dict[int, Thing] = {}
        self.writes: list[str] = []
        self._last = 0
        self.make("organizations", {"name": "Default"})
        self.writes.clear()

    def make(self, kind: str, given: Thing) -> Thing:
        described = KINDS[kind]
        if kind == "workflow_job_template_nodes":
            given = {key: value for key, value in given.items() if key != "type"}
        thing = {**described.fields, **self._checked(kind, given)}
        if kind == "job_templates":
            thing["organization"] = self.things["projects"][thing["project"]]["organization"]
        if any(all(other[key] == thing[key] for key in described.unique) for other in self.things[kind].values()):
            raise Refused(400, {"__all__": [f"{described.type} with this name already exists."]})
        self._last += 1
        self.things[kind][self._last] = thing
        self.writes.append(f"{described.type} {thing.get('name') or thing.get('identifier')}")
        return self.shown(kind, self._last)

    def change(self, kind: str, number: int, given: Thing) -> Thing:
        given = {key: value for key, value in given.items() if key != "type"}
        self.things[kind][number].update(self._checked(kind, given))
        self.writes.append(f"{KINDS[kind].type} {number} changed")
        return self.shown(kind, number)

    def _checked(self, kind: str, given: Thing) -> Thing:
        unknown = set(given) - set(KINDS[kind].fields)
        if unknown:
            raise Refused(400, {key: ["There is no such field."] for key in sorted(unknown)})
        for name in set(given) & set(FOREIGN):
            if given[name] not in (None, "") and given[name] not in self.things[FOREIGN[name]]:
                raise Refused(400, {name: [f'Invalid pk "{given[name]}" - object does not exist.']})
        if "rrule" in given and not re.match(r"DTSTART(;TZID=[^:]+)?:\S+ RRULE:\S+", given["rrule"]):
            raise Refused(400, {"rrule": ["Valid DTSTART required in rrule."]})
        if kind == "credential_types":
            _check_credential_type(given)
        return given

    def shown(self, kind: str, number: int) -> Thing:
        thing = self.things[kind][number]
        url = f"{API}{kind}/{number}/"
        related = {name: f"{url}{name}/" for name in KINDS[kind].related}
        for field, target in FOREIGN.items():
            if thing.get(field):
                related[field] = f"{API}{target}/{thing[field]}/"
        unified = thing.get("unified_job_template")
        if unified:
            related["unified_job_template"] = f"{API}{self._unified_kind(unified)}/{unified}/"
        shown = {**thing, "id": number, "type": KINDS[kind].type, "url": url, "related": related, "summary_fields": {}}
        if kind == "credentials":
            fields = self.things["credential_types"][thing["credential_type"]]["inputs"].get("fields", [])
            secret = {field["id"] for field in fields if field.get("secret")}
            shown["inputs"] = {key: ENCRYPTED if key in secret else value for key, value in thing["inputs"].items()}
        if kind == "projects":
            shown.update(scm_revision="", status="successful")
        return shown

    def _unified_kind(self, number: int) -> str:
        return next(kind for kind in UNIFIED if number in self.things[kind])

    def listed(self, kind: str, query: t.Iterable[tuple[str, str]]) -> list[Thing]:
        kinds = UNIFIED if kind == "unified_job_templates" else (kind,)
        wanted = [(name, value) for name, value in query if name not in ("page_size", "page", "order_by")]
        every = [self.shown(one, number) for one in kinds for number in self.things[one]]
        return [thing for thing in every if all(str(thing.get(name)) == value for name, value in wanted)]

    def relate(self, kind: str, number: int, relation: str, given: Thing) -> None:
        ids = self.relations.setdefault((number, relation), [])
        if given.get("disassociate"):
            ids.remove(given["id"])
        elif given["id"] not in ids:
            if relation == "credentials":
                self._check_one_of_a_type(ids, given["id"])
            ids.append(given["id"])
        self.writes.append(f"{KINDS[kind].type} {number} {relation}")

    def _check_one_of_a_type(self, ids: list[int], number: int) -> None:
        kinds = [self.things["credentials"][one]["credential_type"] for one in [*ids, number]]
        if len(set(kinds)) != len(kinds):
            raise Refused(400, {"error": "Cannot assign multiple credentials of one type."})

    def below(self, kind: str, number: int, relation: str) -> list[Thing]:
        if relation in OWNER:
            target, owner = OWNER[relation]
            return [self.shown(target, one) for one, thing in self.things[target].items() if thing[owner] == number]
        target = "notification_templates" if relation in (*NOTIFIED, "notification_templates_approvals") else relation
        target = "workflow_job_template_nodes" if relation.endswith("_nodes") else target
        return [self.shown(target, one) for one in self.relations.get((number, relation), [])]

    def set_survey(self, number: int, given: Thing) -> None:
        _check_survey(given)
        self.surveys[number] = given
        self.writes.append(f"survey of {number}")

    def remove(self, kind: str, number: int) -> None:
        del self.things[kind][number]
        self.writes.append(f"{KINDS[kind].type} {number} removed")

    def state(self) -> Thing:
        """Return everything by name, without numbers, so that two stores can be compared."""
        names = {
            number: thing.get("name") or thing.get("identifier")
            for of in self.things.values()
            for number, thing in of.items()
        }
        return {
            f"{KINDS[kind].type} {names[number]}": {
                **{
                    key: names.get(value, value) if key in (*FOREIGN, "unified_job_template") else value
                    for key, value in thing.items()
                },
                "survey_spec": self.surveys.get(number),
                "related": {
                    relation: sorted(names[one] for one in ids)
                    for (owner, relation), ids in self.relations.items()
                    if owner == number and ids
                },
            }
            for kind, of in self.things.items()
            for number, thing in of.items()
        }


def _check_credential_type(given: Thing) -> None:
    known = {field["id"] for field in given["inputs"]["fields"]}
    if not set(given["inputs"].get("required", [])) <= known:
        raise Refused(400, {"inputs": ["A required field is not defined."]})
    for template in (text for how in given["injectors"].values() for text in how.values()):
        unknown = set(re.findall(r"{{ *(\w+) *}}", template)) - known
        if unknown:
            raise Refused(400, {"injectors": [f"{', '.join(sorted(unknown))} is undefined."]})


def _check_survey(given: Thing) -> None:
    types = {
        "text": str,
        "textarea": str,
        "password": str,
        "multiplechoice": str,
        "multiselect": str,
        "integer": int,
        "float": float,
    }
    if not (isinstance(given.get("name"), str) and isinstance(given.get("description"), str) and given.get("spec")):
        raise Refused(400, {"error": "Field 'name', 'description' or 'spec' is missing from survey spec."})
    variables = [question["variable"] for question in given["spec"]]
    if len(set(variables)) != len(variables):
        raise Refused(400, {"error": "'variable' duplicated in survey question."})
    for question in given["spec"]:
        if not (isinstance(question["question_name"], str) and isinstance(question["required"], bool)):
            raise Refused(400, {"error": "'question_name' or 'required' is of another type."})
        default = question.get("default", "")
        if default != "" and not isinstance(default, types[question["type"]]):
            raise Refused(400, {"error": f"Default value {default} expected to be {question['type']}."})
        if any(not isinstance(question.get(key, 0), int) for key in ("min", "max")):
            raise Refused(400, {"error": "The limit in a survey question is expected to be integer."})
        if question["type"] in ("multiplechoice", "multiselect"):
            if not all(isinstance(choice, str) for choice in question["choices"]):
                raise Refused(400, {"error": "Choices are texts."})
            if set(default.splitlines()) - set(question["choices"]):
                raise Refused(400, {"error": "Default choice must be answered from the choices listed."})
