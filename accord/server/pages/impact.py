"""The page of an impact: what a text does to a table that is dropped on it.

The table lives in a private folder in memory while it is worked on, and nowhere afterwards.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from litestar import Response, get, post
from markupsafe import Markup
from msgspec import Struct, json
from multipart import MultipartParser, parse_options_header

from accord.server.answering import Busy
from accord.server.limits import Limits
from accord.server.pages.agreement import agreement_of
from accord.server.pages.drafts import drafts_of
from accord.server.pages.impact_elsewhere import COMMAND, Asked, Told, Worked
from accord.server.pages.page import language_in, visit_of, written
from accord.server.pages.take_along import disposition
from accord.server.pages.visit import Visit
from accord.server.served_law import ServedLaw, corpora_of
from accord.server.service import AnyRequest, Service, service_of
from accord.server.wording import say
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus
from engine.words.formats import as_printed, number, upper_first

_TABLES: Final = (".csv", ".xlsx", ".parquet")
_GROUPED: Final = ("enumeration", "boolean", "integer")
"""The types of the facts by which the page groups the totals."""
_FILES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_IN_MEMORY: Final = Path("/dev/shm")  # a folder of its own is made in it
_TURNS: Final = "impact turns"
_DRAFTS: Final = "drafts:"
_WITHOUT: Final = "without:"


class Chosen(Struct, frozen=True):
    """What was chosen on the page, as it was typed."""

    texts: str = ""
    by: str = ""
    on: str = ""
    known_on: str = ""
    file: str = ""
    """The name of the table."""
    content: bytes = b""


class _Turns:
    """Whose turn it is: one impact at a time in a process, and how many are there in all."""

    def __init__(self) -> None:
        self.turn = asyncio.Semaphore(1)
        self.there = 0


@get("/{language:str}/impact")
async def ask(request: AnyRequest) -> Response[bytes]:
    """Ask for a text and a table; the page of a draft leads here with the text chosen."""
    named = str(request.query_params.get("texts", ""))
    chosen = Chosen(texts=_offered_for(named, service_of(request).laws.current))
    return _page(request, await visit_of(request), chosen)


@post("/{language:str}/impact", status_code=200, request_max_body_size=None)
async def answer(request: AnyRequest) -> Response[bytes]:
    """Say what the text does to the cases of the table; or give the rows as a file."""
    service, language = service_of(request), language_in(request)
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data":
        return _page(request, await visit_of(request), Chosen())
    fields = _fields(await request.body(), options.get("boundary", ""))
    chosen = _chosen(fields)
    form = str(fields.get("form", ""))
    wrong = _wrong(chosen, service, language)
    if wrong:
        return _page(request, Visit(), chosen, wrong, status=422)
    with _private_folder() as folder:
        asked = _asked(chosen, service, language, folder, form)
        worked = await _in_turn(request, asked)
        if worked is None:
            late = say("impact.too_long", language, seconds=int(service.limits.impact_seconds))
            return _page(request, Visit(), chosen, [("file", late)], status=504)
        if worked.html and asked.out:
            content = await asyncio.to_thread(Path(asked.out).read_bytes)
            return _file(content, form, language)
    if not worked.html:
        return _page(request, Visit(), chosen, _refused(worked, service, language), status=422)
    return _page(request, Visit(), chosen, worked=worked)


def _page(
    request: AnyRequest,
    visit: Visit,
    chosen: Chosen,
    wrong: list[tuple[str, str]] | None = None,
    *,
    worked: Worked | None = None,
    status: int = 200,
    language: Language | None = None,
) -> Response[bytes]:
    service, language = service_of(request), language or language_in(request)
    served = service.laws.current
    texts = _texts(served, language)
    return written(
        request,
        "impact/page.html",
        visit,
        status=status,
        language=language,
        chosen=chosen,
        texts=texts,
        facts=_facts(served, language),
        wrong=wrong or [],
        worked=worked,
        drawn=Markup(worked.html) if worked else "",  # the engine escapes what it draws
        most=_most(service.limits, language),
        most_bytes=service.limits.table,
        here="/impact",
    )


def too_large_page(request: AnyRequest, language: Language) -> Response[bytes]:
    """Return the page, in a language, for a form with a table too large to be read at all."""
    most = _most(service_of(request).limits, language)
    wrong = [("file", say("impact.too_large", language, **most))]
    return _page(request, Visit(), Chosen(), wrong, status=413, language=language)


def _most(limits: Limits, language: Language) -> dict[str, str]:
    """Return how large a table may be, in words."""
    return {
        "size": number(limits.table // (1024 * 1024), language),
        "rows": number(limits.table_rows, language),
    }


# --- what is offered ------------------------------------------------------------------------------


def _texts(served: ServedLaw, language: Language) -> list[tuple[str, str]]:
    """Return the texts whose impact may be asked: the drafts of each corpus, and each text that
    amends, which the law before is without.
    """
    offered = []
    named = dict(drafts_of(served, language))
    for corpus in corpora_of(served.law).values():
        drafts = [named[text] for text in corpus.texts if text in named]
        if drafts:
            offered.append((_DRAFTS + corpus.id, ", ".join(drafts) + _of(served, corpus, language)))
    for corpus in corpora_of(served.law).values():
        offered += [
            (
                _WITHOUT + text.id,
                _prose(text.short.in_language(language), language) + _of(served, corpus, language),
            )
            for text in corpus.texts.values()
            if text.amends and text.id not in served.drafts
        ]
    return offered


def _of(served: ServedLaw, corpus: Corpus, language: Language) -> str:
    """Return what tells the texts of an agreement from those of another."""
    agreement = agreement_of(served, corpus, language)
    return f" ({agreement})" if agreement else ""


def _offered_for(name: str, served: ServedLaw) -> str:
    """Return what is offered for a text, by its id; "" for what is none."""
    for corpus in corpora_of(served.law).values():
        if name in corpus.texts:
            return _DRAFTS + corpus.id if name in served.drafts else _WITHOUT + name
    return ""


def _facts(served: ServedLaw, language: Language) -> list[tuple[str, str]]:
    """Return the facts by which the totals may be grouped."""
    facts = {
        name: _prose(word.label.in_language(language), language)
        for corpus in corpora_of(served.law).values()
        for name, word in corpus.vocabulary.facts.items()
        if word.type in _GROUPED
    }
    return sorted(facts.items(), key=lambda fact: fact[1].casefold())


def _prose(text: str, language: Language) -> str:
    return as_printed(upper_first(text), language)


# --- what was sent --------------------------------------------------------------------------------


def _fields(body: bytes, boundary: str) -> dict[str, str | tuple[str, bytes]]:
    """Return the fields of a form, a file as its name and its content; none of what is no form."""
    fields: dict[str, str | tuple[str, bytes]] = {}
    size = len(body) + 1
    try:
        parser = MultipartParser(
            BytesIO(body), boundary, size, spool_limit=size, memory_limit=2 * size, part_limit=32
        )
        for part in parser:
            named = (part.filename, part.raw) if part.filename else part.value
            fields.setdefault(part.name, named)
    except Exception:  # not a form that can be read: the page asks again
        return fields
    return fields


def _chosen(fields: Mapping[str, str | tuple[str, bytes]]) -> Chosen:
    file = fields.get("file", "")
    name, content = file if isinstance(file, tuple) else ("", b"")
    typed = {
        key: value.strip()
        for key in ("texts", "by", "on", "known_on")
        if isinstance(value := fields.get(key, ""), str)
    }
    return Chosen(**typed, file=name.replace("\\", "/").rpartition("/")[2][:120], content=content)


def _wrong(chosen: Chosen, service: Service, language: Language) -> list[tuple[str, str]]:
    """Return what is wrong with what was chosen, by field."""
    served, limits = service.laws.current, service.limits
    wrong = []
    if chosen.texts not in dict(_texts(served, language)):
        wrong.append(("texts", say("impact.no_text", language)))
    if chosen.by and chosen.by not in dict(_facts(served, language)):
        wrong.append(("by", say("impact.no_fact", language)))
    suffix = Path(chosen.file).suffix.lower()
    if not chosen.file:
        wrong.append(("file", say("impact.no_file", language)))
    elif suffix not in _TABLES:
        wrong.append(("file", say("impact.no_table", language, file=chosen.file)))
    elif not chosen.content.strip():
        wrong.append(("file", say("impact.empty", language, file=chosen.file)))
    elif len(chosen.content) > limits.table:
        wrong.append(("file", say("impact.too_large", language, **_most(limits, language))))
    return wrong


def _refused(worked: Worked, service: Service, language: Language) -> list[tuple[str, str]]:
    """Return why a table was refused, for the field of the table."""
    if worked.rows:
        most = _most(service.limits, language)
        return [("file", say("impact.too_many", language, **most))]
    return [("file", _sentence(told, language)) for told in worked.told]


def _sentence(told: Told, language: Language) -> str:
    where = say("impact.line", language, line=told.line) if told.line else ""
    parts = [where, _prose(told.says, language), _prose(told.hint, language)]
    return " ".join(part for part in parts if part)


# --- working it out -------------------------------------------------------------------------------


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Make a folder that nobody else may read, in memory where there is such a place, and remove it
    with all that is in it.
    """
    home = str(_IN_MEMORY) if _IN_MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="accord-", dir=home) as folder:
        yield Path(folder)


def _asked(chosen: Chosen, service: Service, language: Language, folder: Path, form: str) -> Asked:
    """Write the table into a folder and return what is asked of it."""
    table = folder / f"table{Path(chosen.file).suffix.lower()}"
    table.write_bytes(chosen.content)
    served, folders = service.laws.current, service.options.rulesets
    corpora = corpora_of(served.law)
    drafted = {
        each
        for each in folders
        for corpus in corpora.values()
        for text in corpus.texts.values()
        if text.id in served.drafts and Path(text.location.path).is_relative_to(each)
    }
    of_drafts = chosen.texts.startswith(_DRAFTS)
    name = chosen.texts.partition(":")[2]
    corpus = name if of_drafts else next(id_ for id_, c in corpora.items() if name in c.texts)
    added = [each for each in folders if each in drafted] if of_drafts else []
    return Asked(
        table=str(table),
        name=chosen.file,
        out=str(folder / f"rows.{form}") if form in _FILES else "",
        language=language,
        rows=service.limits.table_rows,
        rulesets=tuple(str(each) for each in folders if each not in added),
        added=tuple(map(str, added)),
        removed=() if of_drafts else (name,),
        corpus=corpus,
        by=(chosen.by,) if chosen.by else (),
        on=chosen.on or None,
        known_on=chosen.known_on or None,
    )


async def _in_turn(request: AnyRequest, asked: Asked) -> Worked | None:
    """Work out an impact, one at a time in a process; None where it takes too long. Raises Busy
    where others wait already.
    """
    limits = service_of(request).limits
    turns: _Turns = request.app.state.setdefault(_TURNS, _Turns())
    if turns.there > limits.long_waiting:
        raise Busy(int(limits.impact_seconds))
    turns.there += 1
    try:
        async with turns.turn:
            return await _elsewhere(asked, limits.impact_seconds)
    finally:
        turns.there -= 1


async def _elsewhere(asked: Asked, seconds: float) -> Worked | None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(json.encode(asked)), seconds)
    except TimeoutError:
        return None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:  # the libraries that read tables may end a process on a broken one
        return Worked(told=(Told(say("impact.broken", asked.language)),))
    return json.decode(out, type=Worked)


def _file(content: bytes, form: str, language: Language) -> Response[bytes]:
    name = f"{say('impact.file_name', language)}.{form}"
    headers = {"content-disposition": disposition(name), "cache-control": "no-store"}
    return Response(content, media_type=_FILES[form], headers=headers)


ROUTES: Final[tuple[Any, ...]] = (ask, answer)
