from __future__ import annotations

import io
import json
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.diagnostic import Location
from engine.source.file_content import LARGEST, read_bytes
from engine.source.yaml_source import MOST_FINDINGS, read_file, read_yaml


def tree_of(text: str) -> Any:
    document, findings = read_yaml("f.yaml", text.encode())
    assert findings == []
    assert document is not None
    return document.tree


def codes_of(text: str | bytes) -> list[str]:
    document, findings = read_yaml("f.yaml", text if isinstance(text, bytes) else text.encode())
    assert (document is None) == bool(findings)
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("42", 42),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("0.85", Decimal("0.85")),
        ("0.10", Decimal("0.10")),
        ("-1.50", Decimal("-1.50")),
        ("1e3", Decimal("1e3")),
        ("5e0", Decimal("5.0")),
        ("1.5E-2", Decimal("0.015")),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2022-03-31", "2022-03-31"),
        ("2022-03-31 10:00:00", "2022-03-31 10:00:00"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1:30", "1:30"),
        ("5.", "5."),
        ("yes", "yes"),
        ("on", "on"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("75 %", "75 %"),
        ('"7.10"', "7.10"),
        ("'true'", "true"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        (">\n  one\n  line\n", "one line\n"),
        ('"\\ud83d\\ude00"', "😀"),
        ('"\\/"', "/"),
    ],
)
def test_scalars_are_what_they_look_like(written: str, value: object) -> None:
    found = tree_of(f"key: {written}")["key"]
    assert (found, type(found)) == (value, type(value))


def test_decimals_come_from_the_text_and_never_from_floats() -> None:
    assert str(tree_of("a: 0.1000000000000000055")["a"]) == "0.1000000000000000055"
    assert str(tree_of("a: 7.10")["a"]) == "7.10"


def test_json_is_read_by_the_same_function() -> None:
    content = {"a": {"b": [1, "é", None, True, {"c": "x" * 2000}]}, "d": ""}
    for text in (
        json.dumps(content),
        json.dumps(content, indent="\t"),
        json.dumps(content, separators=(",", ":")),
    ):
        assert tree_of(text) == content


def test_a_byte_order_mark_is_passed_over() -> None:
    document, _ = read_yaml("f.yaml", b"\xef\xbb\xbfa: 1")
    assert document is not None
    assert document.locate(("a",)) == Location("f.yaml", 1, 4)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_places_are_those_of_the_file(ending: str) -> None:
    text = ending.join(
        [
            'a: {b: "x", "c": [1, {d: 2}]}',
            "# note",
            "list:",
            "  - first",
            "  -   key:",
            "        deep: é",
            "",
        ]
    )
    document, _ = read_yaml("f.yaml", text.encode())
    assert document is not None

    def place(*pointer: str | int, key: bool = False) -> tuple[int, int]:
        found = document.locate(pointer, key=key)
        return found.line, found.column

    assert place() == (1, 1)
    assert (place("a", key=True), place("a")) == ((1, 1), (1, 4))
    assert (place("a", "c", key=True), place("a", "c", 1, "d")) == ((1, 13), (1, 26))
    assert (place("list", key=True), place("list", 0)) == ((3, 1), (4, 5))
    assert place("list", 1, "key", "deep", key=True) == (6, 9)
    assert place("list", 1, "nothing", "there") == (5, 7)
    assert place("list", 9) == place("list")
    assert document.part(("list", 1)).locate(("key", "deep")) == document.locate(
        ("list", 1, "key", "deep")
    )
    assert document.part(("nowhere",)).locate(("x",)) == Location("f.yaml")


def test_a_duplicate_key_shows_both_places() -> None:
    document, (finding,) = read_yaml("f.yaml", b"a: 1\nb: 2\na: 3\n")
    assert document is None
    assert (finding.code, finding.location, finding.related) == (
        "ACC012",
        Location("f.yaml", 3, 1),
        (Location("f.yaml", 1, 1),),
    )


def test_all_that_can_be_found_is_found_at_once() -> None:
    assert codes_of("a: &x 1\nb: *x\na: 2\nc: !t 3\n<<: 4\n5: 6\n") == [
        "ACC009",
        "ACC009",
        "ACC012",
        "ACC010",
        "ACC011",
        "ACC016",
    ]


def test_findings_are_bounded() -> None:
    assert len(codes_of("- &a 1\n" * 5000)) == MOST_FINDINGS


def test_aliases_never_multiply() -> None:
    bomb = "a: &a [x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    started = time.perf_counter()
    assert set(codes_of(bomb)) == {"ACC009"}
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("!" * 900_000, "ACC010"),
        ("&" + "x" * 400_000, "ACC009"),
        ("*" + "x" * 400_000, "ACC009"),
        ("a: 1" + "_0" * 200_000, "ACC017"),
    ],
)
def test_a_name_that_fills_a_file_is_refused_in_time_and_in_few_words(text: str, code: str) -> None:
    started = time.process_time()
    finding = read_yaml("f.yaml", text.encode())[1][0]
    assert finding.code == code
    assert len(finding.message.in_language("en")) < 200
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "a: " + "[" * 65 + "]" * 65]
)
def test_depth_is_bounded(text: str) -> None:
    assert codes_of(text)[-1] in ("ACC007", "ACC008")


def test_size_is_bounded_before_parsing(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"a: 1\n" + b"#" * LARGEST)
    started = time.perf_counter()
    _, (finding,) = read_file(file)
    assert finding.code == "ACC006"
    assert time.perf_counter() - started < 1


def test_the_number_of_values_is_bounded() -> None:
    assert codes_of("[" + "1," * 150_000 + "]") == ["ACC006"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ACC005"),
        (b"   \n\n", "ACC005"),
        (b"# only a comment\n", "ACC005"),
        (b"---\n", "ACC005"),
        (b"null", "ACC005"),
        (b"\x00\x01\x02", "ACC004"),
        (b"\xff\xfea\x00", "ACC004"),
        (b"caf\xe9: 1", "ACC004"),
        (b"PK\x03\x04" + bytes(range(256)), "ACC004"),
        (b'a: "\\uDC00"', "ACC015"),
        (b"a: 1e99999999999", "ACC014"),
        (b"a: " + b"9" * 5000, "ACC014"),
        (b"a: 'x", "ACC008"),
        (b"a: [1, 2", "ACC008"),
        (b"a: b: c", "ACC008"),
        (b"a: @x", "ACC008"),
        (b'a: "\\UFFFFFFFF"', "ACC008"),
        (b"%YAML 1.1\n---\na: 1", "ACC010"),
        (b"%TAG ! tag:x,2000:\n---\na: 1", "ACC010"),
        (b"? [a]\n: 1", "ACC016"),
        (b"true: 1", "ACC016"),
        (b": 1", "ACC016"),
        (b"? " + b"k" * 2000 + b"\n: 1", "ACC016"),
        (b"a: 1\n---\nb: 2", "ACC013"),
    ],
)
def test_what_is_refused(content: bytes, code: str) -> None:
    assert codes_of(content) == [code]


def test_refusals_have_places_and_hints() -> None:
    for text in (
        "a: b: c",
        "a:\n\tb: 1",
        "a: 'x",
        "a: [1",
        "a: {b: 1",
        "k: @x",
        "a: 1\n b: 2",
        '"\\q"',
    ):
        _, (finding,) = read_yaml("f.yaml", text.encode())
        assert finding.code == "ACC008"
        assert finding.location.line >= 1
        assert str(finding.hint)


def test_a_missing_file_a_folder_and_a_bad_name(tmp_path: Path) -> None:
    assert [found.code for found in read_file(tmp_path / "none.yaml")[1]] == ["ACC001"]
    assert [found.code for found in read_file(tmp_path)[1]] == ["ACC002"]
    assert [found.code for found in read_file("a\0b")[1]] == ["ACC003"]
    file = tmp_path / "file.yaml"
    file.write_text("a: 1")
    assert [found.code for found in read_file(file / "within")[1]] == ["ACC003"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(b"a: 1\n")

    monkeypatch.setattr(sys, "stdin", Input())
    document, findings = read_file("-")
    assert findings == []
    assert document is not None
    assert (document.tree, document.path) == ({"a": 1}, "-")


def test_reading_stops_at_the_bound(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(b"a" * 100)
    content, _ = read_bytes(file, largest=10)
    assert content is not None
    assert len(content) == 11


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12_500", "12500"),
        ("1 000", "1000"),
        ("1\u202f000,50", "1000.50"),
        ("-1'000", "-1000"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("300 €", "300"),
        ("300.50 EUR", "300.50"),
        ("12 500 euros", "12500"),
    ],
)
def test_numbers_that_yaml_reads_as_texts_are_found(written: str, number: str) -> None:
    document, (finding,) = read_yaml("f.yaml", f"fee: {written}\n".encode())
    assert document is None
    assert (finding.code, finding.location.column, str(finding.hint)) == (
        "ACC017",
        6,
        f"write {number}, or put the text in quotes.",
    )
    assert read_yaml("f.yaml", f'fee: "{written}"\n'.encode())[1] == []


@pytest.mark.parametrize(
    "written",
    [
        "7.3.2",
        "01",
        "10 %",
        "2 rue",
        "75 001 Paris",
        "2023-06-01",
        "1-2",
        "12 mois",
        "1 0000",
        "300 Ek",
    ],
)
def test_other_texts_that_begin_with_a_digit_stay_texts(written: str) -> None:
    document, findings = read_yaml("f.yaml", f"fee: {written}\n".encode())
    assert findings == []
    assert document is not None
    assert document.tree == {"fee": written}


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        (
            "name: 'CPTS de l'Oise'\nb: 1\n",
            (1, 18),
            "les guillemets se ferment avant",
            "doublez l'apostrophe",
        ),
        (
            "{fr: 'l'Oise', en: b}\n",
            (1, 9),
            "les guillemets se ferment avant",
            "doublez l'apostrophe",
        ),
        ('quote: "dit "accès" ici"\n', (1, 14), "les guillemets se ferment avant", 'écrivez `\\"`'),
        (
            'a:\n  name: "CPTS\n  b: "1"\n',
            (2, 9),
            "ne se ferment pas sur leur ligne",
            "fermez les guillemets à la fin",
        ),
        (
            't: {fr: "a", en: "b}\nc:\n  - p: "1"\n',
            (1, 18),
            "ne se ferment pas sur leur ligne",
            "fermez les guillemets à la fin",
        ),
        (
            'a:\n  name: "CPTS\n  b: 1\n',
            (2, 9),
            "qui ne se ferment jamais",
            "fermez les guillemets à la fin",
        ),
        (
            "a:\n  members:120\n  b: 1\n",
            (2, 3),
            "il manque une espace après les deux-points",
            "avec une espace",
        ),
        (
            "a:\n  b: 1\n  members:120\n  c: 1\n",
            (3, 3),
            "une clé sans ses deux-points",
            "avec une espace",
        ),
        (
            "- id: x\n      point: 1\n",
            (2, 7),
            "plus en retrait que celle qui précède",
            "alignez-la",
        ),
        ("name: CPTS : Oise\n", (1, 12), "`: ` n'a pas sa place ici", "entre guillemets un texte"),
        (
            "a: {rate: 0,85}\n",
            (1, 11),
            "`0,85` fait deux valeurs",
            "écrivez 0.85, ou une espace après la virgule",
        ),
        ("a: [0,5, 2]\n", (1, 5), "`0,5` fait deux valeurs", "écrivez 0.5, ou une espace"),
        (
            "a: [55,000, 2]\n",
            (1, 5),
            "`55,000` fait deux valeurs",
            "écrivez 55000 (milliers) ou 55.000 (décimales), ou une espace",
        ),
        (
            "a: 55,000\n",
            (1, 4),
            "`55,000` est un texte",
            "écrivez 55000 (milliers) ou 55.000 (décimales), ou mettez",
        ),
        ("a: 0,500\n", (1, 4), "`0,500` est un texte", "écrivez 0.500, ou mettez"),
    ],
)
def test_a_slip_of_the_pen_is_named_at_its_place_with_its_remedy(
    text: str, place: tuple[int, int], message: str, hint: str
) -> None:
    _, (found,) = read_yaml("f.yaml", text.encode())
    assert (found.location.line, found.location.column) == place
    assert message in found.message.in_language("fr")
    assert hint in found.hint.in_language("fr")


@pytest.mark.parametrize(
    "text",
    [
        "a: [0, 5]\n",
        "a: [1,2,3]\n",
        "a: [-1,2.5,30000]\n",
        '{"a":[1,2]}',
        "[1,2]",
        "a: [P1,2021-01-01]\n",
        'a: ["0,5", 1]\n',
        "a: {b: 1,c: 2}\n",
        "a: [x1,2]\n",
    ],
)
def test_two_values_that_look_like_two_values_are_read(text: str) -> None:
    assert codes_of(text) == []


def test_each_of_many_children_is_found_at_its_place() -> None:
    lines = [
        *(f"k{n}: {{a: [{n}], b: {n}}}" for n in range(40)),
        "rows:",
        *(f"- {{a: {n}}}" for n in range(40)),
    ]
    document, _ = read_yaml("f.yaml", "\n".join(lines).encode())
    assert document is not None
    for n in reversed(range(40)):
        assert document.locate((f"k{n}",), key=True) == Location("f.yaml", n + 1, 1)
        assert document.locate((f"k{n}", "b")) == Location(
            "f.yaml", n + 1, lines[n].index("b:") + 4
        )
        assert document.locate(("rows", n, "a")) == Location("f.yaml", n + 42, 7)
        assert document.part((f"k{n}", "a")).locate((0,)) == document.locate((f"k{n}", "a", 0))
    assert (
        document.locate(("rows", 40))
        == document.locate(("rows", "a"))
        == document.locate(("rows",))
    )
    assert document.locate(("none",)) == document.locate(())
