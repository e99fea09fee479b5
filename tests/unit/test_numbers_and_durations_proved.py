"""Proofs over every form of numbers and durations are worked out again; a changed one is caught."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from small_law import LABEL, agreement, said, write_law

import accord
from engine.language.forms import FORMS
from engine.proofs.canonical import canonical, hash_of

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_proof as checker  # noqa: E402  # it stands beside the project, and is no part of it

pytestmark = pytest.mark.slow  # all together they take seconds

PAY, DIVISOR, NOTICE = ({"fact": f"deal.{name}"} for name in ("pay", "divisor", "notice"))
SIGNED, END = {"fact": "deal.signed_on"}, {"fact": "deal.ends_on"}
NUMBERS: dict[str, Any] = {
    "quotient": {"divide": [PAY, DIVISOR]},
    "third": {"multiply": ["1/3", PAY]},
    "tens": {"round": PAY, "to": 10},
    "halves_up": {"round": PAY, "to": "0.5", "direction": "up"},
    "cents_down": {"round": {"divide": [PAY, 3]}, "to": "cent", "direction": "down"},
    "euros": {"round": PAY, "to": "euro"},
    "years": {"time": "years", "from": SIGNED, "to": END},
    "years_up": {"time": "years", "from": SIGNED, "to": END, "end_of_month": "up"},
    "months": {"time": "months", "from": SIGNED, "to": END, "counting": "begun"},
    "days": {"time": "days", "from": SIGNED, "to": END},
}
LENGTHS: dict[str, Any] = {
    "longest": {"longest": ["P1M", NOTICE]},
    "shortest": {"shortest": ["P1M", NOTICE]},
    "whole_down": {"round": NOTICE, "to": "P1M", "direction": "down"},
    "whole_up": {"round": NOTICE, "to": "P3M", "direction": "up"},
    "written": "P2M",
}
ENDS: dict[str, Any] = {
    "down": {"after": SIGNED, "by": "P1M"},
    "up": {"after": SIGNED, "by": "P1M", "end_of_month": "up"},
    "back_up": {"before": END, "by": "P1M", "times": 2, "end_of_month": "up"},
    "by_value": {"after": SIGNED, "by": NOTICE, "end_of_month": "up"},
}
COMPARISONS = {
    "lasts_at_least": {"deal.notice": {"lasts_at_least": "P2M"}},
    "lasts_at_most": {"deal.notice": {"lasts_at_most": "P45D"}},
    "longer_than": {"deal.notice": {"longer_than": "P1M"}},
    "shorter_than": {"deal.notice": {"shorter_than": "P30D"}},
}
CASE = {
    "deal": {
        "signed_on": "2020-01-31",
        "ends_on": "2024-02-29",
        "pay": "1234.56",
        "divisor": 7,
        "notice": "P2M",
    }
}


@cache
def folder() -> Path:
    """Return a law that has every form: a fact derived by each, a date for each, an entry if."""
    facts: dict[str, Any] = {
        "deal.signed_on": {"type": "date", "label": LABEL, "question": LABEL},
        "deal.ends_on": {"type": "date", "label": LABEL, "question": LABEL},
        "deal.pay": {"type": "money", "label": LABEL, "question": LABEL},
        "deal.divisor": {"type": "integer", "label": LABEL, "question": LABEL},
        "deal.notice": {"type": "duration", "label": LABEL, "question": LABEL},
    }
    rules = []
    for kind, values in (("decimal", NUMBERS), ("duration", LENGTHS)):
        for name, value in values.items():
            fact = f"got.{name}"
            facts[fact] = {"type": kind, "derived": True, "label": LABEL}
            rules.append(said(name, on="question", then={"derive": {"fact": fact, "value": value}}))
    moved = {f"by_{name}": {"after": SIGNED, "by": {"fact": f"got.{name}"}} for name in LENGTHS}
    counted = {
        f"n_{name}": {
            "after": SIGNED,
            "by": "P1D",
            "times": {"round": {"fact": f"got.{name}"}, "to": 1},
        }
        for name in NUMBERS
    }
    for name, due in {**ENDS, **moved, **counted}.items():
        rules.append(said(f"e_{name}", on="question", then={"deadline": {"id": name, "due": due}}))
    for name, when in COMPARISONS.items():
        due = {"deadline": {"id": name, "due": SIGNED}}
        rules.append(said(f"if_{name}", on="question", when=when, then=due))
    law = agreement()
    law["articles"]["3"] = rules
    entries = dict.fromkeys([*ENDS, *moved, *counted, *COMPARISONS], LABEL)
    law["vocabulary"] = {
        "facts": facts,
        "lines": {"base": LABEL, "extra": LABEL},
        "entries": entries,
    }
    return write_law(Path(mkdtemp()), [law])


@cache
def written() -> bytes:
    return accord.load(folder()).prove(CASE, "calendar", on="2025-01-01")


def proof() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(written())
    return read


def failure(proof: dict[str, Any]) -> checker.Failure:
    proof.pop("sha256", None)
    with pytest.raises(checker.Failure) as caught:
        checker.check({**proof, "sha256": hash_of(canonical(proof))}, [folder()])
    return caught.value


def values(read: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what each rule concludes, by its name: a fact derived, or the day of an entry."""
    return {
        step["id"].removeprefix("m/3/").partition("@")[0]: step["values"].get("value")
        or step["values"]["due"]
        for step in read["work"]["calendar"]["steps"]
        if step.get("values")
    }


def test_a_proof_over_every_form_is_worked_out_again() -> None:
    steps, operations, *_ = checker.check(proof(), [folder()])
    assert steps
    assert operations
    found = {name: value["is"] for name, value in values(proof()).items()}
    assert {name: found[name] for name in (*NUMBERS, *LENGTHS)} == {
        "quotient": "30864/175",
        "third": "411.52",
        "tens": "1230",
        "halves_up": "1235",
        "cents_down": "411.52",
        "euros": "1235",
        "years": "4",
        "years_up": "4",
        "months": "49",
        "days": "1490",
        "longest": "P2M",
        "shortest": "P1M",
        "whole_down": "P2M",
        "whole_up": "P3M",
        "written": "P2M",
    }
    assert {name: found[f"e_{name}"] for name in ENDS} == {
        "down": "2020-02-29",
        "up": "2020-03-01",
        "back_up": "2023-12-29",
        "by_value": "2020-03-31",
    }
    assert {name for name in COMPARISONS if f"if_{name}" in found} == {
        "lasts_at_least",
        "longer_than",
    }


def test_every_form_of_numbers_and_durations_is_in_it() -> None:
    modules = ("rounding", "fractions", "durations")
    own = {
        form.keys[0]
        for form in FORMS
        if form.keys and form.__module__.rpartition(".")[2] in modules
    }
    proved = {value["op"] for value in values(proof()).values() if "op" in value}
    assert own <= proved


@pytest.mark.parametrize("name", ["quotient", "tens", "years", "longest", "whole_up", "e_up"])
def test_a_value_that_is_changed_is_caught(name: str) -> None:
    changed = proof()
    value = values(changed)[name]
    value["is"] = {"P": "P5M", "2": "2020-03-02"}.get(value["is"][0], "5")
    assert f"m/3/{name}@" in failure(changed).step


@pytest.mark.parametrize(
    ("name", "key", "other"),
    [
        ("halves_up", "direction", "down"),
        ("euros", "unit", "10"),
        ("euros", "coin", "cent"),
        ("months", "counting", "complete"),
        ("months", "unit", "years"),
        ("years_up", "up", False),
        ("whole_up", "unit", "P1M"),
        ("e_up", "up", False),
    ],
)
def test_how_it_is_worked_out_cannot_be_told_otherwise(name: str, key: str, other: Any) -> None:
    changed = proof()
    value = values(changed)[name]
    assert value[key] != other
    value[key] = other
    assert f"m/3/{name}@" in failure(changed).step


@pytest.mark.parametrize(
    ("facts", "unknown"),
    [
        ({"divisor": 0}, "quotient"),
        ({"notice": "P30D"}, "longest"),
        ({"notice": "P30D"}, "whole_down"),
        ({"ends_on": "not_yet"}, "years"),
    ],
)
def test_what_has_no_value_is_proved_too(facts: dict[str, Any], unknown: str) -> None:
    case = {"deal": {**CASE["deal"], **facts}}
    written = json.loads(accord.load(folder()).prove(case, "calendar", on="2025-01-01"))
    checker.check(written, [folder()])
    (step,) = [
        one
        for one in written["work"]["calendar"]["steps"]
        if one["id"].startswith(f"m/3/{unknown}@")
    ]
    assert step["outcome"] != "applied"
