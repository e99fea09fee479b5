"""A name that nothing has, in an amendment or an exception:
the place of the word, one finding, and the remedy that serves.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands.main import main
from engine.diagnostics.diagnostic import nearest
from engine.source.schema import validate
from engine.source.yaml_source import read_yaml

BASE = Path(__file__).parent.parent / "examples" / "base"


def checked(folder: Path, file: str, old: str, new: str, language: str = "fr") -> list[str]:
    """Return the lines of `accord check` on the small agreement with one word changed."""
    law = folder / "law"
    shutil.copytree(BASE, law, ignore=shutil.ignore_patterns("case.yaml"))
    content = (law / file).read_text(encoding="utf-8")
    assert old in content
    (law / file).write_text(content.replace(old, new, 1), encoding="utf-8")
    said = CliRunner().invoke(main, ["check", str(law), "--no-shipped", "--lang", language])
    assert said.exception is None or isinstance(said.exception, SystemExit)
    return said.output.replace(f"{law}/", "").replace("\u00a0", " ").splitlines()


def test_an_amendment_of_a_text_that_there_is_not(tmp_path: Path) -> None:
    assert checked(tmp_path, "pact_amendment/art_1.yaml", "replace: pact/2", "replace: pakt/2") == [
        "pact_amendment/art_1.yaml:8:14: ACC218 texte inconnu : `pakt`.",
        "  conseil : vouliez-vous dire `pact` ?",
    ]


def test_a_text_amended_that_there_is_not_is_one_fault(tmp_path: Path) -> None:
    assert checked(
        tmp_path, "pact_amendment/text.yaml", "amends: [pact]", "amends: [pakt]\ncorpus: pact"
    ) == [
        "pact_amendment/text.yaml:5:10: ACC218 texte inconnu : `pakt`.",
        "  conseil : vouliez-vous dire `pact` ?",
    ]


def test_what_an_insertion_comes_after_is_pointed_at(tmp_path: Path) -> None:
    old = (
        "    replace: pact/2/amounts\n    expect: {table: {rows: {base: [1000, 2000, 3000.50]}}}\n"
    )
    said = checked(
        tmp_path, "pact_amendment/art_1.yaml", old, "    insert: pact/2\n    after: amuonts\n"
    )
    assert said[:2] == [
        (
            "pact_amendment/art_1.yaml:9:12: ACC201 `insert` ne trouve pas `pact/2/amuonts` dans "
            "le droit à modifier."
        ),
        "  conseil : vouliez-vous dire `pact/2/amounts` ?",
    ]


def test_a_rule_that_overrides_itself_has_nothing_to_name_instead(tmp_path: Path) -> None:
    said = checked(
        tmp_path,
        "pact/art_2.yaml",
        "    on: contract_year\n",
        "    on: contract_year\n    overrides: [pact/2/base]\n",
        "en",
    )
    assert said[0].endswith("ACC216 the rule overrides itself.")
    assert said[1] == "  hint: remove this name: a rule does not override itself."


@pytest.mark.parametrize(
    ("name", "valid", "hint"),
    [
        ("pact/2/amonts", ["pact/2/amounts", "pact/1/amonts_of"], "did you mean `pact/2/amounts`?"),
        (
            "pact/12/amounts",
            ["pact/1.2/amounts", "pact/3/base"],
            "did you mean `pact/1.2/amounts`?",
        ),
        (
            "pact/2/nothing",
            ["pact/2/amounts", "pact/2/base", "pact/5/nothin"],
            "valid names: `pact/2/amounts`, `pact/2/base`.",
        ),
        (
            "pact/11",
            ["pact/10", "pact/5.1.1", "other/11.1"],
            "valid names: `pact/10`, `pact/5.1.1`.",
        ),
        ("ARS", ["ars", "other"], "did you mean `ars`?"),
        ("autre", ["ile_de_france", "other"], "valid names: `ile_de_france`, `other`."),
    ],
)
def test_the_name_proposed_is_near_in_each_of_its_parts(
    name: str, valid: list[str], hint: str
) -> None:
    assert str(nearest(name, valid)) == hint


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        (
            "text",
            "text: x\nevents: {signed: {on: 20/12/2021, basis: inferred}}\n",
            "write `2021-12-20` (year-month-day).",
        ),
        (
            "text",
            "text: x\nevents: {signed: {on: 2021-13-20, basis: inferred}}\n",
            "a year has 12 months.",
        ),
        (
            "article",
            'article: "1"\nprovisions:\n- {id: x, place: 2}\n',
            "write it as in `{paragraph: 3}`",
        ),
    ],
)
def test_an_example_is_written_as_yaml_and_a_date_in_its_order(
    name: str, text: str, hint: str
) -> None:
    document, _ = read_yaml("f.yaml", text.encode())
    assert document is not None
    assert any(hint.rstrip(".") in str(found.hint) for found in validate(document, name)), [
        str(one) for one in validate(document, name)
    ]


def test_nothing_is_no_plural_in_french(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "law", ignore=shutil.ignore_patterns("case.yaml"))
    said = {
        one: CliRunner()
        .invoke(main, ["check", str(tmp_path / "law"), "--no-shipped", "--lang", one])
        .output
        for one in ("fr", "en")
    }
    assert "0 autre fichier." in said["fr"]
    assert "0 other files." in said["en"]
