# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Syslog messages as RFC 5424 wants them, and where they are sent."""

from __future__ import annotations

import socket

import pytest
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.syslog_message import NOTICE, Sender, frame, pack_message
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.syslog_socket import Address, SyslogSocket, parse_address

TIME = "2026-11-27T16:37:55.224Z"


def test_a_message_is_these_bytes() -> None:
    message = pack_message('{"a":1}', sender=Sender("controller", 42, "authpriv"), time=TIME, severity=NOTICE)
    assert message == b'<85>1 2026-11-27T16:37:55.224Z controller ansible-bmc 42 change - {"a":1}'
    assert frame(message) == b"73 " + message


@pytest.mark.parametrize(("host", "shown"), [("a b\u00e9c", "abc"), ("", "-"), ("x" * 300, "x" * 255)])
def test_a_host_name_stays_within_the_header(host: str, shown: str) -> None:
    message = pack_message("{}", sender=Sender(host, 1, "local0"), time=TIME, severity=NOTICE)
    assert message.split(b" ")[2].decode() == shown


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("udp://logs.example", Address("udp", "logs.example", 514)),
        ("tcp://logs.example", Address("tcp", "logs.example", 601)),
        ("tcp://[::1]:6514/", Address("tcp", "::1", 6514)),
        ("unix:///dev/log", Address("unix", "/dev/log")),
    ],
)
def test_addresses(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text", ["logs.example", "http://logs.example", "udp://", "unix://dev/log", "tcp://a:b", "udp://a/b"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError):
        parse_address(text)


def test_a_receiver_that_restarted_gets_the_next_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        sender = SyslogSocket(parse_address(f"tcp://127.0.0.1:{server.getsockname()[1]}"))
        sender.connect()
        server.accept()[0].close()
        sender.send(b"still here")
        connection = server.accept()[0]
        connection.settimeout(10)
        assert connection.recv(100) == b"10 still here"
        connection.close()
        sender.close()


def test_a_port_where_nobody_listens_is_noticed_with_the_second_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    sender = SyslogSocket(parse_address(f"udp://127.0.0.1:{port}"))
    sender.send(b"one")
    with pytest.raises(ConnectionRefusedError):
        sender.send(b"two")
    sender.close()
