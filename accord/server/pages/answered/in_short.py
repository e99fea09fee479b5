"""The answer in short, as a page shows it: what answers first and largest, the rest below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from engine.render.page import Block, Paragraph

_SUM: Final = re.compile(r"[+−]?\d[\d\u202f]*(?:,\d+)?\u00a0€|[+−]?€[\d,]*\d(?:\.\d+)?")
_CITED: Final = re.compile(r"(?:\s*\[[^\[\]]+\])+$")
_LONG: Final = 240
"""Six lines of a telephone: what is longer, its articles aside, is read by who asks for it."""


class Sentence(Struct, frozen=True):
    """A sentence: what stands before its sum, the sum, what follows, and the articles behind it."""

    before: str
    sum: str = ""
    after: str = ""
    cited: str = ""


class InShort(Struct, frozen=True):
    """The answer in short."""

    first: Sentence
    then: tuple[Sentence, ...]
    """The other sentences that answer."""
    also: tuple[Sentence, ...]
    """Short remarks."""
    folded: tuple[str, ...]
    """Long ones, and what the law that was read leaves out."""


def in_short(said: Iterable[Paragraph], over: Iterable[Block]) -> InShort:
    """Return the first sentences of an answer, in the order in which a page shows them; what is
    `over` stands before them elsewhere, and below them here.
    """
    said, over = list(said), list(over)
    own = [each for each in said if each not in over]
    leads = [each for each in own if each.kind == "lead"] or own[:1]
    rest = [each for each in said if each not in leads]
    folded = [each for each in rest if _is_long(each) or each.kind == "soft"]
    first, *then = [sentence_of(each.text) for each in leads] or [Sentence("")]
    return InShort(
        first,
        tuple(then),
        tuple(sentence_of(each.text) for each in rest if each not in folded),
        tuple(each.text for each in folded),
    )


def _is_long(said: Paragraph) -> bool:
    return len(_CITED.sub("", said.text)) > _LONG


def sentence_of(text: str) -> Sentence:
    """Return a sentence in parts.

    >>> sentence_of("At least €75,000 in all. [art. 8]")
    Sentence(before='At least ', sum='€75,000', after=' in all.', cited='[art. 8]')
    """
    cited = _CITED.search(text)
    said = text[: cited.start()] if cited else text
    at = _SUM.search(said)
    articles = cited[0].strip() if cited else ""
    if at is None:
        return Sentence(said, cited=articles)
    return Sentence(said[: at.start()], at[0], said[at.end() :], articles)
