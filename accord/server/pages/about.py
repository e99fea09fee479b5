"""What this is, what happens with what is typed, and where the law that answers ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from litestar import Response, get
from msgspec import Struct

from accord.server.pages.page import language_in, visit_of, written
from accord.server.served_law import ServedLaw, corpora_of
from accord.server.service import AnyRequest, service_of
from engine.diagnostics.bilingual import Bilingual, Language
from engine.drafting.amended import amended_text
from engine.language.temporal import default_day
from engine.law.horizon import horizon
from engine.words.formats import as_printed


class Read(Struct, frozen=True):
    """A body of law that was read: what it is called, where it ends, its texts by id with their
    titles, and the documents that they were read in, each with its address on the web or "".
    """

    id: str
    short: str
    ends: str
    texts: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]


@get("/{language:str}/about")
async def about(request: AnyRequest) -> Response[bytes]:
    """Say what this is."""
    law = service_of(request).laws.current
    return written(
        request,
        "about.html",
        await visit_of(request),
        read=read_of(law, language_in(request)),
    )


def read_of(law: ServedLaw, language: Language) -> tuple[Read, ...]:
    """Return the bodies of law that answer, as they are known today."""
    return _read_by(law, language, default_day())


@lru_cache(maxsize=8)
def _read_by(law: ServedLaw, language: Language, day: date) -> tuple[Read, ...]:
    return tuple(_read(law, language, day))


def _read(law: ServedLaw, language: Language, day: date) -> Iterator[Read]:
    def said(words: Bilingual) -> str:
        return as_printed(words.in_language(language), language)

    for corpus in corpora_of(law.law).values():
        documents = {
            said(Bilingual(**document["title"])): _web(document.get("url"))
            for text in corpus.texts.values()
            for document in text.documents.values()
        }
        yield Read(
            corpus.id,
            said(amended_text(corpus, None).short),
            said(horizon(corpus, day).said()),
            tuple((text.id, said(text.title)) for text in corpus.texts.values()),
            tuple(documents.items()),
        )


def _web(url: object) -> str:
    """Return an address that a page may lead to, "" for anything else."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


ROUTES: Final = (about,)
