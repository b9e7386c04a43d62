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
import threading
import typing as t
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from ansible_collections.baremetal.ipmi.tests.integration.awx_kinds import FOREIGN, KINDS, OWNER, UNUSED, Thing
from ansible_collections.baremetal.ipmi.tests.integration.awx_store import API, Refused, Store

TOKEN = "token-of-the-stand-in"
USERNAME, PASSWORD = "admin", "password-of-the-stand-in"


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
