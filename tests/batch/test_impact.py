"""What texts bring to many cases: the same causes and sums for a table and for its cases one by one, and what
is written of them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from depth import DEEP, some

from engine.commands.main import main
from engine.language.model import Corpus
from engine.questions.question import Question
from engine.tables.impact.asked import impact_request
from engine.tables.impact.causes import Cause
from engine.tables.impact.summary import DIFFERENCE
from engine.tables.impact.whole_impact import worked_out
from engine.whatif.asked import Compared
from engine.whatif.asked import answered as answered_comparison
from engine.whatif.rows import Sum, difference_of
from tests.small_law import VOCABULARY, agreement, amount, expected, said, text, write_law

from .comparison import case_of
from .contracts import FEW, drawn, loaded

DRAFT = Path(__file__).parents[2] / "examples/avenant_3/rulesets"
ASKED = Question(date(2026, 1, 1), date(2026, 11, 21))


@pytest.fixture
def laws(tmp_path: Path) -> tuple[Path, Path]:
    """An agreement that gives 100 € and 1 €; an amendment of four operations. The first raises the 100 €, the
    second and the third do nothing but together, the fourth says nothing of money.
    """
    people = {"deal.people": {"at_least": 10}}
    extra = said(
        "y",
        on="signature",
        when={"deal.big": {"is": True}},
        then={"entitle": {"line": "more", "amount": 7}},
    )
    big = said(
        "b", on="signature", when=people, then={"derive": {"fact": "deal.big", "value": True}}
    )
    label = {"fr": "x", "en": "x"}
    vocabulary = VOCABULARY | {
        "facts": VOCABULARY["facts"]
        | {"deal.big": {"type": "boolean", "label": label, "derived": True}},
        "lines": VOCABULARY["lines"] | {"more": label},
    }
    first = agreement(vocabulary=vocabulary)
    first["vocabulary"] = first["text"].pop("vocabulary")
    operations = [
        said(
            "raised",
            point="1°",
            replace="m/1/x",
            expect=expected(100),
            **{"with": [amount("x", 150)]},
        ),
        said("big", point="2°", insert="m/1", after="x", **{"with": [big]}),
        said("extra", point="3°", insert="m/1", after="b", **{"with": [extra]}),
        said("norm", point="4°", replace="m/2/n", expect={"place": {}}, **{"with": [said("n")]}),
    ]
    second = text(
        "a",
        "2020-06-01",
        {"1": operations},
        amends=["m"],
        events={"signed": {"on": "2020-05-01", "basis": "official_text"}},
    )
    write_law(tmp_path / "law", [first, second])
    (tmp_path / "draft").mkdir()
    (tmp_path / "law" / "a").rename(tmp_path / "draft" / "a")
    return tmp_path / "law", tmp_path / "draft"


def asked(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["impact", *map(str, arguments), "--quiet"])


def answered(*arguments: str | Path) -> dict[str, Any]:
    result = asked(*arguments, "--format", "json", "--on", "2021-06-01", "--known-on", "2021-06-01")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


CASES = "case,deal.signed_on,deal.people,town\nA,2021-01-01,5,Brest\nB,2021-01-01,20,Brest\nC,2020-01-15,20,Lens\nD,2021-02-01,,Lens\nE,never,3,Lens\n"


def test_each_change_has_its_operations_and_all_counts_add_up(
    laws: tuple[Path, Path], tmp_path: Path
) -> None:
    law, draft = laws
    table = tmp_path / "cases.csv"
    table.write_text(CASES)
    told = (
        "--rulesets",
        law,
        "--corpus",
        "mini",
        "--with",
        draft,
        "--by",
        "town",
        "--by",
        "deal.big",
    )
    answer = answered(table, *told)
    counts = answer["cases"]
    assert counts == {
        "read": 5,
        "rejected": 1,
        "answered": 4,
        "gaining": 3,
        "losing": 0,
        "moved": 0,
        "undetermined": 1,
    }
    causes = {tuple(cause["causes"]): cause for cause in answer["causes"]}
    alone, together = ("a/1/raised",), ("a/1/big", "a/1/extra")
    assert {key: (cause["how"], cause["difference"]) for key, cause in causes.items()} == {
        alone: ("alone", "150.00"), together: ("each_needed", "7.00"),
    }  # fmt: skip
    assert answer["difference"] == "157.00" == answer["years"][0]["difference"]
    assert answer["unknown_lines"] == 1  # nobody knows how many people D has
    towns, sizes = answer["by"]
    assert [(row["value"], row["cases"], row["difference"]) for row in towns["groups"]] == [
        ("Brest", 2, "107.00"),
        ("Lens", 2, "50.00"),
    ]
    assert {row["value"] for row in sizes["groups"]} == {"true", None}
    assert [(row["case"], row["difference"]) for row in answer["winners"]] == [
        ("B", "57.00"),
        ("A", "50.00"),
        ("D", "50.00"),
    ]
    assert len(answer["without_effect"]) == 1
    files = tmp_path / "files"
    files.mkdir()
    for name, people in (("A", 5), ("B", 20)):
        (files / f"{name}.yaml").write_text(
            f"corpus: mini\ndeal: {{signed_on: 2021-01-01, people: {people}}}\n"
        )
    (files / "bad.yaml").write_text("corpus: mini\ndeal: {people: many}\n")
    alone_answer = answered(files, *told[:6])
    assert alone_answer["cases"]["read"] == 3
    assert alone_answer["cases"]["rejected"] == 1
    assert alone_answer["difference"] == "107.00"
    assert [cause["causes"] for cause in alone_answer["causes"]] == [list(alone), list(together)]


def test_what_is_there_already_is_taken_away(laws: tuple[Path, Path], tmp_path: Path) -> None:
    law, draft = laws
    table = tmp_path / "cases.csv"
    table.write_text(CASES.replace(",town", "").replace(",Brest", "").replace(",Lens", ""))
    law_and_draft = ("--rulesets", law, "--rulesets", draft, "--corpus", "mini")
    added = answered(table, "--rulesets", law, "--corpus", "mini", "--with", draft)
    taken = answered(table, *law_and_draft, "--without", "a")
    assert taken["causes"] == added["causes"]
    assert taken["difference"] == added["difference"] == "157.00"


def test_the_files_are_whole_and_read_back(laws: tuple[Path, Path], tmp_path: Path) -> None:
    law, draft = laws
    table = tmp_path / "cases.csv"
    table.write_text(CASES)
    told = (
        table,
        "--rulesets",
        law,
        "--corpus",
        "mini",
        "--with",
        draft,
        "--on",
        "2021-06-01",
        "--by",
        "town",
    )
    out = tmp_path / "out.csv"
    assert asked(*told, "-o", out).exit_code == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert sum(Decimal(row["difference"]) for row in rows if row["difference"]) == 157
    assert {row["operations"] for row in rows} == {"a/1/raised", "a/1/big + a/1/extra"}
    assert "ACC303" in (tmp_path / "out.rejects.csv").read_text()
    again = asked(*told, "-o", out)
    assert (again.exit_code, "ACC607" in again.stderr) == (1, True)
    book = tmp_path / "out.xlsx"
    again = ("--by", "town")  # two sheets of one name
    assert asked(*told, *again, "-o", book, "--lang", "fr", "--force").exit_code == 0
    read = openpyxl.load_workbook(book)
    assert read.sheetnames[:3] == ["Résumé", "Par année", "Par opération"]
    cases = read["Dossiers"]
    assert (cases.freeze_panes, cases["A1"].value, cases["G2"].number_format) == (
        "B2",
        "dossier",
        '#,##0.00 "€"',
    )
    assert cases.auto_filter.ref
    assert sum(row[6] for row in cases.iter_rows(min_row=2, values_only=True) if row[6]) == 157
    page = tmp_path / "out.html"
    assert asked(*told, "-o", page, "--lang", "en", "--force").exit_code == 0
    written = page.read_text("utf-8")
    assert "<svg" in written
    assert "</desc>" in written
    assert "http" not in written


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("cases.csv",), "ACC641"),
        (("cases.csv", "--with", "empty"), "ACC117"),
        (("cases.csv", "--without", "avenat_2"), "ACC641"),
        (("empty", "--without", "avenant_2"), "ACC642"),
        (("both", "--rulesets", "law", "--without", "a"), "ACC643"),
        (("cases.csv", "--without", "avenant_2", "--by", "cummunity.size"), "ACC640"),
        (("cases.csv", "--without", "avenant_2", "--on", "2023-06-01", "-o", "out.doc"), "ACC412"),
    ],
)
def test_what_cannot_be_asked(
    arguments: tuple[str, ...],
    code: str,
    laws: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cases.csv").write_text("case,community.population\nA,50000\n")
    for folder in ("empty", "both"):
        Path(folder).mkdir()
    Path("both/a.yaml").write_text("corpus: mini\ndeal: {people: 3}\n")
    Path("both/b.yaml").write_text("community: {population: 50000}\n")
    result = asked(*arguments)
    assert (result.exit_code, code in result.stderr) == (1, True), result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "which",
    [{"added": (DRAFT,)}, *([{"removed": ("avenant_2",)}] if DEEP else [])],
    ids=lambda which: next(iter(which)),
)
def test_a_table_its_cases_and_their_comparisons_have_the_same_impact(
    which: dict[str, Any], tmp_path: Path
) -> None:
    """Contracts drawn, under the amendment of the example and, where tests are deep, the one that is shipped:
    every line, its causes and its sums, which `accord compare` says of each case too.
    """
    corpus = loaded()
    prevention = ("started_on", "achievement.1.rate", "achievement.2.rate", "achievement.3.rate")
    columns = [name for name in FEW if "cris" not in name or "removed" in which]
    columns += [f"missions.prevention.{name}" for name in prevention]
    contracts = drawn(corpus, 6 if "removed" in which else some(3, 20), seed=7)
    several = pc.greater(pc.fill_null(contracts["crises"], 0), 1)  # only the first has columns
    contracts = contracts.filter(pc.invert(several)).select(columns)
    pq.write_table(contracts, tmp_path / "cases.parquet")
    files = tmp_path / "files"
    files.mkdir()
    for row in contracts.to_pylist():
        (files / f"{row['case']}.json").write_text(json.dumps(case_of(row, corpus)))
    rows, made = [], []
    for cases in (tmp_path / "cases.parquet", files):
        request = impact_request([cases], by=["community.size"], question=ASKED, **which)
        with worked_out(request, tmp_path) as impact:
            query = 'SELECT * EXCLUDE (file) FROM impact ORDER BY "case", line, period'
            changes = impact.connection.execute(query).fetchall()
            rows.append((impact.answer.causes, impact.answer.by, changes))
            query = 'SELECT "case", line, period, difference, causes FROM impact WHERE difference IS NOT NULL'
            known = impact.connection.execute(query).fetchall()
            points = points_of(request.after, impact.laws.causes)
            made.append(
                {(*key, frozenset(points[rank] for rank in causes)) for *key, causes in known}
            )
    assert rows[0] == rows[1]
    assert made[0]
    assert made[0] == {
        (path.stem, *change)
        for path in sorted(files.iterdir())
        for change in compared(path, **which)
    }


KNOWN, PARTLY, NOTHING_KNOWN, NOTHING = (
    Sum(Decimal("100.00")),
    Sum(Decimal("100.00"), unknown=True),
    Sum(None, unknown=True),
    Sum(None),
)


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        (NOTHING, KNOWN, "100.00"),
        (NOTHING, PARTLY, "100.00"),  # at least
        (NOTHING, NOTHING_KNOWN, None),
        (KNOWN, NOTHING_KNOWN, None),  # what is not known is not zero
        (Sum(Decimal("150.00")), PARTLY, None),  # the part that is not known may make up for it
        (Sum(Decimal("60.00")), PARTLY, "40.00"),
        (PARTLY, NOTHING, "-100.00"),
        (PARTLY, Sum(Decimal("130.00")), None),
        (NOTHING_KNOWN, KNOWN, None),
        (PARTLY, Sum(Decimal("130.00"), unknown=True), "30.00"),
        (PARTLY, NOTHING_KNOWN, None),
        (KNOWN, NOTHING, "-100.00"),
    ],
)
def test_a_line_known_in_part_counts_by_that_part_in_a_comparison_and_in_an_impact(
    before: Sum, after: Sum, difference: str | None
) -> None:
    expected = None if difference is None else Decimal(difference)
    assert difference_of(before, after) == expected
    row = (
        f"{before.amount or 0}::DECIMAL(18, 2) AS before, "
        f"{after.amount or 0}::DECIMAL(18, 2) AS after, "
        f"{before.unknown} AS unknown_before, {after.unknown} AS unknown_after"
    )
    (answered,) = duckdb.sql(f"SELECT {DIFFERENCE} FROM (SELECT {row})").fetchall()
    assert answered == (expected,)


def points_of(corpus: Corpus, causes: Sequence[Cause]) -> list[str]:
    """Return the causes as a comparison names them: an operation by the point of its article, what a text writes by
    the text.
    """
    points = {
        f"{text.id}/{article.number}/{operation.id}": "/".join(
            part for part in (text.id, article.number, operation.point) if part
        )
        for text in corpus.texts.values()
        for article in text.articles
        for operation in article.operations
    }
    return [points.get(cause.id, cause.text) for cause in causes]


def compared(
    path: Path, added: tuple[Path, ...] = (), removed: tuple[str, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield what `accord compare` says that changes for a case: lines, euros and causes."""
    asked = Compared(
        case=str(path), on=ASKED.on, known_on=(ASKED.known_on,), added=added, without=removed,
        questions=("funding",),
    )  # fmt: skip
    for line in answered_comparison(asked).entitlements:
        if line.amount:
            yield line.line, line.period, line.amount, frozenset(line.because.differences)
