"""Values and conditions of the law read aloud, in French
and in English: the fourth reader of the condition language.

Inflection is avoided by construction: a condition is a label and what it must be,
« taille : 4 », « date de signature avant le 30 septembre 2022 ».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from engine.diagnostics.bilingual import Language
from engine.language.forms.literal import Literally
from engine.language.forms.readings import Choice
from engine.language.model import LegalText, OccasionKind, Reading, Vocabulary, Word, provisions_of
from engine.language.negation import negated
from engine.language.nodes import (
    EMPTY,
    All,
    AnyOf,
    Compare,
    Condition,
    Known,
    Meets,
    Not,
    Quantity,
)
from engine.language.operators import OPERATORS
from engine.language.temporal import NOT_YET, Duration
from engine.language.values import Scalar, Value
from engine.words.citation import article_name
from engine.words.formats import day_of_year, duration, listed, number, quoted, ratio
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
from engine.words.over_elements import over_elements

_EVENTS = {
    "signed": ("la signature", "the signature"),
    "approved": ("l'approbation", "the approval"),
    "published": ("la publication", "the publication"),
}


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
        return self.article(address) + "".join(f" ({id_})" for id_ in address.split("/")[2:3])

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
            case Quantity(value, operator, operands):
                return over_elements(self, value, operator, operands[0])
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
            element = (
                element_fact(part.fact, self.vocabulary) if isinstance(part, Compare) else None
            )
            if element is None or part != replace(
                first, fact=f"{element[0].name}.{element[1]}.{element[2]}"
            ):
                return ""
            keys.append(element)
        collection, _, rest = keys[0]
        if any(element[0] is not collection or element[2] != rest for element in keys):
            return ""
        elements = listed(
            [element_label(collection, key, self.language) for _, key, _ in keys], self.language
        )
        whole = self.condition(replace(first, fact=f"{collection.singular}.{rest}"))
        each = (", pour chacun de ces éléments : {}", ", for each of: {}")
        any_of_them = (", pour l'un au moins de ces éléments : {}", ", for at least one of: {}")
        return whole + self.of(each if isinstance(condition, All) else any_of_them).format(elements)

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
        return value.said(self, word)

    # --- what the forms of values ask of a speaker ---

    def scalar(self, value: Scalar, word: Word | None) -> str:
        """Return a value that is written out; a day has its article."""
        shown = display(value, word, self.language)
        if isinstance(value, date) and value != NOT_YET:
            return self.of(("le {}", "{}")).format(shown)
        return shown

    def ratio(self, value: Decimal) -> str:
        """Return a ratio, `75 %`."""
        return ratio(value, self.language)

    def number(self, value: Decimal) -> str:
        """Return a number as it is written in the language."""
        return number(value, self.language)

    def definite(self, fact: str) -> str:
        """Return the label of a fact with its article."""
        return definite(self.label(fact), self.language)

    def day_of_year(self, month: int, number: int) -> str:
        """Return a day of any year: `le 30 juin`, `30 June`."""
        return day_of_year(month, number, self.language)

    def on_day(self, day: Value) -> str:
        """Return a day as the one on which something is: `au 1er mars`, `on 1 March`."""
        phrase = self.value(day)
        return contracted("à", phrase) if self.language == "fr" else f"on {phrase}"

    def lasting(self, by: Duration) -> str:
        """Return a duration in words."""
        return duration(by, self.language)

    def listed(self, phrases: Sequence[str]) -> str:
        """Return phrases joined by commas and `and`."""
        return listed(phrases, self.language)

    def event(self, text: str, event: str) -> str:
        """Return an event of a text: `la publication`, or its quoted label."""
        if event in _EVENTS:
            return self.of(_EVENTS[event])
        known = self.texts.get(text)
        label = event_label(known, event, self.language) if known else event.replace("_", " ")
        return quoted(label, self.language)

    def group(self, text: str, group: str) -> str:
        """Return what a group of provisions of a text is called, empty for the ordinary one."""
        if text in self.texts:
            return group_label(self.texts[text], group, self.language)
        return "" if group == "ordinary" else group.replace("_", " ")

    def row(self, row: str) -> str:
        """Return the row of a table: the label of its line, or of the fact that names it."""
        fact = row[1:-1] if row[:1] == "{" and row[-1:] == "}" and row.count("{") == 1 else ""
        return quoted(self.label(fact), self.language) if fact else self.named("lines", row)

    def is_of_money(self, table: str) -> bool:
        """Whether a table holds sums, in all its versions, those of amendments included.

        Where the texts are not given: yes.
        """
        versions = (
            provision.table
            for provision in provisions_of(self.texts.values())
            if provision.address == table and provision.table is not None
        )
        return all(version.unit == "EUR" for version in versions)

    def article(self, address: str) -> str:
        """Return the article of a provision, `art. 7.3.1`."""
        text, article = address.split("/")[:2]
        named = self.texts[text].named if text in self.texts else EMPTY
        return article_name(article, self.language, named)

    def text(self, text: str) -> str:
        """Return the short name of a text."""
        if text in self.texts:
            return self.texts[text].short.in_language(self.language)
        return text.replace("_", " ")


def contracted(preposition: str, phrase: str) -> str:
    """Return a French phrase after `à` or `de`, contracted with its article, or elided: `du 1er
    mars`, `au jour de la question`, `d’indicateurs`.
    """
    for article, said in (("le ", ("au", "du")), ("les ", ("aux", "des"))):
        if phrase.startswith(article):
            return f"{said[preposition == 'de']} {phrase.removeprefix(article)}"
    if preposition == "de" and phrase[:1].lower() in _VOWELS:
        return f"d’{phrase}"
    return f"{preposition} {phrase}"


_VOWELS = frozenset("aàâeéèêëiîïoôuùûœæ")
