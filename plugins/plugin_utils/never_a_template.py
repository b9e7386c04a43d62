# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what a BMC or a file says from being taken for a template.

An account may be called ``{{bmc_password}}``. From ansible-core 2.19 on, text is a template only if it is marked as
trusted, which nothing is that a filter returns. Before, text is a template unless it is marked as unsafe.
"""

from __future__ import annotations

import typing as t

try:
    from ansible.template import trust_as_template  # noqa: F401  # there from ansible-core 2.19 on
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var as never_a_template
else:

    def never_a_template(value: t.Any) -> t.Any:
        """Return ``value``, whose text Ansible does not evaluate."""
        return value
