# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the API of AWX: it keeps objects, and runs nothing.

AWX itself is a cluster of containers and cannot be had in a test. This answers the requests that the modules of
``awx.awx`` and the client library ``awxkit`` make to find, make, change and relate objects, with the fields of AWX 24
that they use. It refuses what AWX refuses of what could be wrong here: an unknown field, a survey that contradicts
itself, a name that is taken, an object that is not there, a second credential of one type, a token that it does not
know.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import threading
import typing as t
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

API = "/api/v2/"
TOKEN = "token-of-the-stand-in"
USERNAME, PASSWORD = "admin", "password-of-the-stand-in"
ENCRYPTED = "$encrypted$"
Thing = dict[str, t.Any]


class Kind(t.NamedTuple):
    """One collection of objects: the type's name, what can be written, and what objects can be related to it."""

    type: str
    fields: Thing
    related: tuple[str, ...] = ()
    unique: tuple[str, ...] = ("organization", "name")


NOTIFIED = ("notification_templates_started", "notification_templates_success", "notification_templates_error")
PROMPTS = {"limit": "", "job_type": None, "scm_branch": "", "diff_mode": None, "extra_data": {}, "inventory": None}
ASKS = {f"ask_{what}_on_launch": False for what in ("limit", "job_type", "variables", "credential", "diff_mode")}
NAMED = {"name": "", "description": "", "organization": None}
SURVEYED = {"survey_enabled": False, "extra_vars": "", **ASKS}
KINDS = {
    "organizations": Kind("organization", {"name": "", "description": ""}, unique=("name",)),
    "labels": Kind("label", {"name": "", "organization": None}),
    "credential_types": Kind(
        "credential_type",
        {"name": "", "description": "", "kind": "cloud", "inputs": {}, "injectors": {}, "managed": False},
        unique=("name", "kind"),
    ),
    "credentials": Kind(
        "credential",
        {**NAMED, "credential_type": None, "inputs": {}},
        unique=("organization", "name", "credential_type"),
    ),
    "execution_environments": Kind(
        "execution_environment", {**NAMED, "image": "", "pull": "", "credential": None}, unique=("name",)
    ),
    "projects": Kind(
        "project",
        {**NAMED, "scm_type": "", "scm_url": "", "scm_branch": "", "credential": None, "default_environment": None},
        NOTIFIED,
    ),
    "inventories": Kind("inventory", {**NAMED, "kind": "", "host_filter": None, "variables": ""}),
    "inventory_sources": Kind(
        "inventory_source",
        {
            "name": "",
            "description": "",
            "inventory": None,
            "source": "",
            "source_path": "",
            "source_project": None,
            "credential": None,
            "execution_environment": None,
            "overwrite": False,
            "overwrite_vars": False,
            "update_on_launch": False,
        },
        NOTIFIED,
        unique=("inventory", "name"),
    ),
    "notification_templates": Kind(
        "notification_template", {**NAMED, "notification_type": "", "notification_configuration": {}}
    ),
    "job_templates": Kind(
        "job_template",
        {
            **NAMED,
            **SURVEYED,
            "job_type": "run",
            "inventory": None,
            "project": None,
            "playbook": "",
            "execution_environment": None,
            "forks": 0,
            "job_slice_count": 1,
            "diff_mode": False,
            "limit": "",
        },
        ("credentials", "labels", "schedules", "survey_spec", *NOTIFIED),
    ),
    "workflow_job_templates": Kind(
        "workflow_job_template",
        {**NAMED, **SURVEYED, "inventory": None, "limit": ""},
        ("labels", "schedules", "survey_spec", "workflow_nodes", "notification_templates_approvals", *NOTIFIED),
    ),
    "workflow_job_template_nodes": Kind(
        "workflow_job_template_node",
        {**PROMPTS, "identifier": "", "workflow_job_template": None, "unified_job_template": None},
        ("success_nodes", "failure_nodes", "always_nodes", "credentials", "labels", "create_approval_template"),
        unique=("workflow_job_template", "identifier"),
    ),
    "workflow_approval_templates": Kind(
        "workflow_approval_template", {"name": "", "description": "", "timeout": 0}, unique=("name",)
    ),
    "schedules": Kind(
        "schedule",
        {**PROMPTS, "name": "", "description": "", "rrule": "", "enabled": True, "unified_job_template": None},
        unique=("unified_job_template", "name"),
    ),
}
UNUSED = ("users", "teams", "applications", "system_job_templates")
"""What a client expects to be there, and puts nothing into here."""
UNIFIED = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")
FOREIGN = {
    **{name: name + "s" for name in ("organization", "credential_type", "credential", "project")},
    "execution_environment": "execution_environments",
    "default_environment": "execution_environments",
    "inventory": "inventories",
    "source_project": "projects",
    "workflow_job_template": "workflow_job_templates",
}
OWNER = {
    "workflow_nodes": ("workflow_job_template_nodes", "workflow_job_template"),
    "schedules": ("schedules", "unified_job_template"),
}
"""Lists below an object that make objects of their own, and the field that says whose they are."""


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


class Handler(BaseHTTPRequestHandler):
    """Turns a request into what the store does."""

    store: Store
    token: str
    lock = threading.Lock()

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = do_GET

    def log_message(self, *_arguments: t.Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        content = json.loads(self.rfile.read(length) or "{}") if length else {}
        try:
            with self.lock:
                status, said = self._handle(content)
        except Refused as refusal:
            status, said = refusal.status, refusal.said
        body = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-API-Product-Name", "AWX")
        self.send_header("X-API-Product-Version", "24.6.1")
        if self.command == "OPTIONS":
            self.send_header("Allow", "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _handle(self, content: Thing) -> tuple[int, t.Any]:
        parts = urlsplit(self.path)
        path, query = parts.path, parse_qsl(parts.query)
        if path == "/api/":
            return 200, {"available_versions": {"v2": API}, "current_version": API}
        basic = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") not in (f"Bearer {self.token}", f"Basic {basic}"):
            raise Refused(
                401, {"detail": "Authentication credentials were not provided. To establish a login session, ..."}
            )
        if not path.startswith(API):
            raise Refused(404, {"detail": "Not found."})
        place = path[len(API) :].strip("/").split("/")
        if place == [""]:
            return 200, {"inventory" if kind == "inventories" else kind: f"{API}{kind}/" for kind in (*KINDS, *UNUSED)}
        if place[0] == "tokens":
            return (201, {"id": 1, "token": self.token}) if self.command == "POST" else (204, None)
        if place == ["me"]:
            return 200, _page([{"username": "admin"}])
        if place[0] in UNUSED:
            return 200, {"actions": {"POST": {}}} if self.command == "OPTIONS" else _page([])
        if place[0] not in (*KINDS, "unified_job_templates"):
            raise Refused(404, {"detail": "Not found."})
        if len(place) == 1:
            return self._of_list(place[0], query, content)
        kind, number = place[0], int(place[1])
        if number not in self.store.things[kind]:
            raise Refused(404, {"detail": "Not found."})
        return (
            self._of_relation(kind, number, place[2], content)
            if len(place) > 2
            else self._of_one(kind, number, content)
        )

    def _of_list(self, kind: str, query: list[tuple[str, str]], content: Thing) -> tuple[int, t.Any]:
        if self.command == "OPTIONS":
            return 200, _options(kind)
        if self.command == "POST":
            return 201, self.store.make(kind, content)
        return 200, _page(self.store.listed(kind, query))

    def _of_one(self, kind: str, number: int, content: Thing) -> tuple[int, t.Any]:
        if self.command in ("PATCH", "PUT"):
            return 200, self.store.change(kind, number, content)
        if self.command == "DELETE":
            self.store.remove(kind, number)
            return 204, None
        return 200, self.store.shown(kind, number)

    def _of_relation(self, kind: str, number: int, relation: str, content: Thing) -> tuple[int, t.Any]:
        if relation not in KINDS[kind].related:
            raise Refused(404, {"detail": "Not found."})
        if relation == "survey_spec":
            if self.command == "POST":
                self.store.set_survey(number, content)
                return 200, None
            return 200, self.store.surveys.get(number, {})
        if relation == "create_approval_template":
            return self._approval(number, content)
        owned = OWNER.get(relation)
        if self.command == "OPTIONS":
            return 200, _options(owned[0] if owned else relation)
        if self.command == "POST" and owned and "id" not in content:
            return 201, self.store.make(owned[0], {**content, owned[1]: number})
        if self.command == "POST" and relation == "labels" and "id" not in content:
            return 201, self._label(kind, number, content)
        if self.command == "POST":
            self.store.relate(kind, number, relation, content)
            return 204, None
        return 200, _page(self.store.below(kind, number, relation))

    def _approval(self, node: int, content: Thing) -> tuple[int, t.Any]:
        if self.command == "OPTIONS":
            return 200, _options("workflow_approval_templates")
        made = self.store.make("workflow_approval_templates", content)
        self.store.change("workflow_job_template_nodes", node, {"unified_job_template": made["id"]})
        return 201, made

    def _label(self, kind: str, number: int, content: Thing) -> Thing:
        """Attach a label by its name, as AWX does, and make it if it is not there."""
        found = self.store.listed("labels", [("name", content["name"])])
        label = found[0] if found else self.store.make("labels", content)
        self.store.relate(kind, number, "labels", {"id": label["id"]})
        return label


def _page(results: list[Thing]) -> Thing:
    return {"count": len(results), "next": None, "previous": None, "results": results}


def _options(kind: str) -> Thing:
    fields = (
        {name: {"type": "id" if name in (*FOREIGN, "unified_job_template") else "field"} for name in KINDS[kind].fields}
        if kind in KINDS
        else {"id": {"type": "integer"}}
    )
    return {"actions": {"POST": fields}, "search_fields": ["name"], "description": ""}


class StandIn(t.NamedTuple):
    """A stand-in that is listening."""

    url: str
    token: str
    store: Store


@contextlib.contextmanager
def awx_stand_in() -> t.Iterator[StandIn]:
    """Serve an empty AWX with one organization, Default."""
    store = Store()
    handler = type("OneHandler", (Handler,), {"store": store, "token": TOKEN})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield StandIn(f"http://127.0.0.1:{server.server_address[1]}", TOKEN, store)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
