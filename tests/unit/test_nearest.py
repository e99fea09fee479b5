"""What is nearest to change an answer: figures worked out by hand, each change asked again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cases.case_reader import Facts, read_case
from engine.cases.settings import asked
from engine.commands.main import main
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.library import as_if, load, load_case
from engine.questions.answers.nearest import NearChange, NearestAnswer
from engine.questions.eligibility import eligibility
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.render import render
from engine.source.document import Document
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_yaml
from engine.whatif import nearest as nearest_module
from engine.whatif.nearest import nearest
from tests.small_law import LABEL, amount, event, read_law, said, text, write_law

ROOT = Path(__file__).parents[2]
CASE = ROOT / "examples/cpts_exemple.yaml"
DAY = date(2023, 6, 1)
ADDITIONAL = "additional_operating_funding"


def answered(
    *settings: str, on: date = DAY, target: str | None = None
) -> tuple[Corpus, Facts, NearestAnswer]:
    corpus, facts = load_case(str(CASE), load())
    made, faults = asked(settings)
    assert faults == []
    facts = as_if(facts, corpus, made)
    return corpus, facts, nearest(corpus, facts, Question(on, date(2026, 1, 1), "en"), target)


def of_fact(changes: tuple[NearChange, ...], path: str) -> list[NearChange]:
    return [each for each in changes if [fact.path for fact in each.facts] == [path]]


def test_both_sides_of_a_threshold() -> None:
    # size 3 from 80,000, size 2 from 40,000; years that start from 15 January 2024 on: the fifth
    _, _, answer = answered()
    above, below = of_fact(answer.changes, "community.population")
    assert answer.changes[0] is above
    assert (above.facts[0].value, above.facts[0].short_by) == (80000, 25000)
    assert (below.facts[0].value, below.facts[0].above_by) == (39999, 15001)
    assert [(line.line, line.period, line.amount) for line in above.lines] == [
        ("operating", 5, 15000),
        ("missions.access.fixed", 5, 20000),
        ("missions.crisis.fixed", 5, 5000),
    ]
    assert (above.in_all, below.in_all) == (40000, -30000)
    assert (above.brings, below.brings) == (True, False)
    whole = above.whole_period
    assert whole is not None
    assert (whole.from_, whole.yearly, whole.amount) == (date(2024, 1, 15), True, 40000)
    assert [each.after for each in above.becomes] == ["3"]
    assert above.citations[0].display.endswith("as amended by amendment 2, art. 4, 2°")


def test_every_change_is_what_the_questions_answer_with_it() -> None:
    corpus, facts, answer = answered()
    question = Question(DAY, date(2026, 1, 1), "en", traced=False, weighed=False)
    before = funding(corpus, facts, question)
    assert len(answer.changes) > 4
    for change in answer.changes:
        made, _ = asked(fact.set.removeprefix("--set ") for fact in change.facts)
        other = as_if(facts, corpus, made)
        assert funding(corpus, other, question).total - before.total == change.in_all
        benefits = {
            row.benefit: row.outcome for row in eligibility(corpus, other, question).benefits
        }
        assert all(benefits[each.benefit] == each.after for each in change.benefits)


def test_members_matter_to_a_community_of_size_4_alone() -> None:
    # 10 % more from a hundred members on, for size 4: 120 members lose it at 99
    _, _, answer = answered("community.population=200000")
    (below,) = of_fact(answer.changes, "community.members")
    assert (below.facts[0].value, below.facts[0].above_by) == (99, 21)
    assert {line.line for line in below.lines} == {"majoration"}
    _, _, small = answered()
    assert of_fact(small.changes, "community.members") == []


def test_an_act_to_come_has_days_left() -> None:
    # art. 7.2: signed before 30 September 2022
    _, _, answer = answered(
        *("contract.signed_on=not_yet", "missions={}", "crises=[]", "early_mission.signed_on="),
        on=date(2022, 9, 1),
        target=ADDITIONAL,
    )
    first = answer.changes[0]
    assert first.kind == "act"
    assert first.facts[0].set == "--set contract.signed_on=2022-09-01"
    assert (first.facts[0].last_day, first.facts[0].days_left) == (date(2022, 9, 29), 28)
    assert answer.past == ()


def test_a_day_that_is_past_stands_apart() -> None:
    _, _, answer = answered(
        *("contract.signed_on=2022-10-03", "missions={}", "crises=[]"),
        target=ADDITIONAL,
    )
    assert answer.changes == ()
    (past,) = answer.past
    assert past.facts[0].value == "2022-09-29"
    assert (past.in_all, past.benefits[0].after) == (45000, "eligible")
    assert any("art. 7.2" in each.display for each in past.citations)


def test_a_line_that_no_act_has_opened() -> None:
    # 15,000 a year, and 228 days of 365 of it from 1 June 2023 to 14 January 2024
    _, _, answer = answered(target="missions.prevention.fixed")
    (change,) = answer.changes
    assert [fact.set for fact in change.facts] == [
        "--set missions.prevention.started_on=2023-06-01"
    ]
    part = round(Decimal(15000) * 228 / 365, 2)
    assert change.in_all == 15000 + part
    assert [line.amount for line in change.lines] == [part, 15000]


def test_nothing_near_after_the_end() -> None:
    _, _, answer = answered(on=date(2026, 1, 1), target="operating")
    assert answer.changes == answer.past == ()


def test_an_unknown_target_names_the_nearest() -> None:
    with pytest.raises(RefusedInput) as refused:
        answered(target="missions.acces")
    (finding,) = refused.value.diagnostics
    assert finding.code == "ACC431"
    assert "missions.access" in str(finding)


@pytest.mark.parametrize(("lang", "said_of_it"), [("fr", "Le plus proche"), ("en", "The nearest")])
def test_the_other_agreement(lang: str, said_of_it: str) -> None:
    home = ROOT / "examples/other_agreement"
    words = [str(home / "atelier.yaml"), "--rulesets", str(home / "rulesets"), "--lang", lang]
    done = CliRunner().invoke(main, ["nearest", *words, "--on", "2025-06-01"])
    assert done.exit_code == 0, done.stderr
    assert said_of_it in done.stdout or said_of_it.lower() in done.stdout.lower()
    assert "--set employer.staff@2025-06-01=9" in done.stdout


# --- two facts together ---------------------------------------------------------------------------

TWO = {
    "facts": {
        "deal.signed_on": {"type": "date", "label": LABEL, "question": LABEL},
        "deal.people": {"type": "integer", "label": LABEL, "question": LABEL},
        "deal.agreed": {"type": "boolean", "label": LABEL, "question": LABEL},
    },
    "lines": {"base": LABEL},
    "benefits": {"grant": LABEL},
}


def two_needed(folder: Path) -> Corpus:
    """A grant for ten people or more, if it was agreed."""
    when = {"all": [{"deal.people": {"at_least": 10}}, {"deal.agreed": {"is": True}}]}
    grant = said(
        "g", on="question", when=when, then={"require": {"benefit": "grant", "requirement": "both"}}
    )
    paid = amount("x", 100, when={"benefit": "grant"})
    law: Mapping[str, Any] = text(
        "m",
        {"after": {"event": "m.published"}, "by": "P1D"},
        {"1": [grant], "2": [paid]},
        events={"signed": event("2019-12-01"), "published": event("2019-12-31")},
    )
    return read_law(folder, {**law, "vocabulary": TWO})


def small_case(corpus: Corpus, people: int, *, agreed: bool) -> Facts:
    tree = {"deal": {"signed_on": "2020-02-01", "people": people, "agreed": agreed}}
    facts, faults = read_case(Document("case", tree, ()), corpus.vocabulary)
    assert facts is not None, faults
    return facts


def test_two_facts_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = two_needed(tmp_path)
    question = Question(date(2020, 6, 1), date(2020, 6, 1), "en")
    alone = nearest(corpus, small_case(corpus, 8, agreed=True), question)
    assert [[fact.set for fact in each.facts] for each in alone.changes] == [
        ["--set deal.people=10"]
    ]
    both = nearest(corpus, small_case(corpus, 8, agreed=False), question)
    (change,) = both.changes
    assert change.kind == "together"
    assert {fact.set for fact in change.facts} == {
        "--set deal.people=10",
        "--set deal.agreed=true",
    }
    assert not both.stopped
    monkeypatch.setattr(nearest_module, "MOST_TOGETHER", 0)
    cut = nearest(corpus, small_case(corpus, 8, agreed=False), question)
    assert (cut.changes, cut.stopped) == ((), True)


# --- what is no number, elements, durations -------------------------------------------------------


def guarded(name: str, when: dict[str, Any]) -> dict[str, Any]:
    then = {"entitle": {"line": name, "amount": 100}}
    return said(name, on="question", when=when, then=then)


def varied(folder: Path, **more: Any) -> NearestAnswer:
    """A sum of 40 points is needed, a notice of two months, a flag, a kind, a day before March."""
    fact = {"label": LABEL, "question": LABEL}
    kinds = {"type": "enumeration", "values": {"small": LABEL, "large": LABEL}, **fact}
    vocabulary = {
        "facts": {
            "deal.flag": {"type": "boolean", **fact},
            "deal.kind": kinds,
            "deal.notice": {"type": "duration", **fact},
            "deal.held_on": {"type": "date", **fact},
            "deal.done_on": {"type": "date", **fact},
        },
        "collections": {
            "tasks": {
                "singular": "task",
                "label": LABEL,
                "complete": True,
                "keys": {"wood": LABEL, "iron": LABEL},
                "facts": {"points": {"type": "integer", **fact}},
            }
        },
        "lines": dict.fromkeys(("sum", "flag", "kind", "notice", "held", "done"), LABEL),
    }
    rules = [
        guarded("sum", {"sum": {"fact": "task.points"}, "over": "tasks", "at_least": 40}),
        guarded("flag", {"deal.flag": {"is": True}}),
        guarded("kind", {"deal.kind": {"is": "large"}}),
        guarded("notice", {"deal.notice": {"lasts_at_least": "P2M"}}),
        guarded("held", {"deal.held_on": {"on_or_before": "2023-09-01"}}),
        guarded("done", {"deal.done_on": {"before": "2020-01-01"}}),
    ]
    law = text("m", "2020-01-01", {"1": rules}) | {"vocabulary": vocabulary}
    corpora, findings = read_corpora([write_law(folder / "law", [law])])
    assert findings == []
    deal = {"flag": False, "kind": "small", "notice": "P1M", "held_on": "2023-10-01"}
    case = {
        "deal": deal | {"done_on": "2021-01-01"},
        "tasks": {"wood": {"points": 10}, "iron": {"points": 20}},
    }
    document, _ = read_yaml("case.json", json.dumps(case).encode())
    assert document is not None
    facts, found = read_case(document, corpora["mini"].vocabulary)
    assert facts is not None, found
    return nearest(corpora["mini"], facts, Question(date(2023, 6, 1), date(2026, 1, 1), "en"))


def test_choices_days_durations_and_sums_over_elements_are_varied(tmp_path: Path) -> None:
    """30 points are there of 40: ten more for iron (20) or for wood (10)."""
    answer = varied(tmp_path)
    changes = {each.facts[0].path: each.facts[0].value for each in answer.changes}
    assert changes == {
        "tasks.iron.points": 30,
        "tasks.wood.points": 20,
        "deal.flag": True,
        "deal.kind": "large",
        "deal.notice": "P2M",
        "deal.held_on": "2023-09-01",
    }
    assert all(each.in_all == 100 for each in answer.changes)


def test_what_is_not_varied_is_named(tmp_path: Path) -> None:
    """An act that is done is past: no other day of it is tried."""
    answer = varied(tmp_path)
    assert [each.name for each in answer.not_varied] == ["deal.done_on"]
    for language, words in (
        ("en", "Read by the rules, of which no other value was tried: x."),
        ("fr", "sans qu’une autre valeur ait été essayée\u00a0: x."),
    ):
        assert words in render(answer, "text", language, width=200)
