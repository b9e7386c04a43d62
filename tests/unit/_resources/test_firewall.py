# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for the firmware firewall, against the emulated BMC's masks."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.engine import converge
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetSelfTestResultsRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.firewall import (
    GetCommandEnablesRequest,
    GetConfigurableCommandsRequest,
    SetCommandEnablesRequest,
    SetCommandSubFunctionEnablesRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    InvalidOption,
    LockoutRefused,
    NotSupported,
    WriteIgnored,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.firewall import CommandRange
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.channel import CHANNEL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.chassis import CHASSIS
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.command_name import CommandName
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.firewall import FIREWALL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.firewall_facets import (
    DISABLED_COMMANDS,
    CommandMask,
    Place,
)
from ansible_collections.baremetal.ipmi.tests.emulator.personality import OemCommand
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console

Rule = dict[str, t.Any]
APP = 0x06
SYSTEM_INTERFACE_CHANNEL = 0x0F
FIREWALL_COMMANDS = frozenset(range(0x60, 0x68))


def disabled(*commands: str) -> list[Rule]:
    return [{"command": command, "enabled": False} for command in commands]


def perform(console: Console, rules: list[Rule], *, check: bool = False, **options: t.Any) -> t.Any:
    """Run the task with options as Ansible hands them over, and return its outcome."""
    empty = dict.fromkeys(("command", "net_fn", "number", "defining_body", "sub_functions"))
    values = {"lun": 0, "rules": [{**empty, **rule} for rule in rules], **options}
    checked = FIREWALL.check(FIREWALL.check(values))
    bmc = Bmc()

    def task() -> t.Generator[t.Any, t.Any, t.Any]:
        yield from bmc.identify()
        return (yield from FIREWALL.perform(bmc, checked, check))

    console.forget_traffic()
    return console.run(task())


def every_mask(console: Console, channel: int) -> dict[tuple[int, int], frozenset[int]]:
    """Return the enabled commands of all network functions that need no defining body."""
    found = {}
    for net_fn in (*range(0, 0x2C, 2), *range(0x30, 0x40, 2)):
        for command_range in CommandRange:
            request = GetCommandEnablesRequest(channel_number=channel, net_fn=net_fn, command_range=command_range)
            found[net_fn, command_range] = console.run(_ask(request)).enabled
    return found


def _ask(request: t.Any) -> t.Generator[t.Any, t.Any, t.Any]:
    return (yield request)


def configurable(console: Console, net_fn: int) -> frozenset[int]:
    answer: frozenset[int] = console.run(_ask(GetConfigurableCommandsRequest(net_fn=net_fn))).configurable
    return answer


@pytest.mark.parametrize(
    "rule",
    [
        {"command": "Set User Password"},
        {"command": "set_user_password"},
        {"command": "06/47"},
        {"command": "0x06/0x47"},
        {"net_fn": "app", "number": 0x47},
        {"net_fn": 6, "number": "0x47"},
        {"net_fn": "0x06", "number": "71"},
    ],
)
def test_ways_to_name_a_command(rule: Rule) -> None:
    console = Console()
    outcome = perform(console, [{**rule, "enabled": False}])
    assert outcome.after == {"Set User Password": False}
    assert console.bmc.stored.firewall_disabled == {(console.channel, 0, APP, b""): 1 << 0x47}


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            disabled("Set User Pasword"),
            "rule 1: command: there is no command 'Set User Pasword'; did you mean Set User Password",
        ),
        (disabled("xyzzy"), "there is no command 'xyzzy'"),
        (disabled("Cold Reset", "07/01"), "rule 2: 7 is not an even number"),
        ([{"net_fn": "application", "enabled": False}], "neither a number nor one of chassis, bridge"),
        ([{"net_fn": 6, "number": 256, "enabled": False}], "256 is not between 0 and 255"),
        ([{"enabled": False}], "give either command, or net_fn and number"),
        ([{"command": "Cold Reset", "net_fn": 6, "enabled": False}], "it is named already"),
        ([{"net_fn": 0x2C, "number": 1, "enabled": False}], "needs the body code"),
        ([{"net_fn": 0x2E, "enabled": False}], "needs the IANA enterprise number"),
        ([{"net_fn": 0x2C, "number": 1, "defining_body": 0x1DC, "enabled": False}], "does not fit into 1 bytes"),
        ([{"net_fn": 6, "number": 1, "defining_body": 1, "enabled": False}], "have none"),
        ([{"net_fn": 0, "sub_functions": [1], "enabled": False}], "of which command?"),
        ([{"command": "Chassis Control", "sub_functions": ["power_upp"], "enabled": False}], "power_up, power_cycle"),
        ([{"command": "Chassis Control", "sub_functions": [64], "enabled": False}], "64 is not between 0 and 63"),
        (
            [*disabled("Cold Reset"), {"command": "06/02", "enabled": True}],
            "rule 2: Cold Reset cannot be enabled and disabled at once",
        ),
    ],
)
def test_refused_before_any_traffic(rules: list[Rule], message: str) -> None:
    console = Console()
    with pytest.raises(InvalidOption) as caught:
        perform(console, rules)
    assert message in str(caught.value)
    assert console.sent == []


@pytest.mark.parametrize("channel", ["kcs", 12, -1, True])
def test_channel_that_cannot_be(channel: t.Any) -> None:
    with pytest.raises(InvalidOption, match="channel: "):
        perform(Console(), disabled("Cold Reset"), channel=channel)


def test_rules_of_one_mask_are_one_write_and_few_reads() -> None:
    console = Console()
    outcome = perform(console, disabled("Cold Reset", "Set User Name", "Set User Password"))
    assert outcome.changed
    assert [type(request) for request in console.writes] == [SetCommandEnablesRequest]
    asked = [request.command.title for request in console.sent]
    assert asked == [
        "Get Device ID",
        "Get Channel Info",
        "Get Configurable Commands",
        "Get Command Enables",
        "Set Command Enables",
        "Get Command Enables",
    ]


def test_nothing_outside_the_rules_is_touched() -> None:
    console = Console()
    before = every_mask(console, console.channel)
    other = every_mask(console, SYSTEM_INTERFACE_CHANNEL)
    perform(console, disabled("Cold Reset", "Chassis Control", "Set Channel Access"))
    after = every_mask(console, console.channel)
    lower = CommandRange.LOWER
    assert after.pop((APP, lower)) == before.pop((APP, lower)) - {0x02, 0x40}
    assert after.pop((0x00, lower)) == before.pop((0x00, lower)) - {0x02}
    assert after == before
    assert every_mask(console, SYSTEM_INTERFACE_CHANNEL) == other


def test_commands_of_the_firewall_itself_stay_as_they_are() -> None:
    # ipmitool clears 60h-67h of every network function on its way, when they are configurable.
    console = Console()
    _let_everything_be_configured(console)
    key = (APP, CommandRange.LOWER)
    before = every_mask(console, console.channel)[key] & FIREWALL_COMMANDS
    assert before
    perform(console, disabled("Cold Reset"))
    assert every_mask(console, console.channel)[key] & FIREWALL_COMMANDS == before
    perform(console, [{"command": "Cold Reset", "enabled": True}])
    assert every_mask(console, console.channel)[key] & FIREWALL_COMMANDS == before


def test_enabling_again_leaves_the_factory_state() -> None:
    console = Console()
    before = every_mask(console, console.channel)
    perform(console, disabled("Cold Reset"))
    outcome = perform(console, [{"command": "Cold Reset", "enabled": True}])
    assert (outcome.before, outcome.after) == ({"Cold Reset": False}, {"Cold Reset": True})
    assert every_mask(console, console.channel) == before


def test_enabling_and_disabling_in_one_mask() -> None:
    console = Console()
    perform(console, disabled("Cold Reset", "Set User Name"))
    rules = [{"command": "Cold Reset", "enabled": True}, *disabled("Set User Password")]
    outcome = perform(console, rules)
    assert outcome.after == {"Cold Reset": True, "Set User Password": False}
    assert console.bmc.stored.firewall_disabled == {(console.channel, 0, APP, b""): 1 << 0x45 | 1 << 0x47}
    assert not perform(console, rules).changed


def test_a_document_may_need_what_it_enables_and_disable_what_it_needs() -> None:
    console = Console()
    perform(console, disabled("Set Channel Access"))
    rules = [{"command": "Set Channel Access", "enabled": True}, *disabled("Set Power Restore Policy")]
    bmc = Bmc()

    def task() -> t.Generator[t.Any, t.Any, t.Any]:
        aspects = yield from CHANNEL.bind(bmc, {**_nothing(CHANNEL), "pef_alerting": False}, ("channels",))
        aspects += yield from CHASSIS.bind(
            bmc, {**_nothing(CHASSIS), "power_restore_policy": "always_off"}, ("chassis",)
        )
        aspects += yield from FIREWALL.bind(bmc, {**_nothing(FIREWALL), "rules": rules}, ("firewall",))
        return (yield from converge(aspects, bmc, check=False))

    outcome = console.run(task())
    assert sorted(outcome.after) == ["channels", "chassis", "firewall"]


def _nothing(resource: t.Any) -> dict[str, t.Any]:
    return {option.name: option.default for option in resource.options}


def test_a_disabled_command_is_refused_by_the_bmc() -> None:
    console = Console()
    perform(console, disabled("Get Self Test Results"))
    with pytest.raises(CompletionCodeError):
        console.run(_ask(GetSelfTestResultsRequest()))


def test_the_channel_named_system_interface() -> None:
    console = Console()
    before = every_mask(console, console.channel)
    outcome = perform(console, disabled("Set User Password"), channel="system_interface")
    assert outcome.changed
    assert 0x47 not in every_mask(console, SYSTEM_INTERFACE_CHANNEL)[APP, CommandRange.LOWER]
    assert every_mask(console, console.channel) == before


def test_a_whole_network_function_but_for_one_command() -> None:
    console = Console()
    wanted = configurable(console, 0x0C)
    outcome = perform(
        console,
        [
            {"net_fn": "transport", "enabled": False},
            {"command": "Get LAN Configuration Parameters", "enabled": True},
        ],
    )
    assert outcome.changed
    after = every_mask(console, console.channel)[0x0C, CommandRange.LOWER]
    assert after & wanted == {0x02}
    assert not perform(
        console, [{"net_fn": "transport", "enabled": False}, {"command": "0c/02", "enabled": True}]
    ).changed


def test_what_cannot_be_configured_is_named_and_nothing_written() -> None:
    console = Console()
    with pytest.raises(NotSupported) as caught:
        perform(console, disabled("Get Device ID", "Cold Reset"))
    assert "Get Device ID: it is enabled, and the BMC does not let it be configured" in str(caught.value)
    assert "Cold Reset" not in str(caught.value)
    assert console.writes == []


def test_what_cannot_be_configured_but_holds_is_fine() -> None:
    console = Console()
    outcome = perform(console, [{"command": "Get Device ID", "enabled": True}, {"command": "30/01", "enabled": False}])
    assert not outcome.changed
    assert console.writes == []


def test_what_cannot_be_configured_can_be_skipped() -> None:
    console = Console()
    outcome = perform(console, disabled("Get Device ID", "Cold Reset"), unsupported="skip")
    assert outcome.after == {"Cold Reset": False}
    assert outcome.not_supported == ["Get Device ID"]


def test_a_bmc_without_the_firewall() -> None:
    console = Console()
    unsupported = {(APP, number) for number in (*range(0x09, 0x0E), *range(0x60, 0x65))}
    console.bmc.personality = _without(console.bmc.personality, unsupported)
    rules = disabled("Cold Reset", "Chassis Control")
    with pytest.raises(NotSupported) as caught:
        perform(console, [*rules, {"command": "Chassis Control", "sub_functions": ["hard_reset"], "enabled": False}])
    assert "rules: it has no firmware firewall (Get Configurable Command" in str(caught.value)
    assert str(caught.value).count("no firmware firewall") == 1
    assert not perform(console, rules, unsupported="skip").changed
    assert console.run(FIREWALL.read_all(Bmc())) == []


def _without(personality: t.Any, commands: set[tuple[int, int]]) -> t.Any:
    return dataclasses.replace(personality, unsupported_commands=personality.unsupported_commands | commands)


def test_a_lun_that_is_not_there() -> None:
    console = Console()
    with pytest.raises(NotSupported, match="Cold Reset: it is disabled"):
        perform(console, [{"command": "Cold Reset", "enabled": True}], lun=2)


def test_a_channel_that_is_not_there() -> None:
    with pytest.raises(NotSupported, match="does not know this channel"):
        perform(Console(), disabled("Cold Reset"), channel=9)


@pytest.mark.parametrize("command", ["Set Command Enables", "Close Session", "06/3b", "Get Command Enables"])
def test_the_branch_that_the_session_sits_on(command: str) -> None:
    console = Console()
    _let_everything_be_configured(console)
    with pytest.raises(LockoutRefused, match="this session, the next login or undoing this needs"):
        perform(console, disabled(command))
    assert console.writes == []


def test_a_guarded_rule_that_already_holds_is_no_danger() -> None:
    console = Console()
    _let_everything_be_configured(console)
    assert not perform(console, [{"command": "Set Command Enables", "enabled": True}]).changed


def test_the_way_back_of_the_host() -> None:
    # The emulated BMC, as the specification says, never lets it be configured there; others might.
    name = "Set Command Enables"
    mask = CommandMask(Place(SYSTEM_INTERFACE_CHANNEL), APP, b"", CommandRange.LOWER, {name: CommandName(APP, 0x60)})
    reason = Console().run(DISABLED_COMMANDS.guard(Bmc(), mask, {name: True}, {name: False}))
    assert reason == "without Set Command Enables the host could not undo this when the network way is lost"


def test_locking_oneself_out_on_purpose_comes_last() -> None:
    console = Console()
    _let_everything_be_configured(console)
    outcome = perform(console, disabled("Set Command Enables", "Chassis Control"), allow_lockout=True)
    assert outcome.changed
    writes = [t.cast(SetCommandEnablesRequest, request) for request in console.writes]
    assert [request.net_fn for request in writes] == [0x00, APP]


def _let_everything_be_configured(console: Console) -> None:
    console.bmc.personality = dataclasses.replace(console.bmc.personality, unconfigurable_commands=frozenset())


def test_sub_functions_by_name_and_number() -> None:
    console = Console()
    rule = {"command": "Chassis Control", "sub_functions": ["hard_reset", "Power Cycle", 4], "enabled": False}
    outcome = perform(console, [rule])
    assert outcome.after == {
        "Chassis Control: hard_reset": False,
        "Chassis Control: power_cycle": False,
        "Chassis Control: diagnostic_interrupt": False,
    }
    writes = [t.cast(SetCommandSubFunctionEnablesRequest, request) for request in console.writes]
    assert [request.enabled for request in writes] == [frozenset({0, 1, 5})]
    assert [request.enabled_above_31 for request in writes] == [None]
    assert not perform(console, [rule]).changed


def test_sub_functions_above_31_need_the_second_mask() -> None:
    console = Console()
    low = {"command": "Set LAN Configuration Parameters", "sub_functions": [12], "enabled": False}
    high = {"command": "Set LAN Configuration Parameters", "sub_functions": [51, 56, 59], "enabled": False}
    perform(console, [low])
    outcome = perform(console, [high])
    assert "Set LAN Configuration Parameters: sub-function 51" in outcome.after
    stored = console.bmc.stored.sub_functions_disabled
    assert [bits & (1 << 12 | 1 << 51 | 1 << 56) for bits in stored.values()] == [1 << 12 | 1 << 51 | 1 << 56]
    back = {**high, "enabled": True}
    perform(console, [back])
    assert list(stored.values()) == [1 << 12]


def test_sub_functions_that_are_not_there() -> None:
    console = Console()
    with pytest.raises(NotSupported, match="Get Device ID: sub-function 3: it is disabled"):
        perform(console, [{"command": "Get Device ID", "sub_functions": [3], "enabled": True}])


def test_a_bmc_that_ignores_the_write() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "ignore_write", "command": "Set Command Enables"})
    with pytest.raises(WriteIgnored, match="Cold Reset"):
        perform(console, disabled("Cold Reset"))


@pytest.mark.parametrize(("net_fn", "prefix"), [(0x2C, b"\xdc"), (0x2E, b"\x57\x01\x00"), (0x30, b"")])
def test_commands_that_are_not_of_the_specification(net_fn: int, prefix: bytes) -> None:
    console = Console()
    vendor = OemCommand(net_fn, 0x81, "Vendor's own", lambda bmc, data, origin: prefix, prefix=prefix)
    console.bmc.personality = dataclasses.replace(console.bmc.personality, oem_commands=(vendor,))
    body = {"defining_body": int.from_bytes(prefix, "little")} if prefix else {}
    rule = {"net_fn": net_fn, "number": 0x81, **body, "enabled": False}
    assert perform(console, [rule]).changed
    assert not perform(console, [rule]).changed
    assert console.bmc.stored.firewall_disabled == {(console.channel, 0, net_fn, prefix): 1 << 0x81}
    document = console.run(FIREWALL.read_all(Bmc()))
    assert [entry["rules"] for entry in document] == [[{"command": f"{net_fn:02x}/81", **body, "enabled": False}]]
    assert not any(perform(console, **entry).changed for entry in document)
    assert perform(console, [{**rule, "enabled": True}]).changed
    assert console.bmc.stored.firewall_disabled == {}


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_what_is_read_is_found_unchanged(personality: str) -> None:
    console = Console(personality)
    assert console.run(FIREWALL.read_all(Bmc())) == []


def test_the_document_of_a_changed_bmc() -> None:
    console = Console()
    perform(console, disabled("Cold Reset", "Set User Password"), channel="system_interface")
    perform(console, [*disabled("Chassis Identify"), {"command": "02/01", "enabled": True}], unsupported="skip")
    perform(console, [{"command": "Chassis Control", "sub_functions": ["power_cycle", 0], "enabled": False}])
    document = console.run(FIREWALL.read_all(Bmc()))
    assert document == [
        {
            "channel": console.channel,
            "lun": 0,
            "rules": [
                {"command": "Chassis Identify", "enabled": False},
                {"command": "Chassis Control", "sub_functions": [0, "power_cycle"], "enabled": False},
            ],
        },
        {
            "channel": "system_interface",
            "lun": 0,
            "rules": [
                {"command": "Cold Reset", "enabled": False},
                {"command": "Set User Password", "enabled": False},
            ],
        },
    ]
    for entry in document:
        assert not perform(console, **entry).changed
