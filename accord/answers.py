"""The answers, one type a question. Their fields are those of the JSON answer; money is `Decimal`
in euros, days are `date`.

What each field holds is said where it is declared, in `engine.questions.answers`. A field that is
`None` is a key that the JSON answer leaves out; a name that Python keeps for itself ends in `_`:
`from_`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Context, Decimal, localcontext
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, TypeVar

from engine.questions.answers import (
    Answer as Answered,
)
from engine.questions.answers import (
    CalendarAnswer,
    CompareAnswer,
    DiffAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
    NearestAnswer,
    TextAnswer,
    TimelineAnswer,
)
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.record import Record

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from accord.keywords import Path

Form: TypeAlias = Literal["text", "markdown", "html", "json"]
Trace: TypeAlias = Literal["none", "short", "full"]
"""How much of the reasoning is shown: nothing, the steps that applied, or those that
did not too.
"""
Kind = TypeVar("Kind", bound="Answer")


class Answer(Answered, frozen=True, kw_only=True):
    """What every answer is and does. It never changes; it shows itself in a notebook, and `print`
    shows it as the command does.
    """

    _main: ClassVar[str] = ""
    """The field whose rows make its data frame."""

    @classmethod
    def of(cls: type[Kind], answer: Answered) -> Kind:
        """Return what the engine answered, as an answer of this type."""
        return cls(**{name: getattr(answer, name) for name in answer.__struct_fields__})

    def to_json(self, trace: Trace = "short") -> str:
        """Return the answer as JSON, as `accord … --format json` prints it.

        >>> import accord
        >>> accord.load().text("4", on="2023-06-01").to_json()[:21]
        '{\\n  "schema": 1,\\n  "q'
        """
        return self.render("json", trace)

    def render(
        self,
        form: Form = "text",
        trace: Trace = "short",
        *,
        width: int = 100,
        payments: bool = False,
    ) -> str:
        """Return the answer as a page, in its language: `text` (of so many columns), `markdown`,
        `html` (a whole document) or `json`. A calendar shows its payments where they are asked for.

        >>> import accord
        >>> answer = accord.load(lang="en").duties("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> print(answer.render("markdown", trace="none").splitlines()[0])
        # Duties — CPTS Exemple
        """
        from accord.findings import refusals
        from accord.keywords import unfit
        from engine.diagnostics.bilingual import sentence
        from engine.diagnostics.diagnostic import RefusedInput
        from engine.render import FORMATS, render

        with refusals(self.language):
            _among("form", form, FORMATS)
            _among("trace", trace, ("none", "short", "full"))
            if not isinstance(width, int) or width < 1:
                raise RefusedInput(
                    [unfit("width", width, sentence("give a whole number, from 1."))]
                )
            return render(self, form, self.language, trace, width=width, payments=payments)

    def to_xlsx(self, out: Path, trace: Trace = "short", *, force: bool = False) -> FilePath:
        """Write the answer as a workbook (the answer, its tables, why, articles, facts, readings),
        and return its path; it needs the extra `workbook`. `force` replaces a file that is there.

        >>> import accord, tempfile
        >>> answer = accord.load().funding("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     answer.to_xlsx(f"{folder}/funding.xlsx").name
        'funding.xlsx'
        """
        from accord.findings import refusals
        from accord.keywords import path_of
        from engine.documents.workbook import workbook
        from engine.source.new_file import refuse_place, write_new

        with refusals(self.language):
            _among("trace", trace, ("none", "short", "full"))
            file = path_of("out", out)
            refuse_place(file, force=force)
            write_new(file, workbook(self, trace), force=force)
        return file

    def to_frame(self, rows: str | None = None, library: str | None = None) -> Any:
        """Return rows of the answer as a data frame: those of the field named, or the main ones.

        `library` is `pandas` or `polars`; where it is not named, the one that is installed. Sums
        stay `Decimal`, days `date`, citations are written as lawyers write them, one after the
        other.

        >>> import accord
        >>> answer = accord.load().funding("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> frame = answer.to_frame("totals")
        >>> frame["amount"][0]
        Decimal('108350.40')
        """
        from accord.findings import refusals
        from accord.frames import frame_of

        with refusals(self.language):
            several = [
                name for name in self.__struct_fields__ if _holds_records(getattr(self, name))
            ]
            if rows is not None:
                _among("rows", rows, several)
            return frame_of([row_of(record) for record in self._rows(rows or self._main)], library)

    def _rows(self, name: str) -> Iterator[Record]:
        """Yield the records of a field."""
        yield from getattr(self, name) or ()

    def __str__(self) -> str:
        return self.render("text", "none")

    def __repr__(self) -> str:
        return f"<accord.{type(self).__name__} {self.corpus}, on {self.on}>"

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own: its style and its links do not meet those of the
        notebook.
        """
        page = escape(self.render("html"))
        style = "width: 100%; height: 30rem; border: 0"
        return f'<iframe srcdoc="{page}" title="{escape(repr(self))}" style="{style}"></iframe>'


class Eligibility(Answer, EligibilityAnswer, frozen=True, kw_only=True):
    """Whether a case is eligible, benefit by benefit."""

    _main = "benefits"


class Calendar(Answer, CalendarAnswer, frozen=True, kw_only=True):
    """By when a case must act, and when it is paid."""

    _main = "entries"

    def to_ics(
        self,
        out: Path,
        *,
        previous: Path | None = None,
        payments: bool = True,
        case: str = "",
        force: bool = False,
    ) -> FilePath:
        """Write the dates as a calendar that any program for calendars opens, and return its path;
        it needs the extra `calendar`.

        With `previous`, the calendar written before, what has moved since is updated and what is
        gone is cancelled. `payments` says whether the payments are events too; `case` is what
        identifies a case that has no name; `force` replaces a file that is there.

        >>> import accord, tempfile
        >>> answer = accord.load().calendar("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = answer.to_ics(f"{folder}/dates.ics", payments=False)
        ...     file.read_bytes().count(b"BEGIN:VEVENT")
        27
        """
        from accord.findings import refusals
        from accord.keywords import names_of, path_of
        from engine.documents.calendar_file import calendar_file
        from engine.source.new_file import write_new

        with refusals(self.language):
            file = path_of("out", out)
            names_of(case=case)
            before = None if previous is None else path_of("previous", previous)
            made = calendar_file(self, case, previous=before, payments=payments)
            write_new(file, made.content, force=force)
        return file


class Funding(Answer, FundingAnswer, frozen=True, kw_only=True):
    """What a case is due: rights, payments, totals. `total` is the sum of all rights."""

    _main = "payments"

    @property
    def total(self) -> Decimal | None:
        """The sum of all rights in euros: no less than that where `at_least`.

        None where no right is known and some may be.
        """
        with localcontext(Context()):
            return super().total


class Comparison(Answer, CompareAnswer, frozen=True, kw_only=True):
    """What changes between two sides, and which difference causes each change."""

    _main = "entitlements"


class Nearest(Answer, NearestAnswer, frozen=True, kw_only=True):
    """What is nearest to change an answer. The rows of its data frame are the changes that can
    still be made.
    """

    _main = "changes"


class Duties(Answer, DutiesAnswer, frozen=True, kw_only=True):
    """What is demanded of a case on the day."""

    _main = "duties"


class Timeline(Answer, TimelineAnswer, frozen=True, kw_only=True):
    """When the answer to a question changes, and why. The rows of its data frame are the days
    between which it stays the same.
    """

    _main = "stretches"


class Text(Answer, TextAnswer, frozen=True, kw_only=True):
    """Articles in force on a day, provision by provision, with their history. The rows of its data
    frame are its provisions.
    """

    _main = "provisions"

    def _rows(self, name: str) -> Iterator[Record]:
        if name == "provisions":
            for article in self.articles:
                yield from article.provisions
        else:
            yield from super()._rows(name)


class Diff(Answer, DiffAnswer, frozen=True, kw_only=True):
    """What changed in the law between two days, by the operation that changed it."""

    _main = "operations"


def row_of(record: Record) -> Mapping[str, Any]:
    """Return a record as a row: single values as they are, citations as a text, what else holds
    several values as plain data.
    """
    return {
        name.removesuffix("_"): _cell(getattr(record, name)) for name in record.__struct_fields__
    }


def _cell(value: Any) -> Any:
    if isinstance(value, tuple) and value and all(isinstance(part, ArticleCited) for part in value):
        return " ; ".join(citation.display for citation in value)
    if isinstance(value, tuple):
        return [_cell(part) for part in value] if value else None
    return value.as_plain() if isinstance(value, Record) else value


def _holds_records(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(part, Record) for part in value)


def _among(keyword: str, given: str, known: Any) -> None:
    """Raise RefusedInput when what a keyword was given is none of those known."""
    from accord.keywords import unfit
    from engine.diagnostics.diagnostic import RefusedInput, nearest

    if given not in known:
        raise RefusedInput([unfit(keyword, given, nearest(str(given), known))])
