# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine on a BMC that is a dictionary: what it reads, writes, refuses and reports."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.engine import UNREADABLE, converge
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.facet import (
    Aspect,
    Bracket,
    Facet,
    StaysWritten,
    Unsupported,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    LockoutRefused,
    NotSupported,
    WriteIgnored,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.app import SET_USER_NAME


class DictionaryBmc:
    """Settings by (facet, target), and a log of what was done to them."""

    def __init__(self, **settings: dict[str, t.Any]) -> None:
        self.settings = settings
        self.log: list[str] = []
        self.deaf: set[str] = set()
        self.refusing: set[str] = set()

    def forget(self) -> None:
        pass

    def read_ahead(self, requests: t.Sequence[str]) -> t.Any:
        yield from ()
        self.log.append(f"ahead {', '.join(requests)}")


def facet(name: str, **details: t.Any) -> Facet:
    def read(bmc: DictionaryBmc, target: t.Any) -> t.Any:
        yield from ()
        bmc.log.append(f"read {name}")
        return dict(bmc.settings[name]) if name in bmc.settings else Unsupported("it has none")

    def write(bmc: DictionaryBmc, target: t.Any, current: t.Any, merged: t.Any) -> t.Any:
        yield from ()
        bmc.log.append(f"write {name}")
        if name in bmc.refusing:
            raise CompletionCodeError(SET_USER_NAME, 0xCC)
        if name not in bmc.deaf:
            bmc.settings[name] = dict(merged)

    return Facet(name, details.pop("read", read), details.pop("write", write), **details)


def run(procedure: t.Any) -> t.Any:
    try:
        asked = next(procedure)
    except StopIteration as stop:
        return stop.value
    raise AssertionError(f"nobody answers {asked!r}")


def aspect(kind: Facet, **wanted: t.Any) -> Aspect:
    return Aspect((kind.name,), kind, None, wanted)


def test_what_holds_is_not_written() -> None:
    bmc = DictionaryBmc(a={"x": 1, "y": 2})
    outcome = run(converge([aspect(facet("a"), x=1)], bmc, check=False))
    assert not outcome.changed
    assert bmc.log == ["read a"]


def test_what_facets_are_going_to_ask_for_is_asked_for_ahead() -> None:
    bmc = DictionaryBmc(a={"x": 1}, b={"x": 1}, c={"x": 1})
    in_one_go = {"order": 1, "bracket": lambda bmc, target: Bracket("lock", nothing, nothing)}
    aspects = [
        aspect(facet("a", ahead=lambda bmc, target: ["for a", "for both"], **in_one_go), x=2),
        aspect(facet("b", ahead=lambda bmc, target: ["for both"], **in_one_go), x=2),
        aspect(facet("c"), x=1),
    ]
    run(converge(aspects, bmc, check=False))
    ahead = "ahead for a, for both, for both"
    reads = ["read a", "read b"]
    assert bmc.log == [ahead, *reads, "read c", "write a", "write b", ahead, *reads]


def nothing() -> t.Any:
    yield from ()


def test_options_of_one_facet_are_written_once_and_the_rest_is_kept() -> None:
    bmc = DictionaryBmc(a={"x": 1, "y": 2, "_z": 3})
    outcome = run(converge([aspect(facet("a"), x=5, y=6)], bmc, check=False))
    assert bmc.settings["a"] == {"x": 5, "y": 6, "_z": 3}
    assert bmc.log == ["read a", "write a", "read a"]
    assert (outcome.before, outcome.after) == ({"a": {"x": 1, "y": 2}}, {"a": {"x": 5, "y": 6}})


def test_check_mode_reads_and_predicts() -> None:
    bmc = DictionaryBmc(a={"x": 1})
    outcome = run(converge([aspect(facet("a"), x=2)], bmc, check=True))
    assert outcome.changed
    assert outcome.after == {"a": {"x": 2}}
    assert bmc.log == ["read a"]


def test_writes_follow_the_order_of_the_facets() -> None:
    bmc = DictionaryBmc(late={"x": 1}, early={"x": 1})
    aspects = [aspect(facet("late", order=90), x=2), aspect(facet("early", order=10), x=2)]
    run(converge(aspects, bmc, check=False))
    assert [entry for entry in bmc.log if entry.startswith("write")] == ["write early", "write late"]


def test_an_unsupported_option_is_refused_before_anything_is_written() -> None:
    bmc = DictionaryBmc(a={"x": 1})
    aspects = [aspect(facet("a"), x=2), aspect(facet("missing"), y=1)]
    with pytest.raises(NotSupported, match=r"missing\.y: it has none"):
        run(converge(aspects, bmc, check=False))
    assert "write a" not in bmc.log


def test_an_unsupported_option_can_be_left_out() -> None:
    bmc = DictionaryBmc(a={"x": 1})
    aspects = [aspect(facet("a"), x=2, other=1), aspect(facet("missing"), y=1)]
    outcome = run(converge(aspects, bmc, check=False, skip_unsupported=True))
    assert bmc.settings["a"] == {"x": 2}
    assert outcome.not_supported == ["a.other", "missing.y"]


def test_one_option_of_a_facet_can_be_unsupported_with_its_own_reason() -> None:
    bmc = DictionaryBmc(a={"x": 1, "y": Unsupported("no switch for it")})
    with pytest.raises(NotSupported, match=r"a\.y: no switch for it"):
        run(converge([aspect(facet("a"), x=2, y=1)], bmc, check=False))


@pytest.mark.parametrize("check", [True, False])
def test_a_state_that_the_bmc_cannot_have_is_refused_before_any_write(check: bool) -> None:
    def refuse(bmc: DictionaryBmc, target: t.Any, current: t.Any, merged: t.Any) -> t.Any:
        yield from ()
        return "no such device" if merged["x"] == 9 else None

    bmc = DictionaryBmc(a={"x": 1}, b={"x": 1})
    aspects = [aspect(facet("a"), x=2), aspect(facet("b", refuse=refuse), x=9)]
    with pytest.raises(NotSupported, match=r"b\.x: no such device"):
        run(converge(aspects, bmc, check=check))
    assert bmc.log == ["read a", "read b"]


def test_an_ignored_write_is_an_error_with_both_values() -> None:
    bmc = DictionaryBmc(a={"x": 1})
    bmc.deaf.add("a")
    with pytest.raises(WriteIgnored, match=r"a\.x: .* 2, but has 1"):
        run(converge([aspect(facet("a"), x=2)], bmc, check=False))


def test_a_failure_says_what_was_written_and_what_was_not() -> None:
    bmc = DictionaryBmc(a={"x": 1}, b={"x": 1}, c={"x": 1})
    bmc.refusing.add("b")
    aspects = [aspect(facet(name, order=order), x=2) for order, name in enumerate("abc")]
    with pytest.raises(CompletionCodeError) as caught:
        run(converge(aspects, bmc, check=False))
    assert caught.value.written == ["a.x"]
    assert caught.value.not_written == ["b.x", "c.x"]


def guarded(name: str) -> Facet:
    def guard(bmc: DictionaryBmc, target: t.Any, current: t.Any, merged: t.Any) -> t.Any:
        yield from ()
        return "you sit on it" if merged["x"] == 0 else None

    return facet(name, guard=guard)


def test_a_change_that_cuts_the_session_is_refused_before_any_write() -> None:
    bmc = DictionaryBmc(a={"x": 1}, b={"x": 1})
    with pytest.raises(LockoutRefused, match=r"b\.x: you sit on it"):
        run(converge([aspect(facet("a"), x=0), aspect(guarded("b"), x=0)], bmc, check=False))
    assert not [entry for entry in bmc.log if entry.startswith("write")]


def test_check_mode_refuses_what_the_run_would_refuse() -> None:
    with pytest.raises(LockoutRefused):
        run(converge([aspect(guarded("b"), x=0)], DictionaryBmc(b={"x": 1}), check=True))


def test_lockout_can_be_allowed() -> None:
    bmc = DictionaryBmc(b={"x": 1})
    run(converge([aspect(guarded("b"), x=0)], bmc, check=False, allow_lockout=True))
    assert bmc.settings["b"] == {"x": 0}


def bracketed(name: str) -> Facet:
    def bracket(bmc: DictionaryBmc, target: t.Any) -> Bracket:
        def note(what: str) -> t.Any:
            yield from ()
            bmc.log.append(what)

        return Bracket("progress", lambda: note("begin"), lambda: note("end"))

    return facet(name, bracket=bracket)


def test_neighbours_share_a_bracket() -> None:
    bmc = DictionaryBmc(a={"x": 1}, b={"x": 1})
    run(converge([aspect(bracketed("a"), x=2), aspect(bracketed("b"), x=2)], bmc, check=False))
    assert bmc.log[2:] == ["begin", "write a", "write b", "end", "read a", "read b"]


def test_a_bracket_is_closed_after_a_failure() -> None:
    bmc = DictionaryBmc(a={"x": 1})
    bmc.refusing.add("a")
    with pytest.raises(CompletionCodeError):
        run(converge([aspect(bracketed("a"), x=2)], bmc, check=False))
    assert bmc.log[-1] == "end"


def hidden(answers: dict[str, t.Any]) -> Facet:
    """A facet that cannot be read, with a probe."""

    def read(bmc: DictionaryBmc, target: t.Any) -> t.Any:
        yield from ()
        return {"secret": UNREADABLE}

    def probe(bmc: DictionaryBmc, target: t.Any, wanted: t.Any) -> t.Any:
        yield from ()
        return answers["now"] if "secret" not in bmc.settings else answers["after"]

    def write(bmc: DictionaryBmc, target: t.Any, current: t.Any, merged: t.Any) -> t.Any:
        yield from ()
        bmc.log.append("write secret")
        bmc.settings["secret"] = dict(merged)

    return facet("hidden", read=read, probe=probe, write=write)


def secret(kind: Facet) -> Aspect:
    return Aspect((), kind, None, {"secret": "hunter2"}, frozenset({"secret"}))


def test_a_probe_that_agrees_saves_the_write() -> None:
    bmc = DictionaryBmc()
    outcome = run(converge([secret(hidden({"now": True, "after": True}))], bmc, check=False))
    assert not outcome.changed
    assert bmc.log == []


def test_a_secret_is_written_and_never_shown() -> None:
    bmc = DictionaryBmc()
    outcome = run(converge([secret(hidden({"now": False, "after": True}))], bmc, check=False))
    assert outcome.changed
    assert bmc.settings["secret"] == {"secret": "hunter2"}
    assert "hunter2" not in repr((outcome.before, outcome.after, outcome.written, outcome.warnings))


def test_an_ignored_write_is_among_what_was_not_written() -> None:
    bmc = DictionaryBmc(a={"x": False}, b={"x": 1})
    bmc.deaf.add("a")
    aspects = [aspect(facet("a", order=1), x=True), aspect(facet("b", order=2), x=2)]
    with pytest.raises(WriteIgnored, match=r"^a.x: the BMC acknowledged true, but has false$") as caught:
        run(converge(aspects, bmc, check=False))
    assert caught.value.written == []
    assert caught.value.not_written == ["a.x", "b.x"]


def test_what_a_failed_write_leaves_behind_is_among_what_was_written() -> None:
    def write(bmc: DictionaryBmc, target: t.Any, current: t.Any, merged: t.Any) -> t.Any:
        yield from ()
        raise StaysWritten("a: it could not be taken back")

    bmc = DictionaryBmc(a={"x": 1}, b={"x": 1})
    with pytest.raises(StaysWritten) as caught:
        run(
            converge(
                [aspect(facet("a", write=write, order=1), x=2), aspect(facet("b", order=2), x=2)], bmc, check=False
            )
        )
    assert caught.value.written == ["a.x"]
    assert caught.value.not_written == ["b.x"]


def test_a_secret_that_does_not_hold_after_the_write_is_an_error() -> None:
    with pytest.raises(WriteIgnored) as caught:
        run(converge([secret(hidden({"now": False, "after": False}))], DictionaryBmc(), check=False))
    assert "hunter2" not in str(caught.value)


def test_a_bmc_that_cannot_tell_gets_the_write_and_a_warning() -> None:
    outcome = run(converge([secret(hidden({"now": None, "after": None}))], DictionaryBmc(), check=False))
    assert outcome.changed
    assert outcome.warnings == ["secret was written; this BMC cannot test it"]


@pytest.mark.parametrize("obstacle", ["refusing", "deaf"])
def test_best_effort_goes_on_without_claiming_the_change(obstacle: str) -> None:
    bmc = DictionaryBmc(a={"x": 1}, b={"x": 1})
    getattr(bmc, obstacle).add("a")
    aspects = [aspect(facet("a", best_effort=True, order=1), x=2), aspect(facet("b", order=2), x=2)]
    outcome = run(converge(aspects, bmc, check=False))
    assert outcome.after == {"b": {"x": 2}}
    assert outcome.written == ["b.x"]
