"""What a report is about: the questions, their answers, the case and the law that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import Struct

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus
from engine.questions.answers import CaseAnswer
from engine.questions.answers.comparison import ChangesUnderReading
from engine.questions.answers.funding import TotalUnderReading
from engine.questions.question import Question
from engine.render.trace import shown_at

Ask: TypeAlias = Callable[[Corpus, Facts, Question], CaseAnswer]

QUESTIONS: Final = ("eligibility", "funding", "calendar", "duties")
"""The questions that a report answers, in the order in which it does."""
USUAL: Final = ("eligibility", "funding", "calendar")
"""Those of a report for which none is named: may it, how much, by when. Duties are many, and decide
no sum."""


class Asked(Struct, frozen=True):
    """The questions of a report with their answers, and what they were worked out from."""

    corpus: Corpus
    facts: Facts
    question: Question
    answers: Mapping[str, CaseAnswer]
    sums: Sequence[TotalUnderReading]
    """What each option of each reading that matters to the sums gives."""
    changes: Mapping[str, Sequence[ChangesUnderReading]]
    """What each option changes in the other answers, by question."""
    content: bytes | None
    """The bytes of the case, None when it is not a file."""

    def gives(self, name: str) -> bool:
        """Whether a name is that of a fact of the case, and not of what an occasion is of."""
        facts = self.facts
        return any(name in known for known in (facts.values, facts.histories, facts.pointers))

    def first(self) -> CaseAnswer:
        """Return the first answer: what they all start with is the same."""
        return next(iter(self.answers.values()))


def chosen(named: Sequence[str], place: str) -> tuple[str, ...]:
    """Return the questions of a report, in its order, each once; the usual ones where none is
    named.

    Raises RefusedInput for a name that is no question, with the nearest that is one; `place` is
    where it was written.
    """
    unknown = [name for name in named if name not in QUESTIONS]
    if unknown:
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC460",
                    sentence("a report does not answer `{name}`.", name=name),
                    Location(place),
                    nearest(name, QUESTIONS, show=len(QUESTIONS)),
                )
                for name in dict.fromkeys(unknown)
            ]
        )
    return tuple(name for name in QUESTIONS if name in (named or USUAL))


def answered(
    corpus: Corpus, facts: Facts, question: Question, queries: Sequence[str], content: bytes | None
) -> Asked:
    """Return the answers to the questions, with what the options of the readings would change.

    Raises RefusedInput as each question does.
    """
    asking = {query: _ask(query) for query in queries}
    answers = {query: ask(corpus, facts, question) for query, ask in asking.items()}
    return Asked(
        corpus,
        facts,
        question,
        answers,
        _sums(corpus, facts, question) if "funding" in answers else (),
        {
            query: _changes(partial(asking[query], corpus, facts), corpus, question, answer)
            for query, answer in answers.items()
            if query != "funding"
        },
        content,
    )


def _ask(query: str) -> Ask:
    """Return what answers a question: it is read when it is asked for."""
    match query:
        case "eligibility":
            from engine.questions.eligibility import eligibility

            return eligibility
        case "funding":
            from engine.questions.funding import funding

            return funding
        case "calendar":
            from engine.questions.calendar import calendar

            return calendar
    from engine.questions.duties import duties

    return duties


def _sums(corpus: Corpus, facts: Facts, question: Question) -> Sequence[TotalUnderReading]:
    from engine.questions.funding import under_readings

    return under_readings(corpus, facts, question)


def _changes(
    ask: Callable[[Question], CaseAnswer], corpus: Corpus, question: Question, answer: CaseAnswer
) -> Sequence[ChangesUnderReading]:
    from engine.questions.comparison import compared

    return compared(ask, corpus, question, answer)


# --- what identifies them -------------------------------------------------------------------------


def canonical(answer: CaseAnswer) -> bytes:
    """Return the JSON of an answer without its trace: keys sorted, no white space, in UTF-8.

    It is what `accord QUESTION CASE --format json --trace none` gives to `jq -cjS .`.
    """
    plain = shown_at(answer, "none").as_plain()
    return dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of a content, as 64 hexadecimal digits."""
    return sha256(content).hexdigest()


def hash_of_texts(corpus: Corpus) -> str:
    """Return the SHA-256 of the texts of a body of law.

    It is that of a list of their files: for each its SHA-256, two spaces, its path from the folder
    above that of its text, and a line break; in the order of the paths, as `sha256sum` lists them.
    """
    files: dict[str, Path] = {}
    for text in corpus.texts.values():
        folder = Path(text.location.path).absolute().parent
        for file in folder.rglob("*.yaml"):
            files[f"{folder.name}/{file.relative_to(folder).as_posix()}"] = file
    listed = (
        f"{hash_of(files[path].read_bytes())}  {path}\n" for path in sorted(files, key=str.encode)
    )
    return hash_of("".join(listed).encode())
