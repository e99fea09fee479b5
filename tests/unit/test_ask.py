"""`accord ask`: replies as people type them, checked at once and asked again; the case that they
make; what happens when the interview is broken off.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import engine.commands.interview
from engine.commands.main import main
from engine.diagnostics.bilingual import Bilingual
from engine.diagnostics.diagnostic import RefusedInput
from engine.drafting.case_file import modeline
from engine.drafting.replies import value_of
from engine.library import load, load_case, shipped

ROOT = Path(__file__).parents[2]
VELO = ("--rulesets", str(ROOT / "examples/other_agreement/rulesets"), "--corpus", "velo")
BESIDE = str(ROOT / "examples/home_employment/rulesets")
FORMS = {
    "association": Bilingual("association", "association"),
    "gcs": Bilingual("groupement de coopération sanitaire (GCS)", "health cooperation group"),
    "none": Bilingual("aucune forme juridique", "no legal form"),
}


def asked(*args: str, replies: str = "", lang: str = "en") -> Result:
    """Return an interview held with replies, one a line."""
    given = ["ask", *args, "--lang", lang, "--on", "2025-06-01", "--known-on", "2026-01-01"]
    return CliRunner().invoke(main, given, input=replies, catch_exceptions=False)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("Oui", "boolean", True),
        ("n", "boolean", False),
        ("peut-être", "boolean", "peut-être"),
        ("55 000", "integer", 55000),
        ("55\u202f000", "integer", 55000),
        ("55.5", "integer", "55.5"),
        ("0,85", "ratio", "0.85"),
        ("85 %", "ratio", "85 %"),
        ("75 000,50 €", "money", "75000.50"),
        ("Pas encore", "date", "not_yet"),
        ("15/01/2020", "date", "15/01/2020"),
        ("2 mois", "duration", "P2M"),
        ("Deux mois", "duration", "P2M"),
        ("a year", "duration", "P1Y"),
        ("1 an et 6 mois", "duration", "P1Y6M"),
        ("2\u00a0semaines", "duration", "P2W"),
        ("P15D", "duration", "P15D"),
        ("bientôt", "duration", "bientôt"),
        ("2 lunes", "duration", "2 lunes"),
        ("1 mois et 2 mois", "duration", "1 mois et 2 mois"),
        ("2", "enumeration", "gcs"),
        ("Groupement de cooperation", "enumeration", "gcs"),
        ("no legal form", "enumeration", "none"),
        ("1, gcs", "elements", ["association", "gcs"]),
        ("association et gcs", "elements", ["association", "gcs"]),
        ("aucune", "elements", []),
    ],
)
def test_a_reply_is_read_as_people_write_it(typed: str, kind: str, value: Any) -> None:
    read = value_of(typed, kind, FORMS)
    assert (str(read) if kind in ("ratio", "money") else read) == value


def test_a_choice_that_is_none_is_told_the_nearest() -> None:
    with pytest.raises(RefusedInput) as refused:
        value_of("asociation", "enumeration", FORMS)
    (finding,) = refused.value.diagnostics
    assert finding.code == "ACC305"
    assert finding.hint.in_language("fr") == "vouliez-vous dire 1 (association)\u202f?"


def test_to_its_end_it_answers_and_writes_a_valid_case(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    replies = "2023-03-01\n500\nyes\n2\n2021-01-01\n"
    done = asked("funding", *VELO, "-o", str(out), "--format", "json", replies=replies)
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert answer["query"] == "funding"
    text = out.read_text(encoding="utf-8")
    assert "corpus: velo" in text
    corpora = load([Path(VELO[1])])
    corpus, facts = load_case(str(out), corpora)
    assert corpus.id == "velo"
    assert facts.values["agreement.signed_on"].isoformat() == "2023-03-01"  # type: ignore[union-attr]
    again = CliRunner().invoke(
        main,
        [
            "funding",
            str(out),
            *VELO[:2],
            "--on",
            "2025-06-01",
            "--known-on",
            "2026-01-01",
            "--format",
            "json",
            "--lang",
            "en",
            "--trace",
            "none",
        ],
    )
    assert json.loads(again.stdout)["totals"] == answer["totals"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("15/01/2020", "✗ ACC303 `15/01/2020` is not written as a day is."),
        ("2020-02-30", "February 2020 has 29 days."),
        ("soon", "✗ ACC303"),
        ("1820-01-15", "✗ ACC304"),
        ("", "reply `?` where it is not known."),
        ("<", "this is the first question."),
    ],
)
def test_what_a_case_would_refuse_is_asked_again(reply: str, said: str) -> None:
    done = asked("funding", *VELO, replies=f"{reply}\n2023-03-01\n")
    assert done.exit_code == 0
    assert said in done.stderr
    assert 'signed_on: "2023-03-01"' in done.stderr


def test_one_can_go_back_and_say_that_it_is_not_known() -> None:
    done = asked("funding", *VELO, replies="2023-02-01\n<\n2023-03-01\n?\n!\n")
    assert 'signed_on: "2023-03-01"' in done.stderr
    assert "2023-02-01" not in done.stderr.partition("What is not written")[2]
    assert "Still to be answered:" in done.stderr


def test_it_goes_on_from_a_case_and_asks_only_what_lacks(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        "agreement: {signed_on: not_yet}\nactions: {}\ncorpus: velo\n", encoding="utf-8"
    )
    done = asked("funding", str(case), *VELO[:2])
    assert done.exit_code == 0
    assert "Nothing more can change the answer." in done.stderr
    assert "Question 1" not in done.stderr


def test_it_is_held_in_french() -> None:
    done = asked("funding", *VELO, replies="demain\n", lang="fr")
    assert "Question 1" in done.stderr
    assert "conseil" not in done.stderr
    assert "n'est pas un jour du calendrier" in done.stderr
    assert "Reste à répondre" in done.stderr


@pytest.mark.parametrize("broken", [KeyboardInterrupt, click.Abort])
def test_broken_off_it_writes_nothing_and_prints_what_was_replied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: type[BaseException]
) -> None:
    replies = iter(["2023-03-01"])

    def typed() -> str:
        for reply in replies:
            return reply
        raise broken

    monkeypatch.setattr(engine.commands.interview, "_line", typed)
    out = tmp_path / "case.yaml"
    done = asked("funding", *VELO, "-o", str(out))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "The interview was broken off: nothing is written." in done.stderr
    assert 'signed_on: "2023-03-01"' in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_one_agreement_that_is_brought_is_meant() -> None:
    done = asked("funding", *VELO[:2], replies="2023-03-01\n")
    assert done.exit_code == 0
    assert done.stderr == asked("funding", *VELO, replies="2023-03-01\n").stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("fundings",), "ACC440 there is no question `fundings`."),
        (("funding", "-"), "ACC441"),
        (("funding", "--corpus", "none"), "ACC405"),
        (("funding", *VELO[:2], "--rulesets", BESIDE), "several corpora are loaded."),
        (("funding", "nowhere.yaml"), "ACC001"),
        (("eligibility", "--benefit", "none"), "ACC404"),
        (("funding", "-o", "nowhere/case.yaml"), "ACC607"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_the_first_question(
    args: tuple[str, ...], said: str
) -> None:
    done = asked(*args, replies="2023-03-01\n")
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Question 1" not in done.stderr


def test_a_case_that_is_there_is_kept_without_force(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    out.write_text("mine", encoding="utf-8")
    done = asked("funding", *VELO, "-o", str(out), replies="2023-03-01\n")
    assert done.exit_code == 1
    assert out.read_text(encoding="utf-8") == "mine"
    forced = asked("funding", *VELO, "-o", str(out), "--force", replies="2023-03-01\n")
    assert forced.exit_code == 0
    assert "signed_on" in out.read_text(encoding="utf-8")


def test_the_modeline_leads_to_the_schema_from_where_the_file_stands(tmp_path: Path) -> None:
    inside = modeline("case", ROOT / "examples")
    assert inside == "# yaml-language-server: $schema=../schemas/case.schema.json"
    outside = modeline("case", tmp_path).partition("$schema=")[2]
    assert outside == (shipped("schemas").resolve() / "case.schema.json").as_uri()


def test_questions_in_the_same_words_say_what_each_is_about() -> None:
    words = ["ask", "funding", "examples/cpts_exemple.yaml", "--on", "2023-06-01", "--lang", "fr"]
    said = CliRunner().invoke(main, words, input="?\n?\n?\n?\n").stderr
    asked = [line.strip() for line in said.splitlines() if "année de contrat" in line]
    abouts = [line for line in asked if line.startswith("Taux d’atteinte des objectifs (accès")]
    assert len(abouts) == len(set(abouts)) == 4
