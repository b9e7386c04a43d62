# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which places some sources name: each once, none that is not written, and whose it is."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.credentials import (
    Credential,
    CredentialBook,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.rows import rows_from_csv
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.sources import (
    Candidates,
    Source,
    check_count,
    make_source,
    names_to_resolve,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption

SITE = Credential("site", "ADMIN", "secret")


def source(*addresses: str, rows: str = "", credentials: t.Sequence[Credential] = (), **values: t.Any) -> Source:
    problems: list[str] = []
    given = {"port": 623, "addresses": list(addresses), "file": rows and "f", **values}
    made = make_source("sources[0]", given, rows_from_csv(rows, "f", []) if rows else [], credentials, problems)
    assert not problems
    return made


def places(*sources: Source, **resolved: str) -> list[tuple[str, int]]:
    return list(Candidates(sources, resolved).keys())


def test_what_is_named_by_itself_comes_first_and_only_once() -> None:
    found = places(source("192.0.2.1-3", "192.0.2.2"))
    assert found == [("192.0.2.2", 623), ("192.0.2.1", 623), ("192.0.2.3", 623)]


def test_overlapping_ranges_name_each_address_once() -> None:
    assert len(places(source("192.0.2.1-10", "192.0.2.5-20"), source("192.0.2.15-30"))) == 30


def test_the_same_address_with_another_port_is_another_place() -> None:
    assert places(source("192.0.2.1"), source("192.0.2.1", port=6230)) == [("192.0.2.1", 623), ("192.0.2.1", 6230)]


def test_what_is_excluded_is_not_asked_by_this_source_and_may_be_by_another() -> None:
    careful = source("192.0.2.1-4", "192.0.2.9", exclude=["192.0.2.2-3", "192.0.2.9"])
    assert places(careful) == [("192.0.2.1", 623), ("192.0.2.4", 623)]
    other = source("192.0.2.3")
    assert ("192.0.2.3", 623) in places(careful, other)
    assert Candidates([careful, other], {}).find("192.0.2.2", 623) is None


def test_the_first_source_that_names_an_address_has_it() -> None:
    first = source("192.0.2.0/29", credentials=[SITE])
    second = source("192.0.2.0/24", variables={"room": "b"})
    candidates = Candidates([first, second], {})
    assert candidates.find("192.0.2.3", 623).source is first
    assert candidates.find("192.0.2.30", 623).source is second
    assert candidates.find("192.0.2.30", 624) is None
    assert candidates.find("198.51.100.1", 623) is None


def test_only_what_is_named_by_itself_is_expected() -> None:
    candidates = Candidates([source("192.0.2.0/24", "192.0.2.7", rows="address\n192.0.2.9\n")], {})
    assert [one.address for one in candidates.expected] == ["192.0.2.7", "192.0.2.9"]
    assert candidates.find("192.0.2.7", 623).is_expected
    assert not candidates.find("192.0.2.8", 623).is_expected


def test_names_are_resolved_and_kept_as_they_were_written() -> None:
    one = source("bmc1.example.com", "bmc1.example.com", "gone.example.com", "192.0.2.1")
    assert names_to_resolve([one]) == ["bmc1.example.com", "gone.example.com"]
    found = Candidates([one], {"bmc1.example.com": "192.0.2.5"}).expected
    assert [(item.host, item.address) for item in found] == [
        ("bmc1.example.com", "192.0.2.5"),
        ("192.0.2.1", "192.0.2.1"),
    ]


def test_an_address_is_found_however_it_is_spelled() -> None:
    candidates = Candidates([source("2001:db8:0::7", "bmc1")], {"bmc1": "2001:DB8::0:8"})
    assert candidates.find("2001:db8::7", 623).host == "2001:db8::7"
    assert candidates.find("2001:db8:0:0::8", 623).host == "bmc1"


def test_the_account_of_a_row_comes_before_those_of_the_source() -> None:
    rows = "address,username,password,port,kg\n192.0.2.1,root,tag-7,6230,0x6b67\n192.0.2.2,,,,\n"
    first, second = Candidates([source(rows=rows, credentials=[SITE])], {}).expected
    assert first.key == ("192.0.2.1", 6230)
    assert [(one.name, one.username, one.password) for one in first.credentials] == [
        ("(own)", "root", "tag-7"),
        ("site", "ADMIN", "secret"),
    ]
    assert first.credentials[0].kg == b"kg"
    assert second.credentials == [SITE]
    assert "tag-7" not in repr(first.credentials)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, r"sources\[0\]: it names no address"),
        ({"addresses": ["192.0.2.1", "192.0.2.1/8"]}, r"sources\[0\].addresses\[1\]: '192.0.2.1/8' is not a network"),
        ({"addresses": ["a"], "exclude": ["bmc7"]}, r"sources\[0\].exclude\[0\]: 'bmc7' is a name"),
    ],
)
def test_a_source_that_makes_no_sense(values: dict[str, t.Any], reason: str) -> None:
    with pytest.raises(InvalidOption, match=reason):
        make_source("sources[0]", {"port": 623, **values}, [], [], [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("192.0.2.0/24,", "f, line 3: '192.0.2.0/24' is more than one address"),
        ("192.0.2.999,", "f, line 3: '192.0.2.999' is neither an address, a range, a network nor a host name"),
        ("192.0.2.2,https", "f, line 3: 'https' is not a port number"),
        ("192.0.2.2,0", "f, line 3: '0' is not a port number"),
        ("192.0.2.2,,0xab0", "f, line 3: bmc_kg: what follows 0x is not pairs of hexadecimal digits"),
    ],
)
def test_a_row_without_a_place_is_named_and_the_others_stay(row: str, problem: str) -> None:
    problems: list[str] = []
    rows = rows_from_csv(f"address,port,kg\n192.0.2.1,\n{row}\n192.0.2.3,\n", "f", [])
    made = make_source("sources[0]", {"port": 623, "file": "f"}, rows, [], problems)
    assert [place.host for place, _row in made.places] == ["192.0.2.1", "192.0.2.3"]
    assert problems == [problem]


def test_too_many_addresses_are_refused_before_any_is_made() -> None:
    with pytest.raises(InvalidOption) as refusal:
        check_count([source("192.0.2.1", "2001:db8::/64")], 65536)
    assert str(refusal.value) == (
        "max_addresses: the sources name 18446744073709551616 addresses (18446744073709551615 of them from 2001:db8::1 "
        "to 2001:db8::ffff:ffff:ffff:ffff), and at most 65536 are asked; raise max_addresses if you mean it"
    )
    check_count([source("192.0.0.0/16")], 65536)
    with pytest.raises(InvalidOption, match="the sources name 2 addresses, and at most 1"):
        check_count([source("a", "b")], 1)


def test_accounts_are_chosen_by_name_and_in_order() -> None:
    other = Credential("factory", "root", "calvin")
    book = CredentialBook([SITE, other])
    assert book.chosen(None, "x") == [SITE, other]
    assert book.chosen([], "x") == []
    assert book.chosen(["factory", "site"], "x") == [other, SITE]
    with pytest.raises(InvalidOption, match="x: there are no credentials of the name 'sit'; there are: site, factory"):
        book.chosen(["sit"], "x")


@pytest.mark.parametrize(
    ("accounts", "reason"),
    [
        ([SITE, SITE], "'site' is given twice"),
        ([SITE._replace(name="(own)")], "reserved"),
        ([SITE._replace(password="x" * 21)], "credentials.site: bmc_password: 21 bytes"),
        ([SITE._replace(username="x" * 17)], "credentials.site: bmc_username: 17 bytes"),
    ],
)
def test_accounts_that_cannot_be(accounts: list[Credential], reason: str) -> None:
    with pytest.raises(InvalidOption, match=reason) as refusal:
        CredentialBook(accounts)
    assert "secret" not in str(refusal.value)
