"""On what an answer rests: the facts and where the case gives them, the readings and what the
others would give, what is missing, where the encoded law ends, and what identifies all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from shlex import quote
from typing import Final

from engine.documents.report.asked import Asked, canonical, hash_of, hash_of_texts
from engine.documents.report.blocks import (
    Block,
    Enclosure,
    Item,
    Items,
    Notes,
    Pair,
    Pairs,
    Prose,
    Section,
)
from engine.documents.report.pen import Pen
from engine.library import shipped
from engine.questions.answers import CalendarAnswer, CaseAnswer
from engine.questions.answers.answer import ReadingUsed
from engine.questions.answers.comparison import (
    ChangesUnderReading,
    OutcomeOfBenefit,
    RowChanged,
    StateOfDate,
    StateOfDuty,
)
from engine.questions.answers.funding import TotalUnderReading
from engine.questions.answers.missing import (
    AnyPossible,
    Missing,
    PossibleDates,
    PossibleSums,
)
from engine.questions.answers.trace import TraceStep
from engine.questions.naming import Names
from engine.render.trace import Traced
from engine.render.wording import word_or
from engine.words.formats import difference, upper_first, written

_BRACKETS: Final = re.compile(r"(.*) \((.*)\)", re.DOTALL)
_MOST_CHANGES: Final = 1
_MOST_POSSIBLE: Final = 3
_MOST_MISSING: Final = 12


# --- facts ----------------------------------------------------------------------------------------


def fact_blocks(pen: Pen, asked: Asked) -> Iterator[Block]:
    """Yield the facts that the answers used, each with its line in the case, and those that they
    did not use.
    """
    names = Names(asked.corpus, pen.language)
    used = _facts_read(pen, asked)
    known = asked.facts.pointers
    if not used:
        return
    yield Section(1, pen.word("facts"))
    path = asked.facts.document.path
    if asked.content is not None:
        yield Prose(pen.word("facts.file", file=Path(path).name), (), "intro")
    yield Items(tuple(_facts(pen, asked, used)))
    given = [name for name in (*asked.facts.values, *asked.facts.histories) if name in known]
    unused = [names.fact(name) for name in given if not _is_used(name, used)]
    if unused:
        said = pen.joined(dict.fromkeys(unused))
        yield Prose(pen.word("facts.unused", what=said), (), "soft")


def _facts(pen: Pen, asked: Asked, used: Mapping[str, tuple[str, Sequence[str]]]) -> Iterator[Item]:
    """Yield the facts, each with its place; those of one name that have one value and one place
    together.
    """
    groups: dict[tuple[str, str, str], list[str]] = {}
    for name, (label, values) in used.items():
        head = _BRACKETS.fullmatch(label)
        shared = head[1] if head else label
        groups.setdefault((shared, ", ".join(values), _place(pen, asked, name)), []).append(label)
    for (shared, value, place), labels in groups.items():
        what = f"{shared} ({', '.join(apart(labels))})" if len(labels) > 1 else labels[0]
        yield Item(f"{upper_first(what)}{pen.colon} {value}", aside=place)


def _is_used(name: str, used: Iterable[str]) -> bool:
    return any(other == name or other.startswith(f"{name}.") for other in used)


def _facts_read(pen: Pen, asked: Asked) -> dict[str, tuple[str, list[str]]]:
    """Return the facts of the case that the reasoning read: what each is called, and its values."""
    used: dict[str, tuple[str, dict[str, None]]] = {}
    for answer in asked.answers.values():
        if not isinstance(answer, Traced):
            continue
        waiting = [step for occasion in answer.trace or () for step in occasion.children]
        while waiting:
            step = waiting.pop()
            waiting += step.children
            for name, label, shown in _read(step):
                if not asked.gives(name):
                    continue
                value = written(shown, "", pen.language)
                used.setdefault(name, (label, {}))[1][value] = None
    order = {name: rank for rank, name in enumerate(asked.facts.pointers)}
    named = sorted(used, key=lambda name: (order.get(name, len(order)), name))
    return {name: (used[name][0], list(used[name][1])) for name in named}


def _read(step: TraceStep) -> Iterator[tuple[str, str, str]]:
    for fact in step.facts or ():
        if fact.from_ == "case":
            yield fact.fact, fact.label, fact.display
    for check in step.failed or ():
        if check.from_ == "case" and check.read is not None:
            yield check.fact, check.label, check.read


def _place(pen: Pen, asked: Asked, name: str) -> str:
    place = asked.facts.locate(name)
    if place.path.startswith("--"):
        return pen.word("supposed")
    return pen.word("line_of", line=str(place.line)) if place.line else pen.word("given")


# --- readings -------------------------------------------------------------------------------------


def reading_blocks(pen: Pen, asked: Asked) -> Iterator[Block]:
    """Yield the readings that mattered: what was taken, and what each other option would give."""
    used: dict[str, ReadingUsed] = {}
    for answer in asked.answers.values():
        used |= {reading.id: reading for reading in answer.readings_detail}
    if not used:
        return
    yield Section(1, pen.word("readings"))
    key = "readings.intro" if asked.sums else "readings.intro_no_sum"
    yield Prose(pen.word(key), (), "intro")
    items: list[Item] = []
    idle: list[str] = []
    for reading in used.values():
        gives = {
            other.option: _gives(pen, asked, reading.id, other.option) for other in reading.others
        }
        if not any(gives.values()):
            idle.append(reading.question)
            continue
        how = "reading.taken" if reading.default else "reading.chosen"
        under = (
            pen.word(
                "reading.other",
                says=other.says.rstrip("."),
                gives=gives[other.option] or pen.say("no_change").rstrip("."),
            )
            for other in reading.others
        )
        items.append(Item(pen.word(how, says=reading.says), reading.question, "", tuple(under)))
    if items:
        yield Items(tuple(items))
    if idle:
        yield Prose(pen.word("readings.none", what=" ".join(idle)), (), "soft")


def _gives(pen: Pen, asked: Asked, reading: str, option: str) -> str:
    """Return what an option would give, in euros and in words; "" where it changes nothing."""
    already = {
        (line.line, line.period)
        for one in asked.sums
        if one.reading == reading and one.chosen
        for line in one.missing_lines
    }
    parts = [
        _sum(pen, one, already)
        for one in asked.sums
        if (one.reading, one.option) == (reading, option)
    ]
    if any(parts):
        return pen.joined(parts)
    for changes in asked.changes.values():
        for one in changes:
            if (one.reading, one.option) == (reading, option):
                parts += _changes(pen, one)
    return pen.joined(filter(None, parts))


def _sum(pen: Pen, option: TotalUnderReading, already: Set[tuple[str, int | None]]) -> str:
    """Return the difference in euros, and what is not known any more: it is in no sum, and is not
    lost. `already` has what the option of the answer does not know either.
    """
    said = [difference(option.difference, pen.language)] if option.difference else []
    lacking = dict.fromkeys(
        line.label for line in option.missing_lines if (line.line, line.period) not in already
    )
    if lacking:
        said.append(pen.word("reading.not_known", what=", ".join(lacking)))
    return pen.joined(said)


def _changes(pen: Pen, option: ChangesUnderReading) -> Iterator[str]:
    """Yield the first changes in words."""
    said = list(dict.fromkeys(_change(pen, change) for change in option.changes))
    yield from said[:_MOST_CHANGES]
    if len(said) > _MOST_CHANGES:
        yield "…"


def _change(pen: Pen, change: RowChanged) -> str:
    before, after = _state(pen, change.before), _state(pen, change.after)
    return pen.word("reading.change", what=change.label, before=before, after=after)


def _state(pen: Pen, state: OutcomeOfBenefit | StateOfDate | StateOfDuty | None) -> str:
    match state:
        case None:
            return pen.say("not_there")
        case OutcomeOfBenefit():
            return word_or("outcome", state.outcome, pen.language)
        case StateOfDate():
            return pen.day(state.on) if state.on else word_or("status", state.status, pen.language)
        case StateOfDuty():
            return word_or("status", state.status, pen.language)


# --- what is missing, and where the law ends ------------------------------------------------------


def missing_blocks(pen: Pen, asked: Asked) -> Iterator[Block]:
    """Yield what is missing: the question that settles it, and what each answer would give."""
    lacking = _lacking(asked)
    yield Section(1, pen.word("missing"))
    if not lacking:
        yield Prose(pen.word("nothing_missing"))
        return
    yield Items(tuple(_lacks(pen, list(lacking.values())[:_MOST_MISSING])))
    more = len(lacking) - _MOST_MISSING
    if more > 0:
        yield Prose(pen.word("missing.more", count=str(more)), (), "soft")


def _lacking(asked: Asked) -> dict[str, Missing]:
    """Return what is missing, once, as the question tells it that says most; without the acts that
    would only tell that a date to come is met.
    """
    lacking: dict[str, Missing] = {}
    for query in ("funding", "eligibility", "calendar", "duties"):
        answer = asked.answers.get(query)
        for missing in answer.missing if isinstance(answer, Traced) else ():
            if not missing.outside_window and not _only_to_come(answer, missing):
                lacking.setdefault(missing.fact or missing.name or missing.label, missing)
    return lacking


def _only_to_come(answer: CaseAnswer | None, missing: Missing) -> bool:
    if not isinstance(answer, CalendarAnswer):
        return False
    statuses = {entry.status for entry in answer.entries if entry.id in missing.affects}
    return bool(statuses) and statuses <= {"not_yet"}


def _lacks(pen: Pen, lacking: Sequence[Missing]) -> Iterator[Item]:
    """Yield the questions to ask, each with what the answers to it would give: one question about
    several things once, several questions with the same answers together.
    """
    by_question: dict[str, list[Missing]] = {}
    for missing in lacking:
        by_question.setdefault(missing.question or missing.label, []).append(missing)
    alike: dict[str, list[str]] = {}
    for question, same in by_question.items():
        alike.setdefault(question if len(same) > 1 else _settles(pen, same[0]), []).append(question)
    for questions in alike.values():
        mine = [missing for question in questions for missing in by_question[question]]
        several = len(questions) == 1 and len(mine) > 1
        labels = apart([missing.label for missing in mine])
        said = [_settles(pen, missing) for missing in mine]
        under = (
            [
                pen.sentence(f"{label}{pen.colon} {given}")
                for label, given in zip(labels, said, strict=True)
            ]
            if several
            else list(dict.fromkeys(pen.sentence(given) for given in said if given))
        )
        yield Item(
            pen.word("missing.text") if any(one.event or one.table for one in mine) else "",
            " ".join(map(pen.sentence, questions)),
            "",
            tuple(under),
            pen.notes(citation for missing in mine for citation in missing.citations),
        )


def apart(labels: Sequence[str]) -> list[str]:
    """Return labels by what they have in brackets, where all else of them is the same."""
    parts = [_BRACKETS.fullmatch(label) for label in labels]
    heads = {part[1] if part else None for part in parts}
    if len(heads) > 1 or None in heads or len(labels) < 2:
        return list(labels)
    return [part[2] for part in parts if part]


def _settles(pen: Pen, missing: Missing) -> str:
    """Return what the answers about something that is missing would give, or what hangs on it."""
    moving = [
        value
        for value in missing.possible
        if not isinstance(value, PossibleSums) or value.difference or value.lines
    ]
    values = (moving or missing.possible)[:_MOST_POSSIBLE]
    given = pen.joined(_possible(pen, value) for value in values)
    if given or not missing.affects_labels:
        return given
    return pen.say("affects", what=", ".join(missing.affects_labels))


def _possible(pen: Pen, possible: AnyPossible) -> str:
    """Return what a value would lead to: of a sum, the difference that it makes."""
    leads_to = possible.leads_to or "—"
    if isinstance(possible, PossibleSums) and not isinstance(possible, PossibleDates):
        leads_to = difference(possible.difference, pen.language)
    value = written(possible.value, "", pen.language)
    return pen.word("missing.if", value=value, leads_to=leads_to)


def limit_blocks(pen: Pen, asked: Asked) -> Iterator[Block]:
    """Yield where the encoded law ends, and what a reader must know of the texts."""
    first = asked.first()
    yield Section(1, pen.word("limits"))
    yield Prose(pen.sentence(first.horizon.says))
    for notice in first.notices:
        yield Prose(pen.sentence(notice))
    for ended in first.over:
        for unread in ended.not_encoded:
            yield Prose(pen.sentence(pen.say("not_encoded", place=unread.place, why=unread.why)))


# --- what identifies it ---------------------------------------------------------------------------


def cited_blocks(pen: Pen) -> Iterator[Block]:
    """Yield the articles that the report cites, each once."""
    notes = pen.all_notes()
    if notes:
        yield Section(1, pen.word("cited"))
        yield Prose(pen.word("basis", what=pen.bases()), (), "intro")
        yield Notes(notes)


def version_blocks(pen: Pen, asked: Asked) -> Iterator[Block]:
    """Yield what it takes to work the answer out again, and the hashes that tell whether it is the
    same.
    """
    from engine import VERSION

    first = asked.first()
    yield Section(1, pen.word("versions"))
    texts = pen.joined(
        pen.word(
            "law.text",
            text=text.short,
            since=pen.day(text.in_force_from) if text.in_force_from else pen.word("law.undated"),
        )
        for text in (*first.law, *first.other_texts)
    )
    inferred = f"{first.inference.engine} {first.inference.version}" if first.inference else "—"
    engine = pen.word("version.engine_is", version=VERSION, inferred=inferred)
    case = asked.content
    pairs = [
        Pair(pen.word("version.texts"), upper_first(texts)),
        Pair(pen.word("version.engine"), engine),
        Pair(pen.word("version.rulesets"), hash_of_texts(asked.corpus), copied=True),
        Pair(pen.word("version.case"), hash_of(case), copied=True)
        if case is not None
        else Pair(pen.word("version.case"), pen.word("version.not_a_file")),
    ]
    for query, answer in asked.answers.items():
        said = pen.word("version.answer", query=pen.say(f"query.{query}").lower())
        pairs.append(Pair(said, hash_of(canonical(answer)), copied=True))
    pairs.append(Pair(pen.word("version.command"), command(asked), copied=True))
    yield Pairs(tuple(pairs))
    yield Prose(pen.word("version.how"), (), "soft")


def command(asked: Asked) -> str:
    """Return the command that answers again, as JSON; the case by the name of its file."""
    question = asked.question
    queries = list(asked.answers)
    query = queries[0] if len(queries) == 1 else f"{{{','.join(queries)}}}"
    parts = ["accord", query, quote(Path(asked.facts.document.path).name)]
    for folder in _folders(asked):
        parts += ["--rulesets", quote(folder)]
    parts += ["--on", str(question.on), "--known-on", str(question.known_on)]
    for reading, option in question.readings.items():
        parts += ["--reading", quote(f"{reading}={option}")]
    for setting in asked.facts.settings:
        day = f"@{setting.since}" if setting.since else ""
        value = setting.written if setting.written is not None else setting.value
        parts += ["--set", quote(f"{setting.path}{day}={'' if value is None else value}")]
    parts += ["--lang", question.language, "--format", "json", "--trace", "none"]
    return " ".join(parts)


def _folders(asked: Asked) -> list[str]:
    """Return the folders of texts that do not come with the package, as they were given."""
    own = shipped("rulesets")
    homes = (Path(text.location.path).parent.parent for text in asked.corpus.texts.values())
    return [str(home) for home in dict.fromkeys(homes) if home.absolute() != own.absolute()]


def enclosures(pen: Pen, asked: Asked) -> tuple[Enclosure, ...]:
    """Return the answers as files that travel inside the report."""
    return tuple(
        Enclosure(
            f"{query}.json",
            canonical(answer).decode(),
            pen.word("enclosure", query=pen.say(f"query.{query}")),
        )
        for query, answer in asked.answers.items()
    )


__all__ = [
    "cited_blocks",
    "command",
    "enclosures",
    "fact_blocks",
    "limit_blocks",
    "missing_blocks",
    "reading_blocks",
    "version_blocks",
]
