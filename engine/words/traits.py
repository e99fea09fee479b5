"""What kind of value a fact of a vocabulary has, in words."""

from __future__ import annotations

from typing import Final

from engine.diagnostics.bilingual import Language
from engine.language.model import Word
from engine.words.formats import number

_TYPES: Final = {
    "text": ("texte", "text"),
    "integer": ("nombre entier", "whole number"),
    "ratio": ("taux, de 0 à 1", "ratio, from 0 to 1"),
    "money": ("somme en euros", "sum in euros"),
    "decimal": ("nombre", "number"),
    "duration": ("durée", "duration"),
    "boolean": ("oui ou non", "yes or no"),
    "date": ("date", "date"),
    "enumeration": ("une valeur parmi d’autres", "one value of a list"),
}


def traits_of(word: Word, language: Language) -> str:
    """Return what kind of value a fact has, in words: its type, whether a rule concludes it,
    whether it varies, its bounds.
    """
    traits = [_TYPES[word.type][language == "en"]]
    traits += [_either(language, "déduit", "derived")] if word.derived else []
    traits += [_either(language, "daté", "dated")] if word.varies else []
    low, high = (
        None if one is None else number(one, language) for one in (word.minimum, word.maximum)
    )
    if low is not None and high is not None:
        traits.append(_either(language, f"de {low} à {high}", f"from {low} to {high}"))
    elif low is not None:
        traits.append(_either(language, f"au moins {low}", f"at least {low}"))
    elif high is not None:
        traits.append(_either(language, f"au plus {high}", f"at most {high}"))
    return ", ".join(traits)


def _either(language: Language, french: str, english: str) -> str:
    return french if language == "fr" else english
