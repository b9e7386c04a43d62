# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only file system of the QEMU guest: kernel modules, a shell, and this machine's Python.

The kernel unpacks a cpio archive into memory and starts its ``/init``. Files keep the paths that they have here, so
that Python finds its library, and their time stamps, so that what is compiled stays valid.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import typing as t
from pathlib import Path

HERE = Path(__file__).resolve().parent
AGENT = "/agent.py"
EXCHANGES = "/exchanges.py"
LAYER = HERE.parent.parent / "plugins" / "module_utils" / "_ipmi"

MODULES = "virtio_pci virtio_console ipmi_si ipmi_devintf"
# What no module of ours or of Ansible's imports: the smaller, the sooner the guest is up.
WITHOUT = shutil.ignore_patterns(
    *("test", "tests", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "pydoc_data", "config-*"),
    *("distutils", "unittest", "asyncio", "sqlite3", "_sqlite3*", "_codecs_*", "_test*", "_tkinter*"),
    *("site-packages", "dist-packages", "*.opt-*.pyc", "*.a"),
)

INIT = """#!/bin/sh
/bin/busybox --install -s /bin
mkdir -p /dev /proc /sys /root /tmp
mount -t devtmpfs devtmpfs /dev
mount -t proc proc /proc
mount -t sysfs sysfs /sys
depmod
modprobe -a {modules}
export HOME=/root PATH=/bin
exec {python} {agent} /dev/vport*
"""


class Python(t.NamedTuple):
    """A Python of this machine: the program and the directories of its library."""

    program: Path
    library: tuple[Path, Path]


def find_python() -> Python:
    """Return the system's Python, as a managed host has it, else the one that runs this."""
    command = shutil.which("python3", path="/usr/bin") or sys.executable
    program = "import os, sys, sysconfig as s; print(os.path.realpath(sys.executable))"
    program += "; print(s.get_path('stdlib')); print(s.get_path('platstdlib'))"
    asked = subprocess.run([command, "-I", "-c", program], stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    found, library, platform_library = map(Path, asked.stdout.split())
    return Python(found, (library, platform_library / "lib-dynload"))


def write_initramfs(path: Path, kernel: Path) -> None:
    """Write the archive. ``kernel`` holds an unpacked package of a kernel."""
    python = find_python()
    with path.open("wb") as stream:
        archive = Cpio(stream)
        archive.add_data("/init", INIT.format(modules=MODULES, python=python.program, agent=AGENT), 0o755)
        archive.add_file(HERE / "qemu_guest_agent.py", AGENT)
        archive.add_file(HERE / "qemu_guest_exchanges.py", EXCHANGES)
        for file in LAYER.rglob("*.py"):
            archive.add_file(file, f"/_ipmi/{file.relative_to(LAYER)}")
        archive.add_file(Path(str(shutil.which("busybox"))), "/bin/busybox")
        archive.add_data("/bin/sh", "busybox", stat.S_IFLNK | 0o777)
        for module in kernel.rglob("*.ko*"):
            archive.add_file(module, f"/{module.relative_to(kernel)}")
        for file in python_files(python):
            archive.add_file(file, str(file))
        archive.close()


def python_files(python: Python) -> t.Iterator[Path]:
    """Yield the program, its library, and the shared libraries of both."""
    files = {python.program: None}
    for directory in python.library:
        for parent, directories, names in os.walk(directory):
            left_out = WITHOUT(parent, [*directories, *names])
            directories[:] = [name for name in directories if name not in left_out]
            files.update({Path(parent, name): None for name in names if name not in left_out})
    yield from files
    yield from shared_libraries([python.program, *(file for file in files if file.suffix == ".so")])


def shared_libraries(programs: list[Path]) -> set[Path]:
    """Return what the programs are linked with, the dynamic linker included."""
    listing = subprocess.run(["ldd", *map(str, programs)], stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    return {Path(found) for found in re.findall(r"(/\S+) \(0x", listing.stdout)}


class Cpio:
    """An archive in the "new ASCII" form. Linux, Documentation/driver-api/early-userspace/buffer-format.rst."""

    def __init__(self, stream: t.BinaryIO) -> None:
        self._stream = stream
        self._directories = {"/"}
        self._number = 0

    def add_file(self, source: Path, path: str) -> None:
        status = source.stat()
        self._add(path, stat.S_IFREG | stat.S_IMODE(status.st_mode), source.read_bytes(), int(status.st_mtime))

    def add_data(self, path: str, text: str, mode: int) -> None:
        """Add a file with this text, or with ``S_IFLNK`` a link to it."""
        self._add(path, mode if stat.S_IFMT(mode) else stat.S_IFREG | mode, text.encode())

    def close(self) -> None:
        self._add("/TRAILER!!!", 0, b"")

    def _add(self, path: str, mode: int, data: bytes, modified: int = 0) -> None:
        parent = os.path.dirname(path)
        if parent not in self._directories:
            self._directories.add(parent)
            self._add(parent, stat.S_IFDIR | 0o755, b"")
        self._number += 1
        name = path.lstrip("/").encode() + b"\0"
        fields = (self._number, mode, 0, 0, 1, modified, len(data), 0, 0, 0, 0, len(name), 0)
        self._write(b"070701" + b"".join(b"%08X" % field for field in fields) + name)
        self._write(data)

    def _write(self, data: bytes) -> None:
        self._stream.write(data + bytes(-len(data) % 4))
