"""Tables as people in France write them: labels as headings, oui and non, decimal commas,
semicolons, cp1252, days of a calendar.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from engine.commands import tables
from engine.diagnostics.bilingual import Bilingual, Sentence
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus, Word
from engine.library import load
from engine.tables.columns import all_names
from engine.tables.intake import typed_rows
from engine.tables.intake.headings import facts_named, named
from engine.tables.intake.opening import Opening
from engine.tables.intake.sources import ROW, FileOptions, filled_from, source_of, text_literal
from engine.tables.intake.typed_rows import PROBLEMS, READ
from engine.tables.run.whole_run import RunSummary
from engine.words.labels import fact_label

from .test_tables import GOOD, HEADER, accord, asked_of_few, rejects, table

HEADINGS = {
    "Dossier": "case",
    "Date de signature du contrat tripartite": "contract.signed_on",
    "dossier complet vérifié par l’assurance maladie": "contract.file_complete",
    "  POPULATION  du territoire ": "community.population",
    "Mission": "missions",
    "mission (Accès aux soins)": "missions.access",
    "Date de démarrage de la mission (acces aux soins)": "missions.access.started_on",
    (
        "Taux d'atteinte des objectifs (accès aux soins, année de contrat 2)"
    ): "missions.access.achievement.2.rate",
    (
        "share of the envelope (care pathways, contract year 3, no. 12)"
    ): "missions.pathways.achievement.3.indicators.12.share",
    "crises sanitaires": "crises",
    "Date d'identification de la crise (N° 4)": "crises.4.identified_on",
    "Community.Population": "community.population",
    "crises.2.by": "crises.2.by",
    "colonne d'un autre": "colonne d'un autre",
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(())["cpts"]


def rows(
    path: Path, corpus: Corpus, encoding: str = ""
) -> tuple[list[dict[str, Any]], tuple[Sentence, ...]]:
    """What is read in a file of cases: each row with its
    problems, and what was chosen to read it.
    """
    connection = duckdb.connect()
    source = named(
        source_of(path, connection, FileOptions(path.parent, encoding)), corpus.vocabulary
    )
    shape = typed_rows.shape_of(source, corpus)
    filled_from(source, connection, READ, lambda own: typed_rows.select_rows(own, shape, "en"))
    return connection.sql(
        f'SELECT * FROM {READ} ORDER BY "{ROW}"'
    ).to_arrow_table().to_pylist(), source.said


def found(path: Path, corpus: Corpus, name: str) -> list[Any]:
    """The values of a fact, or the text that could not be read as one."""
    return [
        row[PROBLEMS][0]["value"] if row[PROBLEMS] else row[name] for row in rows(path, corpus)[0]
    ]


def column(folder: Path, name: str, cells: list[str], separator: str = ";") -> Path:
    text = "".join(f"A{rank}{separator}{cell}\n" for rank, cell in enumerate(cells))
    return table(folder, f"case{separator}{name}\n{text}")


# --- headings -------------------------------------------------------------------------------------


def test_headings_are_names_or_labels(corpus: Corpus) -> None:
    assert facts_named(list(HEADINGS), corpus.vocabulary, Path("cases.csv")) == HEADINGS


def test_every_column_may_be_called_as_the_answers_call_it(corpus: Corpus) -> None:
    vocabulary = corpus.vocabulary
    for language in ("fr", "en"):
        labels = {
            fact_label(name, vocabulary, language): name for name in all_names(vocabulary, ranks=2)
        }
        assert len(labels) > 100
        assert facts_named(list(labels), vocabulary, Path("cases.csv")) == labels


def test_a_label_of_two_facts_is_refused_with_both(corpus: Corpus) -> None:
    from msgspec.structs import replace

    same = Word("commission.chair", "text", Bilingual("Région", "chair"))
    vocabulary = replace(corpus.vocabulary, facts={**corpus.vocabulary.facts, same.name: same})
    with pytest.raises(RefusedInput) as refused:
        facts_named(["case", "RÉGION"], vocabulary, Path("cases.csv"))
    (one,) = refused.value.diagnostics
    assert (one.code, one.location.column) == ("ACC603", 2)
    assert "`community.region`, `commission.chair`" in str(one)
    assert "« RÉGION » est le libellé de plusieurs faits" in one.in_language("fr").replace(
        "\u00a0", " "
    )
    assert facts_named(["chair"], vocabulary, Path("cases.csv")) == {"chair": "commission.chair"}


@pytest.mark.parametrize(
    "heading",
    [
        "Population du territiore",
        "date de signature du contrat tri-partite",
        "population of territory",
    ],
)
def test_a_heading_that_is_nearly_a_label(heading: str, tmp_path: Path, corpus: Corpus) -> None:
    name = "contract.signed_on" if heading.startswith("date") else "community.population"
    with pytest.raises(RefusedInput, match=f"ACC603 .*(?s:.)*did you mean `{name}`"):
        rows(table(tmp_path, f"case,{heading}\nA,1\n"), corpus)


def test_columns_without_a_name_are_counted(tmp_path: Path, corpus: Corpus) -> None:
    """What a spreadsheet leaves at the end of its lines."""
    file = tmp_path / "cases.csv"
    file.write_text("dossier;community.population;;\nA;1;;\n", "utf-8")
    with pytest.raises(RefusedInput) as refused:
        rows(file, corpus)
    said = [
        (one.code, one.location.column, one.message.in_language("fr"))
        for one in refused.value.diagnostics
    ]
    assert said == [
        ("ACC603", 3, "la colonne 3 n'a pas de nom."),
        ("ACC603", 4, "la colonne 4 n'a pas de nom."),
    ]


def test_two_headings_of_one_fact_are_refused(tmp_path: Path, corpus: Corpus) -> None:
    with pytest.raises(RefusedInput, match=r"ACC612 .*`Population du territoire`"):
        rows(table(tmp_path, "case,community.population,Population du territoire\nA,1,2\n"), corpus)


def test_the_label_of_what_the_law_derives(tmp_path: Path, corpus: Corpus) -> None:
    label = fact_label("community.size", corpus.vocabulary, "fr")
    with pytest.raises(RefusedInput, match=r"ACC603 .*(?s:.)*the law derives it"):
        rows(table(tmp_path, f"case,{label}\nA,1\n"), corpus)


# --- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_booleans(suffix: str, tmp_path: Path, corpus: Corpus) -> None:
    name, cells = (
        "contract.file_complete",
        [
            "oui",
            "Non",
            "VRAI",
            "faux",
            "true",
            "False",
            "yes",
            "no",
            "1",
            "0",
            "on",
            "o",
            "peut-être",
        ],
    )
    path = column(tmp_path, name, cells)
    if suffix == "xlsx":
        book = xlsxwriter.Workbook(str(path := tmp_path / "cases.xlsx"))
        sheet = book.add_worksheet()
        for rank, line in enumerate(
            [("Dossier", "Dossier complet vérifié par l'assurance maladie"), *enumerate(cells)]
        ):
            sheet.write_row(rank, 0, line)
        book.close()
    assert found(path, corpus, name) == [True, False] * 4 + ["1", "0", "on", "o", "peut-être"]


@pytest.mark.parametrize(
    ("name", "cells", "values"),
    [
        (
            "community.population",
            ["55000", "55 000", "1\u00a0234\u202f567", "1,234", "1.234", "12 34", "55 000,5", "-3"],
            [55_000, 55_000, 1_234_567, "1,234", "1.234", "12 34", "55 000,5", "-3"],
        ),
        (
            "missions.access.achievement.1.rate",
            ["0,85", "0.85", "85 %", "85,5\u00a0%", "85%", "1,2345678", "0,8,5", "1 %%"],
            [850_000, 850_000, 850_000, 855_000, 850_000, "1,2345678", "0,8,5", "1 %%"],
        ),
        (
            "contract.signed_on",
            [
                "31/12/2023",
                "1/4/2022",
                "01/04/2022 00:00",
                "2022-04-01",
                "12/31/2023",
                "31/02/2023",
                "31/12/23",
                "31.12.2023",
            ],
            [
                date(2023, 12, 31),
                date(2022, 4, 1),
                date(2022, 4, 1),
                date(2022, 4, 1),
                "12/31/2023",
                "31/02/2023",
                "31/12/23",
                "31.12.2023",
            ],
        ),
    ],
)
def test_cells(
    name: str, cells: list[str], values: list[Any], tmp_path: Path, corpus: Corpus
) -> None:
    assert found(column(tmp_path, name, cells), corpus, name) == values


def test_amounts(tmp_path: Path) -> None:
    from engine.tables.intake import written

    cells = {
        "1 234,56": "1234.56",
        "1234.5": "1234.5",
        "75\u202f000 €": "75000",
        "75000,00€": "75000",
        "1,234": None,
        "1.234,56": None,
        "€": None,
    }
    connection = duckdb.connect()
    for cell, amount in cells.items():
        sql = (
            f"SELECT CAST({written.exact(written.plain('cell'), 'money')} AS DECIMAL(20, 2)) FROM "
            f"(SELECT {text_literal(cell)} AS cell)"
        )
        ((read,),) = connection.execute(sql).fetchall()
        assert (None if read is None else f"{read.normalize():f}") == amount, cell


# --- files ----------------------------------------------------------------------------------------

FRENCH = (
    "Dossier;Nom de la communauté;Population du territoire;Taux d'atteinte des objectifs (accès "
    "aux soins, année de contrat 1)\r\n"
)
FRENCH += "É1;Santé à l’œuvre;55\u00a0000;0,85\r\nB;Ici\r\n\r\nC;Là;12;85 %\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("first", ["", "sep=;\r\n"])
def test_a_table_of_a_french_spreadsheet(
    encoding: str, first: str, tmp_path: Path, corpus: Corpus
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes((first + FRENCH).encode(encoding))
    read, said = rows(path, corpus)
    own = [
        (row[ROW], row["case"], row["community.name"], row["community.population"]) for row in read
    ]
    assert own == [(2, "É1", "Santé à l’œuvre", 55_000), (5, "C", "Là", 12)]
    assert [row["missions.access.achievement.1.rate"] for row in read] == [850_000, 850_000]
    commas = [] if first else ["the columns are separated by `;`; the names also hold `,`."]
    other = (
        ["the file is not in UTF-8: it is read as cp1252 (Windows, Excel in French)."]
        if encoding == "cp1252"
        else []
    )
    assert [str(one) for one in said] == [*other, *commas]
    assert path.read_bytes() == (first + FRENCH).encode(encoding)


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("case;community.name\nA;Žižkov\n".encode("cp1252"), "--encoding cp1252"),
        ("case;community.name\nA;Né\n".encode("mac_roman"), "--encoding cp1252"),
        ("case;community.name\nA;Né\n".encode("utf-16"), "UTF-16"),
        (b"case;community.name\nA;\x81\n", "CSV UTF-8"),
    ],
)
def test_an_encoding_that_is_not_certain_is_named(
    content: bytes, hint: str, tmp_path: Path, corpus: Corpus
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    with pytest.raises(RefusedInput) as refused:
        rows(path, corpus)
    assert [one.code for one in refused.value.diagnostics] == ["ACC606"]
    assert hint in str(refused.value)
    (one,) = refused.value.diagnostics
    assert "le fichier n'est pas en UTF-8" in one.in_language("fr")
    assert hint in one.in_language("fr")


def test_an_encoding_that_is_asked_for(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes("case;community.name\nA;Žižkov\n".encode("cp1252"))
    assert rows(path, corpus, "cp1252")[0][0]["community.name"] == "Žižkov"
    with pytest.raises(RefusedInput, match="ACC606"):
        rows(path, corpus, "utf-8")


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        (
            "case;community.name,x",
            "",
            ["the columns are separated by `;`; the names also hold `,`."],
        ),
        ('case,"nom de la communauté"', "A,x;y", []),
        ("community.population;case;community.name", "5;A;x,y", []),
    ],
)
def test_the_separator_is_said_where_it_could_be_another(
    header: str, row: str, said: list[str], tmp_path: Path
) -> None:
    source = source_of(
        table(tmp_path, f"{header}\n{row}\n"), duckdb.connect(), FileOptions(tmp_path)
    )
    assert [str(one) for one in source.said] == said
    assert all("séparées par" in one.in_language("fr") for one in source.said)
    assert "case" in source.names


def test_histories_in_french(tmp_path: Path) -> None:
    cases = table(tmp_path, HEADER + GOOD + GOOD.replace("A1", "A2"))
    text = (
        "Dossier;Fait;À partir du;Valeur\nA1;membres ayant expressément adhéré;31/12/2020;1 "
        "200\nA2;community.members;2020-12-31;beaucoup\n"
    )
    histories = tmp_path / "histories.csv"
    histories.write_bytes(text.encode("cp1252"))
    out = tmp_path / "out.csv"
    done = accord(
        "batch", "eligibility", cases, "-o", out, "--on", "2023-06-01", "--histories", histories
    )
    assert done.exit_code == 0
    assert f"{histories}: the file is not in UTF-8: it is read as cp1252" in done.stderr
    (bad,) = rejects(out)
    assert (bad["row"], bad["case"], bad["column"], bad["value"]) == (
        "3",
        "A2",
        "community.members",
        "beaucoup",
    )
    assert (
        f"{histories}:3:1: ACC302 row 3, case `A2`, `community.members`: `beaucoup`." in done.stderr
    )


# --- what is said of rows set apart ---------------------------------------------------------------


def test_a_row_set_apart_shows_what_was_read(tmp_path: Path) -> None:
    bad = f"A2,2020-13-45,oui,  5   5 \nA3,not_yet,peut-être,{'9' * 100}\n"
    cases, out = table(tmp_path, HEADER + GOOD + bad), tmp_path / "out.csv"
    done = accord("batch", "eligibility", cases, "-o", out, "--on", "2023-06-01")
    assert done.exit_code == 0
    assert [(row["row"], row["column"], row["value"]) for row in rejects(out)] == [
        ("3", "community.population", "5 5"),
        ("3", "contract.signed_on", "2020-13-45"),
        ("4", "community.population", "9" * 79 + "…"),
        ("4", "contract.file_complete", "peut-être"),
    ]
    assert f"{out}: 1 of 1 cases are answered in part" in done.stderr
    assert (
        f"{cases}:3:2: ACC303 row 3, case `A2`, `contract.signed_on`: `2020-13-45`." in done.stderr
    )
    assert (
        f"{cases}:4:3: ACC302 row 4, case `A3`, `contract.file_complete`: `peut-être`."
        in done.stderr
    )


def test_a_run_fails_when_every_case_is_rejected(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    bad = GOOD.replace("2020-01-15", "hier")
    done = asked_of_few(table(tmp_path, HEADER + bad), out)
    assert (done.exit_code, len(rejects(out))) == (1, 1)
    assert "every case is rejected" in done.stderr
    assert (
        asked_of_few(
            table(tmp_path, HEADER + bad + GOOD.replace("A1", "A2")), out, "--force"
        ).exit_code
        == 0
    )
    assert asked_of_few(table(tmp_path, HEADER), out, "--force").exit_code == 0


def test_what_facts_say_together_shows_the_text_of_the_cell(tmp_path: Path, corpus: Corpus) -> None:
    text = "case,health_project.submitted_on,health_project.validated_on\nA,01/05/2020,01/04/2020\n"
    ((one,),) = [row[PROBLEMS] for row in rows(table(tmp_path, text), corpus)[0]]
    assert (one["column"], one["value"], one["code"]) == (
        "health_project.validated_on",
        "01/04/2020",
        "ACC306",
    )


def test_days_of_a_workbook(tmp_path: Path, corpus: Corpus) -> None:
    book = xlsxwriter.Workbook(
        str(path := tmp_path / "cases.xlsx"), {"default_date_format": "dd/mm/yyyy"}
    )
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["dossier", "Date de signature du contrat tripartite"])
    sheet.write_row(1, 0, ["A", datetime(2023, 12, 31)])  # noqa: DTZ001  # a cell of a workbook has no zone
    sheet.write_row(2, 0, ["B", "31/12/2023"])
    book.close()
    assert found(path, corpus, "contract.signed_on") == [date(2023, 12, 31)] * 2


@pytest.mark.parametrize(
    ("language", "partly", "left_out", "chosen"),
    [
        (
            "en",
            "out.csv: 1 of 2 cases are answered in part",
            "the rows `missing` are left out: what is due may be more",
            "cases.csv: the file is not",
        ),
        (
            "fr",
            "out.csv : réponses partielles : 1 sur 2",
            "les lignes `missing` sont laissées de côté",
            "cases.csv : le fichier n'est pas",
        ),
    ],
)
def test_a_summary_says_what_is_known_in_part(
    language: str,
    partly: str,
    left_out: str,
    chosen: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tables, "spoken", lambda: language)
    how = Opening("cp1252", ";", ("case",))
    report = RunSummary(
        read=3, rejected=1, incomplete=1, chosen=[(Path("cases.csv"), said) for said in how.said()]
    )
    options = {"out": Path("out.csv"), "histories": None}
    tables._summarise(report, options)
    said = capsys.readouterr().err.replace("\u00a0", " ")
    assert partly in said
    assert left_out not in said
    assert chosen in said
    tables._summarise(RunSummary(read=3, incomplete=None), options)
    assert left_out in capsys.readouterr().err.replace("\u00a0", " ")
    tables._summarise(RunSummary(read=3), options)
    assert len(capsys.readouterr().err.splitlines()) == 1


# --- lists of elements ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("access", "access"),
        ("Accès aux soins", "access"),
        ("Accès aux soins, crisis", "access crisis"),
        ("access to care; care pathways", "access pathways"),
        ("accès aux soin", "accès aux soin"),
    ],
)
def test_a_list_names_elements_by_their_keys_or_by_what_they_are_called(
    cell: str, read: str, tmp_path: Path, corpus: Corpus
) -> None:
    path = table(tmp_path, f'case,missions\nA,"{cell}"\n')
    assert found(path, corpus, "missions") == [read]
