"""The language of a reply: the one that its address begins with, or the one that is asked for."""

from __future__ import annotations

from engine.diagnostics.bilingual import Language


def language_wanted(accepted: str) -> Language:
    """Return the language that a header `Accept-Language` wants most, of those that there are;
    French where it wants neither. Of two that are wanted alike, the one named first.

    >>> language_wanted("de, en;q=0.8, fr;q=0.5")
    'en'
    """
    best: tuple[float, Language] = (0.0, "fr")
    for part in accepted[:200].split(","):
        name, _, weight = part.partition(";")
        wanted, language = _share(weight), name.strip().lower()[:2]
        if wanted > best[0] and language in ("fr", "en"):
            best = wanted, "fr" if language == "fr" else "en"
    return best[1]


def _share(weight: str) -> float:
    """Return how much a language is wanted: 1 where the header does not say."""
    said = weight.strip().removeprefix("q=")
    try:
        return float(said) if said else 1.0
    except ValueError:  # no weight at all: it is not wanted
        return 0.0


def language_of(path: str, accepted: str) -> Language:
    """Return the language that an address under the root begins with, else the one wanted.

    >>> language_of("/en/law", ""), language_of("/metrics", "")
    ('en', 'fr')
    """
    match path.split("/")[1:2]:
        case ["fr"]:
            return "fr"
        case ["en"]:
            return "en"
    return language_wanted(accepted)
