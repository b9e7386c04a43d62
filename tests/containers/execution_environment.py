# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment of this checkout, built by ``make ee`` on a base image made on the spot."""

from __future__ import annotations

import os

from .emulator_container import CONTAINERS_CONF
from .images import base_image, exists, named_after, one_at_a_time, remove_others, run

EE = "localhost/baremetal-ipmi-ee"
BASE = "localhost/baremetal-ipmi-ee-base"
PACKAGES = "python3-pip"
SOURCES = (
    *("execution-environment.yml", "galaxy.yml", "tools/build-ee"),
    *("extensions/audit", "meta", "playbooks", "plugins", "roles"),
)
# pip reaches packages as this machine does: through its network, and with the certificates that it trusts.
BUILD_OPTIONS = "--network=host --volume=/etc/ssl/certs:/etc/ssl/certs:ro --pull=never"


def execution_environment() -> str:
    """Return the name of the image, built if anything in it has changed."""
    os.environ.setdefault("CONTAINERS_CONF", str(CONTAINERS_CONF))
    with one_at_a_time():
        base = base_image("podman", BASE, PACKAGES)
        image = named_after(EE, base, SOURCES)
        if not exists("podman", image):
            arguments = (f"EE_IMAGE={image}", f"EE_BASE_IMAGE={base}", f"EE_BUILD_OPTIONS={BUILD_OPTIONS}")
            run("make", "ee", "EE_ENGINE=podman", *arguments)
            remove_others("podman", image)
    return image
