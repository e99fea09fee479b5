"""The words of files to take along that no page has, key to (French, English)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.diagnostics.bilingual import Language
from engine.words.formats import typographic

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "calendar": ("{case} — calendrier", "{case} — calendar"),
    "calendar.supposed": ("{case} — calendrier (simulation)", "{case} — calendar (simulation)"),
    "calendar.article": ("Article : {what}", "Article: {what}"),
    "calendar.articles": ("Articles : {what}", "Articles: {what}"),
    "calendar.who": ("Qui agit : {what}", "Who acts: {what}"),
    "calendar.status": ("État : {what}", "Status: {what}"),
    "calendar.period": ("Période : {what}", "Period: {what}"),
    "calendar.amount": ("Montant : {what}", "Amount: {what}"),
    "calendar.cancelled": ("Annulé : {what}", "Cancelled: {what}"),
    "calendar.in_days": ("Dans {days} jours : {what}", "In {days} days: {what}"),
    "calendar.undated": (
        "Sans jour connu, donc absent de cet agenda : {what}.",
        "Without a known day, and so not in this calendar: {what}.",
    ),
    "calendar.depends": ("Dépend de : {what}", "Depends on: {what}"),
}


def say(key: str, language: Language, /, **slots: object) -> str:
    """Return the wording of `key` with its slots filled; KeyError for an unknown key."""
    template = _WORDS[key][0 if language == "fr" else 1]
    return typographic(template.format(**slots), language)
