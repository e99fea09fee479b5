"""A report as a file: in which form its name asks for it, and its bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.documents.report.asked import answered
from engine.documents.report.blocks import Report
from engine.documents.report.making import report_of
from engine.language.model import Corpus
from engine.questions.question import Question
from engine.source.new_file import refuse_place

Form: TypeAlias = Literal["pdf", "html"]
_FORMS: Final[Mapping[str, Form]] = {".pdf": "pdf", ".html": "html", ".htm": "html"}


def form_of(out: Path, *, force: bool) -> Form:
    """Return the form of a report, which the name of its file says, before anything is worked out.

    Raises RefusedInput for a name that says none, a file that cannot be written or may not be
    replaced, and a PDF where typst is not installed.
    """
    form = _FORMS.get(out.suffix.lower())
    if form is None:
        message = sentence("the name of the file does not say in which form to write.")
        hint = sentence("end it with .pdf or .html.")
        raise RefusedInput([Diagnostic("ACC412", message, Location(str(out)), hint)])
    refuse_place(out, force=force)
    if form == "pdf":
        from engine.documents.report.as_pdf import need_typst

        need_typst()
    return form


def written_as(report: Report, form: Form) -> bytes:
    """Return the bytes of a report in a form. Raises RefusedInput for what cannot be drawn."""
    if form == "html":
        from engine.documents.report.as_html import html_of

        return html_of(report).encode()
    from engine.documents.report.as_pdf import pdf_of

    return pdf_of(report)


def report_on(
    corpus: Corpus, facts: Facts, question: Question, queries: Sequence[str], case: str | None
) -> Report:
    """Return the report that answers some questions about a case; `case` is its file, None where it
    comes from none.

    Raises RefusedInput as the questions do.
    """
    content = None if case in (None, "-") else Path(str(case)).read_bytes()
    return report_with(corpus, facts, question, queries, content)


def report_with(
    corpus: Corpus,
    facts: Facts,
    question: Question,
    queries: Sequence[str],
    content: bytes | None,
) -> Report:
    """Return the report that answers some questions about a case; `content` is what it was read
    from, None where it comes from nothing that can be kept.

    Raises RefusedInput as the questions do.
    """
    return report_of(answered(corpus, facts, question, queries, content))
