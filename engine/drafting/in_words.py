"""What is wrong with a case, told to someone who knows neither the names of facts nor how a file
writes them: `town.opened_on` becomes what the vocabulary calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.cases.editing import way_to
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import Diagnostic, visible
from engine.drafting.asked import refused
from engine.language.model import Vocabulary
from engine.language.temporal import NOT_YET_WORDS
from engine.words.formats import as_printed, long_date, quoted, upper_first
from engine.words.labels import fact_label, is_derived

_NAMED: Final = re.compile(r"[`“]([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*):?[`”]", re.ASCII)
_DAY: Final = re.compile(r"(?<![\w`-])\d{4}-\d\d-\d\d(?![\w`-])", re.ASCII)


def told_in_words(
    finding: Diagnostic, kind: str, vocabulary: Vocabulary, language: Language
) -> str:
    """Return what is wrong with the field of a type at which a finding stands, and what to do."""
    message, hint = refused(finding, kind)
    place = finding.location.path
    said = [in_words(message.in_language(language), place, vocabulary, language, days=True)]
    if hint:
        said.append(in_words(hint.in_language(language), place, vocabulary, language))
    return " ".join(f"{text}." if text[-1] not in ".?!" else text for text in said)


def in_words(
    text: str, place: str, vocabulary: Vocabulary, language: Language, *, days: bool = False
) -> str:
    """Return a message or a hint with what the facts that it names are called, and with `days` its
    days in full. `place` is the name of the fact, the element or the list that it is about: the
    names in it may be meant from there.
    """

    def called(match: re.Match[str]) -> str:
        if match[1] in NOT_YET_WORDS:
            return quoted(long_date("not_yet", language), language)
        for name in (match[1], *_around(match[1], place)):
            if way_to(name, vocabulary) is not None or is_derived(name, vocabulary):
                return quoted(fact_label(name, vocabulary, language), language)
        return match[0]

    def day(match: re.Match[str]) -> str:
        try:
            return long_date(match[0], language)
        except ValueError:
            return match[0]

    said = _NAMED.sub(called, visible(text))
    said = _DAY.sub(day, said) if days else said
    return as_printed(upper_first(said), language)


def _around(name: str, place: str) -> Iterator[str]:
    """Yield a name within a place, and within what is around it."""
    around = place.partition(":")[0]
    while around:
        yield f"{around}.{name}"
        around = around.rpartition(".")[0]
