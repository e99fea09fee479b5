"""Rights are paid wherever they arise and whoever has them,
and patterns name elements that there are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_law import LABEL, OCCASIONS, VOCABULARY, agreement, amount, read_law, said

from engine.checks import check_corpus

WORDS = {
    **VOCABULARY,
    "collections": {
        "plots": {
            "singular": "plot",
            "keys": {"north": LABEL, "south": LABEL},
            "label": LABEL,
            "facts": {
                "dug_on": {"type": "date", "label": LABEL},
                "size": {"type": "integer", "label": LABEL},
            },
        }
    },
    "lines": {**VOCABULARY["lines"], "plots.*": LABEL},
    "parts": {"full": LABEL},
}
OF_PLOT = {"each": "plots", "on": {"fact": "plot.dug_on"}, "label": LABEL}
HERE: Any = ["signature", "question"]


def paid(line: str, on: Any) -> dict[str, Any]:
    """Return a rule that pays a line in one part."""
    return said(
        "paid",
        on=on,
        then={
            "pay": {"lines": [line], "parts": [{"part": "full", "due": {"fact": "occasion.on"}}]}
        },
    )


def found(folder: Path, *rules: Any) -> list[str]:
    """Return what is found of an agreement with these rules, facts that nothing reads left out."""
    kinds = {"occasions": {**OCCASIONS["occasions"], "of_plot": OF_PLOT}}
    law = agreement() | {"articles": {"1": rules}, "vocabulary": WORDS, "occasions": kinds}
    return [
        f"{one.code} {one.message}"
        for one in check_corpus(read_law(folder, law))
        if one.code != "ACC226"
    ]


def plot(when: Any = None) -> dict[str, Any]:
    """Return a right of each plot, under a condition."""
    return (
        amount("given", 100, "plots.{plot}")
        | {"on": "of_plot"}
        | ({} if when is None else {"when": when})
    )


UNPAID_NORTH = ["ACC223 no rule pays `plots.north`: the right would have no date."]
UNPAID_SOUTH = ["ACC223 no rule pays `plots.south`: the right would have no date."]


@pytest.mark.parametrize(
    ("given", "payer", "said_of"),
    [
        (amount("given", 100) | {"on": HERE}, paid("base", HERE), []),
        (
            amount("given", 100) | {"on": HERE},
            paid("base", "signature"),
            ["ACC223 no rule pays `base` on `question`: the right would have no date."],
        ),
        (amount("given", 100), paid("base", HERE), []),
        (plot(), paid("plots.*", "of_plot"), []),
        (plot(), paid("plots.{plot}", "of_plot"), UNPAID_NORTH),
        (plot(), paid("plots.north", "of_plot"), UNPAID_SOUTH),
        (plot({"plot": {"is": "north"}}), paid("plots.north", "of_plot"), []),
        (plot({"plot": {"is_not": "south"}}), paid("plots.north", "of_plot"), []),
        (
            plot({"all": [{"plot": {"one_of": ["north"]}}, {"plot.size": {"at_least": 3}}]}),
            paid("plots.north", "of_plot"),
            [],
        ),
        (
            plot({"any": [{"plot": {"is": "north"}}, {"plot.size": {"at_least": 3}}]}),
            paid("plots.north", "of_plot"),
            [],
        ),
        (plot({"plot.size": {"at_least": 3}}), paid("plots.north", "of_plot"), UNPAID_SOUTH),
        (plot(), paid("plots.west", "of_plot"), UNPAID_NORTH),
    ],
)
def test_a_right_is_paid_on_each_occasion_and_to_each_element(
    given: Any, payer: Any, said_of: list[str], tmp_path: Path
) -> None:
    unknown = [line for line in ("plots.west", "plots.{plot}") if line in str(payer)]
    others = [f"ACC224 `{line}` matches no right that a rule gives." for line in unknown]
    assert sorted(found(tmp_path, given, payer)) == [*said_of, *others]


def test_an_increase_of_an_element_that_there_is_not_is_found(tmp_path: Path) -> None:
    more = said(
        "more",
        on="of_plot",
        then={"increase": {"lines": ["plots.west"], "by": "10 %", "line": "extra"}},
    )
    assert found(tmp_path, plot(), paid("plots.*", "of_plot"), more) == [
        "ACC224 `plots.west` matches no right that a rule gives."
    ]
