#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_report
short_description: Write the audits of a fleet as one report
version_added: 0.1.0
description:
  - Turns the results of M(baremetal.ipmi.audit) on many hosts into a page for people and files for programs.
  - A host whose audit failed, or that has no result, is in the report with the reason.
  - Runs on the controller, and talks to no BMC. Run it once, after all hosts have been audited.
  - The files are described in C(docs/user/audit-report.md), the JSON file also by C(docs/schema/audit-report-1.schema.json).
extends_documentation_fragment:
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: full
options:
  results:
    description:
      - What M(baremetal.ipmi.audit) returned on each host, by the name of the host. Failed results belong here too.
      - Of each result only findings, scores, the failure and which BMC it was are taken over.
    type: dict
    required: true
  path:
    description:
      - Folder on the controller that the files are written to. It is made if it is missing.
      - Where the play goes through hosts in batches (C(serial)), the report of a later batch replaces that of an earlier one.
    type: path
    required: true
  formats:
    description:
      - Files to write.
      - V(html) is C(bmc-audit.html), one page without other files or requests. V(json) is C(bmc-audit.json), with everything.
        V(junit) is C(bmc-audit.junit.xml), V(sarif) is C(bmc-audit.sarif) (SARIF 2.1.0), V(csv) is C(bmc-audit.csv).
    type: list
    elements: str
    choices: [html, json, junit, sarif, csv]
    default: [html, json, junit, sarif, csv]
  title:
    description: Title of the report.
    type: str
    default: BMC audit
  profile:
    description: Profile that the audits were made with.
    type: str
    choices: [essential, standard, strict]
    default: standard
  inventory:
    description:
      - The inventory file that the hosts come from, as a path from the top of its repository. Readers of SARIF that insist on a
        file are shown this one.
    type: str
  policy:
    description:
      - What the audits judged by, such as waivers and what the site declares. Only its digest gets into the report, so that
        it can be seen whether two reports were made by the same rules.
    type: dict
  started:
    description: When the audits began, in UTC, such as V(2026-01-31T12:00:00Z). Without it, when this task began.
    type: str
notes:
  - New files can be read and written by their owner only, since they say where a fleet is weak. Existing ones keep their mode.
  - All files are written anew, so that they tell when the last audit was. The task is changed only if something else than moments
    of time differs from what was there.
seealso:
  - module: baremetal.ipmi.audit
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Audit a BMC, and go on if that fails
  baremetal.ipmi.audit:
    profile: standard
  register: audit
  ignore_errors: true

- name: Write the report of all hosts of the play
  baremetal.ipmi.audit_report:
    results: "{{ dict(ansible_play_hosts_all | zip(ansible_play_hosts_all | map('extract', hostvars)
                 | map(attribute='audit', default={}))) }}"
    path: bmc-audit
    formats: [html, json]
  run_once: true
"""

RETURN = r"""
paths:
  description: The files, by their format.
  type: dict
  returned: success
  sample:
    html: /srv/reports/bmc-audit.html
    json: /srv/reports/bmc-audit.json
passed:
  description: Whether all hosts were audited, and nothing fails or is in conflict on any.
  type: bool
  returned: success
counts:
  description: How many findings of all hosts there are of each state.
  type: dict
  returned: success
scores:
  description: Mean score of the hosts for each profile.
  type: dict
  returned: success
  sample:
    essential: 90
    standard: 74
not_audited:
  description: Hosts that have no findings.
  type: list
  elements: str
  returned: success
error_code:
  description: Stable code of the error.
  type: str
  returned: failure
  sample: invalid_option
"""
