"""The documents in which an article was read, with links where the texts give an address."""

from __future__ import annotations

from collections.abc import Iterator

from docpages.law import Consolidated, Key
from docpages.writing import either, said, table
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus, LegalText
from engine.questions.documents import address_of, document_named, places_read
from engine.words.formats import long_date


def source_table(law: Consolidated, key: Key, language: Language) -> Iterator[str]:
    """Yield the section of an article on its sources: the documents, and where in each."""
    rows = [
        (
            *document(law.corpus, name, language),
            said("; ".join(one for one in at if one), language),
        )
        for name, at in places_read(law, key).items()
    ]
    yield f"## {either(language, 'Ses sources', 'Its sources')} {{ #sources }}"
    yield identity(law.corpus.texts[key[0]], language)
    if rows:
        heads = either(language, "document|publié par|le|où", "document|published by|on|where")
        yield table(heads.split("|"), rows)


def document(corpus: Corpus, name: str, language: Language) -> tuple[str, str, str]:
    """Return a document as a row: its title with its address, who published it, when."""
    known = document_named(corpus, name)
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
        address = address_of(kind, value)
        told.append(f"[{shown}]({address})" if address else f"{kind.upper()} {shown}")
    title = said(text.title.in_language(language), language)
    return f"{title} ({', '.join(told)})." if told else f"{title}."
