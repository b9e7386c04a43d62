# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what a BMC or a file says from being taken for a template.

An account may be called ``{{bmc_password}}``. From ansible-core 2.19 on, text is a template only if it is marked as
trusted, which nothing is that a filter returns. Before, text is a template unless it is marked as unsafe.
"""

from __future__ import annotations

import typing as t

from ansible import template as ansible_template

TEXT_IS_A_TEMPLATE = not hasattr(ansible_template, "trust_as_template")
"""Whether any text is one that is not marked as unsafe: before ansible-core 2.19."""


def never_a_template(value: t.Any) -> t.Any:
    """Return ``value``, whose text Ansible does not evaluate."""
    if not TEXT_IS_A_TEMPLATE:
        return value
    from ansible.utils.unsafe_proxy import wrap_var

    return wrap_var(value)
