"""A small agreement written in a few lines, its cases, and
their answers: alone, and as rows of a table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from depth import DEEP

from engine.checks import contradictions
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.model import Corpus
from engine.language.nodes import Deadline, Pay, Require
from engine.questions.question import Question
from engine.source.reader import read_corpora
from engine.tables.columns import CASE
from tests.answers import calendar, duties, eligibility, funding

from .comparison import answered, differences, facts_of

Rules = Sequence[Mapping[str, Any]]
QUERIES = {"funding": funding, "eligibility": eligibility, "calendar": calendar, "duties": duties}
DAY = date(2021, 1, 1)
_FACTS: dict[str, dict[str, Any]] = {
    "deal.signed_on": {"type": "date"},
    "deal.reported_on": {"type": "date"},
    "deal.people": {"type": "integer", "minimum": 0, "maximum": 100000, "varies": True},
    "deal.flag": {"type": "boolean"},
    "deal.rural": {"type": "boolean"},
    "deal.year": {"type": "integer", "minimum": 2000, "maximum": 2100},
    "deal.rate": {"type": "integer", "minimum": 0, "maximum": 1000, "derived": True},
    "deal.fit": {"type": "boolean", "derived": True},
    "deal.other": {"type": "boolean", "derived": True},
    "deal.ends_on": {"type": "date", "derived": True},
}


def said(text: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"fr": text, "en": text}


OCCASIONS: dict[str, Any] = {
    "periods": {
        "year": {"from": {"fact": "deal.signed_on"}, "every": "P1Y", "label": said("year")}
    },
    "occasions": {
        "signature": {"on": {"fact": "deal.signed_on"}, "label": said("signature")},
        "year": {"each_period": "year", "label": said("year")},
        "question": {"on": {"fact": "day"}, "label": said("question")},
    },
}


def rule(
    name: str, then: Mapping[str, Any], on: str | list[str] = "year", **parts: Any
) -> dict[str, Any]:
    """Return a rule: its id, its conclusion, and `when`, `overrides`…"""
    return (
        {
            "id": name,
            "says": said(f"says {name}"),
            "source": {"document": "d", "at": "p. 1"},
            "basis": "official_text",
        }
        | ({"on": on} if on else {})
        | {"then": then}
        | parts
    )


def table(name: str, **content: Any) -> dict[str, Any]:
    """Return a table."""
    return {
        "id": name,
        "says": said(name),
        "source": {"document": "d", "at": "p. 1"},
        "basis": "official_text",
        "table": content,
    }


def agreement(
    folder: Path, rules: Rules, occasions: Mapping[str, Any] | None = None, **events: Any
) -> tuple[Corpus | None, list[Diagnostic]]:
    """Write an agreement of one article; return its corpus
    (None when it cannot be read) and what the checks find.

    `occasions` stands in the place of those of every agreement here, its periods and its occasions.
    """
    text = {
        "text": "m",
        "corpus": "mini",
        "kind": "accord",
        "title": said("m"),
        "short": said("m"),
        "events": events,
        "entry_into_force": {"ordinary": "2020-01-01"},
        "documents": {"d": {"title": said("d"), "publisher": "p", "date": "2020-01-01"}},
    }
    label = {"label": said("label"), "question": said("question?")}
    vocabulary = {
        "facts": {
            name: word
            | ({"label": said(name)} if word.get("derived") else label | {"label": said(name)})
            for name, word in _FACTS.items()
        },
        "benefits": {"aid": said("aid"), "other": said("other aid")},
        "lines": {"base": said("base"), "extra": said("extra"), "more": said("more")},
        "parts": {name: said(name) for name in ("advance", "balance")},
        "entries": {"report": said("report")},
        "actors": {"club": said("club")},
    }
    files = {
        "text": text,
        "vocabulary": vocabulary,
        "occasions": occasions or OCCASIONS,
        "art_1": {"article": "1", "title": said("one"), "provisions": list(rules)},
    }
    (folder / "m").mkdir(parents=True)
    for name, content in files.items():
        (folder / "m" / f"{name}.yaml").write_text(
            json.dumps(content, ensure_ascii=False), encoding="utf-8"
        )
    corpora, findings = read_corpora([folder / "m"])
    if findings:
        return None, list(findings)
    return corpora["mini"], list(contradictions(corpora["mini"]))


def sound(
    folder: Path, rules: Rules, occasions: Mapping[str, Any] | None = None, **events: Any
) -> Corpus:
    """Return the corpus of an agreement in which the checks find nothing."""
    corpus, findings = agreement(folder, rules, occasions, **events)
    assert corpus is not None, findings
    assert findings == []
    return corpus


def ask(
    corpus: Corpus, query: str, facts: Mapping[str, Any], on: date = DAY, language: Any = "en"
) -> dict[str, Any]:
    """Return the answer for a case, whose facts are named in full (`deal.people`)."""
    case: dict[str, Any] = {"corpus": corpus.id}
    for name, value in facts.items():
        group, _, last = name.partition(".")
        case.setdefault(group, {})[last] = value
    answer: dict[str, Any] = QUERIES[query](
        corpus, facts_of(case, corpus), Question(on, date(2026, 1, 1), language).checked(corpus)
    )
    return answer


def assert_the_plan_agrees(
    folder: Path, corpus: Corpus, cases: Sequence[Mapping[str, Any]], on: date = DAY
) -> None:
    """Assert that a table of the cases is answered as each of
    them alone, in the questions that a table may be asked.
    """
    names = dict.fromkeys(name for case in cases for name in case)
    columns: dict[str, Any] = {CASE: [f"c{rank}" for rank, _ in enumerate(cases)]}
    for name in names:
        values = [_stored(case.get(name), corpus, name) for case in cases]
        columns[name] = pa.array(values, _TYPES[corpus.vocabulary.facts[name].type])
    drawn = pa.table(columns)
    question = Question(on, date(2026, 1, 1))
    for family in _families(corpus):
        (folder / family).mkdir(parents=True)
        found = answered(folder / family, drawn, corpus, question, family)
        assert differences(drawn, corpus, question, found, family) == [], family


def _families(corpus: Corpus) -> list[str]:
    """Return the questions of tables that some rule of an agreement answers; all, when deep."""
    concluded = {
        type(one.rule.then)
        for text in corpus.texts.values()
        for article in text.articles
        for one in article.provisions
        if one.rule
    }
    families = ["funding"]
    families += ["eligibility"] if DEEP or Require in concluded else []
    families += ["calendar"] if DEEP or concluded & {Pay, Deadline} else []
    return families


_TYPES = {"integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}


def _stored(value: Any, corpus: Corpus, name: str) -> Any:
    if value is None or corpus.vocabulary.facts[name].type != "date":
        return value
    return date.max if value == "not_yet" else date.fromisoformat(value)


def amounts(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the amount of each line of the first period."""
    return {
        row["line"]: row["amount"] for row in answer["entitlements"] if row["period"] in (1, None)
    }


def asked(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what is missing, by its name."""
    return {one.get("fact") or one["name"]: one for one in answer["missing"]}
