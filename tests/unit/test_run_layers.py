# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers run in their order, side by side unless one wants all cores, and the last line says how the run ended."""

from __future__ import annotations

import importlib.util
import sys
import typing as t
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest
from collection_path import ROOT

# Ends with success when the file that is its second argument is there in time, after making the first.
MEET = """
import pathlib, sys, time
own, other = map(pathlib.Path, sys.argv[1:])
own.touch()
deadline = time.monotonic() + 60
while not other.exists() and time.monotonic() < deadline:
    time.sleep(0.01)
sys.exit(not other.exists())
"""
# Ends with success when there is no file that is its first argument; it is there as long as this runs.
BY_ITSELF = """
import pathlib, sys, time
busy = pathlib.Path(sys.argv[1])
busy.touch(exist_ok=False)
time.sleep(0.3)
busy.unlink()
"""


@pytest.fixture
def layers(monkeypatch: pytest.MonkeyPatch) -> t.Any:
    """Return the program as a module, on a machine with two cores and out of CI."""
    loader = SourceFileLoader("run_layers", str(ROOT / "tools" / "run-layers"))
    specification = importlib.util.spec_from_loader(loader.name, loader)
    assert specification
    module = importlib.util.module_from_spec(specification)
    # The annotations of its named tuples are looked up there.
    monkeypatch.setitem(sys.modules, loader.name, module)
    loader.exec_module(module)
    monkeypatch.setattr(module, "CORES", 2)
    monkeypatch.setattr(module, "IN_CI", False)
    return module


def python(program: str, *arguments: Path) -> list[str]:
    return [sys.executable, "-c", program, *map(str, arguments)]


def test_one_layer_more_than_there_are_cores_runs_at_a_time(layers: t.Any, tmp_path: Path) -> None:
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    pairs = {"one": (one, three), "two": (two, three), "three": (three, one)}
    chosen = [layers.Layer(name, python(MEET, *pair), "") for name, pair in pairs.items()]
    assert [outcome.verdict for outcome in layers.run(chosen)] == ["passed"] * 3
    assert not layers.may_start(chosen[0], [layers.Running(layer, None, None, 0.0) for layer in chosen])


@pytest.mark.parametrize("alone", [(True, False), (False, True), (True, True)])
def test_a_layer_that_wants_all_cores_runs_alone(layers: t.Any, tmp_path: Path, alone: tuple[bool, bool]) -> None:
    command = python(BY_ITSELF, tmp_path / "busy")
    chosen = [layers.Layer(f"layer {number}", command, "", wanted) for number, wanted in enumerate(alone)]
    assert [outcome.verdict for outcome in layers.run(chosen)] == ["passed", "passed"]


def test_what_a_layer_prints_is_shown_below_its_name(layers: t.Any, capfd: pytest.CaptureFixture[str]) -> None:
    chosen = [layers.Layer(name, python(f"print('this is {name}')"), "") for name in ("one", "two")]
    layers.run(chosen)
    for part in capfd.readouterr().out.split("=== ")[1:]:
        name = part.partition(":")[0]
        assert f"\nthis is {name}\n" in part


def test_a_failed_layer_fails_the_run_and_is_named(layers: t.Any, capfd: pytest.CaptureFixture[str]) -> None:
    chosen = [layers.Layer("good", python(""), ""), layers.Layer("bad", python("raise SystemExit(3)"), "")]
    assert layers.report(layers.run(chosen), 0.0) == 1
    assert capfd.readouterr().out.endswith("Failed after 0 s: bad\n")


@pytest.mark.parametrize(("in_ci", "status"), [(False, 0), (True, 1)])
def test_a_layer_whose_program_is_missing_is_skipped_except_in_ci(
    layers: t.Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], in_ci: bool, status: int
) -> None:
    monkeypatch.setattr(layers, "IN_CI", in_ci)
    chosen = [layers.Layer("there", python(""), ""), layers.Layer("not", python(""), "", needs=("no-such-program",))]
    assert layers.report(layers.run(chosen), 0.0) == status
    assert "skipped: not installed: no-such-program" in capfd.readouterr().out
