"""The documents in which an article was read, with links where the texts give an address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docpages.law import Consolidated, Key
from docpages.writing import either, said, table
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus, LegalText, Source
from engine.words.formats import long_date

_LEGIFRANCE = "https://www.legifrance.gouv.fr/"
_ADDRESSES = {
    "jorftext": _LEGIFRANCE + "jorf/id/{}",
    "legitext": _LEGIFRANCE + "loda/id/{}",
    "eli": "{}",
    "url": "{}",
}
"""Where a document of each identifier is read, for those whose address follows from it."""


def source_table(law: Consolidated, key: Key, language: Language) -> Iterator[str]:
    """Yield the section of an article on its sources: the documents, and where in each."""
    places: dict[str, dict[str, None]] = {}
    for source in _sources(law, key):
        places.setdefault(source.document, {})[source.at] = None
    rows = [
        (
            *document(law.corpus, name, language),
            said("; ".join(one for one in at if one), language),
        )
        for name, at in places.items()
    ]
    yield f"## {either(language, 'Ses sources', 'Its sources')} {{ #sources }}"
    yield identity(law.corpus.texts[key[0]], language)
    if rows:
        heads = either(language, "document|publié par|le|où", "document|published by|on|where")
        yield table(heads.split("|"), rows)


def _sources(law: Consolidated, key: Key) -> Iterator[Source]:
    for operation, _ in law.operations[key[0]]:
        if operation.article == key[1]:
            yield operation.source
    for version in reversed(law.versions.get(key, ())):
        for enacted in version.article.provisions:
            yield enacted.provision.source


def document(corpus: Corpus, name: str, language: Language) -> tuple[str, str, str]:
    """Return a document as a row: its title with its address, who published it, when."""
    known: Mapping[str, Any] = next(
        (text.documents[name] for text in corpus.texts.values() if name in text.documents), {}
    )
    title = said(known.get("title", {}).get(language, name), language)
    if "url" in known:
        title = f"[{title}]({known['url']})"
    day = long_date(known["date"], language) if "date" in known else ""
    return title, said(known.get("publisher", ""), language), day


def identity(text: LegalText, language: Language) -> str:
    """Return the title of a text with its identifiers, linked to where they lead."""
    told = []
    for kind, value in text.identifiers.items():
        shown = said(value, language)
        address = _ADDRESSES.get(kind)
        told.append(f"[{shown}]({address.format(value)})" if address else f"{kind.upper()} {shown}")
    title = said(text.title.in_language(language), language)
    return f"{title} ({', '.join(told)})." if told else f"{title}."
