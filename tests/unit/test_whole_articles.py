"""An article takes another number, and is cited by both; what was repealed is put back with its
history. The words of the provisions stay what they were.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.checks import contradictions
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.law.consolidation import timeline_of
from engine.questions.question import Question
from engine.questions.texts import diff, text
from engine.source.reader import read_corpora
from tests.small_law import agreement, amount, event, expected, found, operation, read_law, said
from tests.small_law import text as a_text

DAYS = [date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)]
MOVED = {"number": "3"}


def law(folder: Path, *acts: list[dict[str, Any]]) -> Corpus:
    """Return the small agreement, amended by a text on each first of January."""
    texts = [
        a_text(
            f"a{day.year}",
            {"event": f"a{day.year}.published"},
            {"9": act},
            amends=["m"],
            events={"published": event(day.isoformat())},
        )
        for day, act in zip(DAYS, acts, strict=False)
    ]
    return read_law(folder, agreement(), *texts)


def cited(corpus: Corpus, on: date, address: str) -> str | None:
    """Return how a provision is cited on a day, None where it is not in force."""
    timeline = timeline_of(corpus, date.max, {})
    assert [str(one) for doubt in timeline.doubts for one in doubt.findings] == []
    state = timeline.law_on(on)
    enacted = state.provision(address) if state else None
    return enacted.citation.display("fr") if enacted else None


def asked(corpus: Corpus, number: str, on: date) -> str:
    """Return the title of the article that a number asks for on a day."""
    try:
        return text(corpus, Question(on, date.max, "en"), number).articles[0].title
    except RefusedInput as refused:
        return refused.diagnostics[0].code


def test_an_article_is_cited_by_its_new_number_and_the_one_before(tmp_path: Path) -> None:
    raised = {"with": [amount("x", 150)], "expect": expected(100)}
    corpus = law(
        tmp_path, operation("renumber", "m/1", **MOVED), operation("replace", "m/1/x", **raised)
    )
    assert cited(corpus, date(2020, 6, 1), "m/1/x") == "m, art. 1"
    assert cited(corpus, DAYS[0], "m/1/x") == "m, art. 3, anciennement art. 1"
    assert cited(corpus, DAYS[1], "m/1/x") == (
        "m, art. 3, anciennement art. 1, dans sa rédaction issue de l'a2022, art. 9, 1°"
    )
    assert asked(corpus, "3", date(2020, 6, 1)) == "ACC405"
    assert asked(corpus, "3", DAYS[0]) == "A1"
    assert asked(corpus, "m/3", DAYS[0]) == "A1"
    assert text(corpus, Question(DAYS[0], date.max, "en"), "3").articles[0].name == "art. 3"


def test_a_new_article_takes_the_number_that_is_left(tmp_path: Path) -> None:
    """Article 1 becomes article 3, and a new article 1 is inserted: it has an address of its own."""
    title = {"fr": "Neuf", "en": "New"}
    brought = {"title": title, "number": "1", "with": [said("fresh")]}
    corpus = law(
        tmp_path,
        [
            *operation("renumber", "m/1", **MOVED),
            said("new", point="2°", insert="m/1_new", **brought),
        ],
    )
    assert cited(corpus, DAYS[0], "m/1_new/fresh") == (
        "m, art. 1, dans sa rédaction issue de l'a2021, art. 9, 2°"
    )
    assert (asked(corpus, "1", DAYS[0]), asked(corpus, "3", DAYS[0])) == ("New", "A1")
    assert asked(corpus, "1", date(2020, 6, 1)) == "A1"
    assert contradictions(corpus) == ()


@pytest.mark.parametrize("own", [{}, {"number": "1"}])
def test_a_new_article_at_the_address_of_a_renumbered_one_is_refused(
    tmp_path: Path, own: dict[str, Any]
) -> None:
    """Article 1 became article 3 and keeps its address: the new one would be added to article 3."""
    brought = {"title": {"fr": "Neuf", "en": "New"}, "with": [said("fresh")], **own}
    corpus = law(
        tmp_path,
        [
            *operation("renumber", "m/1", **MOVED),
            said("new", point="2°", insert="m/1", **brought),
        ],
    )
    (told,) = contradictions(corpus)
    assert told.code == "ACC275"
    assert told.hint.in_language("fr") == (
        'donnez au nouvel article une adresse à lui\u00a0: `insert: m/1_new`, `number: "1"`.'
    )


def test_a_number_that_is_taken_is_refused(tmp_path: Path) -> None:
    corpus = law(tmp_path, operation("renumber", "m/1", number="2"))
    assert found(contradictions(corpus)) == ["ACC275"]


def test_what_was_repealed_is_put_back_with_its_history(tmp_path: Path) -> None:
    corpus = law(
        tmp_path,
        operation("repeal", "m/1/x", expect=expected(100)),
        operation("reinstate", "m/1/x", expect=expected(100)),
    )
    assert cited(corpus, DAYS[0], "m/1/x") is None
    assert cited(corpus, DAYS[1], "m/1/x") == (
        "m, art. 1, dans sa rédaction issue de l'a2022, art. 9, 1°"
    )
    shown = text(corpus, Question(DAYS[1], date.max, "en"), "1").articles[0]
    assert [one.id for one in shown.provisions] == ["x", "z"]
    assert [act.verb for act in shown.provisions[0].chain] == ["written", "repealed", "reinstated"]
    assert shown.repealed == ()
    (back,) = diff(corpus, Question(DAYS[1], date.max, "en"), DAYS[0], DAYS[1]).operations
    assert [(change.address, change.change) for change in back.changes] == [("m/1/x", "added")]
    assert contradictions(corpus) == ()


def test_it_may_be_put_back_otherwise_or_with_its_article(tmp_path: Path) -> None:
    otherwise = {"with": [amount("x", 120)], "expect": expected(100)}
    repeal = operation("repeal", "m/1/x", expect=expected(100))
    corpus = law(tmp_path / "a", repeal, operation("reinstate", "m/1/x", **otherwise))
    state = timeline_of(corpus, date.max, {}).law_on(DAYS[1])
    back = state.provision("m/1/x") if state else None
    assert back is not None
    assert back.provision.written["then"]["entitle"]["amount"] == 120
    whole = {"x": expected(100), "z": expected(1)}
    corpus = law(
        tmp_path / "b",
        operation("repeal", "m/1", expect=whole),
        operation("reinstate", "m/1", expect=whole),
    )
    assert [asked(corpus, "1", day) for day in DAYS[:2]] == ["ACC409", "A1"]


def test_what_is_not_repealed_is_not_put_back(tmp_path: Path) -> None:
    in_force = operation("reinstate", "m/1/x", expect=expected(100))
    assert found(contradictions(law(tmp_path / "a", in_force))) == ["ACC276"]
    unlike = operation("reinstate", "m/1/x", expect=expected(7))
    repeal = operation("repeal", "m/1/x", expect=expected(100))
    assert found(contradictions(law(tmp_path / "b", repeal, unlike))) == ["ACC202"]


# --- an amendment of an amendment -----------------------------------------------------------------


def of_amendments(folder: Path, *acts: dict[str, Any], later: str = "2022-01-01") -> Corpus:
    """Return the agreement, an amendment that raises a sum on a day, and one of 2021 that amends
    that amendment.
    """
    raised = operation("replace", "m/1/x", expect=expected(100), **{"with": [amount("x", 150)]})
    published = {"published": event("2020-06-01")}
    late = a_text("late", {"ordinary": later}, {"1": raised}, amends=["m"], events=published)
    early = a_text(
        "early",
        {"ordinary": "2021-01-01"},
        {"5": [said("op", point="1°", **act) for act in acts]},
        amends=["m", "late"],
        events={"published": event("2020-09-01")},
    )
    return read_law(folder, agreement(), late, early)


RAISE = {"operation": "late/1/op"}
SUM = ["with", "x", "then", "entitle", "amount"]


def test_an_amendment_not_yet_in_force_is_amended(tmp_path: Path) -> None:
    corpus = of_amendments(
        tmp_path, {"amend": RAISE, "parts": [{"at": SUM, "expect": 150, "with": 130}]}
    )
    assert contradictions(corpus) == ()
    assert cited(corpus, date(2021, 6, 1), "m/1/x") == "m, art. 1"
    assert cited(corpus, date(2022, 1, 1), "m/1/x") == (
        "m, art. 1, dans sa rédaction issue de l'late, art. 1, 1°, modifié par early, art. 5, 1°"
    )
    state = timeline_of(corpus, date.max, {}).law_on(date(2022, 1, 1))
    raised = state.provision("m/1/x") if state else None
    assert raised is not None
    assert raised.provision.written["then"]["entitle"]["amount"] == 130
    acts = diff(corpus, Question(DAYS[1], date.max, "en"), date(2020, 6, 1), DAYS[1]).operations
    assert [(act.verb, len(act.changes)) for act in acts] == [("amended", 0), ("replaced", 1)]


def test_an_amendment_not_yet_in_force_is_taken_back(tmp_path: Path) -> None:
    whole = {"replace": "m/1/x"}
    corpus = of_amendments(tmp_path, {"repeal": RAISE, "expect": whole})
    assert cited(corpus, date(2022, 6, 1), "m/1/x") == "m, art. 1"
    unlike = of_amendments(tmp_path / "unlike", {"repeal": RAISE, "expect": {"replace": "m/1/z"}})
    assert found(contradictions(unlike)) == ["ACC202"]


def test_what_is_wrong_in_an_amended_amendment_is_said_once_where_it_was_written(
    tmp_path: Path,
) -> None:
    """`late` expects 100 and the agreement now gives 120: that `early` amends `late` is no fault."""
    corpus = of_amendments(
        tmp_path, {"amend": RAISE, "parts": [{"at": SUM, "expect": 150, "with": 130}]}
    )
    base = tmp_path / "law" / "m" / "art_1.yaml"
    base.write_text(base.read_text().replace('"amount": 100', '"amount": 120'))
    corpora, findings = read_corpora([tmp_path / "law"])
    assert findings == []
    (told,) = contradictions(corpora[corpus.id])
    assert told.code == "ACC202"
    assert "late" in told.location.path
    assert "later" not in str(told.message)


def test_an_amendment_that_was_made_is_amended_no_more(tmp_path: Path) -> None:
    act = {"amend": RAISE, "parts": [{"at": SUM, "expect": 150, "with": 130}]}
    assert found(contradictions(of_amendments(tmp_path, act, later="2020-10-01"))) == ["ACC277"]
    none = {**act, "amend": {"operation": "late/1/oq"}}
    assert found(contradictions(of_amendments(tmp_path / "none", none))) == ["ACC201"]
    nowhere = {**act, "parts": [{"at": [*SUM, "more"], "expect": 150, "with": 130}]}
    assert found(contradictions(of_amendments(tmp_path / "nowhere", nowhere))) == ["ACC271"]
