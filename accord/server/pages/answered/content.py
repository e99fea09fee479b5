"""All that the page of an answer shows, ready for its templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from markupsafe import Markup
from msgspec import Struct

import accord
from accord.server.pages.answered import acts
from accord.server.pages.answered.asked import KEYWORDS, Answered, Asked
from accord.server.pages.answered.days import Slider, slider_of_knowledge, slider_of_question
from accord.server.pages.answered.drawing import Address, Drawer, SectionShown
from accord.server.pages.answered.in_short import InShort, in_short
from accord.server.pages.answered.pictures import (
    TimeLine,
    days_of_acts,
    days_of_payments,
    line_of_time,
)
from accord.server.pages.answered.readings import Switch, switches, under_each
from accord.server.pages.answered.refusals import Refusal, refusal, refusal_typed
from accord.server.pages.answered.sections import sections_of
from accord.server.pages.answered.settable import (
    Group,
    Settable,
    groups_of,
    said_of,
    settable_at,
)
from accord.server.pages.answered.why import Why, lines_of, names_of, why
from accord.server.pages.drafts import texts_of
from engine.documents.report.pen import Pen
from engine.questions.answers import Answer, CalendarAnswer, FundingAnswer
from engine.questions.answers.calendar import DateEntry, PaymentEntry
from engine.questions.answers.missing import Missing
from engine.questions.answers.nearest import NearChange
from engine.questions.naming import Names
from engine.questions.question import Question
from engine.render.html import Drawing, drawn
from engine.render.page import Block, Cited, Paragraph, Row, displays
from engine.render.pages import parts_of
from engine.render.wording import word_or
from engine.whatif.interview import asked_again
from engine.words.formats import apostrophes, upper_first
from engine.words.labels import word_of

Fragment = Callable[..., Markup]
"""Writes a template that is a part of a page, with its content."""
_OPTION: Final = "--set "


class Lack(Struct, frozen=True):
    """What is missing: its question, what hangs on it, what its values would lead to."""

    fact: str
    """The fact to be asked for; "" for what no case gives."""
    label: str
    question: str
    affects: str
    possible: tuple[tuple[str, str], ...]
    cited: tuple[tuple[str, str], ...]
    """The articles that make it matter, each with its address."""
    beside: bool
    """Whether it changes nothing between the days asked about."""
    kind: str = ""
    """What the fact is called of whatever element, where others may be called so too."""

    @property
    def which(self) -> str:
        """What tells it from others of its kind: `north, year 1`."""
        own = self.label.removeprefix(self.kind).strip()
        return own[1:-1] if own.startswith("(") and own.endswith(")") else self.label


class Lacking(Struct, frozen=True):
    """What is missing and asked in the same words: one fact, or the same of several elements."""

    label: str
    question: str
    lacks: tuple[Lack, ...]


class Supposing(Struct, frozen=True):
    """“What if”: what is supposed, what it changes, and the fact that is about to be set."""

    settings: tuple[tuple[str, str], ...]
    """Each setting as it was typed, and in words."""
    lead: tuple[str, ...]
    sections: tuple[SectionShown, ...]
    groups: tuple[Group, ...]
    picked: Settable | None
    says: str
    """What the case says of the fact that is about to be set."""
    typed: acts.Typed
    wrong: tuple[Refusal, ...]


class Content(Struct, frozen=True):
    """The whole page of an answer."""

    title: str
    asked: Markup
    short: InShort
    chosen: tuple[str, ...]
    """The readings chosen that matter to the answer."""
    lacks: tuple[Lack, ...]
    lacking: tuple[Lacking, ...]
    """What is missing and changes the answer, what is asked in the same words together."""
    sections: tuple[SectionShown, ...]
    time_line: TimeLine | None
    switches: tuple[Switch, ...]
    sliders: tuple[Slider, ...]
    supposing: Supposing
    nearest: tuple[SectionShown, ...]
    nearest_lead: tuple[str, ...]
    law: Markup
    trace: Markup
    opened: frozenset[str]


class Maker:
    """Makes the content of the page of one answer."""

    def __init__(
        self,
        asked: Asked,
        answer: Answered,
        done: acts.Acted,
        url: Address,
        fragment: Fragment,
        drafts: frozenset[str] = frozenset(),
    ) -> None:
        self.asked = asked
        self.answer = answer
        self.done = done
        self.fragment = fragment
        self.drafts = drafts
        self.pen: Pen = asked.pen()
        self.names = names_of(answer)
        self.lines = lines_of(answer)
        self.drawer = Drawer(
            asked, answer.on, url, under=self._under, after=self._after, beside=self._draft
        )

    def content(self) -> Content:
        """Return all that the page shows; parts that are not open are not worked out."""
        answer, opened = self.answer, self.done.opened
        parts = parts_of(answer, self.pen)
        sections = sections_of(self.pen, answer, parts)
        lacks = tuple(map(self._lack, answer.missing))
        under = under_each(self.asked) if acts.READINGS in opened else answer
        nearest = self._nearest() if acts.NEAREST in opened else ((), ())
        return Content(
            title=parts.title,
            asked=self.drawer.drawn(parts.asked[-1:], "q"),
            short=in_short(sections.lead, parts.over),
            lacks=lacks,
            lacking=_together(lacks),
            chosen=_texts(parts.asked, "plain"),
            sections=self.drawer.sections(sections.sections, "s"),
            time_line=self._time_line(),
            switches=switches(self.asked, under),
            sliders=self._sliders(),
            supposing=self._supposing(_texts(parts.asked, "lead")),
            nearest_lead=nearest[0],
            nearest=nearest[1],
            law=self.drawer.drawn(parts.law, "l"),
            trace=self.drawer.drawn(parts.trace, "t") if "trace" in opened else Markup(),
            opened=opened,
        )

    # --- rows ---

    def _draft(self, cited: Cited) -> str:
        """Return the mark of an article that is of a draft, or that one amends."""
        drafted = cited.article is not None and self.drafts & {*texts_of(cited.article)}
        return self.fragment("law/chip.html").strip() if drafted else ""

    def _under(self, row: Row) -> str:
        """Return what stands under the first cell of a row: the button that opens its why; of a
        change that is near, the one that tries it.
        """
        if isinstance(row.of, NearChange):
            tried = tuple(fact.set.removeprefix(_OPTION) for fact in row.of.facts)
            return self.fragment("answer/try.html", settings=tried)
        name = self.names.get(id(row.of)) if row.of is not None else None
        if name is None:
            return ""
        opened = f"why.{name}" in self.done.opened
        return self.fragment(
            "answer/why_button.html", name=name, opened=opened, of=row.cells[0].text
        )

    def _after(self, row: Row) -> str:
        """Return the why of a row that is open."""
        name = self.names.get(id(row.of)) if row.of is not None else None
        if name is None or f"why.{name}" not in self.done.opened:
            return ""
        return self.fragment("answer/why.html", name=name, why=self._why(name))

    def _why(self, name: str) -> Mapping[str, object]:
        shown: Why = why(self.asked, self.answer, self.lines[name])
        drawing = Drawing(self.asked.language, prefix=f"w{name}")
        steps = Markup(drawn(shown.steps, drawing))  # the engine escapes it
        articles = [
            (article, self.drawer.article(displays((article.cited,))[0], article.on))
            for article in shown.articles
        ]
        paid = isinstance(self.lines[name].record, PaymentEntry)
        elsewhere = word_or("query", "funding", self.asked.language) if paid else ""
        return {"steps": steps, "articles": articles, "elsewhere": elsewhere}

    # --- what is missing ---

    def _lack(self, lack: Missing) -> Lack:
        pen = self.pen
        cited = displays(lack.citations)
        word = word_of(lack.fact, self.asked.corpus.vocabulary) if lack.fact else None
        kind = word.label.in_language(self.asked.language) if word else ""
        return Lack(
            fact=lack.fact or "",
            label=apostrophes(pen.prose(upper_first(lack.label))),
            question=apostrophes(pen.prose(self._question(lack))),
            affects=apostrophes(pen.prose(", ".join(lack.affects_labels))),
            possible=tuple(
                (apostrophes(pen.prose(each.value)), apostrophes(pen.prose(each.leads_to)))
                for each in lack.possible
            ),
            cited=tuple((apostrophes(each), self.drawer.article(each)) for each in cited),
            beside=lack.outside_window is True,
            kind=apostrophes(pen.prose(upper_first(kind))),
        )

    def _question(self, lack: Missing) -> str:
        """Return the question to ask, as an interview asks it: a page has no file to write."""
        if not lack.fact:
            return lack.question
        question = Question.asked(None, None, language=self.asked.language)
        asked = asked_again(lack.fact, self.asked.corpus, question)
        return asked.question if asked else lack.question

    # --- pictures ---

    def _time_line(self) -> TimeLine | None:
        answer, pen = self.answer, self.pen
        match answer:
            case FundingAnswer():
                days = days_of_payments(pen, answer)
                return line_of_time(pen, "line", days, answer.on, answer.totals)
            case CalendarAnswer():
                acts_to_do = [each for each in answer.entries if isinstance(each, DateEntry)]
                days = days_of_acts(pen, answer.on, acts_to_do)
                return line_of_time(pen, "line", days, answer.on, ())
        return None

    # --- days ---

    def _sliders(self) -> tuple[Slider, ...]:
        timeline = None
        if acts.DAYS in self.done.opened:
            keywords = self.asked.keywords(*KEYWORDS)
            timeline = self.asked.law.timeline(self.asked.case, self.answer.query, **keywords)
        return (
            slider_of_question(self.asked, self.answer, timeline),
            slider_of_knowledge(self.asked, self.answer),
        )

    # --- what if ---

    def _supposing(self, supposed: tuple[str, ...]) -> Supposing:
        asked, typed = self.asked, self.done.typed
        lead, sections = self._difference() if asked.visit.settings else ((), ())
        groups = groups_of(asked)
        picked = settable_at(groups, typed.path) if typed.path else None
        kind = picked.field.word.type if picked else "text"
        names = Names(asked.corpus, asked.language)
        settings = tuple(
            (each, apostrophes(names.fact(each.partition("=")[0].partition("@")[0])))
            for each in asked.typed.settings
        )
        return Supposing(
            settings,
            (*supposed, *lead),
            sections,
            groups,
            picked,
            said_of(asked, typed.path) if picked else "",
            typed,
            tuple(refusal_typed(each, asked, kind) for each in typed.wrong),
        )

    def _difference(self) -> tuple[tuple[str, ...], tuple[SectionShown, ...]]:
        """Return what the facts that are set change, in short and in full."""
        return self._beside(self.asked.law.compare, "d")

    def _nearest(self) -> tuple[tuple[str, ...], tuple[SectionShown, ...]]:
        """Return what is nearest to change the answer, in short and in full."""
        return self._beside(self.asked.law.nearest, "e")

    def _beside(
        self, ask: Callable[..., Answer], prefix: str
    ) -> tuple[tuple[str, ...], tuple[SectionShown, ...]]:
        """Return another answer about the case; why there is none, where it is refused: the case
        without what is set may have no answer.
        """
        keywords = self.asked.keywords(*KEYWORDS)
        try:
            answer = ask(self.asked.case, **keywords)
        except accord.RefusedInput as refused:
            told = (refusal(finding, self.asked) for finding in refused.findings)
            return tuple(f"{each.says} {each.hint}".strip() for each in told), ()
        return self.drawer.plain(parts_of(answer, self.asked.pen()).body, prefix)


def _together(lacks: Iterable[Lack]) -> tuple[Lacking, ...]:
    """Return what is missing, what is asked in the same words together, in the order of the first
    of each.
    """
    groups: dict[tuple[str, str], list[Lack]] = {}
    for lack in lacks:
        if not lack.beside:
            groups.setdefault((lack.kind or lack.label, lack.question), []).append(lack)
    return tuple(
        Lacking(kind if len(mine) > 1 else mine[0].label, question, tuple(mine))
        for (kind, question), mine in groups.items()
    )


def _texts(blocks: Iterable[Block], kind: str) -> tuple[str, ...]:
    return tuple(
        block.text for block in blocks if isinstance(block, Paragraph) and block.kind == kind
    )
