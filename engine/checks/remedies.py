"""Says what to write instead of a name or a value that is wrong.

Most often it is the name of another kind of thing, or the same value written in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import backquoted
from engine.language.kinds import DATE, NUMBER, TRUTH
from engine.language.model import Corpus, provisions_of
from engine.language.operators import OPERATORS, WRITTEN
from engine.source.days import day_meant
from engine.words.labels import word_of

_CLOSE: Final = 0.7
_DURATION: Final = re.compile(r"P(?:\d+[YMWD])+\Z", re.ASCII)
_FIGURE: Final = re.compile(r"-?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*(?:[.,]\d+)?(?:\s?€)?\Z", re.ASCII)
_YES: Final = {
    **dict.fromkeys(("oui", "yes", "vrai"), "true"),
    **dict.fromkeys(("non", "no", "faux"), "false"),
}


def for_fact(name: str, corpus: Corpus, valid: Iterable[str]) -> Sentence:
    """Return what to write in the place of a name that no fact has."""
    known = sorted(valid)
    for remedy in (*_of_an_element(name, corpus), *_of_another_thing(name, corpus)):
        return remedy
    close = get_close_matches(name[:80], known, n=1, cutoff=_CLOSE)
    if close:
        return sentence(
            "did you mean `{fact}`? If not, declare `{name}` under `facts` in vocabulary.yaml.",
            fact=close[0],
            name=name,
        )
    last = name.rpartition(".")[2]
    same = [fact for fact in known if fact.rpartition(".")[2] == last][:3]
    if same:
        return sentence(
            "did you mean {facts}? If not, declare `{name}` under `facts` in vocabulary.yaml.",
            facts=backquoted(same),
            name=name,
        )
    return sentence(
        "declare it under `facts` in vocabulary.yaml: `{name}: {type: …, label: {fr: …, en: …}}`.",
        name=name,
    )


def _of_an_element(name: str, corpus: Corpus) -> Iterator[Sentence]:
    """Yield what to write for a fact of an element that is named by its collection.

    `plots.area` is written `plot.area`, or `plots.north.area` for one plot.
    """
    for collection in corpus.vocabulary.collections.values():
        rest = name.removeprefix(f"{collection.name}.")
        fact = f"{collection.singular}.{rest}"
        if rest != name and word_of(fact, corpus.vocabulary) is not None:
            key = next(iter(collection.keys), "")
            if key and "." not in rest:
                element_fact = f"{collection.name}.{key}.{rest}"
                yield sentence(
                    "write `{fact}` on an occasion of each element, or name one element: `{one}`.",
                    fact=fact,
                    one=element_fact,
                )
            else:
                yield sentence("write `{fact}` on an occasion of each element.", fact=fact)


def _of_another_thing(name: str, corpus: Corpus) -> Iterator[Sentence]:
    vocabulary = corpus.vocabulary
    text, _, event = name.partition(".")
    if name in vocabulary.benefits:
        yield sentence("`{name}` is a benefit: write the condition `benefit: {name}`.", name=name)
    if name in corpus.readings:
        yield sentence("`{name}` is a reading: write `{reading: {name}, options: {…}}`.", name=name)
    if name in corpus.texts:
        yield sentence(
            "`{name}` is a text: its entry into force is `{effect_of: {name}}`.", name=name
        )
    if text in corpus.texts and event in corpus.texts[text].events:
        yield sentence("`{name}` is an event of a text: write `{event: {name}}`.", name=name)
    yield from _of_time_or_rights(name, corpus)
    if any(
        provision.address == name and provision.table
        for provision in provisions_of(corpus.texts.values())
    ):
        yield sentence(
            "`{name}` is a table: write `{table: {name}, row: …, column: …}`.", name=name
        )
    holder = next((word.name for word in vocabulary.facts.values() if name in word.values), None)
    if holder is not None:
        yield sentence(
            "`{name}` is a value of `{fact}`: write `{fact}: {is: {name}}`.", name=name, fact=holder
        )


def _of_time_or_rights(name: str, corpus: Corpus) -> Iterator[Sentence]:
    if name in corpus.occasions:
        yield sentence(
            "`{name}` is an occasion: write `on: {name}`, or the condition `occasion.kind: {is: "
            "{name}}`.",
            name=name,
        )
    if name in corpus.periods:
        yield sentence(
            "`{name}` is a period: read `period.from`, `period.until` or `period.number`.",
            name=name,
        )
    if name in corpus.vocabulary.lines:
        yield sentence(
            "`{name}` is a line of rights, and no rule reads one: read the facts that it depends "
            "on.",
            name=name,
        )


def for_text(written: str, kind: str, corpus: Corpus) -> Sentence | None:
    """Return what to write instead of a text where another kind is needed, None if unknown."""
    day = day_meant(written) if kind == DATE else None
    if day is not None:
        return day
    if kind == DATE and _DURATION.match(written):
        return sentence(
            "a duration moves a date: write `{after: {fact: …}, by: {written}}`.", written=written
        )
    if kind == NUMBER and _FIGURE.match(written):
        return sentence(
            "write `{number}`, without quotes.",
            number=re.sub(r"[^-\d.]", "", written.replace(",", ".")),
        )
    if kind == TRUTH and written.casefold() in _YES:
        return sentence("write `{word}`, without quotes.", word=_YES[written.casefold()])
    if word_of(written, corpus.vocabulary) is not None:
        return sentence("to read the fact, write `{fact: {name}}`.", name=written)
    return next(_of_another_thing(written, corpus), None)


def for_operator(operator: str, kind: str) -> Sentence:
    """Return the operator that compares values of a kind as another compares those of its own."""
    signs = OPERATORS[operator].signs
    if signs is None:
        return sentence("write `is` or `one_of`: they compare values of any kind.")
    for name in WRITTEN:
        if OPERATORS[name].compares == kind and OPERATORS[name].signs == signs:
            return sentence("write `{operator}`.", operator=name)
    return sentence("write `is` or `one_of`: these values have no order.")
