"""One text after the other: what it writes, and the verbs by which it amends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, nearest
from engine.language.expected import CORRECT_EXPECTED, difference, unlike_expected
from engine.language.model import (
    PAST,
    REPEALED,
    Article,
    Corpus,
    LegalText,
    Operation,
    Provision,
    operations_of,
)
from engine.law.enactment import Act, Change, Doubt, Doubts, Enacted, EnactedArticle, Key, State
from engine.words.citation import Chain, ChainLink, Citation

Version: TypeAlias = tuple[str, date, tuple[tuple[str, ...], ...]]
"""What tells the versions of provisions apart: address, first day, and the acts that made each."""
Versions: TypeAlias = dict[Version, Enacted]


class DayOfEffect(Struct):
    """One day on which texts take effect: the articles as
    they stand, and what the day makes of them.
    """

    corpus: Corpus
    on: date
    articles: dict[Key, EnactedArticle]
    changed: dict[Key, EnactedArticle] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    amended: dict[Key, dict[str, Operation]] = field(default_factory=dict)
    versions: Versions | None = None
    before: State | None = None
    pending: dict[str, tuple[Operation | None, ChainLink]] = field(default_factory=dict)

    def put(
        self, key: Key, article: EnactedArticle, link: ChainLink, operation: Operation | None = None
    ) -> None:
        """Let an article read otherwise from this day on, by an act."""
        before = self.articles.get(key)
        self.articles[key] = self.changed[key] = article
        self.acts.append(Act(link, operation, tuple(_changes(before, article))))

    def enact(self, provision: Provision, chain: Chain) -> Enacted:
        """Return a provision in a version that starts on this day."""
        if self.versions is None:
            return self._enacted(provision, chain)
        key = _told_apart(provision, self.on, chain)
        known = self.versions.get(key)
        if known is None or known.provision != provision:
            known = self.versions[key] = self._enacted(provision, chain)
        return known

    def _enacted(self, provision: Provision, chain: Chain) -> Enacted:
        text, number = self.corpus.texts[provision.text], provision.article
        citation = Citation(
            text.id,
            number,
            provision.address,
            provision.place,
            provision.basis,
            text.short,
            chain,
            text.named,
            *_numbers(self.articles.get((text.id, number))),
        )
        return Enacted(provision, self.on, citation)


def _numbers(article: EnactedArticle | None) -> tuple[str, str]:
    """Return the number that an article was given since it was written, and the one before."""
    return ("", "") if article is None else (article.shown, article.formerly)


def _told_apart(provision: Provision, on: date, chain: Chain) -> Version:
    acts = tuple(
        (link.verb, link.text, link.article, link.operation, str(link.on)) for link in chain
    )
    return provision.address, on, acts


class Part(Struct, frozen=True):
    """What a text lets enter into force together: the articles that
    it writes then, each with all its provisions, and its operations.

    Each stands with its rank in the text.
    """

    articles: list[tuple[int, Article]] = field(default_factory=list)
    operations: list[tuple[int, Operation]] = field(default_factory=list)


def parts_of(text: LegalText) -> dict[str, Part]:
    """Return what a text lets enter into force, by group."""
    parts: dict[str, Part] = {}
    rank = 0
    for article in text.articles:
        for group in dict.fromkeys(provision.effect for provision in article.provisions):
            parts.setdefault(group, Part()).articles.append((rank, article))
        for operation in article.operations:
            parts.setdefault(operation.effect, Part()).operations.append((rank, operation))
            rank += 1
        rank += 1
    return parts


Effective: TypeAlias = tuple[LegalText, Mapping[str, Part]]
"""A text, and what of it takes effect on a day, by group."""


def state_after(before: State | None, day: DayOfEffect, effective: Sequence[Effective]) -> State:
    """Return the law after a day on which groups of provisions of texts take effect, the texts in
    their order; `day.articles` is updated.

    What a text writes comes first; an operation that does not apply leaves its article in doubt and
    the others as they are.
    """
    day.before, day.pending = before, dict(before.pending) if before else {}
    doubts: dict[Key, tuple[Doubt, ...]] = {}
    standing: Doubts = before.doubts if before else {}
    for text, parts in effective:
        _write(day, text, parts)
    for text, parts in effective:
        for _, operation in sorted(
            (numbered for part in parts.values() for numbered in part.operations), key=itemgetter(0)
        ):
            if findings := tuple(_apply(day, text, operation)):
                key = _article_of(operation, day.corpus)
                doubts[key] = (*doubts.get(key, standing.get(key, ())), Doubt(operation, findings))
    left = {**standing, **doubts} if doubts else standing
    return State(day.on, before, day.changed, tuple(day.acts), left, day.pending)


def _article_of(operation: Operation, corpus: Corpus) -> Key:
    """Return the article that an operation amends, through the operation that it amends or not."""
    target = operation.target
    if operation.of_operation:
        known = (other for other in operations_of(corpus.texts.values()) if other.name == target)
        target = next((other.target for other in known), target)
    return text_and_article(target)[1]


def text_and_article(target: str) -> tuple[str | None, Key]:
    """Return the id of the provision that an operation aims
    at (None for a whole article), and the article.
    """
    text, number, *rest = target.split("/", 2)
    return (rest[0] if rest else None), (text, number)


def _changes(before: EnactedArticle | None, after: EnactedArticle) -> Iterator[Change]:
    old = {enacted.provision.id: enacted for enacted in before.provisions} if before else {}
    new = {enacted.provision.id: enacted for enacted in after.provisions}
    for id_ in dict.fromkeys((*old, *new)):
        earlier, later = old.get(id_), new.get(id_)
        if earlier is not later:
            yield Change((later or earlier).provision.address, earlier, later)  # type: ignore[union-attr]  # one of the two is there


def _write(day: DayOfEffect, text: LegalText, parts: Mapping[str, Part]) -> None:
    articles = {rank: article for part in parts.values() for rank, article in part.articles}
    for _, article in sorted(articles.items(), key=itemgetter(0)):
        fresh = tuple(provision for provision in article.provisions if provision.effect in parts)
        link = ChainLink(
            "written", text.id, article.number, "", 0, "", day.on, text.kind, text.short, text.named
        )
        key = (text.id, article.number)
        standing = day.articles.get(key) or EnactedArticle(
            text.id, article.number, article.title, (), link
        )
        enacted = {e.provision.id: e for e in standing.provisions}
        enacted |= {p.id: day.enact(p, Chain(link)) for p in fresh}
        day.put(key, replace(standing, provisions=_text_order(article, enacted), last=link), link)


def _text_order(article: Article, enacted: dict[str, Enacted]) -> tuple[Enacted, ...]:
    order = {provision.id: rank for rank, provision in enumerate(article.provisions)}
    return tuple(sorted(enacted.values(), key=lambda e: order.get(e.provision.id, len(order))))


# --- operations -----------------------------------------------------------------------------------


def _apply(day: DayOfEffect, text: LegalText, operation: Operation) -> list[Diagnostic]:
    """Apply an operation, or return why it cannot be."""
    link = _link_of(operation, text, day.on)
    if operation.of_operation:
        # what few laws write is imported where a law writes it; likewise below
        from engine.law.pending import amend_operation

        return amend_operation(day, operation, link)
    if operation.name in day.pending:
        changed, by = day.pending[operation.name]
        if changed is None:
            return []
        operation, link = changed, replace(link, changed_by=by, verb=PAST[changed.verb])
    return _make(day, text, operation, link)


def _make(
    day: DayOfEffect, text: LegalText, operation: Operation, link: ChainLink
) -> list[Diagnostic]:
    """Make an operation in the article that it amends, or return why it cannot be made."""
    wanted, key = text_and_article(operation.target)
    article = day.articles.get(key)
    if article is None:
        return _insert_article(day, operation, key, link)
    findings = list(
        _unordered(day, text, operation, key)
        if operation.verb != "insert"
        else _lives_under_another_number(article, operation)
    )
    if findings:
        return findings
    if operation.verb == "reinstate":
        from engine.law.whole_articles import reinstate

        return reinstate(day, article, operation, wanted, link)
    touched = [e for e in article.provisions if wanted in (None, e.provision.id)]
    if not touched and (wanted or operation.verb != "insert"):
        return list(_gone(operation, article, wanted))
    findings = [*_anchors(day, operation, article), *_expected(operation, article, touched, wanted)]
    if findings:
        return findings
    if operation.verb == "renumber":
        from engine.law.whole_articles import renumber

        return renumber(day, article, operation, link)
    if operation.verb == "amend":
        return _part_by_part(day, article, operation, touched[0], link)
    rewritten = _amended(day, article, operation, touched, link)
    findings = list(_repeated(operation, rewritten))
    if not findings:
        day.put(key, rewritten, link, operation)
    return findings


def _lives_under_another_number(
    article: EnactedArticle, operation: Operation
) -> Iterator[Diagnostic]:
    """A new article cannot have the address of one that was renumbered: it would be added to it."""
    own = operation.number or article.number
    if operation.title and article.provisions and own != article.cited:
        message = sentence(
            "`{target}` is the address of the article that is now `{number}`.",
            target=operation.target,
            number=article.cited,
        )
        hint = sentence(
            "give the new article an address of its own: `insert: {target}_new`, "
            '`number: "{own}"`.',
            target=operation.target,
            own=own,
        )
        yield Diagnostic("ACC275", message, operation.location, hint, word=operation.target)


def _insert_article(
    day: DayOfEffect, operation: Operation, key: Key, link: ChainLink
) -> list[Diagnostic]:
    """Add an article that an operation inserts, or return why there is none to amend."""
    if operation.verb != "insert" or not operation.title:
        names = ("/".join(name) for name in day.articles)
        return [_unfound(operation, "/".join(key), names, operation.target)]
    day.articles[key] = EnactedArticle(*key, operation.title, (), link, shown=operation.number)
    provisions = tuple(day.enact(p, Chain(link)) for p in operation.provisions)
    fresh = replace(day.articles.pop(key), provisions=provisions)
    day.put(key, fresh, link, operation)
    return []


def _part_by_part(
    day: DayOfEffect,
    article: EnactedArticle,
    operation: Operation,
    enacted: Enacted,
    link: ChainLink,
) -> list[Diagnostic]:
    """Change parts of a provision, or return why they cannot be changed."""
    from engine.source.amended import amended

    last = enacted.citation.chain[-1]
    made_by = (last.text, "/".join((last.text, last.article, last.operation)))
    provision, findings = amended(operation, enacted.provision, made_by)
    if provision is not None:
        new = day.enact(provision, Chain(link, enacted.citation.chain))
        provisions = tuple(new if each is enacted else each for each in article.provisions)
        rewritten = replace(article, provisions=provisions, last=link)
        day.put((article.text, article.number), rewritten, link, operation)
    return list(findings)


def _link_of(operation: Operation, text: LegalText, day: date) -> ChainLink:
    verb = PAST[operation.verb]
    place = (operation.article, operation.point, operation.indent, operation.id)
    return ChainLink(verb, text.id, *place, day, text.kind, text.short, text.named, operation.basis)


def _enacted(
    day: DayOfEffect, operation: Operation, touched: Sequence[Enacted], link: ChainLink
) -> list[Enacted]:
    """Return what an operation enacts; what it replaces keeps its chain."""
    chains = {e.provision.id: e.citation.chain for e in touched}
    return [
        day.enact(p, Chain(link, chains.get(p.id) if operation.verb == "replace" else None))
        for p in operation.provisions
    ]


def _inserted_at(operation: Operation, ids: Sequence[str]) -> int:
    """Return the rank that what an operation inserts takes among the provisions of an article."""
    if operation.after:
        return ids.index(operation.after) + 1
    return ids.index(operation.before) if operation.before else len(ids)


def _amended(
    day: DayOfEffect,
    article: EnactedArticle,
    operation: Operation,
    touched: list[Enacted],
    link: ChainLink,
) -> EnactedArticle:
    whole = operation.target.count("/") == 1
    new = _enacted(day, operation, touched, link)
    standing, removed = list(article.provisions), dict(article.removed)
    gone = dict(article.gone)
    match operation.verb:
        case "replace" | "repeal":
            at = standing.index(touched[0]) if touched else len(standing)
            gone |= {e.provision.id: (standing.index(e), e) for e in touched}
            standing = [e for e in standing if e not in touched]
            standing[at:at] = new
            removed |= {e.provision.id: link for e in touched}
        case "complete" if whole:
            standing += new
        case "complete":
            at = standing.index(touched[0])
            standing[at] = day.enact(touched[0].provision, Chain(link, touched[0].citation.chain))
            standing[at + 1 : at + 1] = new
        case "insert":
            at = _inserted_at(operation, [e.provision.id for e in standing])
            standing[at:at] = new
    removed = {id_: by for id_, by in removed.items() if id_ not in {e.provision.id for e in new}}
    gone = {id_: one for id_, one in gone.items() if id_ in removed}
    return replace(
        article,
        title=operation.title or article.title,
        provisions=tuple(standing),
        last=link,
        removed=removed,
        gone=gone,
    )


# --- why an operation does not apply --------------------------------------------------------------


def _unordered(
    day: DayOfEffect, text: LegalText, operation: Operation, key: Key
) -> Iterator[Diagnostic]:
    """Two texts that amend the same target on the same day need
    an order: one amends, or declares itself after, the other.
    """
    today = day.amended.setdefault(key, {})
    others = [
        simultaneous
        for simultaneous in today.values()
        if simultaneous.text != text.id and _overlap(simultaneous, operation)
    ]
    today[operation.target] = operation
    for previous in others:
        if not _comes_after(text, previous.text, day.corpus):
            message = sentence(
                "`{text}` and `{other}` both amend `{target}` on {on} and no order is stated.",
                text=text.id,
                other=previous.text,
                target=operation.target,
                on=day.on,
            )
            hint = sentence(
                "write `after: [{text}]` in the text.yaml of the text that comes second.",
                text=previous.text,
            )
            yield Diagnostic(
                "ACC203", message, operation.location, hint, (previous.location,), operation.target
            )
            return


def _comes_after(text: LegalText, other: str, corpus: Corpus) -> bool:
    """Whether a text amends another or declares itself after it, through others or not."""
    seen, waiting = {text.id}, [text]
    while waiting:
        reached = waiting.pop()
        earlier = {*reached.after, *reached.amends}
        if other in earlier:
            return True
        waiting += [corpus.texts[name] for name in sorted(earlier - seen) if name in corpus.texts]
        seen |= earlier
    return False


def _overlap(first: Operation, second: Operation) -> bool:
    """Whether two operations touch one provision: the same target,
    or a whole article replaced or repealed round the other's.
    """
    pairs = ((first, second), (second, first))
    return first.target == second.target or any(
        a.verb != "complete" and b.target.startswith(f"{a.target}/") for a, b in pairs
    )


def _unfound(operation: Operation, wanted: str, valid: Iterable[str], word: str) -> Diagnostic:
    message = sentence(
        "`{verb}` finds no `{wanted}` in the law it amends.", verb=operation.verb, wanted=wanted
    )
    return Diagnostic("ACC201", message, operation.location, nearest(wanted, valid), word=word)


def _gone(
    operation: Operation, article: EnactedArticle, wanted: str | None
) -> Iterator[Diagnostic]:
    """Nothing is done to what an earlier act has taken away,
    when the operation says so; otherwise it misses its target.
    """
    ids = [e.provision.id for e in article.provisions]
    by = article.removed.get(wanted) if wanted else article.last
    if by is None:
        yield _unfound(
            operation,
            operation.target,
            (f"{article.text}/{article.number}/{id_}" for id_ in ids),
            operation.target,
        )
    elif _version(operation, by) != REPEALED:
        hint = sentence(
            (
                "correct the target; where the order of the two hangs on what is known, write "
                "`expect_by_version: {expected}`."
            ),
            expected=f"{{{by.text}: {REPEALED}}}",
        )
        yield Diagnostic(
            "ACC201", _taken_away(operation, by), operation.location, hint, word=operation.target
        )


def _taken_away(operation: Operation, by: ChainLink) -> Sentence:
    """Return the sentence that says which act took away what an operation aims at."""
    known: dict[str, Any] = {
        "verb": operation.verb,
        "target": operation.target,
        "act": by.cited,
        "on": by.on,
    }
    if by.verb == "repealed":
        return sentence("`{verb}` finds no `{target}`: {act} repealed it on {on}.", **known)
    return sentence("`{verb}` finds no `{target}`: {act} replaced it on {on}.", **known)


def _anchors(
    day: DayOfEffect, operation: Operation, article: EnactedArticle
) -> Iterator[Diagnostic]:
    ids = [e.provision.id for e in article.provisions]
    head = f"{article.text}/{article.number}"
    for anchor in (operation.after, operation.before):
        if anchor is None or anchor in ids:
            continue
        other = _waiting(operation, anchor, day.corpus)
        if other is None:
            yield _unfound(operation, f"{head}/{anchor}", (f"{head}/{id_}" for id_ in ids), anchor)
            continue
        message = sentence(
            "`{name}` is inserted beside `{anchor}`, which waits for it in turn.",
            name=operation.provisions[0].id,
            anchor=anchor,
        )
        hint = sentence("insert one of them beside a provision that is there.")
        yield Diagnostic(
            "ACC274", message, operation.location, hint, (other.location,), anchor, ("after",)
        )


def _waiting(operation: Operation, anchor: str, corpus: Corpus) -> Operation | None:
    """Return the insertion that brings the provision beside which another inserts, when it waits
    for that one in turn, through others or not; None when it waits for nothing.
    """
    brought = {
        provision.id: other
        for other in operations_of(corpus.texts.values())
        if other.verb == "insert" and other.target == operation.target
        for provision in other.provisions
    }
    first = next_ = brought.get(anchor)
    seen: list[Operation] = []
    while next_ is not None and next_ not in seen:
        seen.append(next_)
        if next_.name == operation.name:
            return first
        next_ = brought.get(next_.after or next_.before or "")
    return None


def _repeated(operation: Operation, article: EnactedArticle) -> Iterator[Diagnostic]:
    """The provisions of an amended article must still have ids of their own."""
    places: dict[str, Location] = {}
    for provision in (enacted.provision for enacted in article.provisions):
        first = places.setdefault(provision.id, provision.location)
        if first is not provision.location:
            message = sentence(
                "`{verb}` gives `{article}` a second provision `{name}`.",
                verb=operation.verb,
                article=f"{article.text}/{article.number}",
                name=provision.id,
            )
            yield Diagnostic(
                "ACC112",
                message,
                operation.location,
                sentence("give the new provision its own id."),
                (first,),
            )
            return


# --- what an operation expects --------------------------------------------------------------------


def _version(operation: Operation, made_by: ChainLink) -> Any:
    """Return what an operation expects of the version that an
    act made: of the operation named in full, else of its text.
    """
    full = f"{made_by.text}/{made_by.article}/{made_by.operation}"
    return operation.by_version.get(full, operation.by_version.get(made_by.text))


def _version_left_out(
    operation: Operation, last: ChainLink, places: tuple[Location, ...]
) -> Diagnostic:
    message = sentence(
        "`{target}` is found as {act} left it on {on}, a version that `expect_by_version` leaves "
        "out.",
        target=operation.target,
        act=last.cited,
        on=last.on,
    )
    hint = sentence("read both, then add `{text}:` with what it leaves.", text=last.text)
    return Diagnostic("ACC202", message, operation.location, hint, places, "expect_by_version")


def _expected(
    operation: Operation, article: EnactedArticle, touched: list[Enacted], wanted: str | None
) -> Iterator[Diagnostic]:
    """Compare the old value the operation expects with what
    is there; both places are shown when they differ.
    """
    expect: Any = operation.expect
    places = tuple(e.provision.location for e in touched)
    if operation.by_version:
        last = touched[0].citation.chain[-1] if wanted else article.last
        expect = _version(operation, last)
        if not isinstance(expect, Mapping):
            yield _version_left_out(operation, last, places)
            return
    if expect is None:
        return
    present: Any = (
        {e.provision.id: e.provision.written for e in touched}
        if wanted is None
        else touched[0].provision.written
    )
    unlike = difference(expect, present)
    if unlike is not None:
        path, needed, actual = unlike
        shown = tuple(
            e.provision.location for e in touched if wanted or path.startswith(e.provision.id)
        )
        yield Diagnostic(
            "ACC202",
            unlike_expected(operation.target, path, needed, actual),
            operation.location,
            CORRECT_EXPECTED,
            shown,
            path.rpartition(".")[2] or "expect",
        )
