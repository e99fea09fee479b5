"""Check a proof that `accord prove` wrote: python check_proof.py PROOF RULESETS...

It is one file, needs Python 3.11 alone, and imports nothing of the engine. From a proof it takes
what is asked, the facts and the readings, and nothing else. It reads the law again in the files of
the folders RULESETS, puts together the law in force on each day, works out each rule on each
occasion, every right, payment and total, and compares all of it with what the proof says. The first
difference is named. What it does not prove is said in docs/guides/prove.md.

Exit status: 0 verified, 1 a step fails, 2 misuse (no such file, not a proof, another version).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn, TypeAlias, cast

FORMAT = "accord-proof/1"
LARGEST = 64 * 1024 * 1024
NOT_YET = date.max
UNKNOWN_DERIVED = "derivations.unknown"
View: TypeAlias = dict[str, Any]
Record: TypeAlias = dict[str, Any]
Truth: TypeAlias = "bool | None"


class Failure(Exception):
    """What fails: the step that it is about, and why, in French and in English."""

    def __init__(self, step: str, french: str, english: str) -> None:
        super().__init__(english)
        self.step, self.french, self.english = step, french, english


class Misuse(Failure):
    """What is given is not something that can be checked."""


def fail(step: str, french: str, english: str) -> NoReturn:
    """Raise a failure of a step."""
    raise Failure(step, french, english)


# --- canonical JSON and hashes --------------------------------------------------------------------


def plain(value: Any) -> Any:
    """Return what YAML gives as plain JSON: decimals as the text that is written."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def canonical(value: Any) -> bytes:
    """Return the one way in which JSON is written here: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


# --- a strict reader of the YAML that rulesets are written in -------------------------------------

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z", re.ASCII)
_DECIMAL = re.compile(
    r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)\Z", re.ASCII
)
_WORDS: Mapping[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t", "r": "\r", "0": "\0", " ": " "}
_ESCAPES |= {"_": "\u00a0", "e": "\x1b", "b": "\b", "a": "\a", "N": "\x85"}
_HEXADECIMAL = {"x": 2, "u": 4, "U": 8}


class Yaml:
    """Mappings, lists, quoted and plain words, in blocks or in one line; all else is refused.

    There are no anchors, tags, block scalars or second documents in a file of rulesets.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name, self.at = text, name, 0

    def document(self) -> Any:
        """Return what the file holds."""
        self._skip()
        whole = self._node(-1)
        self._skip()
        if self.at < len(self.text):
            self._refuse()
        return whole

    def _refuse(self) -> NoReturn:
        line = self.text.count("\n", 0, self.at) + 1
        step = f"{self.name}:{line}"
        fail(step, "ce YAML ne peut pas être lu ici", "this YAML cannot be read here")

    def _column(self) -> int:
        return self.at - (self.text.rfind("\n", 0, self.at) + 1)

    def _peek(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def _skip(self, *, line: bool = False) -> None:
        """Pass over spaces and comments, on one line or on several."""
        while self.at < len(self.text):
            sign = self._peek()
            if sign == "#" and (self.at == 0 or self.text[self.at - 1] in " \t\n"):
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif sign in (" ", "\t", "\r") or (sign == "\n" and not line):
                self.at += 1
            else:
                return

    def _node(self, outer: int) -> Any:
        """Return the node that stands here, in a block further right than `outer`."""
        if self.at >= len(self.text) or self._column() <= outer:
            return None
        column = self._column()
        if self._dash():
            return self._list(column)
        if self._key_length():
            return self._mapping(column)
        return self._scalar(outer)

    def _dash(self) -> bool:
        return self._peek() == "-" and self._peek(1) in (" ", "\n", "")

    def _key_length(self) -> int:
        """Return the length of the key that stands here, 0 where none does."""
        sign = self._peek()
        if sign and sign in "\"'":
            before = self.at
            self._quoted()
            length, here = self.at - before, self._peek() == ":" and self._peek(1) in (" ", "\n")
            self.at = before
            return length if here else 0
        match = re.compile(r"[^\s\[\]{},#&*!|>'\"%@`-][^\n]*?(?=\s*:(?:[ \n]|\Z))").match(
            self.text, self.at
        )
        return len(match.group()) if match and " #" not in match.group() else 0

    def _key(self, length: int) -> str:
        written = self.text[self.at : self.at + length]
        if written[0] in "\"'":
            return self._quoted()
        self.at += length
        return written

    def _mapping(self, column: int) -> dict[str, Any]:
        read: dict[str, Any] = {}
        while self.at < len(self.text) and self._column() == column:
            length = self._key_length()
            if not length or self._dash():
                break
            name = self._key(length)
            self._skip(line=True)
            if self._peek() != ":" or name in read:
                self._refuse()
            self.at += 1
            read[name] = self._after_key(column)
            self._skip()
        return read

    def _after_key(self, column: int) -> Any:
        self._skip(line=True)
        if self._peek() not in ("\n", ""):
            return self._scalar(column)
        self._skip()
        if self.at < len(self.text) and self._column() == column and self._dash():
            return self._list(column)
        return self._node(column)

    def _list(self, column: int) -> list[Any]:
        read = []
        while self.at < len(self.text) and self._column() == column and self._dash():
            self.at += 1
            self._skip(line=True)
            if self._peek() in ("\n", ""):
                self._skip()
            read.append(self._node(column))
            self._skip()
        return read

    def _scalar(self, outer: int) -> Any:
        sign = self._peek()
        if sign in ("{", "["):
            return self._flow()
        if sign in ('"', "'"):
            return self._quoted()
        if sign in tuple("&*!|>%@`"):
            self._refuse()
        words = [self._rest_of_line()]
        while True:
            before = self.at
            self._skip()
            if self.at >= len(self.text) or self._column() <= outer or self._comment(before):
                break
            if self._key_length() or self._dash():
                self._refuse()
            words.append(self._rest_of_line())
        return _resolved(" ".join(words))

    def _comment(self, since: int) -> bool:
        return "#" in self.text[since : self.at]

    def _rest_of_line(self) -> str:
        end = self.text.find("\n", self.at)
        line = self.text[self.at : len(self.text) if end < 0 else end]
        words = line.split(" #", 1)[0]
        self.at += len(words)
        return words.strip()

    def _flow(self) -> Any:
        opening = self._peek()
        closing = "}" if opening == "{" else "]"
        self.at += 1
        mapping: dict[str, Any] = {}
        items: list[Any] = []
        while True:
            self._skip()
            if self._peek() == closing:
                self.at += 1
                return mapping if opening == "{" else items
            if opening == "{":
                name = self._word_in_flow()
                self._skip()
                if self._peek() != ":" or not isinstance(name, str) or name in mapping:
                    self._refuse()
                self.at += 1
                self._skip()
                mapping[name] = self._in_flow()
            else:
                items.append(self._item_in_flow())
            self._skip()
            if self._peek() == ",":
                self.at += 1
            elif self._peek() != closing:
                self._refuse()

    def _item_in_flow(self) -> Any:
        """Return an item of a list; `a: b` in a list is a mapping of its own."""
        before = self.at
        item = self._in_flow()
        if isinstance(item, dict | list) or self._peek() != ":":
            return item
        self.at = before
        name = self._word_in_flow()
        self.at += 1
        self._skip()
        return {name: self._in_flow()}

    def _in_flow(self) -> Any:
        if self._peek() in ("{", "["):
            return self._flow()
        if self._peek() in ('"', "'"):
            return self._quoted()
        return _resolved(self._word_in_flow())

    def _word_in_flow(self) -> str:
        if self._peek() in ('"', "'"):
            return self._quoted()
        if self._peek() in tuple("&*!|>%@`#"):
            self._refuse()
        begun = self.at
        while self.at < len(self.text) and self._peek() not in tuple(",[]{}"):
            if self._peek() == ":" and self._peek(1) in tuple(" \n,]}"):
                break
            if self._peek() == "#" and self.text[self.at - 1] in " \n":
                break
            self.at += 1
        return " ".join(self.text[begun : self.at].split())

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        read: list[str] = []
        while self.at < len(self.text):
            sign = self._peek()
            self.at += 1
            if sign == quote and quote == "'" and self._peek() == "'":
                self.at += 1
                read.append("'")
            elif sign == quote:
                return "".join(read)
            elif sign == "\n":
                self._fold(read)
            elif sign == "\\" and quote == '"':
                self._escape(read)
            else:
                read.append(sign)
        return self._refuse()

    def _fold(self, read: list[str]) -> None:
        """Write a line break within quotes as the space that it stands for, or as line breaks."""
        while read and read[-1] in " \t":
            read.pop()
        breaks = 0
        while self._peek() and self._peek() in " \t\r\n":
            breaks += self._peek() == "\n"
            self.at += 1
        read.append("\n" * breaks if breaks else " ")

    def _escape(self, read: list[str]) -> None:
        sign = self._peek()
        self.at += 1
        if sign in _HEXADECIMAL:
            digits = self.text[self.at : self.at + _HEXADECIMAL[sign]]
            self.at += len(digits)
            read.append(chr(int(digits, 16)))
        elif sign == "\n":
            while self._peek() and self._peek() in " \t":
                self.at += 1
        elif sign in _ESCAPES:
            read.append(_ESCAPES[sign])
        else:
            self._refuse()


def _resolved(word: str) -> Any:
    """Return what a word without quotes is: nothing, true, false, a number or a word."""
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.match(word):
        return int(word)
    return Decimal(word) if _DECIMAL.match(word) else word


def read_yaml(content: bytes, name: str) -> Any:
    """Return what a file holds."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    return Yaml(text.replace("\r\n", "\n"), name).document()


# --- numbers, days and words ----------------------------------------------------------------------

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_RATIO = re.compile(r"(-?\d+(?:[.,]\d+)?)\s?%\Z", re.ASCII)
_FRACTION = re.compile(r"(-?\d{1,9})/(\d{1,9})\Z", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z", re.ASCII)
_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(\d{1,5})H)?\Z", re.ASCII
)
_HOLE = re.compile(r"\{([a-z0-9_.]+)\}")


class Length(NamedTuple):
    """A duration: its months, and its days."""

    months: int
    days: int


def length_shown(length: Length) -> str:
    """Return a duration as a proof writes it: twelve months are a year."""
    years, months = divmod(length.months, 12)
    if months:
        years, months = 0, length.months
    parts = ((years, "Y"), (months, "M"), (length.days, "D"))
    return "P" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0D")


def scalar(node: Any) -> Any:
    """Return a value written out in the law: a number exact, a day, `not_yet`, a word."""
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int | Decimal):
        return Fraction(node)
    if node == "not_yet":
        return NOT_YET
    if node[:1] == "P" and node != "P" and _DURATION.match(node) and not node.endswith("T"):
        return Length(*duration(node))
    if node[:1].isdigit() or node[:1] == "-":
        if _DAY.match(node):
            return date.fromisoformat(node)
        match = _RATIO.match(node.replace("\u00a0", " ").replace("\u202f", " "))
        if match:
            return Fraction(match.group(1).replace(",", ".")) / 100
        if _FRACTION.match(node):
            return Fraction(node)
    return node


def worked_out(node: Any) -> bool:
    """Whether a ratio is a value, or a fraction, and not a number that is written out."""
    return isinstance(node, dict) or (isinstance(node, str) and bool(_FRACTION.match(node)))


def number(node: Any) -> Fraction:
    """Return a number of the law."""
    read = scalar(node)
    return Fraction(read) if isinstance(read, str | int | Decimal | Fraction) else Fraction(0)


def shown(value: Any) -> Any:
    """Return a value as a proof writes it: numbers as exact texts, days as YYYY-MM-DD."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Length):
        return length_shown(value)
    if isinstance(value, date):
        return "not_yet" if value == NOT_YET else value.isoformat()
    return _number_shown(Fraction(value))


def _number_shown(exact: Fraction) -> str:
    rest, digits = exact.denominator, 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
        digits += 1
    if rest != 1:
        return f"{exact.numerator}/{exact.denominator}"
    units = exact.numerator * 10**digits // exact.denominator
    text = f"{abs(units):0{digits + 1}d}"
    whole, decimals = (text[:-digits], text[-digits:]) if digits else (text, "")
    return ("-" if units < 0 else "") + whole + (f".{decimals}" if decimals else "")


def money(amount: Fraction) -> str:
    """Return euros as a proof writes them: two decimals."""
    units = rounded(amount, Fraction(1, 100)) * 100
    text = f"{abs(int(units)):03d}"
    return f"{'-' if units < 0 else ''}{text[:-2]}.{text[-2:]}"


def rounded(exact: Fraction, unit: Fraction, direction: str = "nearest") -> Fraction:
    """Return a number rounded to whole units, half away from zero; or `up`, `down`."""
    whole, left = divmod(abs(exact), unit)
    if (direction == "up" and left) or (direction == "nearest" and 2 * left >= unit):
        whole += 1
    return (-whole if exact < 0 else whole) * unit


def cents(amount: Fraction) -> Fraction:
    """Return an amount rounded to the cent."""
    return rounded(amount, Fraction(1, 100))


def duration(text: str) -> tuple[int, int]:
    """Return the months and the days of an ISO 8601 duration."""
    match = _DURATION.match(text)
    years, months, weeks, days, _ = (
        (int(group or 0) for group in match.groups() if match) if (match) else (0, 0, 0, 0, 0)
    )
    return 12 * years + months, 7 * weeks + days


def duration_shown(text: str) -> str:
    """Return a duration as a proof writes it: weeks in days, nothing that is zero."""
    match = _DURATION.match(text)
    years, months, weeks, days, hours = (
        (int(group or 0) for group in match.groups())
        if match
        else (
            0,
            0,
            0,
            0,
            0,
        )
    )
    parts = ((years, "Y"), (months, "M"), (days + 7 * weeks, "D"))
    whole = "".join(f"{count}{unit}" for count, unit in parts if count)
    whole = whole if whole or hours else "0D"
    return f"P{whole}{f'T{hours}H' if hours else ''}"


def moved(day: date, by: str | Length, times: int = 1, *, up: bool = False) -> date:
    """Return a day moved by a duration; a day that a month lacks becomes its last, or (`up`) the
    first day of the next month.
    """
    if day == NOT_YET:
        return day
    months, days = duration(by) if isinstance(by, str) else by
    rank = day.year * 12 + day.month - 1 + months * times
    year, month = rank // 12, rank % 12 + 1
    try:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = (following - timedelta(1)).day
        past = int(up and last < day.day)
        return date(year, month, min(day.day, last)) + timedelta(days * times + past)
    except (OverflowError, ValueError):
        return NOT_YET if times > 0 else date.min


def lengths_of(months: int) -> tuple[int, int]:
    """Return the least and the most days of so many months, from any day of the 400 years."""
    if months > 600:
        return 30 * months, 31 * months
    if months not in _LENGTHS:
        starts = [date(1 + rank // 12, rank % 12 + 1, 1) for rank in range(4800 + months)]
        spans = [(starts[rank + months] - starts[rank]).days for rank in range(4800)]
        _LENGTHS[months] = min(spans), max(spans)
    return _LENGTHS[months]


_LENGTHS: dict[int, tuple[int, int]] = {}


def apart(left: Length, right: Length) -> tuple[int, int]:
    """Return by how many days at least and at most a duration is longer than another."""
    months, days = left.months - right.months, left.days - right.days
    least, most = lengths_of(abs(months))
    return (least + days, most + days) if months >= 0 else (days - most, days - least)


def certainly(*, true: bool, false: bool) -> bool | None:
    """Return a truth that is certain one way or the other, or in neither."""
    return True if true else False if false else None


def longest(lengths: list[Length], sign: int) -> Length | None:
    """Return the longest (1) or the shortest (-1) of durations, None where none certainly is."""
    for one in lengths:
        spans = [apart(one, other) for other in lengths]
        if all(low >= 0 if sign > 0 else high <= 0 for low, high in spans):
            return one
    return None


def in_units(length: Length, unit: Length, *, up: bool) -> Length | None:
    """Return a duration as whole units of months, None where that is not certain."""
    step = unit.months
    for count in range(length.months // step, (length.months + length.days // 28) // step + 2):
        whole, above = Length(count * step, 0), Length((count + 1) * step, 0)
        if length == whole:
            return whole
        low, high = apart(length, whole)[0], apart(length, above)[1]
        if up and low > 0 and high <= 0:
            return above
        if not up and low >= 0 and high < 0:
            return whole
    return None


def time_between(start: date, end: date, unit: str, *, begun: bool, up: bool) -> int:
    """Return how many years, months or days there are from a day to another."""
    if end <= start:
        return 0
    if unit == "days":
        return (end - start).days
    step, count = Length(12 if unit == "years" else 1, 0), 0
    count = max(0, ((end.year - start.year) * 12 + end.month - start.month) // step.months - 1)
    while moved(start, step, count + 1, up=up) <= end:
        count += 1
    return count + int(begun and moved(start, step, count, up=up) < end)


STRETCHES = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""How many months the stretches of the calendar last."""


def calendar_day(day: date, stretch: int, months: int, days: int) -> date:
    """Return the start of the stretch of the calendar of a day, moved by months, then by days."""
    if day == NOT_YET:
        return day
    rank = day.year * 12 + (day.month - 1) - (day.month - 1) % stretch + months
    try:
        return date(rank // 12, rank % 12 + 1, 1) + timedelta(days)
    except (OverflowError, ValueError):
        return NOT_YET if months > 0 else date.min


SIDES = ("after", "on_or_after", "before", "on_or_before")
"""Where a day of the calendar may lie beside another day; in its stretch, it is `of` it."""


def nearest_day(day: date, stretch: int, months: int, days: int, side: str) -> date:
    """Return the nearest of the days that stand so in each stretch, on one side of a day."""
    own = [calendar_day(day, stretch, months + stretch * by, days) for by in (-1, 0, 1)]
    if day == NOT_YET or (day in own and side.startswith("on_or_")):
        return day
    if side.endswith("after"):
        return min((other for other in own if other > day), default=NOT_YET)
    return max((other for other in own if other < day), default=date.min)


FIRST_KNOWN, LAST_KNOWN = date(1951, 1, 1), date(2099, 12, 31)
"""The days from which others are found by a calendar of public holidays."""
OFF = {"ouvrables": ["sunday", "holiday"], "ouvres": ["saturday", "sunday", "holiday"]}


def is_off(day: date, off: Sequence[str], holidays: Mapping[str, Sequence[str]] | None) -> bool:
    """Whether a day is a Saturday, a Sunday or a holiday, where these are days off.

    The holidays are those that the proof carries: month-days of each year.
    """
    if (day.weekday() == 5 and "saturday" in off) or (day.weekday() == 6 and "sunday" in off):
        return True
    if "holiday" not in off:
        return False
    if holidays is None or str(day.year) not in holidays:
        fail(
            f"holidays {day.year}",
            "la preuve n'a pas les jours fériés de cette année",
            "the proof lacks the public holidays of this year",
        )
    return day.isoformat()[5:] in holidays[str(day.year)]


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def check_holidays(territory: str, years: Mapping[str, Sequence[str]]) -> None:
    """Check the public holidays of mainland France and Alsace-Moselle that a proof carries.

    Those of other territories, and of the years before 2008 (the day of solidarity had Pentecost
    Monday worked from 2005 to 2007), are taken as they are.
    """
    for year in years if territory in ("metropole", "alsace_moselle") else ():
        days = {"01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"}
        apart = [1, 39, 50] + ([-2] if territory == "alsace_moselle" else [])
        days |= {(easter(int(year)) + timedelta(rank)).isoformat()[5:] for rank in apart}
        days |= {"12-26"} if territory == "alsace_moselle" else set()
        if int(year) >= 2008:
            compare(f"holidays {territory} {year}", list(years[year]), sorted(days))


def months_begun(start: date, end: date) -> int:
    """Return how many months, counted from a day, have begun before another."""
    if end <= start:
        return 0
    whole = (end.year - start.year) * 12 + end.month - start.month
    while moved(start, "P1M", whole) >= end:
        whole -= 1
    return whole + 1


def holes(template: str) -> list[str]:
    """Return the facts named in a name with holes."""
    return _HOLE.findall(template)


def filled(template: str, view: Mapping[str, Any]) -> str:
    """Return a name with its holes filled, left there where the fact is not known."""
    return _HOLE.sub(
        lambda hole: str(shown(view[hole[1]])) if view.get(hole[1]) is not None else hole[0],
        template,
    )


def listed(node: Any) -> list[Any]:
    """Return a list; one item alone is a list of one."""
    if node is None:
        return []
    return node if isinstance(node, list) else [node]


# --- the files of the law -------------------------------------------------------------------------

TEXT = "text.yaml"
SHARED = ("vocabulary.yaml", "occasions.yaml", "readings.yaml")
UNTESTED = "untested.yaml"  # what no scenario exercises: it is no part of the law


@dataclass
class LegalText:
    """One text: what its text.yaml says, its articles in order, and the hash of each file."""

    id: str
    head: dict[str, Any]
    articles: list[tuple[str, dict[str, Any]]]
    files: dict[str, str]
    shared: dict[str, dict[str, Any]]

    @property
    def first_day(self) -> tuple[date, str]:
        """Return what sorts the texts of a corpus: their first event that is dated, their id."""
        days = (self.event(name) for name in self.head.get("events") or {})
        return min((day for day in days if day is not None), default=NOT_YET), self.id

    def event(self, name: str) -> date | None:
        """Return the day of an event as it is written."""
        event = (self.head.get("events") or {}).get(name) or {}
        day = scalar(event.get("on"))
        return day if isinstance(day, date) else None


def article_order(written: str) -> tuple[int, list[tuple[int, int, str]], str]:
    """Return what sorts articles: numbers before words, annexes last."""
    pieces = re.findall(r"\d+|[^\W\d_]+", written.casefold())
    ranks = {"préambule": 0, "preamble": 0, "annexe": 2, "annex": 2, "appendix": 2}
    keys = [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces]
    return ranks.get(pieces[0] if pieces else "", 1), keys, written


def read_text(folder: Path) -> LegalText:
    """Return the text that lies in a folder."""
    files: dict[str, str] = {}
    articles, shared, head = [], {}, {}
    for path in sorted(folder.iterdir()):
        if path.suffix != ".yaml" or path.name.startswith(".") or path.name == UNTESTED:
            continue
        content = path.read_bytes()
        files[path.name] = sha256(content)
        tree = read_yaml(content, f"{folder.name}/{path.name}")
        if path.name == TEXT:
            head = tree
        elif path.name in SHARED:
            shared[path.name] = tree
        else:
            articles.append((path.name, tree))
    articles.sort(key=lambda item: article_order(str(item[1]["article"])))
    name = str(head["text"])
    return LegalText(
        name, head, articles, {f"{name}/{file}": h for file, h in files.items()}, shared
    )


def text_folders(folder: Path) -> Iterator[Path]:
    """Yield the folders of texts at a place or within it."""
    if (folder / TEXT).is_file():
        yield folder
        return
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        if not inner.name.startswith("."):
            yield from text_folders(inner)


def corpus_of(texts: Mapping[str, LegalText], name: str) -> str:
    """Return the corpus of a text: its own, else that of the text that it amends."""
    seen: set[str] = set()
    while name in texts and name not in seen:
        seen.add(name)
        head = texts[name].head
        if head.get("corpus"):
            return str(head["corpus"])
        name = next((other for other in listed(head.get("amends")) if other in texts), "")
    return ""


def read_corpus(folders: Iterable[Path], corpus: str) -> list[LegalText]:
    """Return the texts of a corpus; of two with one id, that of the folder given last counts."""
    texts: dict[str, LegalText] = {}
    for folder in folders:
        for inner in text_folders(folder):
            text = read_text(inner)
            texts[text.id] = text
    members = [text for text in texts.values() if corpus_of(texts, text.id) == corpus]
    return sorted(members, key=lambda text: text.first_day)


# --- words of the vocabulary ----------------------------------------------------------------------


class Vocabulary:
    """The facts that rules derive, and the collections of elements, of all the texts together."""

    def __init__(self, texts: Sequence[LegalText]) -> None:
        self.facts: dict[str, dict[str, Any]] = {}
        self.collections: dict[str, dict[str, Any]] = {}
        for text in texts:
            shared = text.shared.get("vocabulary.yaml") or {}
            self.facts |= shared.get("facts") or {}
            self.collections |= shared.get("collections") or {}
        self._brought = {
            name: {str(key): str(text) for key, text in (given.get("since") or {}).items()}
            for name, given in self.collections.items()
        }
        for text in texts:
            amends = (text.shared.get("vocabulary.yaml") or {}).get("amends") or {}
            for name, given in (amends.get("collections") or {}).items():
                known = self.collections[name].get("keys") or {}
                new = [str(key) for key in given.get("keys") or {} if key not in known]
                self._brought[name] |= dict.fromkeys(new, text.id)
            self._amend(amends)
        self._words: dict[str, dict[str, Any] | None] = {}

    def _amend(self, amends: Mapping[str, Any]) -> None:
        """Add what a text amends of the words of others."""
        for name, given in (amends.get("facts") or {}).items():
            self.facts[name] = _added(self.facts[name], given)
        for name, given in (amends.get("collections") or {}).items():
            self.collections[name] = _added(self.collections[name], given)

    def keys(self, collection: str) -> list[str]:
        """Return the keys that the elements of a collection may have."""
        given = self.collections[collection]
        other = self.collections.get(given.get("keys_of") or "", given)
        only = given.get("only")
        keys = [str(key) for key in other.get("keys") or {}]
        return keys if only is None else [key for key in keys if key in listed(only)]

    def brought(self, collection: str) -> dict[str, str]:
        """Return the elements of a collection that a text brought, each with that text."""
        return self._brought.get(collection, {})

    def word(self, name: str) -> dict[str, Any] | None:
        """Return the word of a fact, of the case or of an element."""
        if name not in self._words:
            self._words[name] = self._found(name)
        return self._words[name]

    def _found(self, name: str) -> dict[str, Any] | None:
        if name in ENGINE_FACTS:
            return {}
        if name in self.facts:
            return self.facts[name]
        for collection, given in self.collections.items():
            singular = str(given["singular"])
            if name == singular:
                return {}
            if name.startswith(f"{singular}."):
                rest = name[len(singular) + 1 :]
            elif name.startswith(f"{collection}."):
                rest = name[len(collection) + 1 :].partition(".")[2]
                if not rest:
                    return {}
                if f"{singular}.{rest}" in self.facts:
                    return self.facts[f"{singular}.{rest}"]
            else:
                continue
            word = _within(rest.split("."), given)
            if word is not None:
                return word
        return None

    def index_of(self, items: str) -> str:
        """Return the fact that numbers the records of a list, "" where their order does."""
        records = self.records(items)
        return str((records or {}).get("indexed_by") or "")

    def indexed(self, collection: str) -> dict[str, str]:
        """Return the lists that have one record for each period, with what numbers it."""
        lists = (self.collections.get(collection) or {}).get("lists") or {}
        named = ((name, str(given.get("indexed_by") or "")) for name, given in lists.items())
        return {name: index for name, index in named if index}

    def records(self, items: str) -> Mapping[str, Any] | None:
        """Return a list of records by its name, None where there is none."""
        for collection, given in self.collections.items():
            singular = f"{given['singular']}."
            if items.startswith(singular):
                path = items[len(singular) :].split(".")
            elif items.startswith(f"{collection}."):
                path = items[len(collection) + 1 :].split(".")[1:]
            else:
                continue
            records: Any = given
            for step in path:
                if not step.isdigit() and records is not None:
                    records = (records.get("lists") or {}).get(step)
            if path and records is not None:
                return cast("Mapping[str, Any]", records)
        return None

    def names(self, name: str) -> bool:
        """Whether a name is that of a fact, of a collection or of a list of records."""
        return (
            self.word(name) is not None
            or name in self.collections
            or self.records(name) is not None
        )

    def asked_for(self, name: str, asked: Collection[str]) -> bool:
        """Whether another fact is asked in place of a list: a rate, in place of what makes it."""
        record, _, own = name.rpartition(".")
        records = self.records(record) if self.is_group(name) else None
        others = records.get("one_of", ()) if records else ()
        return own in others and any(
            f"{record}.{other}" in asked and not self.is_group(f"{record}.{other}")
            for other in others
            if other != own
        )

    def is_group(self, name: str) -> bool:
        """Whether a name is that of a collection or of a list of records, and not of a fact."""
        return self.word(name) is None and self.names(name)

    def derives(self, name: str) -> bool:
        """Whether rules derive a fact: no case gives it."""
        word = self.word(name)
        return bool(word and word.get("derived"))


ENGINE_FACTS = (
    "day",
    "occasion.on",
    "occasion.kind",
    "period.number",
    "period.from",
    "period.until",
)


def _added(known: Any, given: Any) -> Any:
    """Return a word with what is added to it: mappings are put together, lists too."""
    if isinstance(known, dict) and isinstance(given, dict):
        both = {name: _added(known[name], given[name]) for name in given if name in known}
        return {**known, **given, **both}
    return [*known, *given] if isinstance(known, list) and isinstance(given, list) else given


def _within(parts: list[str], given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the word of a fact within an element or a list of records."""
    parts = [part for part in parts if not part.isdecimal()]
    for rank, part in enumerate(parts):
        lists = given.get("lists") or {}
        if part in lists:
            given = lists[part]
            continue
        word = (given.get("facts") or {}).get(".".join(parts[rank:]))
        return word if isinstance(word, dict) else None
    return None


# --- the law in force -----------------------------------------------------------------------------

VERBS = {
    "replace": "replaced",
    "insert": "inserted",
    "complete": "completed",
    "repeal": "repealed",
    "amend": "amended",
    "renumber": "renumbered",
    "reinstate": "reinstated",
}
Key: TypeAlias = tuple[str, str]


@dataclass(eq=False)
class Version:
    """A provision in one version: its content, where it is written, the acts that made it so."""

    address: str
    since: date
    content: dict[str, Any]
    file: str
    chain: list[str]

    @property
    def rule(self) -> bool:
        """Whether it concludes something."""
        return "then" in self.content

    @property
    def on(self) -> list[str]:
        """The kinds of occasion on which it works; none means all of them."""
        return listed(self.content.get("on"))

    @property
    def concludes(self) -> str:
        """The name of its conclusion."""
        return str(next(iter(self.content["then"])))

    @property
    def then(self) -> dict[str, Any]:
        """What it concludes."""
        conclusion: dict[str, Any] = self.content["then"][self.concludes]
        return conclusion

    @property
    def when(self) -> Any:
        """Its condition, None where it has none."""
        return self.content.get("when")

    @property
    def overrides(self) -> list[str]:
        """The rules to which it is an exception."""
        return listed(self.content.get("overrides"))


@dataclass(eq=False)
class Law:
    """The law from one change to the next: its provisions in order, by address."""

    start: date
    provisions: dict[str, Version]

    def __post_init__(self) -> None:
        self.exceptions: dict[str, list[Version]] = {}
        for version in self.provisions.values():
            for address in version.overrides if version.rule else ():
                self.exceptions.setdefault(address, []).append(version)


@dataclass
class _Standing:
    """Articles as they stand while the texts are applied one after the other."""

    articles: dict[Key, list[Version]] = field(default_factory=dict)
    last: dict[Key, str] = field(default_factory=dict)
    removed: dict[tuple[str, str, str], str] = field(default_factory=dict)
    gone: dict[tuple[str, str, str], tuple[int, Version]] = field(default_factory=dict)
    pending: dict[str, tuple[dict[str, Any] | None, str]] = field(default_factory=dict)


class Timeline:
    """The law as it is known on a day, under the readings chosen: its states, one a change."""

    def __init__(
        self,
        texts: Sequence[LegalText],
        known_on: date,
        readings: Mapping[str, str],
        holidays: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType({}),
    ) -> None:
        self.holidays = holidays
        self.texts = {text.id: text for text in texts}
        self.known_on, self.readings = known_on, readings
        self._effects: dict[Key, date | None] = {}
        self._known: dict[tuple[str, date, tuple[str, ...]], Version] = {}
        self._without: dict[frozenset[Key], list[Law]] = {}
        self.laws = self.laws_without(frozenset())

    # --- days of texts ---

    def event(self, text: str, name: str) -> date | None:
        """Return the day of an event, None while it is not known."""
        day = self.texts[text].event(name)
        return day if day is not None and day <= self.known_on else None

    def counting_event(self, text: str) -> str | None:
        """Return the event from which a text counts as law."""
        events = self.texts[text].head.get("events") or {}
        if "published" in events:
            return "published"
        dated = {name: day for name in events if (day := self.texts[text].event(name))}
        if "signed" in dated:
            return "signed"
        names = sorted(dated or events, key=lambda name: (dated.get(name, NOT_YET), name))
        return names[0] if names else None

    def effect(self, text: str, group: str = "ordinary") -> date | None:
        """Return the day on which a group of provisions enters into force."""
        key = (text, group)
        if key not in self._effects:
            self._effects[key] = None  # what waits for itself has no day
            node = (self.texts[text].head.get("entry_into_force") or {}).get(group)
            event = self.counting_event(text)
            counts = event is None or self.event(text, event) is not None
            day = Values(self, None).value(node, {}) if node is not None and counts else None
            self._effects[key] = day if isinstance(day, date) and day != NOT_YET else None
        return self._effects[key]

    def groups(self) -> list[Key]:
        """Return the groups of provisions of all the texts."""
        return [
            (text.id, group)
            for text in self.texts.values()
            for group in text.head.get("entry_into_force") or {}
        ]

    def by_case(self) -> dict[Key, dict[str, Any]]:
        """Return the groups that reach each case on its own day, with what says which and when."""
        return {
            (text.id, group): applies
            for text in self.texts.values()
            for group, applies in (text.head.get("applies_to") or {}).items()
            if self.effect(text.id, group) is not None
        }

    def sets_by_case(self) -> list[frozenset[Key]]:
        """Return each set of groups that may not have reached a case, the empty one first."""
        sets: list[frozenset[Key]] = [frozenset()]
        for group in self.by_case():
            sets += [others | {group} for others in sets]
        return sets

    # --- states of the law ---

    def laws_without(self, without: frozenset[Key]) -> list[Law]:
        """Return the law as it is for the cases that some groups never reach."""
        if without not in self._without:
            self._without[without] = self._states(without)
        return self._without[without]

    def _in_order(self) -> list[str]:
        """Return the texts, each after those that it amends or follows."""
        order: list[str] = []

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in order or name in path or name not in self.texts:
                return
            head = self.texts[name].head
            for earlier in sorted({*listed(head.get("amends")), *listed(head.get("after"))}):
                visit(earlier, (*path, name))
            order.append(name)

        for name in sorted(self.texts):
            visit(name, ())
        return order

    def _states(self, without: frozenset[Key]) -> list[Law]:
        ranks = {name: rank for rank, name in enumerate(self._in_order())}
        days: dict[date, list[tuple[int, str, str]]] = {}
        for text, group in self.groups():
            day = self.effect(text, group)
            if day is not None and (text, group) not in without:
                days.setdefault(day, []).append((ranks[text], text, group))
        standing, laws = _Standing(), []
        for day in sorted(days):
            effective: dict[str, list[str]] = {}
            for _, text, group in sorted(days[day]):
                effective.setdefault(text, []).append(group)
            for text, groups in effective.items():
                self._write(standing, self.texts[text], groups, day)
            for text, groups in effective.items():
                for operation in self._operations(self.texts[text], groups):
                    self._amend(standing, text, *operation, day)
            provisions = {
                version.address: self._known.setdefault(
                    (version.address, version.since, tuple(version.chain)), version
                )
                for versions in standing.articles.values()
                for version in versions
            }
            laws.append(Law(day, provisions))
        return laws

    def _write(
        self, standing: _Standing, text: LegalText, groups: Sequence[str], day: date
    ) -> None:
        for file, article in text.articles:
            provisions = article.get("provisions") or []
            fresh = [one for one in provisions if one.get("effect", "ordinary") in groups]
            if not fresh:
                continue
            key = (text.id, str(article["article"]))
            by_id = {_id_of(version): version for version in standing.articles.get(key, [])}
            link = f"written {text.id}/{key[1]} {day}"
            for one in fresh:
                address = f"{text.id}/{key[1]}/{one['id']}"
                by_id[one["id"]] = Version(address, day, one, f"{text.id}/{file}", [link])
            order = {one["id"]: rank for rank, one in enumerate(provisions)}
            standing.articles[key] = sorted(
                by_id.values(), key=lambda version: order.get(_id_of(version), len(order))
            )
            standing.last[key] = link

    def _operations(
        self, text: LegalText, groups: Sequence[str]
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for file, article in text.articles:
            for operation in article.get("operations") or []:
                if operation.get("effect", "ordinary") in groups:
                    yield f"{text.id}/{file}", str(article["article"]), operation

    def _amend(
        self,
        standing: _Standing,
        text: str,
        file: str,
        article: str,
        operation: dict[str, Any],
        day: date,
    ) -> None:
        """Apply an operation to the article that it amends."""
        verb = next(name for name in VERBS if name in operation)
        name = f"{text}/{article}/{operation['id']}"
        if isinstance(operation[verb], dict):
            self._amend_operation(standing, operation[verb]["operation"], operation, name, file)
            return
        if name in standing.pending:
            changed, file = standing.pending[name]
            if changed is None:
                return
            operation = changed
            verb = next(name for name in VERBS if name in operation)
        target, number_, *rest = str(operation[verb]).split("/", 2)
        key, wanted = (target, number_), rest[0] if rest else None
        link = f"{VERBS[verb]} {name} {day}"
        versions = standing.articles.get(key)
        if verb == "reinstate":
            self._put_back(standing, key, wanted, operation, file, link, day)
            return
        touched = [one for one in versions or [] if wanted in (None, _id_of(one))]
        if versions is None and (verb != "insert" or not operation.get("title")):
            _not_applied(name, operation[verb])
        if versions is not None and not touched and (wanted or verb != "insert"):
            if not _let_be(operation, standing, key, wanted):
                _not_applied(name, operation[verb])
            return
        _expect(operation, name, touched, standing.last.get(key, ""), wanted)
        self._carry_out(standing, key, verb, operation, touched, name, file, link, day)

    def _carry_out(
        self,
        standing: _Standing,
        key: tuple[str, str],
        verb: str,
        operation: dict[str, Any],
        touched: list[Version],
        name: str,
        file: str,
        link: str,
        day: date,
    ) -> None:
        """Put what an operation makes of the versions that it meets in their place."""
        if verb == "renumber":
            standing.articles[key] = [
                replace(one, since=day, chain=[*one.chain, link]) for one in touched
            ]
            standing.last[key] = link
            return
        if verb == "amend":
            before, versions = touched[0], standing.articles[key]
            content = amended(operation, name, before)
            after = Version(before.address, day, content, file, [*before.chain, link])
            standing.articles[key] = [after if one is before else one for one in versions]
            standing.last[key] = link
            return
        chains = {_id_of(one): one.chain for one in touched} if verb == "replace" else {}
        new = [
            Version(f"{key[0]}/{key[1]}/{one['id']}", day, one, file, [])
            for one in operation.get("with") or []
        ]
        for version in new:
            version.chain = [*chains.get(_id_of(version), []), link]
        self._place(standing, key, verb, operation, touched, new, link, day)

    def _amend_operation(
        self,
        standing: _Standing,
        target: str,
        operation: dict[str, Any],
        name: str,
        file: str,
    ) -> None:
        """Change an operation that is not made yet, or take it back."""
        text, number_, id_ = target.split("/", 2)
        written = [
            one
            for _, article in self.texts[text].articles
            if str(article["article"]) == number_
            for one in article.get("operations") or []
            if one["id"] == id_
        ]
        known = standing.pending[target][0] if target in standing.pending else written[0]
        if known is None or not _holds(operation.get("expect") or {}, known):
            _not_as_expected(name)
        changed = None
        if "amend" in operation:
            link = f"x {target} x"
            changed = amended(operation, name, Version(target, date.min, known, file, [link]))
        standing.pending[target] = changed, file

    def _put_back(
        self,
        standing: _Standing,
        key: Key,
        wanted: str | None,
        operation: dict[str, Any],
        file: str,
        link: str,
        day: date,
    ) -> None:
        """Put back what was repealed, as it stood or as the operation writes it now."""
        back = {
            place[2]: (place, by)
            for place, by in standing.removed.items()
            if place[:2] == key and by.startswith("repealed ") and place in standing.gone
            if place[2] == wanted or (wanted is None and by == standing.last[key])
        }
        contents = {id_: standing.gone[place][1].content for id_, (place, _) in back.items()}
        there = contents if wanted is None else contents.get(wanted)
        name = link.split(" ")[1]
        if not back or not _holds(operation["expect"], there):
            _not_as_expected(name)
        written = {one["id"]: one for one in operation.get("with") or []}
        kept = list(standing.articles.get(key, []))
        for id_, (place, by) in back.items():
            rank, before = standing.gone.pop(place)
            del standing.removed[place]
            content = written.get(id_, before.content)
            where = file if id_ in written else before.file
            chain = [*before.chain, by, link]
            kept.insert(min(rank, len(kept)), Version(before.address, day, content, where, chain))
        standing.articles[key], standing.last[key] = kept, link

    def _place(
        self,
        standing: _Standing,
        key: Key,
        verb: str,
        operation: dict[str, Any],
        touched: list[Version],
        new: list[Version],
        link: str,
        day: date,
    ) -> None:
        """Put the versions that an operation brings where it says."""
        kept = list(standing.articles.get(key, []))
        if verb in ("replace", "repeal"):
            at = kept.index(touched[0]) if touched else len(kept)
            standing.gone |= {(*key, _id_of(one)): (kept.index(one), one) for one in touched}
            kept = [one for one in kept if one not in touched]
            kept[at:at] = new
            standing.removed |= {(*key, _id_of(one)): link for one in touched}
        elif verb == "complete" and str(operation[verb]).count("/") == 2:
            at = kept.index(touched[0])
            kept[at] = replace(touched[0], since=day, chain=[*touched[0].chain, link])
            kept[at + 1 : at + 1] = new
        else:
            ids = [_id_of(one) for one in kept]
            after, before = operation.get("after"), operation.get("before")
            at = ids.index(after) + 1 if after else ids.index(before) if before else len(ids)
            kept[at:at] = new
        standing.removed = {
            place: by
            for place, by in standing.removed.items()
            if place[:2] != key or place[2] not in {_id_of(one) for one in new}
        }
        standing.articles[key], standing.last[key] = kept, link

    # --- what is in force ---

    def law_on(self, day: date, without: frozenset[Key] = frozenset()) -> Law | None:
        """Return the law in force on a day, for a case that some groups have not reached."""
        laws = self.laws_without(without)
        return next((law for law in reversed(laws) if law.start <= day), None)

    def changes_between(self, start: date, end: date) -> list[date]:
        """Return the days strictly between two others on which the law changes."""
        return [law.start for law in self.laws if start < law.start < end]

    def versions(self) -> Iterator[Version]:
        """Yield all the versions, each once."""
        seen: dict[int, Version] = {}
        for law in (law for one in self.sets_by_case() for law in self.laws_without(one)):
            for version in law.provisions.values():
                if id(version) not in seen:
                    seen[id(version)] = version
                    yield version

    def intervals(self, address: str) -> list[tuple[Version, date | None]]:
        """Return the versions of a provision, each with the day on which no case has it more."""
        ends: dict[int, date | None] = {}
        spans: dict[int, Version] = {}
        for without in self.sets_by_case():
            laws = self.laws_without(without)
            for rank, law in enumerate(laws):
                version = law.provisions.get(address)
                following = laws[rank + 1] if rank + 1 < len(laws) else None
                if version is None or (following and following.provisions.get(address) is version):
                    continue
                end, key = None if following is None else following.start, id(version)
                known = ends.get(key, end)
                ends[key] = None if end is None or known is None else max(end, known)
                spans[key] = version
        ordered = sorted(spans.values(), key=lambda version: version.since)
        return [(version, ends[id(version)]) for version in ordered]


def _id_of(version: Version) -> str:
    return version.address.split("/", 2)[2]


def _not_applied(operation: str, target: str) -> NoReturn:
    fail(
        f"operation {operation}",
        f"elle ne trouve pas ce qu'elle modifie ({target})",
        f"it does not find what it amends ({target})",
    )


def _left_by(operation: Mapping[str, Any], link: str) -> Any:
    """Return what an operation expects of the version that an act left."""
    by_version = operation.get("expect_by_version") or {}
    act = link.split(" ")[1:-1]
    name = " ".join(act)
    return by_version.get(name, by_version.get(name.split("/")[0])) if act else None


def _let_be(
    operation: Mapping[str, Any], standing: _Standing, key: Key, wanted: str | None
) -> bool:
    """Whether an operation says that what an earlier act took away is to be left so."""
    by = standing.removed.get((*key, wanted)) if wanted else standing.last.get(key)
    return by is not None and _left_by(operation, by) == "repealed"


def _expect(
    operation: Mapping[str, Any],
    name: str,
    touched: Sequence[Version],
    last: str,
    wanted: str | None,
) -> None:
    """Compare what an operation expects to find with what there is."""
    expected = operation.get("expect")
    if "expect_by_version" in operation:
        expected = _left_by(operation, touched[0].chain[-1] if wanted else last)
    if expected is None:
        return
    there: Any = {_id_of(one): one.content for one in touched}
    if wanted:
        there = touched[0].content
    if not _holds(expected, there):
        fail(
            f"operation {name}",
            "elle n'attend pas ce qui s'y trouve",
            "it does not expect what is there",
        )


def _holds(expected: Any, there: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(there, dict) and all(
            _holds(part, there.get(name)) for name, part in expected.items()
        )
    return bool(expected == there)


# --- parts of a provision -------------------------------------------------------------------------


def amended(operation: Mapping[str, Any], name: str, version: Version) -> dict[str, Any]:
    """Return the content of a provision with each part that an operation names changed, added or
    taken away.
    """
    content: dict[str, Any] = _own(version.content)
    for part in operation["parts"]:
        expected = part.get("expect")
        if "expect_by_version" in part:
            expected = _left_by(part, version.chain[-1])
            if expected == "absent":
                continue
            if expected is None:
                _not_as_expected(name)
        _change_part(content, part, expected, name)
    if "reads" in operation:
        content["says"] = _own(operation["reads"])
    return content


def _own(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {name: _own(part) for name, part in node.items()}
    return [_own(part) for part in node] if isinstance(node, list) else node


def _not_as_expected(name: str) -> NoReturn:
    fail(
        f"operation {name}",
        "elle n'attend pas ce qui s'y trouve",
        "it does not expect what is there",
    )


def _change_part(content: Any, part: Mapping[str, Any], expected: Any, name: str) -> None:
    """Change one part of a content: its place is a holder, and a key or a rank in it."""
    table = content.get("table") or {}
    if "column" in part and "row" not in part and "total" not in part:
        _change_column(table, part, expected, name)
        return
    if "row" in part and "column" in part:
        holder, key = table["rows"][part["row"]], table["columns"].index(part["column"])
    elif "total" in part and "column" in part:
        holder = table["totals"][part["total"]]["values"]
        key = table["columns"].index(part["column"])
    elif "row" in part:
        holder, key = table["rows"], part["row"]
    elif "total" in part:
        holder, key = table.setdefault("totals", {}), part["total"]
    elif "bracket" in part:
        holder, key = table["brackets"], part["bracket"]
    elif "value" in part:
        holder, key = content.setdefault("values", {}), part["value"]
    elif "at" in part:
        *steps, key = part["at"]
        holder = _led_to(content, steps)
        key = key if isinstance(holder, dict) else _rank_in(holder, key)
    else:
        *steps, last = part["item_of"]
        above = _led_to(content, steps)
        above[last] = listed(above[last])
        holder, key = above[last], expected
    _change_in(holder, key, part, expected, name)


def _led_to(node: Any, steps: Sequence[Any]) -> Any:
    for step in steps:
        node = node[step if isinstance(node, dict) else _rank_in(node, step)]
    return node


def _rank_in(items: Sequence[Any], step: Any) -> int:
    """Return the rank of the item that a step of a path names: from 1, or a word of that item."""
    if isinstance(step, int):
        return step - 1
    ranks = [
        rank
        for rank, item in enumerate(items)
        if step == item or (isinstance(item, dict) and (step in item or step in item.values()))
    ]
    if len(ranks) != 1:
        raise KeyError(step)
    return ranks[0]


def _change_in(holder: Any, key: Any, part: Mapping[str, Any], expected: Any, name: str) -> None:
    """Change what stands under a key of a mapping, or an item of a list."""
    value = _own(part.get("with"))
    if "bracket" in part and isinstance(value, dict):
        value = {"is": key, **value}
    if "expect" not in part and "expect_by_version" not in part:
        names = list(holder) if isinstance(holder, dict) else [_called(item) for item in holder]
        at = _place_among(names, part)
        if isinstance(holder, dict):
            entries = list(holder.items())
            entries.insert(at, (key, value))
            holder.clear()
            holder.update(entries)
        else:
            holder.insert(at, value)
        return
    if isinstance(holder, list) and ("bracket" in part or "item_of" in part):
        alike = [
            rank
            for rank, item in enumerate(holder)
            if (item.get("is") == key if "bracket" in part else _holds(expected, item))
        ]
        if len(alike) != 1:
            _not_as_expected(name)
        key = alike[0]
    if not _holds(expected, holder[key]):
        _not_as_expected(name)
    if "with" in part:
        holder[key] = (
            {**holder[key], **value} if "total" in part and "column" not in part else value
        )
    else:
        del holder[key]


def _called(item: Any) -> Any:
    return item.get("is") if isinstance(item, dict) and "is" in item else item


def _place_among(names: Sequence[Any], part: Mapping[str, Any]) -> int:
    if "before" in part:
        return names.index(part["before"])
    return names.index(part["after"]) + 1 if "after" in part else len(names)


def _change_column(table: Any, part: Mapping[str, Any], expected: Any, name: str) -> None:
    """Change the cells of a column, add the column, or take it away."""
    columns = table["columns"]
    totals = {total: printed["values"] for total, printed in (table.get("totals") or {}).items()}
    rows = {**totals, **table["rows"]}
    if "expect" not in part and "expect_by_version" not in part:
        at = _place_among(columns, part)
        columns.insert(at, part["column"])
        for row, cells in rows.items():
            cells.insert(at, part["with"][row])
        return
    at = columns.index(part["column"])
    if not _holds(expected, {row: cells[at] for row, cells in rows.items()}):
        _not_as_expected(name)
    for row, cell in (part.get("with") or {}).items():
        rows[row][at] = cell
    if "with" not in part:
        for cells in (columns, *rows.values()):
            del cells[at]


# --- values ---------------------------------------------------------------------------------------

SHARES = {"period": "covered", "uncut": "uncut", "as_if_uncut": "whole"}


def proportion_of(node: Mapping[str, Any]) -> tuple[str, str]:
    """Return the unit of a proportion, and of what it is a part."""
    whole = f"as_if_{node['as_if']}" if "as_if" in node else str(node.get("of", "period"))
    return str(node["proportion"]), whole


class Values:
    """Values and conditions worked out against a law, with a record of each operation.

    A record has the name of the operation (`op`), what it works on (`of`), and what it gives
    (`is`): numbers as exact texts, null where it is unknown.
    """

    def __init__(self, timeline: Timeline, law: Law | None, vocabulary: Any = None) -> None:
        self.timeline, self.law, self.vocabulary = timeline, law, vocabulary

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading."""
        if reading not in self.timeline.readings:
            fail(
                f"reading {reading}",
                "la preuve ne dit pas quelle option est choisie",
                "the proof does not say which option is chosen",
            )
        return self.timeline.readings[reading]

    def chosen(self, node: Mapping[str, Any]) -> Any:
        """Return what the option chosen of a reading gives."""
        return node["options"][self.option(node["reading"])]

    def table(self, address: str) -> dict[str, Any] | None:
        """Return a table of the law in force."""
        version = self.law.provisions.get(address) if self.law else None
        table = version.content.get("table") if version else None
        return table if isinstance(table, dict) else None

    def value(self, node: Any, view: View) -> Any:
        """Return what a value gives, None where it is unknown."""
        return self.work(node, view)[0]

    def work(self, node: Any, view: View) -> tuple[Any, Record]:
        """Return what a value gives, and the record of the operation."""
        if not isinstance(node, dict) or "written" in node:
            value = node["written"] if isinstance(node, dict) else scalar(node)
            return value, {"is": shown(value)}
        if is_over_elements(node):
            return self.gathered(node, view)
        for key, form in FORMS.items():
            if key in node:
                value, record = form(self, node, view)
                record = {name: part for name, part in record.items() if part not in (None, [])}
                name = SAME_OPERATION.get(key, key)
                return value, {"op": name, **record, "is": shown(value)}
        fail("language", f"forme inconnue : {sorted(node)}", f"unknown form: {sorted(node)}")

    def gathered(self, node: Mapping[str, Any], view: View) -> tuple[Any, Record]:
        """Return what is worked out over elements, and the record of each of them."""
        raise NotImplementedError  # a text, or an occasion, works over no elements

    def lacking(self, node: Mapping[str, Any], view: View) -> Iterator[str]:
        """Yield what is unknown of the elements of a value that is unknown."""
        raise NotImplementedError  # likewise

    def parts(self, nodes: Any, view: View) -> tuple[list[Any], list[Record]]:
        """Return what several values give, and their records."""
        worked = [self.work(node, view) for node in nodes]
        return [value for value, _ in worked], [record for _, record in worked]

    def facts(self, node: Any) -> list[str]:
        """Return the facts that a value reads, in order."""
        names: dict[str, None] = {}
        for part in self.walk(node):
            names |= dict.fromkeys(own_names(part))
        return list(names)

    def walk(self, node: Any) -> Iterator[Any]:
        """Yield a value and all its parts, the option chosen of each reading alone."""
        yield node
        for part in self.children(node):
            yield from self.walk(part)
        if isinstance(node, dict) and is_over_elements(node):
            yield from self.read_beside(node)

    def read_beside(self, node: Mapping[str, Any]) -> Iterator[Any]:
        """Yield what is worked out for each element without reading any fact of it."""
        raise NotImplementedError  # a text, or an occasion, works over no elements

    def children(self, node: Any) -> list[Any]:
        """Return the direct parts of a value."""
        return children_of(node, self.chosen) if isinstance(node, dict) else []

    def _missing_holidays(self, node: Mapping[str, Any], view: View) -> Iterator[str]:
        """Yield the public holidays that a value needs and that are not known, of a far year."""
        counted = next(iter(set(node) & {"working_days", "carried_over"}), "")
        if counted and "holidays" in node and self.value(node, view) is None:
            where = node["holidays"]
            named = where["fact"] if isinstance(where, dict) else where
            day = node["carried_over"] if counted == "carried_over" else node[_side(node)[0]]
            known = not isinstance(where, dict) or named in view
            if known and self.value(day, view) is not None:
                yield f"holidays:{named}"

    def missing_lookups(self, node: Any, view: View) -> Iterator[str]:
        """Yield what a value looks up and does not find, though it is known where to look."""
        for part in self.children(node):
            yield from self.missing_lookups(part, view)
        if not isinstance(node, dict):
            return
        if is_over_elements(node):
            if self.value(node, view) is None:
                yield from dict.fromkeys(self.lacking(node, view))
            return
        yield from self._missing_holidays(node, view)
        if set(node) & LOOKED_UP and self.value(node, view) is None:
            yield from self._missing_table(node, view)
        elif (name := _without_value(node)) and self.value(node, view) is None:
            if None not in (self.value(part, view) for part in self.children(node)):
                yield name
        elif "fact" in node and len(node) > 1 and self.value(node, view) is None:
            if self.value(children_of(node, self.chosen)[0], view) is not None:
                yield node["fact"]
        elif ("event" in node or "effect_of" in node) and self.value(node, view) is None:
            group = f"effect:{node.get('effect_of')}.{node.get('group', 'ordinary')}"
            yield f"event:{node['event']}" if "event" in node else group

    def _missing_table(self, node: Mapping[str, Any], view: View) -> Iterator[str]:
        """Yield the table that does not hold what is looked up, where it is known what that is."""
        place = "column" if "table" in node else "bracket" if "bracket" in node else "scale"
        by = self.facts(node["row"]) if isinstance(node.get("row"), dict) else []
        known = all(name in view for name in [*own_names(node), *by])
        if known and self.value(node[place], view) is not None:
            yield f"table:{node.get('table', node.get('in'))}".replace(" ", "_")


SAME_OPERATION = {"before": "after", "last_day": "first_day"}
"""Keys of one operation: `times` says which way, `which` which end."""
LOOKED_UP = {"table", "bracket", "scale"}
COINS = {"cent": Fraction(1, 100), "euro": Fraction(1)}
SEVERAL = (
    "longest",
    "shortest",
    "divide",
    "multiply",
    "add",
    "subtract",
    "least",
    "greatest",
    "earliest",
    "latest",
    "first_known",
)


NOT_COMPARED = "unsure:durations"
"""Of two durations, none is certainly the longest."""
OF_DURATIONS = ("lasts_at_least", "lasts_at_most", "longer_than", "shorter_than")


def _without_value(node: Mapping[str, Any]) -> str:
    """Return what is said of a value that may be unknown though its parts are known, if it may."""
    if "divide" in node:
        return "zero:divide"
    if "time" in node:
        return "unsure:time"
    rounds = "round" in node and str(node.get("to", "")).startswith("P")
    return NOT_COMPARED if rounds or "longest" in node or "shortest" in node else ""


NAMED = ("row", "holidays")
"""What a value names by a word, or by a value of its own."""
AS_OF = {
    "period_start": {"fact": "period.from"},
    "period_end": {"before": {"fact": "period.until"}, "by": "P1D"},
}
"""The day of its period on which a fact is read, by its name."""
AVERAGE = "period_average"
THE_PERIOD = ({"fact": "period.from"}, {"fact": "period.until"})
"""The days between which a fact is averaged."""


OVER_ELEMENTS = ("any", "every", "count")
"""What a condition may ask of a collection that it names; `over` names it everywhere else."""
OF_ELEMENTS = ("sum", "least", "greatest")
"""What is taken of a value of each element of the collection that `over` names."""


def is_over_elements(node: Mapping[str, Any]) -> bool:
    """Whether a value or a condition works over the elements of a collection."""
    return "over" in node or any(isinstance(node.get(key), str) for key in OVER_ELEMENTS)


def items_of(node: Mapping[str, Any]) -> str:
    """Return the collection, or the list, over which something is worked out."""
    names = (node.get(key) for key in ("over", *OVER_ELEMENTS))
    return str(next(name for name in names if isinstance(name, str)))


OPERANDS_OF: Mapping[str, tuple[str, ...]] = {
    "negate": ("negate",),
    "working_days": ("after", "before", "holidays"),
    "clear_days": ("after", "before"),
    "carried_over": ("carried_over", "holidays"),
    "first_day": ("of", *SIDES),
    "last_day": ("of", *SIDES),
    "day_of_year": ("of", *SIDES),
    "after": ("after", "times", "by"),
    "before": ("before", "times", "by"),
    "time": ("from", "to"),
    "anniversary_of": ("anniversary_of", "on_or_after"),
    "table": ("row", "column"),
    "round": ("round",),
    "bracket": ("bracket",),
    "scale": ("scale",),
    "split": ("split", "from", "until"),
    "fact": ("on",),
}
"""The keys under which a form has its parts, by the key that begins it."""


def children_of(node: Mapping[str, Any], chosen: Callable[[Mapping[str, Any]], Any]) -> list[Any]:
    """Return the direct parts of a value written as a mapping."""
    if is_over_elements(node):
        return []
    for key in SEVERAL:
        if key in node:
            return listed(node[key])
    if "reading" in node:
        return [chosen(node)]
    if "first_of" in node:
        return [*listed(node["first_of"]), node["on_or_after"]]
    if node.get("as_of") == AVERAGE:
        return [*THE_PERIOD]
    if "as_of" in node:
        return [AS_OF[node["as_of"]]]
    for key, parts in OPERANDS_OF.items():
        if key in node:
            return [
                node[part]
                for part in parts
                if part in node and (part not in NAMED or isinstance(node[part], dict))
            ]
    return []


def own_names(node: Any) -> list[str]:
    """Return the facts that a value reads by itself."""
    if not isinstance(node, dict):
        return []
    if is_over_elements(node):
        return [items_of(node)]
    if "fact" in node:
        return [node["fact"]]
    if "table" in node:
        return holes(node["row"]) if isinstance(node["row"], str) else []
    if "split" in node:
        return ["period.from", "period.until"]
    if "proportion" in node:
        return ["period.from"]
    return []


Formed: TypeAlias = tuple[Any, Record]
Form: TypeAlias = Callable[[Values, Mapping[str, Any], View], Formed]


def _combined(combine: Callable[[list[Any]], Any], key: str) -> Form:
    def form(values: Values, node: Mapping[str, Any], view: View) -> Formed:
        parts, records = values.parts(listed(node[key]), view)
        return (None if None in parts else combine(parts)), {"of": records}

    return form


def _quotient(parts: list[Any]) -> Fraction | None:
    return Fraction(parts[0]) / parts[1] if parts[1] else None


def _product(parts: list[Any]) -> Fraction:
    product = Fraction(1)
    for part in parts:
        product *= part
    return product


def _first_known(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    parts, records = values.parts(node["first_known"], view)
    unknown = view.get(UNKNOWN_DERIVED) or ()
    for part, value in zip(node["first_known"], parts, strict=True):
        if value is not None:
            return value, {"of": records}
        if any(name in unknown and name not in view for name in values.facts(part)):
            break
    return None, {"of": records}


def _average(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    name = node["fact"]
    days, records = values.parts([*THE_PERIOD], view)
    history = view.get(f"{name}@")
    value = view.get(name) if history is None else None
    if history is not None and None not in days and history[0][0] <= days[0] < days[1]:
        first, until = days
        value = Fraction(0)
        for day in range((until - first).days):
            on = first + timedelta(day)
            given = next((each for start, each in reversed(history) if start <= on), None)
            if given is None:
                value = None
                break
            value += Fraction(given)
        value = None if value is None else value / (until - first).days
    return value, {"name": name, "of": records}


def _fact(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    if node.get("as_of") == AVERAGE:
        return _average(values, node, view)
    name = node["fact"]
    on = AS_OF[node["as_of"]] if "as_of" in node else node.get("on")
    if on is None:
        return view.get(name), {"name": name}
    day, record = values.work(on, view)
    history = view.get(f"{name}@")
    if history is None:
        value = view.get(name)
    elif day is None:
        value = None
    else:
        value = next((given for start, given in reversed(history) if start <= day), None)
    return value, {"name": name, "of": [record]}


def _moved(sign: int, key: str) -> Form:
    def form(values: Values, node: Mapping[str, Any], view: View) -> Formed:
        day, record = values.work(node[key], view)
        records, count = [record], Fraction(1)
        if "times" in node:
            count, times = values.work(node["times"], view)
            records.append(times)
        by = node["by"]
        if isinstance(by, dict):
            by, length = values.work(by, view)
            records.append(length)
        known = day is not None and by is not None and count is not None and count % 1 == 0
        up = node.get("end_of_month") == "up"
        value = moved(day, by, sign * int(count), up=up) if known else None
        written = "" if isinstance(node["by"], dict) else node["by"]
        attributes = {"by": duration_shown(written), "times": shown(Fraction(sign))}
        return value, {**attributes, "up": up or None, "of": records}

    return form


def _edge(key: str) -> Form:
    def form(values: Values, node: Mapping[str, Any], view: View) -> Formed:
        stretch, later = str(node[key]), int(node.get("later", 0))
        months, last = STRETCHES[stretch], key == "last_day"
        place = months * (later + last), -int(last)
        value, side, record = _beside(values, node, view, months, *place)
        attributes = {"side": side, "stretch": stretch, "later": shown(Fraction(later))}
        return value, {**attributes, "which": key.removesuffix("_day"), "of": [record]}

    return form


def _beside(
    values: Values, node: Mapping[str, Any], view: View, stretch: int, months: int, days: int
) -> tuple[date | None, str, Record]:
    """Return the day that stands so in the stretch of a day, or beside it; and on which side."""
    side = next((key for key in SIDES if key in node), "of")
    day, record = values.work(node[side], view)
    if day is None or side == "of":
        value = None if day is None else calendar_day(day, stretch, months, days)
        return value, side, record
    return nearest_day(day, stretch, months, days, side), side, record


def _territory(values: Values, node: Mapping[str, Any], view: View) -> tuple[Any, list[Record]]:
    """Return the territory whose public holidays count, and its record where a fact gives it."""
    given = node.get("holidays", "")
    if not isinstance(given, dict):
        return given, []
    value, record = values.work(given, view)
    return value, [record]


def _found(values: Values, day: Any, where: Any, off: Sequence[str], count: int, to: int) -> Any:
    """Return the last of so many days that are not off, or a day carried over past those off."""
    if day is None or where is None or day == NOT_YET:
        return None if where is None else day
    if not FIRST_KNOWN <= day <= LAST_KNOWN:
        return None
    holidays = values.timeline.holidays.get(where)
    while not count and is_off(day, off, holidays):
        day += timedelta(to)
    for _ in range(count):
        day += timedelta(to)
        while is_off(day, off, holidays):
            day += timedelta(to)
    return day


def _side(node: Mapping[str, Any]) -> tuple[str, int]:
    return ("after", 1) if "after" in node else ("before", -1)


def _working_days(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    side, to = _side(node)
    day, record = values.work(node[side], view)
    where, records = _territory(values, node, view)
    count, counted = int(node["working_days"]), str(node["counted"])
    value = _found(values, day, where, OFF[counted], count, to)
    numbers = {"count": shown(Fraction(count)), "times": shown(Fraction(to))}
    return value, {"counted": counted, **numbers, "of": [record, *records]}


def _clear_days(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    side, to = _side(node)
    day, record = values.work(node[side], view)
    count = int(node["clear_days"])
    value = None if day is None else moved(day, f"P{count + 1}D", to)
    numbers = {"count": shown(Fraction(count)), "times": shown(Fraction(to))}
    return value, {**numbers, "of": [record]}


def _carried_over(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    day, record = values.work(node["carried_over"], view)
    where, records = _territory(values, node, view)
    to = -1 if node.get("to") == "previous" else 1
    value = _found(values, day, where, node.get("past", OFF["ouvres"]), 0, to)
    return value, {"times": shown(Fraction(to)), "of": [record, *records]}


def _day_of_year(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    month, count = (int(part) for part in str(node["day_of_year"]).split("-"))
    later = int(node.get("later", 0))
    value, side, record = _beside(values, node, view, 12, 12 * later + month - 1, count - 1)
    numbers = {"later": later, "month": month, "number": count}
    attributes = {name: shown(Fraction(part)) for name, part in numbers.items()}
    return value, {"side": side, "stretch": "year", **attributes, "of": [record]}


def _anniversary(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    origin, first = values.work(node["anniversary_of"], view)
    day, second = values.work(node["on_or_after"], view)
    value = None
    if origin is not None and day is not None:
        years = max(1, day.year - origin.year)
        value = NOT_YET
        if NOT_YET not in (origin, day):
            value = moved(origin, f"P{years}Y")
            value = value if value >= day else moved(origin, f"P{years + 1}Y")
    return value, {"of": [first, second]}


def _first_of(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    worked = [values.work(part, view) for part in (*listed(node["first_of"]), node["on_or_after"])]
    *days, since = (day for day, _ in worked)
    value = None
    if None not in (*days, since):
        value = min((day for day in days if day >= since), default=NOT_YET)
    return value, {"of": [record for _, record in worked]}


def _table(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    column, record = values.work(node["column"], view)
    table, value = values.table(node["table"]), None
    records = [record]
    if isinstance(node["row"], dict):
        named, by = values.work(node["row"], view)
        records.insert(0, by)
        row, shown_row = str(int(named) if isinstance(named, Fraction) else named), ""
    else:
        row = shown_row = filled(node["row"], view)
    if table is not None:
        cells = (table.get("rows") or {}).get(row)
        columns = [scalar(name) for name in table.get("columns") or []]
        if cells is not None and column in columns:
            value = number(cells[columns.index(column)])
    return value, {"table": node["table"], "row": shown_row, "of": records}


def _bracket(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    read, record = values.work(node["bracket"], view)
    table, value = values.table(node["in"]), None
    for bracket in (table or {}).get("brackets") or [] if read is not None else []:
        limit = bracket.get("below", bracket.get("up_to"))
        edge = None if limit is None else number(limit)
        if edge is None or read < edge or ("up_to" in bracket and read == edge):
            value = scalar(bracket["is"])
            break
    return value, {"table": node["in"], "of": [record]}


def _scale(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    """Cut a number at the limits of the bands, from 0 up, and take each piece at its rate."""
    read, record = values.work(node["scale"], view)
    table = values.table(node["in"]) if "in" in node else {"brackets": node["bands"]}
    bands = (table or {}).get("brackets") or []
    applied = str(node.get("applied", "band"))
    value = None
    if read is not None and bands:
        value, low = Fraction(0), Fraction(0)
        for band in bands:
            limit = band.get("below", band.get("up_to"))
            top = read if limit is None else min(read, number(limit))
            if applied == "band":
                value += max(Fraction(0), top - low) * number(band["is"])
                low = max(low, top)
            elif limit is None or read < number(limit) or ("up_to" in band and read == top):
                value = max(Fraction(0), read) * number(band["is"])
                break
    return value, {"table": node.get("in", ""), "applied": applied, "of": [record]}


def _split(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    """Round what has elapsed at each end of the period, and take the one from the other."""
    amount, *days = [values.work(node[name], view) for name in ("split", "from", "until")]
    (start, _), (end, _) = days
    first, last, unit = view.get("period.from"), view.get("period.until"), str(node["by"])
    value = None
    if None not in (amount[0], start, end, first, last) and start < end < NOT_YET:
        whole = _elapsed(start, end, unit)
        ends = [_elapsed(start, min(max(day, start), end), unit) for day in (last, first)]
        if whole:
            late, early = (cents(amount[0] * Fraction(count) / whole) for count in ends)
            value = late - early
    return value, {"unit": unit, "of": [record for _, record in (amount, *days)]}


def _elapsed(start: date, end: date, unit: str) -> int:
    """Count the days, or the complete months or quarters, between two days in order."""
    if unit == "days":
        return (end - start).days
    months = time_between(start, end, "months", begun=False, up=False)
    return months // {"months": 1, "quarters": 3}[unit]


def _proportion(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    unit, whole = proportion_of(node)
    return view.get(f"period.{SHARES[whole]}_{unit}"), {"unit": unit, "whole": whole}


def _rounded(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    read, record = values.work(node["round"], view)
    if str(node["to"])[:1] == "P":
        unit_of, way = Length(*duration(node["to"])), str(node["direction"])
        rounded_to = None if read is None else in_units(read, unit_of, up=way == "up")
        return rounded_to, {"unit": length_shown(unit_of), "direction": way, "of": [record]}
    coin = node["to"] if node["to"] in COINS else None
    unit = COINS[coin] if coin else number(node["to"])
    direction = str(node.get("direction", "nearest"))
    value = None if read is None else rounded(read, unit, direction)
    return value, {"unit": shown(unit), "direction": direction, "coin": coin, "of": [record]}


def _time(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    start, first = values.work(node["from"], view)
    end, last = values.work(node["to"], view)
    unit, counting = node["time"], node.get("counting", "complete")
    up = node.get("end_of_month") == "up"
    value = None
    if start is not None and end is not None and (end != NOT_YET or start == NOT_YET):
        value = Fraction(time_between(start, end, unit, begun=counting == "begun", up=up))
    attributes = {"unit": unit, "counting": counting, "up": up or None}
    return value, {**attributes, "of": [first, last]}


def _reading(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    value, record = values.work(values.chosen(node), view)
    return value, {
        "reading": node["reading"],
        "option": values.option(node["reading"]),
        "of": [record],
    }


def _event(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    text, _, event = node["event"].partition(".")
    return values.timeline.event(text, event), {"text": text, "event": event}


def _effect(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    text, group = node["effect_of"], str(node.get("group", "ordinary"))
    return values.timeline.effect(text, group), {"text": text, "group": group}


def _negated(values: Values, node: Mapping[str, Any], view: View) -> Formed:
    value, record = values.work(node["negate"], view)
    return (None if value is None else -value), {"of": [record]}


FORMS: dict[str, Form] = {
    "working_days": _working_days,  # before `after` and `before`, which stand in them
    "clear_days": _clear_days,
    "carried_over": _carried_over,
    "first_day": _edge("first_day"),
    "last_day": _edge("last_day"),
    "day_of_year": _day_of_year,
    "multiply": _combined(_product, "multiply"),
    "add": _combined(lambda parts: sum(parts, Fraction(0)), "add"),
    "subtract": _combined(lambda parts: parts[0] - sum(parts[1:], Fraction(0)), "subtract"),
    "divide": _combined(_quotient, "divide"),
    "longest": _combined(lambda parts: longest(parts, 1), "longest"),
    "shortest": _combined(lambda parts: longest(parts, -1), "shortest"),
    "time": _time,
    "negate": _negated,
    "least": _combined(min, "least"),
    "greatest": _combined(max, "greatest"),
    "earliest": _combined(min, "earliest"),
    "latest": _combined(max, "latest"),
    "first_known": _first_known,
    "anniversary_of": _anniversary,
    "first_of": _first_of,
    "after": _moved(1, "after"),
    "before": _moved(-1, "before"),
    "fact": _fact,
    "table": _table,
    "bracket": _bracket,
    "scale": _scale,
    "split": _split,
    "proportion": _proportion,
    "round": _rounded,
    "reading": _reading,
    "event": _event,
    "effect_of": _effect,
}
"""Every form of a value, by the key that begins it."""


# --- conditions -----------------------------------------------------------------------------------


def _multiple(read: Any, operand: Any) -> bool:
    return bool(not read if not operand else (Fraction(read) / Fraction(operand)).denominator == 1)


OPERATORS: dict[str, Callable[[Any, Any], bool | None]] = {
    "lasts_at_least": lambda read, operand: certainly(
        true=apart(read, operand)[0] >= 0, false=apart(read, operand)[1] < 0
    ),
    "lasts_at_most": lambda read, operand: certainly(
        true=apart(read, operand)[1] <= 0, false=apart(read, operand)[0] > 0
    ),
    "longer_than": lambda read, operand: certainly(
        true=apart(read, operand)[0] > 0, false=apart(read, operand)[1] <= 0
    ),
    "shorter_than": lambda read, operand: certainly(
        true=apart(read, operand)[1] < 0, false=apart(read, operand)[0] >= 0
    ),
    "is": lambda read, operand: bool(read == operand),
    "is_not": lambda read, operand: bool(read != operand),
    "at_least": lambda read, operand: bool(read >= operand),
    "at_most": lambda read, operand: bool(read <= operand),
    "more_than": lambda read, operand: bool(read > operand),
    "less_than": lambda read, operand: bool(read < operand),
    "before": lambda read, operand: bool(read < operand),
    "on_or_before": lambda read, operand: bool(read <= operand),
    "after": lambda read, operand: bool(read > operand),
    "on_or_after": lambda read, operand: bool(read >= operand),
    "multiple_of": _multiple,
}
"""Every operator that compares a fact with one operand; `one_of` takes several."""
GROUPS = ("all", "any")


def negation(truth: Truth) -> Truth:
    """Return whether a truth is false, unknown where it is."""
    return None if truth is None else not truth


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Return false where one truth is false, else unknown where one is, else true."""
    listed_ = list(truths)
    return False if False in listed_ else None if None in listed_ else True


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Return true where one truth is true, else unknown where one is, else false."""
    listed_ = list(truths)
    return True if True in listed_ else None if None in listed_ else False


def simple_parts(node: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return a condition written as a mapping as its parts, each by the key that begins it."""
    if is_over_elements(node):
        return [("over", node)]
    parts: list[tuple[str, Any]] = []
    for name, operand in node.items():
        if name in (*GROUPS, "not", "benefit"):
            parts.append((name, operand))
        else:
            compared = [("compare", (name, key, value)) for key, value in operand.items()]
            parts += compared if len(compared) == 1 else [("compared", compared)]
    return parts


UNBOUNDED = 1_000_000
"""How many elements there may be where a case does not give them."""


@dataclass(frozen=True)
class Element:
    """One element that a case has, or may have, and what is read of it."""

    name: str
    view: View
    listed: bool = True


def _is_of(name: str, element: str) -> bool:
    return name == element or name.startswith(f"{element}.")


def _rank(record: Mapping[str, Any], index: str, rank: int) -> str:
    return str(record.get(index, rank))


def _of_element(view: View, own: str, name: str, indexed: Mapping[str, str]) -> View:
    """Return a view in which the facts of an element stand under the name of any element, with
    those of its record of the period in each list that is `indexed`.
    """
    others = {known: fact for known, fact in view.items() if not known.startswith(f"{own}.")}
    begin = f"{name}."
    inner = {
        f"{own}.{known[len(begin) :]}": fact
        for known, fact in view.items()
        if known.startswith(begin)
    }
    for items, index in indexed.items():
        for record in view.get(f"{name}.{items}") or ():
            if record.get(index) == view.get("period.number"):
                inner |= {f"{own}.{items}.{fact}": given for fact, given in record.items()}
    return {**others, **inner, own: name.rpartition(".")[2]}


def _of_record(view: View, items: str, record: Mapping[str, Any]) -> View:
    """Return a view in which the facts of a record stand under the name of its list."""
    others = {known: fact for known, fact in view.items() if not known.startswith(f"{items}.")}
    return {**others, **{f"{items}.{name}": fact for name, fact in record.items()}}


def value_of(node: Mapping[str, Any]) -> Any:
    """Return the value that is worked out for each element, None for a count."""
    return next((node[key] for key in OF_ELEMENTS if key in node), None)


def asked_of(node: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what is asked of elements: each operator, and what it compares with."""
    if "any" in node:
        return [("at_least", 1)]
    if "every" in node:
        return [("at_most", 0)]
    return [(key, needed) for key, needed in node.items() if key in (*OPERATORS, "one_of")]


def _gathered_into(how: str, parts: list[Any]) -> Any:
    if how == "sum":
        return sum(parts, Fraction(0))
    return (min if how == "least" else max)(parts) if parts else None


class Conditions(Values):
    """Conditions in three truths: true, false, unknown."""

    def truth(self, node: Any, view: View) -> Truth:
        """Return the truth of a condition; none at all is always true."""
        return True if node is None else self.judge(node, view)[0]

    def judge(self, node: Mapping[str, Any], view: View) -> tuple[Truth, Record]:
        """Return the truth of a condition, and the record of each comparison."""
        if "reading" in node and "options" in node:
            truth, record = self.judge(self.chosen(node), view)
            option = self.option(node["reading"])
            head = {"op": "reading", "reading": node["reading"], "option": option}
            return truth, {**head, "of": [record], "is": truth}
        parts = simple_parts(node)
        if len(parts) == 1:
            return self._part(*parts[0], view)
        return self._group("all", [self._part(*part, view) for part in parts])

    def _group(self, name: str, judged: list[tuple[Truth, Record]]) -> tuple[Truth, Record]:
        join = conjunction if name == "all" else disjunction
        truth = join(truth for truth, _ in judged)
        return truth, {"op": name, "of": [record for _, record in judged], "is": truth}

    def _part(self, name: str, operand: Any, view: View) -> tuple[Truth, Record]:
        if name in GROUPS:
            return self._group(name, [self.judge(part, view) for part in listed(operand)])
        if name == "compared":
            return self._group("all", [self._part(key, part, view) for key, part in operand])
        if name == "not":
            truth, record = self.judge(operand, view)
            return negation(truth), {"op": "not", "of": [record], "is": negation(truth)}
        if name == "benefit":
            return self._benefit(operand, view)
        if name == "over":
            return self._asked_of_elements(operand, view)
        fact, operator, needed = operand
        if operator == "known":
            truth = self._known(fact, needed, view)
            return truth, {"op": "known", "fact": fact, "expected": needed, "is": truth}
        return self._compared(fact, operator, needed, view)

    def _known(self, fact: str, expected: bool, view: View) -> Truth:  # noqa: FBT001  # as written
        if fact in view:
            return expected
        if self.vocabulary.derives(fact) and fact in (view.get(UNKNOWN_DERIVED) or ()):
            return None
        return not expected

    def _compared(self, fact: str, operator: str, needed: Any, view: View) -> tuple[Truth, Record]:
        nodes = listed(needed) if operator == "one_of" else [needed]
        operands, records = self.parts(nodes, view)
        read = view.get(fact)
        truth: Truth
        if self.vocabulary.derives(fact) and not (
            fact in view or fact in (view.get(UNKNOWN_DERIVED) or ())
        ):
            truth = False
        elif operator == "one_of":
            truth = (
                None
                if read is None and operands
                else True
                if read in operands
                else None
                if None in operands
                else False
            )
        elif operator in OPERATORS:
            unknown = read is None or operands[0] is None
            truth = None if unknown else OPERATORS[operator](read, operands[0])
        else:
            fail("language", f"opérateur inconnu : {operator}", f"unknown operator: {operator}")
        head = {"op": operator, "fact": fact, "read": shown_fact(read)}
        return truth, {**head, "of": records, "is": truth}

    # --- elements ---

    def element_name(self, items: str) -> str:
        """Return what stands for one element of a collection, or for one record of a list."""
        collection = self.vocabulary.collections.get(items)
        return items if collection is None else str(collection["singular"])

    def read_beside(self, node: Mapping[str, Any]) -> Iterator[Any]:
        """Yield what is worked out for each element without reading any fact of it."""
        own = self.element_name(items_of(node))
        for part in self._inner(node):
            if not any(_is_of(name, own) for name in own_names(part)):
                yield part

    def _inner(self, node: Mapping[str, Any]) -> Iterator[Any]:
        """Yield the values, and the facts compared, of what is worked out for each element."""
        for root in (node.get("where"), node.get("holds")):
            for kind, read in self.nodes(root):
                yield {"fact": read} if kind == "fact" else read
        value = value_of(node)
        if value is not None:
            yield from self.walk(value)

    def elements(self, node: Mapping[str, Any], view: View) -> tuple[bool, list[Element]]:
        """Return the elements over which something is worked out; whether there are no others."""
        items = items_of(node)
        given, collection = view.get(items), self.vocabulary.collections.get(items)
        if collection is None:
            if given is None:
                return False, []
            index = self.vocabulary.index_of(items)
            return True, [
                Element(f"{items}.{_rank(record, index, rank)}", _of_record(view, items, record))
                for rank, record in enumerate(given, 1)
            ]
        keys, own = self.vocabulary.keys(items), str(collection["singular"])
        closed = given is not None and bool(
            collection.get("complete") or "keys_of" in collection or not keys
        )
        indexed, later = self.vocabulary.indexed(items), self._later_elements(items, view)
        return closed or bool(keys), [
            Element(
                f"{items}.{key}",
                _of_element(view, own, f"{items}.{key}", indexed),
                key in (given or ()),
            )
            for key in ((given or ()) if closed else keys)
            if key not in later
        ]

    def _later_elements(self, items: str, view: View) -> set[str]:
        """Return the elements of which the text has not reached the case on the day of the
        occasion.
        """
        on, later = view.get("occasion.on"), set()
        for key, text in self.vocabulary.brought(items).items():
            since = view.get(_reached_of(text), self.timeline.effect(text, "ordinary"))
            if on is not None and since is not None and on < since:
                later.add(key)
        return later

    def counts(self, node: Mapping[str, Any], view: View) -> Truth:
        """Return whether an element counts."""
        where = self.truth(node.get("where"), view)
        if "holds" not in node or where is False:
            return where
        return conjunction((where, negation(self.truth(node["holds"], view))))

    def bounds(self, node: Mapping[str, Any], view: View) -> tuple[int, int]:
        """Return how many elements count at least, and at most."""
        whole, elements = self.elements(node, view)
        truths = [(self.counts(node, one.view), one.listed) for one in elements]
        low = sum(truth is True and listed for truth, listed in truths)
        return low, sum(truth is not False for truth, _ in truths) if whole else UNBOUNDED

    def gathered(self, node: Mapping[str, Any], view: View) -> tuple[Any, Record]:
        """Return what is worked out over elements, and the record of each of them."""
        whole, elements = self.elements(node, view)
        parts, value = [], value_of(node)
        for one in elements:
            truth = self.counts(node, one.view)
            if truth is not False:
                sure = truth is True and one.listed and value is not None
                parts.append(self.value(value, one.view) if sure else None)
        how = next((key for key in OF_ELEMENTS if key in node), "count")
        low, high = self.bounds(node, view)
        result: Any = Fraction(low) if low == high else None
        if how != "count":
            known = whole and None not in parts
            result = None if not known else _gathered_into(how, parts)
        records = [self._of_one(node, value, one) for one in elements]
        items = items_of(node)
        head = {"items": items, "element": self.element_name(items), "of": records}
        kept = {name: part for name, part in head.items() if part}
        return result, {"op": how, **kept, "is": shown(result)}

    def _of_one(self, node: Mapping[str, Any], value: Any, one: Element) -> Record:
        record: Record = {"name": one.name, "listed": one.listed}
        for key in ("where", "holds"):
            if key in node:
                record[key] = self.judge(node[key], one.view)[1]
        if value is not None and self.counts(node, one.view) is not False:
            record["value"] = self.work(value, one.view)[1]
        return record

    def _asked_of_elements(self, node: Mapping[str, Any], view: View) -> tuple[Truth, Record]:
        """Return the truth of what is asked of elements, and its record."""
        judged = [self._one_asked(node, *asked, view) for asked in asked_of(node)]
        return judged[0] if len(judged) == 1 else self._group("all", judged)

    def _one_asked(
        self, node: Mapping[str, Any], operator: str, needed: Any, view: View
    ) -> tuple[Truth, Record]:
        if operator == "one_of":
            each = [self._one_asked(node, "is", one, view) for one in listed(needed)]
            return self._group("any", each)
        value, record = self.gathered(node, view)
        operand, written = self.work(needed, view)
        truth: Truth = None
        if operand is not None and record["op"] == "count":
            truth = self._of_count(self.bounds(node, view), operator, operand)
        elif operand is not None and value is not None:
            truth = OPERATORS[operator](value, operand)
        return truth, {"op": operator, "of": [record, written], "is": truth}

    def _of_count(self, bounds: tuple[int, int], operator: str, operand: Fraction) -> Truth:
        low, high = bounds
        if low != high and operator == "multiple_of":
            return None
        tried = {low, high, *([int(operand)] if low <= operand <= high else [])}
        tried = {number for number in tried if number in bounds or number == operand}
        truths = {OPERATORS[operator](Fraction(number), operand) for number in tried}
        return truths.pop() if len(truths) == 1 else None

    def _unknown_of_elements(self, node: Mapping[str, Any], view: View) -> list[str]:
        """Return what keeps unknown what is asked of elements."""
        names: list[str] = []
        for operator, needed in asked_of(node):
            for one in listed(needed) if operator == "one_of" else [needed]:
                if (
                    self._one_asked(node, operator if operator != "one_of" else "is", one, view)[0]
                    is None
                ):
                    read = [*self.facts(node), *self.facts(one)]
                    names += [name for name in read if name not in view]
                    names += self.missing_lookups(node, view)
                    names += self.missing_lookups(one, view)
        return names

    def lacking(self, node: Mapping[str, Any], view: View) -> Iterator[str]:
        """Yield what is unknown of the elements of a value that is unknown."""
        items, (whole, elements) = items_of(node), self.elements(node, view)
        own = self.element_name(items)
        if not whole:
            yield items
            return
        for one in elements:
            for name in self._lacking_of(node, one, items):
                yield self._full_name(one, name, own, items, view) if _is_of(name, own) else name
        picks = "least" in node or "greatest" in node
        if picks and all(self.counts(node, one.view) is False for one in elements):
            yield f"none:{items}"

    def _full_name(self, one: Element, name: str, own: str, items: str, view: View) -> str:
        """Return the name of a fact of an element as the case writes it."""
        rest = name[len(own) + 1 :]
        head, _, fact = rest.partition(".")
        number = view.get("period.number")
        numbered = fact.partition(".")[0].isdigit()
        if fact and head in self.vocabulary.indexed(items) and number is not None and not numbered:
            rest = f"{head}.{number}.{fact}"
        return f"{one.name}.{rest}" if rest else one.name

    def _lacking_of(self, node: Mapping[str, Any], one: Element, items: str) -> list[str]:
        truth, value = self.counts(node, one.view), value_of(node)
        if truth is None:
            roots = [node[key] for key in ("where", "holds") if key in node]
            return [name for root in roots for name in self.unknown_in(root, one.view)]
        if truth and not one.listed:
            return [items]
        if truth and value is not None:
            names = [name for name in self.facts(value) if name not in one.view]
            return names + list(self.missing_lookups(value, one.view))
        return []

    # --- benefits ---

    def _benefit(self, name: str, view: View) -> tuple[Truth, Record]:
        """Return whether all that a benefit requires is met; one that requires nothing never is."""
        required = self.requirements(name)
        truths = [(version.address, self.required(version, view)) for version in required]
        truth = conjunction(truth for _, truth in truths) if required else False
        records = [{"rule": address, "is": truth} for address, truth in truths]
        return truth, {"op": "benefit", "benefit": name, "of": records, "is": truth}

    def requirements(self, benefit: str) -> list[Version]:
        """Return what a benefit requires, without the exceptions to its requirements."""
        assert self.law is not None  # conditions are judged against a law
        return [
            version
            for version in self.law.provisions.values()
            if version.rule
            and version.concludes == "require"
            and version.then["benefit"] == benefit
            and not self.excuses(version)
        ]

    def excuses(self, version: Version) -> bool:
        """Whether a requirement is an exception to another of its benefit."""
        assert self.law is not None  # conditions are judged against a law
        named = [self.law.provisions.get(address) for address in version.overrides]
        return version.concludes == "require" and any(
            other.concludes == "require"
            and other.then["benefit"] == version.then["benefit"]
            and share_occasions(other.on, version.on)
            for other in named
            if other and other.rule
        )

    def exceptions(self, version: Version) -> list[Version]:
        """Return the rules that set another aside where both work."""
        assert self.law is not None  # conditions are judged against a law
        others = self.law.exceptions.get(version.address, [])
        return [other for other in others if share_occasions(version.on, other.on)]

    def required(self, version: Version, view: View) -> Truth:
        """Return whether a requirement is met, or set aside."""
        others = (self._applicable(other, (), view) for other in self.exceptions(version))
        return disjunction((self.truth(version.when, view), *others))

    def _applicable(self, version: Version, path: tuple[str, ...], view: View) -> Truth:
        path = (*path, version.address)
        others = [other for other in self.exceptions(version) if other.address not in path]
        denied = (negation(self._applicable(other, path, view)) for other in others)
        return conjunction((self.truth(version.when, view), *denied))

    # --- what a condition reads ---

    def nodes(self, node: Any) -> Iterator[tuple[str, Any]]:
        """Yield all that a condition compares, `fact` or `value` with what is read.

        The benefits that it names are opened: their requirements are read too.
        """
        if node is None:
            return
        if "reading" in node and "options" in node:
            yield from self.nodes(self.chosen(node))
            return
        for part in simple_parts(node):
            yield from self._nodes_of(*part)

    def _nodes_of(self, name: str, operand: Any) -> Iterator[tuple[str, Any]]:
        if name in (*GROUPS, "compared"):
            for part in listed(operand):
                yield from self._nodes_of(*part) if name == "compared" else self.nodes(part)
        elif name == "not":
            yield from self.nodes(operand)
        elif name == "over":
            yield from (("value", part) for part in self.walk(operand))
            for _, needed in asked_of(operand):
                yield from (("value", part) for part in self.walk(needed))
        elif name == "benefit":
            yield "benefit", operand
            for version in self.requirements(operand):
                yield from self._nodes_of_required(version)
        else:
            fact, operator, needed = operand
            yield "fact", fact
            for value in () if operator == "known" else listed(needed):
                yield from (("value", part) for part in self.walk(value))

    def _nodes_of_required(self, version: Version) -> Iterator[tuple[str, Any]]:
        yield from self.nodes(version.when)
        for other in self._all_exceptions(version, ()):
            yield from self.nodes(other.when)

    def _all_exceptions(self, version: Version, path: tuple[str, ...]) -> Iterator[Version]:
        path = (*path, version.address)
        for other in self.exceptions(version):
            if other.address not in path:
                yield other
                yield from self._all_exceptions(other, path)

    def facts_of(self, node: Any) -> list[str]:
        """Return the facts that a condition reads, once each."""
        names: dict[str, None] = {}
        for kind, read in self.nodes(node):
            if kind == "fact":
                names[read] = None
            elif kind == "value":
                names |= dict.fromkeys(own_names(read))
        return list(names)

    def unknown_in(self, node: Any, view: View) -> list[str]:
        """Return what keeps a condition unknown."""
        if node is None or self.truth(node, view) is not None:
            return []
        if "reading" in node and "options" in node:
            return self.unknown_in(self.chosen(node), view)
        names: list[str] = []
        for part in simple_parts(node):
            names += self._unknown_part(*part, view)
        return names

    def _unknown_part(self, name: str, operand: Any, view: View) -> list[str]:
        if self._part(name, operand, view)[0] is not None:
            return []
        if name in GROUPS:
            return [one for part in listed(operand) for one in self.unknown_in(part, view)]
        if name == "compared":
            return [one for key, part in operand for one in self._unknown_part(key, part, view)]
        if name == "not":
            return self.unknown_in(operand, view)
        if name == "benefit":
            versions = self.requirements(operand)
            nodes = [
                other.when
                for version in versions
                if self.required(version, view) is None
                for other in (version, *self._all_exceptions(version, ()))
            ]
            return [one for node in nodes for one in self.unknown_in(node, view)]
        if name == "over":
            return self._unknown_of_elements(operand, view)
        fact, operator, needed = operand
        if operator == "known":
            return [fact]
        values = listed(needed) if operator == "one_of" else [needed]
        read = [fact, *(name for value in values for name in self.facts(value))]
        lookups = [name for value in values for name in self.missing_lookups(value, view)]
        unknown = [*(name for name in read if name not in view), *lookups]
        if operator in OF_DURATIONS and None not in (self.value(one, view) for one in values):
            return unknown or [NOT_COMPARED]
        return unknown


def share_occasions(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two rules may work on one occasion; naming none is working on all."""
    return not some or not others or bool(set(some) & set(others))


def shown_fact(value: Any) -> Any:
    """Return a fact as a proof writes it."""
    several = isinstance(value, list | tuple) and not isinstance(value, Length)
    return f"[{len(value)}]" if several else shown(value)


# --- facts and occasions --------------------------------------------------------------------------

MOST_PERIODS = 1200
WHOLE = Fraction(1)


def fact_of(written: Any) -> Any:
    """Return a fact as the proof gives it: `{"text": …}` is a word, other texts days or numbers."""
    if isinstance(written, dict):
        return written["text"]
    if isinstance(written, list):
        return [{name: fact_of(value) for name, value in one.items()} for one in written]
    if isinstance(written, str):
        day = NOT_YET if written == "not_yet" else None
        if day is None and _DAY.match(written):
            day = date.fromisoformat(written)
        if written[:1] == "P":
            return Length(*duration(written))
        return Fraction(written) if day is None else day
    return written


@dataclass
class Facts:
    """The facts of the case: values, histories, the elements of collections, their records."""

    values: dict[str, Any]
    histories: dict[str, list[tuple[date, Any]]]
    elements: dict[str, list[str]]
    records: dict[str, list[dict[str, Any]]]

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Facts:
        """Return the facts that a proof gives."""
        histories = {
            name: [(date.fromisoformat(day), fact_of(value)) for day, value in history]
            for name, history in given["histories"].items()
        }
        values = {name: fact_of(value) for name, value in given["values"].items()}
        records = {name: fact_of(value) for name, value in given["records"].items()}
        return cls(values, histories, given["elements"], records)


@dataclass(frozen=True)
class Span:
    """One period of a series: `[start, end)`; `begins` and `whole` are its bounds uncut."""

    name: str
    number: int
    start: date
    end: date
    whole: date
    begins: date


@dataclass(frozen=True)
class Occasion:
    """One dated event, and the parts of its period that it covers."""

    kind: str
    on: date
    element: str = ""
    span: Span | None = None
    end: date | None = None
    parts: tuple[Fraction, ...] = (WHOLE,) * 6
    uncut: Occasion | None = None
    resumed: bool = False

    @property
    def id(self) -> str:
        """A stable id: kind, element, day."""
        return "@".join(part for part in (self.kind, self.element, self.on.isoformat()) if part)

    def record(self, law: date) -> Record:
        """Return the occasion as a proof writes it, with the first day of the law that governs."""
        span = self.span
        return {
            "id": self.id,
            "kind": self.kind,
            "on": shown(self.on),
            "element": self.element or None,
            "period": span and [span.name, span.number, shown(span.start), shown(span.end)],
            "until": shown(self.end),
            "parts": [shown(part) for part in self.parts] if span else None,
            "cut": self.uncut is not None,
            "resumed": self.resumed,
            "law": shown(law),
        }


PARTS = (
    "covered_days",
    "covered_months",
    "uncut_days",
    "uncut_months",
    "whole_days",
    "whole_months",
)


def _stretch_of(anchor: date, every: str, rank: int) -> tuple[date, date]:
    """Return the bounds of the period of a rank of a series: of the calendar, or of its anchor."""
    stretch = STRETCHES.get(every.removeprefix("calendar_"))
    if stretch is None:
        return moved(anchor, every, rank), moved(anchor, every, rank + 1)
    first = calendar_day(anchor, stretch, stretch * rank, 0)
    return first, calendar_day(anchor, stretch, stretch * (rank + 1), 0)


class Case:
    """The facts of a case on any day, with those that earlier occasions derived for good."""

    def __init__(
        self,
        facts: Facts,
        texts: Sequence[LegalText],
        vocabulary: Vocabulary,
        day: date,
    ) -> None:
        self.facts, self.vocabulary, self.day = facts, vocabulary, day
        self.kinds: dict[str, dict[str, Any]] = {}
        self.periods: dict[str, dict[str, Any]] = {}
        for text in texts:
            shared = text.shared.get("occasions.yaml") or {}
            self.kinds |= shared.get("occasions") or {}
            self.periods |= shared.get("periods") or {}
        self.lasting: dict[str, Any] = {}
        self.pending: dict[str, list[str]] = {}
        self.reached: dict[str, date] = {}
        """The day from which each text that applies case by case reaches the case."""

    def as_of(self, on: date) -> View:
        """Return the facts of the case on a day."""
        view: View = {**self.facts.values, **self.facts.elements, **self.facts.records}
        for name, history in self.facts.histories.items():
            view[f"{name}@"] = history
            current = [value for start, value in history if start <= on]
            if current:
                view[name] = current[-1]
        view |= self.lasting
        view[UNKNOWN_DERIVED] = set(self.pending)
        view["day"] = self.day
        return view

    def view(self, occasion: Occasion) -> View:
        """Return all that a rule may read on an occasion."""
        view = self.as_of(occasion.on)
        view["occasion.on"], view["occasion.kind"] = occasion.on, occasion.kind
        view |= {_reached_of(text): day for text, day in self.reached.items()}
        span = occasion.span
        if span is not None:
            view["period.number"] = Fraction(span.number)
            view["period.from"], view["period.until"] = span.start, span.end
            names = (f"period.{name}" for name in PARTS)
            view |= dict(zip(names, occasion.parts, strict=True))
        if occasion.element:
            collection = str(self.kinds[occasion.kind]["each"])
            view |= self.element(collection, occasion.element, view)
            self._indexed(view, collection, occasion)
        return view

    def element(self, collection: str, key: str, view: View) -> View:
        """Return the facts of an element, named by the singular of its collection."""
        prefix = f"{collection}.{key}."
        singular = str(self.vocabulary.collections[collection]["singular"])
        own: View = {singular: key}
        for name in (*self.facts.values, *self.facts.histories, *self.facts.records):
            if name.startswith(prefix):
                short = f"{singular}.{name[len(prefix) :]}"
                for mark in ("", "@"):
                    if name + mark in view:
                        own[short + mark] = view[name + mark]
        return own

    def _indexed(self, view: View, collection: str, occasion: Occasion) -> None:
        given = self.vocabulary.collections[collection]
        for name, records in (given.get("lists") or {}).items():
            index = records.get("indexed_by")
            if not index or occasion.span is None:
                continue
            full = f"{collection}.{occasion.element}.{name}"
            for record in self.facts.records.get(full, []):
                if record.get(index) == occasion.span.number:
                    head = f"{given['singular']}.{name}."
                    view |= {head + key: value for key, value in record.items()}

    # --- periods ---

    def spans(self, name: str, values: Values, horizon: date) -> list[Span]:
        """Return the periods of a series; none while its first day is unknown."""
        period, view = self.periods[name], self.as_of(self.day)
        start = values.value(period["from"], view)
        end = values.value(period["until"], view) if "until" in period else None
        if start is None or start == NOT_YET or ("until" in period and end is None):
            return []
        spans: list[Span] = []
        while len(spans) < MOST_PERIODS:
            rank = len(spans)
            begins, following = _stretch_of(start, str(period["every"]), rank)
            first = max(begins, start)
            if (end is not None and first >= end) or following == NOT_YET or following <= first:
                break
            if end in (None, NOT_YET) and first > horizon:
                break
            last = following if end is None else min(following, end)
            spans.append(Span(name, rank + 1, first, last, following, begins))
        return spans

    def span_of(self, kind: Mapping[str, Any], on: date, values: Values) -> Span | None:
        """Return the period in which a day lies."""
        names = [kind["period"]] if "period" in kind else list(self.periods)
        for name in names:
            for span in self.spans(name, values, max(on, self.day)):
                if span.start <= on < span.end:
                    return span
        return None

    # --- layout ---

    def lay_out(
        self,
        name: str,
        values: Values,
        changes: Callable[[date, date], list[date]],
        brought: Mapping[str, date],
    ) -> list[Occasion]:
        """Return the occasions of a kind, in order of date; none of an element in a period that
        ends before the text that `brought` it takes effect.
        """
        kind = self.kinds[name]
        occasions: list[Occasion] = []
        for element, view in self._candidates(kind):
            if "each_period" in kind:
                own = self._periodic(name, element, view, values, changes)
                first = brought.get(element, date.min)
                occasions += [one for one in own if one.span is None or one.span.end > first]
                continue
            on = values.value(kind["on"], view)
            if on is not None and on != NOT_YET:
                occasions.append(Occasion(name, on, element, self.span_of(kind, on, values)))
        return sorted(occasions, key=lambda occasion: occasion.on)

    def lasts(self, name: str) -> bool:
        """Whether what is derived on a kind of occasion lasts: it occurs once in a case."""
        kind = self.kinds.get(name)
        return kind is not None and "each" not in kind and "each_period" not in kind

    def own_dates(self, kind: Mapping[str, Any]) -> bool:
        """Whether what dates a kind of occasion is a fact of its element."""
        singular = str(self.vocabulary.collections[kind["each"]]["singular"])
        read = [name for key in ("on", "since") if key in kind for name in _all_facts(kind[key])]
        return any(name.startswith(f"{singular}.") for name in read)

    def _candidates(self, kind: Mapping[str, Any]) -> Iterator[tuple[str, View]]:
        base = self.as_of(self.day)
        if "each" not in kind:
            yield "", base
            return
        collection = str(kind["each"])
        given, elements = (
            self.vocabulary.collections[collection],
            self.facts.elements.get(collection),
        )
        keys, only = self.vocabulary.keys(collection), bool(given.get("keys_of"))
        of_elements = self.own_dates(kind) or not keys or only
        for key in (elements or []) if of_elements else keys:
            yield key, base | self.element(collection, key, base)

    def _periodic(
        self,
        name: str,
        element: str,
        view: View,
        values: Values,
        changes: Callable[[date, date], list[date]],
    ) -> Iterator[Occasion]:
        kind = self.kinds[name]
        since = values.value(kind["since"], view) if "since" in kind else date.min
        if since is None:
            return
        cut = kind.get("cut_at_changes")
        cuts = cut is not None and values.option(cut["reading"]) == cut["option"]
        for span in self.spans(kind["each_period"], values, self.day):
            if since >= span.end:
                continue
            on = max(since, span.start)
            days = changes(on, span.end) if cuts else []
            for start, end in zip([on, *days], [*days, span.end], strict=True):
                parts = _parts(start, span.end, on, span)
                whole = Occasion(name, start, element, span, span.end, parts, None, start > on)
                if end == span.end:
                    yield whole
                else:
                    parts = _parts(start, end, on, span)
                    yield replace(whole, end=end, parts=parts, uncut=whole)


def _items(node: Any) -> Iterator[str]:
    """Yield the collections and the lists over which a rule works, under any option."""
    if isinstance(node, dict):
        names = (node.get(key) for key in ("over", *OVER_ELEMENTS))
        yield from (name for name in names if isinstance(name, str))
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from _items(part)


def _reached_of(text: str) -> str:
    """Return the name, in a view, of the day from which a text reaches the case."""
    return f"{text}@reached"


def _all_facts(node: Any) -> list[str]:
    """Return the facts that a value names, under any option of its readings."""
    if isinstance(node, list):
        return [name for part in node for name in _all_facts(part)]
    if not isinstance(node, dict):
        return []
    own = [node["fact"]] if isinstance(node.get("fact"), str) else []
    return own + [name for key, part in node.items() if key != "fact" for name in _all_facts(part)]


def _covered(start: date, end: date, span: Span) -> tuple[Fraction, Fraction]:
    if start == span.begins and end == span.end == span.whole:
        return WHOLE, WHOLE
    days = Fraction((end - start).days, (span.whole - span.begins).days)
    return days, Fraction(_months(start, end, span), months_begun(span.begins, span.whole))


def _months(start: date, end: date, span: Span) -> int:
    return months_begun(start, span.end) - months_begun(end, span.end)


def _parts(start: date, end: date, since: date, span: Span) -> tuple[Fraction, ...]:
    """Return what `[start, end)` is of the period, of what the law does not cut, and that part."""
    days, months = _covered(start, end, span)
    if (start, end) == (since, span.end):
        return days, months, WHOLE, WHOLE, days, months
    uncut_days = Fraction((end - start).days, (span.end - since).days)
    uncut_months = Fraction(_months(start, end, span), _months(since, span.end, span))
    return (days, months, uncut_days, uncut_months, *_covered(since, span.end, span))


# --- rules on an occasion -------------------------------------------------------------------------

FAMILIES = {
    "eligibility": ("require", "advise"),
    "calendar": ("deadline",),
    "funding": ("entitle", "pay", "increase", "cap", "floor"),
    "duties": ("oblige",),
}
APPLIED, NOT_APPLIED, UNKNOWN = "applied", "not_applied", "unknown"


def values_of(version: Version) -> list[tuple[str, Any]]:
    """Return the values that a rule works out, in order, each by its name."""
    then = version.then
    if version.concludes == "pay":
        parts = list(enumerate(then["parts"]))
        dues = [(f"due.{rank}", part["due"]) for rank, part in parts]
        times = [(f"times.{rank}", part["times"]) for rank, part in parts if "times" in part]
        ratios = [
            (f"ratio.{rank}", part["share"])
            for rank, part in parts
            if worked_out(part.get("share"))
        ]
        amounts = [(f"amount.{rank}", part["amount"]) for rank, part in parts if "amount" in part]
        return dues + times + ratios + amounts
    if version.concludes == "increase":
        return [("by", then["by"])] if worked_out(then["by"]) else []
    names = {
        "derive": ("value",),
        "entitle": ("amount", "once_in", "from", "until"),
        "cap": ("at",),
        "floor": ("at",),
        "deadline": ("due", "met_by"),
        "oblige": ("from", "until"),
    }
    found = [name for name in names.get(version.concludes, ()) if name in then]
    return [(name, limit_of(then[name]) if name == "once_in" else then[name]) for name in found]


def limit_of(node: Any) -> Any:
    """Return how often a right may be given, its durations as the texts that they are written."""
    if isinstance(node, str):
        return {"written": node}
    if isinstance(node, dict) and "options" in node:
        return node | {"options": {name: limit_of(one) for name, one in node["options"].items()}}
    return node


def names_of(version: Version) -> list[str]:
    """Return the names that a rule concludes on, which may have holes."""
    then = version.then
    names = {
        "entitle": ("line",),
        "deadline": ("id",),
        "require": ("benefit", "requirement"),
        "oblige": ("duty", "subject", "entry"),
    }
    return [str(then[name]) for name in names.get(version.concludes, ()) if name in then]


@dataclass(eq=False)
class Step:
    """One rule on one occasion: whether it applied, what it gives, what it lacks."""

    version: Version
    occasion: Occasion
    view: View
    outcome: str
    values: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    because: str = ""
    set_aside_by: list[Version] = field(default_factory=list)

    @property
    def id(self) -> str:
        """A stable id: the address of the rule and the id of the occasion."""
        return f"{self.version.address}@{self.occasion.id}"

    @property
    def first(self) -> Any:
        """The first value that it gives, None where there is none."""
        return next(iter(self.values.values()), None)


class Section(Conditions):
    """What one state of the law says on one kind of occasion, for one family of questions."""

    def __init__(self, timeline: Timeline, law: Law, case: Case, family: str, kind: str) -> None:
        super().__init__(timeline, law, case.vocabulary)
        lasts = case.lasts(kind)
        self.kind, self._law, self._case = kind, law, case
        rules = [version for version in law.provisions.values() if version.rule]
        self.conclusions = [
            one for one in rules if kind in one.on and one.concludes in FAMILIES[family]
        ]
        self._deriving: dict[str, list[Version]] = {}
        for one in rules:
            if one.concludes == "derive" and (not one.on or kind in one.on):
                self._deriving.setdefault(one.then["fact"], []).append(one)
        self.lasting = {
            one.then["fact"]
            for one in rules
            if lasts and one.concludes == "derive" and kind in one.on
        }
        wanted = {fact for one in self.conclusions for fact in self._reads(one)} | self.lasting
        self.stages = self._stages(wanted)

    # --- what is read ---

    def value_facts(self, version: Version) -> list[str]:
        """Return the facts that the values and the names of a rule read."""
        read = [name for _, node in values_of(version) for name in self.facts(node)]
        return [*read, *(hole for name in names_of(version) for hole in holes(name))]

    def overriding(self, version: Version) -> list[Version]:
        """Return the exceptions to a rule."""
        return self._law.exceptions.get(version.address, [])

    def with_exceptions(self, versions: Iterable[Version], *, here: bool) -> list[Version]:
        """Return rules and all exceptions to them, those that work `here` alone or all."""
        known: list[Version] = []
        waiting = list(versions)
        while waiting:
            version = waiting.pop(0)
            if version not in known:
                known.append(version)
                waiting += self._yields_to(version) if here else self.overriding(version)
        return known

    def _yields_to(self, version: Version) -> list[Version]:
        return [
            other for other in self.overriding(version) if not other.on or self.kind in other.on
        ]

    def _reads(self, version: Version) -> list[str]:
        names = [*self.facts_of(version.when), *self.value_facts(version)]
        for other in self.with_exceptions([version], here=True)[1:]:
            names += self.facts_of(other.when)
        return names

    def _stages(self, wanted: set[str]) -> list[list[Version]]:
        """Return the derivations that some facts need: each stage reads those before it."""
        levels: dict[str, int] = {}

        def level(fact: str, path: tuple[str, ...]) -> int:
            if fact not in levels:
                read = {name for one in self._deriving[fact] for name in self._reads(one)}
                below = [
                    level(name, (*path, fact))
                    for name in sorted(read)
                    if name in self._deriving and name not in (*path, fact)
                ]
                levels[fact] = 1 + max(below, default=0)
            return levels[fact]

        for fact in sorted(wanted):
            if fact in self._deriving:
                level(fact, ())
        stages: list[list[Version]] = [[] for _ in range(max(levels.values(), default=0))]
        for fact in sorted(levels):
            stages[levels[fact] - 1] += self._deriving[fact]
        return stages

    def provisions(self) -> set[int]:
        """Return the identities of all the versions at work."""
        return set(self._at_work())

    def worked_over(self) -> set[str]:
        """Return the names over whose elements the versions at work count or add."""
        return {name for version in self._at_work().values() for name in _items(version.content)}

    def _at_work(self) -> dict[int, Version]:
        """Return all the versions at work: rules, tables that they read, requirements needed."""
        rules = [version for stage in (*self.stages, self.conclusions) for version in stage]
        at_work: dict[int, Version] = {}
        for version in self.with_exceptions(rules, here=False):
            for other in self._rests_on(version):
                at_work[id(other)] = other
        return at_work

    def _rests_on(self, version: Version) -> Iterator[Version]:
        yield version
        read = [node for _, value in values_of(version) for node in self.walk(value)]
        required: list[Version] = []
        for kind, node in self.nodes(version.when):
            if kind == "value":
                read.append(node)
            elif kind == "benefit":
                required += self.requirements(node)
        for node in read:
            if isinstance(node, dict) and ("table" in node or "bracket" in node or "scale" in node):
                address = node.get("table", node.get("in"))
                if address in self._law.provisions:
                    yield self._law.provisions[address]
        for address in listed(version.content.get("grounds")):
            if address in self._law.provisions:
                yield self._law.provisions[address]
        for other in required:
            required += [one for one in self.exceptions(other) if one not in required]
        yield from required

    def full_name(self, name: str, occasion: Occasion) -> str:
        """Return the name of a fact as the case writes it."""
        kind = self._case.kinds[occasion.kind]
        if "each" not in kind or not occasion.element:
            return name
        given = self._case.vocabulary.collections[kind["each"]]
        head = f"{given['singular']}."
        if not name.startswith(head):
            return name
        first, *rest = name[len(head) :].split(".")
        if first in (given.get("lists") or {}) and occasion.span:
            first = f"{first}.{occasion.span.number}"
        return ".".join([kind["each"], occasion.element, first, *rest])

    def dating(self, name: str) -> list[str]:
        """Return the facts that date the periods to which a fact belongs."""
        lists = [
            f"{given['singular']}.{list_name}."
            for given in self._case.vocabulary.collections.values()
            for list_name, records in (given.get("lists") or {}).items()
            if records.get("indexed_by")
        ]
        if not name.startswith(("period.", *lists)):
            return []
        own, periods = self._case.kinds[self.kind].get("period"), self._case.periods
        read = [
            fact
            for period in ([periods[own]] if own else periods.values())
            for fact in _all_facts(period["from"])
        ]
        return [fact for fact in read if not self.vocabulary.derives(fact)]

    # --- inference ---

    def infer(
        self, occasion: Occasion, view: View, pending: Mapping[str, list[str]]
    ) -> tuple[dict[str, list[Step]], list[Step]]:
        """Derive, then conclude, on one occasion; `view` receives the facts derived."""
        derived: dict[str, list[Step]] = {}
        view[UNKNOWN_DERIVED] = set(pending)
        for stage in self.stages:
            doubtful = set()
            for step in self._run(stage, occasion, view, derived, pending):
                fact = step.version.then["fact"]
                derived.setdefault(fact, []).append(step)
                if step.outcome == APPLIED and step.first is not None:
                    others = (one.first for one in derived[fact][:-1] if one.outcome == APPLIED)
                    if any(other not in (None, step.first) for other in others):
                        fail(
                            step.id,
                            "deux règles se contredisent",
                            "two rules contradict each other",
                        )
                    view[fact] = step.first
                elif step.outcome == UNKNOWN:
                    doubtful.add(fact)
            view[UNKNOWN_DERIVED] |= {fact for fact in doubtful if fact not in view}
            for fact in {version.then["fact"] for version in stage}:
                word = self.vocabulary.word(fact) or {}
                undefined = fact not in view and fact not in view[UNKNOWN_DERIVED]
                if undefined and word.get("otherwise") is False:
                    view[fact] = False
        return derived, self._run(self.conclusions, occasion, view, derived, pending)

    def _run(
        self,
        rules: Iterable[Version],
        occasion: Occasion,
        view: View,
        derived: Mapping[str, list[Step]],
        pending: Mapping[str, list[str]],
    ) -> list[Step]:
        behind = _Behind(self, view, derived, pending)
        steps = [self._step(version, occasion, view, behind) for version in rules]
        return _without_repeats(steps)

    def _step(self, version: Version, occasion: Occasion, view: View, behind: _Behind) -> Step:
        truth = self.truth(version.when, view)
        if truth:
            step = self._applied(version, occasion, view, behind)
        elif truth is False:
            step = Step(version, occasion, view, NOT_APPLIED)
        else:
            missing = behind.missing(self.unknown_in(version.when, view))
            step = _doubtful(Step(version, occasion, view, NOT_APPLIED), missing, "undefined")
        others = self._yields_to(version)
        return self._overridden(step, others, behind) if others else step

    def _applied(self, version: Version, occasion: Occasion, view: View, behind: _Behind) -> Step:
        nodes = values_of(version)
        values = {name: self.value(node, view) for name, node in nodes}
        step = Step(version, occasion, view, APPLIED, values)
        whole = version.concludes in ("entitle", "pay")
        needed = [node for _, node in nodes] if whole else [node for _, node in nodes[:1]]
        given = list(values.values())
        if not given or None not in given[: len(needed)]:
            return step
        names = [name for name in self.value_facts(version) if name not in view]
        names += [name for node in needed for name in self.missing_lookups(node, view)]
        missing = behind.missing(names)
        if version.concludes == "pay" and any(known_parts(step)):
            step.missing, step.because = missing, "partial" if missing else ""
            return step
        return _doubtful(replace(step, outcome=NOT_APPLIED), missing, "no_value")

    def _overridden(self, step: Step, others: Iterable[Version], behind: _Behind) -> Step:
        truths = [(other, self._prevails(other, (), step.view)) for other in others]
        prevailing = [other for other, truth in truths if truth]
        head = replace(step, values={}, missing=[])
        if prevailing:
            return replace(head, outcome=NOT_APPLIED, because="overridden", set_aside_by=prevailing)
        doubtful = [other for other, truth in truths if truth is None]
        if not doubtful or (step.outcome == NOT_APPLIED and step.version.concludes != "require"):
            return step
        missing = list(step.missing)
        for other in self.with_exceptions(doubtful, here=True):
            missing += behind.missing(self.unknown_in(other.when, step.view))
        if not missing:
            return step
        return replace(step, outcome=UNKNOWN, missing=unique(missing), because="")

    def _prevails(self, version: Version, path: tuple[str, ...], view: View) -> Truth:
        """Return whether a rule applies and yields to no other, on this kind of occasion."""
        path = (*path, version.address)
        others = [other for other in self._yields_to(version) if other.address not in path]
        denied = (negation(self._prevails(other, path, view)) for other in others)
        return conjunction((self.truth(version.when, view), *denied))


@dataclass
class _Behind:
    """What is behind the facts that rules derive: what each of them lacks."""

    section: Section
    view: View
    derived: Mapping[str, list[Step]]
    pending: Mapping[str, list[str]]

    def missing(self, names: Iterable[str]) -> list[str]:
        """Return what is unknown among some names."""
        lacking: list[str] = []
        for name in names:
            if (name in self.derived or name in self.pending) and name not in self.view:
                lacking += [one for step in self.derived.get(name, ()) for one in step.missing]
                lacking += self.pending.get(name, ())
            elif not self.section.vocabulary.derives(name):
                dates = [] if "period.number" in self.view else self.section.dating(name)
                itself = [] if name in ENGINE_FACTS else [name]
                lacking += [date_ for date_ in dates if date_ not in self.view] or itself
        outside = ("event:", "effect:", "table:", "zero:", "unsure:", "none:")
        asked = [
            name
            for name in lacking
            if name.startswith(outside) or self.section.vocabulary.names(name)
        ]
        words = self.section.vocabulary
        alone = [name for name in asked if not words.asked_for(name, asked)]
        return unique(alone if asked else lacking)


def unique(names: Iterable[str]) -> list[str]:
    """Return names once each, in order."""
    return list(dict.fromkeys(names))


def _doubtful(step: Step, missing: list[str], because: str) -> Step:
    if missing:
        return replace(step, outcome=UNKNOWN, missing=missing)
    return replace(step, outcome=NOT_APPLIED, because=because)


def is_rest(part: Mapping[str, Any]) -> bool:
    """Whether a part of a payment is what the others leave."""
    return "share" not in part and "amount" not in part


def known_parts(step: Step) -> list[bool]:
    """Return, for each part of what a rule pays, whether its day and its amount are known."""
    parts, values = step.version.then["parts"], step.values
    factors = [name for name in values if not name.startswith("due.")]
    known = []
    for rank, part in enumerate(parts):
        own = [name for name in factors if name.endswith(f".{rank}")]
        needed = [f"due.{rank}", *(factors if is_rest(part) else own)]
        known.append(all(values[name] is not None for name in needed))
    return known


def _without_repeats(steps: list[Step]) -> list[Step]:
    """Return steps with one alone of several exceptions to one rule that conclude the same."""
    concluding: list[Step] = []
    for step in steps:
        new = not any(_same_effect(step.version, other.version) for other in concluding)
        if step.outcome == APPLIED and step.version.overrides and new:
            concluding.append(step)
    kept = []
    for step in steps:
        same = next(
            (
                one
                for one in concluding
                if one is not step and _same_effect(step.version, one.version)
            ),
            None,
        )
        aside = step.outcome != NOT_APPLIED and same is not None
        kept.append(_set_aside(step, same) if aside and same else step)
    return kept


def _set_aside(step: Step, same: Step) -> Step:
    """Return a step that gives way to another with the same effect."""
    by = [same.version]
    return replace(step, outcome=NOT_APPLIED, missing=[], because="same_effect", set_aside_by=by)


def _same_effect(version: Version, other: Version) -> bool:
    return (
        version.content["then"] == other.content["then"]
        and bool(set(version.overrides) & set(other.overrides))
        and version.concludes not in ("derive", "require")
    )


# --- the whole case -------------------------------------------------------------------------------


@dataclass(eq=False)
class Right:
    """A sum due on a line; `base` is the right that it increases."""

    line: str
    amount: Fraction
    start: date
    end: date | None
    step: Step
    base: Right | None = None

    @property
    def paid_as(self) -> str:
        """The line as which it is paid: that of the right from which it was worked out."""
        return self.base.paid_as if self.base else self.line

    @property
    def span(self) -> Span | None:
        """The period in which it lies."""
        return self.step.occasion.span if self.base is None else self.base.span

    @property
    def id(self) -> str:
        """A stable id: its step, its line, and what it increases."""
        return f"{self.step.id}#{self.line}" + (f"<{self.base.id}" if self.base else "")


@dataclass(eq=False)
class Payment:
    """A part of a right, due on a day; an adjustment is what is `owed` less what it `had`."""

    right: Right
    part: str
    due: date | None
    amount: Fraction
    step: Step
    had: list[Payment] = field(default_factory=list)
    owed: list[Payment] = field(default_factory=list)

    @property
    def identity(self) -> list[str]:
        """What tells it from the other payments of its occasion."""
        named, right = [self.step.version.address, self.part], self.right
        while True:
            named += [right.step.version.address, right.line]
            if right.base is None:
                return named
            right = right.base


class Evaluation:
    """All that the law concludes for the case, for one family of questions, known on one day."""

    def __init__(
        self, texts: Sequence[LegalText], question: Mapping[str, Any], family: str, known_on: date
    ) -> None:
        self.timeline = Timeline(texts, known_on, question["readings"], question["holidays"])
        self.family, self.vocabulary = family, Vocabulary(texts)
        day = date.fromisoformat(question["on"])
        self.case = Case(Facts.read(question["facts"]), texts, self.vocabulary, day)
        self.occasions: list[tuple[Occasion, Law]] = []
        self.steps: list[Step] = []
        self.concluded: list[Step] = []
        self.rights: list[Right] = []
        self.payments: list[Payment] = []
        self._sections: dict[tuple[str, int], Section] = {}
        self._lasting_steps: dict[str, list[Step]] = {}
        self.reached = {key: self._reached(key) for key in self.timeline.by_case()}
        self.case.reached = {
            text: day
            for (text, group), day in self.reached.items()
            if group == "ordinary" and day is not None
        }
        self.awaiting: dict[str, list[str]] = {}
        for kind in self._kinds_in_order():
            self._work_kind(kind)

    def _section(self, kind: str, law: Law) -> Section:
        key = (kind, id(law))
        if key not in self._sections:
            self._sections[key] = Section(self.timeline, law, self.case, self.family, kind)
        return self._sections[key]

    def _kinds_in_order(self) -> list[str]:
        """Return the kinds of occasion needed, each after those that derive what it reads."""
        rules = [version for version in self.timeline.versions() if version.rule]
        sources: dict[str, set[str]] = {}
        for version in rules:
            if version.concludes == "derive":
                for kind in filter(self.case.lasts, version.on):
                    sources.setdefault(version.then["fact"], set()).add(kind)
        concluding = {
            kind for one in rules if one.concludes in FAMILIES[self.family] for kind in one.on
        }
        ordered: list[str] = []

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in ordered or name in path or name not in self.case.kinds:
                return
            for fact in self._facts_of_kind(self.case.kinds[name]):
                for source in sorted(sources.get(fact, ())):
                    visit(source, (*path, name))
            ordered.append(name)

        lasting = {kind for kinds in sources.values() for kind in kinds}
        for name in [*sorted(lasting), *sorted(concluding)]:
            visit(name, ())
        return ordered

    def _facts_of_kind(self, kind: Mapping[str, Any]) -> list[str]:
        own = kind.get("each_period")
        periods = [self.case.periods[own]] if own else list(self.case.periods.values())
        nodes = [kind.get("on"), kind.get("since")]
        nodes += [period.get(key) for period in periods for key in ("from", "until")]
        return [name for node in nodes if node is not None for name in _all_facts(node)]

    # --- texts that reach each case on its own day ---

    def required_on(self, kind: str) -> set[str]:
        """Return the benefits for which some law requires something on a kind of occasion."""
        return {
            str(version.then["benefit"])
            for without in self.timeline.sets_by_case()
            for law in self.timeline.laws_without(without)
            for version in self._section(kind, law).conclusions
            if version.concludes == "require"
        }

    def _reached(self, key: Key) -> date | None:
        """Return the day from which a group reaches the case: NOT_YET for never, None: unknown."""
        applies, since = self.timeline.by_case()[key], self.timeline.effect(*key)
        assert since is not None  # only the groups that enter into force are asked about
        conditions = Conditions(self.timeline, self.timeline.laws[-1], self.vocabulary)
        view = self.case.as_of(self.case.day)
        truth = conditions.truth(applies.get("when"), view)
        day = conditions.value(applies["from"], view) if "from" in applies else since
        if truth is False or day == NOT_YET:
            return NOT_YET
        return None if truth is None or day is None else max(day, since)

    def reached_record(self) -> Record:
        """Return the day from which each such group reaches the case, where there is one."""
        days = {f"{text}.{group}": shown(day) for (text, group), day in self.reached.items()}
        return {"reached": dict(sorted(days.items()))} if days else {}

    def law_of(self, day: date) -> Law | None:
        """Return the law of a day for the case."""
        return self.timeline.law_on(day, self._not_reached(day))

    def _not_reached(self, day: date) -> frozenset[Key]:
        return frozenset(key for key, own in self.reached.items() if own is None or own > day)

    def _bears(self, key: Key, kind: str) -> bool:
        """Whether something else comes out on a kind of occasion without a group."""
        return self._changed_by(key, kind) or self._brings(key, kind)

    def _brings(self, key: Key, kind: str) -> bool:
        """Whether a group brings an element of a collection over which the law works."""
        text, group = key
        return group == "ordinary" and any(
            text in self.vocabulary.brought(items).values()
            for without in self.timeline.sets_by_case()
            for law in self.timeline.laws_without(without)
            for items in self._section(kind, law).worked_over()
        )

    def _changed_by(self, key: Key, kind: str) -> bool:
        """Whether the law says something else on a kind of occasion without a group."""
        return any(
            self._says(kind, without) != self._says(kind, without | {key})
            for without in self.timeline.sets_by_case()
            if key not in without
        )

    def _says(self, kind: str, without: frozenset[Key]) -> list[tuple[date, set[int]]]:
        said: list[tuple[date, set[int]]] = []
        for law in self.timeline.laws_without(without):
            provisions = self._section(kind, law).provisions()
            if not said or said[-1][1] != provisions:
                said.append((law.start, provisions))
        return said

    def _awaited(self, kind: str, occasion: Occasion) -> list[str]:
        """Return the facts without which it is not known which law governs an occasion."""
        view = self.case.as_of(self.case.day)
        names: list[str] = []
        for key, applies in self.timeline.by_case().items():
            since = self.timeline.effect(*key)
            late = since is not None and since <= occasion.on
            if self.reached[key] is None and late and self._bears(key, kind):
                conditions = Conditions(self.timeline, self.timeline.laws[-1], self.vocabulary)
                read = conditions.facts_of(applies["when"]) if "when" in applies else []
                read += conditions.facts(applies["from"]) if "from" in applies else []
                names += [name for name in read if name not in view]
        return unique(names)

    # --- occasions ---

    def _changes(self, kind: str, start: date, end: date) -> list[date]:
        """Return the days on which what the law says on a kind of occasion changes."""
        own = {
            day
            for key, day in self.reached.items()
            if day is not None and start < day < end and self._changed_by(key, kind)
        }
        days = sorted({*own, *self.timeline.changes_between(start, end)})
        return [day for day in days if day in own or self._changes_on(kind, day)]

    def _changes_on(self, kind: str, day: date) -> bool:
        without = self._not_reached(day)
        laws = [self.timeline.law_on(one, without) for one in (day - timedelta(1), day)]
        known = [self._section(kind, law).provisions() for law in laws if law is not None]
        return known[0] != known[-1]

    def _brought(self, kind: Mapping[str, Any]) -> dict[str, date]:
        """Return the day from which each element that a text brought exists, where it is known."""
        days = {
            key: self.reached.get((text, "ordinary"), self.timeline.effect(text, "ordinary"))
            for key, text in self.vocabulary.brought(str(kind.get("each", ""))).items()
        }
        return {key: day for key, day in days.items() if day is not None}

    def _work_kind(self, kind: str) -> None:
        values = Values(self.timeline, self.timeline.laws[-1])
        brought = self._brought(self.case.kinds[kind])
        occasions = self.case.lay_out(kind, values, lambda a, b: self._changes(kind, a, b), brought)
        given: dict[str, list[tuple[date, list[str]]]] = {}
        for occasion in occasions:
            law = self.law_of(occasion.on)
            if law is None:
                continue
            awaited = self._awaited(kind, occasion)
            if awaited:
                self.awaiting[kind] = unique([*self.awaiting.get(kind, ()), *awaited])
                continue
            section = self._section(kind, law)
            if section.lasting or section.conclusions:
                self._work(section, law, occasion, given)
        if "on" in self.case.kinds[kind] and not occasions:
            self._keep_undated(kind, self._undated(self.case.kinds[kind]))
        elif kind in self.awaiting:
            self._keep_undated(kind, self.awaiting[kind])

    def _work(
        self,
        section: Section,
        law: Law,
        occasion: Occasion,
        given: dict[str, list[tuple[date, list[str]]]],
    ) -> None:
        view = self.case.view(occasion)
        derived, steps = section.infer(occasion, view, self.case.pending)
        uncut: list[Payment] = []
        if occasion.uncut is not None:
            before = {address: list(grants) for address, grants in given.items()}
            whole = self.case.view(occasion.uncut)
            _, others = section.infer(occasion.uncut, whole, self.case.pending)
            uncut = funded(section, occasion.uncut, others, before)[2]
        steps, rights, payments = funded(section, occasion, steps, given)
        if occasion.uncut is not None or occasion.resumed:
            payments = adjusted(occasion, payments, uncut)
        self._keep_lasting(section, derived, view)
        self.rights += rights
        self.payments += payments
        if section.conclusions:
            self.occasions.append((occasion, law))
            self.concluded += steps
            known = {**self._lasting_steps, **derived}
            self.steps += [step for group in known.values() for step in group] + steps

    def _keep_lasting(
        self, section: Section, derived: Mapping[str, list[Step]], view: View
    ) -> None:
        self.case.lasting |= {fact: view[fact] for fact in section.lasting if fact in view}
        for fact in section.lasting:
            self._lasting_steps[fact] = derived.get(fact, [])
            missing = list(self.case.pending.get(fact, ()))
            missing += [name for step in derived.get(fact, ()) for name in step.missing]
            self._keep_unknown(fact, [] if fact in self.case.lasting else unique(missing))

    def _keep_unknown(self, fact: str, missing: list[str]) -> None:
        self.case.pending.pop(fact, None)
        if missing:
            self.case.pending[fact] = missing

    def _keep_undated(self, kind: str, names: list[str]) -> None:
        """What an occasion without a day would derive for good is unknown, not undefined."""
        if not names or not self.case.lasts(kind):
            return
        facts = {
            version.then["fact"]
            for version in self.timeline.versions()
            if version.rule and version.concludes == "derive" and kind in version.on
        }
        for fact in sorted(facts):
            if fact not in self.case.lasting:
                self._keep_unknown(fact, unique([*self.case.pending.get(fact, ()), *names]))

    def _undated(self, kind: Mapping[str, Any]) -> list[str]:
        """Return what keeps a kind of occasion without a day, where it may still have one."""
        view, read = self.case.as_of(self.case.day), _all_facts(kind["on"])
        values = Values(self.timeline, self.timeline.laws[-1])
        unknown = values.value(kind["on"], view) is None
        names = [name for name in read if unknown and name not in view]
        names = [name for name in names if not self.vocabulary.derives(name)]
        return names + [one for name in read for one in self.case.pending.get(name, ())]


# --- rights and payments --------------------------------------------------------------------------

Given: TypeAlias = "dict[str, list[tuple[date, list[str]]]]"


def matches(line: str, patterns: Iterable[str]) -> bool:
    """Whether a line matches one of some patterns."""
    return any(fnmatchcase(line, pattern) for pattern in patterns)


def funded(
    section: Section, occasion: Occasion, steps: list[Step], given: Given
) -> tuple[list[Step], list[Right], list[Payment]]:
    """Return the conclusions of an occasion as steps, rights and payments; `given` grows."""
    steps = [
        _limited(section, step, given.setdefault(step.version.address, []))
        if step.version.concludes == "entitle" and "once_in" in step.version.then
        else step
        for step in steps
    ]
    rights = [
        _right(step)
        for step in steps
        if step.version.concludes == "entitle" and step.outcome == APPLIED
    ]
    lines = [right.line for right in rights]
    if len(set(lines)) < len(lines):
        fail(occasion.id, "une ligne est donnée deux fois", "a line is given twice")
    steps = _with_doubts(section, steps)
    increases = list(_increases(section, steps, rights))
    rights += increases
    without = _bound_all(section, steps, rights)
    payments = [
        payment
        for step in steps
        if step.version.concludes == "pay" and step.outcome == APPLIED
        for payment in _paid(section, step, rights)
    ]
    worked = {id(right.step) for right in increases} | {id(one.step) for one in payments}
    idle = ("increase", "pay")
    steps = [
        _idle(step)
        if id(step) in without
        or (step.version.concludes in idle and step.outcome == APPLIED and id(step) not in worked)
        else step
        for step in steps
    ]
    return steps, rights, payments


def _increases(section: Section, steps: Iterable[Step], rights: Sequence[Right]) -> Iterator[Right]:
    """Yield what rules add to rights."""
    for step in steps:
        if step.version.concludes == "increase" and step.outcome == APPLIED:
            lines = lines_of(section, step.version)
            yield from (_increased(one, step) for one in rights if matches(one.line, lines))


def _idle(step: Step) -> Step:
    if step.missing:
        return replace(step, outcome=UNKNOWN, because="")
    return replace(step, outcome=NOT_APPLIED, because="no_right")


def _limited(section: Section, step: Step, grants: list[tuple[date, list[str]]]) -> Step:
    """Apply the limit in time of a right."""
    if step.outcome == NOT_APPLIED:
        return step
    limit = str(
        step.values.get("once_in")
        or section.value(limit_of(step.version.then["once_in"]), step.view)
    )
    within = [missing for day, missing in grants if _within_limit(day, step.occasion, limit)]
    if [] in within:
        return replace(step, outcome=NOT_APPLIED, missing=[], because="already_given")
    doubts = unique(name for missing in within for name in missing)
    if not section.truth(step.version.when, step.view):
        doubts = unique(
            [*doubts, *(section.full_name(name, step.occasion) for name in step.missing)]
        )
    grants.append((step.occasion.on, doubts))
    if doubts and step.outcome == APPLIED:
        return replace(step, outcome=UNKNOWN, missing=doubts, because="")
    return step


def _within_limit(day: date, occasion: Occasion, limit: str) -> bool:
    if limit == "period":
        return occasion.span is not None and day >= occasion.span.start
    if limit == "calendar_year":
        return day.year == occasion.on.year
    return occasion.on < moved(day, limit)


def _right(step: Step) -> Right:
    then, values, occasion = step.version.then, step.values, step.occasion
    start = values["from"] if "from" in then else occasion.on
    if "until" not in then:
        end = occasion.end or (occasion.span.end if occasion.span else None)
    elif values["until"] == "calendar_year":
        start, end = date(occasion.on.year, 1, 1), date(occasion.on.year + 1, 1, 1)
    else:
        end = values["until"]
    return Right(filled(then["line"], step.view), cents(values["amount"]), start, end, step)


def _bound_all(section: Section, steps: Iterable[Step], rights: list[Right]) -> set[int]:
    """Apply caps and floors in order, adding what they give; return the steps without any right."""
    without = set()
    for step in steps:
        if step.version.concludes in ("cap", "floor") and step.outcome == APPLIED:
            lines = lines_of(section, step.version)
            under = [one for one in rights if matches(one.line, lines)]
            rights += _bounded(under, step)
            without |= set() if under else {id(step)}
    return without


def _bounded(rights: Sequence[Right], step: Step) -> list[Right]:
    """Return what a cap takes from each right, or a floor adds to it.

    Each takes its part of the sum, or all the same where they are worth nothing; what is taken so
    far is rounded, so that the parts add up.
    """
    total, bound = sum((one.amount for one in rights), Fraction(0)), cents(step.values["at"])
    beyond = total < bound if step.version.concludes == "floor" else total > bound
    if not rights or not beyond:
        return []
    weights = [one.amount if total > 0 else Fraction(1) for one in rights]
    taken, weight, given = Fraction(0), Fraction(0), []
    for right, own in zip(rights, weights, strict=True):
        weight += own
        so_far = cents((bound - total) * weight / sum(weights))
        line = step.version.then["line"]
        given.append(Right(line, so_far - taken, right.start, right.end, step, right))
        taken = so_far
    return given


OF_RIGHTS = ("increase", "cap", "floor")
"""What works on the rights that others give."""


def lines_of(section: Section, version: Version) -> list[str]:
    """Return the lines that a rule increases or pays."""
    lines = version.then["lines"]
    return listed(section.chosen(lines) if isinstance(lines, dict) else lines)


def _increased(right: Right, step: Step) -> Right:
    by = step.version.then["by"]
    amount = cents(right.amount * (step.values["by"] if worked_out(by) else number(by)))
    return Right(step.version.then["line"], amount, right.start, right.end, step, right)


def _with_doubts(section: Section, steps: Sequence[Step]) -> list[Step]:
    """Return the steps; an increase, a cap or a floor is in doubt in part if what it works on is.

    Increases work on rights. Caps and floors work on rights, on increases, and on the caps and
    floors before them.
    """
    rights = [
        (filled(step.version.then["line"], step.view), step)
        for step in steps
        if step.version.concludes == "entitle" and step.outcome != NOT_APPLIED
    ]
    doubts = [(line, step.missing) for line, step in rights if step.outcome == UNKNOWN]
    on_rights, marked = [*doubts], [*steps]
    of_rights = [rank for rank, step in enumerate(steps) if step.version.concludes in OF_RIGHTS]
    for rank in sorted(of_rights, key=lambda rank: steps[rank].version.concludes != "increase"):
        step, lines = steps[rank], lines_of(section, steps[rank].version)
        bound = step.version.concludes != "increase"
        if step.outcome == APPLIED:
            on = doubts if bound else on_rights
            missing = [name for line, names in on if matches(line, lines) for name in names]
            if missing:
                step = replace(step, missing=unique(missing), because="partial")
        marked[rank] = step
        if step.missing and step.outcome != NOT_APPLIED:
            worked_on = [line for line, _ in rights] + [line for line, _ in doubts]
            if any(matches(line, lines) for line in worked_on):
                doubts.append((step.version.then["line"], step.missing))
    return marked


def _paid(section: Section, step: Step, rights: Iterable[Right]) -> Iterator[Payment]:
    """Yield the parts of each right that a rule pays: they add up to the right."""
    parts, known = step.version.then["parts"], known_parts(step)
    for right in rights:
        line = right.paid_as
        if not matches(line, lines_of(section, step.version)):
            continue
        # An amount of its own is paid once, on the right: what a cap takes of it leaves it alone.
        own = [rank for rank, part in enumerate(parts) if not (right.base and "amount" in part)]
        shares = {rank: _share_of(right.amount, rank, parts[rank], step) for rank in own}
        rest = right.amount - sum((one for one in shares.values() if one is not None), Fraction(0))
        for rank in own:
            part = parts[rank]
            if known[rank]:
                amount = rest if is_rest(part) else shares[rank]
                assert amount is not None  # a part that is known has its amount
                yield Payment(right, part["part"], step.values[f"due.{rank}"], amount, step)


def _share_of(whole: Fraction, rank: int, part: Mapping[str, Any], step: Step) -> Fraction | None:
    """Return the cents of a part of a right, None for the rest and for what is unknown."""
    if "amount" in part:
        amount = step.values[f"amount.{rank}"]
        return None if amount is None else cents(amount)
    if "share" not in part:
        return None
    times = step.values[f"times.{rank}"] if "times" in part else WHOLE
    given = part["share"]
    ratio = step.values[f"ratio.{rank}"] if worked_out(given) else number(given)
    return None if times is None or ratio is None else cents(whole * ratio * times)


def adjusted(occasion: Occasion, own: list[Payment], uncut: list[Payment]) -> list[Payment]:
    """Return the payments of a part of a period, which a change of the law cut.

    What fell due before the change is what the uncut period gave; the difference is a payment of
    its own, on the day of the change.
    """
    change = occasion.end if occasion.uncut is not None else None
    before = own
    if change:
        left = {tuple(one.identity): one for one in own}
        before = []
        for other in uncut:
            one = left.get(tuple(other.identity))
            right = one.right if one else ended(other.right, change)
            before.append(replace(other, right=right, step=one.step if one else other.step))
    first = occasion.on if occasion.resumed else date.min
    stood = [one for one in before if change is None or (one.due is not None and one.due < change)]
    paid = [one for one in stood if one.due is None or one.due >= first]
    late = [one for one in stood if one.due is not None and one.due < first]
    paid += _differences([], late, first)
    if change is not None:
        paid += [one for one in own if one.due is None or one.due >= change]
        due = [one for one in own if one.due is not None and one.due < change]
        paid += _differences(stood, due, change)
    return paid


def ended(right: Right, change: date) -> Right:
    """Return a right of the uncut occasion as it ends with the change of the law."""
    base = None if right.base is None else ended(right.base, change)
    return replace(right, end=change if right.end is None else min(right.end, change), base=base)


def _differences(had: Iterable[Payment], owed: Iterable[Payment], day: date) -> Iterator[Payment]:
    sides: dict[tuple[int, int], tuple[list[Payment], list[Payment]]] = {}
    for rank, payments in ((1, owed), (0, had)):
        for one in payments:
            key = (id(one.step), id(one.right))
            sides.setdefault(key, ([], []))[rank].append(one)
    for before, after in sides.values():
        first = (after or before)[0]
        amount = total(after) - total(before)
        if amount:
            yield Payment(first.right, "adjustment", day, amount, first.step, before, after)


def total(payments: Iterable[Payment | Right]) -> Fraction:
    """Return the sum of payments or of rights."""
    return sum((one.amount for one in payments), Fraction(0))


def late_days(timeline: Timeline) -> list[date]:
    """Return the days on which a text became known after its law had begun."""
    days = set()
    for text in timeline.texts.values():
        event = timeline.counting_event(text.id)
        known = timeline.event(text.id, event) if event else None
        for group in text.head.get("entry_into_force") or {}:
            day = timeline.effect(text.id, group)
            if known is not None and day is not None and day < known:
                days.add(known)
    return sorted(days)


def as_known(states: Sequence[tuple[date, Sequence[Payment]]]) -> list[Payment]:
    """Return what was due under the knowledge of each day, with what later knowledge changed."""
    paid: list[Payment] = []
    for rank, (known, payments) in enumerate(states):
        last = rank == len(states) - 1
        until = NOT_YET if last else states[rank + 1][0]
        paid += [
            one
            for one in payments
            if (last if one.due is None else known <= one.due and (last or one.due < until))
        ]
        if rank:
            before, now = (_sums(listed_, known) for listed_ in (states[rank - 1][1], payments))
            for key in unique_keys([*before, *now]):
                old, new = before.get(key, []), now.get(key, [])
                amount = total(new) - total(old)
                if amount:
                    first = (new or old)[0]
                    paid.append(
                        Payment(first.right, "adjustment", known, amount, first.step, old, new)
                    )
    return paid


def unique_keys(keys: Iterable[Any]) -> list[Any]:
    """Return keys once each, in order."""
    return list(dict.fromkeys(keys))


def _sums(payments: Iterable[Payment], until: date) -> dict[Any, list[Payment]]:
    by_line: dict[Any, list[Payment]] = {}
    for one in payments:
        if one.due is not None and one.due < until:
            span = one.right.span
            when = (span.name, span.number) if span else (one.right.start, one.right.end)
            by_line.setdefault((one.right.line, *when), []).append(one)
    return by_line


# --- what a proof says, worked out again ----------------------------------------------------------

WORKING = ("on", "when", "then", "overrides", "table")
"""The keys of a provision that conclude: a proof quotes them, and a hash holds all of it."""


def occasion_records(evaluation: Evaluation) -> list[Record]:
    """Return the occasions on which something is concluded."""
    records = [occasion.record(law.start) for occasion, law in evaluation.occasions]
    return sorted(records, key=lambda record: str(record["id"]))


def step_records(evaluation: Evaluation) -> list[Record]:
    """Return each rule on each occasion: what it read, and what it concluded or why not."""
    records = {step.id: step_record(step, evaluation) for step in evaluation.steps}
    return [records[name] for name in sorted(records)]


def step_record(step: Step, evaluation: Evaluation) -> Record:
    """Return one step, with the record of each operation."""
    version, law = step.version, evaluation.law_of(step.occasion.on)
    assert law is not None  # an occasion is governed by the law of its day
    conditions = Conditions(evaluation.timeline, law, evaluation.vocabulary)
    record: Record = {
        "id": step.id,
        "since": shown(version.since),
        "concludes": version.concludes,
        "on": [filled(name, step.view) for name in names_of(version) if name],
        "outcome": step.outcome,
        "because": step.because or None,
        "set_aside_by": sorted(other.address for other in step.set_aside_by) or None,
        "missing": sorted(set(step.missing)) or None,
        "when": None if version.when is None else conditions.judge(version.when, step.view)[1],
        "values": None,
    }
    if step.values:
        record["values"] = {
            name: conditions.work(node, step.view)[1] for name, node in values_of(version)
        }
    return {name: part for name, part in record.items() if part not in (None, [])}


def period_of(right: Right) -> list[Any] | None:
    """Return the period of a right: its series and its number."""
    return [right.span.name, right.span.number] if right.span else None


def right_records(rights: Iterable[Right]) -> list[Record]:
    """Return the rights, in order of their ids."""
    records = [
        {
            "id": right.id,
            "line": right.line,
            "amount": money(right.amount),
            "from": shown(right.start),
            "until": shown(right.end),
            "period": period_of(right),
        }
        for right in rights
    ]
    return sorted(records, key=lambda record: str(record["id"]))


def payment_records(payments: Iterable[Payment], day: date) -> list[Record]:
    """Return the payments, in order of their ids."""
    records = [{**payment_record(one), "status": status_of(one.due, day)} for one in payments]
    return sorted(records, key=canonical)


def payment_record(one: Payment) -> Record:
    """Return one payment; an adjustment with what had been due and what is."""
    record: Record = {
        "id": f"{one.step.version.address}:{one.part}:{one.right.id}",
        "line": one.right.line,
        "due": shown(one.due),
        "amount": money(one.amount),
    }
    for name, side in (("had", one.had), ("owed", one.owed)):
        if one.part == "adjustment":
            record[name] = sorted((payment_record(other) for other in side), key=canonical)
    return record


def status_of(due: date | None, day: date) -> str:
    """Return the status of a payment on a day."""
    return "conditional" if due is None else "due" if due <= day else "not_yet"


def version_records(evaluations: Sequence[Evaluation]) -> list[Record]:
    """Return all the versions of each provision at work on an occasion, whatever it concluded."""
    addresses: dict[str, Timeline] = {}
    for evaluation in evaluations:
        for occasion, law in evaluation.occasions:
            section = evaluation._section(occasion.kind, law)  # noqa: SLF001  # of this file
            at_work = section.provisions()
            for version in law.provisions.values():
                if id(version) in at_work:
                    addresses.setdefault(version.address, evaluation.timeline)
    records = []
    for address in sorted(addresses):
        for version, until in addresses[address].intervals(address):
            quoted = {name: version.content[name] for name in WORKING if name in version.content}
            records.append(
                {
                    "id": f"{address}@{version.since}",
                    "until": shown(until),
                    "file": version.file,
                    "sha256": sha256(canonical(plain(version.content))),
                    "chain": version.chain,
                    "content": plain(quoted),
                }
            )
    return records


# --- answers --------------------------------------------------------------------------------------


def sums_of(rights: Sequence[Right], payments: Sequence[Payment], day: date) -> Record:
    """Return the sums: by period, by status, by year, and what is left of each right to be paid."""
    periods: dict[str, Fraction] = {}
    lines: dict[str, Fraction] = {}
    for right in rights:
        name = period_name(right)
        periods[name] = periods.get(name, Fraction(0)) + right.amount
        line = f"{right.line} {name}"
        lines[line] = lines.get(line, Fraction(0)) + right.amount
    years: dict[str, Fraction] = {}
    statuses: dict[str, Fraction] = {}
    rests = dict(lines)
    for one in payments:
        status = status_of(one.due, day)
        statuses[status] = statuses.get(status, Fraction(0)) + one.amount
        year = str(one.due.year) if one.due else "-"
        years[year] = years.get(year, Fraction(0)) + one.amount
        line = f"{one.right.line} {period_name(one.right)}"
        rests[line] = rests.get(line, Fraction(0)) - one.amount
    tables = {"periods": periods, "lines": lines, "years": years, "statuses": statuses}
    sums: Record = {name: _in_euros(table) for name, table in tables.items()}
    sums["unpaid"] = {line: money(rest) for line, rest in sorted(rests.items()) if rest}
    return {**sums, "rights": money(total(rights)), "payments": money(total(payments))}


def _in_euros(table: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: money(amount) for name, amount in sorted(table.items())}


def period_name(right: Right) -> str:
    """Return the period of a right as one word; the days of a right outside any period."""
    span = right.span
    return f"{span.name}.{span.number}" if span else f"{right.start}/{right.end or ''}"


def date_status(then: Mapping[str, Any], due: date | None, met: date | None, day: date) -> str:
    """Return the status of a date of the calendar."""
    late, passed = ("lapsed", "lapsed") if then.get("optional") else ("late", "due")
    if due is None:
        return "conditional"
    if "met_by" in then and met is not None:
        if met <= day:
            return "met" if met <= due else late
        return "not_yet" if due >= day else late
    if then.get("kind", "deadline") == "deadline":
        return "not_yet" if due >= day else passed
    return "past" if due <= day else "not_yet"


def dates_of(evaluation: Evaluation) -> list[Record]:
    """Return the dates of the calendar, each with its status."""
    day, records = evaluation.case.day, []
    for step in evaluation.concluded:
        then = step.version.then
        if step.outcome not in (APPLIED, UNKNOWN):
            continue
        values = step.values if step.outcome == APPLIED else {}
        due, met = values.get("due"), values.get("met_by")
        if due == NOT_YET or (then.get("by") and step.occasion.on > day):
            continue
        records.append(
            {
                "id": step.id,
                "entry": filled(then["id"], step.view),
                "on": shown(due),
                "status": date_status(then, due, met, day),
            }
        )
    return sorted(records, key=lambda record: str(record["id"]))


def benefits_of(evaluation: Evaluation) -> Record:
    """Return the outcome of each benefit and of each requirement, and the steps advised."""
    benefits: dict[str, dict[str, str]] = {}
    blocking: dict[str, list[str]] = {}
    advised = []
    for step in evaluation.concluded:
        law = evaluation.law_of(step.occasion.on)
        conditions = Conditions(evaluation.timeline, law, evaluation.vocabulary)
        if step.version.concludes == "advise":
            if step.outcome == APPLIED:
                advised.append(_advised(step, conditions))
            continue
        benefit = filled(step.version.then["benefit"], step.view)
        outcome, blocks = _requirement(step, conditions)
        benefits.setdefault(benefit, {})[step.id] = outcome
        blocking.setdefault(benefit, []).append(blocks)
    outcomes = {
        name: "not_eligible"
        if "forbids" in blocks
        else "undetermined"
        if "doubts" in blocks
        else "eligible"
        for name, blocks in blocking.items()
    }
    for kind in evaluation.awaiting:
        for name in evaluation.required_on(kind):
            if outcomes.get(name) != "not_eligible":
                outcomes[name] = "undetermined"
    advised.sort(key=lambda row: (Fraction(row["order"]), str(row["step"])))
    done = bool(advised) and advised[-1]["done"] is True
    return {"benefits": outcomes, "requirements": benefits, "steps": [] if done else advised}


def _advised(step: Step, conditions: Conditions) -> Record:
    then = step.version.then
    done = conditions.truth(then["done_when"], step.view) if "done_when" in then else None
    return {"step": then["step"], "order": shown(number(then["order"])), "done": done}


def _requirement(step: Step, conditions: Conditions) -> tuple[str, str]:
    """Return the outcome of a requirement, and whether it forbids its benefit or leaves doubt."""
    excuses = conditions.excuses(step.version)
    if step.set_aside_by:
        return "set_aside", ""
    if step.outcome == APPLIED:
        return "met", ""
    if step.outcome == UNKNOWN:
        doubts = conditions.truth(step.version.when, step.view) is not True
        return "unknown", "doubts" if doubts and not excuses else ""
    return ("not_applicable", "") if excuses else ("unmet", "forbids")


# --- duties ---


class Binding:
    """Whether a duty binds on the day of the question."""

    def __init__(self, step: Step, evaluation: Evaluation) -> None:
        law = evaluation.law_of(step.occasion.on)
        self.step, self.then = step, step.version.then
        self.conditions = Conditions(evaluation.timeline, law, evaluation.vocabulary)

    def status(self) -> str:
        """Return its status, "" where it does not bind or no longer does."""
        step = self.step
        if step.outcome == UNKNOWN and self._doubtful():
            return "" if self._ended() is True else "undetermined"
        if step.outcome in (APPLIED, UNKNOWN) or step.because == "no_value":
            return self._on_its_days()
        return ""

    def _doubtful(self) -> bool:
        truth = self.conditions.truth(self.step.version.when, self.step.view)
        return truth is None or not self.step.values or self.step.first is not None

    def _on_its_days(self) -> str:
        over, started = self._ended(), self._begun()
        if over is None and self._undefined("until"):
            over = False
        if over or (started is None and self._undefined("from")):
            return ""
        if started is False and (over is False or self._awaited()):
            return "later"
        return "binding" if started and over is False else "undetermined"

    def _awaited(self) -> bool:
        node = self.then.get("from")
        return node is not None and self.conditions.value(node, self.step.view) == NOT_YET

    def _begun(self) -> Truth:
        return self._reached(self.then["from"]) if "from" in self.then else True

    def _ended(self) -> Truth:
        return self._reached(self.then["until"]) if "until" in self.then else False

    def _reached(self, node: Any) -> Truth:
        """Return whether a day has come; the earliest of several as soon as one has."""
        if isinstance(node, dict) and "reading" in node:
            return self._reached(self.conditions.chosen(node))
        for key, join in (("earliest", disjunction), ("latest", conjunction)):
            if isinstance(node, dict) and key in node:
                return join(self._reached(part) for part in listed(node[key]))
        day = self.conditions.value(node, self.step.view)
        return None if day is None else bool(self.step.view["day"] >= day)

    def _undefined(self, name: str) -> bool:
        """Whether a day is unknown only because no rule gives a fact."""
        unknown = self.step.view.get(UNKNOWN_DERIVED) or ()
        names = self._unknown(self.then[name]) if name in self.then else []
        derives = self.conditions.vocabulary.derives
        return all(derives(one) and one not in unknown for one in names)

    def _unknown(self, node: Any) -> list[str]:
        if self._reached(node) is not None:
            return []
        if isinstance(node, dict) and "reading" in node:
            return self._unknown(self.conditions.chosen(node))
        for key in ("earliest", "latest"):
            if isinstance(node, dict) and key in node:
                return [name for part in listed(node[key]) for name in self._unknown(part)]
        names = [name for name in self.conditions.facts(node) if name not in self.step.view]
        return names + list(self.conditions.missing_lookups(node, self.step.view))

    def record(self) -> Record:
        """Return the duty as a proof writes it: never before its provision is in force."""
        view, since = self.step.view, self.step.version.since
        start, end = (
            self.conditions.value(self.then[name], view) if name in self.then else None
            for name in ("from", "until")
        )
        start = since if "from" not in self.then else start
        return {
            "duty": filled(str(self.then["duty"]), view),
            "subject": filled(str(self.then.get("subject", "")), view),
            "status": self.status(),
            "from": None if start in (None, NOT_YET) else shown(max(start, since)),
            "until": None if end == NOT_YET else shown(end),
        }


def duties_of(evaluation: Evaluation) -> Record:
    """Return what each rule demands, by the id of its step, with its status and its days."""
    kept = {}
    for step in evaluation.concluded:
        record = Binding(step, evaluation).record()
        if record["status"]:
            kept[step.id] = record
    return dict(sorted(kept.items()))


# --- the whole proof ------------------------------------------------------------------------------

QUESTIONS = ("eligibility", "calendar", "funding", "duties")


def evaluations_of(
    texts: Sequence[LegalText], question: Mapping[str, Any], asks: str
) -> dict[str, Evaluation]:
    """Return the evaluations behind an answer, by name.

    What was due before a text became known late is worked out under the knowledge of each day.
    """
    known_on = date.fromisoformat(question["known_on"])
    evaluations: dict[str, Evaluation] = {}
    if asks != "funding":
        evaluations[asks] = Evaluation(texts, question, asks, known_on)
    if asks in ("funding", "calendar"):
        evaluations["funding"] = Evaluation(texts, question, "funding", known_on)
        for day in late_days(evaluations["funding"].timeline):
            before = Evaluation(texts, question, "funding", day - timedelta(1))
            if before.timeline.laws:  # before the first text was known nothing was due
                evaluations[f"funding known before {day}"] = before
    return evaluations


def due_in_all(evaluations: Mapping[str, Evaluation]) -> list[Payment]:
    """Return all that is due, with what late knowledge changed."""
    now = evaluations["funding"]
    late = late_days(now.timeline)
    if not late:
        return now.payments
    starts = [date.min, *late]
    states: list[tuple[date, Sequence[Payment]]] = [
        (start, before.payments if before else [])
        for start, day in zip(starts, late, strict=False)
        for before in (evaluations.get(f"funding known before {day}"),)
    ]
    return as_known([*states, (late[-1], now.payments)])


def answer_of(evaluations: Mapping[str, Evaluation], asks: str) -> Record:
    """Return the answer that a proof states."""
    if asks == "eligibility":
        return benefits_of(evaluations[asks])
    if asks == "duties":
        return duties_of(evaluations[asks])
    now = evaluations["funding"]
    payments = due_in_all(evaluations)
    answer: Record = {
        "payments": payment_records(payments, now.case.day),
        "sums": sums_of(now.rights, payments, now.case.day),
    }
    if asks == "calendar":
        return {"dates": dates_of(evaluations[asks]), **answer}
    return {"rights": right_records(now.rights), **answer}


def redone(proof: Mapping[str, Any], texts: Sequence[LegalText]) -> Record:
    """Return what a proof must say, from its question and the files of the law alone."""
    asked = proof["question"]
    holidays = proof.get("holidays", {})
    for territory, years in holidays.items():
        check_holidays(territory, years)
    question = {**asked, "facts": proof["facts"], "holidays": holidays}
    evaluations = evaluations_of(texts, question, asked["asks"])
    now = next(iter(evaluations.values()))
    effects = {
        f"{text}.{group}": shown(now.timeline.effect(text, group))
        for text, group in now.timeline.groups()
    }
    return {
        "effects": dict(sorted(effects.items())),
        "work": {
            name: {
                "occasions": occasion_records(one),
                "steps": step_records(one),
                **one.reached_record(),
            }
            for name, one in evaluations.items()
        },
        "versions": version_records(list(evaluations.values())),
        "answer": answer_of(evaluations, asked["asks"]),
    }


# --- what the proof says beside what is worked out ------------------------------------------------

KEYS = {
    "": (
        "format",
        "engine",
        "question",
        "case",
        "facts",
        "files",
        "effects",
        "versions",
        "work",
        "answer",
        "sha256",
    ),
    "question": ("asks", "corpus", "on", "known_on", "readings"),
    "case": ("file", "sha256", "set"),
    "facts": ("values", "histories", "elements", "records"),
}
OPTIONAL = {("", "holidays")}
"""What a proof has only where a rule needs it."""
_NOTHING = object()
_WHATEVER_IS_WRITTEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a proof written by anyone may cause while it is worked out again."""


def compare(step: str, said: Any, found: Any) -> None:
    """Compare what a proof says with what is found, and name the first place that differs."""
    if isinstance(said, dict) and isinstance(found, dict):
        for name in [*found, *(name for name in said if name not in found)]:
            there = said.get(name, _NOTHING), found.get(name, _NOTHING)
            place = f"{step} {name}".strip()
            if there[0] is _NOTHING:
                fail(place, "la preuve l'omet", "the proof leaves it out")
            if there[1] is _NOTHING:
                fail(place, "la preuve l'ajoute", "the proof adds it")
            compare(place, *there)
    elif isinstance(said, list) and isinstance(found, list):
        _compare_lists(step, said, found)
    elif type(said) is not type(found) or said != found:
        fail(
            step,
            f"la preuve dit {_brief(said)}, le calcul donne {_brief(found)}",
            f"the proof says {_brief(said)}, the calculation gives {_brief(found)}",
        )


def _compare_lists(step: str, said: list[Any], found: list[Any]) -> None:
    names = [[_name(one) for one in side] for side in (said, found)]
    if all(name is not None for side in names for name in side) and names[0] != names[1]:
        for name in names[1]:
            if name not in names[0]:
                fail(f"{step} {name}", "la preuve l'omet", "the proof leaves it out")
        for name in names[0]:
            if name not in names[1] or names[0].count(name) > names[1].count(name):
                fail(f"{step} {name}", "la preuve l'ajoute", "the proof adds it")
        first = next(name for name, other in zip(*names, strict=True) if name != other)
        fail(f"{step} {first}", "il n'est pas à sa place", "it is not in its place")
    for rank, (one, other) in enumerate(zip(said, found, strict=False)):
        name = _name(other) if names[0] == names[1] else None
        compare(f"{step} {rank + 1 if name is None else name}", one, other)
    if len(said) != len(found):
        fail(
            step,
            f"la preuve en a {len(said)}, le calcul {len(found)}",
            f"the proof has {len(said)}, the calculation {len(found)}",
        )


def _name(item: Any) -> str | None:
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) else None


def _brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check that a proof has the parts of a proof, and no other."""
    for part, names in KEYS.items():
        there = proof.get(part) if part else proof
        if not isinstance(there, dict):
            fail(part, "ce n'est pas une partie d'une preuve", "it is no part of a proof")
        for name in (*names, *there):
            if name not in there:
                fail(f"{part} {name}".strip(), "la preuve l'omet", "the proof leaves it out")
            if name not in names and (part, name) not in OPTIONAL:
                fail(f"{part} {name}".strip(), "la preuve l'ajoute", "the proof adds it")
    if proof["question"]["asks"] not in QUESTIONS:
        fail("question asks", "cette question n'a pas de preuve", "this question has no proof")


def check_readings(proof: Mapping[str, Any], texts: Iterable[LegalText]) -> None:
    """Check that an option is chosen of each reading that the texts leave open, and of no other."""
    known: dict[str, Any] = {}
    for text in texts:
        known |= (text.shared.get("readings.yaml") or {}).get("readings") or {}
    chosen = proof["question"]["readings"]
    compare("question readings", sorted(chosen), sorted(known))
    for name, option in chosen.items():
        if option not in known[name]["options"]:
            fail(
                f"question readings {name}",
                f"cette lecture n'a pas l'option {_brief(option)}",
                f"this reading has no option {_brief(option)}",
            )


def check_facts(proof: Mapping[str, Any], vocabulary: Vocabulary) -> None:
    """Check that each fact is a word of the vocabulary that a case may give."""
    facts = proof["facts"]
    for name in (*facts["values"], *facts["histories"]):
        if vocabulary.word(name) is None or vocabulary.derives(name):
            fail(
                f"facts {name}",
                "aucun dossier ne peut donner ce fait",
                "no case can give this fact",
            )


# --- the facts and the case -----------------------------------------------------------------------


def check_case(proof: Mapping[str, Any], path: Path, vocabulary: Vocabulary) -> int:
    """Check that the facts of a proof are those of a case, and return how many were compared.

    What was set in the case (`--set`) is not in its file, and is left out.
    """
    content = path.read_bytes()
    compare("case sha256", proof["case"]["sha256"], sha256(content))
    given: dict[str, Any] = {}
    _flatten(read_yaml(content, path.name), "", given, vocabulary)
    facts = proof["facts"]
    count = 0
    for name, written in given.items():
        if any(str(one).split("=")[0].split("@")[0] == name for one in proof["case"]["set"]):
            continue
        count += 1
        said = facts["values"].get(name, facts["histories"].get(name, _NOTHING))
        if said is _NOTHING or isinstance(said, list) or isinstance(written, list):
            known = name in facts["histories"] or name in facts["records"]
            if not known:
                fail(f"facts {name}", "la preuve l'omet", "the proof leaves it out")
        elif shown(fact_of(said)) != shown(_typed(written, vocabulary.word(name) or {})):
            fail(
                f"facts {name}",
                f"la preuve dit {_brief(said)}, le dossier {_brief(plain(written))}",
                f"the proof says {_brief(said)}, the case {_brief(plain(written))}",
            )
    for name, said in facts["values"].items():
        unsaid = (vocabulary.word(name) or {}).get("absent")
        if isinstance(unsaid, dict) and shown(fact_of(said)) == shown(
            _typed(unsaid["is"], vocabulary.word(name) or {})
        ):
            continue
        if name not in given and said != "not_yet" and not proof["case"]["set"]:
            fail(f"facts {name}", "le dossier ne le dit pas", "the case does not say it")
    return count


def _typed(written: Any, word: Mapping[str, Any]) -> Any:
    """Return what a case writes, in the type of its fact."""
    if word.get("type") in ("text", "enumeration"):
        return str(written)
    if isinstance(written, str) and written in ("not yet", "pas encore"):
        return NOT_YET
    value = scalar(written)
    return Fraction(value) if isinstance(value, str) and _NUMBER.match(value) else value


def _flatten(node: Any, name: str, given: dict[str, Any], vocabulary: Vocabulary) -> None:
    """Note each fact that a case gives, by its full name."""
    head = f"{name}." if name else ""
    if name in vocabulary.collections and isinstance(node, list):
        if not vocabulary.collections[name].get("keys_of"):
            for rank, element in enumerate(node):
                _flatten(element, f"{head}{rank + 1}", given, vocabulary)
    elif isinstance(node, dict):
        for key, part in node.items():
            if name or key not in ("corpus", "$schema"):
                _flatten(part, f"{head}{key}", given, vocabulary)
    else:
        given[name] = node


# --- the command ----------------------------------------------------------------------------------


def read_proof(path: Path) -> dict[str, Any]:
    """Return a proof; raise Misuse for what is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise Misuse(str(path), "ce fichier est trop grand", "this file is too large")
        proof = json.loads(path.read_bytes())
    except OSError as problem:
        said = problem.strerror or str(problem)
        raise Misuse(str(path), f"illisible ({said})", f"it cannot be read ({said})") from None
    except (ValueError, RecursionError):
        raise Misuse(
            str(path),
            "ce n'est pas une preuve : ce n'est pas du JSON",
            "it is not a proof: it is not JSON",
        ) from None
    written = proof.get("format") if isinstance(proof, dict) else None
    if not isinstance(proof, dict) or not isinstance(written, str):
        raise Misuse(str(path), "ce n'est pas une preuve", "it is not a proof")
    if written != FORMAT:
        raise Misuse(
            str(path),
            f"le format est {_brief(written)} ; ce programme vérifie {FORMAT}",
            f"its format is {_brief(written)}; this program checks {FORMAT}",
        )
    return proof


def check(proof: dict[str, Any], folders: Sequence[Path], case: Path | None = None) -> list[int]:
    """Check a proof against folders of rulesets; raise Failure at the first step that fails.

    Return how many steps, operations, hashes, sums and facts of the case were verified.
    """
    check_shape(proof)
    corpus = str(proof["question"]["corpus"])
    texts = read_corpus(folders, corpus)
    if not texts:
        raise Misuse(
            ", ".join(map(str, folders)),
            f"aucun texte de « {corpus} » ne s'y trouve",
            f"no text of “{corpus}” is there",
        )
    files = dict(sorted(item for text in texts for item in text.files.items()))
    compare("files", proof["files"], files)
    check_readings(proof, texts)
    vocabulary = Vocabulary(texts)
    check_facts(proof, vocabulary)
    found = redone(proof, texts)
    for name, part in found.items():
        compare(name, proof[name], part)
    facts = check_case(proof, case, vocabulary) if case else 0
    rest = {name: part for name, part in proof.items() if name != "sha256"}
    compare("sha256", proof["sha256"], sha256(canonical(rest)))
    steps = sum(len(work["steps"]) for work in found["work"].values())
    hashes = len(files) + len(found["versions"]) + 1
    return [steps, _operations(found["work"]), hashes, _sums_in(found["answer"]), facts]


def _operations(node: Any) -> int:
    """Return how many values, comparisons and conditions are recorded."""
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = isinstance(node, dict) and "is" in node
    return own + sum(map(_operations, parts))


_SUM = re.compile(r"-?\d+\.\d\d\Z", re.ASCII)


def _sums_in(node: Any) -> int:
    """Return how many sums in euros an answer has."""
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = isinstance(node, str) and bool(_SUM.match(node))
    return own + sum(map(_sums_in, parts))


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("proof", type=Path, metavar="PROOF")
    parser.add_argument("rulesets", type=Path, nargs="+", metavar="RULESETS")
    parser.add_argument("--case", type=Path, help="the case: its facts are compared too")
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    parser.add_argument(
        "--lang", choices=("fr", "en"), default="fr" if spoken.startswith("fr") else "en"
    )
    return parser.parse_args(given)


def _verified(counts: Sequence[int], language: str) -> str:
    steps, operations, hashes, sums, facts = counts
    if language == "fr":
        beside = f", {facts} faits du dossier" if facts else ""
        return (
            f"Preuve vérifiée : {steps} étapes ({operations} opérations), {hashes} empreintes, "
            f"{sums} sommes{beside}."
        )
    beside = f", {facts} facts of the case" if facts else ""
    return (
        f"Proof verified: {steps} steps ({operations} operations), {hashes} hashes, "
        f"{sums} sums{beside}."
    )


def main(given: Sequence[str] | None = None) -> int:
    """Check a proof, say what was verified or what fails, and return the exit status."""
    sys.setrecursionlimit(10_000)
    arguments = _arguments(sys.argv[1:] if given is None else given)
    french = arguments.lang == "fr"
    try:
        for folder in arguments.rulesets:
            if not folder.is_dir():
                raise Misuse(str(folder), "ce n'est pas un dossier", "it is not a folder")
        counts = _checked(read_proof(arguments.proof), arguments)
    except Failure as failure:
        said = failure.french if french else failure.english
        colon = " : " if french else ": "
        head = "" if isinstance(failure, Misuse) else "échec — " if french else "failure — "
        print(f"{head}{failure.step}{colon}{said}", file=sys.stderr)
        return 2 if isinstance(failure, Misuse) else 1
    print(_verified(counts, arguments.lang))
    return 0


def _checked(proof: dict[str, Any], arguments: argparse.Namespace) -> list[int]:
    try:
        return check(proof, arguments.rulesets, arguments.case)
    except OSError as problem:
        said = f"{problem.filename} ({problem.strerror})"
        raise Misuse(said, "illisible", "it cannot be read") from None
    except _WHATEVER_IS_WRITTEN as problem:
        said = f"{type(problem).__name__}: {problem}"[:200]
        raise Failure(
            "facts",
            f"rien ne peut être calculé de ce que dit la preuve ({said})",
            f"nothing can be worked out from what the proof says ({said})",
        ) from None


if __name__ == "__main__":
    sys.exit(main())
