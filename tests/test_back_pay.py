"""What was due on a day stays; what the law takes from it or adds
to it afterwards is a payment of its own, on the day of the change.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pytest
from batch.comparison import answered, case_of, differences, facts_at_once
from click.testing import CliRunner
from depth import some
from hypothesis import given, settings
from hypothesis import strategies as st
from test_conservation import Case, cases, checked, facts_of
from test_conservation import corpus as shipped

from engine.cases.case_reader import Facts
from engine.commands.main import main
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.library import load, load_case
from engine.questions.funding import ledger
from engine.questions.question import Question
from engine.reasoning.rights import ADJUSTMENT
from tests.answers import funding, render, since

FOLDER = Path(__file__).parent / "corpora" / "theatre"
BEFORE_THE_LAST = date(2022, 1, 1)
"""A day on which the two amendments of the first season are
known, and the one published after its effect is not.
"""
AFTER_ALL = date(2023, 6, 1)
"""A day on which the third amendment is known too: published
on 15 June 2022, for the season that began on 1 January.
"""


@pytest.fixture(scope="module")
def theatre() -> tuple[Corpus, Facts]:
    return load_case(str(FOLDER / "company.yaml"), load([FOLDER / "rulesets"]))


def paid(answer: dict[str, Any], season: int) -> dict[tuple[str, str, str], list[Decimal]]:
    found: dict[tuple[str, str, str], list[Decimal]] = {}
    for row in answer["payments"]:
        if row["period"] == season:
            found.setdefault((row["line"], row["due_on"], row["part"]), []).append(
                Decimal(row["amount"])
            )
    return found


def test_a_season_that_two_amendments_cut(theatre: tuple[Corpus, Facts]) -> None:
    # 2021 has 90, 91 and 184 days under the three versions: grants of 3650, 7300 and 1825 a year,
    # that is 900, 1820 and 920.
    # Uncut, the first would have given 3650, and the second 7300 x 275/365 = 5500. So for an
    # advance of 75 %: 2737.50 on the first day;
    # on the first change 675 - 2737.50, and 4125 of the new version; on the second 1365 - 4125, and
    # 690; then 225 + 455 + 230.
    answer = funding(*theatre, Question(date(2023, 1, 1), BEFORE_THE_LAST))
    first, second, end = "2021-04-01", "2021-07-01", "2022-01-01"
    assert paid(answer, 1) == {
        ("grant", "2021-01-01", "advance"): [Decimal("2737.50")],
        ("grant", first, ADJUSTMENT): [Decimal("-2062.50")],
        ("grant", first, "advance"): [Decimal("4125.00")],
        ("grant", second, ADJUSTMENT): [Decimal("-2760.00")],
        ("grant", second, "advance"): [Decimal("690.00")],
        ("grant", end, "balance"): [Decimal("225.00"), Decimal("455.00"), Decimal("230.00")],
        # a line that the second amendment ends: 365 in full, then 90 of it is due; 275 for what
        # remained, then 91 of it is due
        ("rent", "2021-01-01", "full"): [Decimal("365.00")],
        ("rent", first, ADJUSTMENT): [Decimal("-275.00")],
        ("rent", first, "full"): [Decimal("275.00")],
        ("rent", second, ADJUSTMENT): [Decimal("-184.00")],
        # due on the first day of the season whatever the version: 270 of 1095; then 1460 x 275/365
        # = 1100, of which 364; then 184
        ("fee", "2021-01-01", "full"): [Decimal("1095.00")],
        ("fee", first, ADJUSTMENT): [Decimal("-825.00"), Decimal("1100.00")],
        ("fee", second, ADJUSTMENT): [Decimal("-736.00"), Decimal("184.00")],
        # nothing of it was due before the changes
        ("prize", "2022-03-01", "full"): [Decimal("180.00"), Decimal("182.00"), Decimal("368.00")],
        ("bonus", "2021-01-01", "advance"): [Decimal("273.75")],
        ("bonus", first, ADJUSTMENT): [Decimal("-206.25")],
        ("bonus", first, "advance"): [Decimal("412.50")],
        ("bonus", second, ADJUSTMENT): [Decimal("-276.00")],
        ("bonus", second, "advance"): [Decimal("69.00")],
        ("bonus", end, "balance"): [Decimal("91.00")],
    }
    totals = {row["period"]: Decimal(row["amount"]) for row in answer["totals"]}
    assert (
        totals[1]
        == sum(amount for amounts in paid(answer, 1).values() for amount in amounts)
        == Decimal("5733.00")
    )


def test_an_adjustment_cites_the_old_version_and_what_changed_it(
    theatre: tuple[Corpus, Facts],
) -> None:
    answer = funding(*theatre, Question(date(2023, 1, 1), BEFORE_THE_LAST, "en"))
    cited = {
        (row["line"], row["due_on"]): [one["display"] for one in row["citations"]]
        for row in answer["payments"]
        if row["part"] == ADJUSTMENT and Decimal(row["amount"]) < 0
    }
    by = "theatre agreement, art. 1, as amended by amendment"
    assert cited["grant", "2021-04-01"] == [
        "theatre agreement, art. 2",
        "theatre agreement, art. 1",
        f"{by} 1, art. 1, 1°",
    ]
    assert cited["rent", "2021-07-01"][-1] == f"{by} 2, art. 1, 2°"
    assert all(
        row["part_label"] == "adjustment" for row in answer["payments"] if row["part"] == ADJUSTMENT
    )


def subtractions(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found, pending = [], list(answer["trace"])
    while pending:
        one = pending.pop(0)
        found += [one] if one["id"].startswith("adjustment@") else []
        pending += one["children"]
    return found


AT_SIGNATURE = """
community: {population: 55000}
contract: {signed_on: "2021-07-01", file_complete: true}
missions: {access: {started_on: "2021-07-01", achievement: [{contract_year: 1, rate: 1}]}}
"""


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_an_adjustment_is_a_subtraction_on_the_page(
    form: Literal["text", "markdown", "html"], language: Language, tmp_path: Path
) -> None:
    # 60,000 due in full on 2021-07-01 under the version of 2019; its 274 days before the amendment
    # are worth 60,000 x 274/365 = 45,041.10,
    # and the 91 days of the new version 60,000 x 91/365 = 14,958.90
    path = tmp_path / "case.yaml"
    path.write_text(AT_SIGNATURE, "utf-8")
    question = Question(
        date(2023, 1, 1),
        date(2026, 1, 1),
        language,
        {"governing_version": "prorata"},
        end=date(2022, 7, 1),
    )
    answer = funding(*load_case(str(path), load()), question)
    [row] = [
        one
        for one in answer["payments"]
        if one["line"] == "operating" and one["part"] == ADJUSTMENT
    ]
    assert (row["was"], row["is"], row["amount"]) == ("60000.00", "45041.10", "-14958.90")
    operating = {"fr": "fonctionnement, régularisation", "en": "operating, adjustment"}[language]
    [node] = [one for one in subtractions(answer) if one["conclusion"].startswith(operating)]
    cells = [one["children"][0]["children"][0]["citation"] for one in node["children"][:2]]
    assert [(cell["article"], cell["as_amended_by"]) for cell in cells] == [("8", []), ("8", [])]
    changed = node["children"][2]
    assert changed["citation"]["as_amended_by"] == [
        {"text": "avenant_2", "article": "4", "point": "2°"}
    ]
    assert changed["version"]["from"] == "2022-04-01"
    shown = (
        render(answer, form, language, "short")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("\\", "")
        .replace("│", " ")
    )
    plain = " ".join(shown.split())
    said = {
        "fr": (
            "45 041,10 € − 60 000 € = −14 958,90 €",
            "14 958,90 € = 60 000 € × 91/365",
            "45 041,10 €, moins 60 000 € déjà dus",
        ),
        "en": (
            "€45,041.10 − €60,000 = −€14,958.90",
            "€14,958.90 = €60,000 × 91/365",
            "€45,041.10, less €60,000 already due",
        ),
    }[language]
    assert [one for one in said if one not in plain] == []


@pytest.mark.parametrize("known", [BEFORE_THE_LAST, AFTER_ALL])
def test_each_adjustment_of_a_theatre_is_told_with_both_of_its_sides(
    theatre: tuple[Corpus, Facts], known: date
) -> None:
    answer = funding(*theatre, Question(date(2023, 1, 1), known, "en"))
    rows = [row for row in answer["payments"] if row["part"] == ADJUSTMENT]
    nodes = subtractions(answer)
    assert rows
    for row in rows:
        assert Decimal(row["is"]) - Decimal(row["was"]) == Decimal(row["amount"])
        assert any(
            row["due_on"] in one["id"]
            and re.match(rf"{row['label']}( \(.+\))?, adjustment: ", one["conclusion"])
            for one in nodes
        ), row
        told = {citation["display"] for citation in row["citations"]}
        changes = [
            child
            for one in nodes
            if row["due_on"] in one["id"]
            for child in one["children"]
            if child["id"].startswith("change@")
        ]
        assert any(change["citation"]["display"] in told for change in changes), row


def test_a_season_governed_by_its_first_day_has_none(theatre: tuple[Corpus, Facts]) -> None:
    answer = funding(
        *theatre, Question(date(2023, 1, 1), BEFORE_THE_LAST, readings={"cut": "first_day"})
    )
    assert not [row for row in answer["payments"] if row["part"] == ADJUSTMENT]
    assert paid(answer, 1)["grant", "2021-01-01", "advance"] == [Decimal("2737.50")]


def test_a_table_of_companies(theatre: tuple[Corpus, Facts], tmp_path: Path) -> None:
    joined = ["2020-04-01", "2020-12-31", "2021-02-15", "2021-03-31"]
    joined += ["2021-04-01", "2021-06-30", "2021-07-01", "2022-02-28"]
    rows = [
        {"case": f"c{rank}", "company.joined_on": one, "company.leaves_on": "2023-02-01"}
        for rank, one in enumerate(joined)
    ]
    table, question = pa.Table.from_pylist(rows), Question(date(2023, 6, 1), BEFORE_THE_LAST)
    assert (
        differences(table, theatre[0], question, answered(tmp_path, table, theatre[0], question))
        == []
    )


def test_what_falls_due_on_the_very_day_of_a_change(tmp_path: Path) -> None:
    """A prize paid three and six months into the season: on 1 April and 1 July 2021, the days of
    two changes; and seasons that begin on 15 June 2022, the day on which the third is known.
    """
    rulesets = Path(shutil.copytree(FOLDER / "rulesets", tmp_path / "rulesets"))
    paying = rulesets / "theatre" / "art_2.yaml"
    once = "{part: full, due: {after: {fact: period.until}, by: P2M}}"
    twice = (
        "{part: advance, share: 40 %, due: {after: {fact: period.from}, by: P3M}}, "
        "{part: balance, due: {after: {fact: period.from}, by: P6M}}"
    )
    paying.write_text(paying.read_text("utf-8").replace(once, twice), "utf-8")
    corpus = load([rulesets])["theatre"]
    rows = [
        {"case": joined, "company.joined_on": joined, "company.leaves_on": "2024-02-01"}
        for joined in ("2021-01-01", "2020-06-15", "2021-06-15")
    ]
    table, question = pa.Table.from_pylist(rows), Question(date(2023, 6, 1), AFTER_ALL)
    assert differences(table, corpus, question, answered(tmp_path, table, corpus, question)) == []
    for row, known_on in product(rows, (BEFORE_THE_LAST, AFTER_ALL)):
        facts = facts_at_once(case_of(row, corpus), corpus)
        answer = funding(corpus, facts, Question(date(2023, 6, 1), known_on))
        sums = [Counter[tuple[str, int]](), Counter[tuple[str, int]]()]
        for of_kind, kind in zip(sums, ("entitlements", "payments"), strict=True):
            for line in answer[kind]:
                of_kind[line["line"], line["period"]] += Decimal(line["amount"])
        assert sums[0] == sums[1]


# --- a text published after its effect ------------------------------------------------------------


def test_what_was_due_before_a_text_was_known_stays(theatre: tuple[Corpus, Facts]) -> None:
    # 75 % of 1825 was due on the first day, and 75 % of 2920 should have been: 2190 - 1368.75; the
    # balance is that of 2920
    answer = funding(*theatre, Question(date(2023, 1, 1), AFTER_ALL, "en"))
    grants = {
        key: amounts for key, amounts in paid(answer, 2).items() if key[0] in ("grant", "bonus")
    }
    assert grants == {
        ("grant", "2022-01-01", "advance"): [Decimal("1368.75")],
        ("grant", "2022-06-15", ADJUSTMENT): [Decimal("821.25")],
        ("grant", "2023-01-01", "balance"): [Decimal("730.00")],
        ("bonus", "2022-01-01", "advance"): [Decimal("136.88")],
        ("bonus", "2022-06-15", ADJUSTMENT): [Decimal("82.12")],
        ("bonus", "2023-01-01", "balance"): [Decimal("73.00")],
    }
    [adjustment] = [
        row
        for row in answer["payments"]
        if row["due_on"] == "2022-06-15" and row["line"] == "grant"
    ]
    by = "theatre agreement, art. 1, as amended by amendment"
    assert {f"{by} 2, art. 1, 1°", f"{by} 3, art. 1, 1°"} <= {
        one["display"] for one in adjustment["citations"]
    }
    totals = {row["period"]: Decimal(row["amount"]) for row in answer["totals"]}
    assert totals[2] == sum(amount for amounts in paid(answer, 2).values() for amount in amounts)


def test_what_has_become_known_since_a_day(theatre: tuple[Corpus, Facts]) -> None:
    question = Question(date(2023, 1, 1), AFTER_ALL, "en")
    rows = since(*theatre, question, BEFORE_THE_LAST)["adjustments"]
    assert [
        (row["line"], row["due_on"], row["of"], row["was"], row["is"], row["amount"])
        for row in rows
    ] == [
        ("bonus", "2022-06-15", ADJUSTMENT, "0.00", "82.12", "82.12"),
        ("grant", "2022-06-15", ADJUSTMENT, "0.00", "821.25", "821.25"),
        ("bonus", "2023-01-01", "balance", "45.62", "73.00", "27.38"),
        ("grant", "2023-01-01", "balance", "456.25", "730.00", "273.75"),
    ]
    assert {row["part"] for row in rows} == {ADJUSTMENT}
    assert all(any("amendment 3" in one["display"] for one in row["citations"]) for row in rows)
    assert since(*theatre, question, date(2022, 6, 15))["adjustments"] == []
    with pytest.raises(RefusedInput, match="ACC410"):
        since(*theatre, question, date(2023, 6, 2))


def test_what_is_no_longer_due_cites_what_took_it_away() -> None:
    # Amendment 2 deletes the two parts of the unscheduled care of 2019: 75 % of 12,000 and of
    # 45,000 were due at the anniversary of 2022.
    case = {
        "community": {"population": 55000, "members": 60},
        "contract": {"signed_on": "2021-07-01", "file_complete": True},
    }
    case |= {
        "missions": {"access": {"started_on": "2021-07-01"}},
        "crises": [],
        "covid_actions": False,
    }
    rows = since(
        shipped(),
        facts_of(case),
        Question(date(2022, 12, 1), date(2026, 11, 21), "en"),
        date(2021, 12, 1),
    )["adjustments"]
    gone = [row for row in rows if row["is"] == "0.00"]
    assert [(row["line"], row["due_on"], row["amount"]) for row in gone] == [
        ("missions.access.snp_compensation", "2022-07-01", "-9000.00"),
        ("missions.access.snp_dedicated", "2022-07-01", "-33750.00"),
    ]
    for row in gone:
        cited = [one["display"] for one in row["citations"]]
        assert "CPTS agreement, art. 8" in cited
        assert "CPTS agreement, art. 8, as amended by amendment 2, art. 4, 2°" in cited


OF_2021: dict[str, Any] = {
    "community": {"population": 55000, "members": 60},
    "contract": {"signed_on": "2021-07-01", "file_complete": True},
    "missions": {"access": {"started_on": "2021-07-01"}},
    "covid_actions": False,
}
SINCE_2021 = date(2021, 12, 1)


def brought(
    on: str, case: dict[str, Any] | None = None, language: Language = "fr", **more: Any
) -> dict[str, Any]:
    """What amendment 2 brings to what has fallen due by a
    day, as the page of a funding answer has it.
    """
    question, facts = (
        Question(date.fromisoformat(on), date(2026, 11, 21), language),
        facts_of((case or OF_2021) | more),
    )
    return since(shipped(), facts, question, SINCE_2021)


def page(answer: dict[str, Any], form: Any, language: Language) -> str:
    shown = unescape(re.sub(r"<[^>]+>", " ", render(answer, form, language, "none", width=200)))
    shown = shown.replace("’", "'")
    return " ".join(re.sub(r"[\u00a0\u202f\\]", " ", shown).replace(" ,", ",").split())


def test_the_sum_of_what_is_brought_is_whole_or_says_what_it_leaves_out() -> None:
    """Known since: 45 000 on 1 April 2022; on 1 July 75 % of 70 000 - 17 500, less 9 000 and 33
    750: 41 625. A crisis would add to it.
    """
    whole, least = brought("2022-08-01", crises=[]), brought("2022-08-01")
    kept = ("amount", "complete", "at_least")
    assert [whole["adjustments_total"][name] for name in kept] == ["41625.00", True, False]
    assert whole["adjustments_total"]["missing_lines"] == []
    assert [least["adjustments_total"][name] for name in kept] == ["41625.00", False, True]
    assert [one["label"] for one in least["adjustments_total"]["missing_lines"]] == [
        "crise sanitaire grave identifiée"
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    ("language", "whole", "least"),
    [
        (
            "fr",
            (
                "Écart, sur ce qui est échu, dû à ce qui s'est su depuis le 1er décembre 2021 : "
                "41 625 €."
            ),
            "dû à ce qui s'est su depuis le 1er décembre 2021 : au moins 41 625 €.",
        ),
        (
            "en",
            (
                "Difference made to what has fallen due by what has become known since 1 December "
                "2021: €41,625."
            ),
            "by what has become known since 1 December 2021: at least €41,625.",
        ),
    ],
)
def test_what_is_brought_is_told_before_the_rights(
    form: str, language: Language, whole: str, least: str
) -> None:
    rights = {"fr": "périodes", "en": "periods"}
    none: dict[str, Any] = {"crises": []}
    unknown: dict[str, Any] = {}
    for said, more in ((whole, none), (least, unknown)):
        shown = page(brought("2022-08-01", language=language, **more), form, language)
        assert said in shown
        assert shown.index(said) < shown.index(rights[language])


def test_a_line_in_doubt_under_both_laws_makes_no_least() -> None:
    """The variable part of year 2, paid in September 2023, is not known; of 2019 it was one sum, as
    amended it is another. That of year 1, paid in September 2022, is governed by the law of 2019
    then as now: nothing is brought to it, whatever the rate.
    """
    early = brought("2022-10-01", crises=[])["adjustments_total"]
    assert (early["amount"], early["complete"], early["missing_lines"]) == ("41625.00", True, [])
    late = brought("2023-10-01", crises=[])["adjustments_total"]
    assert (late["complete"], late["at_least"]) == (False, False)
    assert [(one["line"], one["period"]) for one in late["missing_lines"]] == [
        ("missions.access.variable", 2)
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    ("language", "least", "doubted"),
    [
        (
            "fr",
            ("au moins 41 625 €", "Non compté, faute d'un fait : crise sanitaire grave identifiée"),
            "Non compté, faute d'un fait : accès aux soins : part variable (année de contrat 2).",
        ),
        (
            "en",
            (
                "at least €41,625",
                "Not counted, for want of a fact: serious health crisis identified",
            ),
            "Not counted, for want of a fact: access to care: variable part (contract year 2).",
        ),
    ],
)
def test_the_page_says_so_beside_the_sum(
    form: str, language: Language, least: tuple[str, ...], doubted: str
) -> None:
    title = {"fr": "Régularisations", "en": "Adjustments"}[language]
    first = page(brought("2022-08-01", language=language), form, language)
    table = first[first.index(title) :]
    assert [one for one in least if one not in table] == []
    both = page(brought("2023-10-01", language=language, crises=[]), form, language)
    assert doubted in both[both.index(title) :]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            (
                "De ce qui est connu, rien de ce qui est échu n'a changé. Non compté, faute d'un "
                "fait :"
            ),
        ),
        (
            "en",
            (
                "Of what is known, nothing of what has fallen due has changed. Not counted, for "
                "want of a fact:"
            ),
        ),
    ],
)
def test_where_nothing_known_has_changed_what_is_not_known_is_said(
    language: Language, said: str
) -> None:
    facts = {
        "community": {"members": 60},
        "contract": {"signed_on": "2021-07-01"},
        "crises": [],
        "covid_actions": False,
    }
    answer = brought("2022-08-01", facts, language)
    assert answer["adjustments"] == []
    assert (answer["adjustments_total"]["amount"], answer["adjustments_total"]["complete"]) == (
        "0.00",
        False,
    )
    assert said in page(answer, "text", language)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_command_lists_them(form: str, language: str) -> None:
    asked = [
        "funding",
        str(FOLDER / "company.yaml"),
        "--rulesets",
        str(FOLDER / "rulesets"),
        "--known-on",
        "2023-06-01",
        "--on",
        "2023-01-01",
    ]
    shown = CliRunner().invoke(
        main, [*asked, "--known-since", "2022-01-01", "--format", form, "--lang", language]
    )
    assert shown.exit_code == 0, shown.stderr
    if form == "json":
        answer = json.loads(shown.stdout)
        assert answer["known_since"] == "2022-01-01"
        assert len(answer["adjustments"]) == 4
        assert answer["adjustments_total"] == {
            "amount": "1204.50",
            "complete": True,
            "missing_lines": [],
            "at_least": False,
        }
        return
    sum_of_them = {"fr": "1\u202f204,50\u00a0€", "en": "€1,204.50"}[language]
    title = {"fr": "ce qui s", "en": "what has become known since"}[language]
    assert title in shown.stdout
    assert "".join(sum_of_them.split()) in "".join(shown.stdout.split())


@pytest.mark.parametrize("cut", ["each_version", "first_day"])
@pytest.mark.parametrize("family", ["funding", "calendar"])
def test_a_table_under_a_text_known_late(
    cut: str, family: str, theatre: tuple[Corpus, Facts], tmp_path: Path
) -> None:
    joined = ["2020-04-01", "2021-01-01", "2021-07-01", "2022-02-01"]
    rows = [
        {"case": f"c{rank}", "company.joined_on": one, "company.leaves_on": "2023-02-01"}
        for rank, one in enumerate(joined)
    ]
    table, question = (
        pa.Table.from_pylist(rows),
        Question(date(2023, 6, 1), AFTER_ALL, readings={"cut": cut}),
    )
    found = answered(tmp_path, table, theatre[0], question, family)
    assert differences(table, theatre[0], question, found, family) == []
    assert any(
        str(row.get("due_on") or row.get("on")) == "2022-06-15"
        for own in found.rows.values()
        for row in own
    )


# --- the shipped rules ----------------------------------------------------------------------------

EFFECT, PUBLISHED = date(2022, 4, 1), date(2022, 3, 31)
PRORATA = {"governing_version": "prorata"}


def due_before(case: Case, question: Question, day: date) -> Counter[Any]:
    found = ledger(shipped(), facts_of(case), question)
    return Counter(
        (pay.right.line, pay.part, pay.due, pay.amount, pay.right.span)
        for pay in found.payments
        if pay.due is not None and pay.due < day
    )


@checked
@given(cases())
def test_what_was_due_before_the_amendment_is_what_was_known_then(case: Case) -> None:
    question = Question(date(2026, 1, 1), date(2026, 11, 21), "fr", PRORATA)
    eve = Question(date(2026, 1, 1), date(2022, 3, 30), "fr", PRORATA)
    assert due_before(case, question, EFFECT) == due_before(case, eve, EFFECT)


@settings(checked, max_examples=some(40, 120))
@given(cases(), st.sampled_from(["day_after_publication", "deferred_six_months"]), st.data())
def test_the_payments_of_a_right_add_up_to_it_whatever_the_readings(
    case: Case, effect: str, data: st.DataObject
) -> None:
    readings = shipped().readings
    chosen = {name: data.draw(st.sampled_from(list(readings[name].options))) for name in readings}
    question = Question(
        date(2026, 1, 1), date(2026, 11, 21), "fr", chosen | PRORATA | {"avenant_2_effect": effect}
    )
    found = ledger(shipped(), facts_of(case), question)
    sums: Counter[Any] = Counter()
    for pay in found.payments:
        sums[pay.right] += pay.amount  # type: ignore[assignment]  # known in these cases
    assert sums == Counter({right: right.amount for right in found.rights})  # type: ignore[arg-type]  # exact amounts
