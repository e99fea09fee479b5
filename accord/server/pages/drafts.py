"""The drafts among the texts that answer, which of them an answer rests on, and what is wrong with
files that are newer.

In: the law that is served, an answer. Out: texts, by id and name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import fields

from accord.server.served_law import ServedLaw, corpora_of
from accord.server.service import Service
from engine.diagnostics.bilingual import Language
from engine.questions.answers.cited import ActCited, ArticleCited
from engine.words.formats import as_printed, upper_first

_WITHOUT: Final = ("trace", "law", "not_considered")
"""What an answer holds beside what it rests on."""


def drafts_of(served: ServedLaw, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the drafts among the texts that answer, each with how it is called."""
    corpora = corpora_of(served.law).values()
    return tuple(
        (text.id, as_printed(upper_first(text.short.in_language(language)), language))
        for corpus in corpora
        for text in corpus.texts.values()
        if text.id in served.drafts
    )


class Fault(Struct, frozen=True):
    """What is wrong in a newer file: the file, its line (0 where there is none), what to do."""

    file: str
    line: int
    says: str
    hint: str


def faults_of(service: Service, language: Language) -> tuple[Fault, ...]:
    """Return why newer files are not served, for who writes them: nobody else is told."""
    newer = service.laws.newer
    if newer is None or newer.state != "refused" or not service.options.for_oneself:
        return ()
    said = newer.in_french if language == "fr" and newer.in_french else newer.findings
    return tuple(
        Fault(
            "/".join(PurePath(each.place).parts[-2:]),
            each.line,
            *(as_printed(part.rstrip("."), language) for part in (each.message, each.hint)),
        )
        for each in said
    )


def drafts_behind(
    served: ServedLaw, answer: object, language: Language
) -> tuple[tuple[str, str], ...]:
    """Return the drafts that an answer cites: what it says is no law where it rests on them."""
    if not served.drafts or answer is None:
        return ()
    cited = {text for article in _cited(answer) for text in texts_of(article)}
    return tuple(draft for draft in drafts_of(served, language) if draft[0] in cited)


def texts_of(cited: ArticleCited) -> Iterator[str]:
    """Yield the texts behind a citation: that of the article, and those that amended it."""
    yield cited.text
    yield from (act.text for act in cited.as_amended_by)


def _cited(part: Any) -> Iterator[ArticleCited]:
    """Yield the citations in an answer, wherever they are."""
    match part:
        case ArticleCited():
            yield part
        case ActCited():
            return
        case Struct():
            for field in fields(part):
                if field.name not in _WITHOUT:
                    yield from _cited(getattr(part, field.name))
        case tuple() | list():
            for each in part:
                yield from _cited(each)
        case dict():
            for each in part.values():
                yield from _cited(each)
