"""Provisions of which an amendment changes parts: read again from their YAML as amended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec.structs import replace

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, nearest
from engine.language.expected import CORRECT_EXPECTED, difference, plain, unlike_expected
from engine.language.model import BASES, LegalText, Operation, Provision, operations_of
from engine.language.parts import ABSENT, AlreadyThere, NotThere, PartChange, copied
from engine.source.articles import Articles
from engine.source.document import Document

Maker: TypeAlias = tuple[str, str]
"""What made a version: a text, and its operation in full."""
Outcome: TypeAlias = tuple[Provision | None, tuple[Diagnostic, ...]]
OutcomeOfOperation: TypeAlias = tuple[Operation | None, tuple[Diagnostic, ...]]
_MOST_TRIED = 8
"""So many earlier versions of a provision are tried, the last first."""


class _AmendedDocument(Document, frozen=True, eq=False):
    """The YAML of a provision as amended: a fault in it stands in the operation that amends it."""

    places: tuple[tuple[tuple[Any, ...], Location], ...] = ()
    whole: Location = Location("")

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the place of the part that holds what a pointer leads to."""
        near = [
            (len(path), place)
            for path, place in self.places
            if all(str(step) == str(own) for step, own in zip(pointer, path, strict=False))
        ]
        return max(near, key=lambda ranked: ranked[0], default=(0, self.whole))[1]


def amended(operation: Operation, provision: Provision, made_by: Maker) -> Outcome:
    """Return a provision as an operation changes its parts, or every reason why it cannot.

    `made_by` is what made this version of it. The same is returned whenever the same is expected.
    """
    versions = (change for change in operation.parts if change.by_version)
    key = (id(provision), *(plain(change.expected(*made_by)) for change in versions))
    kept = operation.outcomes.get(key)
    if kept is None:  # the provision is kept too: no other may take its identity
        kept = operation.outcomes[key] = (provision, _amended(operation, provision, made_by))
    outcome: Outcome = kept[1]
    return outcome


def amended_operation(operation: Operation, target: Operation) -> OutcomeOfOperation:
    """Return an operation that is not made yet as another one changes its parts, or every reason
    why it cannot. The same is returned each time.
    """
    kept = operation.outcomes.get(id(target))
    if kept is None:
        kept = operation.outcomes[id(target)] = (target, _amended_operation(operation, target))
    outcome: OutcomeOfOperation = kept[1]
    return outcome


def _amended_operation(operation: Operation, target: Operation) -> OutcomeOfOperation:
    made_by = (target.text, target.name)
    content, findings = _changed(operation, target, made_by)
    if findings:
        return None, tuple(findings)
    file = _reading(operation, content, findings, target.text)
    file.article_number = target.article
    read = file.operation(content, ())
    if read is None or findings:
        return None, tuple(findings)
    return replace(read, location=operation.location), ()


def _amended(operation: Operation, provision: Provision, made_by: Maker) -> Outcome:
    content, findings = _changed(operation, provision, made_by)
    if findings:
        return None, tuple(findings)
    if operation.reads is not None:
        content["says"] = {"fr": operation.reads.fr, "en": operation.reads.en}
    text, article, _ = provision.address.split("/", 2)
    inherited = {
        "source": provision.source,
        "basis": provision.basis,
        "effect": provision.effect,
    }
    file = _reading(operation, content, findings, text)
    read = file.provision(content, (), f"{text}/{article}", inherited)
    if read is None or findings:
        return None, tuple(findings)
    # what is changed rests on both: it is no stronger than the weaker of them
    basis = max(provision.basis, operation.basis, key=BASES.index)
    return replace(read, basis=basis, location=operation.location), ()


def _changed(
    operation: Operation, target: Provision | Operation, made_by: Maker
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Return the YAML of what is amended with its parts changed, and why some cannot be."""
    content: dict[str, Any] = copied(target.written)
    findings: list[Diagnostic] = []
    for rank, change in enumerate(operation.parts):
        later = operation.parts[rank + 1 :]
        findings += _made(change, content, operation, target, made_by, later)
        if findings and findings[-1].code == "ACC274":  # the other one fails with it
            break
    return content, findings


def _reading(
    operation: Operation, content: dict[str, Any], findings: list[Diagnostic], text: str
) -> Articles:
    """Return what reads again the YAML that an operation changes, elements by their names."""
    file = Articles(_document(operation, content), findings, text)
    file.singulars = operation.singulars
    return file


def _document(operation: Operation, content: dict[str, Any]) -> Document:
    places = tuple((change.part.path, change.location) for change in operation.parts)
    where = operation.location
    return _AmendedDocument(where.path, content, (), places=places, whole=where)


def _made(
    change: PartChange,
    content: dict[str, Any],
    operation: Operation,
    provision: Provision | Operation,
    made_by: Maker,
    later: Iterable[PartChange],
) -> Iterator[Diagnostic]:
    """Make a change in the YAML of a provision, or yield why it cannot be made."""
    part, expected = change.part, change.expected(*made_by)
    try:
        if change.adds:
            part.add(content, copied(change.value), change.after, change.before)
            return
        if expected is None:
            yield _version_left_out(change, operation, provision, made_by)
            return
        if expected == ABSENT and change.by_version:
            return
        unlike = difference(expected, part.standing(content, expected), _named(part.path))
        if unlike is not None:
            yield _unlike(change, operation, provision, unlike)
        elif change.value is None:
            part.remove(content, expected)
        else:
            part.put(content, copied(change.value), expected)
    except NotThere as missing:
        yield _not_there(change, operation, provision, missing, later)
    except AlreadyThere as standing:
        message = sentence(
            "`{target}` has `{name}` already.", target=operation.target, name=standing.word
        )
        hint = sentence("to change what is there, say beside it what is there, under `expect`.")
        places = (provision.location,)
        yield Diagnostic("ACC272", message, change.location, hint, places, standing.word)


def _named(path: Iterable[Any]) -> str:
    return ".".join(map(str, path))


def _not_there(
    change: PartChange,
    operation: Operation,
    provision: Provision | Operation,
    missing: NotThere,
    later: Iterable[PartChange],
) -> Diagnostic:
    for other in later:
        if other.adds and str(other.part.path[-1]) == missing.word and change.adds:
            message = sentence(
                "`{name}` is added beside `{other}`, which is not there yet: it is added after it.",
                name=change.part.path[-1],
                other=missing.word,
            )
            hint = sentence(
                "put the one on which nothing else waits first; two parts that wait for each other "
                "are in no order."
            )
            return Diagnostic(
                "ACC274", message, change.location, hint, (other.location,), missing.word
            )
    message = sentence("`{target}` has no `{name}`.", target=operation.target, name=missing.word)
    hint = nearest(missing.word, missing.valid)
    return Diagnostic("ACC271", message, change.location, hint, (provision.location,), missing.word)


def _unlike(
    change: PartChange,
    operation: Operation,
    provision: Provision | Operation,
    unlike: tuple[str, Any, Any],
) -> Diagnostic:
    path, expected, there = unlike
    return Diagnostic(
        "ACC202",
        unlike_expected(operation.target, path, expected, there),
        change.location,
        CORRECT_EXPECTED,
        (provision.location,),
        plain(expected),
        ("expect",),
    )


def _version_left_out(
    change: PartChange, operation: Operation, provision: Provision | Operation, made_by: Maker
) -> Diagnostic:
    message = sentence(
        "`{target}` is found as `{act}` left it, a version that `expect_by_version` leaves out.",
        target=operation.target,
        act=made_by[1] or made_by[0],
    )
    hint = sentence("read both, then add `{text}:` with what it leaves.", text=made_by[0])
    places = (provision.location,)
    return Diagnostic("ACC202", message, change.location, hint, places, "expect_by_version")


# --- what the texts bring, whatever the day -------------------------------------------------------


def with_outcomes(texts: Mapping[str, LegalText]) -> dict[str, LegalText]:
    """Return texts of which each operation on parts brings the provision that it gives when the
    texts apply in their order: what reads all the provisions of the texts meets it too.

    Where the texts apply in another order, what it gives is worked out then.
    """
    versions: dict[str, list[tuple[Provision, Maker]]] = {}
    known = {operation.name: operation for operation in operations_of(texts.values())}
    whole = {}
    for name, text in texts.items():
        articles = []
        for article in text.articles:
            for provision in article.provisions:
                versions.setdefault(provision.address, []).append((provision, (name, "")))
            operations = tuple(_brought(one, versions, known) for one in article.operations)
            articles.append(replace(article, operations=operations))
        whole[name] = replace(text, articles=tuple(articles))
    return whole


def _brought(
    operation: Operation,
    versions: dict[str, list[tuple[Provision, Maker]]],
    others: Mapping[str, Operation],
) -> Operation:
    made_by = (operation.text, operation.name)
    if operation.of_operation:
        target = others.get(operation.target) if operation.parts else None
        changed = amended_operation(operation, target)[0] if target else None
        operation = replace(operation, provisions=changed.provisions if changed else ())
    elif operation.parts:
        known = versions.get(operation.target, [])
        results = (amended(operation, *version)[0] for version in known[: -_MOST_TRIED - 1 : -1])
        result = next((provision for provision in results if provision is not None), None)
        operation = replace(operation, provisions=() if result is None else (result,))
    for provision in operation.provisions:
        versions.setdefault(provision.address, []).append((provision, made_by))
    return operation
