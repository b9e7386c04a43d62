# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's way into the QEMU guest: the host variable ``qemu_port`` is the path of a port's socket."""

from __future__ import annotations

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase
from ansible_collections.baremetal.ipmi.tests.interop.qemu_port import GuestGone, GuestPort

DOCUMENTATION = """
name: qemu_guest
short_description: A guest without a network
description: Runs commands through a virtio port. Modules come with the command, so pipelining has to be on.
options:
  qemu_port:
    description: The path of the port's socket.
    vars:
      - name: qemu_port
"""

SECONDS = 90


class Connection(ConnectionBase):
    transport = "qemu_guest"
    has_pipelining = True

    def _connect(self):
        self._connected = True
        return self

    def exec_command(self, cmd, in_data=None, sudoable=True):
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        try:
            with GuestPort(self.get_option("qemu_port"), SECONDS) as port:
                return tuple(port.execute(cmd, in_data or b""))
        except (GuestGone, OSError) as error:
            raise AnsibleConnectionFailure(str(error)) from error

    def put_file(self, in_path, out_path):
        raise NotImplementedError("files go through no port")

    def fetch_file(self, in_path, out_path):
        raise NotImplementedError("files go through no port")

    def close(self):
        self._connected = False
