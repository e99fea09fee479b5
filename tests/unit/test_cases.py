from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import Facts, case_schema, choose_corpus, read_case
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import NOT_YET
from engine.library import load
from engine.source.document import Document
from engine.source.reader import read_corpora
from engine.source.schema import validate
from engine.source.yaml_source import read_file, read_yaml

BASE = Path(__file__).parent.parent / "examples" / "base"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def corpora() -> dict[str, Corpus]:
    return read_corpora([BASE])[0]


@pytest.fixture(scope="module")
def pact(corpora: dict[str, Corpus]) -> Corpus:
    return corpora["pact"]


def document_of(text: str) -> Document:
    document, findings = read_yaml("case.yaml", text.encode())
    assert document is not None, findings
    return document


def facts_of(text: str, corpus: Corpus) -> Facts:
    facts, findings = read_case(document_of(text), corpus.vocabulary)
    assert facts is not None, findings
    return facts


def findings_of(text: str, corpus: Corpus) -> list[Diagnostic]:
    facts, findings = read_case(document_of(text), corpus.vocabulary)
    assert (facts is None) == bool(findings)
    return findings


def test_a_whole_case(pact: Corpus) -> None:
    document, _ = read_file(BASE / "case.yaml")
    assert document is not None
    facts, findings = read_case(document, pact.vocabulary)
    assert findings == []
    assert facts is not None
    assert facts.values["contract.signed_on"] == date(2020, 3, 1)
    assert facts.values["contract.rate"] == Decimal("0.75")
    assert facts.values["contract.fee"] == Decimal("120.50")
    assert facts.values["founded"] is True
    assert facts.histories == {"club.members": ((date(2020, 1, 1), 45), (date(2021, 1, 1), 60))}
    assert facts.elements == {
        "workshops": ("repair", "rental"),
        "incidents": ("1",),
        "early.workshops": ("repair", "rental"),
    }
    first, second = facts.records["workshops.repair.results"]
    assert first == {"year": 1, "rate": Decimal("0.85")}
    assert second == {"year": 2, "marks": ({"share": Decimal(1), "level": Decimal("0.5")},)}
    assert facts.locate("workshops.repair.started_on").line == 4
    assert facts.locate("incidents.1.reported_on").column == 27
    assert facts.locate("workshops.school.started_on") == facts.locate("workshops")
    assert facts.locate("nothing.at.all").line == 1


def test_what_a_complete_collection_leaves_out_has_not_happened(pact: Corpus) -> None:
    facts = facts_of("workshops: {repair: {}}", pact)
    assert "workshops.repair.started_on" not in facts.values
    assert facts.values["workshops.school.started_on"] == NOT_YET
    assert facts.values["workshops.rental.van_bought_on"] == NOT_YET
    assert "workshops.school.van_bought_on" not in facts.values
    assert not facts_of("founded: true", pact).values.keys() & {"workshops.school.started_on"}
    assert facts_of("workshops: {}", pact).elements == {"workshops": ()}


def test_the_order_of_keys_does_not_matter(pact: Corpus) -> None:
    one = facts_of("{founded: true, workshops: {repair: {}, rental: {}}}", pact)
    other = facts_of("{workshops: {rental: {}, repair: {}}, founded: true}", pact)
    assert (one.values, one.elements) == (other.values, other.elements)


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("club: {members: %s}", "0", 0),
        ("club: {name: %s}", '""', ""),
        ("contract: {rate: %s}", "1", Decimal(1)),
        ("contract: {rate: %s}", '"12,5 %"', Decimal("0.125")),
        ("contract: {fee: %s}", "7", Decimal(7)),
        ("contract: {signed_on: %s}", "not_yet", NOT_YET),
        ("contract: {signed_on: %s}", "pas encore", NOT_YET),
        ("contract: {signed_on: %s}", "not yet", NOT_YET),
        ("contract: {signed_on: %s}", "2020-02-29", date(2020, 2, 29)),
    ],
)
def test_typed_values(pact: Corpus, fact: str, value: str, expected: object) -> None:
    (found,) = facts_of(fact % value, pact).values.values()
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("club: {members: 3.5}", "ACC302", "decimals"),
        ("club: {members: true}", "ACC302", ""),
        ('club: {members: "3"}', "ACC302", "without quotes"),
        ("club: {name: 12}", "ACC302", "quotes"),
        ("contract: {complete: yes}", "ACC302", "write `true`"),
        ("contract: {complete: 1}", "ACC302", "`true` or `false`"),
        ('club: {members: "1 200"}', "ACC302", "`1200`"),
        ("contract: {fee: 1.999}", "ACC302", "75000"),
        ("contract: {fee: twelve}", "ACC302", "75000"),
        ("contract: {signed_on: 20200301}", "ACC302", "year-month-day"),
        ("contract: {signed_on: 31/12/2020}", "ACC303", "2020-12-31"),
        ("contract: {signed_on: 31/02/2020}", "ACC303", "year-month-day"),
        ("contract: {signed_on: 9999-12-31}", "ACC304", "year"),
        ("contract: {rate: 75}", "ACC304", "0.85"),
        ("club: {kind: [association]}", "ACC302", ""),
        ("club: {kind: [{from: not_yet, value: company}]}", "ACC303", ""),
        ("club: {kind: [{from: 2020-01-01, value: company, until: 2021-01-01}]}", "ACC301", ""),
        ("club: {clob: 1}", "ACC301", "valid names"),
        ("founded: {x: 1}", "ACC302", ""),
        ("workshops: [repair]", "ACC302", "repair"),
        ("workshops: {repair: [1]}", "ACC302", ""),
        ("incidents: {reported_on: 2020-01-01}", "ACC302", ""),
        ("workshops: {repair: {results: {year: 1}}}", "ACC302", ""),
        ("workshops: {repair: {results: [1]}}", "ACC302", ""),
        ("workshops: {repair: {results: [{year: 1, rates: 1}]}}", "ACC301", "rate"),
        ("workshops: {repair: {results: [{year: 1, rate: }]}}", "ACC314", ""),
        ("workshops: {repair: {results: [{year: 1, marks: [{share: 1}]}]}}", "ACC315", "level"),
        ("early: {workshops: [3]}", "ACC316", ""),
        ("contract: {ends_on: 2025-03-01}", "ACC313", "derives"),
    ],
)
def test_faults(pact: Corpus, text: str, code: str, hint: str) -> None:
    found = findings_of(text, pact)
    assert {finding.code for finding in found} == {code}
    assert hint in str(found[0].hint)


def test_faults_come_all_at_once_and_sorted(pact: Corpus) -> None:
    found = findings_of(
        (
            "clob: 1\nclub:\n  members: -1\n  kind: x\ncontract: {signed_on: "
            "2020-13-01}\nincidents: [{}, 3]\n"
        ),
        pact,
    )
    assert [finding.code for finding in found] == [
        "ACC301",
        "ACC304",
        "ACC305",
        "ACC303",
        "ACC315",
        "ACC302",
    ]
    assert found == sorted(found, key=lambda finding: finding.location)


def test_the_same_day_is_not_before(pact: Corpus) -> None:
    text = (
        "{contract: {signed_on: 2020-03-01}, workshops: {repair: {started_on: 2020-03-01, "
        "ended_on: 2020-03-01}}}"
    )
    assert facts_of(text, pact)
    (found,) = findings_of(text.replace("ended_on: 2020-03-01", "ended_on: 2020-02-29"), pact)
    assert (found.code, len(found.related)) == ("ACC306", 1)


def test_long_values_are_cut_in_messages(pact: Corpus) -> None:
    (found,) = findings_of(f"club: {{kind: {'x' * 5000}}}", pact)
    assert len(str(found)) < 400


def test_the_corpus_is_named_or_recognised(corpora: dict[str, Corpus]) -> None:
    both = {**corpora, **load()}
    assert choose_corpus(document_of("club: {name: x}"), both).id == "pact"
    assert choose_corpus(document_of("club: {name: x}"), dict(reversed(both.items()))).id == "pact"
    assert choose_corpus(document_of("corpus: pact\nnothing: 1"), both).id == "pact"
    assert choose_corpus(document_of("- 1"), both).id in both  # it is no case for any of them
    with pytest.raises(RefusedInput) as refused:
        choose_corpus(document_of("corpus: pakt"), both)
    assert [finding.code for finding in refused.value.diagnostics] == ["ACC318"]
    assert "pact" in str(refused.value.diagnostics[0].hint)
    with pytest.raises(RefusedInput):
        choose_corpus(document_of("a: 1"), {})


@pytest.mark.parametrize("case", ["{}", "nothing: 1"])
def test_a_case_that_tells_of_no_corpus_is_answered_by_the_only_one(
    corpora: dict[str, Corpus], case: str
) -> None:
    assert choose_corpus(document_of(case), corpora).id == "pact"
    twice = {**corpora, "other": corpora["pact"]}
    for several in (twice, dict(reversed(twice.items()))):
        with pytest.raises(RefusedInput) as refused:
            choose_corpus(document_of(case), several)
        (finding,) = refused.value.diagnostics
        assert (finding.code, finding.location.line) == ("ACC318", 1)
        assert all(name in str(finding.message) for name in several)
        assert f"corpus: {next(iter(several))}" in str(finding.hint)


def test_corpora_that_know_a_case_equally_are_not_chosen_between(
    corpora: dict[str, Corpus],
) -> None:
    shipped = load()
    several = {**corpora, "other": corpora["pact"], **shipped}
    with pytest.raises(RefusedInput) as refused:
        choose_corpus(document_of("club: {name: x}"), several)
    (finding,) = refused.value.diagnostics
    assert str(finding.message).endswith(": `pact` (Pact) or `other` (Pact)")


def test_a_case_is_read_within_a_millisecond(pact: Corpus) -> None:
    document, _ = read_file(BASE / "case.yaml")
    assert document is not None
    times = []
    for _ in range(20):
        started = time.perf_counter()
        read_case(document, pact.vocabulary)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.001


def test_the_schema_of_a_case_accepts_what_the_reader_accepts(
    pact: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.source import schema

    generated = case_schema(pact.vocabulary)
    shipped = schema.read_schema
    monkeypatch.setattr(
        schema, "read_schema", lambda name: generated if name == "case" else shipped(name)
    )
    schema._validator.cache_clear()
    document, _ = read_file(BASE / "case.yaml")
    assert document is not None
    assert validate(document, "case") == []
    for folder in sorted((BASE.parent / "bad").glob("ACC30[1257]*")):
        bad, _ = read_file(folder / "case.yaml")
        assert bad is not None
        if folder.name != "ACC307-same-date":  # no JSON Schema can say that
            assert validate(bad, "case"), folder.name
    schema._validator.cache_clear()


def test_the_committed_schema_of_a_case_is_current() -> None:
    generated: dict[str, Any] = case_schema(load()["cpts"].vocabulary)
    file = ROOT / "schemas" / "case.schema.json"
    written = json.dumps(generated, ensure_ascii=False, indent=2) + "\n"
    assert file.read_text("utf-8") == written, (
        "the vocabulary has changed: run `python docs/regenerate.py`"
    )


# --- acts that follow others ----------------------------------------------------------------------


def test_what_can_only_follow_an_act_to_come_is_still_to_come(pact: Corpus) -> None:
    facts = facts_of("contract: {signed_on: not_yet}\nworkshops: {repair: {}}\n", pact)
    assert facts.values["workshops.repair.started_on"] == NOT_YET
    assert "workshops.repair.started_on" not in facts.pointers


def test_what_follows_an_act_that_is_known_or_unknown_stays_unknown(pact: Corpus) -> None:
    for contract in ('contract: {signed_on: "2020-03-01"}\n', ""):
        facts = facts_of(f"{contract}workshops: {{repair: {{}}}}\n", pact)
        assert "workshops.repair.started_on" not in facts.values


def test_a_day_given_to_an_act_that_follows_one_to_come_names_both_places(pact: Corpus) -> None:
    (finding,) = findings_of(
        'contract: {signed_on: not_yet}\nworkshops: {repair: {started_on: "2020-04-01"}}\n', pact
    )
    assert finding.code == "ACC306"
    assert (finding.location.line, [place.line for place in finding.related]) == (2, [1])
    assert "`contract.signed_on`" in str(finding.hint)
    assert "not_yet" in str(finding.hint)
