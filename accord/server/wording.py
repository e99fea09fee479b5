"""The words of the pages and of the problems, in French and in English.

They stand in `words/*.toml`, one file an area: `title = ["en français", "in English"]`, under the
names of its tables. What is said of a number of things has a `one` and a `many`. What speaks of the
law comes from the answers, never from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from engine.diagnostics.bilingual import Language
from engine.words.formats import number, typographic

WORDS: Final = Path(__file__).with_name("words")


def say(key: str, language: Language, /, **slots: object) -> str:
    """Return the wording of `key` with its slots filled and French no-break spaces in place.

    Raises KeyError for an unknown key, or a slot that is not given.

    >>> say("shell.skip", "en")
    'Go to the content'
    """
    wording = catalogue()[key][0 if language == "fr" else 1]
    return typographic(wording.format(**slots), language)


def say_count(key: str, count: int, language: Language, /, **slots: object) -> str:
    """Return the wording of `key` for a number of things (in French 0 is singular), its slot
    `count` filled with the number.

    >>> say_count("shell.errors", 2, "en")
    '2 answers need another look'
    """
    singular = count == 1 or (count == 0 and language == "fr")
    chosen = f"{key}.one" if singular else f"{key}.many"
    return say(chosen, language, count=number(count, language), **slots)


@cache
def catalogue() -> Mapping[str, tuple[str, str]]:
    """Return every wording: key to (French, English).

    Raises ValueError for a key that two files give, and for a wording that is not one text in each
    language.
    """
    read: dict[str, tuple[str, str]] = {}
    for path in sorted(WORDS.glob("*.toml")):
        for key, wording in _wordings(tomllib.loads(path.read_text("utf-8"))):
            if key in read:
                message = f"{path.name}: {key} is in another file already"
                raise ValueError(message)
            match wording:
                case [str(french), str(english)]:
                    read[key] = french, english
                case _:
                    message = f"{path.name}: {key} is not a text in French and in English"
                    raise ValueError(message)
    return read


def _wordings(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    for name, content in table.items():
        if isinstance(content, dict):
            yield from _wordings(content, f"{above}{name}.")
        else:
            yield f"{above}{name}", content
