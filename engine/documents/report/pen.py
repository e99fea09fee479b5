"""What the authors of a report share: its language and words, and the numbers of the articles that
it cites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from engine.diagnostics.bilingual import Language
from engine.documents.report.blocks import Note
from engine.documents.report.words import WORDS
from engine.language.model import Corpus
from engine.questions.answers.cited import ArticleCited
from engine.render.page import BASIS_MARKS, Cited, References, Writing, displays
from engine.words.formats import as_printed, listed, long_date, one_line, typographic, upper_first


class Citations(References):
    """Numbers articles in the order in which the report first cites them, each once."""

    def __init__(self) -> None:
        """Start with no article."""
        super().__init__()
        self._cited: dict[str, Cited] = {}

    def notes(self, citations: Iterable[ArticleCited]) -> tuple[int, ...]:
        """Return the numbers of these articles, in order."""
        numbered = self.of(displays(citations))
        for _, cited in numbered:
            self._cited.setdefault(str(cited), cited)
        return tuple(number for number, _ in numbered)

    def all(self) -> tuple[tuple[int, Cited], ...]:
        """Return all the articles cited so far, with their numbers."""
        return self.of(self._cited.values())


class Pen(Writing, frozen=True, kw_only=True):
    """Writes a report."""

    cited: Citations
    periods: Mapping[str, str]
    """What a period of each grid is called."""

    @classmethod
    def of(cls, language: Language, corpus: Corpus) -> Pen:
        """Return a pen that has cited nothing yet."""
        citations = Citations()
        periods = {
            name: period.label.in_language(language) for name, period in corpus.periods.items()
        }
        return cls(language, citations, cited=citations, periods=periods)

    def word(self, key: str, /, **slots: str) -> str:
        """Return words of a report."""
        said = WORDS[key][0 if self.language == "fr" else 1].format(**slots)
        return typographic(said, self.language)

    def notes(self, citations: Iterable[ArticleCited]) -> tuple[int, ...]:
        """Return the numbers of the articles cited."""
        return self.cited.notes(citations)

    def all_notes(self) -> tuple[Note, ...]:
        """Return the articles cited, each with the mark of what its reading rests on."""
        return tuple(Note(number, upper_first(cited.marked)) for number, cited in self.cited.all())

    def bases(self) -> str:
        """Return what the marks of the articles cited stand for."""
        used = {cited.basis for _, cited in self.cited.all()}
        return ", ".join(
            f"{mark} {self.say(f'basis.{basis}')}"
            for basis, mark in BASIS_MARKS.items()
            if basis in used
        )

    def listed(self, parts: Sequence[str]) -> str:
        """Return an enumeration."""
        return listed(parts, self.language)

    def day(self, day: date | None) -> str:
        """Return a day in full; the words for `no date` when there is none."""
        return long_date(day, self.language) if day else self.say("undated")

    def sentence_end(self, text: str) -> str:
        """Return a text with a full stop at its end."""
        return text if not text or text[-1] in ".!?…:" else f"{text}."

    def sentence(self, text: str) -> str:
        """Return a text as a sentence: its first letter raised, a full stop at its end."""
        return self.sentence_end(upper_first(text.strip()))


def typeset(language: Language) -> Callable[[str], str]:
    """Return what sets a text as it is printed: apostrophes that curve, and in French the spaces
    that never break.
    """

    def set_(text: str) -> str:
        return as_printed(one_line(text), language).replace("….", "…")

    return set_
