"""The types of facts in words: what each is called, and how its values are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from engine.diagnostics.bilingual import NO_SENTENCE, Sentence, sentence


class SaidOfType(Struct, frozen=True):
    """What is said of a type, wherever a person meets it.

    `called` is the type itself, in French and in English. `needed` is what a finding says of a
    place that holds something else, `write` its hint. `blank` stands beside a fact in a case that
    is not filled in, `reply` beside a question of the interview.
    """

    called: tuple[str, str]
    needed: Sentence
    write: Sentence
    blank: Sentence
    reply: Sentence


SAID: Final[Mapping[str, SaidOfType]] = {
    "text": SaidOfType(
        called=("texte", "text"),
        needed=sentence("a text"),
        write=sentence("put it in quotes."),
        blank=sentence("a text"),
        reply=NO_SENTENCE,
    ),
    "integer": SaidOfType(
        called=("nombre entier", "whole number"),
        needed=sentence("a whole number"),
        write=sentence("write it without quotes, spaces or decimals, as in 55000."),
        blank=sentence("a whole number"),
        reply=sentence("reply with a whole number, as in 55000."),
    ),
    "ratio": SaidOfType(
        called=("taux, de 0 à 1", "ratio, from 0 to 1"),
        needed=sentence("a ratio"),
        write=sentence("write 0.85 or 85 %."),
        blank=sentence("a share: 85 % or 0.85"),
        reply=sentence("reply with 85 % or 0.85."),
    ),
    "money": SaidOfType(
        called=("somme en euros", "sum in euros"),
        needed=sentence("an amount in euros"),
        write=sentence("write 75000 or 75000.50."),
        blank=sentence("euros: 75000.50"),
        reply=sentence("reply with an amount, as in 75000 or 75000.50."),
    ),
    "decimal": SaidOfType(
        called=("nombre", "number"),
        needed=sentence("a number"),
        write=sentence("write 16.5, without quotes."),
        blank=sentence("a number: 16.5"),
        reply=sentence("reply with a number, as in 16.5."),
    ),
    "duration": SaidOfType(
        called=("durée", "duration"),
        needed=sentence("a duration"),
        write=sentence("write P2M (two months), P15D (days) or P1Y (a year)."),
        blank=sentence("a duration: P2M (two months), P15D (days), P1Y (a year)"),
        reply=sentence("reply with a duration, as in 2 months or P2M."),
    ),
    "boolean": SaidOfType(
        called=("oui ou non", "yes or no"),
        needed=sentence("true or false"),
        write=sentence("write `true` or `false`, without quotes."),
        blank=sentence("`true` or `false`"),
        reply=sentence("reply with yes or no."),
    ),
    "date": SaidOfType(
        called=("date", "date"),
        needed=sentence("a date"),
        write=sentence("write year-month-day, as in 2022-03-31, or `not_yet`."),
        blank=sentence("YYYY-MM-DD, or `not_yet`"),
        reply=sentence("reply with a day, as in 2022-03-31, or `not yet`."),
    ),
    "enumeration": SaidOfType(
        called=("une valeur parmi d’autres", "one value of a list"),
        needed=sentence("one of the words of the vocabulary"),
        write=NO_SENTENCE,  # the words themselves are the hint
        blank=NO_SENTENCE,
        reply=sentence("reply with one of the choices, or its number."),
    ),
}
"""What is said of each type of `engine.language.kinds.TYPES`."""
