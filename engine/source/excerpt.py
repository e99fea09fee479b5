"""The part of a law that bears on one article: what writes
it, what amends it, and the head of every text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from msgspec.structs import replace

from engine.language.model import Article, Corpus, LegalText, Verb

_CITED = ""
"""Stands, among the articles that a file touches, for one that is
cited otherwise than by its number: its name serves everywhere.
"""
_RENUMBERED = "*"
"""Stands there for a file that gives articles other numbers, or amends amendments: no article is
told without all files.
"""
_VERBS = get_args(Verb)


def number_of(asked: str) -> str:
    """Return the number of the article asked for as `8` or as `accord/8`."""
    return asked.rpartition("/")[2]


def touched(tree: Any) -> list[str]:
    """Return the numbers of the articles that the file of
    an article writes or amends; of another file, nothing.
    """
    if not isinstance(tree, dict) or "article" not in tree:
        return []
    targets = (
        str(operation[verb]).split("/")
        for operation in tree.get("operations") or ()
        for verb in _VERBS
        if verb in operation
    )
    named = [_CITED] if "short" in tree else []
    operations = tree.get("operations") or ()
    if any("number" in one or isinstance(_target(one), dict) for one in operations):
        named.append(_RENUMBERED)
    return sorted(
        {str(tree["article"]), *(parts[1] for parts in targets if len(parts) > 1), *named}
    )


def _target(operation: Any) -> Any:
    return next((operation[verb] for verb in _VERBS if verb in operation), "")


def touches(numbers: Iterable[str], asked: str) -> bool:
    """Whether a file that touches such articles is needed to tell the one asked for."""
    return any(number in (_CITED, number_of(asked)) for number in numbers)


def renumbers(numbers: Iterable[str]) -> bool:
    """Whether a file gives articles other numbers, or amends amendments."""
    return _RENUMBERED in numbers


def is_plain_number(asked: str, corpora: Iterable[Corpus]) -> bool:
    """Whether an article is asked for by its number, and by
    nothing that also names a text or an article of another number.
    """
    texts = [text for corpus in corpora for text in corpus.texts.values()]
    cited = (
        number
        for text in texts
        for number, name in text.named.items()
        if asked in (name.fr, name.en)
    )
    return all(asked != text.id for text in texts) and all(number == asked for number in cited)


def excerpt(corpus: Corpus, asked: str) -> Corpus:
    """Return a corpus of which the texts keep only what
    writes and amends the articles of that number.
    """
    number = number_of(asked)
    texts = {id_: _excerpt_of(text, number) for id_, text in corpus.texts.items()}
    return replace(corpus, texts=texts, digest=f"{corpus.digest} {number}")


def _excerpt_of(text: LegalText, number: str) -> LegalText:
    return replace(text, articles=tuple(_bearing(text.articles, number))) if text.articles else text


def _bearing(articles: Iterable[Article], number: str) -> Iterator[Article]:
    for article in articles:
        operations = tuple(
            operation
            for operation in article.operations
            if operation.target.split("/")[1] == number
        )
        provisions = article.provisions if article.number == number else ()
        if operations or provisions:
            yield replace(article, operations=operations, provisions=provisions)
