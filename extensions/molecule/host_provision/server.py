# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server behind an emulated BMC: from the moment that it is switched on, something listens at a TCP port of it.

Runs in the container of the BMC, beside the emulator, until the container ends. Arguments: control socket and port.
"""

from __future__ import annotations

import json
import socket
import sys
import time

control_path, port = sys.argv[1:]
control = socket.socket(socket.AF_UNIX)
control.connect(control_path)
conversation = control.makefile("rw")


def is_on() -> bool:
    conversation.write('{"do": "state"}\n')
    conversation.flush()
    return bool(json.loads(conversation.readline())["result"]["power_is_on"])


while not is_on():
    time.sleep(0.2)
listener = socket.create_server(("", int(port)))
while True:
    connection, _address = listener.accept()
    connection.close()
