"""An answer as a file to take along: a document, a workbook, a calendar, the case, the proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from unicodedata import normalize
from urllib.parse import quote

from litestar import Response, post
from litestar.exceptions import NotFoundException
from msgspec import Struct
from msgspec.structs import replace

from accord.findings import RefusedInput, refusals
from accord.server.pages.page import language_in, visit_of, written
from accord.server.pages.told import case_as_set
from accord.server.service import AnyRequest, service_of
from accord.server.wording import say
from engine.words.formats import one_line

if TYPE_CHECKING:
    from accord.case import Case
    from accord.law import Law
    from accord.server.answering import Turn
    from accord.server.pages.visit import Visit
    from engine.diagnostics.bilingual import Language


class Asked(Struct, frozen=True):
    """What a file is made of: the visit, its case, and the law that answers."""

    law: Law
    visit: Visit
    case: Case
    language: Language

    @property
    def name(self) -> str:
        """What the case is called: by itself, else by its file, else just a case."""
        stem = self.visit.name.rpartition(".")[0] or self.visit.name
        return one_line(self.case.name or stem) or say("take.case", self.language)

    @property
    def typed(self) -> str:
        """The text of the case, its lines ended as files end them and not as forms do."""
        return self.visit.case.replace("\r\n", "\n")

    def answer(self, query: str) -> Any:
        """Return the answer to a question, with the readings and the settings of the visit."""
        return getattr(self.law, query)(self.case, **self.visit.keywords(), lang=self.language)


Make: TypeAlias = Callable[[Asked], bytes]


def _document(asked: Asked) -> bytes:
    return asked.law.report_content(
        asked.case,
        _questions(asked.visit.query),
        source=asked.typed.encode(),
        **asked.visit.keywords(),
        lang=asked.language,
    )


def _questions(query: str) -> tuple[str, ...]:
    """Return what the document answers: the usual questions, and the one of the page."""
    from engine.documents.report.asked import USUAL

    return tuple(dict.fromkeys((*USUAL, query)))


def _workbook(asked: Asked) -> bytes:
    from engine.documents.workbook import workbook

    return workbook(asked.answer(asked.visit.query))


def _calendar(asked: Asked) -> bytes:
    from engine.documents.calendar_file import calendar_file

    return calendar_file(asked.answer("calendar"), asked.name).content


def _case(asked: Asked) -> bytes:
    """Return the case as YAML: as it was typed, but for what is set to another value."""
    visit = replace(asked.visit, case=asked.typed)
    return case_as_set(visit, asked.law, asked.case, asked.language).encode()


def _proof(asked: Asked) -> bytes:
    return asked.law.prove(
        asked.case, asked.visit.query, **asked.visit.keywords(), lang=asked.language
    )


class Form(Struct, frozen=True):
    """A form of file: how it is made, how its name ends, what it is to a browser."""

    make: Make
    end: str
    media_type: str
    turn: Turn = "short"
    """Whose turn it waits for: what takes seconds lets short answers pass."""


FORMS: Final[Mapping[str, Form]] = {
    "pdf": Form(_document, ".pdf", "application/pdf", "long"),
    "xlsx": Form(
        _workbook,
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "long",
    ),
    "ics": Form(_calendar, ".ics", "text/calendar"),
    "yaml": Form(_case, ".yaml", "application/yaml"),
    "proof": Form(_proof, ".json", "application/json"),
}


@post("/{language:str}/take/{form:str}/{question:str}", status_code=200)
async def take(request: AnyRequest) -> Response[bytes]:
    """Give an answer as a file; the page that says why where there is none."""
    form, language = str(request.path_params["form"]), language_in(request)
    chosen = FORMS.get(form)
    if chosen is None:
        raise NotFoundException
    visit = await visit_of(request, str(request.path_params["question"]))
    service = service_of(request)
    law = service.laws.current.law

    def made() -> tuple[str, bytes]:
        with refusals(language):
            asked = Asked(law, visit, visit.case_in(law, language), language)
            return file_name(asked, form, chosen.end), chosen.make(asked)

    try:
        name, content = await service.answering.of(made, chosen.turn)
    except RefusedInput as refused:
        return written(
            request,
            "take_along/refused.html",
            visit,
            status=422,
            form=form,
            findings=refused.findings,
            here=f"/answer/{visit.query}",
        )
    return Response(
        content,
        media_type=chosen.media_type,
        headers={"content-disposition": disposition(name), "cache-control": "no-store"},
    )


# --- names of files -------------------------------------------------------------------------------

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*;%]+')
_LONGEST: Final = 80


def file_name(asked: Asked, form: str, end: str) -> str:
    """Return what a file is called in the language of the visit: the case, and what it holds."""
    held = say(f"take.holds.{asked.visit.query if form == 'xlsx' else form}", asked.language)
    name = " ".join(_UNSAFE.sub(" ", asked.name).split()).strip(". ")[:_LONGEST].strip(". ")
    return f"{name or say('take.case', asked.language)} - {held}{end}"


def disposition(name: str) -> str:
    """Return the header that names a file: in ASCII for the oldest browsers, and as it is
    (RFC 6266, RFC 5987).
    """
    plain = normalize("NFKD", name.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " "))
    ascii_ = "".join(letter if 32 <= ord(letter) < 127 else "" for letter in plain)
    ascii_ = _UNSAFE.sub(" ", ascii_).strip() or "file"
    whole = quote(name, safe="", errors="replace")
    return f"attachment; filename=\"{ascii_}\"; filename*=UTF-8''{whole}"


ROUTES: Final = (take,)
