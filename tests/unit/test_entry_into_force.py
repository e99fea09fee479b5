"""The day on which a text enters into force is worked out
as any value of a rule is, on the texts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from small_law import LABEL, agreement, day, event, operation, read_law, said, text, write_law

from engine.language.forms.dates import Shift
from engine.language.forms.literal import Literally
from engine.language.forms.tables import TableCell
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.temporal import Duration
from engine.language.values import Value
from engine.law.consolidation import Timeline, moving_readings
from engine.source.reader import read_corpora
from engine.words.rules_aloud import RulesAloud

SIGNED, APPROVED, PUBLISHED = (
    {"event": f"k.{name}"} for name in ("signed", "approved", "published")
)
EVENTS = {
    "signed": event("2023-12-18"),
    "published": event("2024-01-10"),
    "approved": {"basis": "inferred"},
}
READING = {
    "question": LABEL,
    "default": "one",
    "options": {"one": {"says": LABEL}, "other": {"says": LABEL}},
    "reason": LABEL,
}


def amendment(effect: Any, id_: str = "k", **more: Any) -> dict[str, Any]:
    more = {"events": EVENTS, "amends": ["m"], **more}
    return text(id_, effect, {"1": operation("insert", "m/2", **{"with": [said("new")]})}, **more)


@pytest.mark.parametrize(
    ("effect", "on"),
    [
        ({"first_known": [SIGNED, PUBLISHED]}, "2023-12-18"),
        ({"first_known": [APPROVED, PUBLISHED]}, "2024-01-10"),
        ({"first_known": [APPROVED]}, None),
        ({"latest": [SIGNED, PUBLISHED]}, "2024-01-10"),
        ({"earliest": [SIGNED, PUBLISHED]}, "2023-12-18"),
        ({"latest": [SIGNED, APPROVED]}, None),
        ({"earliest": [SIGNED, APPROVED]}, None),
        ({"greatest": [SIGNED, "2024-03-01"]}, "2024-03-01"),
        ({"after": {"first_known": [APPROVED, SIGNED]}, "by": "P1M", "times": 2}, "2024-02-18"),
        ({"before": PUBLISHED, "by": "P10D"}, "2023-12-31"),
        ({"first_known": [{"effect_of": "k", "group": "late"}, SIGNED]}, "2024-01-11"),
        ("not_yet", None),
    ],
)
def test_every_operation_means_what_it_means_in_a_rule(
    tmp_path: Path, effect: Any, on: str | None
) -> None:
    corpus = read_law(
        tmp_path,
        agreement(),
        amendment({"ordinary": effect, "late": {"after": PUBLISHED, "by": "P1D"}}),
    )
    assert Timeline(corpus, day("2025-01-01"), {}).effect_date("k") == (on and day(on))


@pytest.mark.parametrize(
    "part",
    [
        {"fact": "deal.signed_on"},
        {"proportion": "days"},
        {"count": "deal.people"},
        {"table": "m/1/t", "row": "r", "column": 1},
        {"bracket": 3, "in": "m/1/t"},
    ],
)
@pytest.mark.parametrize("around", ["alone", "combined", "times", "option"])
def test_what_only_a_case_or_the_law_in_force_gives_is_refused_where_it_stands(
    tmp_path: Path, part: Mapping[str, Any], around: str
) -> None:
    effect = {
        "alone": part,
        "combined": {"first_known": [SIGNED, part]},
        "times": {"after": SIGNED, "by": "P1D", "times": part},
        "option": {"reading": "r", "options": {"one": SIGNED, "other": part}},
    }[around]
    _, findings = read_corpora(
        [write_law(tmp_path, [agreement() | {"readings": {"r": READING}}, amendment(effect)])]
    )
    assert [(one.code, Path(one.location.path).parent.name) for one in findings] == [
        ("ACC120", "k")
    ]
    line = (tmp_path / "k" / "text.yaml").read_text("utf-8")[findings[0].location.column - 1 :]
    assert line.startswith(f'{{"{next(iter(part))}"')
    assert str(findings[0].hint)


def test_a_reading_inside_a_value_moves_its_text(tmp_path: Path) -> None:
    choice = {"reading": "r", "options": {"one": SIGNED, "other": PUBLISHED}}
    corpus = read_law(
        tmp_path,
        agreement() | {"readings": {"r": READING}},
        amendment({"after": choice, "by": "P1D"}),
    )
    assert moving_readings(corpus) == {"r"}
    assert Timeline(corpus, day("2025-01-01"), {}).effect_date("k") == day("2023-12-19")
    assert Timeline(corpus, day("2025-01-01"), {"r": "other"}).effect_date("k") == day("2024-01-11")


def test_an_effect_that_waits_for_another_in_a_chain_of_thousands(tmp_path: Path) -> None:
    corpus = read_law(tmp_path, agreement(), amendment(SIGNED))
    first, groups = corpus.texts["k"], 5000
    force: dict[str, Value] = {"ordinary": EventDate("k", "signed")}
    force |= {
        f"g{rank}": Shift(
            EffectDate("k", f"g{rank - 1}" if rank else "ordinary"), Duration(days=1), 1
        )
        for rank in range(groups)
    }
    corpus = replace(corpus, texts={**corpus.texts, "k": replace(first, entry_into_force=force)})
    known = Timeline(corpus, day("2025-01-01"), {}).effect_date("k", f"g{groups - 1}")
    assert known is not None
    assert (known - day("2023-12-18")).days == groups


def test_a_table_that_an_amendment_brings_is_read_aloud_in_its_unit(tmp_path: Path) -> None:
    def brought(unit: str) -> dict[str, Any]:
        return said("t", table={"unit": unit, "columns": [1], "rows": {"base": [3]}})

    inserted = {
        "9": operation("insert", "m/9", title=LABEL, **{"with": [brought("months")]}),
        "8": operation("insert", "m/8", title=LABEL, **{"with": [brought("EUR")]}),
    }
    corpus = read_law(
        tmp_path, agreement(), text("k", SIGNED, inserted, events=EVENTS, amends=["m"])
    )
    aloud = RulesAloud(corpus.vocabulary, corpus.readings, "en", texts=corpus.texts)
    for article, words in (("9", "the value"), ("8", "the amount")):
        cell = TableCell(f"m/{article}/t", "base", Literally(1))
        assert aloud.value(cell).startswith(words)
