"""What an amendment does to provisions as they stand: an article takes another number, what was
repealed is back. Nothing of their words changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, nearest
from engine.language.expected import difference, unlike_expected
from engine.language.model import Operation
from engine.law.enactment import Enacted, EnactedArticle
from engine.words.citation import Chain, ChainLink

if TYPE_CHECKING:
    from engine.law.amendments import DayOfEffect


def renumber(
    day: DayOfEffect, article: EnactedArticle, operation: Operation, link: ChainLink
) -> list[Diagnostic]:
    """Let an article be cited under another number, or return why it cannot be. Its address stays,
    so that whatever names it still does.
    """
    key = (article.text, article.number)
    place, word = operation.location, operation.number
    if article.cited == operation.number:
        message = sentence(
            "`{target}` is article {number} already.", target=operation.target, number=word
        )
        hint = sentence("write the number that it takes.")
        return [Diagnostic("ACC275", message, place, hint, (), word, ("number",))]
    for other in day.articles.values():
        if other.text == article.text and other is not article and other.provisions:
            if other.cited != operation.number:
                continue
            message = sentence(
                "`{target}` cannot become article {number}: there is one already.",
                target=operation.target,
                number=word,
            )
            hint = sentence("give that one its new number first.")
            return [Diagnostic("ACC275", message, place, hint, (), word, ("number",))]
    moved = replace(article, shown=operation.number, formerly=article.cited, last=link)
    before, day.articles[key] = article, moved
    provisions = tuple(
        day.enact(one.provision, Chain(link, one.citation.chain)) for one in article.provisions
    )
    day.articles[key] = before
    day.put(key, replace(moved, provisions=provisions), link, operation)
    return []


def reinstate(
    day: DayOfEffect,
    article: EnactedArticle,
    operation: Operation,
    wanted: str | None,
    link: ChainLink,
) -> list[Diagnostic]:
    """Put back what was repealed, as it stood or as the operation writes it now; or return why it
    cannot be.
    """
    back = {
        id_: article.gone[id_]
        for id_, by in article.removed.items()
        if by.verb == "repealed" and id_ in article.gone
        if id_ == wanted or (wanted is None and by is article.last)
    }
    findings = [*_nothing_repealed(article, operation, back), *_unlike(operation, back, wanted)]
    if findings:
        return findings
    written = {provision.id: provision for provision in operation.provisions}
    standing = list(article.provisions)
    for id_, (rank, enacted) in back.items():
        history = Chain(article.removed[id_], enacted.citation.chain)
        again = day.enact(written.get(id_, enacted.provision), Chain(link, history))
        standing.insert(min(rank, len(standing)), again)
    left = {
        "removed": {id_: by for id_, by in article.removed.items() if id_ not in back},
        "gone": {id_: one for id_, one in article.gone.items() if id_ not in back},
    }
    rewritten = replace(article, provisions=tuple(standing), last=link, **left)
    day.put((article.text, article.number), rewritten, link, operation)
    return []


def _nothing_repealed(
    article: EnactedArticle, operation: Operation, back: dict[str, tuple[int, Enacted]]
) -> Iterator[Diagnostic]:
    if not back:
        repealed = [id_ for id_, by in article.removed.items() if by.verb == "repealed"]
        message = sentence("`{target}` is not repealed.", target=operation.target)
        valid = [f"{article.text}/{article.number}/{id_}" for id_ in repealed]
        place, word = operation.location, operation.target
        yield Diagnostic("ACC276", message, place, nearest(operation.target, valid), word=word)
        return
    for provision in operation.provisions:
        if provision.id not in back:
            message = sentence(
                "`{target}` is put back, and `with` brings `{name}`.",
                target=operation.target,
                name=provision.id,
            )
            hint = sentence("insert it by an operation of its own.")
            yield Diagnostic("ACC276", message, operation.location, hint, word=provision.id)


def _unlike(
    operation: Operation, back: dict[str, tuple[int, Enacted]], wanted: str | None
) -> Iterator[Diagnostic]:
    """Compare what an operation expects with what was repealed."""
    contents = {id_: one.provision.written for id_, (_, one) in back.items()}
    there = contents if wanted is None else contents.get(wanted, {})
    unlike = difference(operation.expect or {}, there) if back else None
    if unlike is not None:
        path, needed, actual = unlike
        message = unlike_expected(operation.target, path, needed, actual)
        hint = sentence("read what was repealed, then correct `expect`.")
        places = tuple(one.provision.location for _, one in back.values())
        word = path.rpartition(".")[2] or "expect"
        yield Diagnostic("ACC202", message, operation.location, hint, places, word)
