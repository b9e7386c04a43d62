# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit knows of one BMC, in the words of documents: no check sees a message.

``sources`` holds, by name, what was read: the sections of ``config_info``, the subsets of ``info``, and a few reads
that only audits need. ``absent`` says why a source is not there because the BMC does not have it, ``refused`` why it
is not there though it may have it.
"""

from __future__ import annotations

import typing as t

Document = dict[str, t.Any]


class Session(t.NamedTuple):
    """The session of the audit itself. ``channel`` is None over the host's own device."""

    interface: str
    username: str
    channel: int | None
    cipher_suite: int | None


class Facts:
    """Everything that checks judge by. ``mending_account`` is who is going to mend, the audit's own account if None."""

    def __init__(self, session: Session, manufacturer_id: int, product_id: int, mending_account: str | None) -> None:
        self.session = session
        self.mending_account = session.username if mending_account is None else mending_account
        self.manufacturer_id = manufacturer_id
        self.product_id = product_id
        self.sources: dict[str, t.Any] = {}
        self.absent: dict[str, str] = {}
        self.refused: dict[str, str] = {}

    def __getitem__(self, name: str) -> t.Any:
        return self.sources[name]

    def get(self, name: str) -> t.Any:
        """Return a source, or None where it was not read."""
        return self.sources.get(name)

    def of_channels(self, name: str, setting: str) -> dict[int, t.Any]:
        """Return a setting by channel, of those that have it."""
        return {entry["channel"]: entry[setting] for entry in self[name] if entry.get(setting) is not None}

    @property
    def accounts(self) -> list[Document]:
        """The accounts that let somebody in."""
        return [account for account in self["users"] if usable_channels(account)]

    def is_own(self, account: Document) -> bool:
        """Tell whether whoever mends may log in with this account. Some BMCs do not mind capitals at login."""
        return self.session.interface != "open" and account["name"].casefold() == self.mending_account.casefold()


def usable_channels(account: Document) -> dict[int, str]:
    """Return the privilege of an account by channel, where it may log in. Of one unknown to be enabled, the worst."""
    if account.get("enabled") is False:
        return {}
    return {
        access["channel"]: access["privilege"]
        for access in account.get("access", [])
        if access.get("ipmi_messaging") and access.get("privilege") != "no_access"
    }


def label(account: Document) -> str:
    """Return how an account is called in sentences."""
    return account["name"] or f"the account without a name in slot {account['user_id']}"


def listed(values: t.Iterable[t.Any]) -> str:
    return ", ".join(str(value) for value in values)
