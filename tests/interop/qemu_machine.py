# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine with a BMC that we did not write: QEMU, with its simulated BMC behind a KCS interface, and Linux on it."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import tempfile
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.collection_path import ROOT
from ansible_collections.baremetal.ipmi.tests.interop.qemu_initramfs import write_initramfs
from ansible_collections.baremetal.ipmi.tests.interop.qemu_port import GuestGone, GuestPort

PROGRAM = "qemu-system-x86_64"
KERNEL = ROOT / ".cache" / "kernel"
"""Where ``tools/install-packages`` unpacks a kernel."""

MANUFACTURER_ID = 10876
PRODUCT_ID = 0x0123
FIRMWARE = (2, 0x34)
DEVICE_GUID = "a0b1c2d3-e4f5-4678-9abc-def012345678"

START_SECONDS = 120.0
COMMAND_SECONDS = 60.0

# For the test itself, and for Ansible.
PORTS = ("control", "ansible")


def what_is_missing() -> str | None:
    """Return why there can be no such machine here, or None when there can."""
    for program in (PROGRAM, "busybox"):
        if shutil.which(program) is None:
            return f"{program} is not installed (tools/install-packages)"
    if not KERNEL.is_dir():
        return "there is no kernel for QEMU in .cache/kernel (tools/install-packages)"
    return None


class Machine:
    """A running guest."""

    def __init__(self, directory: Path, process: subprocess.Popen[bytes]) -> None:
        self.directory = directory
        self._process = process
        self._monitor = Monitor(directory / "monitor")
        try:
            with GuestPort(self.port("control"), START_SECONDS) as port:
                port.read()
        except GuestGone as error:
            raise RuntimeError(f"The guest did not start: {error}. Its console:\n{self.console()}") from None

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def port(self, name: str) -> Path:
        return self.directory / name

    def execute(self, command: str, data: bytes = b"") -> bytes:
        """Run a command in the guest and return what it printed."""
        with GuestPort(self.port("control"), COMMAND_SECONDS) as port:
            done = port.execute(command, data)
        assert not done.returncode, done
        return done.stdout

    def console(self) -> str:
        """Return what the kernel has printed."""
        return (self.directory / "console").read_text(encoding="utf-8", errors="replace")

    def await_end(self) -> str:
        """Wait until QEMU ends and return why, in its words."""
        reason = self._monitor.await_end()
        assert self._process.wait(COMMAND_SECONDS) == 0
        return reason


class Monitor:
    """QEMU's monitor protocol, as far as to learn why the machine ended."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(COMMAND_SECONDS)
        self._socket.connect(str(path))
        self._socket.sendall(b'{"execute": "qmp_capabilities"}\n')

    def await_end(self) -> str:
        with self._socket, self._socket.makefile("rb") as lines:
            events = [json.loads(line) for line in lines]
        return next(event["data"]["reason"] for event in events if event.get("event") == "SHUTDOWN")


@contextlib.contextmanager
def running_machine() -> t.Iterator[Machine]:
    """Start a machine and wait until it carries out commands; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="qemu-") as name:
        directory = Path(name)
        write_initramfs(directory / "initramfs", KERNEL)
        process = start(directory)
        try:
            yield Machine(directory, process)
        finally:
            process.kill()
            process.wait()


def start(directory: Path) -> subprocess.Popen[bytes]:
    """Start QEMU. A reset of the guest ends it as power off does.

    It emulates the processor too, since hardly any machine that runs tests may use KVM, and a plain one, since that
    is the fastest to emulate.
    The sockets listen before QEMU has started, so nobody has to wait for them.
    """
    bmc = f"mfg_id={MANUFACTURER_ID},product_id={PRODUCT_ID},guid={DEVICE_GUID}"
    bmc += f",fwrev1={FIRMWARE[0]},fwrev2={FIRMWARE[1]}"
    command = [PROGRAM, "-name", "managed-host", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"]
    command += ["-accel", "tcg", "-cpu", "qemu64", "-m", "512"]
    command += ["-kernel", str(next(KERNEL.glob("boot/vmlinuz-*"))), "-initrd", "initramfs"]
    command += ["-append", "console=ttyS0 quiet panic=-1", "-serial", "file:console"]
    command += ["-device", f"ipmi-bmc-sim,id=bmc0,{bmc}", "-device", "isa-ipmi-kcs,bmc=bmc0"]
    command += ["-mon", "chardev=monitor,mode=control", "-device", "virtio-serial"]
    with contextlib.ExitStack() as stack:
        sockets = {name: stack.enter_context(listening(directory / name)) for name in ("monitor", *PORTS)}
        for name, listener in sockets.items():
            command += ["-chardev", f"socket,id={name},fd={listener.fileno()},server=on,wait=off"]
        for name in PORTS:
            command += ["-device", f"virtserialport,chardev={name},name={name}"]
        inherited = [listener.fileno() for listener in sockets.values()]
        return subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, pass_fds=inherited)


def listening(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    return listener
