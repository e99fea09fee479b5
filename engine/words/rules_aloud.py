"""Conditions, values, conclusions and whole rules of the law
as French and English sentences, with the words of a corpus.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.forms.literal import Literally
from engine.language.forms.readings import Choice
from engine.language.model import LegalText, OccasionKind, Reading, Rule, Vocabulary, Word
from engine.language.nodes import (
    EMPTY,
    Advise,
    Bound,
    Compare,
    Conclusion,
    Condition,
    Deadline,
    Derive,
    Entitle,
    Increase,
    Known,
    Oblige,
    Pay,
    Require,
)
from engine.language.values import Value
from engine.words.formats import listed, ratio, typographic, upper_first
from engine.words.labels import word_of
from engine.words.phrases import Phrases

__all__ = ["CATEGORIES", "KINDS", "STATUSES", "TRAITS", "RulesAloud"]

CATEGORIES: Mapping[str, tuple[str, str]] = {
    "content": ("contenu", "content"),
    "commitment": ("engagement", "commitment"),
    "indicator": ("indicateur", "indicator"),
    "plan": ("plan", "plan"),
    "commission": ("commission", "commission"),
    "accompaniment": ("accompagnement", "support"),
}
KINDS: Mapping[str, tuple[str, str]] = {
    "deadline": ("échéance", "deadline"),
    "event": ("événement", "event"),
    "anniversary": ("anniversaire", "anniversary"),
    "review": ("point d'étape", "review"),
    "term": ("terme", "end"),
    "payment": ("paiement", "payment"),
}
TRAITS: Mapping[str, tuple[str, str]] = {
    "national": ("national", "national"),
    "local": ("local", "local"),
    "increasing": ("à la hausse", "increasing"),
    "decreasing": ("à la baisse", "decreasing"),
}
STATUSES: Mapping[str, tuple[str, str]] = {
    "met": ("fait", "met"),
    "late": ("en retard", "late"),
    "lapsed": ("passé, facultatif", "past, optional"),
    "due": ("à vérifier", "to check"),
    "past": ("passé, à vérifier", "past, to be checked"),
    "not_yet": ("à venir", "to come"),
    "conditional": ("sous condition", "conditional"),
}
_FORCES: Mapping[str, tuple[str, str]] = {
    "required": ("obligation ({}) pour {}", "duty ({}) of {}"),
    "recommended": ("recommandation ({}) pour {}", "recommendation ({}) for {}"),
}
_AMOUNT = Word("", "money", Bilingual("montant", "amount"))


class RulesAloud:
    """Reads the law aloud in one language, with the words of one corpus and the spaces that a
    French text has.

    `chosen` says which option of each reading holds (None: all the options are read); `texts` and
    `occasions` give their labels.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        readings: Mapping[str, Reading],
        language: Language,
        chosen: Mapping[str, str] | None = None,
        texts: Mapping[str, LegalText] = EMPTY,
        occasions: Mapping[str, OccasionKind] = EMPTY,
    ) -> None:
        self._phrases = _Conclusions(vocabulary, readings, language, chosen, texts, occasions)

    def condition(self, condition: Condition) -> str:
        """Return the condition as a phrase without a capital or a full stop."""
        return self._written(self._phrases.condition(condition))

    def needed(self, condition: Compare | Known) -> str:
        """Return only what the fact must be (`au moins 100`, `avant le 30 septembre 2022`), to
        stand beside the fact's label.
        """
        return self._written(self._phrases.needed(condition))

    def needed_of(self, operator: str, operand: Value) -> str:
        """Return what a number worked out over elements must be: `au moins 2`."""
        return self._written(self._phrases.order(operator, operand))

    def value(self, value: Value, word: Word | None = None) -> str:
        """Return the value as a noun phrase; `word` is the fact it is given to, whose type says how
        a literal is read.
        """
        return self._written(self._phrases.value(value, word))

    def conclusion(self, conclusion: Conclusion) -> str:
        """Return the conclusion as a phrase without a capital or a full stop."""
        return self._written(self._phrases.conclusion(conclusion))

    def rule(self, rule: Rule) -> str:
        """Return the rule as sentences: on which occasion, if what, then what, over which rules it
        prevails.
        """
        return self._written(self._phrases.rule(rule))

    def _written(self, phrase: str) -> str:
        return typographic(phrase, self._phrases.language)


class _Conclusions(Phrases, frozen=True):
    """Reads conclusions, and the rules that give them, aloud."""

    def rule(self, rule: Rule) -> str:
        names = [
            self.occasions[name].label.in_language(self.language)
            if name in self.occasions
            else name.replace("_", " ")
            for name in rule.on
        ]
        head = listed(names, self.language, "or") or self.of(("à tout moment", "at any time"))
        then = self.conclusion(rule.then)
        if rule.when:
            when = self.condition(rule.when)
            then = self.of(("si {}, alors {}", "if {}, then {}")).format(when, then)
        sentence = upper_first(f"{head}{self.of((' : ', ': '))}{then}.")
        if rule.overrides:
            others = listed([self.address(address) for address in rule.overrides], self.language)
            sentence += self.of((" Prévaut sur {}.", " Prevails over {}.")).format(others)
        return sentence

    def conclusion(self, conclusion: Conclusion) -> str:
        match conclusion:
            case Derive(fact, value):
                given = self.value(value, word_of(fact, self.vocabulary))
                return f"{self.label(fact)}{self.of((' : ', ': '))}{given}"
            case Require(benefit, _):
                return self.of(
                    ("la condition est remplie pour {}", "the condition is met for {}")
                ).format(self.named("benefits", benefit))
            case Entitle():
                return self._entitlement(conclusion)
            case Pay():
                return self._payment(conclusion)
            case Bound():
                return self._bound(conclusion)
            case Increase(line, lines, by):
                base = (
                    self._lines(lines) if isinstance(lines, tuple) else self._choice_of_lines(lines)
                )
                return self.of(
                    (
                        "majoration {} de {}, sur la ligne {}",
                        "increase by {} of {}, on the line {}",
                    )
                ).format(self.contracted("de", self._ratio(by)), base, self.named("lines", line))
            case Deadline():
                return self._deadline(conclusion)
            case Oblige(_, category, _, by, traits):
                kinds = [self.of(CATEGORIES.get(category, (category, category)))]
                kinds += [
                    self.of(TRAITS.get(str(trait), (str(trait), str(trait))))
                    for trait in traits.values()
                ]
                said = _FORCES[conclusion.force]
                text = self.of(said).format(", ".join(kinds), self._actor(by))
                return text + self._binding(conclusion)
            case Advise(_, order, helped_by, done_when):
                return self._advice(order, helped_by, done_when)

    def _actor(self, name: str) -> str:
        return (
            self.vocabulary.actors[name].in_language(self.language)
            if name in self.vocabulary.actors
            else name
        )

    def _binding(self, duty: Oblige) -> str:
        text = self._bounds(duty.start, duty.end)
        text = self.of((", période : {}", ", period: {}")).format(text) if text else ""
        if duty.entry:
            text += self.of((", échéance {}", ", by the date {}")).format(
                self.named("entries", duty.entry)
            )
        return text

    def _bounds(self, start: Value | None, end: Value | None) -> str:
        return ", ".join(
            self.order(sign, bound)
            for sign, bound in (("on_or_after", start), ("before", end))
            if bound is not None
        )

    def _deadline(self, entry: Deadline) -> str:
        kind = self.of(KINDS.get(entry.kind, (entry.kind, entry.kind)))
        kind += self.of((" (facultatif)", " (optional)")) if entry.optional else ""
        by_when = self.of(("au plus tard ", "no later than ")) if entry.kind == "deadline" else ""
        text = (
            f"{kind} "
            f"{self.named('entries', entry.entry)}{self.of((' : ', ': '))}"
            f"{by_when}{self.value(entry.due)}"
        )
        if entry.met_by is not None:
            text += self.of((" (d'après {})", " (judged by {})")).format(self.value(entry.met_by))
        if entry.by:
            text += self.of((", par {}", ", by {}")).format(self._actor(entry.by))
        return text

    def _entitlement(self, right: Entitle) -> str:
        amount = self.value(right.amount, _AMOUNT)
        line, row = self.named("lines", right.line), self.of(("le montant {} (", "the amount {} ("))
        amount = amount.replace(row.format(line), row.format("").replace("  ", " "))
        text = self.of(("droit {} : {}", "right to {}: {}")).format(line, amount)
        if right.once_in is not None:
            yearly = right.once_in == Literally("calendar_year")
            every = self.of(
                ("une seule fois par {}", "once only in a {}")
                if yearly
                else ("une seule fois en {}", "once only in {}")
            )
            text += f", {every.format(self.value(right.once_in))}"
        bounds = self._bounds(right.start, right.end)
        return text + self.of((", période : {}", ", period: {}")).format(bounds) if bounds else text

    def _payment(self, pay: Pay) -> str:
        parts = []
        for part in pay.parts:
            name = (
                self.vocabulary.parts[part.name].in_language(self.language)
                if part.name in self.vocabulary.parts
                else part.name
            )
            share = (
                self.value(part.amount)
                if part.amount is not None
                else self._ratio(part.share)
                if part.share is not None
                else self.of(("le reste", "the rest"))
            )
            share += f" × {self.value(part.times)}" if part.times is not None else ""
            if len(pay.parts) == 1 and part.is_rest:
                share = self.of(("le tout", "the whole"))
            parts.append(
                self.of(("{} ({}), échéance : {}", "{} ({}), due: {}")).format(
                    name, share, self.value(part.due)
                )
            )
        joined = (" ; " if self.language == "fr" else "; ").join(parts)
        return self.of(("paiement de {} : {}", "payment of {}: {}")).format(
            self._lines(pay.lines), joined
        )

    def _bound(self, bound: Bound) -> str:
        lines = bound.lines
        base = self._lines(lines) if isinstance(lines, tuple) else self._choice_of_lines(lines)
        wording = (
            (
                "plancher pour {} en tout : {}, sur la ligne {}",
                "floor for {} in all: {}, on the line {}",
            )
            if bound.is_floor
            else (
                "plafond pour {} en tout : {}, sur la ligne {}",
                "cap on {} in all: {}, on the line {}",
            )
        )
        amount = self.value(bound.at, _AMOUNT)
        return self.of(wording).format(base, amount, self.named("lines", bound.line))

    def _ratio(self, share: Decimal | Value) -> str:
        """Return a ratio that is written out, or the value that gives it."""
        return self.value(share) if isinstance(share, Value) else ratio(share, self.language)

    def _advice(self, order: int, helped_by: tuple[str, ...], done_when: Condition | None) -> str:
        actors = [
            self.vocabulary.actors[name].in_language(self.language)
            for name in helped_by
            if name in self.vocabulary.actors
        ]
        text = self.of(("étape {}", "step {}")).format(order)
        if actors:
            text += self.of((", avec l'aide de : {}", ", with the help of: {}")).format(
                listed(actors, self.language)
            )
        if done_when:
            text += self.of((", faite quand : {}", ", done when: {}")).format(
                self.condition(done_when)
            )
        return text

    def _lines(self, lines: tuple[str, ...]) -> str:
        return listed([self.named("lines", line) for line in lines], self.language)

    def _choice_of_lines(self, lines: Choice[Any]) -> str:
        return self.choice(
            lines.reading, {name: self._lines(tuple(part)) for name, part in lines.options.items()}
        )
