"""The documents in which an article was read, and where they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.language.model import Corpus, Source
from engine.questions.consolidated import Consolidated, Key

_LEGIFRANCE: Final = "https://www.legifrance.gouv.fr/"
_ADDRESSES: Final = {
    "jorftext": _LEGIFRANCE + "jorf/id/{}",
    "legitext": _LEGIFRANCE + "loda/id/{}",
    "eli": "{}",
    "url": "{}",
}
"""Where a document of each identifier is read, for those whose address follows from it."""


def address_of(kind: str, value: str) -> str | None:
    """Return where a text is read, from one of its identifiers; None where that does not say."""
    return _ADDRESSES[kind].format(value) if kind in _ADDRESSES else None


def document_named(corpus: Corpus, name: str) -> Mapping[str, Any]:
    """Return what the texts of a corpus say of a document: title, publisher, date, url."""
    return next(
        (text.documents[name] for text in corpus.texts.values() if name in text.documents), {}
    )


def places_read(law: Consolidated, key: Key) -> dict[str, dict[str, None]]:
    """Return the documents in which an article was read, with the places in each."""
    places: dict[str, dict[str, None]] = {}
    for source in _sources(law, key):
        places.setdefault(source.document, {})[source.at] = None
    return places


def _sources(law: Consolidated, key: Key) -> Iterator[Source]:
    for operation, _ in law.operations[key[0]]:
        if operation.article == key[1]:
            yield operation.source
    for version in reversed(law.versions.get(key, ())):
        for enacted in version.article.provisions:
            yield enacted.provision.source
