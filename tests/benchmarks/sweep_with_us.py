# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sweep with our client, for ``sweep_time.py``: ``NETWORK PORT``, for instance ``127.1.0.0/16 623``.

Prints, as JSON, which addresses are BMCs and how many packets it took. It stands for itself in a process, as an
inventory does.
"""

from __future__ import annotations

import ipaddress
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from collection_path import make_importable

make_importable()

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.sweeping import sweep  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.discovery.sighting import Target  # noqa: E402

network, port = ipaddress.ip_network(sys.argv[1]), int(sys.argv[2])
report = sweep((Target(str(address), port) for address in network), rate=None)
complete = [one.target.address for one in report.sightings if one.answers_ping and one.capabilities is not None]
print(json.dumps({"found": complete, **report.counts._asdict()}))
