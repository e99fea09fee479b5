"""What is asked to be compared, and the two sides that it makes.

What is given twice is one on each side. What is given once holds on both sides; where nothing else
differs, it is compared with what holds without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.cases.settings import Setting
from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus, LegalText
from engine.library import as_if, load, load_case
from engine.questions.answers.compare import CompareAnswer
from engine.questions.question import Question
from engine.whatif.comparison import compare
from engine.whatif.differences import Side, Sides
from engine.whatif.rows import QUESTIONS


class Compared(Struct, frozen=True, kw_only=True):
    """What is asked to be compared. `readings` has one option or two of each reading, `known_on`
    one day or two; `added` are folders of texts that the second side alone has, `without` texts
    that the first does not have.
    """

    case: str
    other: str | None = None
    settings: Sequence[Setting] = ()
    on: date | None = None
    known_on: tuple[date, ...] = ()
    readings: Mapping[str, Sequence[str]] = {}
    rulesets: tuple[Path, ...] = ()
    added: tuple[Path, ...] = ()
    without: tuple[str, ...] = ()
    questions: Sequence[str] = QUESTIONS
    language: Language = "fr"


def answered(asked: Compared) -> CompareAnswer:
    """Return the comparison that is asked for; raises RefusedInput with what is wrong with it."""
    return compare(sides_of(_completed(asked)), asked.questions)


def _completed(asked: Compared) -> Compared:
    """Return what is asked, what is given once against what holds without it where nothing else
    differs.
    """
    if asked.other is not None and asked.settings:
        message = sentence("two cases are compared as they are: nothing is set in them.")
        hint = sentence("give one case, and what is set in it.")
        raise RefusedInput([Diagnostic("ACC424", message, Location("--set"), hint)])
    repeated = [id_ for id_, options in asked.readings.items() if len(options) > 2]
    if repeated or len(asked.known_on) > 2:
        place = Location("--reading" if repeated else "--known-on")
        message = sentence("more than two sides: a comparison has two.")
        raise RefusedInput([Diagnostic("ACC424", message, place, sentence("give two of them."))])
    twice = len(asked.known_on) == 2 or any(len(each) == 2 for each in asked.readings.values())
    if asked.other is not None or asked.settings or twice or asked.added or asked.without:
        return asked
    if asked.rulesets:
        return replace(asked, rulesets=(), added=asked.rulesets)
    if asked.readings:
        return replace(asked, readings={id_: ("", *each) for id_, each in asked.readings.items()})
    if asked.known_on:
        return replace(asked, known_on=(*asked.known_on, Question.asked(None, None).known_on))
    message = sentence("nothing is compared: there is one case, and nothing else in it.")
    hint = sentence("give a second case, or --set, --without, --with, or two --reading.")
    raise RefusedInput([Diagnostic("ACC424", message, Location(asked.case), hint)])


def sides_of(asked: Compared) -> Sides:
    """Return the two sides of a comparison."""
    corpora = load((*asked.rulesets, *asked.added))
    corpus, facts = load_case(asked.case, corpora)
    earlier, later = _on_each_side(asked.settings)
    facts = as_if(facts, corpus, earlier)
    after = as_if(facts, corpus, later)
    if asked.other is not None:
        other, after = load_case(asked.other, corpora)
        _refuse_two((facts, after), (corpus, other))
    _refuse_unknown(asked.without, corpus)
    first, second = (_question(asked, rank).checked(corpus) for rank in (0, -1))
    texts, without = _before(asked, corpus)
    return Sides(corpus, Side(facts, first, without, texts), Side(after, second))


def _on_each_side(settings: Sequence[Setting]) -> tuple[list[Setting], list[Setting]]:
    """Return what is set on the first side and on the second: of a fact set twice the first value
    is that of the first side; what is set once is set on the second.
    """
    places = [(setting.path, setting.since) for setting in settings]
    earlier = [
        setting
        for rank, setting in enumerate(settings)
        if places[rank] in places[rank + 1 :] and places[rank] not in places[:rank]
    ]
    return earlier, [setting for setting in settings if setting not in earlier]


def one_side_without(
    facts: tuple[Facts, Facts],
    corpora: tuple[Corpus, Corpus],
    question: Question,
    without: Sequence[str],
) -> Sides:
    """Return the sides of two cases, each with its corpus, the first without some texts."""
    _refuse_two(facts, corpora)
    _refuse_unknown(without, corpora[0])
    before = Side(facts[0], question, frozenset(without))
    return Sides(corpora[0], before, Side(facts[1], question))


def _refuse_two(facts: tuple[Facts, Facts], corpora: tuple[Corpus, Corpus]) -> None:
    """Raise RefusedInput for two cases that are not about one agreement."""
    first, second = (each.document.path for each in facts)
    if corpora[0].id != corpora[1].id:
        message = sentence(
            "`{first}` is about `{corpus}`, `{second}` about `{other}`",
            first=first,
            corpus=corpora[0].id,
            second=second,
            other=corpora[1].id,
        )
        hint = sentence("compare two cases of one agreement.")
        raise RefusedInput([Diagnostic("ACC425", message, Location(second), hint)])


def _refuse_unknown(without: Sequence[str], corpus: Corpus) -> None:
    """Raise RefusedInput for texts that there are not."""
    unknown = [id_ for id_ in without if id_ not in corpus.texts]
    if unknown:
        raise RefusedInput(_no_text(id_, corpus) for id_ in unknown)


def _no_text(id_: str, corpus: Corpus) -> Diagnostic:
    message: Sentence = sentence("there is no text `{id}`.", id=id_)
    return Diagnostic("ACC426", message, Location("--without"), nearest(id_, corpus.texts))


def _question(asked: Compared, rank: int) -> Question:
    """Return the question of the first side (0) or of the second (-1)."""
    known_on = asked.known_on[rank] if asked.known_on else None
    readings = {id_: each[rank] for id_, each in asked.readings.items() if each[rank]}
    return Question.asked(asked.on, known_on, language=asked.language, readings=readings)


def _before(asked: Compared, corpus: Corpus) -> tuple[dict[str, LegalText], frozenset[str]]:
    """Return the texts that the first side has in the place of others, and those that it does not
    have.
    """
    without = frozenset(asked.without)
    if not asked.added:
        return {}, without
    held = load(asked.rulesets)
    known = held[corpus.id].texts if corpus.id in held else {}
    other = {id_: text for id_, text in known.items() if corpus.texts[id_] != text}
    return other, without | (corpus.texts.keys() - known.keys())
