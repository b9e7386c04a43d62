# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every personality agrees with itself: accounts log in, suites exist, every factory setting can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot import GetSystemBootOptionsRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    GetLanConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.sol import (
    GetSolConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import (
    SYSTEM_INTERFACE_CHANNEL,
    ChannelMedium,
    SessionSupport,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import (
    CIPHER_SUITES,
    XRC4_SUITES,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command_index import find_command
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.vendor import vendor_name
from ansible_collections.baremetal.ipmi.tests.emulator import personalities
from ansible_collections.baremetal.ipmi.tests.emulator.handlers.boot import BOOT_RULES
from ansible_collections.baremetal.ipmi.tests.emulator.handlers.lan_rules import LAN_RULES
from ansible_collections.baremetal.ipmi.tests.emulator.handlers.sol import SOL_RULES
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench, ConsoleV15, ConsoleV20
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

FOLDER = Path(personalities.__path__[0])
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if "PERSONALITY = " in path.read_text(encoding="utf-8"))
OPEN_SESSION_OK = 0x00


@pytest.fixture(name="personality", params=NAMES)
def fixture_personality(request):
    return load_personality(request.param)


def test_all_makes_are_here():
    expected = {"generic", "supermicro", "old_supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta"}
    assert set(NAMES) == expected


def test_it_can_be_loaded_by_its_own_name(personality):
    assert load_personality(personality.name) is personality
    assert vendor_name(personality.identity.manufacturer_id) is not None


def test_the_users_fit_into_their_slots(personality):
    numbers = [user.user_id for user in personality.users]
    assert len(set(numbers)) == len(numbers)
    assert all(1 <= number <= personality.max_users <= 63 for number in numbers)
    assert all(len(user.password) <= user.password_size for user in personality.users)
    null_users = [user for user in personality.users if not user.name]
    assert all(user.user_id == 1 and not user.enabled for user in null_users)


def test_the_channels_are_what_a_bmc_has(personality):
    by_number = {description.number: description for description in personality.channels}
    assert len(by_number) == len(personality.channels)
    assert by_number[personality.lan_channel].medium == ChannelMedium.LAN
    assert by_number[SYSTEM_INTERFACE_CHANNEL].medium == ChannelMedium.SYSTEM_INTERFACE
    for description in personality.channels:
        assert (description.access is not None) == (description.session_support != SessionSupport.SESSION_LESS)
        if description.access is not None:
            assert description.access.access_mode in description.access_modes
        if description.medium == ChannelMedium.LAN:
            assert description.number in personality.lan_defaults
            assert description.number in personality.sol_defaults


def test_the_suites_are_known_and_listed(personality):
    advertised = personality.cipher_suites_advertised
    assert set(advertised) <= set(CIPHER_SUITES)
    assert personality.cipher_suites_accepted <= set(advertised) - XRC4_SUITES
    for table in personality.lan_defaults.values():
        assert table[22, 0, 0] == bytes([len(advertised)])
        assert table[23, 0, 0] == bytes([0, *advertised])
        assert len(table[24, 0, 0]) == 9


def test_every_factory_setting_has_a_rule_and_can_be_read(personality):
    desk = Desk(personality)
    for channel, table in personality.lan_defaults.items():
        for selector, set_selector, block in set(table) - _taken_away(table, personality.unsupported_lan_parameters):
            request = GetLanConfigurationParametersRequest(
                channel_number=channel, parameter_selector=selector, set_selector=set_selector, block_selector=block
            )
            assert selector in LAN_RULES
            assert desk.code(request) == 0, request
    for channel, table in personality.sol_defaults.items():
        for selector, _set, _block in set(table) - _taken_away(table, personality.unsupported_sol_parameters):
            request = GetSolConfigurationParametersRequest(channel_number=channel, parameter_selector=selector)
            assert selector in SOL_RULES
            assert desk.code(request) == 0, request
    boot = personality.boot_defaults
    for selector, set_selector, _block in set(boot) - _taken_away(boot, personality.unsupported_boot_parameters):
        assert selector in BOOT_RULES
        assert desk.code(GetSystemBootOptionsRequest(parameter_selector=selector, set_selector=set_selector)) == 0


def _taken_away(table, selectors):
    return {key for key in table if key[0] in selectors}


def test_what_is_missing_exists_elsewhere(personality):
    for net_fn, number in personality.unsupported_commands | set(personality.command_privileges):
        assert find_command(net_fn, number) is not None, (net_fn, number)


def test_guids_are_stable_and_each_bmcs_own(personality):
    guids = {personality.make_guid(number, 0) for number in range(50)}
    assert len(guids) == 50
    assert all(len(guid) == 16 for guid in guids)
    assert personality.make_guid(3, 7) == personality.make_guid(3, 7) != personality.make_guid(3, 8)


def test_the_factory_administrator_logs_in_with_a_good_suite(personality):
    account = personality.administrator
    good = personality.cipher_suites_accepted & {3, 17}
    assert good
    for suite in good:
        bench = Bench(personality)
        assert ConsoleV20(bench, account.name, account.password, suite).login() == OPEN_SESSION_OK, suite


def test_ipmi_1_5_is_as_the_personality_says(personality):
    account = personality.administrator
    answer = ConsoleV15(Bench(personality), account.name, account.password).challenge()
    assert isinstance(answer, int) != personality.supports_v15


def test_facts_are_cited_in_the_one_form():
    """``Quirk: <vendor>, <product>: <spec says; seen instead>. <source>.``"""
    for path in FOLDER.glob("*.py"):
        comments = re.sub(r"\n\s*# ", " ", path.read_text(encoding="utf-8"))
        for quirk in re.findall(r"Quirk: [^\n]*", comments):
            assert re.match(r"Quirk: [^:;]+: [^;]+; .+\. .+", quirk), (path.name, quirk)
