# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command with the newest ansible-core, in a container that has the Python which that wants.

Usage: newest_core.py COMMAND ARGUMENT... The command is run in a copy of the checkout, with no network but loopback.

pip downloads the wheels on this machine, with the settings that it has here; the image is made of them and of Debian's
own packages, and is found again as long as there is nothing newer.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from images import base_image, exists, one_at_a_time, remove_others, run

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from checkout_copy import copy_checkout  # noqa: E402  # found through the line above

IMAGE = "localhost/baremetal-ipmi-newest-core"
BASE = "localhost/baremetal-ipmi-newest-python"
RELEASE, PYTHON = "trixie", "3.13"
PACKAGES = "python3,python3-venv,git,ipmitool"
CONTAINERFILE = Path(__file__).with_name("newest-core.Containerfile")
REQUIREMENTS = ROOT / "tests" / "environments"
CACHE = ROOT / ".cache" / "newest-core"
CONTAINERS_CONF = Path(__file__).with_name("containers.conf")
SANITY_LIST = re.compile(r"ansible_test/_data/requirements/sanity\..*txt")
PASSED_ON = ("CI", "NO_COLOR")


def download(directory: Path, *wanted: str) -> None:
    """Download wheels for the Python of the image."""
    machine = platform.machine()
    platforms = [f"--platform=manylinux{version}_{machine}" for version in ("2014", "_2_17", "_2_28", "_2_34")]
    options = ("--quiet", "--quiet", f"--dest={directory}", "--only-binary=:all:", f"--python-version={PYTHON}")
    run(sys.executable, "-m", "pip", "download", *options, *platforms, *wanted)


def download_wheels(wheels: Path) -> None:
    """Download ansible-core, what the tests need, and what its ansible-test installs by itself for sanity tests."""
    download(wheels, f"--requirement={REQUIREMENTS / 'newest-core.txt'}")
    (core,) = wheels.glob("ansible_core-*.whl")
    with zipfile.ZipFile(core) as archive, tempfile.TemporaryDirectory() as directory:
        # Each of these lists is complete.
        lists = [name for name in archive.namelist() if SANITY_LIST.fullmatch(name)]
        download(wheels, "--no-deps", *(f"--requirement={archive.extract(name, directory)}" for name in lists))


def image() -> str:
    """Return the name of the image, made if there is something newer than what is in it."""
    base = base_image("podman", BASE, PACKAGES, RELEASE)
    with tempfile.TemporaryDirectory() as directory:
        context = Path(directory)
        download_wheels(context / "wheels")
        shutil.copytree(REQUIREMENTS, context / "requirements")
        parts = [base, CONTAINERFILE.read_text(), *sorted(wheel.name for wheel in (context / "wheels").iterdir())]
        name = f"{IMAGE}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:12]}"
        if not exists("podman", name):
            arguments = (f"--build-arg=BASE_IMAGE={base}", f"--file={CONTAINERFILE}", f"--tag={name}")
            run("podman", "build", "--quiet", "--pull=never", "--network=none", *arguments, context)
            remove_others("podman", name)
    return name


def main(command: list[str]) -> int:
    os.environ.setdefault("CONTAINERS_CONF", str(CONTAINERS_CONF))
    with one_at_a_time():
        name = image()
    (CACHE / "tmp").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "checkout"
        copy_checkout(copy)
        (copy / ".cache").mkdir()
        options = ["--rm", "--network=none", f"--label=baremetal.ipmi.test={ROOT}"]
        options += [f"--volume={copy}:/checkout", f"--volume={CACHE}:/checkout/.cache"]
        options += [f"--env={variable}" for variable in PASSED_ON if variable in os.environ]
        options += ["--env=PYTHONPATH=/checkout/tests"]
        return subprocess.run(["podman", "run", *options, name, *command], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
