"""Replies as people type them: `oui`, `55 000`, `85 %`, `pas encore`, the name of a choice or its
number; turned into what a case writes.

A reply that is not understood is kept as it is: the reading of the case then says what is wrong
with it, in the words that it has for a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Final

from engine.cases.mapping import plain_value
from engine.diagnostics.bilingual import Bilingual, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.temporal import NOT_YET_WORDS
from engine.words.fact_types import SAID
from engine.words.folding import folded

_YES: Final = frozenset({"oui", "o", "yes", "y", "vrai", "true"})
_NO: Final = frozenset({"non", "n", "no", "faux", "false"})
_NONE: Final = frozenset({"0", "aucun", "aucune", "none", "neant", "-"})
_SPACES: Final = re.compile(r"(?<=\d)[ \u00a0\u202f_'\u2019](?=\d{3}(?!\d))")
_BETWEEN: Final = re.compile(r"\s*[,;/+]\s*|\s+(?:et|and)\s+")
_CUTOFF: Final = 0.6
HINTS: Final[Mapping[str, Sentence]] = {
    **{name: said.reply for name, said in SAID.items()},
    "elements": sentence("reply with the choices, with commas between them, or `none`."),
    "list": sentence("reply with how many there are; 0 for none."),
}
"""How to reply, by type."""


def value_of(typed: str, kind: str, choices: Mapping[str, Bilingual]) -> Any:
    """Return what a reply says, as a case writes it; itself where it is not understood.

    `kind` is the type of the reply (`TypeOfReply`), `choices` the values among which to choose,
    with what they are called. Raises RefusedInput for a choice that is none of them,
    and for a text that no file can hold.
    """
    text = " ".join(typed.split())
    word = folded(text)
    match kind:
        case "boolean":
            return True if word in _YES else False if word in _NO else text
        case "date":
            return NOT_YET_WORDS[0] if word in NOT_YET_WORDS else text
        case "integer" | "list":
            return _whole_number(text)
        case "ratio" | "money" | "decimal":
            return _number(text)
        case "duration":
            return _lasting(text)
        case "enumeration":
            return chosen(text, choices)
        case "text":
            return readable(text)
        case "elements":
            several = [] if word in _NONE else _BETWEEN.split(text)
            return list(dict.fromkeys(chosen(one, choices) for one in several if one))
    return text


def readable(text: str) -> str:
    """Return a text. Raises RefusedInput for one with a character that no file can hold."""
    _, findings = plain_value(text, Location(""))
    if findings:
        raise RefusedInput(findings)
    return text


def _whole_number(text: str) -> Any:
    digits = _SPACES.sub("", text)
    return int(digits) if re.fullmatch(r"-?\d{1,18}", digits, re.ASCII) else text


def _number(text: str) -> Any:
    """Return a ratio or an amount: `85 %` as it is, which a case reads."""
    plain = _SPACES.sub("", text).replace(",", ".")
    if plain.endswith("%"):
        return plain
    try:
        return Decimal(plain.removesuffix("€").strip())
    except InvalidOperation:
        return text


def chosen(text: str, choices: Mapping[str, Bilingual]) -> str:
    """Return the choice that a text names: by its rank, its id, what it is called in either
    language, or how that begins.

    Raises RefusedInput when it names none of them, or several.
    """
    if text in choices:
        return text
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(choices):
        return list(choices)[int(text) - 1]
    word = folded(text)
    names = {
        folded(name): value
        for value, label in choices.items()
        for name in (label.en, label.fr, value.replace("_", " "), value)
    }
    if word in names:
        return names[word]
    begun = {value for name, value in names.items() if word and name.startswith(word)}
    if len(begun) == 1:
        return begun.pop()
    raise RefusedInput([_none_of_them(text, names, choices)])


def _none_of_them(
    text: str, names: Mapping[str, str], choices: Mapping[str, Bilingual]
) -> Diagnostic:
    message = sentence("`{given}` is none of the choices", given=text[:80])
    close = get_close_matches(folded(text)[:80], names, n=1, cutoff=_CUTOFF)
    hint = HINTS["enumeration"]
    if close:
        value = names[close[0]]
        rank = list(choices).index(value) + 1
        hint = sentence("did you mean {rank} ({label})?", rank=rank, label=choices[value])
    return Diagnostic("ACC305", message, Location(""), hint)


_LASTING: Final = re.compile(r"(\d{1,4}|[a-z]+)\s?([a-z]+)\Z")
_COUNTS: Final = {
    **dict.fromkeys(("un", "une", "a", "one"), "1"),
    **dict.fromkeys(("deux", "two"), "2"),
    **dict.fromkeys(("trois", "three"), "3"),
    **dict.fromkeys(("quatre", "four"), "4"),
    **dict.fromkeys(("cinq", "five"), "5"),
    "six": "6",
}
_UNITS: Final = {
    **dict.fromkeys(("an", "ans", "annee", "annees", "year", "years"), "Y"),
    **dict.fromkeys(("mois", "month", "months"), "M"),
    **dict.fromkeys(("semaine", "semaines", "week", "weeks"), "W"),
    **dict.fromkeys(("jour", "jours", "day", "days"), "D"),
}


def _lasting(text: str) -> str:
    """Return a duration as a case writes it: `2 mois` is P2M, `1 an et 6 mois` P1Y6M."""
    counted: dict[str, str] = {}
    for part in _BETWEEN.split(folded(text)):
        match = _LASTING.match(part)
        unit = _UNITS.get(match.group(2)) if match else None
        count = _COUNTS.get(match.group(1), match.group(1)) if match else ""
        if unit is None or unit in counted or not count.isdigit():
            return text
        counted[unit] = count
    return "P" + "".join(f"{counted[unit]}{unit}" for unit in "YMWD" if unit in counted)
