# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs in the QEMU guest: carries out commands that come through virtio ports, one line of JSON for each.

A request has ``command`` (for the shell) and ``input`` (base64); its answer has ``returncode``, ``stdout`` and
``stderr`` (base64). Each port is served by a thread of its own. The first port says once that the guest is up.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
import time

# A port whose other end is not connected reads as an end of file: look again after so many seconds.
PAUSE = 0.02


def write_line(port, content):
    data = json.dumps(content).encode() + b"\n"
    while data:
        data = data[port.write(data) :]


def read_lines(port):
    """Yield line by line, without end; what a connection that ended has left unfinished is forgotten."""
    kept = b""
    while True:
        data = port.read(65536)
        if not data:
            kept = b""
            time.sleep(PAUSE)
        *lines, kept = (kept + data).split(b"\n")
        yield from lines


def carry_out(request):
    done = subprocess.run(
        ["/bin/sh", "-c", request["command"]],
        input=base64.b64decode(request["input"]),
        capture_output=True,
        check=False,
    )
    return {
        "returncode": done.returncode,
        "stdout": base64.b64encode(done.stdout).decode(),
        "stderr": base64.b64encode(done.stderr).decode(),
    }


def serve(path, greeting):
    with open(path, "r+b", buffering=0) as port:
        if greeting:
            write_line(port, greeting)
        for line in read_lines(port):
            write_line(port, carry_out(json.loads(line)))


def main():
    threads = [
        threading.Thread(target=serve, args=(path, {} if position else {"started": True}))
        for position, path in enumerate(sys.argv[1:])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
