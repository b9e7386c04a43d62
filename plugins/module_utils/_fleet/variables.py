# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a discovered host: what the modules connect with, and what is known of its BMC."""

from __future__ import annotations

PREFIX = "bmc_"

CONNECTION = (
    "bmc_interface", "bmc_host", "bmc_port", "bmc_username", "bmc_password", "bmc_kg", "bmc_privilege",
    "bmc_cipher_suites", "bmc_timeout", "bmc_capture", "bmc_target",
)  # fmt: skip
"""Options of every module; a test compares them with ``_ansible/connection.py``."""

FOUND = (
    "bmc_name", "bmc_state", "bmc_error", "bmc_error_code", "bmc_credential", "bmc_answers_ping", "bmc_ipmi_versions",
    "bmc_weak_points", "bmc_kg_is_set", "bmc_guid", "bmc_cipher_suite", "bmc_manufacturer", "bmc_manufacturer_id",
    "bmc_product", "bmc_product_id", "bmc_firmware", "bmc_power", "bmc_serial", "bmc_fru", "bmc_mac", "bmc_channel",
    "bmc_users", "bmc_mismatches", "bmc_guid_also_at",
)  # fmt: skip
"""What discovery says of a host; those that are not known of it are left out."""

RESERVED = frozenset(CONNECTION + FOUND)
