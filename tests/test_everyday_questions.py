"""Everyday questions of a coordinator, a fund and a national analyst: one command each, in French
and in English, and what is read first is the answer with its article.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from engine.commands.main import main

ROOT = Path(__file__).parent.parent
CASE = str(ROOT / "examples" / "cpts_exemple.yaml")
PARIS = str(ROOT / "examples" / "projet_paris.yaml")
ON = ("--on", "2023-06-01")
LATER_SIGNED = """
community: {population: 55000, members: 120, legal_form: association}
contract: {signed_on: "2022-10-03", file_complete: true}
missions: {}
crises: []
"""


class Everyday(NamedTuple):
    """A question: its command, and in each language what its first lines say."""

    asked: str
    command: tuple[str, ...]
    french: tuple[str, ...]
    english: tuple[str, ...]
    given: str = ""


QUESTIONS = {
    "1 how much next January, and for what": Everyday(
        # advances of year 5: 75 % of 60,000 + 70,000 + 17,500; balances of year 4: 25 % of as much
        "How much will we get next January, and for what?",
        ("funding", CASE, *ON, "--from", "2024-01-01", "--until", "2024-02-01"),
        (
            "Versements du 1er janvier 2024 au 31 janvier 2024 : 147 500 €. [ACI CPTS, art. 8, dans",
            "avance, année de contrat 5 : 110 625 € (fonctionnement 45 000 €",
            "solde, année de contrat 4 : 36 875 €",
        ),
        (
            "Payments from 1 January 2024 to 31 January 2024: €147,500. [CPTS agreement, art. 8, as",
            "advance, contract year 5: €110,625 (operating €45,000",
            "balance, contract year 4: €36,875",
        ),
    ),
    "2 what if we reach 80,000 inhabitants": Everyday(
        # size 3 from the anniversary of 15 January 2024: 75,000 − 60,000, 90,000 − 70,000,
        # 22,500 − 17,500
        "What if we reach 80,000 inhabitants from January 2024?",
        ("compare", CASE, *ON, "--set", "community.population@2024-01-01=80000"),
        (
            "Supposé : population du territoire : 80 000 à partir du 1er janvier 2024",
            "+ 40 000 € en tout. Cause : population du territoire",
            "[ACI CPTS, art. 8, dans sa rédaction issue de l’avenant 2, art. 4, 2°]",
            "Avant : 832 514,78 € ; après : 872 514,78 €.",
        ),
        (
            "Supposed: population of the territory: 80,000 from 1 January 2024",
            "+€40,000 in all. Cause: population of the territory",
            "[CPTS agreement, art. 8, as amended by amendment 2, art. 4, 2°]",
            "Before: €832,514.78; after: €872,514.78.",
        ),
    ),
    "3 what do we lose if prevention starts late": Everyday(
        # from 15 April 2021, 275 days of 365 of the 15,000 euros: 3,698.63 less
        "What do we lose if the prevention mission starts three months late?",
        (
            *("compare", CASE, *ON, "--set", "missions.prevention.started_on=2021-01-15"),
            *("--set", "missions.prevention.started_on=+P3M"),
        ),
        (
            (
                "− 3 698,63 € en tout. Cause : date de démarrage de la mission (prévention) : 15 avril "
                "2021 au lieu de 15 janvier 2021 [ACI CPTS, art. 8]."
            ),
        ),
        ("−€3,698.63 in all. Cause: ", "[CPTS agreement, art. 8]."),
    ),
    "9 what did avenant 2 bring us": Everyday(
        # 45,000 + 105,000 + 10,164.38 in year 3; 52,500 + 17,500 − 57,000 in years 4 and 5
        "What did avenant 2 bring us?",
        ("compare", CASE, *ON, "--without", "avenant_2"),
        (
            "+ 186 164,38 € en tout, dont + 105 000 €",
            "avenant 2, art. 4, 2°",
            "Avant : 646 350,40 € ; après : 832 514,78 €.",
        ),
        (
            "+€186,164.38 in all, of which +€105,000",
            "amendment 2, art. 4, 2°",
            "Before: €646,350.40; after: €832,514.78.",
        ),
    ),
    "10 and with an achievement of 70 %": Everyday(
        # 17,500 × 198/366 × 70 % = 6,627.05, and not 8,047.13
        "And with an achievement of 70 %?",
        ("compare", CASE, *ON, "--set", "missions.access.achievement.1.rate=70 %"),
        ("− 1 420,08 € en tout.", "70 % au lieu de 85 % [ACI CPTS, art. 8]."),
        ("−€1,420.08 in all.", "70% instead of 85% [CPTS agreement, art. 8]."),
    ),
    "5 why no additional funding": Everyday(
        "Why did we not get the additional funding (contract of 3 October 2022)?",
        ("eligibility", "-", "additional_operating_funding", *ON),
        (
            "Non éligible : financement additionnel du fonctionnement. [ACI CPTS, art. 7.2, dans",
            "attendu : avant le 30 septembre 2022 ; lu : 3 octobre 2022 (dossier)",
        ),
        (
            "Not eligible: additional operating funding. [CPTS agreement, art. 7.2, as amended",
            "needed: before 30 September 2022; read: 3 October 2022 (case)",
        ),
        LATER_SIGNED,
    ),
    "6 what is left before we can sign": Everyday(
        "What is left to do before we can sign?",
        ("eligibility", PARIS, "aci_contract", *ON),
        (
            "Pas encore éligible : contrat tripartite de l’accord (ACI). [",
            "Reste à venir : date de transmission du projet de santé à l’ARS.",
        ),
        (
            "Not yet eligible: tripartite contract of the agreement (ACI). [",
            "Still to come: ",
        ),
    ),
    "7 our next deadline": Everyday(
        "What is our next deadline?",
        ("calendar", CASE, *ON),
        (
            (
                "Prochaine date : plan de réponse aux crises : mise à jour annuelle, le 14 janvier 2024. "
                "[ACI CPTS, art. 5.1.4, dans sa rédaction issue de l’avenant 2, art. 3, 2°]"
            ),
        ),
        ("Next date: crisis plan: yearly update, on 14 January 2024. [CPTS agreement, art. 5.1.4",),
    ),
    "8 are we late, and what does it cost": Everyday(
        # pathways, size 2: 35,000 a year in 2019 as since amendment 2; prevention: 15,000
        "Are we late for anything, and what does it cost?",
        ("calendar", CASE, *ON),
        (
            "En retard : parcours pluriprofessionnels : démarrage ; prévention : démarrage",
            "« prévention : démarrage » aurait donné : prévention : part fixe : + 60 000 €",
            "[ACI CPTS, art. 6]",
        ),
        (
            "Late: care pathways: start; prevention: start",
            "“prevention: start” would have given: prevention: fixed part: +€60,000",
            "[CPTS agreement, art. 6]",
        ),
    ),
    "11 has the fund paid": Everyday(
        "Has the fund paid all that was due (45,000 and 13,125 euros on 20 January 2021)?",
        (
            "funding",
            CASE,
            *ON,
            *("--received", "2021-01-20=45000", "--received", "2021-01-20=13125"),
        ),
        (
            (
                "Reste dû au 1er juin 2023 : au moins 590 014,78 €, en retard depuis le "
                "15 janvier 2020 ; reçu : 58 125 €, sur au moins 648 139,78 € échus. [ACI CPTS, art. 8] [ACI CPTS, art. 9.1]"
            ),
        ),
        (
            (
                "Still owed by 1 June 2023: at least €590,014.78, late since 15 January 2020; "
                "received: €58,125, of at least €648,139.78 fallen due. [CPTS agreement, art. 8]"
            ),
        ),
    ),
    "13 when does the contract end, and what then": Everyday(
        "When does the contract end, and what then?",
        ("calendar", CASE, *ON),
        (
            "Terme du contrat : le 15 janvier 2025. [ACI CPTS, vie du contrat]",
            "Les règles de renouvellement du contrat n’ont pas été lues.",
        ),
        (
            "End of the contract: on 15 January 2025. [CPTS agreement, life of the contract]",
            "The rules on renewing the contract have not been read.",
        ),
    ),
    "14 on what are we judged, what do others owe us": Everyday(
        "On what are we judged, and what do the ARS and the Assurance Maladie owe us?",
        ("duties", CASE, *ON),
        (
            "La communauté : 33 obligations au jour de la question",
            "indicateur : 9",
            "L’ARS et l’assurance maladie : 2 obligations au jour de la question",
        ),
        (
            "The community: 33 duties binding on the day",
            "indicator: 9",
            "The ARS and the health insurance: 2 duties binding on the day",
        ),
    ),
    "12 how far from size 3": Everyday(
        # 80,000 − 55,000; from the year of 15 January 2024: 75,000 − 60,000, 90,000 − 70,000,
        # 22,500 − 17,500
        "How far are we from size 3, and what would it bring?",
        ("nearest", CASE, *ON),
        (
            "Le plus proche : population du territoire, 80 000 (il en manque 25 000",
            "taille de la communauté : 3) : + 40 000 € par an à partir du 15 janvier 2024",
            "[ACI CPTS, art. 8, dans sa rédaction issue de l’avenant 2, art. 4, 2°]",
        ),
        (
            "The nearest: population of the territory, 80,000 (25,000 short",
            "size of the community: 3): +€40,000 a year from 15 January 2024, +€40,000 in all.",
            "[CPTS agreement, art. 8, as amended by amendment 2, art. 4, 2°]",
        ),
    ),
    "15 two crises in twelve months": Everyday(
        # art. 7.3.2: the variable part is paid once for the twelve months from the first crisis
        "Two crises in twelve months: is the second paid, and why not?",
        (
            *("funding", CASE, "--on", "2023-10-01"),
            *("--set", "crises.2.identified_on=2023-09-10", "--set", "crises.2.by=ars"),
        ),
        (
            "Supposé : date d’identification de la crise (n° 2) : 10 septembre 2023",
            (
                "rien de plus n’est dû au 10 septembre 2023, ce droit a déjà été donné et ne l’est "
                "qu’une fois. [ACI CPTS, art. 7.3.2, dans sa rédaction issue de l’avenant 2, art. 3, 4°"
            ),
        ),
        (
            "Supposed: ",
            "nothing more is due on 10 September 2023",
            "[CPTS agreement, art. 7.3.2, as amended by amendment 2, art. 3, 4°",
        ),
    ),
}


def first_lines(page: str) -> str:
    """The short answer: what stands before the first table or list."""
    head = re.split(r"\n(?:─|\n(?:✗|✓|·|\? )|[^\n]+\n\n[^\n]+\n─)", page)[0]
    return " ".join(head.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_answer_is_read_first(question: Everyday, language: str) -> None:
    traced = () if question.command[0] in ("compare", "nearest") else ("--trace", "none")
    words = [*question.command, "--lang", language, *traced]
    done = CliRunner().invoke(main, words, input=question.given, env={"COLUMNS": "140"})
    assert done.exit_code == 0, done.stderr
    read = first_lines(done.stdout)
    for said in question.french if language == "fr" else question.english:
        assert said in read
