"""`accord check`: what it reads, what takes the place of
what, and the forms in which it says what it found.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_law import (
    LABEL,
    VOCABULARY,
    agreement,
    amount,
    expected,
    operation,
    said,
    text,
    write_law,
)

from engine.commands.main import main
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.library import shipped
from engine.source import yaml_source
from engine.source.places import placed

BASE = Path(__file__).parent.parent / "examples" / "base"
CASE = Path(__file__).parent.parent.parent / "examples" / "cpts_exemple.yaml"


def accord(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of a shipped text, with one amount and its total changed."""
    folder = tmp_path / "copy"
    shutil.copytree(shipped("rulesets") / "aci_2019", folder)
    article = folder / "art_8.yaml"
    article.write_text(article.read_text("utf-8").replace("unit: EUR", "unit: EUR ", 1), "utf-8")
    return folder


def test_a_copy_takes_the_place_of_the_shipped_text_and_says_so(copy: Path) -> None:
    checked = accord("check", copy, "--lang", "en")
    assert (checked.exit_code, "ACC" in checked.output) == (0, False)
    assert (
        f"`aci_2019` is read from {copy / 'text.yaml'}, in place of the shipped text."
        in checked.output
    )
    assert "5 texts" in checked.output


@pytest.mark.parametrize(("language", "words"), [("fr", "est lu dans"), ("en", "is read from")])
def test_an_answer_says_that_a_copy_was_read(copy: Path, language: str, words: str) -> None:
    options = ("--on", "2023-06-01", "--rulesets", copy, "--lang", language)
    for question in (("funding", CASE), ("text", "8")):
        answer = json.loads(accord(*question, *options, "--format", "json").stdout)
        assert answer["read_from"] == {"aci_2019": str(copy / "text.yaml")}
        assert any(words in notice and "`aci_2019`" in notice for notice in answer["notices"])
        assert "aci_2019" in accord(*question, *options).stdout
    assert "read_from" not in json.loads(accord("funding", CASE, "--format", "json").stdout)


@pytest.mark.slow
def test_a_run_on_a_table_says_that_a_copy_was_read(copy: Path, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("case,contract.signed_on\nA,2023-01-01\n", "utf-8")
    ran = accord(
        "batch",
        "funding",
        table,
        "-o",
        tmp_path / "out.csv",
        "--on",
        "2023-06-01",
        "--rulesets",
        copy,
    )
    assert ran.exit_code == 0, ran.output
    assert (
        f"`aci_2019` is read from {copy / 'text.yaml'}, in place of the shipped text." in ran.stderr
    )


@pytest.mark.slow
def test_two_copies_of_one_text_are_still_found(copy: Path, tmp_path: Path) -> None:
    shutil.copytree(copy, tmp_path / "again")
    checked = accord("check", copy, tmp_path / "again")
    assert checked.exit_code == 1
    assert checked.output.count("ACC112") == 1


def test_the_file_of_a_text_is_checked_with_its_text(copy: Path) -> None:
    article = copy / "art_8.yaml"
    text = article.read_text("utf-8").replace("community.size", "community.sise")
    article.write_text(text, "utf-8")
    line = next(rank for rank, one in enumerate(text.splitlines(), 1) if "community.sise" in one)
    column = text.splitlines()[line - 1].index("community.sise") + 1
    checked = accord("check", article)
    assert checked.exit_code == 1
    assert f"{article}:{line}:{column}: ACC208 unknown fact `community.sise`." in checked.output


@pytest.mark.slow
def test_an_article_that_lies_in_no_text_is_checked_as_an_article(
    copy: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.yaml"
    shutil.copy(copy / "art_8.yaml", alone)
    checked = accord("check", alone, "--lang", "fr")
    assert checked.exit_code == 0
    assert f"{alone} n'est dans aucun texte" in checked.output
    alone.write_text(
        alone.read_text("utf-8").replace("basis: official_text", "basis: oficial_text"), "utf-8"
    )
    checked = accord("check", alone)
    assert (checked.exit_code, "ACC104" in checked.output, "ACC301" in checked.output) == (
        1,
        True,
        False,
    )


def test_what_was_checked_before_is_not_parsed_again_and_what_was_edited_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_CACHE", str(tmp_path / "cache"))
    law = Path(shutil.copytree(BASE, tmp_path / "law"))
    assert accord("check", law, "--no-shipped").exit_code == 0
    with monkeypatch.context() as patched:
        patched.setattr(yaml_source, "read_yaml", None)  # to parse would fail
        assert accord("check", law, "--no-shipped").exit_code == 0
    article = next(law.rglob("art_*.yaml"))
    article.write_text(article.read_text("utf-8").replace("basis:", "bases:", 1), "utf-8")
    for _ in range(2):
        assert f"{article}:" in accord("check", law, "--no-shipped").output


def test_the_shipped_texts_may_be_left_out() -> None:
    checked = accord("check", BASE, "--no-shipped", "--lang", "fr")
    assert checked.output.startswith("rien à signaler\u00a0: 2 textes, 4 articles, ")
    assert accord("check", "--no-shipped").exit_code == 2


def test_findings_for_programs_and_for_github(tmp_path: Path) -> None:
    law = write_law(
        tmp_path, [text("m", "2020-01-01", {"1": [amount("x", 100, when={"nobody": {"is": 1}})]})]
    )
    found = accord("check", law, "--no-shipped", "--format", "json", "--lang", "fr")
    (finding,) = json.loads(found.stdout)["findings"]
    assert found.exit_code == 1
    assert {key: finding[key] for key in ("code", "title", "line")} == {
        "code": "ACC208",
        "title": "fait inconnu",
        "line": 1,
    }
    assert Path(finding["path"]).read_text("utf-8")[finding["column"] - 1 :].startswith('"nobody"')
    annotated = accord("check", law, "--no-shipped", "--format", "github", "--lang", "en").stdout
    assert annotated.startswith(
        f"::error file={finding['path']},line=1,col={finding['column']},title=ACC208 unknown "
        "fact::unknown fact `nobody`.%0A"
    )
    clean = json.loads(accord("check", BASE, "--no-shipped", "--format", "json").stdout)
    assert (clean["findings"], clean["counts"]["text"]) == ([], 2)


def test_a_place_that_a_file_no_longer_holds_stays_that_of_the_provision(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text("a:\n  b: c\n  d: 'x {e}'\n", "utf-8")
    at = Location(str(file), 2, 3)

    def places(*words: str) -> Sequence[Location]:
        return [
            one.location
            for one in placed(Diagnostic("ACC208", sentence("m"), at, word=word) for word in words)
        ]

    assert places("c", "e", "nowhere") == [Location(str(file), 2, 6), Location(str(file), 3, 6), at]
    file.unlink()
    assert places("c") == [at]


def test_a_word_that_is_also_the_name_of_the_provision_is_placed_where_the_rule_writes_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "f.yaml"
    lines = (
        "- id: racks",
        "  effect: racks",
        "  source: {document: racks}",
        "  on: racks",
        "  then:",
        "    entitle: {amount: {row: racks}, line: racks}",
        "    pay: {lines: [racks], by: 'the {shelf}'}",
        "- id: shelf",
    )
    file.write_text("\n".join(lines), "utf-8")
    at = Location(str(file), 1, 3)

    def place(word: str, *under: str) -> tuple[int, int]:
        finding = Diagnostic("ACC212", sentence("m"), at, word=word, under=under)
        (placed_at,) = placed([finding])
        assert (placed_at.word, placed_at.under) == ("", ())
        return placed_at.location.line, placed_at.location.column

    assert place("racks") == (4, 7)
    assert place("racks", "line") == (6, 43)
    assert place("racks", "lines") == (7, 19)
    assert place("racks", "effect") == (2, 11)
    assert place("racks", "document") == (3, 22)
    assert place("racks", "id") == (1, 7)
    assert place("racks", "nowhere") == (4, 7)
    assert place("shelf", "line") == (7, 31)


def test_the_texts_that_lie_deeper_in_a_folder_are_read(tmp_path: Path) -> None:
    law = Path(shutil.copytree(BASE, tmp_path / "work" / "deep" / "law"))
    shutil.move(law / "case.yaml", tmp_path / "work" / "case.yaml")
    shutil.copytree(law, tmp_path / "work" / ".kept" / "law")
    checked = accord("check", tmp_path / "work", "--no-shipped", "--lang", "en")
    assert checked.output.startswith("no findings: 2 texts, 4 articles, "), checked.output
    assert checked.exit_code == 0
    article = law / "pact" / "art_1.yaml"
    article.write_text(article.read_text("utf-8").replace("club.members", "club.menbers"), "utf-8")
    for options in (("--no-shipped",), ()):
        checked = accord("check", tmp_path / "work", *options, "--lang", "en")
        assert checked.exit_code == 1
        assert f"{article}:" in checked.output
        assert "ACC208 unknown fact `club.menbers`." in checked.output


def test_where_no_text_is_read_nothing_is_said_to_be_without_fault(tmp_path: Path) -> None:
    case = tmp_path / "cases" / "case.yaml"
    case.parent.mkdir()
    for named in ("", "corpus: pact\n"):
        case.write_text(f"{named}club: {{members: 4}}\n", "utf-8")
        for path in (case, case.parent):
            checked = accord("check", "--no-shipped", path, "--lang", "en")
            assert checked.exit_code == 1
            assert "ACC318 there is no corpus to answer from" in checked.output
    (tmp_path / "empty").mkdir()
    alone = Path(shutil.copy(BASE / "pact" / "art_1.yaml", tmp_path / "alone.yaml"))
    for path in (tmp_path / "empty", alone):
        english, french = (
            accord("check", "--no-shipped", path, "--lang", language).output
            for language in ("en", "fr")
        )
        assert "no text was read" in english
        assert "aucun texte n'a été lu" in french
        assert "no findings" not in english
    # a text at fault is what is said, and not that the case has no text
    (tmp_path / "cases" / "law").mkdir()
    (tmp_path / "cases" / "law" / "text.yaml").write_text("text: pact\n", "utf-8")
    checked = accord("check", "--no-shipped", case.parent)
    assert checked.exit_code == 1
    assert "ACC318" not in checked.output


def test_a_profile_is_no_case(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    assert "ACC" not in accord("check", root / "examples" / "avenant_3").output
    wrong = tmp_path / "profile.yaml"
    wrong.write_text("corpus: cpts\nfacts:\n  community.members: {betwen: [1, 2]}\n", "utf-8")
    checked = accord("check", wrong, "--lang", "en")
    assert f"{wrong}:3:23: ACC101" in checked.output
    assert "ACC301" not in checked.output


def test_a_label_that_is_wanting_is_asked_for_once(tmp_path: Path) -> None:
    """Three texts name the line `more`, which has no label: one finding, where it is first."""
    base = text("m", "2020-01-01", {"1": [amount("x", 1, "more")]})
    amending = [
        text(
            f"v{rank}",
            f"202{rank}-01-01",
            {
                "1": operation(
                    "replace",
                    "m/1/x",
                    expect=expected(rank),
                    **{"with": [amount("x", rank + 1, "more")]},
                )
            },
            amends=["m"],
        )
        for rank in (1, 2)
    ]
    law = write_law(tmp_path / "law", [base, *amending])
    findings = accord("check", law, "--lang", "en").output
    assert findings.count("ACC212 unknown line `more`") == 1
    assert f"{law / 'm' / 'art_1.yaml'}:1:" in findings


def test_a_column_is_named_by_a_value_that_may_be_one(tmp_path: Path) -> None:
    """The rows are zones and the columns sizes: a zone names no column, a size does."""
    words = {
        name: {
            "type": "enumeration",
            "values": dict.fromkeys(values, LABEL),
            "label": LABEL,
            "question": LABEL,
        }
        for name, values in (("deal.zone", ("isle", "land")), ("deal.size", ("large", "small")))
    }
    grid = said(
        "grid",
        table={
            "unit": "EUR",
            "columns": ["small", "large"],
            "rows": {"isle": [1, 2], "land": [3, 4]},
        },
    )
    told = []
    for column in ("deal.zone", "deal.size"):
        cell = {"table": "m/1/grid", "row": {"fact": "deal.zone"}, "column": {"fact": column}}
        base = agreement()
        base["vocabulary"] = {**VOCABULARY, "facts": {**VOCABULARY["facts"], **words}}
        base["articles"]["1"] = [grid, amount("x", cell)]  # type: ignore[arg-type]  # a value
        folder = write_law(tmp_path / column, [base])
        found = accord("check", folder, "--no-shipped", "--lang", "fr").output
        told += [line for line in found.splitlines() if "ACC262" in line]
    (line,) = told
    assert line.endswith(
        "aucune colonne de `m/1/grid` n’est une valeur qui peut la nommer\u00a0: `isle` et `land`."
    )


def test_true_and_false_are_offered_as_they_are_written(tmp_path: Path) -> None:
    base = agreement()
    word = {"type": "boolean", "derived": True, "otherwise": "non", "label": LABEL}
    base["vocabulary"] = {**VOCABULARY, "facts": {**VOCABULARY["facts"], "deal.fit": word}}
    found = accord("check", write_law(tmp_path / "law", [base]), "--no-shipped", "--lang", "en")
    assert "valid names: `false`." in found.output
