"""Periods by their ranks, in words: « années de contrat 1 et 2 », `contract years 2 to 5`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.diagnostics.bilingual import Language
from engine.words.formats import listed

_PREPOSITIONS: Final = frozenset({"de", "du", "des", "à", "au", "aux", "en", "par", "pour", "sur"})
_LINKS: Final = frozenset({"of", "in", "from", "for", "under"})
_VOWELS: Final = "aeiou"


def periods_in_words(label: str, ranks: Iterable[int], language: Language) -> str:
    """Return what several periods of one grid are called, by what one is called and their ranks."""
    ordered = sorted(set(ranks))
    called = label if len(ordered) == 1 else plural(label, language)
    return f"{called} {ranks_in_words(ordered, language)}"


def ranks_in_words(ranks: Iterable[int], language: Language) -> str:
    """Return « 1, 2 et 4 », « 2 à 5 »."""
    runs: list[list[int]] = []
    for rank in sorted(set(ranks)):
        if runs and runs[-1][-1] == rank - 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    parts: list[str] = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"{run[0]} {'à' if language == 'fr' else 'to'} {run[-1]}")
        else:
            parts += map(str, run)
    return listed(parts, language)


def plural(label: str, language: Language) -> str:
    """Return the label of a period in the plural: in French the noun and the adjectives before its
    complement, « années civiles », « années de contrat »; in English the noun, `contract years`,
    `years of the contract`.
    """
    words = label.split(" ")
    links = (at for at, word in enumerate(words) if _begins_a_complement(word, language))
    end = next(links, len(words))
    if language == "fr":
        named = [_french(word) for word in words[:end]]
    else:
        named = [*words[: end - 1], *map(_english, words[end - 1 : end])]
    return " ".join((*named, *words[end:]))


def _begins_a_complement(word: str, language: Language) -> bool:
    if language == "en":
        return word in _LINKS
    return word in _PREPOSITIONS or word.startswith(("d’", "d'"))


def _french(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word.removesuffix('al')}aux"
    return word + ("x" if word.endswith("eau") else "s")


def _english(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word.removesuffix('y')}ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
