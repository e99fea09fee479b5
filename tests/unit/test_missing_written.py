"""What is shown of a missing fact can be written in the case as
it stands: the case then reads, and the fact is no longer missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import Facts, choose_corpus, read_case
from engine.cases.supposition import to_write
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus
from engine.language.temporal import NOT_YET
from engine.library import load
from engine.questions.question import Question
from engine.source.document import Document
from engine.source.yaml_source import read_yaml
from tests.answers import calendar, duties, eligibility, funding, render
from tests.batch.agreements import agreement, ask, rule, table

LANGUAGES: tuple[Language, ...] = ("fr", "en")
ROOT = Path(__file__).parents[2]
QUERIES = {"funding": funding, "calendar": calendar, "duties": duties, "eligibility": eligibility}
CASES = {
    "example": (ROOT / "examples/cpts_exemple.yaml").read_text("utf-8"),
    "project": (ROOT / "examples/projet_paris.yaml").read_text("utf-8"),
    "garden": (ROOT / "examples/other_agreement/atelier.yaml").read_text("utf-8"),
    "histories": """
community: {population: [{from: "2020-01-15", value: 30000}, {from: "2021-06-01", value: 61000}], members: 20, legal_form: association}
contract: {signed_on: "2020-01-15", file_complete: true}
missions: {pathways: {started_on: "2020-03-01"}, prevention: {started_on: "2021-02-01"}}
crises: [{identified_on: "2022-07-10", by: ars}, {identified_on: "2023-01-10"}]
covid_actions: false
""",
}


def document_of(text: str) -> Document:
    document, findings = read_yaml("case.yaml", text.encode())
    assert document is not None, findings
    return document


def tree_of(text: str) -> Any:
    return document_of(text).tree


def leaves(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of a case, the whole of each group and list too."""
    for key, value in (
        node.items()
        if isinstance(node, Mapping)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    ):
        if isinstance(node, Mapping):
            yield (*at, key)
        yield from leaves(value, (*at, key))


def without(node: Any, at: tuple[Any, ...]) -> Any:
    key, *rest = at
    if not rest:
        return {name: value for name, value in node.items() if name != key}
    if isinstance(node, Mapping):
        return {**node, key: without(node[key], tuple(rest))}
    return [without(one, tuple(rest)) if rank == key else one for rank, one in enumerate(node)]


def merged(node: Any, more: Any) -> Any:
    """Put a fragment in a case, as its reader is told to: keys
    where they are already, a list in the place of the one there.
    """
    if not isinstance(node, Mapping) or not isinstance(more, Mapping):
        return more
    return {**node, **{key: merged(node.get(key), value) for key, value in more.items()}}


def read(tree: Any, corpora: Mapping[str, Corpus]) -> tuple[Corpus, Facts] | None:
    document = document_of(json.dumps(tree, ensure_ascii=False, default=float))
    corpus = choose_corpus(document, corpora)
    facts, _ = read_case(document, corpus.vocabulary)
    return None if facts is None else (corpus, facts)


def missing(query: str, corpus: Corpus, facts: Facts, on: date) -> list[dict[str, Any]]:
    question = Question(on, date(2026, 1, 1), "fr", {}, traced=False)
    found: list[dict[str, Any]] = QUERIES[query](corpus, facts, question)["missing"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("query", QUERIES)
def test_what_is_shown_is_accepted_and_the_fact_is_known(name: str, query: str) -> None:
    corpora, whole, on = (
        load([ROOT / "examples/other_agreement/rulesets"]),
        tree_of(CASES[name]),
        date(2023, 6, 1),
    )
    tried: set[tuple[str, str]] = set()
    for at in [
        (),
        *list(leaves(whole))[list(QUERIES).index(query) % 2 :: 2],
    ]:  # half of the facts, not the same for each question
        tree = without(whole, at) if at else whole
        known = read(tree, corpora)
        if known is None:  # the fact that is left out is one that a record needs
            continue
        for fact in (one for one in missing(query, *known, on) if "fact" in one):
            assert "write" in fact, fact
            if (fact["fact"], fact["write"]) in tried:
                continue
            tried.add((fact["fact"], fact["write"]))
            given = read(merged(tree, tree_of(fact["write"])), corpora)
            assert given is not None, (at, fact["write"])
            assert fact["fact"] not in [one.get("fact") for one in missing(query, *given, on)], (
                at,
                fact["write"],
            )
    assert tried


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", QUERIES)
def test_every_rendering_shows_how_to_write_it(query: str, language: Language) -> None:
    """As it stands: no sign is changed by the typography of
    a language, and in Markdown and HTML it is code.
    """
    tree = without(tree_of(CASES["example"]), ("contract", "signed_on"))
    known = read(tree, load())
    assert known is not None
    answer = QUERIES[query](*known, Question(date(2023, 6, 1), date(2026, 1, 1), language))
    written = {fact["write"] for fact in answer["missing"] if "fact" in fact}
    assert [one for one in written if one.startswith("contract: {signed_on: ")]
    text = " ".join(render(answer, "text", language, "none").split())
    markdown, html = (
        render(answer, "markdown", language, "none"),
        render(answer, "html", language, "none"),
    )
    for one in written:
        assert one in text
        assert f"`{one}`" in markdown
        assert f"<code>{escape(one)}</code>" in html
    shown = text.replace("\u00a0", " ")
    assert (
        "à écrire ainsi, par exemple :" if language == "fr" else "written like this, for example:"
    ) in shown


def test_what_no_case_gives_is_not_to_be_written(tmp_path: Path) -> None:
    """A table without the year asked for: there is nothing to write, and no rendering says so."""
    cell = {"table": "m/1/grants", "row": "base", "column": {"fact": "deal.year"}}
    rules = [
        table("grants", unit="EUR", columns=[2020], rows={"base": [100]}),
        rule("base", {"entitle": {"line": "base", "amount": cell}}, on="signature"),
    ]
    corpus, findings = agreement(tmp_path / "rules", rules)
    assert corpus is not None, findings
    answer = ask(corpus, "funding", {"deal.signed_on": "2020-06-01", "deal.year": 2024})
    assert [(bool(one.get("table")), "write" in one) for one in answer["missing"]] == [
        (True, False)
    ]
    assert "written like this" not in render(answer, "text", "en", "none")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Une liste se donne en entier (mission) : ce qui n'y figure pas n'a pas eu lieu."),
        ("en", "A list is given whole (mission): what it leaves out has not happened."),
    ],
)
def test_one_element_written_alone_says_something_of_the_others(
    language: Language, said: str
) -> None:
    """While a case does not give its missions; once it does, there is nothing more to say."""
    tree = {
        "community": {"population": 55000},
        "contract": {"signed_on": "2020-01-15", "file_complete": True},
    }
    known = read(tree, load())
    given = read({**tree, "missions": {"access": {}}}, load())
    assert known is not None
    assert given is not None
    question = Question(date(2023, 6, 1), date(2026, 1, 1), language)
    answer = funding(*known, question)
    (access,) = [one for one in answer["missing"] if one["fact"] == "missions.access.started_on"]
    assert access["write"].startswith("missions: {access: {started_on: ")
    for form in ("text", "markdown", "html"):
        shown = " ".join(
            unescape(render(answer, form, language, "none"))
            .replace("\u00a0", " ")
            .replace("\\", "")
            .replace("’", "'")
            .split()
        )
        assert said in shown
    assert not any("write_note" in one for one in funding(*given, question)["missing"])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2020, 1, 15), 'deal: {signed_on: "2020-01-15"}'),
        ("not_yet", "deal: {signed_on: not_yet}"),
    ],
)
def test_a_value_is_written_as_a_case_writes_it(value: Any, shown: str) -> None:
    vocabulary = load()["cpts"].vocabulary
    document = document_of("{}")
    facts, _ = read_case(document, vocabulary)
    assert facts is not None
    given = NOT_YET if value == "not_yet" else value
    assert to_write(
        facts, vocabulary, "contract.signed_on", given, date(2020, 1, 1)
    ) == shown.replace("deal", "contract")


def _history(*values: tuple[str, int]) -> str:
    return "[" + ", ".join(f'{{from: "{day}", value: {value}}}' for day, value in values) + "]"


def test_a_history_and_a_list_are_shown_whole() -> None:
    """What is added stands beside what is there: a fragment
    that held the new value alone would take the others away.
    """
    known = read(tree_of(CASES["histories"]), load())
    assert known is not None
    corpus, facts = known
    written = [
        to_write(facts, corpus.vocabulary, name, value, date(2023, 1, 1))
        for name, value in (
            ("community.population", 80000),
            ("crises.2.by", "ars"),
            ("missions.pathways.achievement.2.rate", Decimal("0.5")),
        )
    ]
    assert written == [
        "community: {population: "
        + _history(("2020-01-15", 30000), ("2021-06-01", 61000), ("2023-01-01", 80000))
        + "}",
        'crises: [{identified_on: "2022-07-10", by: ars}, {identified_on: "2023-01-10", by: ars}]',
        "missions: {pathways: {achievement: [{contract_year: 2, rate: 0.5}]}}",
    ]
    assert to_write(facts, corpus.vocabulary, "crises.3.by", "ars", date(2023, 1, 1)) is None
