"""An amendment adds to the words of the text that it amends: a key of a collection exists from its
effect on, bounds only widen, a reading has one more option. Cases of before stay valid.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.cases.case_reader import read_case
from engine.checks import contradictions
from engine.language.model import Corpus
from engine.source.document import Document
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_yaml
from tests.small_law import LABEL, VOCABULARY, agreement, event, found, operation, read_law, said
from tests.small_law import text as a_text

MISSIONS = {
    "singular": "mission",
    "label": LABEL,
    "complete": True,
    "keys": {"access": LABEL},
    "facts": {
        "started_on": {"type": "date", "absent": "not_yet", "label": LABEL},
        "plan_on": {"type": "date", "absent": "not_yet", "only_for": ["access"], "label": LABEL},
    },
}
READINGS = {
    "unit": {
        "question": LABEL,
        "default": "one",
        "options": {"one": {"says": LABEL}, "two": {"says": LABEL}},
        "reason": LABEL,
    }
}


def law(folder: Path, amends: Any = None, of_readings: Any = None, **more: Any) -> Corpus:
    """Return a small agreement with a collection and a reading, and an amendment of its words."""
    kinds = {"deal.kind": {"type": "enumeration", "values": {"loan": LABEL}, "label": LABEL}}
    bounded = {"deal.rank": {"type": "integer", "minimum": 1, "maximum": 5, "label": LABEL}}
    facts = {**VOCABULARY["facts"], **kinds, **bounded}
    vocabulary = {**VOCABULARY, "facts": facts, "collections": {"missions": MISSIONS}}
    base = agreement(readings=READINGS)
    base |= {"vocabulary": vocabulary, "readings": base["text"].pop("readings")}
    amount = {"reading": "unit", "options": {"one": 1, "two": 2}}
    then = {"entitle": {"line": "base", "amount": amount}}
    base["articles"]["1"] = [said("right", on="signature", then=then)]
    parts = more.get("parts") or [{"at": ["says"], "expect": {}, "with": LABEL}]
    articles = {"7": operation("amend", "m/1/right", parts=parts)}
    events = {"published": event("2021-01-01")}
    amending = a_text("a", {"event": "a.published"}, articles, amends=["m"], events=events)
    words = {"vocabulary": amends, "readings": of_readings}
    return read_law(folder, base, amending | {"amended": words})


def case(corpus: Corpus, written: str) -> list[str]:
    """Return the codes of what is wrong with a case."""
    document, problems = read_yaml("case.yaml", written.encode())
    assert isinstance(document, Document), problems
    return found(read_case(document, corpus.vocabulary)[1])


def test_a_key_exists_from_the_text_that_adds_it(tmp_path: Path) -> None:
    keys = {"keys": {"sport": LABEL}, "facts": {"plan_on": {"only_for": ["sport"]}}}
    corpus = law(tmp_path, {"collections": {"missions": keys}})
    missions = corpus.vocabulary.collections["missions"]
    assert list(missions.keys) == ["access", "sport"]
    assert missions.since == {"sport": "a"}
    assert missions.facts["plan_on"].only_for == ("access", "sport")
    before = "missions: {access: {started_on: 2020-02-01}}"
    assert case(corpus, before) == case(law(tmp_path / "alone"), before) == []
    assert case(corpus, "missions: {sport: {plan_on: 2022-02-01}}") == []
    assert case(law(tmp_path / "other"), "missions: {sport: {plan_on: 2022-02-01}}") != []


def test_bounds_widen_and_an_enumeration_has_one_more_value(tmp_path: Path) -> None:
    facts = {"deal.rank": {"maximum": 9}, "deal.kind": {"values": {"gift": LABEL}}}
    corpus = law(tmp_path, {"facts": facts})
    assert corpus.vocabulary.facts["deal.rank"].maximum == Decimal(9)
    assert corpus.vocabulary.facts["deal.rank"].minimum == Decimal(1)
    assert case(corpus, "deal: {rank: 9, kind: gift}") == []
    assert case(law(tmp_path / "alone"), "deal: {rank: 9, kind: gift}") != []


def test_a_fact_of_every_element_is_new(tmp_path: Path) -> None:
    facts = {"closed_on": {"type": "date", "absent": "not_yet", "label": LABEL}}
    corpus = law(tmp_path, {"collections": {"missions": {"facts": facts}}})
    assert case(corpus, "missions: {access: {closed_on: 2022-02-01}}") == []


def test_a_reading_takes_another_option_by_default(tmp_path: Path) -> None:
    corpus = law(tmp_path, None, {"unit": {"default": "two", "reason": {"fr": "lu", "en": "read"}}})
    assert corpus.readings["unit"].default == "two"
    assert corpus.readings["unit"].reason.en == "read"


def test_an_amendment_opens_a_reading_in_a_rule(tmp_path: Path) -> None:
    """What one figure said is left open: the rule reads a reading that exists already."""
    choice = {"reading": "unit", "options": {"one": 4, "two": 5}}
    path = ["then", "entitle", "amount", "options", "one"]
    corpus = law(tmp_path, parts=[{"at": path, "expect": 1, "with": choice}])
    assert contradictions(corpus) == ()


def test_what_an_unread_vocabulary_holds_is_not_said_to_be_missing(tmp_path: Path) -> None:
    """One label wants its English: the keys that the amendment adds are not at fault."""
    law(tmp_path, {"collections": {"missions": {"keys": {"crisis": LABEL}}}})
    (path,) = tmp_path.glob("law/m/vocabulary.yaml")
    written = json.loads(path.read_text())
    del written["lines"]["base"]["en"]
    path.write_text(json.dumps(written))
    _, findings = read_corpora([tmp_path / "law"])
    assert found(findings) == ["ACC102"]
