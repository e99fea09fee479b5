"""Dates, sums, ratios, numbers and durations as French and
English readers write them. Nothing but strings come out.

French groups digits with U+202F and puts U+00A0 before €, %, : and », so that a line never breaks
inside a sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal
from unicodedata import category

from engine.diagnostics.bilingual import Language
from engine.language.kept import kept
from engine.language.temporal import NOT_YET, Duration, parse_date, parse_duration

NO_BREAK = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"

_MONTHS: dict[str, tuple[str, ...]] = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_UNITS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (("an", "ans"), ("mois", "mois"), ("jour", "jours"), ("heure", "heures")),
    "en": (("year", "years"), ("month", "months"), ("day", "days"), ("hour", "hours")),
}
_HIGH = re.compile(r"[ \u00a0\u202f]([;?!])(?=\s|$|[)»”])")
_COLON = re.compile(r"[ \u00a0\u202f]([:»%€])")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w«\u00a0])")
_OPENING = re.compile(r"«[ \u00a0\u202f]")


def month_names(month: int) -> tuple[str, str]:
    """Return the French and the English name of a month, counted from 1."""
    return _MONTHS["fr"][month - 1], _MONTHS["en"][month - 1]


def number(value: int | Decimal, language: Language) -> str:
    """Return a number with its digits grouped by three and
    no trailing zeros: `12 345,6`, `12,345.6`.
    """
    exact = Decimal(value)
    whole, _, rest = f"{abs(exact):f}".partition(".")
    grouped = f"{int(whole):,}"
    rest = rest.rstrip("0")
    sign = MINUS if exact < 0 else ""
    if language == "fr":
        return sign + grouped.replace(",", NARROW) + (f",{rest}" if rest else "")
    return sign + grouped + (f".{rest}" if rest else "")


def money(value: int | str | Decimal, language: Language) -> str:
    """Return an amount of euros (a number or its decimal string),
    with cents only when there are some: `12 345,60 €`, `€75,000`.
    """
    exact = Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP, Context(prec=400))
    sign = MINUS if exact < 0 else ""
    whole, _, cents = f"{abs(exact):f}".partition(".")
    grouped = f"{int(whole):,}"
    if language == "fr":
        return (
            f"{sign}{grouped.replace(',', NARROW)}{'' if cents == '00' else f',{cents}'}{NO_BREAK}€"
        )
    return f"{sign}€{grouped}{'' if cents == '00' else f'.{cents}'}"


def difference(value: Decimal, language: Language) -> str:
    """Return a difference in euros with its sign: `+ 40 000 €`, `−€1,420.08`; `0 €` has none."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    space = NO_BREAK if sign and language == "fr" else ""
    return f"{sign}{space}{money(abs(value), language)}"


def ratio(value: int | str | Decimal, language: Language) -> str:
    """Return a ratio (1 is the whole) as a percentage: `85 %`, `85%`."""
    return number(Decimal(value) * 100, language) + (f"{NO_BREAK}%" if language == "fr" else "%")


@kept("days in words", 8192)
def long_date(value: date | str, language: Language) -> str:
    """Return a date (or its ISO string) in full, `1er mars 2022`, `1
    March 2022`; `pas encore` for `not_yet`. ValueError if it is none.
    """
    day = value if isinstance(value, date) else NOT_YET if value == "not_yet" else parse_date(value)
    if day == NOT_YET:
        return "pas encore" if language == "fr" else "not yet"
    return f"{_day_of_month(day.month, day.day, language)} {day.year}"


def _day_of_month(month: int, number: int, language: Language) -> str:
    number_of_day = "1er" if language == "fr" and number == 1 else str(number)
    return f"{number_of_day} {_MONTHS[language][month - 1]}"


def day_of_year(month: int, number_of_day: int, language: Language) -> str:
    """Return a day of any year with its article: `le 1er mars`, `1 March`."""
    day = _day_of_month(month, number_of_day, language)
    return f"le {day}" if language == "fr" else day


def duration(value: Duration | str, language: Language) -> str:
    """Return a duration (or its ISO 8601 string) in words:
    `6 mois`, `15 days`. ValueError if it is none.
    """
    length = parse_duration(value) if isinstance(value, str) else value
    counts = (length.years, length.months, length.days, length.hours)
    words = [
        f"{n} {singular if n == 1 else plural}"
        for n, (singular, plural) in zip(counts, _UNITS[language], strict=True)
        if n
    ]
    return listed(words or [f"0 {_UNITS[language][2][0 if language == 'fr' else 1]}"], language)


def span(start: date | str | None, until: date | str | None, language: Language) -> str:
    """Return the interval [start, until) of dates (or their ISO strings) with its
    last day included: `du 1er mars 2022 au 28 février 2023`.

    An absent bound leaves the interval open; both absent give an empty string.
    """
    last = None if until in (None, "not_yet") else parse_date(str(until)) - timedelta(days=1)
    first_day = None if start is None else long_date(start, language)
    last_day = None if last is None else long_date(last, language)
    if language == "fr":
        if first_day and last_day:
            return f"du {first_day} au {last_day}"
        return f"depuis le {first_day}" if first_day else f"jusqu'au {last_day}" if last_day else ""
    if first_day and last_day:
        return f"from {first_day} to {last_day}"
    return f"since {first_day}" if first_day else f"until {last_day}" if last_day else ""


def listed(
    parts: Sequence[str], language: Language, link: Literal["and", "or"] = "and", comma: str = ""
) -> str:
    """Return the parts as an enumeration, `a, b et c` or
    `a, b or c`; `comma` is put before the last link.
    """
    words = {"and": "et", "or": "ou"}[link] if language == "fr" else link
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])}{comma} {words} {parts[-1]}"


def quoted(text: str, language: Language) -> str:
    """Return the text in the quotation marks of the language."""
    return f"«{NO_BREAK}{text}{NO_BREAK}»" if language == "fr" else f"“{text}”"


def typographic(text: str, language: Language) -> str:
    """Return a French text with its no-break spaces (before :
    ; ? ! » % €, after «), an English one as it is. Idempotent.
    """
    if language != "fr":
        return text
    text = _COLON.sub(NO_BREAK + r"\1", _HIGH.sub(NARROW + r"\1", text))
    return _OPENING.sub("«" + NO_BREAK, text)


def apostrophes(text: str) -> str:
    """Return a text with typographic apostrophes inside its words, `l’avenant`; what stands between
    backquotes is to be copied, and stays. Idempotent.
    """
    if "'" not in text:
        return text
    parts = text.split("`")
    parts[::2] = (_APOSTROPHE.sub("\u2019", part) for part in parts[::2])
    return "`".join(parts)


def as_printed(text: str, language: Language) -> str:
    """Return a text with its typographic apostrophes and, in French, its no-break spaces.

    Idempotent.
    """
    return typographic(apostrophes(text), language)


def one_line(text: str) -> str:
    """Return a text given by someone on one line: breaks and control
    characters become a space, marks that turn the text round go.
    """
    kept = (
        " " if category(character) in {"Cc", "Zl", "Zp"} else character
        for character in text
        if category(character) != "Cf"
    )
    return " ".join(part for part in "".join(kept).split(" ") if part)


def upper_first(text: str) -> str:
    """Return the text with its first letter in upper case and the others as they are."""
    return text[:1].upper() + text[1:]


def written(value: object, unit: str, language: Language) -> str:
    """Return a plain value of an answer as it is read: ISO dates,
    ISO durations, `EUR` and `ratio` units, numbers, booleans, lists.

    A string that is none of these is returned unchanged; None gives a dash.
    """
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[language][value]
    if isinstance(value, int | Decimal):
        return (
            money(value, language)
            if unit == "EUR"
            else ratio(value, language)
            if unit == "ratio"
            else number(value, language)
        )
    if isinstance(value, list | tuple):
        return ", ".join(written(part, unit, language) for part in value)
    text = str(value)
    if unit in {"EUR", "ratio"} and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return written(Decimal(text), unit, language)
    if re.fullmatch(r"-?\d+\.\d\d", text):
        return money(text, language)
    if re.fullmatch(r"-?\d{4,}", text) and unit:
        return number(int(text), language)
    for form in (long_date, duration):
        try:
            return form(text, language)
        except ValueError:
            continue
    return text
