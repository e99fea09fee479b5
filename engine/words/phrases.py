"""Values and conditions of the law read aloud, in French
and in English: the fourth reader of the condition language.

Inflection is avoided by construction: a condition is a label and what it must be,
« taille : 4 », « date de signature avant le 30 septembre 2022 ».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from engine.diagnostics.bilingual import Language
from engine.language.model import LegalText, OccasionKind, Reading, Vocabulary, Word, provisions_of
from engine.language.negation import negated
from engine.language.nodes import (
    EMPTY,
    All,
    AnyOf,
    Bracket,
    Cell,
    Choice,
    Combine,
    Compare,
    Condition,
    EffectDate,
    EventDate,
    Fact,
    FactOn,
    Known,
    Literally,
    Meets,
    Not,
    Proportion,
    Shift,
    Value,
    Weighted,
)
from engine.language.operators import OPERATORS
from engine.language.temporal import NOT_YET
from engine.words.citation import article_name
from engine.words.formats import duration, listed, quoted, ratio
from engine.words.labels import (
    ENGINE_FACTS,
    definite,
    display,
    element_fact,
    element_label,
    event_label,
    fact_label,
    group_label,
    name_label,
    word_of,
)

_EVENTS = {
    "signed": ("la signature", "the signature"),
    "approved": ("l'approbation", "the approval"),
    "published": ("la publication", "the publication"),
}
_LISTED_VALUES = {
    "least": ("la plus petite valeur parmi", "the least of"),
    "greatest": ("la plus grande valeur parmi", "the greatest of"),
    "earliest": ("la première de ces dates", "the earliest of"),
    "latest": ("la dernière de ces dates", "the latest of"),
    "first_known": ("la première valeur connue parmi", "the first known of"),
}
_ARITHMETIC = {"multiply": " × ", "add": " + ", "subtract": " − "}


class Phrases(Struct, frozen=True):
    """Reads aloud in one language, with the words of one corpus."""

    vocabulary: Vocabulary
    readings: Mapping[str, Reading]
    language: Language
    chosen: Mapping[str, str] | None
    texts: Mapping[str, LegalText]
    occasions: Mapping[str, OccasionKind]

    def of(self, wordings: tuple[str, str]) -> str:
        """Return the one of (French, English) that is in the speaker's language."""
        return wordings[0 if self.language == "fr" else 1]

    def label(self, fact: str) -> str:
        """Return the label of a fact."""
        return fact_label(fact, self.vocabulary, self.language)

    def named(self, kind: str, name: str) -> str:
        """Return the quoted label of a name in one of the
        vocabulary's mappings: `kind` is benefits, lines or entries.
        """
        return quoted(
            name_label(getattr(self.vocabulary, kind), name, self.vocabulary, self.language),
            self.language,
        )

    def address(self, address: str) -> str:
        """Return « art. 7.3.1 (fixed) » for an address `text/article/id`."""
        return self._article(address) + "".join(f" ({id_})" for id_ in address.split("/")[2:3])

    # --- conditions ---

    def condition(self, condition: Condition, *, inner: bool = False) -> str:
        """Return a condition as a phrase; `inner` puts parentheses round a compound one."""
        match condition:
            case All(parts) | AnyOf(parts):
                joined = self._of_elements(condition) or self._joined(condition)
                return f"({joined})" if inner and len(parts) > 1 else joined
            case Not(Meets(benefit)):
                template = self.of(
                    (
                        "les conditions de {} ne sont pas toutes remplies",
                        "not all the conditions of {} are met",
                    )
                )
                return template.format(self.named("benefits", benefit))
            case Not(part):
                return self.condition(negated(part), inner=inner)
            case Compare(fact, operator):
                gap = self.of((" : ", ": ")) if OPERATORS[operator].colon else " "
                return f"{self.label(fact)}{gap}{self.needed(condition)}"
            case Known(fact):
                return f"{self.label(fact)}{self.of((' : ', ': '))}{self.needed(condition)}"
            case Meets(benefit):
                template = self.of(
                    (
                        "toutes les conditions de {} sont remplies",
                        "all the conditions of {} are met",
                    )
                )
                return template.format(self.named("benefits", benefit))
            case Choice(reading, options):
                return self.choice(
                    reading,
                    {name: self.condition(part, inner=True) for name, part in options.items()},
                )

    def _joined(self, condition: All | AnyOf) -> str:
        both = isinstance(condition, All)
        if not condition.parts:
            return self.of(("toujours", "always") if both else ("jamais", "never"))
        return listed(
            [self.condition(part, inner=True) for part in condition.parts],
            self.language,
            "and" if both else "or",
            comma=",",
        )

    def _of_elements(self, condition: All | AnyOf) -> str:
        """Return one phrase for the same comparison of several
        elements of a collection, "" when it is not one.
        """
        first, keys = condition.parts[0] if condition.parts else None, []
        if len(condition.parts) < 2 or not isinstance(first, Compare):
            return ""
        for part in condition.parts:
            found = element_fact(part.fact, self.vocabulary) if isinstance(part, Compare) else None
            if found is None or part != replace(
                first, fact=f"{found[0].name}.{found[1]}.{found[2]}"
            ):
                return ""
            keys.append(found)
        collection, _, rest = keys[0]
        if any(found[0] is not collection or found[2] != rest for found in keys):
            return ""
        elements = listed(
            [element_label(collection, key, self.language) for _, key, _ in keys], self.language
        )
        whole = self.condition(replace(first, fact=f"{collection.singular}.{rest}"))
        each = (", pour chacun de ces éléments : {}", ", for each of: {}")
        one = (", pour l'un au moins de ces éléments : {}", ", for at least one of: {}")
        return whole + self.of(each if isinstance(condition, All) else one).format(elements)

    def needed(self, condition: Compare | Known) -> str:
        """Return what the fact must be, without its label."""
        if isinstance(condition, Known):
            return self.of(
                ("information connue", "known")
                if condition.expected
                else ("information inconnue", "not known")
            )
        word = word_of(condition.fact, self.vocabulary)
        return OPERATORS[condition.operator].needed(self, condition.operands, word)

    def operand(self, value: Value, word: Word | None, *, named: bool = False) -> str:
        """Return an operand as a phrase; `word` is the fact compared, `named` quotes words."""
        if not isinstance(value, Literally):
            return self.value(value, word)
        written = value.value
        if word is ENGINE_FACTS["occasion.kind"] and written in self.occasions:
            return self.occasions[str(written)].label.in_language(self.language)
        shown = display(written, word, self.language)
        if isinstance(written, date) and written != NOT_YET:
            return self.of(("le {}", "{}")).format(shown)
        return quoted(shown, self.language) if named and isinstance(written, str) else shown

    def either(self, operands: Sequence[str]) -> str:
        """Return operands as « a, b ou c »."""
        return listed(operands, self.language, "or")

    def yes_or_no(self, *, value: bool) -> str:
        """Return the word for a truth."""
        return display(value, None, self.language)

    def order(self, operator: str, operand: Value) -> str:
        """Return a comparison of dates, `avant le 30 septembre 2022`."""
        return OPERATORS[operator].needed(self, (operand,), None)

    def contracted(self, preposition: str, phrase: str) -> str:
        """Return a French phrase after a preposition, contracted with its article."""
        return contracted(preposition, phrase) if preposition and self.language == "fr" else phrase

    def decided(self, choice: Choice[Any], say: Callable[[Any], str]) -> str:
        """Return what `say` says of the option of a reading that holds, or of every option."""
        said = {name: say(option) for name, option in choice.options.items()}
        return self.choice(choice.reading, said)

    def choice(self, reading: str, options: Mapping[str, str]) -> str:
        """Return the phrase of the option that holds, or the phrase
        of every option (`options`, by name) with what it says.
        """
        known = self.readings.get(reading)
        if self.chosen is not None:
            option = self.chosen.get(reading, known.default if known else "")
            if option in options:
                return options[option]
        shown = []
        for name, phrase in options.items():
            says = (
                known.options[name].in_language(self.language).rstrip(".")
                if known and name in known.options
                else name.replace("_", " ")
            )
            shown.append(
                self.of(("{} si l'on retient {}", "{} if one reads {}")).format(
                    phrase, quoted(says, self.language)
                )
            )
        return f"({' ; '.join(shown)})" if self.language == "fr" else f"({'; '.join(shown)})"

    # --- values ---

    def value(self, value: Value, word: Word | None = None) -> str:
        """Return a value as a noun phrase; `word` is the fact it is given to."""
        match value:
            case Literally(literal):
                shown = display(literal, word, self.language)
                return (
                    self.of(("le {}", "{}")).format(shown)
                    if isinstance(literal, date) and literal != NOT_YET
                    else shown
                )
            case Fact(name):
                return definite(self.label(name), self.language)
            case FactOn(name, on):
                day = (
                    contracted("à", self.value(on))
                    if self.language == "fr"
                    else f"on {self.value(on)}"
                )
                return f"{definite(self.label(name), self.language)} {day}"
            case Shift(start, by, times, count):
                order = ("avant", "before") if times < 0 else ("après", "after")
                length = duration(by.times(abs(times)), self.language)
                length = f"{self.value(count)} × {length}" if count is not None else length
                return f"{length} {self.of(order)} {self.value(start)}"
            case Combine(operation, parts):
                return self._combination(operation, parts, word)
            case Choice(reading, options):
                return self.choice(
                    reading, {name: self.value(part, word) for name, part in options.items()}
                )
            case _:
                return self._value_of_the_law(value)

    def _event(self, text: str, event: str) -> str:
        return quoted(
            event_label(self.texts[text], event, self.language)
            if text in self.texts
            else event.replace("_", " "),
            self.language,
        )

    def _group(self, text: str, group: str) -> str:
        return (
            group_label(self.texts[text], group, self.language)
            if text in self.texts
            else ("" if group == "ordinary" else group.replace("_", " "))
        )

    def _value_of_the_law(
        self, value: Cell | Bracket | EventDate | EffectDate | Proportion | Weighted
    ) -> str:
        match value:
            case Cell(table, row, column):
                by = self.of(
                    ("colonne {}", "column {}")
                    if isinstance(column, Literally)
                    else ("selon {}", "by {}")
                )
                money = self._is_of_money(table)
                what = (
                    ("le montant {}", "the amount {}")
                    if money
                    else ("la valeur {}", "the value {}")
                )
                template = self.of(what) + self.of((" (barème, {}) {}", " (table, {}) {}"))
                return template.format(
                    self._row(row), self._article(table), by.format(self.value(column))
                )
            case Bracket(inner, table):
                template = self.of(
                    (
                        "la classe du barème ({}) où se trouve {}",
                        "the class of the table ({}) that holds {}",
                    )
                )
                return template.format(self._article(table), self.value(inner))
            case EventDate(text, event):
                happening = (
                    self.of(_EVENTS[event]) if event in _EVENTS else self._event(text, event)
                )
                return self.of(("{} ({})", "{} ({})")).format(happening, self._text(text))
            case EffectDate(text, group):
                which = ", ".join(
                    part for part in (self._text(text), self._group(text, group)) if part
                )
                return self.of(("l'entrée en vigueur ({})", "the entry into force ({})")).format(
                    which
                )
            case Proportion(unit, "uncut"):
                days = (
                    "la part en jours de ce que la loi ne coupe pas",
                    "the part in days of what the law does not cut",
                )
                months = (
                    "la part en mois commencés de ce que la loi ne coupe pas",
                    "the part in months begun of what the law does not cut",
                )
                return self.of(days if unit == "days" else months)
            case Proportion(unit, "as_if_uncut"):
                days = (
                    "la part de la période couverte, en jours, comme si la loi ne la coupait pas",
                    "the part of the period covered, in days, as if the law did not cut it",
                )
                months = (
                    (
                        "la part de la période couverte, en mois commencés, comme si la loi ne la "
                        "coupait pas"
                    ),
                    "the part of the period covered, in months begun, as if the law did not cut it",
                )
                return self.of(days if unit == "days" else months)
            case Proportion(unit):
                days = (
                    "la part de la période couverte, en jours",
                    "the part of the period covered, in days",
                )
                months = (
                    "la part de la période couverte, en mois commencés",
                    "the part of the period covered, in months begun",
                )
                return self.of(days if unit == "days" else months)
            case Weighted(items, weight, inner, at_most):
                labels = [self.label(f"{items}.{name}") for name in (weight, inner)]
                if at_most is not None:
                    bound = ratio(at_most, self.language)
                    labels[1] = self.of(("{} ({} au plus)", "{} (at most {})")).format(
                        labels[1], bound
                    )
                return self.of(
                    (
                        "la somme, ligne à ligne, de {} × {} ({})",
                        "the sum, row by row, of {} × {} ({})",
                    )
                ).format(*labels, self.label(items))

    def _combination(self, operation: str, parts: tuple[Value, ...], word: Word | None) -> str:
        shown = [self.value(part, None if operation == "multiply" else word) for part in parts]
        if len(parts) > 1:
            shown = [
                f"({text})" if isinstance(part, Combine) else text
                for text, part in zip(shown, parts, strict=True)
            ]
        if operation in _ARITHMETIC:
            return _ARITHMETIC[operation].join(shown)
        if operation == "negate":
            return self.of(("l'opposé de : {}", "minus: {}")).format(shown[0])
        intro = self.of(_LISTED_VALUES.get(operation, (operation, operation)))
        return self.of(("{} : {}", "{}: {}")).format(intro, listed(shown, self.language))

    def _row(self, row: str) -> str:
        """The row of a table: the label of its line, or of the fact that names it."""
        fact = row[1:-1] if row[:1] == "{" and row[-1:] == "}" and row.count("{") == 1 else ""
        return quoted(self.label(fact), self.language) if fact else self.named("lines", row)

    def _is_of_money(self, table: str) -> bool:
        """Whether a table holds sums, in all its versions, those that
        amendments bring included (where the texts are not given: yes).
        """
        versions = (
            found.table
            for found in provisions_of(self.texts.values())
            if found.address == table and found.table is not None
        )
        return all(version.unit == "EUR" for version in versions)

    def _article(self, address: str) -> str:
        text, article = address.split("/")[:2]
        return article_name(
            article, self.language, self.texts[text].named if text in self.texts else EMPTY
        )

    def _text(self, text: str) -> str:
        return (
            self.texts[text].short.in_language(self.language)
            if text in self.texts
            else text.replace("_", " ")
        )


def contracted(preposition: str, phrase: str) -> str:
    """Return a French phrase after `à` or `de`, contracted
    with its article: `du 1er mars`, `au jour de la question`.
    """
    if phrase.startswith("le "):
        return {"à": "au ", "de": "du "}[preposition] + phrase[3:]
    return f"{preposition} {phrase}"
