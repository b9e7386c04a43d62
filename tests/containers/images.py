# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the images that tests run in containers, without any registry; as a program, prints the emulator's image.

A base image is made from the distribution's own packages, and the emulator's Containerfile is built on it. An image is
named after a hash of what went into it, so an unchanged one is found again and a changed one is made anew.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = "localhost/baremetal-ipmi-base"
EMULATOR = "localhost/baremetal-ipmi-emulator"
CONTAINERFILE = ROOT / "tests" / "emulator" / "Containerfile"
PACKAGES = "python3-minimal,python3-cryptography"
# Seconds; far more than it takes, so that a hang ends.
PATIENCE = 600


def run(*command: str | Path) -> str:
    """Run a program and return what it printed. Raises RuntimeError with all its output when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def exists(image: str) -> bool:
    return subprocess.run(["podman", "image", "exists", image], check=False).returncode == 0


def remove_others(image: str) -> None:
    """Remove the images that ``image`` supersedes; one that a container still uses stays."""
    name = image.rsplit(":", 1)[0]
    listed = run("podman", "images", "--format", "{{.Repository}}:{{.Tag}}", name).split()
    for other in set(listed) - {image}:
        subprocess.run(["podman", "rmi", other], capture_output=True, check=False)


def suite() -> str:
    """Return the code name of this machine's own release: its keys are here."""
    lines = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    return lines["VERSION_CODENAME"].strip('"')


def base_image() -> str:
    """Return the name of an image with Python and cryptography, made if need be."""
    release = suite()
    digest = hashlib.sha256(f"{release} {PACKAGES}".encode()).hexdigest()[:12]
    image = f"{BASE}:{digest}"
    if not exists(image):
        with tempfile.TemporaryDirectory() as directory:
            archive = Path(directory) / "base.tar"
            run("mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", release, archive)
            run("podman", "import", "--quiet", archive, image)
        remove_others(image)
    return image


def emulator_sources() -> list[Path]:
    """Return what ``.containerignore`` lets into the image."""
    folders = (ROOT / "tests" / "emulator", ROOT / "plugins" / "module_utils" / "_ipmi")
    found = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return sorted(path for path in found if path.is_file())


def emulator_image() -> str:
    """Return the name of the emulator's image, built if anything in it has changed."""
    base = base_image()
    digest = hashlib.sha256(base.encode())
    for path in emulator_sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    image = f"{EMULATOR}:{digest.hexdigest()[:12]}"
    if not exists(image):
        # The docker format, because the other one has no health check.
        arguments = ("--format=docker", f"--build-arg=BASE_IMAGE={base}", f"--file={CONTAINERFILE}", f"--tag={image}")
        run("podman", "build", "--quiet", "--pull=never", *arguments, ROOT)
        remove_others(image)
    return image


if __name__ == "__main__":
    sys.exit(print(emulator_image()))
