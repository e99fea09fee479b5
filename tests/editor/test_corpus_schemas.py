"""Schemas made for a corpus: they take every file of it as it is, and refuse each wrong word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.commands.main import main
from engine.editor import roles
from engine.editor.roles import named
from engine.editor.schema_files import FOLDER
from engine.language.forms import FORMS
from engine.language.operators import WRITTEN
from engine.source.yaml_source import read_file, read_yaml
from tests.depth import spread
from tests.editor.corpora import HOMES, ROOT, corpora, deepest, texts, validators

RULESETS = ROOT / "rulesets"
AVENANT = RULESETS / "avenant_2" / "art_4.yaml"


def tree_of(file: Path) -> Any:
    document, findings = read_file(file)
    assert document is not None, findings
    return document.tree


def faults(home: Path, corpus: str, schema: str, tree: Any) -> list[Any]:
    return [deepest(error) for error in validators(home, corpus)[schema].iter_errors(tree)]


@pytest.mark.parametrize("home", HOMES, ids=lambda home: str(home.relative_to(ROOT)))
def test_every_text_is_taken_as_it_is(home: Path) -> None:
    taken = list(texts(home))
    assert taken
    said = [
        f"{file.name}: {[*fault.absolute_path]} {fault.message[:90]}"
        for corpus, schema, file in taken
        for fault in faults(home, corpus, schema, tree_of(file))
    ]
    assert said == []


def test_the_cases_and_scenarios_of_the_shipped_law_are_taken_as_they_are() -> None:
    said = []
    for file in spread(sorted((ROOT / "scenarios").rglob("*.scenario.yaml")), 5):
        said += [
            (file.name, [*fault.absolute_path], fault.message[:90])
            for fault in faults(RULESETS, "cpts", "scenario", tree_of(file))
        ]
    for name in ("cpts_exemple", "projet_paris"):
        said += faults(RULESETS, "cpts", "case", tree_of(ROOT / "examples" / f"{name}.yaml"))
    assert said == []


WRONG = [
    ("on: contract_year", "on: contract_yeer", "contract_yeer"),
    ("community.size", "community.sise", "community.sise"),
    ("community.members_counted: {at_least", "community.members_count: {at_least", "members_count"),
    ("reading: ", "reading: no_", "no_"),
    ("at_least: 100", "before: '2022-01-01'", "before"),
    ("at_least: 100", "at_least: many", "many"),
    ("table: aci_2019/8/", "table: aci_2019/9/", "aci_2019/9/"),
    ("document: avenant_2", "document: avenant_3", "avenant_3"),
    ("line: operating.additional", "line: operating.aditional", "operating.aditional"),
    ("replace: aci_2019/8\n", "replace: aci_2019/80\n", "aci_2019/80"),
    ("part: lump_sum", "part: lumpsum", "lumpsum"),
]


@pytest.mark.parametrize(("right", "wrong", "named_"), WRONG, ids=lambda part: str(part)[:24])
def test_a_wrong_word_is_refused_where_it_stands(right: str, wrong: str, named_: str) -> None:
    text = AVENANT.read_text(encoding="utf-8")
    assert right in text
    document, findings = read_yaml("a.yaml", text.replace(right, wrong, 1).encode())
    assert document is not None, findings
    found = faults(RULESETS, "cpts", "article", document.tree)
    assert len(found) == 1
    assert named_ in str(found[0].message) or named_ in str(found[0].instance)
    place = document.locate([*found[0].absolute_path], key=False)
    line = text.replace(right, wrong, 1).splitlines()[place.line - 1]
    assert wrong.strip() in line


def test_a_condition_knows_the_operators_and_the_words_of_each_fact() -> None:
    schema = validators(RULESETS, "cpts")["article"]
    common = json.loads(json.dumps(_common()))
    condition = common["condition"]["then"]["properties"]
    assert condition["contract.signed_on"]["$ref"].endswith("comparison_of_dates")
    form = common[condition["community.legal_form"]["$ref"].rpartition("/")[2]]
    operand = form["properties"]["is"]["anyOf"][0]
    assert "association" in operand["enum"]
    assert len(operand["enum"]) == len(operand["enumDescriptions"])
    assert "at_least" not in common["comparison_of_dates"]["properties"]
    assert "at_least" in common["comparison_of_numbers"]["properties"]
    assert schema.is_valid({"article": "1", "title": {"fr": "a", "en": "b"}})


def _common() -> dict[str, Any]:
    from engine.editor.schemas import corpus_schemas

    definitions: dict[str, Any] = corpus_schemas(corpora(RULESETS)["cpts"], "en")["common"]["$defs"]
    return definitions


def test_each_form_and_each_operator_is_there_without_being_named() -> None:
    common = _common()
    begun = [branch["required"][0] for branch in common["known_form"]["anyOf"]]
    assert {key for form in FORMS for key in form.keys} <= {*begun}
    operators = {
        name
        for kind, schema in common.items()
        if kind.startswith("comparison_of")
        for name in schema["properties"]
    }
    assert {*WRITTEN} <= operators


def test_names_come_with_their_label_and_their_sentence() -> None:
    common = _common()
    readings = common[f"known_{roles.READING}"]
    said = dict(zip(readings["enum"], readings["enumDescriptions"], strict=True))
    assert "partial year" in said["first_year_variable"]
    assert "`prorated`" in said["first_year_variable"]
    known = common[f"known_{roles.FACT}"]
    facts = dict(zip(known["enum"], known["enumDescriptions"], strict=True))
    assert facts["contract.signed_on"].startswith("date ")


def test_the_walk_says_what_each_place_names() -> None:
    document, _ = read_file(AVENANT)
    assert document is not None
    found = {(place.role, place.name) for place in named(document, "article")}
    assert {
        (roles.OCCASION, "contract_year"),
        (roles.FACT, "community.members_counted"),
        (roles.TABLE, "aci_2019/8/additional_amounts"),
        (roles.TARGET, "aci_2019/8"),
        (roles.DOCUMENT, "avenant_2"),
        (roles.LINE, "operating.additional"),
    } <= found
    for place in named(document, "article"):
        at = document.locate(place.at, key=place.key)
        line = AVENANT.read_text(encoding="utf-8").splitlines()[at.line - 1]
        assert place.name in line[at.column - 1 :], place


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            "{any: visits, where: {visit.day: {known: true}}}",
            {(roles.ELEMENTS, "visits"), (roles.FACT, "visit.day")},
        ),
        (
            "{every: visits, holds: {visit.day: {known: true}}}",
            {(roles.ELEMENTS, "visits"), (roles.FACT, "visit.day")},
        ),
        ("{count: visits, at_least: 2}", {(roles.ELEMENTS, "visits")}),
        (
            "{sum: {fact: visit.hours}, over: visits, at_least: 2}",
            {(roles.ELEMENTS, "visits"), (roles.FACT, "visit.hours")},
        ),
        ("{any: [{visit.day: {known: true}}]}", {(roles.FACT, "visit.day")}),
        ("{count: {at_least: 2}}", {(roles.FACT, "count")}),
    ],
)
def test_the_walk_tells_what_is_asked_of_elements_from_what_is_asked_of_facts(
    condition: str, expected: set[tuple[str, str]]
) -> None:
    document, _ = read_yaml("art_1.yaml", f"provisions:\n- when: {condition}\n".encode())
    assert document is not None
    assert {(place.role, place.name) for place in named(document, "article")} == expected


# --- the command ----------------------------------------------------------------------------------


def run(*args: str) -> Any:
    return CliRunner().invoke(main, [*args])


def test_the_schemas_of_a_folder_are_written_beside_its_texts(tmp_path: Path) -> None:
    assert run("new", "text", str(tmp_path), "--id", "club", "--lang", "en").exit_code == 0
    made = tmp_path / FOLDER / "club"
    assert "request.made_on" in (made / "common.schema.json").read_text(encoding="utf-8")
    text = tmp_path / "club"
    first = (text / "art_1.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../.accord/club/article.schema.json"
    assert (text / first.partition("$schema=")[2]).resolve().is_file()
    vocabulary = text / "vocabulary.yaml"
    words = vocabulary.read_text(encoding="utf-8").replace("request.made_on", "request.sent_on")
    vocabulary.write_text(words, encoding="utf-8")
    result = run("schema", str(text), "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "request.sent_on" in (made / "common.schema.json").read_text(encoding="utf-8")


def test_modelines_are_set_and_nothing_else_changes(tmp_path: Path) -> None:
    assert run("new", "text", str(tmp_path), "--id", "club").exit_code == 0
    file = tmp_path / "club" / "art_1.yaml"
    first, _, rest = file.read_text(encoding="utf-8").partition("\n")
    file.write_text(rest, encoding="utf-8")
    result = run("schema", str(tmp_path), "--modelines")
    assert result.exit_code == 0
    assert str(file) in result.output
    assert file.read_text(encoding="utf-8") == f"{first}\n{rest}"
    assert str(file) not in run("schema", str(tmp_path), "--modelines").output


@pytest.mark.parametrize(
    ("made", "code"),
    [(None, "ACC117"), ("text.yaml", "ACC005"), (FOLDER, "ACC801")],
    ids=["no text", "an empty text", "a file in the way"],
)
def test_what_cannot_be_made_is_a_finding(tmp_path: Path, made: str | None, code: str) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    if made == FOLDER:
        assert run("new", "article", str(folder)).exit_code == 0
        run("new", "text", str(folder), "--id", "club")
        for schema in (folder / FOLDER).rglob("*.json"):
            schema.unlink()
        for part in sorted((folder / FOLDER).iterdir()):
            part.rmdir()
        (folder / FOLDER).rmdir()
        (folder / "art_1.yaml").unlink()
    if made is not None:
        (folder / made).touch()
    result = run("schema", str(folder))
    assert result.exit_code == 1
    assert code in result.output
    assert "Traceback" not in result.output
