#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: chassis
short_description: Chassis settings of a server, through its BMC
version_added: 0.1.0
description:
  - Declares what the chassis does when mains power returns, and which of its buttons work.
  - Switches its identify light.
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
    support: partial
    details:
      - O(power_cycle_interval) cannot be read and is written each time. O(identify) acts again on a BMC that does not report its
        light, and V(temporary) acts again when the time is over.
options:
  power_restore_policy:
    description:
      - What the system does when mains power returns. V(previous) is on if it was on.
      - A BMC need not have all of them; one that it does not have is refused before anything is written, and the ones that it
        has are named. Can be read back.
    type: str
    choices: [always_off, previous, always_on]
  power_cycle_interval:
    description:
      - Seconds, 0 to 255, that the power stays off in a power cycle.
      - It cannot be read back. So it is written whenever it is given, the task is then changed, and a warning says why.
    type: int
  identify:
    description:
      - The identify light. V(temporary) lights it for O(identify_seconds), V(indefinite) until it is switched off.
      - V(temporary) acts whenever the light is not already on for a while.
      - Can be read back from most BMCs. On others the light is switched each time, and a warning says why.
    type: str
    choices: ["off", temporary, indefinite]
  identify_seconds:
    description:
      - Seconds, 5 to 255, for O(identify=temporary). The default is the BMC's own, which is 15.
      - Cannot be read back; a light that is already on for a while is left alone.
    type: int
  front_panel:
    description:
      - Which buttons of the front panel work. A BMC reports which of them can be disabled; another one is not supported, and
        refused before anything is written. Can be read back.
    type: dict
    suboptions:
      power_off:
        description: Whether the button can switch the system off.
        type: bool
      reset:
        description: Whether the reset button works.
        type: bool
      diagnostic_interrupt:
        description: Whether the button for a diagnostic interrupt (NMI) works.
        type: bool
      standby:
        description: Whether the standby (sleep) button works.
        type: bool
seealso:
  - module: baremetal.ipmi.power
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Servers come back by themselves after a power cut
  baremetal.ipmi.chassis:
    power_restore_policy: always_on

- name: Nobody resets or switches off this server at its front
  baremetal.ipmi.chassis:
    front_panel:
      power_off: false
      reset: false

- name: Which one is it? Light it for two minutes
  baremetal.ipmi.chassis:
    identify: temporary
    identify_seconds: 120
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
  sample: not_supported
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
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.chassis import CHASSIS


def main() -> None:
    run_module(CHASSIS)


if __name__ == "__main__":
    main()
