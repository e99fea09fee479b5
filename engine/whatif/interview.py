"""The order of an interview: which facts can still change an answer, the one that settles most
first; and what is certain whatever is replied.

Nothing is asked here, and no reply is read: whoever asks does (`engine.commands`, a page). Each
reply makes another case (`engine.cases.supposition.told`), about which the interview is asked
again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, cast

from msgspec import Struct, field
from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Collection as Elements
from engine.language.model import Corpus, Records, Vocabulary, Word
from engine.language.tree import facts_read
from engine.questions.answers import CaseAnswer
from engine.questions.answers.interview import (
    FactToGive,
    Interview,
    QuestionToAsk,
    TypeOfReply,
    ValueOffered,
)
from engine.questions.answers.missing import (
    AnyPossible,
    Missing,
    PossibleDuties,
    PossibleOutcomes,
    PossibleSums,
)
from engine.questions.left_out import groups_of
from engine.questions.naming import Names
from engine.questions.question import Question
from engine.whatif.certain import certain
from engine.words.labels import word_of

Asking = Callable[[Corpus, Facts, Question], CaseAnswer]
QUERIES: Final = ("eligibility", "calendar", "funding", "duties")
"""The questions about which an interview is held."""


def asking(query: str, benefit: str | None = None) -> Asking:
    """Return what answers a question of QUERIES; `benefit` is the only one asked about, in one
    about eligibility.

    Raises RefusedInput when there is no such question.
    """
    from engine.questions.calendar import calendar
    from engine.questions.duties import duties
    from engine.questions.eligibility import eligibility
    from engine.questions.funding import funding

    of_query: Mapping[str, Asking] = {
        "eligibility": partial(eligibility, benefit=benefit),
        "calendar": calendar,
        "funding": funding,
        "duties": duties,
    }
    if query not in of_query:
        message = sentence("there is no question `{query}`.", query=query)
        hint = nearest(query, QUERIES)
        raise RefusedInput([Diagnostic("ACC440", message, Location("QUESTION"), hint)])
    return of_query[query]


class _Sorted(Struct):
    """What is missing from an answer, sorted out."""

    wanted: dict[str, list[Missing]] = field(default_factory=dict)
    """What to ask, each with all that is missing and that its reply gives, or opens."""
    unknown: dict[str, None] = field(default_factory=dict)
    """What whoever is asked does not know."""
    beyond: dict[str, None] = field(default_factory=dict)
    """What no case gives, by what it is called."""


def interview(
    corpus: Corpus,
    facts: Facts,
    question: Question,
    query: str,
    *,
    benefit: str | None = None,
    not_known: Collection[str] = (),
) -> Interview:
    """Return what is still to be asked of a case so that a question has its answer.

    `not_known` names the facts that whoever is asked does not know: they are not asked again. Where
    a collection is named, nor is anything of its elements.

    Raises RefusedInput as the question itself does, and for a question that does not exist.
    """
    names = Names(corpus, question.language)
    answer: Any = asking(query, benefit)(corpus, facts, replace(question, traced=False))
    missing = _sorted_out(answer.missing, facts, corpus.vocabulary, not_known)
    questions = [_question(name, reasons, names) for name, reasons in missing.wanted.items()]
    questions.sort(key=partial(_rank, vocabulary=corpus.vocabulary))
    return Interview(
        query=query,
        corpus=corpus.id,
        questions=(*questions, *_of_groups(answer, names, facts, not_known)),
        certain=certain(answer, names),
        not_known=tuple(missing.unknown),
        beyond=tuple(missing.beyond),
    )


def _sorted_out(
    missing: Iterable[Missing], facts: Facts, vocabulary: Vocabulary, not_known: Collection[str]
) -> _Sorted:
    """Return what is missing by what can be done about it."""
    sorted_ = _Sorted()
    for lack in missing:
        if lack.outside_window:
            continue
        name = _whole(lack.fact, facts, vocabulary) if lack.fact else None
        if name is None or _kind(name, vocabulary) is None:
            sorted_.beyond[lack.label] = None
        elif any(name == left or name.startswith(f"{left}.") for left in not_known):
            sorted_.unknown[name] = None
        else:
            sorted_.wanted.setdefault(name, []).append(lack)
    return sorted_


def _whole(name: str, facts: Facts, vocabulary: Vocabulary) -> str:
    """Return what must be asked to have a fact: itself, or the collection that its element is in
    where the case does not give it and gives it whole.
    """
    for collection in vocabulary.collections.values():
        of_it = name == collection.name or name.startswith(f"{collection.name}.")
        whole = collection.complete or collection.keys_only or not collection.keys
        if of_it and whole and collection.name not in facts.pointers:
            return collection.name
    return name


def _kind(name: str, vocabulary: Vocabulary) -> TypeOfReply | None:
    """Return what kind of reply gives a fact, None where none does."""
    collection = vocabulary.collections.get(name)
    if collection is not None:
        return "elements" if collection.keys else "list"
    word = word_of(name, vocabulary)
    if word is not None:
        return cast("TypeOfReply", word.type)
    return "list" if _records(name, vocabulary) is not None else None


def _records(name: str, vocabulary: Vocabulary) -> Records | None:
    """Return the list inside an element that a name is that of."""
    for collection in vocabulary.collections.values():
        if name.startswith(f"{collection.name}."):
            _, _, rest = name.removeprefix(f"{collection.name}.").partition(".")
            return collection.lists.get(rest)
    return None


def _rank(asked: QuestionToAsk, vocabulary: Vocabulary) -> tuple[Any, ...]:
    """Return the place of a question: what most depends on comes first, of two alike what one reply
    may close, then the order of the vocabulary.
    """
    return (-len(asked.affects), not asked.closes, _place(asked.fact, vocabulary))


def _place(name: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    facts = list(vocabulary.facts)
    if name in vocabulary.facts:
        return (facts.index(name),)
    for rank, collection in enumerate(vocabulary.collections.values(), len(facts)):
        if name == collection.name:
            return (rank,)
        if name.startswith(f"{collection.name}."):
            key, _, rest = name.removeprefix(f"{collection.name}.").partition(".")
            keys, own = list(collection.keys), [*collection.facts, *collection.lists]
            first = rest if rest in own else rest.partition(".")[0]
            steps = (int(step) for step in rest.split(".") if step.isdigit())
            return (rank, _at(key, keys), _at(first, own), *steps)
    return (len(facts) + len(vocabulary.collections),)


def _at(name: str, names: list[str]) -> int:
    return names.index(name) if name in names else int(name) if name.isdigit() else len(names)


# --- one question ---------------------------------------------------------------------------------


def _question(name: str, reasons: list[Missing], names: Names) -> QuestionToAsk:
    affects = {
        depends: label
        for missing in reasons
        for depends, label in zip(missing.affects, _labels(missing), strict=True)
    }
    own = [missing for missing in reasons if missing.fact == name]
    possible = own[0].possible if own else ()
    return QuestionToAsk(
        **_told(name, names, own[0].question if own else ""),
        since=own[0].since if own else None,
        affects=tuple(affects),
        affects_labels=tuple(dict.fromkeys(affects.values())),
        closes=any(map(_closes, possible)),
        citations=tuple(
            {cited.display: cited for missing in reasons for cited in missing.citations}.values()
        ),
        possible=possible,
    )


def asked_again(name: str, corpus: Corpus, question: Question) -> QuestionToAsk | None:
    """Return the question whose reply gives a fact of a case, whether or not an answer needs it;
    None where no reply gives it.
    """
    if _kind(name, corpus.vocabulary) is None:
        return None
    return QuestionToAsk(
        **_told(name, Names(corpus, question.language), ""),
        affects=(),
        affects_labels=(),
        closes=False,
        citations=(),
        possible=(),
    )


def _labels(missing: Missing) -> tuple[str, ...]:
    """Return the labels of what depends on a fact, one for each id: an answer lists them once."""
    labels = missing.affects_labels
    return labels if len(labels) == len(missing.affects) else (labels[0],) * len(missing.affects)


def _closes(possible: AnyPossible) -> bool:
    """Whether a value leaves nothing undetermined of what depends on its fact."""
    match possible:
        case PossibleOutcomes():
            return "undetermined" not in possible.benefits.values()
        case PossibleDuties():
            return possible.duties.undetermined == 0
        case PossibleSums():  # of dates too
            return not possible.undetermined


def _told(name: str, names: Names, question: str) -> dict[str, Any]:
    """Return what is said of a question, as fields of QuestionToAsk: its type, its words, the
    values that it offers.
    """
    vocabulary = names.corpus.vocabulary
    collection = vocabulary.collections.get(name)
    if collection is not None:
        return _of_collection(collection, names)
    word, records = word_of(name, vocabulary), _records(name, vocabulary)
    if word is not None:
        own = _of_word(word, name, names)
        return own | {"question": question or own["question"], "label": names.fact(name)}
    assert records is not None  # `_kind` says that a reply gives it
    return _of_list(name, names.fact(name), records.facts, names)


def _of_word(word: Word, name: str, names: Names) -> dict[str, Any]:
    return {
        "fact": name,
        "type": word.type,
        "label": names.say(word.label),
        "question": names.say(word.question or word.label),
        "unit": word.unit,
        "minimum": word.minimum,
        "maximum": word.maximum,
        "values": _offered(word.values, names),
    }


def _offered(values: Mapping[str, Any], names: Names) -> tuple[ValueOffered, ...]:
    return tuple(
        ValueOffered(value=value, label=names.say(label)) for value, label in values.items()
    )


def _of_collection(collection: Elements, names: Names) -> dict[str, Any]:
    label = names.say(collection.label)
    own = {"question": names.say(collection.question)} if collection.question else {}
    if not collection.keys:
        return _of_list(collection.name, label, collection.facts, names) | own
    note = names.either(
        "ce que vous ne citez pas n'a pas eu lieu.", "what you leave out has not happened."
    )
    return {
        "fact": collection.name,
        "type": "elements",
        "label": label,
        "question": names.either(
            f"Parmi ces choix ({label}), lesquels ?", f"Which of these ({label})?"
        ),
        "values": _offered(collection.keys, names),
        "note": note if collection.complete else None,
    } | own


def _of_list(name: str, label: str, words: Mapping[str, Word], names: Names) -> dict[str, Any]:
    required = [word for word in words.values() if word.required]
    return {
        "fact": name,
        "type": "list",
        "label": label,
        "question": names.either(
            f"Combien y en a-t-il : {label} ?", f"How many are there: {label}?"
        ),
        "minimum": Decimal(0),
        "note": names.either("la liste se donne en entier.", "the list is given whole."),
        "parts": tuple(FactToGive(**_of_word(word, word.name, names)) for word in required),
    }


# --- optional groups ------------------------------------------------------------------------------


def _of_groups(
    answer: CaseAnswer, names: Names, facts: Facts, not_known: Collection[str]
) -> Iterator[QuestionToAsk]:
    """Yield, for each optional group of facts of which the case says nothing, the act that tells
    whether it took place at all.
    """
    vocabulary = names.corpus.vocabulary
    for group in answer.not_considered:
        opening = _opening(group.group, names.corpus)
        if opening is None or opening in not_known or opening in facts.values:
            continue
        yield QuestionToAsk(
            **_told(opening, names, ""),
            affects=(group.group,),
            affects_labels=(group.label,),
            closes=_kind(opening, vocabulary) == "date",
            citations=group.citations or (),
            possible=(),
        )


def _opening(group: str, corpus: Corpus) -> str | None:
    """Return the first act that dates an optional occasion of a group, in the order of the
    vocabulary; the group itself where it is a collection.
    """
    if group in corpus.vocabulary.collections:
        return group
    dating = {
        name
        for kind in corpus.occasions.values()
        if kind.optional and kind.on is not None and group in groups_of(kind, corpus)
        for name in facts_read(kind.on)
    }
    words: Iterable[Word] = corpus.vocabulary.facts.values()
    return next((word.name for word in words if word.name in dating and not word.derived), None)


def day_of(asked: QuestionToAsk, question: Question) -> date:
    """Return the day from which a reply counts, where the case gives its fact as dated values."""
    return asked.since or question.on
