"""The changes that are tried, one at a time, in the files of a law: each is a small mistake that
whoever encodes a text may make.

A figure by one unit, a date by a day, a limit that counts or not, a condition left out or denied,
an exception forgotten, an operation forgotten, a citation moved to its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from engine.language.operators import OPERATORS
from engine.source.document import Document, Pointer

KINDS: Final = (
    *("figure", "date", "duration", "limit", "condition_dropped", "condition_denied"),
    *("override_removed", "operation_dropped", "citation"),
)
"""What a change may be, in the order in which they are listed."""
LIMITS: Final[Mapping[str, str]] = {
    "at_least": "more_than",
    "more_than": "at_least",
    "at_most": "less_than",
    "less_than": "at_most",
    "on_or_after": "after",
    "after": "on_or_after",
    "on_or_before": "before",
    "before": "on_or_before",
}
"""The comparison that leaves the limit out, or takes it in."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_RATIO: Final = re.compile(r"(-?\d+(?:[.,]\d+)?)( ?%)\Z", re.ASCII)
_LASTS: Final = re.compile(r"P(?:\d+[YMWD])+\Z|PT\d+H\Z", re.ASCII)
_LAST_NUMBER: Final = re.compile(r"(\d+)(?=[YMWDH]\Z)", re.ASCII)
_RANK: Final = re.compile(r"(\d+)(\D*)\Z", re.ASCII)
_NOT_FIGURES: Final = frozenset({"columns", "fact", "reading", "row", "in", "table"})


class Change(Struct, frozen=True):
    """A change at a place of a file: what stands there becomes `after`, or goes where it is None.

    `provisions` are the addresses of the provisions that it bears on, none for what bears on all.
    """

    kind: str
    path: str
    pointer: Pointer
    before: Any
    after: Any
    provisions: tuple[str, ...]
    article: str = ""
    cell: str = ""

    @property
    def name(self) -> str:
        """How it is written where it has a reason: its place, then what becomes of it."""
        where = self.article or self.path.rpartition("/")[2].removesuffix(".yaml")
        inside = ".".join(str(step) for step in self.pointer)
        return f"{where} {inside}: {self.what}"

    @property
    def what(self) -> str:
        """What becomes of it, in a few signs: `75 % -> 76 %`."""
        if self.kind == "condition_denied":
            return "denied"
        gone = {"condition_dropped", "override_removed", "operation_dropped"}
        return "gone" if self.kind in gone else f"{self.before} -> {self.after}"


def changed(tree: Any, change: Change) -> Any:
    """Return a tree in which a change was made; the parts that it leaves alone are shared."""
    return _put(tree, change.pointer, change.after, key=change.kind == "limit")


def _put(node: Any, pointer: Pointer, after: Any, *, key: bool) -> Any:
    first, rest = pointer[0], pointer[1:]
    if isinstance(node, dict):
        if rest:
            return {
                name: _put(child, rest, after, key=key) if name == first else child
                for name, child in node.items()
            }
        if key:
            return {after if name == first else name: child for name, child in node.items()}
        kept = {name: child for name, child in node.items() if name != first or after is not None}
        return {name: after if name == first else child for name, child in kept.items()}
    if rest:
        return [
            _put(child, rest, after, key=key) if rank == first else child
            for rank, child in enumerate(node)
        ]
    if after is None:
        return [child for rank, child in enumerate(node) if rank != first]
    return [after if rank == first else child for rank, child in enumerate(node)]


# --- an article -----------------------------------------------------------------------------------


def changes_in_article(document: Document, text: str) -> Iterator[Change]:
    """Yield the changes of a file of an article of a text."""
    tree = document.tree
    own = _Place(document.path, f"{text}/{tree['article']}")
    for rank, provision in enumerate(tree.get("provisions", ())):
        yield from _in_provision(provision, ("provisions", rank), own)
    for rank, operation in enumerate(tree.get("operations", ())):
        yield from _in_operation(operation, ("operations", rank), own)


class _Place(Struct, frozen=True):
    """Where the changes of a file are made: its path, and the article that they bear on."""

    path: str
    article: str
    provisions: tuple[str, ...] = ()

    def change(self, kind: str, pointer: Pointer, before: Any, after: Any, **more: Any) -> Change:
        return Change(
            kind, self.path, pointer, before, after, self.provisions, self.article, **more
        )

    def of(self, *provisions: str) -> _Place:
        return _Place(self.path, self.article, provisions)


def _in_operation(operation: Mapping[str, Any], at: Pointer, own: _Place) -> Iterator[Change]:
    target = next(
        str(operation[verb])
        for verb in ("replace", "insert", "complete", "repeal")
        if verb in operation
    )
    article = "/".join(target.split("/")[:2])
    brought = operation.get("with", ())
    addresses = [f"{article}/{provision['id']}" for provision in brought if "id" in provision]
    whole = own.of(*dict.fromkeys((*([target] if target.count("/") > 1 else []), *addresses)))
    whole = _Place(own.path, article, whole.provisions)
    yield whole.change("operation_dropped", at, operation.get("id"), None)
    for key in ("point", "indent"):
        yield from _neighbour(operation, key, at, whole)
    for rank, provision in enumerate(brought):
        yield from _in_provision(provision, (*at, "with", rank), _Place(own.path, article))


def _in_provision(provision: Mapping[str, Any], at: Pointer, own: _Place) -> Iterator[Change]:
    place = own.of(f"{own.article}/{provision.get('id', '')}")
    for key in ("paragraph", "point", "sentence", "indent"):
        if isinstance(provision.get("place"), dict):
            yield from _neighbour(provision["place"], key, (*at, "place"), place)
    for key in ("values", "then"):
        yield from figures_in(provision.get(key), (*at, key), place)
    if "table" in provision:
        yield from _in_table(provision["table"], (*at, "table"), place)
    if "when" in provision:
        yield from _in_condition(provision["when"], (*at, "when"), place)
    for rank, _ in enumerate(provision.get("overrides", ())):
        overrides = provision["overrides"]
        gone = [*at, "overrides"] if len(overrides) == 1 else [*at, "overrides", rank]
        yield place.change("override_removed", tuple(gone), overrides[rank], None)


def _neighbour(node: Mapping[str, Any], key: str, at: Pointer, place: _Place) -> Iterator[Change]:
    """Yield the citation of the next paragraph, point or sentence, where it has a number."""
    match = _RANK.match(str(node.get(key, "")))
    if match:
        following = f"{int(match[1]) + 1}{match[2]}"
        after = int(following) if isinstance(node[key], int) else following
        yield place.change("citation", (*at, key), node[key], after)


# --- figures --------------------------------------------------------------------------------------


def figures_in(node: Any, at: Pointer, place: _Place) -> Iterator[Change]:
    """Yield the figures, the dates and the durations at a place and below it, each one more."""
    if isinstance(node, dict):
        for key, child in node.items():
            if key not in _NOT_FIGURES or isinstance(child, dict):
                yield from figures_in(child, (*at, key), place)
    elif isinstance(node, list):
        for rank, child in enumerate(node):
            yield from figures_in(child, (*at, rank), place)
    else:
        after = one_more(node)
        if after is not None:
            yield place.change(after[0], at, node, after[1])


def one_more(node: Any) -> tuple[str, Any] | None:
    """Return a figure by one unit more, a date or a duration by one, with the kind of the change;
    None for what is no figure.
    """
    if isinstance(node, bool):
        return None
    if isinstance(node, int):
        return "figure", node + 1
    if isinstance(node, Decimal):
        return "figure", _more(node)
    if not isinstance(node, str):
        return None
    if _DAY.match(node):
        return "date", (date.fromisoformat(node) + timedelta(days=1)).isoformat()
    if _LASTS.match(node):
        return "duration", _LAST_NUMBER.sub(lambda found: str(int(found[1]) + 1), node)
    ratio = _RATIO.match(node)
    if ratio:
        return "figure", f"{_more(Decimal(ratio[1].replace(',', '.')))}{ratio[2]}"
    return None


def _more(figure: Decimal) -> Decimal:
    """Return a number by one unit of its last digit more."""
    places = len(str(figure).partition(".")[2])
    return figure + Decimal(1).scaleb(-places)


def _in_table(table: Mapping[str, Any], at: Pointer, place: _Place) -> Iterator[Change]:
    columns = table.get("columns", ())
    for row, cells in table.get("rows", {}).items():
        for rank, cell in enumerate(cells):
            after = one_more(cell)
            if after is not None:
                pointer = (*at, "rows", row, rank)
                named = f"{row}, {columns[rank]}" if rank < len(columns) else ""
                yield place.change(after[0], pointer, cell, after[1], cell=named)
    for rank, bracket in enumerate(table.get("brackets", ())):
        for key, other in (("below", "up_to"), ("up_to", "below")):
            if key in bracket:
                pointer = (*at, "brackets", rank, key)
                after = one_more(bracket[key])
                if after is not None:
                    yield place.change(after[0], pointer, bracket[key], after[1])
                yield place.change("limit", pointer, key, other)
        after = one_more(bracket.get("is"))
        if after is not None:
            yield place.change(after[0], (*at, "brackets", rank, "is"), bracket["is"], after[1])


# --- conditions -----------------------------------------------------------------------------------


def _in_condition(
    node: Mapping[str, Any], at: Pointer, place: _Place, *, part: bool = True
) -> Iterator[Change]:
    """Yield the changes of a condition; it may be left out itself where it is a `part` of more."""
    if part:
        yield place.change("condition_dropped", at, node, None)
    name = next(iter(node), "")
    if name == "not":
        yield place.change("condition_denied", at, node, node["not"])
        yield from _in_condition(node["not"], (*at, "not"), place, part=False)
        return
    if name not in ("all", "any", "reading"):
        yield place.change("condition_denied", at, node, {"not": node})
    if name in ("all", "any"):
        several = len(node[name]) > 1
        for rank, child in enumerate(node[name]):
            yield from _in_condition(child, (*at, name, rank), place, part=several)
    elif name == "reading":
        for option, child in node["options"].items():
            yield from _in_condition(child, (*at, "options", option), place, part=False)
    elif name != "benefit":
        yield from _in_comparisons(node, at, place)


def _in_comparisons(node: Mapping[str, Any], at: Pointer, place: _Place) -> Iterator[Change]:
    for fact, comparisons in node.items():
        if not isinstance(comparisons, dict):
            continue
        for operator, operand in comparisons.items():
            other = LIMITS.get(operator)
            if other is not None and other in OPERATORS and other not in comparisons:
                yield place.change("limit", (*at, fact, operator), operator, other)
            yield from figures_in(operand, (*at, fact, operator), place)


# --- the other files of a text --------------------------------------------------------------------


def changes_in_text(document: Document) -> Iterator[Change]:
    """Yield the changes of a text.yaml: the days of its events, what its entry into force adds."""
    place = _Place(document.path, "")
    for event, said in document.tree.get("events", {}).items():
        after = one_more(said.get("on"))
        if after is not None:
            yield place.change(after[0], ("events", event, "on"), said["on"], after[1])
    yield from figures_in(document.tree.get("entry_into_force"), ("entry_into_force",), place)


def changes_in_occasions(document: Document) -> Iterator[Change]:
    """Yield the changes of an occasions.yaml: what the days of its occasions and periods add."""
    place = _Place(document.path, "")
    for part in ("periods", "occasions"):
        for name, said in document.tree.get(part, {}).items():
            for key in ("from", "until", "every", "on", "since"):
                if key in said:
                    yield from figures_in(said[key], (part, name, key), place)
