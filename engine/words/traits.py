"""What kind of value a fact of a vocabulary has, in words."""

from __future__ import annotations

from engine.diagnostics.bilingual import Language
from engine.language.model import Word
from engine.words.fact_types import SAID
from engine.words.formats import number


def traits_of(word: Word, language: Language) -> str:
    """Return what kind of value a fact has, in words: its type, whether a rule concludes it,
    whether it varies, its bounds.
    """
    traits = [SAID[word.type].called[language == "en"]]
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
