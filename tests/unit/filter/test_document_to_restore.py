# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What config is given, from what was kept and what is there now."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.filter.document_to_restore import document_to_restore


def account(name: str, user_id: int, **more: t.Any) -> dict[str, t.Any]:
    return {"name": name, "user_id": user_id, "enabled": True, **more}


def restored(kept: list[t.Any], found: list[t.Any], **named: t.Any) -> tuple[list[t.Any], list[str]]:
    work = document_to_restore({"users": kept}, {"users": found}, **named)
    return work["options"]["users"], work["without_password"]


def test_what_is_there_keeps_its_password() -> None:
    kept = [account("root", 2)]
    assert restored(kept, kept, passwords={"root": "Secret-1"}) == (kept, [])


def test_an_account_that_came_later_goes() -> None:
    kept = [account("root", 2)]
    users, _missing = restored(kept, [*kept, account("eve", 5)])
    assert users == [*kept, {"name": "eve", "user_id": 5, "state": "absent"}]


def test_an_account_that_went_needs_a_password() -> None:
    kept = [account("root", 2), account("monitor", 3)]
    assert restored(kept, kept[:1])[1] == ["monitor"]
    users, missing = restored(kept, kept[:1], passwords={"monitor": "Secret-1"})
    assert missing == []
    assert users[1] == account("monitor", 3, password="Secret-1", update_password="on_create")


def test_a_disabled_account_needs_none() -> None:
    assert restored([account("old", 3, enabled=False)], [])[1] == []


def test_a_renamed_account_is_one_that_went_and_one_that_came() -> None:
    users, missing = restored([account("monitor", 3)], [account("eve", 3)], passwords={"monitor": "Secret-1"})
    assert missing == []
    assert "user_id" not in users[0]
    assert users[1] == {"name": "eve", "user_id": 3, "state": "absent"}


def test_an_account_in_another_slot_stays_there() -> None:
    users, missing = restored([account("monitor", 3)], [account("monitor", 7)])
    assert (users, missing) == ([account("monitor", 7)], [])


def test_two_accounts_of_one_name_are_held_apart_by_their_slots() -> None:
    kept = [account("root", 2), account("root", 4)]
    users, missing = restored(kept, [account("root", 2), account("root", 5)])
    assert missing == ["root"]
    assert users[0] == account("root", 2)
    assert users[2] == {"name": "root", "user_id": 5, "state": "absent"}


def test_the_null_user_is_its_slot() -> None:
    users, missing = restored([account("", 1)], [account("", 6)])
    assert missing == []
    assert users == [account("", 1), {"name": "", "user_id": 6, "state": "absent"}]


def test_only_the_sections_asked_for() -> None:
    document = {"users": [account("root", 2)], "chassis": {"power_restore_policy": "previous"}}
    work = document_to_restore(document, {}, sections=["chassis"])
    assert work == {"options": {"chassis": {"power_restore_policy": "previous"}}, "without_password": []}


def test_accounts_stay_where_the_document_has_none() -> None:
    work = document_to_restore({"boot": {"device": "default"}}, {"users": [account("root", 2)]})
    assert work["options"] == {"boot": {"device": "default"}}
