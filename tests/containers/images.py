# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the images that tests run in containers, without any registry.

As a program, prints the name of the emulator's image; an argument names the container engine, podman or docker.

A base image is made from the distribution's own packages, and the emulator's Containerfile is built on it. An image is
named after a hash of what went into it, so an unchanged one is found again and a changed one is made anew. Who comes
while another one makes them waits for it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import subprocess
import sys
import tempfile
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = "localhost/baremetal-ipmi-base"
EMULATOR = "localhost/baremetal-ipmi-emulator"
CONTAINERFILE = ROOT / "tests" / "emulator" / "Containerfile"
# What the Containerfile copies into the image.
EMULATOR_SOURCES = ("plugins/module_utils/_ipmi", "tests/emulator")
PACKAGES = "python3-minimal,python3-cryptography"
# Podman's own format has no health check. Docker has neither the option, nor another format.
BUILD_OPTIONS = {"podman": ("--format=docker", "--pull=never"), "docker": ()}
# Seconds; far more than it takes, so that a hang ends.
PATIENCE = 600


def run(*command: str | Path) -> str:
    """Run a program and return what it printed. Raises RuntimeError with all its output when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


@contextlib.contextmanager
def one_at_a_time() -> t.Iterator[None]:
    """Keep out everybody else who makes images in this checkout."""
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    with (cache / "images.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def exists(engine: str, image: str) -> bool:
    return subprocess.run([engine, "image", "inspect", image], capture_output=True, check=False).returncode == 0


def remove_others(engine: str, image: str) -> None:
    """Remove the images that ``image`` supersedes; one that a container still uses stays."""
    name = image.rsplit(":", 1)[0]
    listed = run(engine, "images", "--format", "{{.Repository}}:{{.Tag}}", name).split()
    for other in set(listed) - {image}:
        subprocess.run([engine, "rmi", other], capture_output=True, check=False)


def suite() -> str:
    """Return the code name of this machine's own release: its keys are here."""
    lines = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    return lines["VERSION_CODENAME"].strip('"')


def base_image(engine: str, name: str = BASE, packages: str = PACKAGES, release: str = "") -> str:
    """Return the name of an image with these packages, made if need be. ``release`` is of Debian; ours if not named."""
    release = release or suite()
    digest = hashlib.sha256(f"{release} {packages}".encode()).hexdigest()[:12]
    image = f"{name}:{digest}"
    if not exists(engine, image):
        with tempfile.TemporaryDirectory() as directory:
            archive = Path(directory) / "base.tar"
            run("mmdebstrap", "--quiet", "--variant=minbase", f"--include={packages}", release, archive)
            run(engine, "import", archive, image)
        remove_others(engine, image)
    return image


def named_after(name: str, base: str, sources: t.Iterable[str]) -> str:
    """Return the name of an image on ``base`` that these files and folders of the checkout go into."""
    digest = hashlib.sha256(base.encode())
    found = [path for source in sources for path in (ROOT / source, *(ROOT / source).rglob("*"))]
    for path in sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return f"{name}:{digest.hexdigest()[:12]}"


def emulator_image(engine: str = "podman") -> str:
    """Return the name of the emulator's image, built if anything in it has changed."""
    with one_at_a_time():
        return find_or_build(engine)


def find_or_build(engine: str) -> str:
    base = base_image(engine)
    image = named_after(EMULATOR, base, EMULATOR_SOURCES)
    if not exists(engine, image):
        arguments = (f"--build-arg=BASE_IMAGE={base}", f"--file={CONTAINERFILE}", f"--tag={image}")
        run(engine, "build", "--quiet", *BUILD_OPTIONS[engine], *arguments, ROOT)
        remove_others(engine, image)
    return image


if __name__ == "__main__":
    sys.exit(print(emulator_image(*sys.argv[1:])))
