"""What the headings of a table stand for: the names of facts
or, as the answers show them, their labels in French or English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Vocabulary
from engine.tables.columns import CASE, all_names, is_case, resolve
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.sources import ROW, RowsFile
from engine.words.folding import folded
from engine.words.labels import fact_label

OF_HISTORIES: Mapping[str, str] = {"fait": "fact", "a partir du": "from", "valeur": "value"}
"""What the columns of a table of histories are called in French, folded, beside that of the cases.
"""
_RANK = re.compile(r"(?<=\.)\d+(?=\.)")
_STAND_IN = 900_001
"""A number that no label holds, in place of the rank of a
record: a label is made once for all ranks.
"""

_NEAR = 0.8


class Labels:
    """The labels of the facts of a vocabulary, folded, each
    with the names of the facts that it stands for.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Make the labels; those of records hold the ranks that a heading gives."""
        self.vocabulary = vocabulary
        self._plain: dict[str, dict[str, None]] = {}
        self._ranked: list[tuple[re.Pattern[str], str]] = []
        derived = (name for name, word in vocabulary.facts.items() if word.derived)
        for name in (*all_names(vocabulary), *derived):
            ranks = len(_RANK.findall(name))
            numbers = iter(range(_STAND_IN, _STAND_IN + ranks))
            template = _RANK.sub(lambda _, numbers=numbers: str(next(numbers)), name)  # type: ignore[misc]  # mypy sees no default
            labels = dict.fromkeys(
                folded(fact_label(template, vocabulary, language)) for language in ("fr", "en")
            )
            for label in labels:
                if ranks:
                    self._ranked.append((_pattern(label, ranks), template))
                else:
                    self._plain.setdefault(label, {})[name] = None

    def names(self, heading: str) -> tuple[str, ...]:
        """Return the facts that a heading may stand for: the
        one that it names, else those that are so called.
        """
        key = folded(heading)
        if is_case(heading):
            return (CASE,)
        if resolve(key, self.vocabulary) is not None:
            return (key,)
        facts = dict(self._plain.get(key, {}))
        for pattern, template in self._ranked:
            match = pattern.fullmatch(key)
            if match is not None:
                number = partial(_number_given, match)
                facts[re.sub(r"9\d{5}", number, template)] = None
        return tuple(facts)

    def near(self, heading: str) -> str | None:
        """Return the fact whose label is nearly a heading, None where there is none."""
        close = get_close_matches(folded(heading), self._plain, n=1, cutoff=_NEAR)
        return next(iter(self._plain[close[0]])) if close else None


def _number_given(heading: re.Match[str], stand_in: re.Match[str]) -> str:
    """Return the rank that a heading gives where its label holds a number in its place."""
    return str(int(heading[f"r{stand_in[0]}"]))


def _pattern(label: str, ranks: int) -> re.Pattern[str]:
    text = re.escape(label)
    for number in range(_STAND_IN, _STAND_IN + ranks):
        text = text.replace(str(number), f"(?P<r{number}>\\d{{1,4}})", 1)
    return re.compile(text, re.ASCII)


def named(source: RowsFile, vocabulary: Vocabulary) -> RowsFile:
    """Return a source whose columns have the names of their
    facts. Raises RefusedInput when a label is that of two facts.
    """
    return _renamed(
        source, facts_named([name for name, _ in source.types], vocabulary, source.path)
    )


def named_histories(source: RowsFile) -> RowsFile:
    """Return a table of histories whose columns have their English names."""
    names = {
        name: CASE if is_case(name) else OF_HISTORIES.get(folded(name), folded(name))
        for name, _ in source.types
    }
    return _renamed(source, names)


def facts_named(headings: Sequence[str], vocabulary: Vocabulary, path: Path) -> dict[str, str]:
    """Return the name that each heading stands for, itself where
    it is none. Raises RefusedInput for the label of two facts.
    """
    labels = Labels(vocabulary)
    fact_by_heading: dict[str, str] = {}
    findings = []
    for rank, heading in enumerate(headings, 1):
        names = labels.names(heading)
        if len(names) > 1:
            listed = ", ".join(f"`{name}`" for name in names)
            message = sentence(
                "`{heading}` is what several facts are called: {listed}.",
                heading=heading,
                listed=listed,
            )
            hint = sentence("write the name of the fact that is meant.")
            findings.append(Diagnostic("ACC603", message, Location(str(path), 1, rank), hint))
        fact_by_heading[heading] = names[0] if names else heading
    if findings:
        raise RefusedInput(findings)
    return fact_by_heading


def _renamed(source: RowsFile, names: Mapping[str, str]) -> RowsFile:
    if all(old == new for old, new in names.items()):
        return source
    _refuse_twice(source, names)
    columns = "".join(f", {quoted(old)} AS {quoted(new)}" for old, new in names.items())

    def within(sql: str) -> str:
        return f"(SELECT {source.row} AS {quoted(ROW)}{columns} FROM {sql})" if sql else ""

    types = tuple((names[name], kind) for name, kind in source.types)
    own = tuple(names.get(name, name) for name in source.names)
    return replace(
        source,
        sql=within(source.sql),
        passing=within(source.passing),
        row=quoted(ROW),
        types=types,
        names=own,
    )


def _refuse_twice(source: RowsFile, names: Mapping[str, str]) -> None:
    findings = list(_twice(source, names))
    if findings:
        raise RefusedInput(findings)


def _twice(source: RowsFile, names: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the headings that stand for one fact."""
    headings: dict[str, list[str]] = {}
    for old, new in names.items():
        headings.setdefault(new, []).append(old)
    ranks = {name: rank for rank, (name, _) in enumerate(source.types, 1)}
    for new, several in headings.items():
        if len(several) > 1:
            listed = ", ".join(f"`{heading}`" for heading in several)
            message = sentence(
                "the column `{new}` is given twice: {listed}.", new=new, listed=listed
            )
            hint = sentence("keep one of the columns: nothing says which holds the right value.")
            yield Diagnostic(
                "ACC612", message, Location(str(source.path), 1, ranks[several[-1]]), hint
            )
