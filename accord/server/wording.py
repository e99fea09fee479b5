"""The words of the pages and of problems, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.diagnostics.bilingual import Bilingual, Language

WORDS: Final[Mapping[str, Bilingual]] = {
    "site": Bilingual("L’accord répond", "The agreement answers"),
    "start.lead": Bilingual("Que voulez-vous savoir\u00a0?", "What do you want to know?"),
    "query.eligibility": Bilingual("Sommes-nous éligibles\u00a0?", "Are we eligible?"),
    "query.calendar": Bilingual("Quand faut-il agir\u00a0?", "By when must we act?"),
    "query.funding": Bilingual("Combien nous est dû\u00a0?", "How much are we due?"),
    "query.duties": Bilingual("Que nous demande-t-on\u00a0?", "What is asked of us?"),
    "skip": Bilingual("Aller au contenu", "Skip to the content"),
    "go": Bilingual("Continuer", "Go on"),
}


def say(key: str, language: Language, /, **slots: object) -> str:
    """Return a word or a sentence of the pages; KeyError for a key that has none."""
    return WORDS[key].in_language(language).format(**slots)
