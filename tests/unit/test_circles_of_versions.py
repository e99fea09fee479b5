"""Circles are searched for only in the states of the law whose
changes could close one; each that closes is found, at its state.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from small_law import (
    LABEL,
    VOCABULARY,
    agreement,
    amount,
    event,
    found,
    operation,
    read_law,
    said,
    text,
)

from engine.checks import check_corpus, contradictions
from engine.checks.entangled import entangled
from engine.language.model import provisions_of, rules_of

DERIVED = {"type": "integer", "derived": True, "label": LABEL}


def derives(id_: str, fact: str, read: str, **more: Any) -> dict[str, Any]:
    return said(
        id_, on="signature", then={"derive": {"fact": fact, "value": {"fact": read}}}, **more
    )


def law(
    folder: Path, first_reads: str, amended_reads: str, day: str = "2021-01-01", **more: Any
) -> Any:
    worth = amount("x", 1) | {"then": {"entitle": {"line": "base", "amount": {"fact": "deal.b"}}}}
    rules = [derives("a", "deal.a", first_reads), derives("b", "deal.b", "deal.a"), worth]
    one = agreement() | {"articles": {"1": rules}}
    one["vocabulary"] = VOCABULARY | {
        "facts": VOCABULARY["facts"] | {"deal.a": DERIVED, "deal.b": DERIVED}
    }
    new = {
        key: value
        for key, value in derives("a", "deal.a", amended_reads, **more).items()
        if key not in ("source", "basis")
    }
    expect = {"then": {"derive": {"fact": "deal.a"}}}
    articles = {"1": operation("replace", "m/1/a", expect=expect, **{"with": [new]})}
    return read_law(
        folder, one, text("k", day, articles, amends=["m"], events={"signed": event("2020-06-01")})
    )


def test_a_circle_that_an_amendment_closes_is_found(tmp_path: Path) -> None:
    corpus = law(tmp_path, "deal.people", "deal.b")
    assert found(contradictions(corpus)) == ["ACC205"]
    assert entangled(rules_of(provisions_of(corpus.texts.values()))) == {"m/1/a", "m/1/b"}


def test_a_circle_that_no_state_closes_is_none(tmp_path: Path) -> None:
    corpus = law(tmp_path / "apart", "deal.people", "deal.people")
    assert entangled(rules_of(provisions_of(corpus.texts.values()))) == frozenset()
    assert contradictions(corpus) == ()


def test_a_circle_that_an_exception_closes_is_found(tmp_path: Path) -> None:
    rules = [derives("a", "deal.a", "deal.people"), derives("b", "deal.b", "deal.a")]
    exception = said(
        "e",
        on="signature",
        when={"deal.b": {"at_least": 1}},
        then={"derive": {"fact": "deal.a", "value": 3}},
        overrides=["m/1/a"],
    )
    worth = amount("x", 1) | {"then": {"entitle": {"line": "base", "amount": {"fact": "deal.b"}}}}
    one = agreement() | {"articles": {"1": [*rules, exception, worth]}}
    one["vocabulary"] = VOCABULARY | {
        "facts": VOCABULARY["facts"] | {"deal.a": DERIVED, "deal.b": DERIVED}
    }
    assert set(found(contradictions(read_law(tmp_path, one)))) == {"ACC205"}


def test_a_rule_that_applies_on_one_day_of_knowledge_alone_is_not_idle(tmp_path: Path) -> None:
    """What a later text replaces on the very day of its
    effect still applied, as known before that text was.
    """
    rule = amount("x", 5, when={"deal.people": {"at_least": 3}})
    one = agreement() | {"articles": {"1": [rule]}}
    new = amount("x", 6, when={"deal.people": {"at_least": 3}})
    new = {key: value for key, value in new.items() if key not in ("source", "basis")}
    other = new | {"then": {"entitle": {"line": "base", "amount": 7}}}
    first = text(
        "k",
        "2021-01-01",
        {
            "1": operation(
                "replace",
                "m/1/x",
                expect={"when": {"deal.people": {"at_least": 3}}},
                **{"with": [new]},
            )
        },
        amends=["m"],
        events={"signed": event("2020-06-01")},
    )
    second = text(
        "l",
        "2021-01-01",
        {
            "1": operation(
                "replace",
                "m/1/x",
                expect={"when": {"deal.people": {"at_least": 3}}},
                **{"with": [other]},
            )
        },
        amends=["m"],
        after=["k"],
        events={"signed": event("2020-09-01")},
    )
    assert "ACC227" not in found(check_corpus(read_law(tmp_path / "known", one, first, second)))
    together = second | {"text": second["text"] | {"events": {"signed": event("2020-06-01")}}}
    assert (
        found(check_corpus(read_law(tmp_path / "at once", one, first, together))).count("ACC227")
        == 1
    )
