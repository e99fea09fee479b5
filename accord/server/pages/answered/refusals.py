"""What cannot be used, told to whoever typed it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from accord.findings import Finding
from accord.server.pages.answered.asked import Asked, Reply, Where
from engine.diagnostics.bilingual import Language
from engine.drafting.asked import NOT_UNDERSTOOD, OF_A_FILE
from engine.drafting.in_words import in_words
from engine.drafting.replies import HINTS
from engine.words.formats import apostrophes, typographic, upper_first

WHERE: tuple[Where, ...] = ("case", "days", "settings", "readings", "answer")


class Refusal(Struct, frozen=True):
    """Something that cannot be used, in words; `line` is that of the case, 0 where it has none, and
    `code` is what a search finds it by.
    """

    says: str
    hint: str
    line: int
    code: str


def refusals_of(reply: Reply) -> dict[Where, tuple[Refusal, ...]]:
    """Return all that was refused, by the part of the page where it was given."""
    return {
        where: tuple(refusal(each, reply.asked) for each in reply.findings(where))
        for where in WHERE
    }


def refusal_typed(finding: Finding, asked: Asked, kind: str) -> Refusal:
    """Return something that cannot be used of what was typed about a fact of a type: a page has no
    file in which to write it otherwise.
    """
    told = refusal(finding, asked)
    if finding.code != OF_A_FILE or kind not in HINTS:
        return told
    said, hint = (each.in_language(asked.language) for each in (NOT_UNDERSTOOD, HINTS[kind]))
    spoken = (apostrophes(typographic(upper_first(each), asked.language)) for each in (said, hint))
    return replace(told, says=next(spoken), hint=next(spoken))


def refusal(finding: Finding, asked: Asked | None) -> Refusal:
    """Return something that cannot be used, told with what its facts are called."""
    said = [finding.message, finding.hint]
    if asked is None:
        language: Language = "fr" if finding.language == "fr" else "en"
        said = [apostrophes(typographic(upper_first(each), language)) for each in said]
    else:
        place = finding.place.removeprefix("set ")
        vocabulary = asked.corpus.vocabulary
        said = [in_words(each, place, vocabulary, asked.language) for each in said]
    return Refusal(said[0], said[1], finding.line, finding.code)
