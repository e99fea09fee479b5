"""One fault gives one finding: what merely follows from it is not listed beside it."""

from __future__ import annotations

from pathlib import Path

from small_law import agreement, amount, event, expected, operation, read_law, text, write_law

from engine.checks import contradictions
from engine.source.reader import read_corpora


def test_a_text_that_cannot_be_read_is_not_said_to_leave_others_without_a_corpus(
    tmp_path: Path,
) -> None:
    law = agreement()
    law["text"]["events"]["published"]["on"] = "30/06/2021"
    amendment = text(
        "k",
        "2021-06-01",
        {"1": operation("replace", "m/1/x", expect=expected(100), **{"with": [amount("x", 2)]})},
        amends=["m"],
    )
    del amendment["text"]["corpus"]
    _, findings = read_corpora([write_law(tmp_path / "law", [law, amendment])])
    assert [one.code for one in findings] == ["ACC107"]
    law["text"]["events"]["published"] = event("2021-06-30")
    amendment["text"]["amends"] = ["other"]
    _, findings = read_corpora([write_law(tmp_path / "again", [law, amendment])])
    assert [one.code for one in findings] == ["ACC113"]


def test_an_override_of_nothing_is_said_once(tmp_path: Path) -> None:
    law = agreement()
    law["articles"]["1"][0]["overrides"] = ["m/1/zz"]
    assert [
        (one.code, str(one.message)) for one in contradictions(read_law(tmp_path / "none", law))
    ] == [
        ("ACC216", "unknown rule to override `m/1/zz`."),
    ]
    law["articles"]["1"][0]["overrides"] = ["m/2/n"]
    assert [
        (one.code, str(one.message)) for one in contradictions(read_law(tmp_path / "norm", law))
    ] == [
        ("ACC216", "the rule overrides `m/2/n`, which is no rule."),
    ]
