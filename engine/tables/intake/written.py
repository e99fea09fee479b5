"""What people write in a cell, as SQL: yes and no, days,
numbers, as a spreadsheet in French or in English writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.cases.scalars import LENGTHS
from engine.diagnostics.bilingual import Bilingual
from engine.tables.intake.sources import text_literal

_TRUE, _FALSE = ("true", "vrai", "yes", "oui"), ("false", "faux", "no", "non")
"""0 and 1 are not among them: many exports write 0 for a
cell that is empty, and what is unknown is not false.
"""
_TIME = "([ T]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?"
"""A time of day, which a day may carry and which says nothing
more; one that names its zone is not read: no zone is chosen here.
"""
_BETWEEN = r"\1{}\2"
"""A key of a list, between what stood around it."""
_SPACES = "\u00a0\u202f\u2009"
_WHOLE = "-?(\\d{1,15}|\\d{1,3}( \\d{3}){1,4})"
"""A whole number, its thousands separated by spaces or not
at all: a comma or a point there might be that of decimals.
"""
PATTERNS = {
    "integer": _WHOLE,
    "ratio": f"{_WHOLE}([.,]\\d+)?( ?%)?",
    "decimal": f"{_WHOLE}([.,]\\d+)?",
    "money": f"{_WHOLE}([.,]\\d{{1,2}})?( ?€)?",
}


def plain(cell: str) -> str:
    """Return the text of a cell without the white space around
    it, each space an ordinary one; null where nothing is left.
    """
    return (
        f"nullif(trim(translate({cell}, {text_literal(_SPACES)}, "
        f"{text_literal(' ' * len(_SPACES))})), '')"
    )


def truth(text: str) -> str:
    """Return the boolean that a text says, null where it says none."""
    return (
        f"CASE WHEN lower({text}) IN ({_listed(_TRUE)}) THEN true WHEN lower({text}) IN "
        f"({_listed(_FALSE)}) THEN false END"
    )


def keys(text: str, values: Mapping[str, Bilingual]) -> str:
    """Return a list of the keys of a collection, where a text may say what one is called in French
    or English: each is its key, unless two are called alike or one is called by the key of another.
    """
    called = _called(values)
    for spoken, meant in sorted(called.items(), key=lambda each: -len(each[0])):
        key = next(iter(meant))
        if len(meant) == 1 and spoken != key and spoken not in values:
            pattern = text_literal(rf"(?i)(^|[\s,;]){re.escape(spoken)}($|[\s,;])")
            text = f"regexp_replace({text}, {pattern}, {text_literal(_BETWEEN.format(key))}, 'g')"
    return text


def _called(values: Mapping[str, Bilingual]) -> dict[str, set[str]]:
    """Return the values by what they are called, in small letters."""
    called: dict[str, set[str]] = {}
    for value, label in values.items():
        for words in (label.fr, label.en):
            spoken = words.translate(dict.fromkeys(map(ord, _SPACES), " ")).strip().lower()
            called.setdefault(spoken, set()).add(value)
    return called


def choice(text: str, values: Mapping[str, Bilingual]) -> str:
    """Return the value of an enumeration that a text says, by its id or by what it is called in
    French or English; null where it says none, or what two values are called.
    """
    called = _called(values)
    ids = _listed(values)
    branches = "".join(
        f" WHEN lower({text}) = {text_literal(spoken)} THEN {text_literal(next(iter(meant)))}"
        for spoken, meant in called.items()
        if len(meant) == 1
    )
    return f"CASE WHEN {text} IN ({ids}) THEN {text}{branches} END"


def day(text: str) -> str:
    """Return the day that a text says, year-month-day or
    day/month/year, null where it says none.
    """
    first = f"regexp_extract({text}, '^[^ T]+')"
    iso = (
        f"WHEN regexp_full_match({text}, '\\d{{4}}-\\d{{2}}-\\d{{2}}{_TIME}') THEN "
        f"TRY_CAST(left({text}, 10) AS DATE)"
    )
    turned = "||'-'||".join(f"lpad(split_part({first}, '/', {rank}), 2, '0')" for rank in (2, 1))
    french = (
        f"WHEN regexp_full_match({text}, '\\d{{1,2}}/\\d{{1,2}}/\\d{{4}}{_TIME}') THEN "
        f"TRY_CAST(split_part({first}, '/', 3)||'-'||{turned} AS DATE)"
    )
    return f"CASE {iso} {french} END"


_UNITS_SPOKEN = {
    "Y": "ans?|années?|years?",
    "M": "mois|months?",
    "W": "semaines?|weeks?",
    "D": "jours?|days?",
}


def duration(text: str) -> str:
    """Return the duration that a text says, `P2M` or `2 mois`, null where it says none."""
    iso = f"WHEN regexp_full_match({text}, 'P{LENGTHS}') AND {text} <> 'P' THEN {text}"
    spoken = " ".join(
        f"WHEN regexp_full_match(lower({text}), '\\d{{1,4}} ({words})') "
        f"THEN 'P'||split_part({text}, ' ', 1)||'{unit}'"
        for unit, words in _UNITS_SPOKEN.items()
    )
    return f"CASE {iso} {spoken} END"


def _counted(duration: str, unit: str) -> str:
    digits = f"regexp_extract({duration}, '(\\d+){unit}', 1)"
    return f"coalesce(TRY_CAST(nullif({digits}, '') AS BIGINT), 0)"


def months(duration: str) -> str:
    """Return the months of a duration, its years among them."""
    return f"{_counted(duration, 'Y')} * 12 + {_counted(duration, 'M')}"


def days(duration: str) -> str:
    """Return the days of a duration, its weeks among them."""
    return f"{_counted(duration, 'W')} * 7 + {_counted(duration, 'D')}"


def exact(text: str, kind: str) -> str:
    """Return the number of a type that a text says, null where it says none."""
    digits = f"replace(translate({text}, ' %€', ''), ',', '.')"
    number = (
        f"TRY_CAST({digits} AS DECIMAL(26, 10)) * CASE WHEN contains({text}, '%') THEN 0.01 ELSE "
        "1.00 END"
    )
    return f"CASE WHEN regexp_full_match({text}, '{PATTERNS[kind]}') THEN {number} END"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(text_literal, words))
