"""Rules in conflict in a state of the law, found by looking at what
changes in it alone: the cost grows with the law and no faster.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_law import LABEL, OCCASIONS, VOCABULARY, amount, event, found, read_law, said, text

from engine.checks import conflicts, contradictions
from engine.language.model import Corpus

PLOTS = {
    "singular": "plot",
    "label": LABEL,
    "keys": {"a": LABEL, "b": LABEL},
    "facts": {"size": {"type": "integer", "label": LABEL}},
}
EACH = {"plot_day": {"each": "plots", "on": {"fact": "day"}, "label": LABEL}}


def law_of(
    folder: Path,
    rules: list[dict[str, Any]],
    *brought: list[dict[str, Any]],
    lines: tuple[str, ...] = (),
) -> Corpus:
    """Return an agreement, and amendments that complete its first provision, one a year."""
    one = text("m", "2020-01-01", {"1": rules})
    one["vocabulary"] = VOCABULARY | {"collections": {"plots": PLOTS}, "benefits": {"b": LABEL}}
    one["vocabulary"]["lines"] = (
        VOCABULARY["lines"] | {"plots.*": LABEL} | dict.fromkeys(lines, LABEL)
    )
    one["occasions"] = OCCASIONS | {"occasions": OCCASIONS["occasions"] | EACH}
    amending = []
    for rank, provisions in enumerate(brought, 1):
        complete = said(
            "op",
            point="1°",
            complete="m/1/" + rules[0]["id"],
            expect={"id": rules[0]["id"]},
            **{"with": provisions},
        )
        day = f"{2020 + rank}-01-01" if rank < 80 else f"2100-{rank % 12 + 1:02}-{rank % 28 + 1:02}"
        amending.append(
            text(
                f"k{rank}",
                day,
                {"1": [complete]},
                amends=["m"],
                events={"signed": event("2020-06-01")},
            )
        )
    return read_law(folder, one, *amending)


def gives(id_: str, line: str, **more: Any) -> dict[str, Any]:
    """Return a rule of each plot that gives a sum."""
    return said(id_, on="plot_day", then={"entitle": {"line": line, "amount": 1}}, **more)


@pytest.mark.parametrize(
    ("rules", "brought"),
    [
        ([amount("x", 1)], [[amount("y", 2)]]),
        ([amount("x", 1, "extra"), said("n")], [[said("o")], [amount("y", 2)], [amount("z", 2)]]),
        ([gives("x", "plots.{plot}")], [[gives("y", "plots.a")]]),
        ([gives("x", "plots.a")], [[gives("y", "plots.{plot}", when={"plot": {"is": "a"}})]]),
    ],
    ids=["one line", "two amendments", "a name under a template", "a template over a name"],
)
def test_what_an_amendment_brings_is_held_against_all_that_stands(
    rules: Any, brought: Any, tmp_path: Path
) -> None:
    assert found(contradictions(law_of(tmp_path, rules, *brought))) == ["ACC204"]


@pytest.mark.parametrize(
    ("rules", "brought"),
    [
        ([amount("x", 1)], [[amount("y", 2, "extra")]]),
        ([amount("x", 1)], [[amount("y", 2, overrides=["m/1/x"])]]),
        ([gives("x", "plots.b")], [[gives("y", "plots.{plot}", when={"plot": {"is": "a"}})]]),
    ],
    ids=["two lines", "an exception", "a template that leaves a name out"],
)
def test_what_an_amendment_brings_beside_what_stands_is_no_conflict(
    rules: Any, brought: Any, tmp_path: Path
) -> None:
    assert found(contradictions(law_of(tmp_path, rules, *brought))) == []


def test_a_requirement_that_changes_what_a_benefit_asks_is_held_against_all_rules(
    tmp_path: Path,
) -> None:
    few, many = ({"deal.people": {name: 10}} for name in ("less_than", "at_least"))
    required = said(
        "r", on="question", when=many, then={"require": {"benefit": "b", "requirement": "many"}}
    )
    rules = [required, amount("x", 1, when={"benefit": "b"}), amount("y", 2, when=few)]
    assert found(contradictions(law_of(tmp_path / "exclusive", rules))) == []
    rules[0] = required | {"when": {"deal.people": {"at_least": 5}}}
    assert found(contradictions(law_of(tmp_path / "both", rules))) == ["ACC204"]


def test_the_pairs_looked_at_grow_with_the_law_and_no_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0
    meet = conflicts._meet

    def counted(first: Any, second: Any) -> bool:
        nonlocal looked_at
        looked_at += 1
        return meet(first, second)

    monkeypatch.setattr(conflicts, "_meet", counted)
    for size in (10, 60):
        lines = tuple(f"l{rank}" for rank in range(size))
        rules = [
            amount(f"x{rank}", 1, line, when={"deal.people": {"less_than": 5}})
            for rank, line in enumerate(lines)
        ]
        brought = [
            [amount(f"y{rank}", 2, line, when={"deal.people": {"at_least": 5}})]
            for rank, line in enumerate(lines)
        ]
        looked_at = 0
        assert contradictions(law_of(tmp_path / str(size), rules, *brought, lines=lines)) == ()
        assert looked_at <= 2 * size, size
