# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``info`` reads: one function for each subset, in a person's words.

Each function takes a ``Reader``, which remembers what the BMC does not have instead of failing.
"""

from __future__ import annotations

import itertools
import typing as t

from .._desired.outcome import Outcome
from .._ipmi.codec.message import Message, Request
from .._ipmi.commands.chassis import (
    GetChassisCapabilitiesRequest,
    GetChassisStatusRequest,
    GetPohCounterRequest,
    GetSystemRestartCauseRequest,
)
from .._ipmi.commands.device import GetDeviceGuidRequest, GetDeviceIdRequest, GetSelfTestResultsRequest
from .._ipmi.commands.firewall import GetNetFnSupportRequest
from .._ipmi.commands.lan import LanParameter
from .._ipmi.commands.lan_parameters import IpAddress, IpAddressSource, MacAddress
from .._ipmi.commands.payload import GetChannelPayloadSupportRequest
from .._ipmi.commands.session import (
    GetChannelAuthenticationCapabilitiesRequest,
    GetSessionInfoRequest,
    GetSystemGuidRequest,
)
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, DecodeError
from .._ipmi.procedures.cipher_suites import read_cipher_suites
from .._ipmi.procedures.fru import read_fru_identity
from .._ipmi.spec.channel import CURRENT_CHANNEL, IPMB_CHANNEL, SYSTEM_INTERFACE_CHANNEL
from .._ipmi.spec.command import NetFn, PrivilegeLevel
from .._ipmi.spec.completion_code import ABSENT, CompletionCode
from .._ipmi.spec.device import SelfTestResult
from .._ipmi.spec.rmcp_plus import PayloadType
from .._ipmi.spec.vendor import vendor_name
from .bmc import IMPLEMENTATION_CHANNELS, Bmc
from .guid import describe_guid
from .lan_parameters_io import parameter_request
from .words import word

DEVICE_FUNCTIONS = (
    "sensor_device", "sdr_repository_device", "sel_device", "fru_inventory_device", "ipmb_event_receiver",
    "ipmb_event_generator", "bridge", "chassis_device",
)  # fmt: skip
SELF_TEST_FAILURES = (
    "operational_firmware_corrupted", "boot_block_firmware_corrupted", "internal_use_area_corrupted",
    "sdr_repository_empty", "ipmb_not_responding", "fru_device_inaccessible", "sdr_repository_inaccessible",
    "sel_inaccessible",
)  # fmt: skip
"""Bits 0-7 of the detail of a self test with "corrupted or inaccessible". IPMI v2.0 §20.4."""
CHASSIS_FAULTS = (
    "power_overload", "interlock", "power_fault", "power_control_fault", "drive_fault", "cooling_fault",
)  # fmt: skip
_NO_FRU = ABSENT | {CompletionCode.NOT_PRESENT}
"""A BMC may have the commands and no FRU device. IPMI v2.0 §34.1."""
LAST_POWER_EVENTS = ("ac_failure", "overload", "interlock", "fault")
AUTHENTICATION_TYPES = ("none", "md2", "md5", "straight_password", "oem")

Document = dict[str, t.Any]


class Reader:
    """Asks the BMC, and takes a refusal for an answer: the name of what is missing is put into the outcome."""

    def __init__(self, bmc: Bmc, outcome: Outcome) -> None:
        self.bmc = bmc
        self._outcome = outcome

    def ask(self, name: str, request: Request) -> Procedure[t.Any]:
        """Return the response, or None when there is none."""
        return (yield from self.attempt(name, self.bmc.read(request)))

    def attempt(self, name: str, procedure: Procedure[t.Any], absent: t.Container[int] = ABSENT) -> Procedure[t.Any]:
        """Return what a procedure returns, or None when the BMC refuses or answers nonsense.

        ``absent`` are the completion codes that say nothing but that there is no such thing.
        """
        try:
            return (yield from procedure)
        except CompletionCodeError as error:
            self.missing(name)
            if error.completion_code not in absent:
                self._outcome.warnings.append(f"{name}: {error}")
        except DecodeError as error:
            self.missing(name)
            self._outcome.warnings.append(f"{name}: {error}")
        return None

    def missing(self, name: str) -> None:
        if name not in self._outcome.not_supported:
            self._outcome.not_supported.append(name)


def read_device(reader: Reader) -> Procedure[Document | None]:
    device = yield from reader.ask("device", GetDeviceIdRequest())
    if device is None:
        return None
    auxiliary = device.auxiliary_firmware_revision
    return {
        "device_id": device.device_id,
        "device_revision": device.device_revision,
        "firmware": device.firmware_revision,
        "auxiliary_firmware": None if auxiliary is None else auxiliary.hex(),
        "ipmi_version": device.ipmi_version,
        "manufacturer_id": device.manufacturer_id,
        "manufacturer": vendor_name(device.manufacturer_id),
        "product_id": device.product_id,
        "is_available": device.is_available,
        "provides_device_sdrs": device.provides_device_sdrs,
        "functions": _true(device, DEVICE_FUNCTIONS),
    }


def read_guid(reader: Reader) -> Procedure[Document | None]:
    """Return the system GUID; an RMCP+ login has brought it along."""
    facts = yield from reader.bmc.facts()
    if facts.system_guid:
        return describe_guid(facts.system_guid)
    response = yield from reader.ask("guid", GetSystemGuidRequest())
    return None if response is None else describe_guid(response.guid)


def read_device_guid(reader: Reader) -> Procedure[Document | None]:
    response = yield from reader.ask("device_guid", GetDeviceGuidRequest())
    return None if response is None else describe_guid(response.guid)


def read_self_test(reader: Reader) -> Procedure[Document | None]:
    answer = yield from reader.ask("self_test", GetSelfTestResultsRequest())
    if answer is None:
        return None
    failures = []
    if answer.result == SelfTestResult.CORRUPTED_OR_INACCESSIBLE:
        failures = [name for bit, name in enumerate(SELF_TEST_FAILURES) if answer.detail >> bit & 1]
    return {"result": word(answer.result), "detail": answer.detail, "failures": failures}


def read_channels(reader: Reader) -> Procedure[list[Document]]:
    bmc = reader.bmc
    current = yield from bmc.channel_info(CURRENT_CHANNEL)
    infos = yield from bmc.channel_infos((IPMB_CHANNEL, *IMPLEMENTATION_CHANNELS, SYSTEM_INTERFACE_CHANNEL))
    channels = [
        {
            "channel": number,
            "medium": word(info.channel_medium),
            "protocol": word(info.channel_protocol),
            "session_support": word(info.session_support),
            "active_sessions": info.active_session_count,
            "in_use": current is not None and current.channel_number == number,
        }
        for number, info in infos.items()
    ]
    if not channels:
        reader.missing("channels")
    return channels


def read_authentication(reader: Reader) -> Procedure[list[Document]]:
    """Return what a login on each LAN channel may look like, as the BMC tells it before any login."""
    found = []
    channels = yield from reader.bmc.lan_channels()
    requests = {
        channel: GetChannelAuthenticationCapabilitiesRequest(
            channel_number=channel, maximum_privilege_level=PrivilegeLevel.ADMINISTRATOR
        )
        for channel in channels
    }
    yield from reader.bmc.read_ahead(requests.values())
    for channel, request in requests.items():
        answer = yield from reader.ask("authentication", request)
        if answer is not None:
            found.append({
                "channel": channel,
                "authentication_types": [
                    name for name in AUTHENTICATION_TYPES if getattr(answer, f"authentication_{name}")
                ],
                "ipmi_1_5": answer.supports_ipmi_1_5 or not answer.extended_capabilities,
                "ipmi_2_0": answer.supports_ipmi_2_0,
                "kg_is_set": answer.kg_is_set,
                "per_message_authentication": answer.per_message_authentication,
                "user_level_authentication": answer.user_level_authentication,
                "anonymous_login": answer.anonymous_login,
                "null_user_names": answer.null_user_names,
                "non_null_user_names": answer.non_null_user_names,
            })  # fmt: skip
    return found


def read_suites(reader: Reader) -> Procedure[list[Document]]:
    """Return the cipher suites that each LAN channel offers."""
    found = []
    for channel in (yield from reader.bmc.lan_channels()):
        records = yield from reader.attempt("cipher_suites", read_cipher_suites(channel))
        if records is not None:
            standard = [record.suite.id for record in records if record.oem_id is None]
            oem = [{"id": r.suite.id, "manufacturer_id": r.oem_id} for r in records if r.oem_id is not None]
            found.append({"channel": channel, "cipher_suites": standard, "oem_cipher_suites": oem})
    return found


def read_lan(reader: Reader) -> Procedure[list[Document]]:
    """Return the addresses of each LAN channel."""
    found = []
    channels = yield from reader.bmc.lan_channels()
    parameters = (IpAddress, IpAddressSource, MacAddress)
    yield from reader.bmc.read_ahead(parameter_request(*pair) for pair in itertools.product(channels, parameters))
    for channel in channels:
        address = yield from _lan_parameter(reader, channel, IpAddress)
        source = yield from _lan_parameter(reader, channel, IpAddressSource)
        mac_address = yield from _lan_parameter(reader, channel, MacAddress)
        found.append({
            "channel": channel,
            "address": None if address is None else address.address,
            "address_source": None if source is None else word(source.source),
            "mac_address": None if mac_address is None else mac_address.address,
        })  # fmt: skip
    return found


def _lan_parameter(reader: Reader, channel: int, parameter: type[LanParameter]) -> Procedure[t.Any]:
    def read() -> Procedure[t.Any]:
        response = yield from reader.bmc.read(parameter_request(channel, parameter))
        return parameter.unpack(response.data)

    return (yield from reader.attempt("lan", read()))


def read_fru(reader: Reader) -> Procedure[Document | None]:
    """Return what the first FRU device says of the machine, which the whole machine is usually known by."""
    fru = yield from reader.attempt("fru", read_fru_identity(), _NO_FRU)
    return None if fru is None else {**fru._asdict(), "problems": list(fru.problems)}


def read_chassis(reader: Reader) -> Procedure[Document | None]:
    status = yield from reader.ask("chassis", GetChassisStatusRequest())
    if status is None:
        return None
    yield from reader.bmc.read_ahead(
        (GetChassisCapabilitiesRequest(), GetSystemRestartCauseRequest(), GetPohCounterRequest())
    )
    capabilities = yield from reader.ask("chassis.capabilities", GetChassisCapabilitiesRequest())
    cause = yield from reader.ask("chassis.restart_cause", GetSystemRestartCauseRequest())
    counter = yield from reader.ask("chassis.power_on_minutes", GetPohCounterRequest())
    provided = ("intrusion_sensor", "front_panel_lockout", "diagnostic_interrupt", "power_interlock")
    return {
        "power": "on" if status.power_is_on else "off",
        "power_restore_policy": word(status.power_restore_policy),
        "faults": _true(status, CHASSIS_FAULTS),
        "last_power_down": _true(status, LAST_POWER_EVENTS, "last_power_down_by_"),
        "last_power_on_by_command": status.last_power_on_by_command,
        "intrusion": status.chassis_intrusion,
        "front_panel_lockout": status.front_panel_lockout,
        "identify": word(status.identify_state) if status.identify_state_supported else None,
        "capabilities": None if capabilities is None else _true(capabilities, provided, "provides_"),
        "restart_cause": None if cause is None else word(cause.restart_cause),
        "power_on_minutes": None if counter is None else counter.minutes_per_count * counter.counter,
    }


def read_sessions(reader: Reader) -> Procedure[Document | None]:
    answer = yield from reader.ask("sessions", GetSessionInfoRequest())
    if answer is None:
        return None
    own = None
    if answer.user_id is not None:
        own = {
            "user_id": answer.user_id,
            "privilege": None if answer.privilege_level is None else word(answer.privilege_level),
            "channel": answer.channel_number,
            "remote_address": answer.remote_console_ip_address,
            "remote_port": answer.remote_console_port,
        }
    return {"possible": answer.possible_active_sessions, "active": answer.current_active_sessions, "own": own}


def read_features(reader: Reader) -> Procedure[Document]:
    """Return what the channel in use can carry: network functions, payloads, the firmware firewall."""
    support = yield from reader.ask("features.firmware_firewall", GetNetFnSupportRequest())
    payloads = yield from reader.ask("features.payloads", GetChannelPayloadSupportRequest())
    pairs = () if support is None else sorted(support.lun_0_net_fn_pairs)
    return {
        "firmware_firewall": support is not None,
        "network_functions": None if support is None else [_net_fn_word(2 * pair) for pair in pairs],
        "payloads": None if payloads is None else [_payload_word(number) for number in sorted(payloads.payload_types)],
    }


def _net_fn_word(net_fn: int) -> str:
    return word(NetFn(net_fn)) if net_fn in set(NetFn) else f"{net_fn:#04x}"


def _payload_word(number: int) -> str:
    return word(PayloadType(number)) if number in set(PayloadType) else f"{number:#04x}"


def _true(message: Message, names: t.Iterable[str], prefix: str = "") -> list[str]:
    """Return the names of the flags that are set."""
    return [name for name in names if getattr(message, prefix + name)]


AHEAD: t.Mapping[str, tuple[Request, ...]] = {
    "device_guid": (GetDeviceGuidRequest(),),
    "self_test": (GetSelfTestResultsRequest(),),
    "chassis": (GetChassisStatusRequest(),),
    "features": (GetNetFnSupportRequest(), GetChannelPayloadSupportRequest()),
}
"""What a subset asks for in any case. Not the session: its level depends on what else was asked for before."""

SUBSETS: t.Mapping[str, t.Callable[[Reader], Procedure[t.Any]]] = {
    "device": read_device,
    "guid": read_guid,
    "device_guid": read_device_guid,
    "self_test": read_self_test,
    "channels": read_channels,
    "authentication": read_authentication,
    "cipher_suites": read_suites,
    "lan": read_lan,
    "fru": read_fru,
    "chassis": read_chassis,
    "sessions": read_sessions,
    "features": read_features,
}
