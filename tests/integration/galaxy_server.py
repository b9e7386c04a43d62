# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Galaxy server with one version of one collection: what ``ansible-galaxy collection install`` asks for, no more."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import threading
import typing as t
from pathlib import Path

NAMESPACE, NAME, TIME = "baremetal", "ipmi", "2026-01-01T00:00:00Z"


def answers(tarball: Path, version: str, signature: str) -> dict[str, bytes]:
    """Return what is at which path. The digest is that of the file, as a server would say that had changed both."""
    content = tarball.read_bytes()
    download = f"/download/{tarball.name}"
    collection = f"/api/v3/collections/{NAMESPACE}/{NAME}/"
    versions = f"{collection}versions/"
    described = {
        "namespace": {"name": NAMESPACE},
        "collection": {"name": NAME},
        "version": version,
        "href": f"{versions}{version}/",
        "download_url": download,
        "artifact": {"sha256": hashlib.sha256(content).hexdigest()},
        "metadata": {"dependencies": {}},
        "signatures": [{"signature": signature}],
    }
    documents = {
        "/api/": {"available_versions": {"v3": "v3/"}},
        collection: {"created_at": TIME, "updated_at": TIME},
        versions: {"data": [{"version": version}], "links": {"next": None}},
        f"{versions}{version}/": described,
    }
    return {**{path: json.dumps(document).encode() for path, document in documents.items()}, download: content}


@contextlib.contextmanager
def galaxy_server(tarball: Path, version: str, signature: str) -> t.Iterator[str]:
    """Serve a tarball with its signature; return the server's address."""
    known = answers(tarball, version, signature)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = known.get(self.path.split("?")[0])
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_arguments: t.Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/"
        finally:
            server.shutdown()
            thread.join()
