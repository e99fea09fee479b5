"""An amendment changes one part of a provision: a cell, a row, a bracket, a figure, an item of a
list. What it gives is worked out by hand here, and the chain, the words and the proof follow.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.checks import contradictions
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus, LawTable, Provision
from engine.language.parts import (
    ListItem,
    NotThere,
    Part,
    TableBracket,
    TableColumn,
    TableTotal,
    copied,
)
from engine.law.consolidation import timeline_of
from engine.questions.question import Question
from engine.questions.texts import diff, text
from tests.answers import funding
from tests.batch.comparison import facts_of
from tests.small_law import (
    LABEL,
    VOCABULARY,
    agreement,
    event,
    found,
    operation,
    read_law,
    said,
)
from tests.small_law import text as a_text

EFFECT = date(2021, 1, 1)
TABLE = {
    "unit": "EUR",
    "columns": [1, 2],
    "column": {"fr": "taille", "en": "size"},
    "rows": {"base": [100, 200], "extra": [10, 20]},
    "totals": {"all": {"of": ["base", "extra"], "values": [110, 220]}},
}
RATES = {"unit": "people", "brackets": [{"up_to": 50, "is": "100 %"}, {"is": "60 %"}]}
BRACKETS = {"unit": "people", "brackets": [{"below": 50, "is": 1}, {"is": 2}]}
RULE = {
    "on": "signature",
    "when": {"deal.people": {"at_least": 100}},
    "then": {"entitle": {"line": "base", "amount": 5}},
}


def law(folder: Path, target: str, parts: list[dict[str, Any]], **more: Any) -> Corpus:
    """Return the small agreement with a table, brackets, a threshold and a value, as amended."""
    base = agreement()
    base["articles"]["1"] = [said("n1")]
    base["articles"]["2"] = [
        said("amounts", table=TABLE),
        said("sizes", table=BRACKETS),
        said("rates", table=RATES),
        said("right", **RULE),
        said("term", values={"term": "P3Y"}),
    ]
    amending = operation("amend", f"m/2/{target}", parts=parts, **more)
    effect = {"event": "a.published"}
    events = {"published": event(EFFECT.isoformat())}
    return read_law(folder, base, a_text("a", effect, {"7": amending}, amends=["m"], events=events))


def amended(folder: Path, target: str, *parts: dict[str, Any], **more: Any) -> Provision:
    """Return a provision as the amendment of these parts leaves it."""
    corpus = law(folder, target, list(parts), **more)
    timeline = timeline_of(corpus, date.max, {})
    assert timeline.doubts == ()
    state = timeline.law_on(EFFECT)
    assert state is not None
    enacted = state.provision(f"m/2/{target}")
    assert enacted is not None
    assert [link.verb for link in enacted.citation.chain] == ["written", "amended"]
    assert enacted.citation.display("fr") == "m, art. 2, dans sa rédaction issue de l'a, art. 7, 1°"
    return enacted.provision


def table(folder: Path, *parts: dict[str, Any]) -> LawTable:
    """Return the table as the amendment of these parts leaves it."""
    left = amended(folder, "amounts", *parts).table
    assert left is not None
    return left


def parts_said(corpus: Corpus, language: Language) -> list[str]:
    """Return what becomes of each part, with plain spaces."""
    question = Question(EFFECT, EFFECT, language)
    (operation_,) = diff(corpus, question, date(2020, 6, 1), EFFECT).operations
    return [clause.replace("\u00a0", " ") for clause in operation_.parts]


def rows(left: LawTable) -> dict[str, list[int]]:
    return {name: list(map(int, cells)) for name, cells in left.rows.items()}


def test_one_cell_changes_and_the_others_stay(tmp_path: Path) -> None:
    left = table(
        tmp_path,
        {"row": "base", "column": 2, "expect": 200, "with": 250},
        {"total": "all", "expect": {"values": [110, 220]}, "with": {"values": [110, 270]}},
    )
    assert rows(left) == {"base": [100, 250], "extra": [10, 20]}
    assert list(map(int, left.totals["all"][1])) == [110, 270]


def test_what_is_amended_is_no_stronger_than_its_amendment(tmp_path: Path) -> None:
    part = {"value": "term", "expect": "P3Y", "with": "P5Y"}
    assert amended(tmp_path / "read", "term", part).basis == "official_text"
    assert amended(tmp_path / "guessed", "term", part, basis="inferred").basis == "inferred"


def test_a_row_is_added_where_it_says_changed_and_taken_away(tmp_path: Path) -> None:
    left = table(
        tmp_path,
        {"total": "all", "expect": {"values": [110, 220]}},
        {"row": "more", "before": "extra", "with": [1, 2]},
        {"row": "extra", "expect": [10, 20]},
        {"row": "base", "expect": [100, 200], "with": [101, 201]},
    )
    assert list(rows(left).items()) == [("base", [101, 201]), ("more", [1, 2])]
    assert left.totals == {}


def test_a_column_is_added_with_a_cell_for_each_row(tmp_path: Path) -> None:
    cells = {"base": 150, "extra": 15, "all": 165}
    left = table(tmp_path, {"column": 3, "after": 1, "with": cells})
    assert left.columns == (1, 3, 2)
    assert rows(left) == {"base": [100, 150, 200], "extra": [10, 15, 20]}
    assert list(map(int, left.totals["all"][1])) == [110, 165, 220]


def test_a_column_is_changed_and_taken_away(tmp_path: Path) -> None:
    left = table(
        tmp_path,
        {"column": 2, "expect": {"base": 200}, "with": {"base": 300, "all": 320}},
        {"column": 1, "expect": {"all": 110}},
    )
    assert left.columns == (2,)
    assert rows(left) == {"base": [300], "extra": [20]}


def test_brackets_move_and_a_bracket_is_added(tmp_path: Path) -> None:
    left = amended(
        tmp_path,
        "sizes",
        {"bracket": 1, "expect": {"below": 50}, "with": {"below": 40}},
        {"bracket": 3, "after": 1, "with": {"up_to": 90}},
    ).table
    assert left is not None
    assert [(limit and int(limit), upto, name) for limit, upto, name in left.brackets] == [
        (40, False, 1),
        (90, True, 3),
        (None, False, 2),
    ]


def test_a_bracket_that_gives_a_share_is_named_as_its_table_writes_it(tmp_path: Path) -> None:
    left = amended(
        tmp_path,
        "rates",
        {"bracket": "60 %", "expect": {}, "with": {"up_to": 90}},
        {"bracket": "20 %", "with": {}},
    ).table
    assert left is not None
    assert [(limit, str(share)) for limit, _, share in left.brackets] == [
        (50, "1.00"),
        (90, "0.60"),
        (None, "0.20"),
    ]


def test_a_threshold_moves_and_the_sentence_with_it(tmp_path: Path) -> None:
    path = ["when", "deal.people", "at_least"]
    reads = {"fr": "quatre-vingts", "en": "eighty"}
    left = amended(tmp_path, "right", {"at": path, "expect": 100, "with": 80}, reads=reads)
    assert left.rule is not None
    assert left.written["when"] == {"deal.people": {"at_least": 80}}
    assert left.says.en == "eighty"


def test_what_counts_elements_counts_them_still_once_amended(tmp_path: Path) -> None:
    """Two of three tasks are ready: neither three, as before, nor four, but two, as amended."""
    ready = {"type": "boolean", "label": LABEL}
    tasks = {"singular": "task", "label": LABEL, "complete": True}
    tasks |= {"keys": dict.fromkeys("abc", LABEL), "facts": {"ready": ready}}
    counted = {"count": "tasks", "where": {"task.ready": {"is": True}}, "at_least": 3}
    then = {"entitle": {"line": "base", "amount": 5}}
    base = agreement() | {"vocabulary": VOCABULARY | {"collections": {"tasks": tasks}}}
    base["articles"]["1"] = [said("right", on="signature", when=counted, then=then)]
    part = {"at": ["when", "at_least"], "expect": 3, "with": 2}
    articles = {"7": operation("amend", "m/1/right", parts=[part])}
    events = {"published": event(EFFECT.isoformat())}
    amending = a_text("a", {"event": "a.published"}, articles, amends=["m"], events=events)
    corpus = read_law(tmp_path, base, amending)
    assert contradictions(corpus) == ()
    case = {"deal": {"signed_on": "2021-06-01"}}
    case["tasks"] = {key: {"ready": key != "c"} for key in "abc"}
    facts, question = facts_of(case, corpus), Question(date(2021, 6, 1), date(2022, 1, 1))
    assert [one["amount"] for one in funding(corpus, facts, question)["entitlements"]] == ["5.00"]
    case["deal"]["signed_on"] = "2020-06-01"
    before = funding(corpus, facts_of(case, corpus), question)
    assert before["entitlements"] == before["missing"] == []


def test_a_value_is_changed_another_added(tmp_path: Path) -> None:
    left = amended(
        tmp_path,
        "term",
        {"value": "term", "expect": "P3Y", "with": "P5Y"},
        {"value": "notice", "with": "P1M"},
    )
    assert left.values == {"term": "P5Y", "notice": "P1M"}


def test_an_item_of_a_list_is_added_and_another_taken_off(tmp_path: Path) -> None:
    left = amended(
        tmp_path,
        "right",
        {"item_of": ["on"], "with": "question"},
        {"item_of": ["on"], "expect": "signature"},
    )
    assert left.rule is not None
    assert left.rule.on == ("question",)


def test_what_becomes_of_each_part_is_said(tmp_path: Path) -> None:
    parts = [
        {"row": "base", "column": 2, "expect": 200, "with": 250},
        {"total": "all", "expect": {"of": ["base", "extra"]}},
        {"row": "more", "with": [1, 2]},
        {"row": "extra", "expect": [10, 20]},
    ]
    corpus = law(tmp_path, "amounts", parts)
    assert parts_said(corpus, "fr") == [
        "le montant de la taille 2 passe de 200 € à 250 € (x)",
        "le total « total » est supprimé",
        "la ligne « more » est ajoutée : 1 €, 2 €",
        "la ligne « x » est supprimée",
    ]
    assert parts_said(corpus, "en") == [
        "the amount for size 2 goes from €200 to €250 (x)",
        "the total “total” is taken away",
        "the row “more” is added: €1, €2",
        "the row “x” is taken away",
    ]


@pytest.mark.parametrize(
    ("target", "part", "said_in_french"),
    [
        (
            "right",
            {"at": ["when", "deal.people", "at_least"], "expect": 100, "with": 80},
            "le chiffre pour « x » passe de 100 à 80",
        ),
        (
            "sizes",
            {"bracket": 1, "expect": {"below": 50}, "with": {"below": 40}},
            "la tranche « 1 » passe de moins de 50 à moins de 40",
        ),
        (
            "rates",
            {"bracket": "100 %", "expect": {"up_to": 50}, "with": {"up_to": 40}},
            "la tranche « 100 % » passe de 50 au plus à 40 au plus",
        ),
        (
            "term",
            {"value": "term", "expect": "P3Y", "with": "P5Y"},
            "la durée passe de 3 ans à 5 ans",
        ),
        (
            "right",
            {"item_of": ["on"], "with": "question"},
            "« question » est ajouté à la liste",
        ),
    ],
)
def test_a_part_is_said(tmp_path: Path, target: str, part: Any, said_in_french: str) -> None:
    corpus = law(tmp_path, target, [part])
    assert parts_said(corpus, "fr") == [said_in_french]


def test_the_history_of_an_amended_provision_is_told(tmp_path: Path) -> None:
    corpus = law(tmp_path, "term", [{"value": "term", "expect": "P3Y", "with": "P5Y"}])
    shown = text(corpus, Question(EFFECT, EFFECT, "en"), "2").articles[0].provisions[-1]
    assert [(act.verb, act.on) for act in shown.chain] == [
        ("written", date(2020, 1, 1)),
        ("amended", EFFECT),
    ]
    eve = text(corpus, Question(date(2020, 12, 31), EFFECT, "en"), "2").articles[0].provisions[-1]
    assert (eve.values, shown.values) == ({"term": "3 years"}, {"term": "5 years"})
    assert eve.until == shown.from_ == EFFECT


@pytest.mark.parametrize(
    ("target", "part", "code"),
    [
        ("amounts", {"row": "none", "column": 2, "expect": 1, "with": 2}, "ACC271"),
        ("amounts", {"row": "base", "column": 9, "expect": 1, "with": 2}, "ACC271"),
        ("amounts", {"column": 9, "expect": {"base": 1}, "with": {"base": 2}}, "ACC271"),
        ("amounts", {"column": 2, "expect": {"base": 200}, "with": {"none": 2}}, "ACC271"),
        ("amounts", {"column": 3, "with": {"base": 1}}, "ACC271"),
        ("amounts", {"column": 2, "with": {"base": 1, "extra": 1, "all": 2}}, "ACC272"),
        ("amounts", {"total": "none", "expect": {"values": [1]}}, "ACC271"),
        ("amounts", {"bracket": 1, "expect": {"below": 1}, "with": {"below": 2}}, "ACC271"),
        ("sizes", {"row": "base", "column": 1, "expect": 1, "with": 2}, "ACC271"),
        ("sizes", {"bracket": 1, "expect": {"below": 51}, "with": {"below": 2}}, "ACC202"),
        ("sizes", {"bracket": 1, "expect": {"below": 50}, "with": {"under": 2}}, "ACC101"),
        ("sizes", {"bracket": 1, "expect": {"below": 50}, "with": {"below": "x"}}, "ACC103"),
        ("term", {"value": "none", "expect": "P3Y", "with": "P1Y"}, "ACC271"),
        ("right", {"at": ["when", "deal.people", "more_than"], "expect": 1}, "ACC271"),
        ("right", {"at": ["when", "deal.people", "at_least"], "expect": 100, "with": {}}, "ACC109"),
        ("right", {"at": ["then"], "expect": {"entitle": {"line": "base"}}}, ""),
        ("right", {"item_of": ["when"], "expect": "x"}, "ACC271"),
        ("term", {"value": "term", "expect": "P9Y"}, "ACC202"),
    ],
)
def test_what_cannot_be_done_is_found_at_its_part(
    tmp_path: Path, target: str, part: Any, code: str
) -> None:
    corpus = law(tmp_path, target, [part])
    if not code:
        assert "ACC102" in found(contradictions(corpus))
        return
    findings = contradictions(corpus)
    assert found(findings) == [code]
    assert findings[0].location.path.endswith("a/art_7.yaml")
    assert findings[0].location.column > 1


def test_the_version_expected_hangs_on_what_is_known(tmp_path: Path) -> None:
    part = {"row": "base", "column": 2, "expect_by_version": {"m": 200}, "with": 250}
    assert rows(table(tmp_path, part, {"total": "all", "expect": {}}))["base"] == [100, 250]
    other = {"row": "base", "column": 2, "expect_by_version": {"a": 200}, "with": 250}
    corpus = law(tmp_path / "other", "amounts", [other])
    assert found(contradictions(corpus)) == ["ACC202"]
    none = {"row": "none", "column": 2, "expect_by_version": {"m": "absent"}, "with": 250}
    assert rows(table(tmp_path / "none", none))["base"] == [100, 200]


def test_a_part_that_is_not_there_names_what_is() -> None:
    content = {"table": {"brackets": [{"below": 1, "is": "low"}, {"is": "high"}]}}
    with pytest.raises(NotThere) as missing:
        TableBracket("hihg").standing(content)
    assert missing.value.valid == ["low", "high"]
    with pytest.raises(NotThere):
        TableColumn(1).standing(content)


@pytest.mark.parametrize(
    ("part", "expected", "content", "there"),
    [
        (ListItem(("on",)), "signature", {"on": "signature"}, "signature"),
        (
            TableTotal("all"),
            None,
            {"table": {"rows": {"base": [1]}, "columns": ["small"]}},
            NotThere,
        ),
    ],
)
def test_a_provision_of_which_a_part_is_looked_at_stays_as_it_is(
    part: Part, expected: Any, content: dict[str, Any], there: Any
) -> None:
    """A word alone is no list of one afterwards, and a table without totals has none."""
    before = copied(content)
    if there is NotThere:
        with pytest.raises(NotThere):
            part.standing(content, expected)
    else:
        assert part.standing(content, expected) == there
    assert content == before
