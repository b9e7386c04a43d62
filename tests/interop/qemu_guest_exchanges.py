# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs in the QEMU guest: uses the device as the modules do, without Ansible. Prints one JSON document.

Late answers, and two processes at once: what only a kernel can show.
"""

from __future__ import annotations

import json
import subprocess
import sys

from _ipmi.transport.device import IpmiDevice

APP = 6
GET_DEVICE_ID = 0x01
GET_BMC_GLOBAL_ENABLES = 0x2F
GET_WATCHDOG_TIMER = 0x25
SECONDS = 10.0
EXCHANGES = 50


def answer_of(device, command, seconds=SECONDS):
    """Return completion code and data as one text, None when there is no answer."""
    answer = device.exchange(APP, command, b"", None, seconds)
    return None if answer is None else bytes([answer[0], *answer[1]]).hex()


def after_one_that_nobody_waited_for():
    device = IpmiDevice()
    try:
        return [answer_of(device, GET_DEVICE_ID, 0.0), answer_of(device, GET_BMC_GLOBAL_ENABLES)]
    finally:
        device.close()


def ask_again_and_again(command):
    """Be one of two processes: start when the other is ready too, and print every different answer."""
    device = IpmiDevice()
    print("ready", flush=True)
    sys.stdin.read()
    print(json.dumps(sorted({str(answer_of(device, command)) for _number in range(EXCHANGES)})))


def two_processes():
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, str(command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for command in (GET_DEVICE_ID, GET_BMC_GLOBAL_ENABLES)
    ]
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.close()
    return [json.loads(process.stdout.read()) for process in processes]


def main():
    if len(sys.argv) > 1:
        ask_again_and_again(int(sys.argv[1]))
        return
    device = IpmiDevice()
    found = {
        "late": after_one_that_nobody_waited_for(),
        "together": two_processes(),
        "watchdog": answer_of(device, GET_WATCHDOG_TIMER),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
