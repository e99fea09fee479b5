from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.diagnostics.diagnostic import Diagnostic
from engine.source.articles import Articles
from engine.source.schema import NAMES, read_schema, validate
from engine.source.schema_folder import schema_folder
from engine.source.yaml_source import read_yaml

PROVISION = "id: x, says: {fr: a, en: b}, source: {document: d, at: p}, basis: inferred"
OPERATION = "id: o, says: {fr: a, en: b}, source: {document: d, at: p}, basis: inferred"
NEW = "with: [{id: n, says: {fr: a, en: b}}]"


def found_in(text: str, name: str = "article") -> list[tuple[str, int, int, str]]:
    document, problems = read_yaml("f.yaml", text.encode())
    assert document is not None, problems
    return [
        (found.code, found.location.line, found.location.column, str(found.hint))
        for found in validate(document, name)
    ]


def provision(more: str) -> str:
    return f'article: "1"\ntitle: {{fr: a, en: b}}\nprovisions:\n- {{{PROVISION}}}\n- {{{PROVISION}, {more}}}\n'


def operation(more: str, base: str = OPERATION) -> str:
    return f'article: "1"\ntitle: {{fr: a, en: b}}\noperations:\n- {{{base}, {more}}}\n'


@pytest.mark.parametrize("name", [*NAMES, "common"])
def test_schemas_pass_their_meta_schema_and_explain_themselves(name: str) -> None:
    schema = read_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "case"])
def test_the_examples_of_a_schema_are_valid(name: str) -> None:
    examples = read_schema(name)["examples"]
    assert examples
    for example in examples:
        assert found_in(json.dumps(example), name) == []


def test_the_examples_of_the_shared_definitions_are_valid() -> None:
    definitions: dict[str, Any] = read_schema("common")["$defs"]
    for name, definition in definitions.items():
        validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": definitions})
        for example in definition.get("examples", []):
            assert list(validator.iter_errors(example)) == [], name


def test_every_reference_between_schemas_leads_somewhere() -> None:
    files = {file.name for file in schema_folder().glob("*.json")}
    for file in schema_folder().glob("*.json"):
        text = file.read_text("utf-8")
        for part in text.split('"$ref": "')[1:]:
            target = part.split('"')[0].partition("#")
            assert not target[0] or target[0] in files
            place: Any = json.loads((schema_folder() / (target[0] or file.name)).read_text("utf-8"))
            for step in target[2].strip("/").split("/") if target[2] else []:
                place = place[step]


@pytest.mark.parametrize(
    ("text", "code", "place", "hint"),
    [
        ('article: "1"\ntitel: {fr: a, en: b}\ntitle: {fr: a, en: b}\n', "ACC101", (2, 1), "title"),
        ('article: "1"\ntitle: {fr: un, deux et trois, en: b}\n', "ACC101", (2, 17), "quotes"),
        ("article: 7.10\ntitle: {fr: a, en: b}\n", "ACC105", (1, 10), '"7.10"'),
        ("article: 7\ntitle: {fr: a, en: b}\n", "ACC105", (1, 10), '"7"'),
        ('article: "1"\ntitle: {fr: a}\n', "ACC102", (2, 8), "en"),
        ('article: "1"\ntitle: {fr: a, en: }\n', "ACC116", (2, 16), ""),
        ('article: "1"\ntitle: x\n', "ACC103", (2, 8), "fr"),
        ('article: ""\ntitle: {fr: a, en: b}\n', "ACC106", (1, 10), ""),
    ],
)
def test_faults_at_the_top(text: str, code: str, place: tuple[int, int], hint: str) -> None:
    found = [one for one in found_in(text) if one[0] == code]
    assert [one[1:3] for one in found] == [place]
    assert hint in found[0][3]


@pytest.mark.parametrize(
    ("more", "code", "at", "hint"),
    [
        ("on: x", "ACC102", "on:", "then"),
        ("basis2: x", "ACC101", "basis2", "basis"),
        ("place: {paragraf: 3}", "ACC101", "paragraf", "paragraph"),
        ("effect: 2022-01-01", "ACC106", "2022-01-01", ""),
        ("then: {derive: {fact: a.b, value: {fakt: x}}}", "ACC109", "fakt", "fact"),
        (
            "then: {derive: {fact: a.b, value: {after: 1, bye: P6M, by: P1M}}}",
            "ACC101",
            "bye",
            "by",
        ),
        ("then: {derive: {fact: a.b, value: {after: 1, by: 6M}}}", "ACC108", "6M", "P6M"),
        ("then: {derive: {fact: a.b, value: {after: 1}}}", "ACC102", "{after", "by"),
        ("then: {derive: {fact: a.b, value: [1]}}", "ACC103", "[1]", ""),
        ("then: {derive: {fact: a.b, value: {multiply: 3}}}", "ACC103", "3}}}}", ""),
        ("then: {derive: {fact: a.b, value: {subtract: [1]}}}", "ACC110", "[1]", ""),
        (
            "then: {derive: {fact: a.b, value: {multiply: [1, {least: [{fakt: 2}]}]}}}",
            "ACC109",
            "fakt",
            "fact",
        ),
        ("then: {dérive: {fact: a.b, value: 1}}", "ACC101", "dérive", "derive"),
        (
            "then: {derive: {fact: a.b, value: 1}, require: {benefit: a, requirement: b}}",
            "ACC109",
            "{derive",
            "",
        ),
        ("then: {deadline: {id: d, due: 1, kind: dedline}}", "ACC104", "dedline", "deadline"),
        (
            "then: {oblige: {duty: d, category: plan, by: x, level: regional}}",
            "ACC104",
            "regional",
            "national",
        ),
        ("then: {advise: {step: s, order: 0}}", "ACC111", "0}}", ""),
        ("then: {increase: {line: l, lines: [m], by: ten}}", "ACC106", "ten", "75 %"),
        (
            "then: {increase: {line: l, lines: {reading: r, options: {a: 3}}, by: 10 %}}",
            "ACC103",
            "3}}",
            "",
        ),
        ("then: {pay: {lines: [l], parts: []}}", "ACC110", "[]", ""),
        ("then: {entitle: {line: l, amount: 1, once_in: yearly}}", "ACC108", "yearly", "P6M"),
        ("then: {derive: {fact: a, value: 1}}, when: {a.b: {iz: 3}}", "ACC101", "iz", "is"),
        ("then: {derive: {fact: a, value: 1}}, when: {a.b: {}}", "ACC110", "{}", "is"),
        (
            "then: {derive: {fact: a, value: 1}}, when: {alll: [{a: {is: 3}}]}",
            "ACC103",
            "[{a",
            "is",
        ),
        (
            "then: {derive: {fact: a, value: 1}}, when: {all: [{not: {a: {is: {fakt: 3}}}}]}",
            "ACC109",
            "fakt",
            "fact",
        ),
        ("then: {derive: {fact: a, value: 1}}, when: {reading: r}", "ACC102", "reading", "options"),
        ("table: {unit: EUR, columns: [1], rows: {a: [x]}}", "ACC106", "x]", ""),
        ("table: {unit: EUR, columns: [1], row: {a: [1]}}", "ACC101", "row", "rows"),
        ("table: {brackets: [{below: 3}]}", "ACC102", "{below", "is"),
        ("table: 3", "ACC103", "3}", ""),
        ("repeats: a/b/C", "ACC106", "a/b/C", "accord"),
        ("repeats: [a/b/c, a/b/c]", "ACC110", "[a/b/c", ""),
    ],
)
def test_faults_in_a_provision(more: str, code: str, at: str, hint: str) -> None:
    text = provision(more)
    line = text.splitlines()[4]
    found = [one for one in found_in(text) if one[0] == code]
    assert found, found_in(text)
    assert (found[0][1], found[0][2]) == (5, line.index(at, line.index(more)) + 1)
    assert hint in found[0][3]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (operation(f"replace: a/1/x, expect: {{a: 1}}, {NEW}"), []),
        (operation("repeal: a/1, expect: {a: {b: 1}}"), []),
        (operation(f"insert: a/1, after: x, {NEW}"), []),
        (operation(f"replace: a/1/x, {NEW}"), ["ACC102"]),
        (operation(f"replace: a/1/x, insert: a/1/x, expect: {{a: 1}}, {NEW}"), ["ACC101"]),
        (operation(f"expect: {{a: 1}}, {NEW}"), ["ACC102"]),
        (operation("complete: a/1/x"), ["ACC102", "ACC102"]),
        (operation(f"repeal: a/1/x, expect: {{a: 1}}, {NEW}"), ["ACC101"]),
        (operation(f"replace: a/1/x, expect: {{a: 1}}, after: x, {NEW}"), ["ACC102"]),
        (operation("replace: a/1/x, expect: {a: 1}, with: [{id: n}]"), ["ACC102"]),
    ],
)
def test_operations(text: str, codes: list[str]) -> None:
    assert [found[0] for found in found_in(text)] == codes


def test_all_faults_come_at_once() -> None:
    text = provision("titel: x, effect: A, then: {derive: {fact: A, value: {fakt: 1}}}, quote: ''")
    assert [found[0] for found in found_in(text)] == [
        "ACC101",
        "ACC106",
        "ACC106",
        "ACC109",
        "ACC110",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scenarios: []", "ACC110"),
        (
            "scenarios: [{scenario: a, title: t, question: {query: fund}, expect: {law: []}}]",
            "ACC104",
        ),
        (
            (
                "scenarios: [{scenario: a, title: t, case: {}, case_file: x, question: {query: "
                "text}, expect: {law: []}}]"
            ),
            "ACC101",
        ),
        (
            (
                "scenarios: [{scenario: a, title: t, question: {query: text, article: 7.10}, "
                "expect: {law: []}}]"
            ),
            "ACC105",
        ),
        (
            (
                "scenarios: [{scenario: a, title: t, question: {query: text}, expect: "
                "{diagnostics: [E1]}}]"
            ),
            "ACC106",
        ),
        (
            (
                "scenarios: [{scenario: a, title: t, question: {query: text, on: 2022-13-01}, "
                "expect: {law: []}}]"
            ),
            "ACC107",
        ),
        (
            (
                "scenarios: [{scenario: a, title: t, question: {query: text}, expect: {entries: "
                "{id: x}}}]"
            ),
            "ACC103",
        ),
    ],
)
def test_scenarios(text: str, code: str) -> None:
    assert [found[0] for found in found_in(text, "scenario")] == [code]


def test_names_that_are_no_names_are_shown_at_their_key() -> None:
    (found,) = found_in("readings:\n  Big One: {}\n", "readings")[:1]
    assert found[:3] == ("ACC106", 2, 3) or found[0] == "ACC102"
    assert ("ACC106", 2, 3) in [
        one[:3] for one in found_in("readings:\n  Big One: {}\n", "readings")
    ]


def test_the_folder_of_the_schemas_is_that_of_the_repository_here() -> None:
    assert schema_folder() == Path(__file__).parent.parent.parent / "schemas"


@pytest.mark.parametrize("given", ["7", "7.10", "true", "[p. 7]", "{page: 7}"])
def test_the_place_of_a_source_is_a_text_for_the_schema_and_for_the_reader(given: str) -> None:
    written = f'article: "1"\ntitle: {{fr: a, en: b}}\nprovisions:\n- {{{PROVISION.replace("at: p", f"at: {given}")}}}\n'
    document, _ = read_yaml("f.yaml", written.encode())
    assert document is not None
    read: list[Diagnostic] = []
    Articles(document, read, "accord").article()
    assert [(one.code, one.location, str(one.message)) for one in read] == [
        (one.code, one.location, str(one.message)) for one in validate(document, "article")
    ]
    assert [one.code for one in read] == ["ACC105" if given in ("7", "7.10") else "ACC103"]


@pytest.mark.parametrize("blank", ['""', '" "', '"\u00a0"'])
def test_a_sentence_is_written_in_both_languages(blank: str) -> None:
    document, _ = read_yaml("f.yaml", f'article: "1"\ntitle: {{fr: a, en: {blank}}}\n'.encode())
    assert document is not None
    read: list[Diagnostic] = []
    Articles(document, read, "accord").article()
    for found in (*read, *validate(document, "article")):
        assert (found.code, found.location.column, str(found.message)) == (
            "ACC110",
            20,
            "an empty text",
        )
    assert len(read) == 1
