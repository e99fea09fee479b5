"""Conditions, values and rules read aloud, and the forms of dates and numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.forms.arithmetic import Multiply
from engine.language.forms.choices import Latest
from engine.language.forms.dates import Shift
from engine.language.forms.facts import Fact
from engine.language.forms.gathered import Gathered
from engine.language.forms.literal import Literally
from engine.language.forms.periods import Proportion
from engine.language.forms.readings import Choice
from engine.language.forms.tables import Bracket, TableCell
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.model import Collection, Reading, Records, Rule, Vocabulary, Word
from engine.language.negation import negated
from engine.language.nodes import (
    Advise,
    All,
    AnyOf,
    Compare,
    Condition,
    Deadline,
    Derive,
    Entitle,
    Increase,
    Known,
    Meets,
    Not,
    Oblige,
    Pay,
    PaymentPart,
    Require,
)
from engine.language.temporal import NOT_YET, Duration
from engine.language.values import Scalar, Value
from engine.library import load
from engine.words.formats import (
    duration,
    listed,
    long_date,
    money,
    number,
    ratio,
    span,
    typographic,
    written,
)
from engine.words.labels import display, fact_label, name_label
from engine.words.rules_aloud import RulesAloud

N, W = "\u00a0", "\u202f"  # no-break space, narrow no-break space
LANGUAGES: tuple[Language, ...] = ("fr", "en")
SIGNED = "contract.signed_on"
IS_VALID = Compare("plan.valid", "is", (Literally(value=True),))


def word(
    name: str, kind: str, fr: str, en: str, values: dict[str, Bilingual] | None = None
) -> Word:
    return Word(name, kind, Bilingual(fr, en), values=values or {})


VOCABULARY = Vocabulary(
    facts={
        "club.size": word("club.size", "integer", "taille du club", "size of the club"),
        "club.members": word("club.members", "integer", "adhérents", "members"),
        "club.form": word(
            "club.form",
            "enumeration",
            "forme juridique",
            "legal form",
            {
                "association": Bilingual("association", "association"),
                "firm": Bilingual("société", "company"),
            },
        ),
        SIGNED: word(
            SIGNED, "date", "date de signature du contrat", "date the contract was signed"
        ),
        "plan.valid": word("plan.valid", "boolean", "projet validé", "plan validated"),
        "section.rate": word("section.rate", "ratio", "taux d'atteinte retenu", "rate retained"),
    },
    collections={
        "sections": Collection(
            "sections",
            "section",
            Bilingual("sections ouvertes", "sections opened"),
            {"chess": Bilingual("échecs", "chess"), "judo": Bilingual("judo", "judo")},
            keys_only=False,
            complete=True,
            facts={
                "opened_on": word(
                    "opened_on",
                    "date",
                    "date d'ouverture de la section",
                    "opening date of the section",
                )
            },
            lists={
                "results": Records(
                    "results",
                    Bilingual("résultats", "results"),
                    {
                        "share": word("share", "ratio", "part", "share"),
                        "season": word("season", "integer", "saison", "season"),
                    },
                    indexed_by="season",
                )
            },
        ),
        "events": Collection(
            "events",
            "event",
            Bilingual("tournois", "tournaments"),
            {},
            keys_only=False,
            complete=False,
            facts={"held_on": word("held_on", "date", "date du tournoi", "date of the tournament")},
            lists={},
        ),
    },
    benefits={"grant": Bilingual("subvention", "grant"), "bonus": Bilingual("prime", "bonus")},
    lines={
        "operating": Bilingual("fonctionnement", "operating"),
        "sections.*.fixed": Bilingual("{element} : part fixe", "{element}: fixed part"),
        "sections.chess.kit_a": Bilingual("jeux", "sets"),
        "sections.chess.kit_b": Bilingual("pendules", "clocks"),
    },
    parts={"advance": Bilingual("avance", "advance"), "balance": Bilingual("solde", "balance")},
    entries={"sections.*.start": Bilingual("{element} : ouverture", "{element}: opening")},
    actors={"club": Bilingual("le club", "the club"), "town": Bilingual("la ville", "the town")},
)
READINGS = {
    "strict": Reading(
        "strict",
        Bilingual("Le jour compte-t-il ?", "Does the day count?"),
        "no",
        {"yes": Bilingual("Oui", "Yes"), "no": Bilingual("Non", "No")},
        Bilingual("…", "…"),
    )
}


FRENCH, ENGLISH = (RulesAloud(VOCABULARY, READINGS, language) for language in ("fr", "en"))


def french(condition: Condition, chosen: dict[str, str] | None = None) -> str:
    return RulesAloud(VOCABULARY, READINGS, "fr", chosen).condition(condition)


def english(condition: Condition, chosen: dict[str, str] | None = None) -> str:
    return RulesAloud(VOCABULARY, READINGS, "en", chosen).condition(condition)


def compare(fact: str, operator: str, *values: Scalar) -> Compare:
    return Compare(fact, operator, tuple(Literally(value) for value in values))


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (date(2022, 3, 1), "1er mars 2022", "1 March 2022"),
        (date(2022, 8, 25), "25 août 2022", "25 August 2022"),
        (NOT_YET, "pas encore", "not yet"),
        (True, "oui", "yes"),
        (False, "non", "no"),
        (75000, f"75{W}000", "75,000"),
        ("P6M", "6 mois", "6 months"),
        ("calendar_year", "année civile", "calendar year"),
        ("free text", "free text", "free text"),
    ],
)
def test_a_value_is_displayed_as_it_is_read(value: Scalar, fr: str, en: str) -> None:
    assert (display(value, None, "fr"), display(value, None, "en")) == (fr, en)


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        ("75000", f"75{W}000{N}€", "€75,000"),
        ("52500.00", f"52{W}500{N}€", "€52,500"),
        ("12345.60", f"12{W}345,60{N}€", "€12,345.60"),
        ("1234567.05", f"1{W}234{W}567,05{N}€", "€1,234,567.05"),
        ("0", f"0{N}€", "€0"),
        ("-7500", f"−7{W}500{N}€", "−€7,500"),
    ],
)
def test_money_has_cents_only_when_there_are_some(value: str, fr: str, en: str) -> None:
    assert (money(value, "fr"), money(value, "en")) == (fr, en)
    assert display(Decimal(value), None, "fr", "EUR") == fr


@given(
    st.decimals(
        min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False
    ),
    st.sampled_from(LANGUAGES),
)
def test_money_can_be_read_back_to_the_cent(value: Decimal, language: Language) -> None:
    shown = money(value, language)
    digits = shown.replace("−", "-").replace("€", "").replace(W, "").replace(N, "")
    digits = digits.replace(",", ".") if language == "fr" else digits.replace(",", "")
    assert Decimal(digits) == value
    assert " " not in shown


@given(st.dates(), st.sampled_from(LANGUAGES))
def test_every_date_has_its_day_month_and_year(day: date, language: Language) -> None:
    shown = long_date(day, language)
    if day != NOT_YET:
        first, _, year = shown.split(" ")
        assert (int(first.removesuffix("er")), int(year)) == (day.day, day.year)
    assert long_date(day.isoformat(), language) == shown


def test_ratios_durations_and_intervals() -> None:
    assert (ratio("0.85", "fr"), ratio(Decimal("0.85"), "en"), ratio("1.125", "fr")) == (
        f"85{N}%",
        "85%",
        f"112,5{N}%",
    )
    assert [duration(text, "fr") for text in ("P6M", "P15D", "PT24H", "P1Y", "P1Y6M", "P0D")] == [
        "6 mois",
        "15 jours",
        "24 heures",
        "1 an",
        "1 an et 6 mois",
        "0 jour",
    ]
    assert [duration(text, "en") for text in ("P1M", "P2W", "PT48H", "P5Y", "P0D")] == [
        "1 month",
        "14 days",
        "48 hours",
        "5 years",
        "0 days",
    ]
    assert span("2022-03-01", "2023-03-01", "fr") == "du 1er mars 2022 au 28 février 2023"
    assert span("2022-03-01", None, "fr") == "depuis le 1er mars 2022"
    assert span(None, "2022-04-01", "en") == "until 31 March 2022"
    assert span(None, None, "en") == ""
    assert number(Decimal("12345.60"), "fr") == f"12{W}345,6"
    assert (listed(["a", "b", "c"], "fr"), listed(["a", "b"], "en", "or"), listed([], "fr")) == (
        "a, b et c",
        "a or b",
        "",
    )


def test_written_reads_plain_values() -> None:
    assert [
        written(value, "", "fr") for value in ("2022-03-01", "P6M", "48 heures", True, None, 4)
    ] == [
        "1er mars 2022",
        "6 mois",
        "48 heures",
        "oui",
        "—",
        "4",
    ]
    assert written("50000", "EUR", "fr") == f"50{W}000{N}€"
    assert written("0.75", "ratio", "en") == "75%"
    assert written(["1", "2"], "", "en") == "1, 2"


def test_french_typography_is_idempotent_and_leaves_english_alone() -> None:
    once = typographic("Quand ? Si « oui » : 10 % ; non !", "fr")
    assert once == f"Quand{W}? Si «{N}oui{N}»{N}: 10{N}%{W}; non{W}!"
    assert typographic(once, "fr") == once
    assert typographic("case.yaml:3:5", "fr") == "case.yaml:3:5"
    assert typographic("a : b", "en") == "a : b"


CONDITIONS: list[tuple[Condition, str, str]] = [
    (compare("club.size", "is", 4), "taille du club : 4", "size of the club: 4"),
    (
        compare("club.members", "at_least", 1000),
        f"adhérents : au moins 1{W}000",
        "members: at least 1,000",
    ),
    (
        compare("club.size", "one_of", 1, 2, 3),
        "taille du club : 1, 2 ou 3",
        "size of the club: 1, 2 or 3",
    ),
    (
        compare("club.form", "is_not", "firm"),
        "forme juridique : autre que « société »",
        "legal form: other than “company”",
    ),
    (IS_VALID, "projet validé : oui", "plan validated: yes"),
    (
        Compare("plan.valid", "is_not", (Literally(value=True),)),
        "projet validé : non",
        "plan validated: no",
    ),
    (
        compare("section.rate", "less_than", Decimal("0.75")),
        "taux d'atteinte retenu : moins de 75 %",
        "rate retained: less than 75%",
    ),
    (
        compare(SIGNED, "before", date(2022, 9, 30)),
        "date de signature du contrat avant le 30 septembre 2022",
        "date the contract was signed before 30 September 2022",
    ),
    (
        compare(SIGNED, "on_or_before", date(2022, 3, 1)),
        "date de signature du contrat au plus tard le 1er mars 2022",
        "",
    ),
    (
        compare(SIGNED, "on_or_after", date(2022, 3, 1)),
        "date de signature du contrat à partir du 1er mars 2022",
        "",
    ),
    (
        compare(SIGNED, "is", NOT_YET),
        "date de signature du contrat : pas encore",
        "date the contract was signed: not yet",
    ),
    (
        compare(SIGNED, "is_not", NOT_YET),
        "date de signature du contrat : fixée",
        "date the contract was signed: set",
    ),
    (
        compare(SIGNED, "is", date(2022, 3, 1)),
        "date de signature du contrat : le 1er mars 2022",
        "",
    ),
    (
        Compare("section.opened_on", "on_or_before", (Shift(Fact(SIGNED), Duration(months=6), 1),)),
        "date d'ouverture de la section au plus tard 6 mois après la date de signature du contrat",
        "opening date of the section no later than 6 months after the date the contract was signed",
    ),
    (
        Compare(SIGNED, "on_or_before", (Fact("occasion.on"),)),
        "date de signature du contrat au plus tard au jour du fait générateur",
        "",
    ),
    (
        Known(SIGNED, expected=True),
        "date de signature du contrat : information connue",
        "date the contract was signed: known",
    ),
    (
        Known(SIGNED, expected=False),
        "date de signature du contrat : information inconnue",
        "date the contract was signed: not known",
    ),
    (
        Meets("grant"),
        "toutes les conditions de « subvention » sont remplies",
        "all the conditions of “grant” are met",
    ),
    (
        Not(Meets("grant")),
        "les conditions de « subvention » ne sont pas toutes remplies",
        "not all the conditions of “grant” are met",
    ),
    (Not(compare("club.size", "one_of", 1, 2)), "taille du club : autre que 1 ou 2", ""),
    (compare("section", "is", "chess"), "sections ouvertes : échecs", "sections opened: chess"),
    (
        All(
            (
                compare("club.size", "is", 4),
                AnyOf((IS_VALID, compare("club.members", "more_than", 9))),
            )
        ),
        "taille du club : 4, et (projet validé : oui, ou adhérents : plus de 9)",
        "size of the club: 4, and (plan validated: yes, or members: more than 9)",
    ),
    (
        AnyOf(
            tuple(
                compare(f"sections.{key}.opened_on", "before", date(2022, 1, 1))
                for key in ("chess", "judo")
            )
        ),
        (
            "date d'ouverture de la section avant le 1er janvier 2022, pour l'un au moins de ces "
            "éléments : échecs et judo"
        ),
        "opening date of the section before 1 January 2022, for at least one of: chess and judo",
    ),
    (All(()), "toujours", "always"),
]


@pytest.mark.parametrize(("condition", "fr", "en"), CONDITIONS)
def test_a_condition_is_read_aloud(condition: Condition, fr: str, en: str) -> None:
    assert french(condition).replace(N, " ") == fr
    if en:
        assert english(condition) == en


def test_a_reading_speaks_by_its_chosen_option_or_by_all() -> None:
    choice: Condition = Choice(
        "strict",
        {
            "no": compare(SIGNED, "before", date(2022, 9, 30)),
            "yes": compare(SIGNED, "on_or_before", date(2022, 9, 30)),
        },
    )
    assert (
        french(choice, {"strict": "yes"})
        == "date de signature du contrat au plus tard le 30 septembre 2022"
    )
    assert french(choice, {}) == "date de signature du contrat avant le 30 septembre 2022"
    assert english(choice).endswith("on or before 30 September 2022 if one reads “Yes”)")
    assert "after 30 September" in english(Not(choice), {"strict": "yes"})


@pytest.mark.parametrize("condition", [case[0] for case in CONDITIONS])
def test_a_double_negation_says_the_same(condition: Condition) -> None:
    if not isinstance(condition, Not) and "one_of" not in str(condition):
        assert french(negated(negated(condition))) == french(condition)


def test_what_is_needed_stands_beside_a_label() -> None:
    assert FRENCH.needed(compare("club.members", "at_least", 100)) == "au moins 100"
    before = compare(SIGNED, "before", date(2022, 9, 30))
    assert ENGLISH.needed(before) == "before 30 September 2022"


VALUES: list[tuple[Value, str, str]] = [
    (Fact(SIGNED), "la date de signature du contrat", "the date the contract was signed"),
    (Fact("club.members"), "« adhérents »", "the members"),
    (
        TableCell("pact/8/amounts", "sections.chess.fixed", Fact("club.size")),
        "le montant « échecs : part fixe » (barème, art. 8) selon la taille du club",
        "the amount “chess: fixed part” (table, art. 8) by the size of the club",
    ),
    (
        Bracket(Fact("club.members"), "pact/annexe 1, 3/sizes"),
        "la classe du barème (annexe 1, art. 3) où se trouve « adhérents »",
        "the class of the table (annex 1, art. 3) that holds the members",
    ),
    (
        Latest((Literally(date(2022, 3, 1)), Shift(Fact("day"), Duration(days=15), -1))),
        "la dernière de ces dates : le 1er mars 2022 et 15 jours avant le jour de la question",
        "the latest of: 1 March 2022 and 15 days before the day of the question",
    ),
    (
        Multiply((Literally(100), Proportion("months"))),
        "100 × la part de la période couverte, en mois commencés",
        "",
    ),
    (EventDate("pact", "published"), "la publication (pact)", "the publication (pact)"),
    (
        EffectDate("pact_2", "money"),
        "l'entrée en vigueur (pact 2, money)",
        "the entry into force (pact 2, money)",
    ),
    (
        Gathered(
            "sum",
            "section.results",
            "section.results",
            Multiply((Fact("section.results.share"), Fact("section.results.share"))),
        ),
        "la somme de la part × la part, pour les résultats",
        "the sum of the share × the share, over the results",
    ),
    (
        Proportion("days", "uncut"),
        "la part en jours de ce que la loi ne coupe pas",
        "the part in days of what the law does not cut",
    ),
    (
        Proportion("days", "as_if_uncut"),
        "la part de la période couverte, en jours, comme si la loi ne la coupait pas",
        "the part of the period covered, in days, as if the law did not cut it",
    ),
]


@pytest.mark.parametrize(("value", "fr", "en"), VALUES)
def test_a_value_is_read_aloud(value: Value, fr: str, en: str) -> None:
    assert FRENCH.value(value).replace(N, " ") == fr
    if en:
        assert ENGLISH.value(value) == en


CONCLUSIONS = [
    (Derive("club.size", Literally(2)), "taille du club : 2"),
    (Require("grant", "size"), "la condition est remplie pour « subvention »"),
    (
        Entitle(
            "operating",
            Literally(75000),
            Literally("P12M"),
            Fact("occasion.on"),
            Shift(Fact("occasion.on"), Duration(months=12), 1),
        ),
        (
            f"droit « fonctionnement » : 75{W}000 €, une seule fois en 12 mois, période : à partir du jour du fait générateur, "
            "avant l'échéance de 12 mois après le jour du fait générateur"
        ),
    ),
    (
        Pay(
            ("sections.*.fixed",),
            (
                PaymentPart("advance", Decimal("0.75"), Fact("day")),
                PaymentPart("balance", None, Fact("period.until")),
            ),
        ),
        (
            "paiement de « sections ouvertes : part fixe » : avance (75 %), échéance : le jour de la question ; "
            "solde (le reste), échéance : la fin de la période"
        ),
    ),
    (
        Increase("operating", ("sections.*",), Decimal("0.1")),
        "majoration de 10 % de « sections ouvertes », sur la ligne « fonctionnement »",
    ),
    (
        Deadline(
            "sections.{section}.start",
            Shift(Fact(SIGNED), Duration(months=6), 1),
            Fact("section.opened_on"),
            "deadline",
        ),
        (
            "échéance « sections ouvertes : ouverture » : au plus tard 6 mois après la date de signature du contrat "
            "(d'après la date d'ouverture de la section)"
        ),
    ),
    (
        Oblige("d", "content", "chess", "club", force="recommended"),
        "recommandation (contenu) pour le club",
    ),
    (
        Oblige("d", "indicator", "chess", "club", {"level": "national"}),
        "obligation (indicateur, national) pour le club",
    ),
    (
        Advise("s", 2, ("club", "town"), Known(SIGNED, expected=True)),
        "étape 2, avec l'aide de : le club et la ville, faite quand : ",
    ),
]


@pytest.mark.parametrize(("conclusion", "fr"), CONCLUSIONS)
def test_a_conclusion_is_read_aloud(conclusion: Derive, fr: str) -> None:
    speakers = [RulesAloud(VOCABULARY, READINGS, language, {}) for language in LANGUAGES]
    said, in_english = (aloud.conclusion(conclusion) for aloud in speakers)
    assert said.replace(N, " ").replace(f"{W};", " ;").startswith(fr)
    assert in_english


def test_a_rule_is_a_sentence() -> None:
    rule = Rule(
        ("signature",),
        compare("club.size", "is", 4),
        Derive("plan.valid", Literally(value=True)),
        ("pact/7.1/size",),
    )
    assert FRENCH.rule(rule).replace(N, " ") == (
        "Signature : si taille du club : 4, alors projet validé : oui. Prévaut sur art. 7.1 (size)."
    )
    assert ENGLISH.rule(Rule((), None, rule.then)) == "At any time: plan validated: yes."


def test_labels_of_elements_lines_and_unknown_names() -> None:
    assert (
        fact_label("sections.chess.opened_on", VOCABULARY, "fr")
        == "date d'ouverture de la section (échecs)"
    )
    assert fact_label("events.2.held_on", VOCABULARY, "en") == "date of the tournament (no. 2)"
    assert fact_label("sections.chess.rate", VOCABULARY, "fr") == "taux d'atteinte retenu (échecs)"
    assert fact_label("section.results.share", VOCABULARY, "fr") == "part"
    assert (
        fact_label("sections.chess.results.2.share", VOCABULARY, "fr") == "part (échecs, saison 2)"
    )
    assert fact_label("section.results.1.share", VOCABULARY, "en") == "share (season 1)"
    assert fact_label("sections", VOCABULARY, "en") == "sections opened"
    assert fact_label("no_such.fact", VOCABULARY, "en") == "no such fact"
    assert (
        name_label(VOCABULARY.lines, "sections.judo.fixed", VOCABULARY, "en") == "judo: fixed part"
    )
    assert (
        name_label(VOCABULARY.lines, "sections.chess.kit_*", VOCABULARY, "fr") == "jeux et pendules"
    )
    assert name_label(VOCABULARY.lines, "*", VOCABULARY, "fr") == "toutes les lignes"
    assert name_label(VOCABULARY.lines, "sections.judo", VOCABULARY, "fr") == "judo"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_rule_reads_aloud(language: Language) -> None:
    corpora = load()
    for corpus in corpora.values():
        aloud = RulesAloud(
            corpus.vocabulary, corpus.readings, language, {}, corpus.texts, corpus.occasions
        )
        for text in corpus.texts.values():
            provisions = [
                p
                for article in text.articles
                for p in (
                    *article.provisions,
                    *(q for o in article.operations for q in o.provisions),
                )
            ]
            for provision in provisions:
                if provision.rule is not None:
                    said = aloud.rule(provision.rule)
                    assert said.endswith("."), provision.address
                    assert "{" not in said, provision.address
