# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make release`` on a checkout of its own: a rehearsal, releases, and what is refused."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.integration.committed_copy import (
    clone,
    committed_copy,
    environment,
    git,
    run,
    successful,
)
from ansible_collections.baremetal.ipmi.tests.integration.galaxy_server import galaxy_server

# Later than anything that is released.
VERSION, NEXT_VERSION = "90.1.0", "90.1.1"
TARBALL, SIGNATURE = f"baremetal-ipmi-{VERSION}.tar.gz", f"baremetal-ipmi-{VERSION}-MANIFEST.json.asc"
# What make would install is there.
MAKE = ("make", "--no-print-directory", "--old-file=.venv/test-installed")
UNSET = dict.fromkeys(("DRY", "KEY", "SIGN", "ENGINE", "BASE_IMAGE", "REGISTRY"), "")
REGISTRY = "registry.example/bmc"


def release(checkout: Path, version: str, *settings: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return run(checkout, *MAKE, "release", f"VERSION={version}", *settings, **UNSET, **variables)


def content(directory: Path) -> dict[str, tuple[float, str]]:
    """Return every file below, git's own too, with its time and digest."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    return {
        str(path): (path.stat().st_mtime, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in files
        # "git status" may refresh what it remembers of files.
        if path != directory / ".git" / "index"
    }


def galaxy_version(checkout: Path) -> str:
    return str(yaml.safe_load((checkout / "galaxy.yml").read_text(encoding="utf-8"))["version"])


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of this checkout as one commit, with one fragment that the tests look for."""
    checkout = committed_copy(tmp_path_factory.mktemp("origin"))
    fragment = checkout / "changelogs" / "fragments" / "of-the-test.yml"
    fragment.parent.mkdir(exist_ok=True)
    fragment.write_text("minor_changes:\n  - raw - says please.\n", encoding="utf-8")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "Say please")
    return checkout


@pytest.fixture
def checkout(origin: Path, tmp_path: Path) -> Path:
    return clone(origin, tmp_path / "checkout")


@pytest.fixture(scope="module")
def gnupg() -> t.Iterator[Path]:
    """A home of GnuPG with one key, and ``keyring.kbx`` with its public half. A short path: it holds sockets."""
    if shutil.which("gpg") is None:
        pytest.skip("not installed: gpg")
    with tempfile.TemporaryDirectory(prefix="g") as directory:
        home = Path(directory)
        variables = {"GNUPGHOME": directory}
        key = (
            "--batch",
            "--quiet",
            "--passphrase",
            "",
            "--quick-generate-key",
            "release@example.org",
            "ed25519",
            "sign",
        )
        try:
            successful(run(home, "gpg", *key, **variables))
            successful(run(home, "gpg", "--batch", "--export", "--output", "public.gpg", **variables))
            keyring = ("--no-default-keyring", f"--keyring={home / 'keyring.kbx'}")
            successful(run(home, "gpg", "--batch", *keyring, "--import", "public.gpg", **variables))
            yield home
        finally:
            run(home, "gpgconf", "--kill", "all", **variables)


class Released(t.NamedTuple):
    checkout: Path
    output: str
    gnupg: Path


@pytest.fixture(scope="module")
def rehearsal(origin: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a rehearsal prints, after it was seen to write nothing."""
    checkout = clone(origin, tmp_path_factory.mktemp("rehearsal") / "checkout")
    git(checkout, "status")
    before = content(checkout)
    output = successful(release(checkout, VERSION, f"REGISTRY={REGISTRY}"))
    assert content(checkout) == before
    assert git(checkout, "tag", "--list") == ""
    return output


@pytest.fixture(scope="module")
def released(origin: Path, gnupg: Path, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """A release that is signed with a key."""
    checkout = clone(origin, tmp_path_factory.mktemp("released") / "checkout")
    done = release(checkout, VERSION, "DRY=false", "KEY=release@example.org", GNUPGHOME=str(gnupg))
    return Released(checkout, successful(done), gnupg)


def test_a_rehearsal_shows_the_release(rehearsal: str) -> None:
    assert f"\n+version: {VERSION}\n" in rehearsal
    assert r"raw \- says please" in rehearsal
    assert re.search(rf"tarball  dist/{TARBALL}, \d{{3}} files, \d{{6}} bytes\n", rehearsal)
    for image in ("bmc-emulator", "baremetal-ipmi-ee"):
        assert f"image    {REGISTRY}/{image}:{VERSION}, not built" in rehearsal
    assert "of-the-test.yml" in rehearsal
    assert "signed   nothing\n" in rehearsal
    assert rehearsal.endswith("A rehearsal: nothing was written. DRY=false makes the release.\n")


def test_a_release_is_a_commit_with_a_tag(released: Released) -> None:
    checkout = released.checkout
    assert git(checkout, "log", "-1", "--format=%s %an %ae") == f"Release {VERSION} Test test@example.org"
    assert git(checkout, "rev-parse", f"{VERSION}^{{commit}}") == git(checkout, "rev-parse", "HEAD")
    assert git(checkout, "cat-file", "-t", VERSION) == "tag"
    assert git(checkout, "branch", "--show-current") == "main"
    assert git(checkout, "status", "--porcelain") == ""
    assert galaxy_version(checkout) == VERSION
    assert r"raw \- says please" in (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    assert not list((checkout / "changelogs").glob("fragments/*"))


def test_the_tarball_is_what_was_rehearsed_and_what_anybody_builds_from_the_tag(
    rehearsal: str, released: Released, tmp_path: Path
) -> None:
    tarball = released.checkout / "dist" / TARBALL
    digest = hashlib.sha256(tarball.read_bytes()).hexdigest()
    assert f"sha256   {digest}\n" in released.output
    assert f"sha256   {digest}\n" in rehearsal, "unless midnight was in between"
    elsewhere = clone(released.checkout, tmp_path / "elsewhere")
    successful(run(elsewhere, *MAKE, "tarball"))
    assert (elsewhere / "dist" / TARBALL).read_bytes() == tarball.read_bytes()
    with tarfile.open(tarball) as archive:
        assert {name.split("/")[0] for name in archive.getnames()} & {
            "dist",
            "tests",
            ".github",
            ".ansible-sign",
        } == set()


def test_what_a_release_leaves_passes_the_checks(released: Released) -> None:
    successful(run(released.checkout, "yamllint", "--strict", "changelogs", "galaxy.yml"))
    successful(run(released.checkout, "reuse", "lint", "--quiet"))
    successful(run(released.checkout, "antsibull-changelog", "lint"))


def test_the_checkout_and_the_tag_are_signed(released: Released, tmp_path: Path) -> None:
    variables = {"GNUPGHOME": str(released.gnupg)}
    checkout = clone(released.checkout, tmp_path / "clone")
    successful(run(checkout, "git", "verify-tag", VERSION, **variables))
    verify = ("ansible-sign", "project", "gpg-verify", f"--keyring={released.gnupg / 'keyring.kbx'}", ".")
    successful(run(checkout, *verify))
    (checkout / "plugins" / "filter" / "another.pyc").write_bytes(b"compiled")
    done = run(checkout, *verify)
    assert (done.returncode, "plugins/filter/another.pyc" in done.stdout) == (2, True), done.stdout


def ansible_galaxy(released: Released, home: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``ansible-galaxy collection`` as a user who believes only the release's key."""
    options = [f"--keyring={released.gnupg / 'keyring.kbx'}", "--required-valid-signature-count=+all"]
    options += [f"--collections-path={home}"]
    # Not asked of what else this Python has: that would take most of the time.
    variables = {
        "ANSIBLE_HOME": str(home / "ansible"),
        "GNUPGHOME": str(home),
        "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "no",
    }
    return run(home, "ansible-galaxy", "collection", command, *options, *arguments, **variables)


def install(released: Released, tarball: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Install it from a server that has this tarball, with the signature of the release."""
    home.mkdir(mode=0o700)
    signature = (released.checkout / "dist" / SIGNATURE).read_text()
    with galaxy_server(tarball, VERSION, signature) as server:
        return ansible_galaxy(released, home, "install", f"--server={server}", "baremetal.ipmi")


def tampered_with(tarball: Path, directory: Path, name: str) -> Path:
    """Return a copy in which one byte is added to a file."""
    inside = directory / "inside"
    with tarfile.open(tarball) as archive:
        archive.extractall(inside, filter="data")
    with (inside / name).open("a") as file:
        file.write("\n")
    copy = directory / tarball.name
    with tarfile.open(copy, "w:gz") as archive:
        for path in sorted(inside.iterdir()):
            archive.add(path, path.name)
    return copy


def test_ansible_galaxy_believes_the_signature(released: Released, tmp_path: Path) -> None:
    home = tmp_path / "home"
    successful(install(released, released.checkout / "dist" / TARBALL, home))
    manifest = home / "ansible_collections" / "baremetal" / "ipmi" / "MANIFEST.json"
    verify = (
        "verify",
        "--offline",
        f"--signature={(released.checkout / 'dist' / SIGNATURE).as_uri()}",
        "baremetal.ipmi",
    )
    successful(ansible_galaxy(released, home, *verify))
    manifest.write_text(manifest.read_text() + "\n")
    done = ansible_galaxy(released, home, *verify)
    assert (done.returncode != 0, "Signature verification failed" in done.stdout) == (True, True), done.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [("MANIFEST.json", "Signature verification failed"), ("plugins/modules/raw.py", "Checksum mismatch")],
)
def test_ansible_galaxy_refuses_what_was_tampered_with(
    released: Released, tmp_path: Path, name: str, reason: str
) -> None:
    tarball = tampered_with(released.checkout / "dist" / TARBALL, tmp_path, name)
    done = install(released, tarball, tmp_path / "home")
    assert (done.returncode != 0, reason in done.stdout) == (True, True), done.stdout
    assert not (tmp_path / "home" / "ansible_collections" / "baremetal" / "ipmi" / "plugins" / "modules").exists()


def install_engine(programs: Path) -> Path:
    """Put a program that stands for docker into a folder; return the file where it notes how it was called."""
    record = programs / "called"
    engine = programs / "docker"
    engine.write_text(f'#!/bin/sh\necho "$@" >>{record}\n', encoding="utf-8")
    engine.chmod(0o755)
    return record


def test_a_program_of_the_site_signs_and_images_are_built(released: Released, tmp_path: Path) -> None:
    """The next release, of a checkout whose last one was signed otherwise."""
    checkout = clone(released.checkout, tmp_path / "checkout")
    fragment = checkout / "changelogs" / "fragments" / "more.yml"
    fragment.parent.mkdir(exist_ok=True)
    fragment.write_text("bugfixes:\n  - raw - says thank you.\n", encoding="utf-8")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "Say thank you")
    signer = tmp_path / "signer"
    signer.write_text('#!/bin/sh\necho "signed by $1" > "$2.asc"\n')
    signer.chmod(0o755)
    record = install_engine(tmp_path)
    settings = (f"SIGN={signer} us", "ENGINE=docker", "BASE_IMAGE=example/debian", f"REGISTRY={REGISTRY}")
    path = f"{tmp_path}{os.pathsep}{environment()['PATH']}"
    output = successful(
        release(checkout, NEXT_VERSION, "DRY=false", *settings, "EE_BASE_IMAGE=example/python", PATH=path)
    )

    emulator, execution_environment = [line for line in record.read_text().splitlines() if line.startswith("build ")]
    for called, image, base in (
        (emulator, "bmc-emulator", "BASE_IMAGE=example/debian"),
        (execution_environment, "baremetal-ipmi-ee", "EE_BASE_IMAGE=example/python"),
    ):
        revision = git(checkout, "rev-parse", "HEAD")
        wanted = (f"{REGISTRY}/{image}:{NEXT_VERSION}", base, f"image.version={NEXT_VERSION}", f"revision={revision}")
        assert [one for one in wanted if one not in called] == [], called
        assert f"image    {REGISTRY}/{image}:{NEXT_VERSION}, by docker\n" in output

    signature = checkout / "dist" / f"baremetal-ipmi-{NEXT_VERSION}-MANIFEST.json.asc"
    assert signature.read_text() == "signed by us\n"
    assert git(checkout, "cat-file", "-t", NEXT_VERSION) == "tag"
    assert not (checkout / ".ansible-sign").exists(), "it is about the release before"
    changelog = (checkout / "CHANGELOG.md").read_text(encoding="utf-8").replace("\\", "")
    assert re.findall(r"^## v(.*)", changelog, re.MULTILINE)[:2] == [NEXT_VERSION, VERSION]


def refused(checkout: Path, version: str, *settings: str, **variables: str) -> str:
    """Return the sentence with which a release is refused, for real and without a trace."""
    before = git(checkout, "rev-parse", "HEAD")
    done = release(checkout, version, "DRY=false", *settings, **variables)
    assert done.returncode == 2, done.stdout
    sentence, make = done.stdout.strip().splitlines()
    assert make.startswith("make: *** ")
    assert git(checkout, "rev-parse", "HEAD") == before
    assert not (checkout / "dist").exists()
    return sentence


@pytest.mark.parametrize("version", ["", "1.2", "v90.1.0", "90.01.0", "90.1.0-rc.1", "new"])
def test_a_version_is_three_numbers(checkout: Path, version: str) -> None:
    assert refused(checkout, version) == (
        f"VERSION={version} is not a version: give three numbers, such as VERSION=1.2.3."
    )


def test_a_version_is_newer_than_what_is_released(released: Released) -> None:
    assert refused_again(released, "90.0.9") == f"VERSION=90.0.9 is not newer than {VERSION}, which is released."
    assert refused_again(released, VERSION) == f"The tag {VERSION} exists: a version is released once."


def refused_again(released: Released, version: str) -> str:
    done = release(released.checkout, version, "DRY=false")
    assert done.returncode == 2, done.stdout
    return done.stdout.splitlines()[0]


def test_a_version_is_not_older_than_the_one_declared(checkout: Path) -> None:
    galaxy = checkout / "galaxy.yml"
    galaxy.write_text(re.sub(r"(?m)^version: .*", "version: 91.0.0", galaxy.read_text()))
    git(checkout, "commit", "--all", "--quiet", "--message", "On to the next")
    assert refused(checkout, VERSION) == f"VERSION={VERSION} is older than the 91.0.0 in galaxy.yml."


def test_there_is_nothing_uncommitted(checkout: Path) -> None:
    (checkout / "README.md").write_text("Changed\n")
    (checkout / "new.txt").write_text("New\n")
    assert refused(checkout, VERSION) == (
        "The checkout has 2 changes that are not committed: commit or stash them first."
    )


def test_something_has_changed(checkout: Path) -> None:
    git(checkout, "rm", "--quiet", "-r", "changelogs/fragments")
    git(checkout, "commit", "--quiet", "--message", "Nothing")
    assert refused(checkout, VERSION) == (
        "changelogs/fragments is empty: a release has to say what has changed since the last one."
    )


def test_a_fragment_that_is_wrong_is_named(checkout: Path) -> None:
    (checkout / "changelogs" / "fragments" / "wrong.yml").write_text("bug_fixes:\n  - raw - is fixed.\n")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "Wrong")
    done = release(checkout, VERSION, "DRY=false")
    assert done.returncode == 2
    assert "changelogs/fragments/wrong.yml" in done.stdout
    assert "bug_fixes" in done.stdout
    assert git(checkout, "log", "-1", "--format=%s") == "Wrong"


def test_the_branch_is_one_for_releases(checkout: Path) -> None:
    git(checkout, "switch", "--quiet", "--create", "idea")
    assert refused(checkout, VERSION) == "The branch is idea: releases are made on main, or on stable-N."
    git(checkout, "switch", "--quiet", "--detach")
    assert refused(checkout, VERSION) == "The branch is none: releases are made on main, or on stable-N."


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["DRY=no"], "DRY=no is neither true nor false: give DRY=false to make the release, nothing for a rehearsal."),
        (["KEY=a", "SIGN=b"], "KEY and SIGN are both given: name the key, or the program that signs."),
        (["SIGN=no-such-signer --now"], "no-such-signer is not installed, and this release needs it."),
        (["ENGINE=lxc"], "ENGINE=lxc is not known: give podman or docker, or leave it out to build no images."),
    ],
)
def test_settings_make_sense(checkout: Path, settings: list[str], sentence: str) -> None:
    assert refused(checkout, VERSION, *settings) == sentence


def test_the_key_is_there(checkout: Path, gnupg: Path) -> None:
    assert refused(checkout, VERSION, "KEY=nobody@example.org", GNUPGHOME=str(gnupg)) == (
        "KEY=nobody@example.org is not a key that gpg can sign with: gpg --list-secret-keys shows those."
    )


def test_a_signer_has_to_write_a_signature(checkout: Path) -> None:
    assert (
        refused(checkout, VERSION, "SIGN=true") == "SIGN=true has not written MANIFEST.json.asc beside MANIFEST.json."
    )
