# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sweep over a network in memory: what is found, in what order of events, with how many packets how fast."""

from __future__ import annotations

import itertools
import random
import sys
import tracemalloc
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    GetChannelAuthenticationCapabilitiesRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.discovery.pace import BURST
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.discovery.sighting import Sighting, Target
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.discovery.sweep import (
    DEFAULT_TRIES,
    MOST_TRIES,
    Counts,
    Sweep,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.asf import PresencePong, pack_pong
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.header import RmcpClass, RmcpHeader
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import pack_packet
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType

sys.path.insert(0, str(Path(__file__).resolve().parent))

from simulated_network import Host, Network, addresses, emulated

BMC = Target("10.0.0.7")
CAPABILITIES = bytes.fromhex("018e0402000000 00")
"""Channel 1; MD2, MD5; IPMI 2.0; users with names."""
PLAIN_CAPABILITIES = bytes.fromhex("010e0400000000 00")
OK, BUSY, INVALID_FIELD, INVALID_COMMAND = 0x00, 0xC0, 0xCC, 0xC1


def is_ping(datagram: bytes) -> bool:
    return datagram[3] == RmcpClass.ASF


def tag(ping: bytes) -> int:
    return ping[9]


def message_of(datagram: bytes) -> IpmiMessage:
    return IpmiMessage.unpack(PacketV15.unpack(datagram).message)


def asks_for_2_0(datagram: bytes) -> bool:
    return bool(message_of(datagram).data[0] & 0x80)


def answer(datagram: bytes, code: int = OK, data: bytes = CAPABILITIES) -> bytes:
    return PacketV15(message_of(datagram).answer(code, b"" if code else data).pack()).pack()


def full(datagram: bytes) -> list[bytes]:
    """A BMC."""
    return [pack_pong(tag(datagram)) if is_ping(datagram) else answer(datagram)]


def ping_only(datagram: bytes) -> list[bytes]:
    return [pack_pong(tag(datagram))] if is_ping(datagram) else []


def ipmi_only(datagram: bytes) -> list[bytes]:
    return [] if is_ping(datagram) else [answer(datagram)]


def before_2_0(datagram: bytes) -> list[bytes]:
    """A BMC that knows no IPMI 2.0, and refuses the bit that asks about it."""
    if is_ping(datagram):
        return [pack_pong(tag(datagram))]
    return [answer(datagram, INVALID_FIELD) if asks_for_2_0(datagram) else answer(datagram, OK, PLAIN_CAPABILITIES)]


def mute_before_2_0(datagram: bytes) -> list[bytes]:
    """The same, but it says nothing to the bit."""
    return [] if not is_ping(datagram) and asks_for_2_0(datagram) else before_2_0(datagram)


def no_ipmi(datagram: bytes) -> list[bytes]:
    """Some other device that speaks ASF."""
    if not is_ping(datagram):
        return []
    pong = PresencePong(message_tag=tag(datagram), supports_ipmi=False)
    return [RmcpHeader(message_class=RmcpClass.ASF, body=pong.pack()).pack()]


def echo(datagram: bytes) -> list[bytes]:
    return [datagram]


def babble(datagram: bytes) -> list[bytes]:
    return [b"SSH-2.0-OpenSSH_9.2\r\n"]


def closed(datagram: bytes) -> list[OSError]:
    return [ConnectionRefusedError(111, "Connection refused")]


def unreachable(datagram: bytes) -> list[OSError]:
    return [OSError(113, "No route to host")]


def swept(host: Host, **options: t.Any) -> tuple[Sighting | None, Network, Sweep]:
    network = Network({BMC: host})
    sweep = network.run(Sweep([BMC], **options))
    return sweep.sightings.get(BMC), network, sweep


def seen(host: Host, **options: t.Any) -> Sighting:
    sighting = swept(host, **options)[0]
    assert sighting is not None
    return sighting


# --- what is found


@pytest.mark.parametrize(
    "make", ["generic", "supermicro", "old-supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta"]
)
def test_every_make_is_found_with_two_packets(make: str) -> None:
    sighting, network, _sweep = swept(emulated(make))
    assert sighting is not None and sighting.capabilities is not None
    assert sighting.is_bmc and sighting.answers_ping and sighting.answers_ipmi and not sighting.speaks_garbage
    assert sighting.capabilities.channel_number > 0
    assert (sighting.speaks_ipmi_2_0, len(network.sent)) == (sighting.capabilities.extended_capabilities, 2)
    assert network.now - 1000.0 < 0.1, "the second question did not go as soon as the first was answered"


def test_what_is_asked() -> None:
    _sighting, network, _sweep = swept(full)
    ping, request = (sent.datagram for sent in network.sent)
    assert ping.hex(" ") == "06 00 ff 06 00 00 11 be 80 00 00 00"
    # What ipmitool sends, but for the sequence number.
    assert request.hex(" ") == "06 00 ff 07 00 00 00 00 00 00 00 00 00 09 20 18 c8 81 04 38 8e 04 b1"
    assert message_of(request).command == GetChannelAuthenticationCapabilitiesRequest.command.number


def test_only_pings_are_answered() -> None:
    sighting, network, _sweep = swept(ping_only, tries=4)
    assert sighting is not None
    assert (sighting.answers_ping, sighting.answers_ipmi, sighting.is_bmc) == (True, False, True)
    kinds = ["ping" if is_ping(sent.datagram) else asks_for_2_0(sent.datagram) for sent in network.sent]
    assert kinds == ["ping", *[True] * 4, *[False] * 4]


def test_only_ipmi_is_answered() -> None:
    sighting, network, _sweep = swept(ipmi_only, tries=4)
    assert sighting is not None
    assert (sighting.answers_ping, sighting.answers_ipmi, sighting.is_bmc) == (False, True, True)
    assert [is_ping(sent.datagram) for sent in network.sent] == [True, False, True, True, True, True]


@pytest.mark.parametrize(("host", "packets"), [(before_2_0, 3), (mute_before_2_0, 1 + DEFAULT_TRIES + 1)])
def test_a_bmc_from_before_ipmi_2_0(host: Host, packets: int) -> None:
    sighting, network, _sweep = swept(host)
    assert sighting is not None and sighting.capabilities is not None
    assert sighting.capabilities.authentication_md5
    assert (sighting.speaks_ipmi_1_5, sighting.speaks_ipmi_2_0, sighting.refusal) == (True, False, "")
    assert len(network.sent) == packets


def test_an_answer_in_rmcp_plus_counts() -> None:
    def modern(datagram: bytes) -> list[bytes]:
        if is_ping(datagram):
            return full(datagram)
        return [pack_packet(PayloadType.IPMI, PacketV15.unpack(answer(datagram)).message)]

    assert seen(modern).speaks_ipmi_2_0


def test_a_bmc_that_refuses_everything() -> None:
    def refuses(datagram: bytes) -> list[bytes]:
        return full(datagram) if is_ping(datagram) else [answer(datagram, INVALID_COMMAND)]

    sighting, network, _sweep = swept(refuses)
    assert sighting is not None and sighting.is_bmc and sighting.answers_ipmi
    assert sighting.capabilities is None
    assert "Get Channel Authentication Capabilities was answered with C1h" in sighting.refusal
    assert len(network.sent) == 3


def test_a_bmc_whose_answer_is_cut_short() -> None:
    def short(datagram: bytes) -> list[bytes]:
        return full(datagram) if is_ping(datagram) else [answer(datagram, OK, b"\x01")]

    sighting = seen(short)
    assert sighting.is_bmc and sighting.answers_ipmi and "only 1 bytes came" in sighting.refusal


def test_a_busy_bmc_is_left_alone_for_a_while() -> None:
    answers = iter([BUSY, BUSY, OK])

    def busy(datagram: bytes) -> list[bytes]:
        return full(datagram) if is_ping(datagram) else [answer(datagram, next(answers))]

    sighting, network, _sweep = swept(busy, patience=1.0)
    assert sighting is not None and sighting.speaks_ipmi_2_0 and not sighting.refusal
    pauses = [later.at - earlier.at for earlier, later in itertools.pairwise(network.sent)]
    assert pauses[1:] == pytest.approx([1.0, 1.25])


def test_a_bmc_that_stays_busy() -> None:
    def busy(datagram: bytes) -> list[bytes]:
        return full(datagram) if is_ping(datagram) else [answer(datagram, BUSY)]

    sighting, network, _sweep = swept(busy, tries=3)
    assert sighting is not None and sighting.is_bmc and "C0h (node busy)" in sighting.refusal
    assert len(network.sent) == 1 + 3 + 3


def test_a_device_that_says_it_has_no_ipmi() -> None:
    sighting = seen(no_ipmi)
    assert (sighting.answers_ping, sighting.is_bmc, sighting.speaks_garbage) == (True, False, False)


@pytest.mark.parametrize("host", [echo, babble, lambda datagram: [b""], lambda datagram: [bytes(400)]])
def test_garbage_is_no_bmc(host: Host) -> None:
    sighting, network, sweep = swept(host)
    assert sighting is not None
    assert sighting.speaks_garbage and not sighting.is_bmc
    assert len(network.sent) == DEFAULT_TRIES
    assert sweep.counts() == Counts(1, 0, 1, 0, 0, 0, DEFAULT_TRIES)


def test_a_bmc_that_also_babbles_is_a_bmc() -> None:
    sighting = seen(lambda datagram: [*babble(datagram), *full(datagram)])
    assert sighting == Sighting(BMC, sighting.pong, sighting.capabilities)
    assert sighting.speaks_ipmi_2_0 and not sighting.speaks_garbage


def test_any_bytes_are_survived() -> None:
    generator = random.Random(1)

    def damaged(datagram: bytes) -> list[bytes]:
        whole = full(datagram)[0]
        cut = [whole[:length] for length in range(len(whole))]
        return [*cut, generator.randbytes(30), whole[:4] + generator.randbytes(20)]

    assert seen(damaged).speaks_garbage


# --- what is not heard


def test_silence_ends_after_the_tries() -> None:
    sighting, network, sweep = swept(lambda datagram: [], patience=1.0, tries=4)
    assert sighting is None
    assert [is_ping(sent.datagram) for sent in network.sent] == [True, False, True, False]
    times = [sent.at - 1000.0 for sent in network.sent]
    assert times == pytest.approx([0, 1, 2.25, 3.8125])
    assert network.now - 1000.0 == pytest.approx(1 + 1.25 + 1.5625 + 1.953125)
    assert sweep.counts() == Counts(1, 0, 0, 0, 0, 1, 4)


def test_a_closed_port_ends_at_once() -> None:
    sighting, network, sweep = swept(closed)
    assert (sighting, len(network.sent)) == (None, 1)
    assert sweep.counts() == Counts(1, 0, 0, 1, 0, 0, 1)


def test_a_port_that_closes_after_an_answer_is_still_a_finding() -> None:
    assert seen(lambda datagram: full(datagram) if is_ping(datagram) else closed(datagram)).answers_ping


def test_no_way_there_is_tried_again_and_noted() -> None:
    sighting, network, sweep = swept(unreachable)
    assert (sighting, len(network.sent)) == (None, DEFAULT_TRIES)
    assert sweep.troubles == {BMC: "No route to host"}
    assert sweep.counts() == Counts(1, 0, 0, 0, 1, 0, DEFAULT_TRIES)


def test_a_way_that_comes_back() -> None:
    answers = itertools.chain([unreachable], itertools.repeat(full))

    def answer(datagram: bytes) -> t.Any:
        return next(answers)(datagram)

    sighting, _network, sweep = swept(answer)
    assert sighting is not None and sighting.speaks_ipmi_2_0 and sighting.trouble == "No route to host"
    assert not sweep.troubles


# --- what does not count


@pytest.mark.parametrize("sender", [("10.0.0.8", 623), (BMC.address, 624), ("10.0.0.7%eth0", 623)])
def test_who_was_not_asked_is_not_heard(sender: tuple[str, int]) -> None:
    network = Network({BMC: lambda datagram: []})
    for number in range(DEFAULT_TRIES):
        network.inject(1000.0 + number, pack_pong(0), sender)
        network.inject(1000.0 + number, ConnectionRefusedError(111, "refused"), sender)
    sweep = network.run(Sweep([BMC]))
    assert not sweep.sightings
    assert sweep.counts() == Counts(1, 0, 0, 0, 0, 1, DEFAULT_TRIES)


@pytest.mark.parametrize("offset", [1, 2, 5, 59, 200])
def test_an_answer_to_something_else_is_ignored(offset: int) -> None:
    def wrong(datagram: bytes) -> list[bytes]:
        if is_ping(datagram):
            return [pack_pong((tag(datagram) + offset) % 256)]
        return [PacketV15(message_of(datagram)._replace(sequence=60).answer(OK, CAPABILITIES).pack()).pack()]

    sighting, network, _sweep = swept(wrong, tries=1)
    assert (sighting, len(network.sent)) == (None, 1)


def test_a_number_counts_only_for_what_it_was_used_for() -> None:
    def crossed(datagram: bytes) -> list[bytes]:
        if is_ping(datagram):
            request = GetChannelAuthenticationCapabilitiesRequest.command
            return [PacketV15(IpmiMessage(request.net_fn, request.number, sequence=tag(datagram)).answer(
                OK, CAPABILITIES).pack()).pack()]  # fmt: skip
        return [pack_pong(message_of(datagram).sequence)]

    assert swept(crossed)[0] is None


@pytest.mark.parametrize("v20", [False, True])
def test_what_belongs_to_a_session_is_no_answer(v20: bool) -> None:
    def in_session(datagram: bytes) -> list[bytes]:
        packed = b"" if is_ping(datagram) else message_of(datagram).answer(OK, CAPABILITIES).pack()
        if v20:
            return [pack_packet(PayloadType.IPMI, packed, session_id=7)]
        return [PacketV15(packed, session_id=7).pack()]

    assert seen(in_session).speaks_garbage


def test_a_request_is_no_answer() -> None:
    def asks_back(datagram: bytes) -> list[bytes]:
        return [datagram] if not is_ping(datagram) else []

    assert seen(asks_back).speaks_garbage


# --- the order of things


@pytest.mark.parametrize("seed", range(8))
def test_a_late_answer_counts_once(seed: int) -> None:
    # Slower than the patience for the first tries: every answer comes after something else was sent.
    network = Network({BMC: full}, seed, delay=2.5)
    sweep = network.run(Sweep([BMC], patience=1.0))
    sighting = sweep.sightings[BMC]
    assert sighting.answers_ping and sighting.speaks_ipmi_2_0
    assert sweep.counts()._replace(packets_sent=0) == Counts(1, 1, 0, 0, 0, 0, 0)
    assert len(network.sent) <= 6


def test_what_is_late_beyond_all_tries_is_ignored() -> None:
    network = Network({})
    network.inject(1001.5, pack_pong(0), BMC)
    sweep = network.run(Sweep([BMC, Target("10.0.0.8")], tries=1, patience=1.0, window=1))
    assert network.arrived
    assert sweep.counts() == Counts(2, 0, 0, 0, 0, 2, 2)


HOSTS: tuple[Host, ...] = (full, ping_only, ipmi_only, before_2_0, mute_before_2_0, no_ipmi, echo, closed, unreachable)


def mixed(count: int) -> dict[tuple[str, int], Host]:
    """Return a network in which every second address is somebody."""
    return {target: HOSTS[number % len(HOSTS)] for number, target in enumerate(addresses(count)[::2])}


def findings(sweep: Sweep) -> t.Any:
    return sweep.sightings, sweep.troubles, sweep.counts()._replace(packets_sent=0)


def test_the_order_of_targets_and_arrivals_does_not_matter() -> None:
    hosts = mixed(120)
    targets = addresses(120)
    expected = findings(Network(hosts).run(Sweep(targets, rate=None)))
    assert len(expected[0]) == 48
    for seed in range(25):
        shuffled = random.Random(seed).sample(targets, len(targets))
        delay = random.Random(seed).choice([0.001, 0.3, 1.0, 1.6])
        network = Network(hosts, seed, loss=0.03, repeat=0.5, delay=delay)
        rate, window = random.Random(seed).choice([(None, 1000), (200.0, 1000), (None, 7), (50.0, 16)])
        sweep = Sweep(shuffled, rate=rate, tries=12, window=window)
        assert findings(network.run(sweep, late_by=0.01)) == expected


def number_of(datagram: bytes) -> int:
    """Return the number of a question or answer: no number is used twice for an address."""
    return tag(datagram) if is_ping(datagram) else message_of(datagram).sequence


@pytest.mark.parametrize("seed", range(5))
def test_one_packet_at_a_time_to_an_address(seed: int) -> None:
    hosts = {target: host for target, host in mixed(200).items() if host not in (echo, closed, unreachable)}
    network = Network(hosts, seed, loss=0.2, repeat=0.2, delay=0.8)
    network.run(Sweep(addresses(200), rate=None, patience=1.0))
    answered = {(one.address, number_of(t.cast(bytes, one.answer))): one.at for one in reversed(network.arrived)}
    for target in addresses(200):
        sent = [one for one in network.sent if one.address == target]
        for earlier, later in itertools.pairwise(sent):
            is_answered = answered.get((target, number_of(earlier.datagram)), later.at + 1) <= later.at
            assert is_answered or later.at >= earlier.at + 1.0 - 1e-9


def test_each_transmission_has_a_number_of_its_own() -> None:
    # The longest conversation there can be: each answer comes at the last moment.
    def grudging(datagram: bytes) -> list[bytes]:
        asked.append(datagram)
        if len(asked) in (MOST_TRIES - 1, 2 * MOST_TRIES - 2, 3 * MOST_TRIES - 3):
            return before_2_0(datagram)
        return []

    asked: list[bytes] = []
    swept(grudging, tries=MOST_TRIES)
    assert [number_of(datagram) for datagram in asked] == list(range(len(asked)))
    assert len(asked) > 2 * MOST_TRIES


@pytest.mark.parametrize(("loss", "found"), [(0.05, 1000), (0.3, 850)])
def test_loss_hides_nobody(loss: float, found: int) -> None:
    targets = addresses(3000)
    bmcs = dict.fromkeys(targets[::3], full)
    network = Network(bmcs, seed=3, loss=loss)
    sweep = network.run(Sweep(targets, rate=None))
    complete = [one for one in sweep.sightings.values() if one.answers_ping and one.speaks_ipmi_2_0]
    assert len(complete) >= found
    assert set(sweep.sightings) <= set(bmcs)
    assert len(network.sent) < 2000 * 6 + 1000 * (2 if loss < 0.1 else 4) * 1.3


@pytest.mark.parametrize("host", [ping_only, ipmi_only])
def test_who_answers_only_one_question_is_found_in_spite_of_loss(host: Host) -> None:
    targets = addresses(500)
    sweep = Network(dict.fromkeys(targets, host), seed=5, loss=0.05).run(Sweep(targets, rate=None))
    assert len(sweep.sightings) >= 497


# --- pace and memory


@pytest.mark.parametrize("rate", [0.5, 7, 1000, 33333.3])
@pytest.mark.parametrize("late_by", [0.0, 0.01])
def test_the_rate_is_kept_in_every_stretch_of_time(rate: float, late_by: float) -> None:
    network = Network(mixed(400), loss=0.1)
    network.run(Sweep(addresses(400), rate=rate, patience=1.0), late_by)
    times = [sent.at for sent in network.sent]
    for stretch in (1, 2, BURST, 10, 100):
        for first, last in zip(times, times[stretch:]):
            assert last - first >= (stretch + 1 - BURST - 1e-6) / rate - 1e-9


def test_the_rate_is_used_up() -> None:
    network = Network({})
    network.run(Sweep(addresses(2000), rate=100.0))
    assert len(network.sent) == 2000 * DEFAULT_TRIES
    assert network.sent[-1].at - network.sent[0].at == pytest.approx(2000 * DEFAULT_TRIES / 100.0, rel=0.1)


def test_a_caller_that_comes_a_little_late_loses_no_time() -> None:
    network = Network(dict.fromkeys(addresses(3000), closed))
    network.run(Sweep(addresses(3000), rate=1000.0), late_by=0.002)
    assert network.sent[-1].at - network.sent[0].at == pytest.approx(3.0, rel=0.05)


def test_targets_are_taken_one_by_one_as_the_window_allows() -> None:
    taken = 0

    def endless() -> t.Iterator[Target]:
        nonlocal taken
        for target in itertools.chain(addresses(60_000)):
            taken += 1
            yield target

    sweep = Sweep(endless(), rate=None, window=100)
    for _turn in range(10):
        sweep.datagrams_to_send(0.0)
    assert taken == 100
    sweep.receive_error(("10.0.0.0", 623), ConnectionRefusedError(111, "refused"), 0.1)
    assert len(sweep.datagrams_to_send(0.1)) == 1
    assert (taken, sweep.done) == (101, 1)


def test_memory_holds_the_window_and_the_findings() -> None:
    def targets(count: int) -> t.Iterator[Target]:
        return (Target(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}") for number in range(count))

    def peak(count: int) -> int:
        sweep = Sweep(targets(count), rate=None, tries=2, window=500)
        now = 0.0
        tracemalloc.start()
        for _turn in range(MOST_CALLS):
            datagrams = sweep.datagrams_to_send(now)
            for datagram, address in datagrams:
                if address.address.endswith(".9"):
                    sweep.receive_datagram(full(datagram)[0], address, now)
                elif address.address.endswith("1"):
                    sweep.receive_error(address, ConnectionRefusedError(111, "refused"), now)
            if sweep.is_done:
                break
            now = max(now, sweep.next_timeout())
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert sweep.is_done
        return memory - len(sweep.sightings) * BYTES_FOR_A_SIGHTING

    assert peak(16_384) < 1.5 * peak(2_048)


MOST_CALLS = 100_000
BYTES_FOR_A_SIGHTING = 3_000


# --- odd input


def test_a_target_that_comes_twice_is_reported_once() -> None:
    network = Network({BMC: full})
    for window in (1, 100):
        network.sent.clear()
        sweep = network.run(Sweep([BMC, BMC, *addresses(3), BMC], rate=None, window=window))
        assert len(sweep.sightings) == 1
        assert sweep.counts().asked == 4
        assert len([sent for sent in network.sent if sent.address == BMC]) == 2


def test_no_targets() -> None:
    sweep = Network({}).run(Sweep([]))
    assert sweep.counts() == Counts(0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("options", [{"tries": 0}, {"tries": MOST_TRIES + 1}, {"rate": 0}, {"rate": -1.0}])
def test_options_that_make_no_sense(options: dict[str, t.Any]) -> None:
    with pytest.raises(ValueError):
        Sweep([BMC], **options)


def test_addresses_are_sorted_by_number() -> None:
    names = ["10.0.0.10", "10.0.0.9", "9.255.0.1", "::2", "fe80::1%eth1", "fe80::1%eth0", "::10"]
    ordered = sorted((Target(name) for name in names), key=lambda target: target.order)
    assert [target.address for target in ordered] == [
        "9.255.0.1", "10.0.0.9", "10.0.0.10", "::2", "::10", "fe80::1%eth0", "fe80::1%eth1",
    ]  # fmt: skip
    assert Target("10.0.0.1", 6230).order > Target("10.0.0.1", 623).order
