"""French and English: what a person reads exists in both.

The words of the law stand in both languages where they are written (`Bilingual`). What the program
itself says is written once, in English, with names between braces for what changes (`sentence`);
its French is in the catalogues of `engine/locale/`, as gettext has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

Language: TypeAlias = Literal["fr", "en"]

CATALOGUES: Final = Path(__file__).parents[1] / "locale" / "fr"
_NAME: Final = re.compile(r"\{(\w+)\}")


class Bilingual(Struct, frozen=True):
    """A sentence or a label in French and in English."""

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the wording in `language`."""
        return self.fr if language == "fr" else self.en


class Sentence(Struct, frozen=True):
    """A sentence of the program: its English with `{names}`,
    and what stands for each name. As a text, it is the English.
    """

    template: str
    parts: tuple[tuple[str, Any], ...] = ()

    def in_language(self, language: Language) -> str:
        """Return the sentence in `language`: in English when no catalogue has its French."""
        template = (
            _french().get(self.template, self.template) if language == "fr" else self.template
        )
        known = {name: _wording(part, language) for name, part in self.parts}
        return _NAME.sub(lambda match: known.get(match[1], match[0]), template)

    def __str__(self) -> str:
        return self.in_language("en")

    def __bool__(self) -> bool:
        return bool(self.template)


def sentence(template: str, /, **parts: Any) -> Sentence:
    """Return a sentence of the program. A part is a text, or a sentence or label in both languages;
    `{name}` is shown as it is when no part has this name.
    """
    return Sentence(
        template,
        tuple(
            (name, part if isinstance(part, Wording) else str(part)) for name, part in parts.items()
        ),
    )


class Series(Struct, frozen=True):
    """Things named in a row, the last one after the word that joins them."""

    parts: tuple[Any, ...]
    joint: Bilingual

    def in_language(self, language: Language) -> str:
        """Return the wording in `language`."""
        *before, last = [_wording(part, language) for part in self.parts]
        return f"{', '.join(before)} {self.joint.in_language(language)} {last}" if before else last

    def __str__(self) -> str:
        return self.in_language("en")


def all_of(parts: Iterable[Any]) -> Series:
    """Return texts or sentences as things that go together: `a`, `b` and `c`."""
    return Series(tuple(parts), Bilingual("et", "and"))


def any_of(parts: Iterable[Any]) -> Series:
    """Return texts or sentences as alternatives: `a`, `b` or `c`."""
    return Series(tuple(parts), Bilingual("ou", "or"))


class Unfinished(Struct, frozen=True):
    """A sentence without its full stop, for another one to go on from."""

    whole: Sentence

    def in_language(self, language: Language) -> str:
        """Return the wording in `language`."""
        return self.whole.in_language(language).removesuffix(".")


def already_said(text: str) -> Sentence:
    """Return as a sentence a text that was written in the language of the reader, and kept so."""
    return Sentence("{text}", (("text", text),)) if text else NO_SENTENCE


NO_SENTENCE: Final = Sentence("")


Wording: Final = (Sentence, Bilingual, Series, Unfinished)


def _wording(part: Any, language: Language) -> str:
    return part.in_language(language) if isinstance(part, Wording) else part


@cache
def _french() -> Mapping[str, str]:
    """Return the French of each English sentence that has one."""
    import polib

    return {
        entry.msgid: entry.msgstr
        for file in sorted(CATALOGUES.glob("*.po"))
        for entry in polib.pofile(str(file), encoding="utf-8").translated_entries()
    }
