"""An interview in a terminal, or on standard input: one question after the other, what each reply
settles, and the case that they make.

What is asked next is computed by `engine.whatif.interview`. All that is said goes to standard
error: standard output is for the answer alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Final

import click
from msgspec import Struct, field

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import Language, Sentence, any_of, sentence
from engine.diagnostics.diagnostic import RefusedInput, visible
from engine.drafting.asked import by_outcome, given, part_given, refused, replied
from engine.drafting.replies import HINTS
from engine.language.model import Corpus
from engine.questions.answers.interview import FactToGive, Interview, QuestionToAsk
from engine.questions.question import Question
from engine.whatif.interview import interview
from engine.words.formats import apostrophes, upper_first

NOT_KNOWN: Final = frozenset({"?", "??", "je ne sais pas", "i don't know", "unknown", "inconnu"})
BACK: Final = frozenset({"<", "retour", "back"})
STOP: Final = frozenset({"!", "fin", "stop"})
_MOST_SHOWN: Final = 5
_WIDEST: Final = 160


class Stopped(Exception):
    """Whoever is asked wants the answer now, with what is known."""


class Ended(Exception):
    """There is no more input."""


class _Back(Exception):
    """The reply before is to be given again."""


class _NotKnown(Exception):
    """Whoever is asked does not know."""


class Held(Struct):
    """An interview that is being held."""

    corpus: Corpus
    query: str
    question: Question
    facts: Facts
    benefit: str | None = None
    not_known: tuple[str, ...] = ()
    past: list[tuple[Facts, tuple[str, ...]]] = field(default_factory=list)
    """What was known before each reply, the last one last."""
    certain: dict[str, str] = field(default_factory=dict)
    """What has been said to be certain, by id."""

    @property
    def language(self) -> Language:
        """The language in which it is held."""
        return self.question.language

    def state(self, facts: Facts | None = None) -> Interview:
        """Return what is still to be asked."""
        return interview(
            self.corpus,
            self.facts if facts is None else facts,
            self.question,
            self.query,
            benefit=self.benefit,
            not_known=self.not_known,
        )

    def hold(self) -> None:
        """Ask until nothing remains that can change the answer, or until no reply comes."""
        state = self.state()
        self._say(sentence("`?` not known · `<` go back · `!` answer with what is known"))
        try:
            while state.questions:
                self._certain(state)
                state = self._asked(state)
            self._certain(state)
            self._say(sentence("Nothing more can change the answer."))
        except (Stopped, Ended):
            pass

    def _asked(self, state: Interview) -> Interview:
        """Ask the next question until it has a reply that the case takes, or none is known."""
        asked = state.questions[0]
        self._put(asked, len(state.questions))
        while True:
            try:
                value = self._reply(asked)
                facts = replied(self.corpus, self.facts, self.question, asked, value)
                after = self.state(facts)  # the question may have no answer with that reply
            except RefusedInput as refusal:
                self._refuse(refusal, asked)
            except _NotKnown:
                return self._without(asked)
            except _Back:
                if self.past:
                    self.facts, self.not_known = self.past.pop()
                    return self.state()
                self._say(sentence("this is the first question."))
            else:
                self.past.append((self.facts, self.not_known))
                self.facts = facts
                return after

    def _without(self, asked: QuestionToAsk) -> Interview:
        self.past.append((self.facts, self.not_known))
        self.not_known = (*self.not_known, asked.fact)
        return self.state()

    # --- replies ---

    def _reply(self, asked: QuestionToAsk) -> Any:
        """Return a reply as a case writes it."""
        value = given(asked, self._typed(), self.corpus.vocabulary)
        return self._elements(asked, value) if asked.type == "list" else value

    def _elements(self, asked: QuestionToAsk, count: Any) -> Any:
        """Ask what each element of a list must say."""
        if not isinstance(count, int) or not 0 <= count <= 400:
            return count
        return [dict(self._parts(asked, rank, count)) for rank in range(1, count + 1)]

    def _parts(self, asked: QuestionToAsk, rank: int, count: int) -> Iterator[tuple[str, Any]]:
        for part in asked.parts:
            self._say(
                sentence("{rank} of {count}: {question}", rank=rank, count=count,
                         question=part.question)
            )  # fmt: skip
            self._offer(part)
            yield part.fact, part_given(asked, part, self._typed(), self.corpus.vocabulary)

    def _typed(self) -> str:
        """Return what is typed, asked again while nothing is."""
        while True:
            text = _line()
            word = " ".join(text.casefold().split())
            if word in STOP:
                raise Stopped
            if word in BACK:
                raise _Back
            if word in NOT_KNOWN:
                raise _NotKnown
            if word:
                return text
            self._say(sentence("reply `?` where it is not known."))

    # --- what is said ---

    def _put(self, asked: QuestionToAsk, count: int) -> None:
        """Put a question: what is asked, what may be replied, why it matters."""
        click.echo(err=True)
        number = sentence("Question {rank}, {count} left at this point",
                          rank=len(self.past) + 1, count=count)  # fmt: skip
        click.secho(number.in_language(self.language), dim=True, err=True)
        click.secho(apostrophes(asked.question), bold=True, err=True)
        # several questions may have the same words: what it is about tells them apart
        click.echo(f"  {apostrophes(upper_first(asked.label))}", err=True)
        if asked.since is not None:
            self._say(sentence("from {day} on", day=asked.since))
        if asked.note:
            click.echo(f"  {asked.note}", err=True)
        self._offer(asked)
        self._why(asked)

    def _offer(self, asked: FactToGive) -> None:
        for rank, offered in enumerate(asked.values, 1):
            click.echo(f"  {rank}  {offered.label}", err=True)
        hint = HINTS[asked.type]
        if hint:
            click.echo(f"  {hint.in_language(self.language)}", err=True)

    def _why(self, asked: QuestionToAsk) -> None:
        """Say what depends on the reply, by which article, and what each value gives."""
        labels = _first(asked.affects_labels, 3, self.language)
        cited = _first(tuple(cited.display for cited in asked.citations), 1, self.language)
        why = sentence("What hangs on it: {what} [{cited}].", what=labels, cited=cited)
        if not cited:
            why = sentence("What hangs on it: {what}.", what=labels)
        self._say(why)
        for outcome, values in list(by_outcome(asked).items())[:_MOST_SHOWN]:
            self._say(
                sentence("if {value}: {outcome}", value=any_of(values), outcome=_short(outcome))
            )

    def _certain(self, state: Interview) -> None:
        """Say what has become certain since the last question."""
        new = [row for row in state.certain if self.certain.get(row.id) != row.says]
        for row in new[:_MOST_SHOWN]:
            click.secho(f"✓ {_short(row.label)}{self._colon}{row.says}", fg="green", err=True)
        if len(new) > _MOST_SHOWN:
            more = sentence("and {count} more", count=len(new) - _MOST_SHOWN)
            click.secho(f"✓ {more.in_language(self.language)}", fg="green", err=True)
        self.certain = {row.id: row.says for row in state.certain}

    @property
    def _colon(self) -> str:
        return "\u00a0: " if self.language == "fr" else ": "

    def _refuse(self, refusal: RefusedInput, asked: QuestionToAsk) -> None:
        for finding in refusal.diagnostics:
            said, hint = refused(finding, asked.type)
            message = visible(said.in_language(self.language)).rstrip(".")
            click.secho(f"✗ {finding.code} {message}.", fg="red", err=True)
            if hint:
                click.echo(f"  {hint.in_language(self.language)}", err=True)

    def _say(self, said: Sentence) -> None:
        click.echo(f"  {apostrophes(said.in_language(self.language))}", err=True)


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1].rstrip()}…"


def _first(texts: tuple[str, ...], most: int, language: Language) -> str:
    """Return the first of several things, and how many more there are."""
    more = len(texts) - most
    shown = ("\u00a0; " if language == "fr" else "; ").join(texts[:most])
    if more <= 0:
        return shown
    return sentence("{first} and {count} more", first=shown, count=more).in_language(language)


def at_terminal() -> bool:
    """Whether someone sits before both the questions and the answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _line() -> str:
    """Return the next reply. Raises Ended at the end of a script, Abort where a person leaves."""
    if at_terminal() and sys.stdout.isatty():
        typed: str = click.prompt(">", prompt_suffix=" ", default="", show_default=False)
        return typed
    click.echo("> ", nl=False, err=True)
    text = sys.stdin.readline()
    if not text and at_terminal():
        raise click.Abort
    if not text:
        click.echo(err=True)
        raise Ended
    if not sys.stdin.isatty():
        click.echo(visible(text.rstrip("\n")), err=True)
    return text
