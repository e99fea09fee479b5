"""Where the law that was read ends: its last text by
publication, and what is known to exist and was not read.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.model import Corpus, LegalText, NotRead
from engine.law.compilation import in_order
from engine.law.consolidation import counting_event
from engine.words.citation import with_article
from engine.words.formats import listed, long_date, quoted


class Horizon(Struct, frozen=True):
    """The last text known on a day, and what was not read;
    `cut` when a text of the corpus is only known later.

    `published` is the day of publication of the last text, None where it has no event: it counts
    from ever.
    """

    known_on: date
    last: LegalText | None
    published: date | None
    cut: bool
    not_read: tuple[NotRead, ...]

    def said(self) -> Bilingual:
        """Return the sentence that says where the law that was read ends."""
        return Bilingual(self._in_french(), self._in_english())

    def _in_french(self) -> str:
        day = long_date(self.known_on, "fr")
        if self.last is None:
            return f"Aucun texte n'était connu au {day}."
        law = f"Droit connu au {day}, codé jusqu'" if self.cut else "Droit codé jusqu'"
        names = [left_out.what.fr for left_out in self.not_read]
        unread = (
            ""
            if not names
            else f" ; on n'a pas lu {names[0]}"
            if len(names) == 1
            else f" ; on n'a lu ni {' ni '.join(names)}"
        )
        return f"{law}{_up_to(self.last)}{self._year()}{unread}."

    def _in_english(self) -> str:
        day = long_date(self.known_on, "en")
        if self.last is None:
            return f"No text was known on {day}."
        law = f"Law as known on {day}, encoded up to" if self.cut else "Law encoded up to"
        names = listed([left_out.what.en for left_out in self.not_read], "en")
        return f"{law} {self.last.short.en}{self._year()}{f'; not read: {names}' if names else ''}."

    def _year(self) -> str:
        return f" ({self.published.year})" if self.published else ""

    def labels(self, language: Language) -> list[str]:
        """Return what the texts call what was not read."""
        return [left_out.what.in_language(language) for left_out in self.not_read]


def _up_to(text: LegalText) -> str:
    """Return « à l'avenant 2 »; a name whose gender is not known is quoted, « au texte « … » »."""
    named = with_article(text.short, text.kind)
    return f"à {named}" if named else f"au texte {quoted(text.short.fr, 'fr')}"


def horizon(corpus: Corpus, known_on: date) -> Horizon:
    """Return where the law of a corpus ends as known on a day: the texts are ordered by
    publication, a guide being none unless alone.

    What was not read of the texts after the last one is left out where the day of knowledge leaves
    out texts that were read.
    """
    texts = [(_counts_from(text), text) for text in in_order(corpus)]
    known = [(day, text) for day, text in texts if day is not None and day <= known_on]
    cut = any(day is not None and day > known_on for day, _ in texts)
    law = [dated for dated in known if dated[1].kind != "guide"] or known
    day, last = max(law, key=lambda dated: dated[0], default=(None, None))
    unread = [
        left_out for _, text in known for left_out in text.not_read if not (left_out.later and cut)
    ]
    unread.sort(key=lambda left_out: not left_out.later)
    return Horizon(known_on, last, None if day == date.min else day, cut, tuple(unread))


def _counts_from(text: LegalText) -> date | None:
    """The day from which a text counts as law, None while it is not known."""
    name = counting_event(text)
    return date.min if name is None else text.events[name].on
