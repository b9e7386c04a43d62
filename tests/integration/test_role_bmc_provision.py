# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``bmc_provision`` brings emulated BMCs of every make from factory state to the site's; ipmitool says who gets in."""

from __future__ import annotations

import re
import subprocess
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import try_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, run_playbook, run_tasks

PERSONALITIES = ("generic", "supermicro", "old-supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta")
SITE = {"automation": "Winter-Coal-71", "rescue": "Summer-Hay-38"}
MONITOR_PASSWORD = "Autumn-Fog-59"
PLAYBOOK = "baremetal.ipmi.provision"
OLD, NEW = "127.46.0.1", "127.46.0.9"
NOBODY = "127.46.0.77"


def serial(number: int) -> str:
    """Return the serial number on the board of an emulated BMC."""
    return f"EMULATED{number:06d}"


def host(bmc: RunningBmc, number: int = 0, **more: t.Any) -> dict[str, t.Any]:
    """Return the variables of a machine that is to be provisioned, as a site's inventory has them."""
    return {
        "bmc_host": bmc.host,
        "bmc_port": bmc.port,
        "bmc_username": "automation",
        "bmc_password": SITE["automation"],
        "bmc_provision_administrators": [{"name": name, "password": SITE[name]} for name in SITE],
        "bmc_provision_factory_credentials": [{"username": bmc.username, "password": bmc.password}],
        "bmc_provision_identity": {"serial": serial(number), "system_guid": bmc.guid},
        "bmc_provision_power_restore_policy": "previous",
        **more,
    }


def hosts(emulator: RunningEmulator, **more: t.Any) -> dict[str, dict[str, t.Any]]:
    return {f"bmc{number}": host(bmc, number, **more) for number, bmc in enumerate(emulator.bmcs)}


def ipmitool(bmc: RunningBmc, username: str, password: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run ipmitool as an administrator, with a suite that the make has."""
    account = bmc._replace(username=username, password=password)
    return try_ipmitool(account, *command, suite=17 if bmc.personality == "openbmc" else 3)


def gets_in(bmc: RunningBmc, username: str, password: str) -> bool:
    return ipmitool(bmc, username, password, "mc", "info").returncode == 0


def changed(play: PlayResult, name: str) -> int:
    recap = re.search(rf"^{name} .* changed=(\d+) ", play.output, re.MULTILINE)
    assert recap, play.output
    return int(recap[1])


def writes(emulator: RunningEmulator) -> list[dict[str, int]]:
    return [emulator.control.counters(number)["writes"] for number in range(len(emulator.bmcs))]


def messages(play: PlayResult, name: str = "bmc0") -> str:
    """Return the message with which a host failed."""
    assert play.returncode == 2, play.output
    return str(play.last(name)["msg"])


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("play")


@pytest.fixture(scope="module")
def fleet() -> t.Iterator[RunningEmulator]:
    """One BMC of every make, as it leaves the factory."""
    with running_emulator(len(PERSONALITIES), personality=",".join(PERSONALITIES)) as emulator:
        yield emulator


@pytest.fixture
def machine() -> t.Iterator[RunningEmulator]:
    """A BMC whose factory account is published."""
    with running_emulator(personality="dell") as emulator:
        yield emulator


def test_check_mode_shows_the_plan_and_writes_nothing(fleet: RunningEmulator, directory: Path) -> None:
    fleet.control.reset_counters()
    play = run_playbook(directory, hosts(fleet), PLAYBOOK, "--check", "--diff")
    assert play.returncode == 0, play.output
    assert writes(fleet) == [{}] * len(fleet.bmcs)
    for number, bmc in enumerate(fleet.bmcs):
        planned = [result["diff"]["after"] for result in play.only(f"bmc{number}") if result.get("diff")]
        names = {name for after in planned for name in after.get("users", {})}
        assert names >= {"automation", "rescue", bmc.username}, bmc.personality


def test_every_make_is_provisioned(fleet: RunningEmulator, directory: Path) -> None:
    users = [{"name": "monitor", "password": MONITOR_PASSWORD, "privilege": "user", "update_password": "on_create"}]
    play = run_playbook(directory, hosts(fleet, bmc_provision_users=users), PLAYBOOK, "-vvv", "--diff")
    assert play.returncode == 0, play.output
    for number, bmc in enumerate(fleet.bmcs):
        assert not gets_in(bmc, bmc.username, bmc.password), f"{bmc.personality}: the factory account still gets in"
        for name, password in SITE.items():
            assert gets_in(bmc, name, password), f"{bmc.personality}: {name} does not get in"
        chassis = ipmitool(bmc, "rescue", SITE["rescue"], "chassis", "status").stdout
        assert re.search(r"Power Restore Policy *: previous", chassis), bmc.personality
        assert fleet.control.counters(number)["sessions_active"] == 0
    for secret in (*SITE.values(), MONITOR_PASSWORD, *(bmc.password for bmc in fleet.bmcs if len(bmc.password) > 6)):
        assert secret not in play.output


def test_a_second_run_changes_nothing(fleet: RunningEmulator, directory: Path) -> None:
    fleet.control.reset_counters()
    play = run_playbook(directory, hosts(fleet), PLAYBOOK)
    assert play.returncode == 0, play.output
    assert [changed(play, name) for name in hosts(fleet)] == [0] * len(fleet.bmcs), play.output
    assert writes(fleet) == [{}] * len(fleet.bmcs)
    assert not any(fleet.control.counters(number)["failed_logins"] for number in range(len(fleet.bmcs)))


def test_accounts_that_nobody_named_go_if_the_site_wants_that(fleet: RunningEmulator, directory: Path) -> None:
    play = run_playbook(directory, hosts(fleet, bmc_provision_users_exclusive=True), PLAYBOOK)
    assert play.returncode == 0, play.output
    for bmc in fleet.bmcs:
        assert not gets_in(bmc, "monitor", MONITOR_PASSWORD)
        assert gets_in(bmc, "rescue", SITE["rescue"])


def test_another_machine_gets_nothing(machine: RunningEmulator, directory: Path) -> None:
    bmc = machine.bmcs[0]
    wrong = {
        "serial": {"serial": "S312093X8A01"},
        "system_guid": {"system_guid": "8d4ee3a6-6e1c-4f5b-9c3d-0123456789ab"},
        "mac_address": {"mac_address": "02:00:00:00:00:01", "serial": serial(0)},
    }
    machines = {name: host(bmc, bmc_provision_identity=identity) for name, identity in wrong.items()}
    play = run_playbook(directory, machines, PLAYBOOK)
    for name in wrong:
        assert f"This is another machine: its {name} is " in messages(play, name)
        assert messages(play, name).endswith("Nothing was written.")
    assert writes(machine) == [{}]


def test_a_machine_is_known_by_any_reading_of_its_guid_and_by_its_mac_address(
    machine: RunningEmulator, directory: Path
) -> None:
    bmc = machine.bmcs[0]
    told = ipmitool(bmc, bmc.username, bmc.password, "mc", "guid", "smbios").stdout
    guid = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told.lower())
    mac = re.search(r"(..)((?::..){5})$", ipmitool(bmc, bmc.username, bmc.password, "lan", "print", "1").stdout, re.M)
    assert guid, told
    assert mac
    identity = {"system_guid": guid[0].upper(), "mac_address": mac[0].replace(":", "-")}
    play = run_playbook(directory, {"bmc0": host(bmc, bmc_provision_identity=identity)}, PLAYBOOK, "--check")
    assert play.returncode == 0, play.output


def test_no_way_in_is_told_from_nobody_there(machine: RunningEmulator, directory: Path) -> None:
    bmc = machine.bmcs[0]
    wrong = [{"username": "root", "password": "Calvin"}, {"username": "admin", "password": "admin"}]
    machines = {
        "locked": host(bmc, bmc_provision_factory_credentials=wrong),
        "absent": host(bmc, bmc_host=NOBODY, bmc_timeout=4, bmc_provision_network={"ip_address": "127.46.0.78"}),
    }
    play = run_playbook(directory, machines, PLAYBOOK)
    message = messages(play, "locked")
    assert "automation (unknown_user), root (wrong_password), admin (unknown_user)" in message
    # The client sees in RAKP 2 that a password is wrong, and gives up before the BMC counts a failed login.
    assert machine.control.counters(0)["failed_logins"] == 0
    message = messages(play, "absent")
    assert NOBODY in message
    assert "127.46.0.78" in message
    assert writes(machine) == [{}]


def test_options_that_make_no_sense_are_named_before_any_traffic(machine: RunningEmulator, directory: Path) -> None:
    bmc = machine.bmcs[0]
    one = [{"name": "automation", "password": SITE["automation"]}]
    guesses = [{"username": "root", "password": f"guess-{number}"} for number in range(4)]
    bad = {
        "one administrator": ({"bmc_provision_administrators": one}, "name a second one"),
        "another password": ({"bmc_password": "Winter-Coal-72"}, "does not have the account of bmc_username"),
        "no identity": ({"bmc_provision_identity": {}}, "bmc_provision_any_machine"),
        "no such vendor": (
            {"bmc_provision_try_published_defaults": True, "bmc_provision_manufacturer": "Acme"},
            '"Acme"; there are some for advantech, ',
        ),
        "guessing": ({"bmc_provision_factory_credentials": guesses}, "4 passwords would be tried"),
        "twice": ({"bmc_provision_users": one}, "An account is named twice"),
        "accounts elsewhere": ({"bmc_provision_document": {"users": one}}, "not into bmc_provision_document"),
    }
    machines = {name.replace(" ", "-"): host(bmc, **options) for name, (options, _sentence) in bad.items()}
    machines["misspelt"] = host(bmc, bmc_provision_identity={"serial_number": "1"})
    play = run_playbook(directory, machines, PLAYBOOK)
    for name, (_options, sentence) in bad.items():
        assert sentence in messages(play, name.replace(" ", "-"))
    assert "serial_number" in str(play.last("misspelt"))
    assert machine.control.counters(0)["datagrams_in"] == 0


def test_published_accounts_are_tried_only_when_asked_for(machine: RunningEmulator, directory: Path) -> None:
    bmc = machine.bmcs[0]
    options: dict[str, t.Any] = {"bmc_provision_factory_credentials": [], "bmc_provision_manufacturer": "Dell"}
    # From the command line, a boolean comes as text.
    as_text = {"bmc_provision_try_published_defaults": "false", "bmc_provision_passwords_per_account": "3"}
    play = run_playbook(directory, {"bmc0": host(bmc, **options, **as_text)}, PLAYBOOK)
    assert "automation (unknown_user). Nothing" in messages(play)
    play = run_playbook(directory, {"bmc0": host(bmc, bmc_provision_try_published_defaults=True, **options)}, PLAYBOOK)
    assert play.returncode == 0, play.output
    assert not gets_in(bmc, "root", "calvin")


def test_factory_accounts_may_stay_without_access_or_with_the_sites_password(
    machine: RunningEmulator, directory: Path
) -> None:
    bmc = machine.bmcs[0]
    unknown = {"username": "guest", "password": "guest"}
    factory = [unknown, {"username": bmc.username, "password": bmc.password}]
    machines = {"bmc0": host(bmc, bmc_provision_factory_accounts="disabled", bmc_provision_factory_credentials=factory)}
    for expected in (True, False):
        play = run_playbook(directory, machines, PLAYBOOK)
        assert play.returncode == 0, play.output
        assert (changed(play, "bmc0") > 0) == expected, play.output
    listing = ipmitool(bmc, "rescue", SITE["rescue"], "user", "list", "1").stdout
    assert re.search(r"^2 +root +\S+ +\S+ +false +NO ACCESS", listing, re.MULTILINE), listing
    assert "guest" not in listing
    assert not gets_in(bmc, bmc.username, bmc.password)


def test_the_factory_name_may_be_one_of_the_sites(machine: RunningEmulator, directory: Path) -> None:
    bmc = machine.bmcs[0]
    own = {"bmc_username": "root", "bmc_password": SITE["automation"]}
    administrators = [
        {"name": "root", "password": SITE["automation"]},
        {"name": "rescue", "password": SITE["rescue"]},
    ]
    machines = {"bmc0": host(bmc, bmc_provision_administrators=administrators, **own)}
    play = run_playbook(directory, machines, PLAYBOOK)
    assert play.returncode == 0, play.output
    assert not gets_in(bmc, "root", "calvin")
    assert gets_in(bmc, "root", SITE["automation"])
    play = run_playbook(directory, machines, PLAYBOOK)
    assert changed(play, "bmc0") == 0, play.output


def test_the_factory_account_stays_until_two_administrators_have_logged_in(
    machine: RunningEmulator, directory: Path
) -> None:
    """The step alone, on a machine where the step before it was never done."""
    bmc = machine.bmcs[0]
    only_this = ("--tags", "bmc_provision_factory_accounts")
    play = run_playbook(directory, {"bmc0": host(bmc)}, PLAYBOOK, *only_this)
    assert "nobody got in. Two are needed" in messages(play)
    assert gets_in(bmc, bmc.username, bmc.password)
    assert writes(machine) == [{}]


def test_a_run_that_failed_at_any_write_is_run_again(directory: Path) -> None:
    """Each BMC fails at another write. Then all are provisioned by a run that knows nothing of it.

    The site's accounts get slots 3 and 4; what is set with Set User Password is told by its second byte.
    """
    interruptions: list[dict[str, t.Any]] = [
        {"command": "Set User Name"},
        {"command": "Set User Name", "skip": 1},
        {"command": "Set User Password", "data": "0302"},
        {"command": "Set User Password", "data": "0402"},
        {"command": "Set User Access"},
        {"command": "Set User Access", "skip": 1},
        {"command": "Set User Password", "data": "0301"},
        {"command": "Set User Password", "data": "0401"},
        {"command": "Set User Access", "skip": 2},
        {"command": "Set User Password", "data": "0200"},
        {"command": "Set LAN Configuration Parameters", "data": "0104"},
        {"command": "Set LAN Configuration Parameters", "data": "0114"},
        {"command": "Set SOL Configuration Parameters", "data": "0102"},
        {"command": "Set Power Restore Policy", "data": "01"},
    ]
    network = {"ip_source": "static", "netmask": "255.0.0.0", "vlan_id": 20}
    with running_emulator(len(interruptions), personality="supermicro") as emulator:
        machines = hosts(emulator, bmc_provision_network=network)
        for number, rule in enumerate(interruptions):
            emulator.control.add_fault("completion_code", bmc=number, code=0xFF, count=1, **rule)
        play = run_playbook(directory, machines, PLAYBOOK)
        assert play.returncode == 2, play.output
        for number, rule in enumerate(interruptions):
            name = f"bmc{number}"
            failed = re.search(rf"^{name} .* failed=(\d+) ", play.output, re.MULTILINE)
            assert failed, play.output
            assert failed[1] == "1", f"{rule} was met by no write\n{play.output}"
            bmc = emulator.bmcs[number]
            known = {bmc.username: bmc.password, **SITE}
            assert any(gets_in(bmc, user, known[user]) for user in known), f"{rule}: nobody gets in any more"
        emulator.control.clear_faults()
        play = run_playbook(directory, machines, PLAYBOOK)
        assert play.returncode == 0, play.output
        for bmc in emulator.bmcs:
            assert not gets_in(bmc, bmc.username, bmc.password)
            assert all(gets_in(bmc, name, SITE[name]) for name in SITE)
            printed = ipmitool(bmc, "rescue", SITE["rescue"], "lan", "print", "1").stdout
            assert re.search(r"802.1q VLAN ID +: 20$", printed, re.MULTILINE), printed
        play = run_playbook(directory, machines, PLAYBOOK)
        assert [changed(play, name) for name in machines] == [0] * len(machines), play.output


def test_each_step_can_be_run_alone(machine: RunningEmulator, directory: Path) -> None:
    bmc = machine.bmcs[0]
    machines = {"bmc0": host(bmc)}
    play = run_playbook(directory, machines, PLAYBOOK, "--tags", "bmc_provision_accounts")
    assert play.returncode == 0, play.output
    assert gets_in(bmc, bmc.username, bmc.password)
    for step in ("settings", "accounts,bmc_provision_factory_accounts"):
        play = run_playbook(directory, machines, PLAYBOOK, "--tags", f"bmc_provision_{step}")
        assert play.returncode == 0, play.output
    assert not gets_in(bmc, bmc.username, bmc.password)
    play = run_playbook(directory, machines, PLAYBOOK)
    assert changed(play, "bmc0") == 0, play.output


def test_a_bmc_goes_to_its_place_and_is_found_there(directory: Path) -> None:
    network = {"ip_source": "static", "ip_address": NEW, "netmask": "255.0.0.0", "gateway_address": "127.46.0.254"}
    with running_emulator(personality="dell", address=OLD, port=0, follow_address=True) as emulator:
        machines = {"bmc0": host(emulator.bmcs[0], bmc_provision_network=network)}
        play = run_playbook(directory, machines, PLAYBOOK)
        assert play.returncode == 0, play.output
        there = emulator.bmcs[0]._replace(host=NEW)
        printed = ipmitool(there, "rescue", SITE["rescue"], "lan", "print", "1").stdout
        assert re.search(rf"^IP Address +: {NEW}$", printed, re.MULTILINE), printed
        assert re.search(r"^Default Gateway IP +: 127.46.0.254$", printed, re.MULTILINE), printed
        chassis = ipmitool(there, "rescue", SITE["rescue"], "chassis", "status").stdout
        assert re.search(r"Power Restore Policy *: previous", chassis), "what comes after the move was not done"
        assert not gets_in(there, there.username, there.password)
        # The inventory still has the old place, and nobody is there.
        play = run_playbook(directory, {"bmc0": {**machines["bmc0"], "bmc_timeout": 4}}, PLAYBOOK)
        assert play.returncode == 0, play.output
        assert changed(play, "bmc0") == 0, play.output


def test_more_settings_and_what_a_make_has_not(directory: Path) -> None:
    document = {
        "lan": [{"gratuitous_arp": False, "bad_password_threshold": 5}],
        "chassis": {"front_panel": {"power_off": False}},
    }
    with running_emulator(2, personality="generic,openbmc") as emulator:
        machines = hosts(emulator, bmc_provision_document=document, bmc_provision_sol={})
        play = run_playbook(directory, machines, PLAYBOOK)
        assert play.returncode == 0, play.output
        printed = ipmitool(emulator.bmcs[0], "rescue", SITE["rescue"], "lan", "print", "1").stdout
        assert re.search(r"^BMC ARP Control +: ARP Responses Enabled, Gratuitous ARP Disabled$", printed, re.MULTILINE)
        left_out = [name for result in play.only("bmc1") for name in result.get("not_supported", [])]
        assert "lan.in use.gratuitous_arp" in left_out, left_out


def test_the_role_in_a_play_of_ones_own(machine: RunningEmulator, directory: Path) -> None:
    """Tasks after it go on with the site's account, at the place where the BMC is."""
    tasks: list[dict[str, t.Any]] = [
        {"ansible.builtin.include_role": {"name": "baremetal.ipmi.bmc_provision"}},
        {"baremetal.ipmi.info": {"gather": ["sessions"]}, "register": "found"},
        {"ansible.builtin.assert": {"that": "found.sessions.own.user_id != 2"}},
    ]
    play = run_tasks(directory, {"bmc0": host(machine.bmcs[0])}, tasks)
    assert play.returncode == 0, play.output
