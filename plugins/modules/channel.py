#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channel
short_description: Access to a channel of a BMC
version_added: 0.1.0
description:
  - Declares who may use one channel that carries sessions, LAN or serial.
  - A BMC keeps two copies of these settings. The active copy counts now and is lost when the BMC restarts, the stored copy
    takes its place then. Both are read and, unless O(copies) says otherwise, both are written. The active copy comes first.
  - After a change to the active copy of the channel in use, a second login is tried. If it fails, the old active settings are
    put back and the stored ones are not touched.
  - O(access_mode) and O(privilege_limit) are never written by the same message.
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.resource
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  channel:
    description:
      - Number of the channel, 1 to 11. The default is the channel that the task's session uses.
    type: int
  copies:
    description:
      - Which copies of the settings are meant.
      - V(active) alone lasts until the BMC restarts, V(stored) alone begins when it restarts.
    type: str
    choices: [both, active, stored]
    default: both
  access_mode:
    description:
      - When the channel accepts IPMI messages. V(pre_boot_only) is until the operating system starts; V(shared) is a serial
        port that the managed system keeps using. LAN channels know V(disabled) and V(always_available).
      - V(disabled) and V(pre_boot_only) on the channel in use need O(allow_lockout). Can be read back.
    type: str
    choices: [disabled, pre_boot_only, always_available, shared]
  privilege_limit:
    description:
      - Highest privilege level that any user gets on this channel, whatever the user's own limit is.
      - On the channel in use, a limit below the level that the task's session asks for needs O(allow_lockout). A limit below
        V(administrator) also keeps later tasks from changing it back over this channel. Can be read back.
    type: str
    choices: [callback, user, operator, administrator, oem]
  per_message_authentication:
    description:
      - Whether every packet of an IPMI 1.5 session is authenticated, not only its login. Can be read back.
    type: bool
  user_level_authentication:
    description:
      - Whether commands that need only the privilege level user are authenticated in an IPMI 1.5 session. Can be read back.
      - Some BMCs refuse V(false).
    type: bool
  pef_alerting:
    description:
      - Whether platform event filtering may send alerts over this channel. Can be read back.
    type: bool
  kg:
    description:
      - The BMC key of the channel, the second secret of a login (O(bmc_kg)). At most 20 bytes, as text or as hexadecimal
        digits after C(0x); an empty one takes the key away. It has no copies, and is never locked.
      - A BMC that tells its present key is asked whether it is this one. On others the key is written each time, and on the
        channel in use only with O(allow_lockout), since it could not be put back.
      - On the channel in use a second login with the new key is tried at once. If it fails, the old key is set again.
      - From then on every login over the channel needs the key, those of other tools too.
    type: str
seealso:
  - module: baremetal.ipmi.lan
  - module: baremetal.ipmi.user
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: The channel in use insists on authentication, for good
  baremetal.ipmi.channel:
    per_message_authentication: true
    user_level_authentication: true
    privilege_limit: administrator

- name: Nobody logs in over the serial port
  baremetal.ipmi.channel:
    channel: 2
    access_mode: disabled

- name: A login needs a second secret
  baremetal.ipmi.channel:
    kg: "{{ vault_bmc_key }}"

- name: No alerts until the BMC restarts
  baremetal.ipmi.channel:
    copies: active
    pef_alerting: false
"""

RETURN = r"""
bmc:
  description: Which BMC it was.
  type: dict
  returned: when the BMC answered
  contains:
    system_guid:
      description: GUID from the login, as hexadecimal digits in the order of the wire.
      type: str
    manufacturer_id:
      description: IANA enterprise number of the manufacturer.
      type: int
    manufacturer:
      description: Name of the manufacturer, if known.
      type: str
    product_id:
      description: Product number, unique within the manufacturer.
      type: int
    firmware:
      description: Firmware revision.
      type: str
    address:
      description: Address that the BMC was reached at.
      type: str
    channel:
      description: Channel of the session, when the task had a reason to ask for it.
      type: int
    cipher_suite:
      description: Cipher suite of the session.
      type: int
error_code:
  description: Stable code of the error.
  type: str
  returned: failure
  sample: lockout_refused
completion_code:
  description: Completion code with which the BMC refused a command.
  type: int
  returned: failure with RV(error_code=refused_by_bmc)
  sample: 204
written:
  description: Options that had been written before the failure.
  type: list
  elements: str
  returned: failure after a write was planned
not_written:
  description: Options that had not been written when the task failed.
  type: list
  elements: str
  returned: failure after a write was planned
not_supported:
  description: Options that were left out because the BMC does not have them.
  type: list
  elements: str
  returned: when O(unsupported=skip) left something out
"""

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import run_module
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.channel import CHANNEL


def main() -> None:
    run_module(CHANNEL)


if __name__ == "__main__":
    main()
