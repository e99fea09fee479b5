"""The changes that are tried, one at a time, in the files of a law: each is a small mistake that
whoever encodes a text may make.

A figure by one unit, a date by a day, a limit that counts or not, a condition left out or denied,
an exception forgotten, an operation or a part of one forgotten, a citation moved to its neighbour
or left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from engine.language.operators import WRITTEN
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
    "lasts_at_least": "longer_than",
    "longer_than": "lasts_at_least",
    "lasts_at_most": "shorter_than",
    "shorter_than": "lasts_at_most",
}
"""The comparison that leaves the limit out, or takes it in."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_DAY_OF_YEAR: Final = re.compile(r"\d{2}-\d{2}\Z", re.ASCII)
_FRACTION: Final = re.compile(r"(-?\d+)(/\d+)\Z", re.ASCII)
_RATIO: Final = re.compile(r"(-?\d+(?:[.,]\d+)?)( ?%)\Z", re.ASCII)
_LASTS: Final = re.compile(r"P(?:\d+[YMWD])+\Z|PT\d+H\Z", re.ASCII)
_LAST_NUMBER: Final = re.compile(r"(\d+)(?=[YMWDH]\Z)", re.ASCII)
_RANK: Final = re.compile(r"(\d+)(\D*)\Z", re.ASCII)
_NOT_FIGURES: Final = frozenset({"columns", "fact", "reading", "row", "in", "table"})
_OF_ELEMENTS: Final = ("any", "every", "count")
"""What begins a condition on the elements of a collection, where a name follows."""
_WHOLE: Final = ("replace", "repeal", "renumber", "reinstate")
"""The verbs that may touch all that an article already says."""
_VERBS: Final = (*_WHOLE, "insert", "complete", "amend")


class Change(Struct, frozen=True):
    """A change at a place of a file: what stands there becomes `after`, or goes where it is None.

    `within` is the article of the file, `text/number`, or its text where the file is no article;
    `article` is the one that the change bears on. `provisions` are the addresses of the provisions
    that it bears on, or of a whole article, none for what bears on all.
    """

    kind: str
    path: str
    pointer: Pointer
    before: Any
    after: Any
    within: str
    provisions: tuple[str, ...]
    article: str = ""
    cell: str = ""

    @property
    def name(self) -> str:
        """How it is written where it has a reason: its place, then what becomes of it."""
        amends = self.article not in ("", self.within)
        where = f"{self.article} by {self.within}" if amends else self.within
        inside = ".".join(str(step) for step in self.pointer)
        return f"{where} {inside}: {self.what}"

    @property
    def what(self) -> str:
        """What becomes of it, in a few signs: `75 % -> 76 %`."""
        if self.kind == "condition_denied":
            return "denied"
        return "gone" if self.after is None else f"{self.before} -> {self.after}"


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


def changes_in_article(
    document: Document, text: str, amended: Mapping[str, str]
) -> Iterator[Change]:
    """Yield the changes of a file of an article of a text.

    `amended` gives the address that each operation of the law amends, by its name: through the
    operation that it amends, where it amends one.
    """
    tree = document.tree
    number = f"{text}/{tree['article']}"
    own = _Place(document.path, number, number)
    for rank, provision in enumerate(tree.get("provisions", ())):
        yield from _in_provision(provision, ("provisions", rank), own)
    for rank, operation in enumerate(tree.get("operations", ())):
        target = amended[f"{number}/{operation['id']}"]
        yield from _in_operation(operation, target, ("operations", rank), own)


class _Place(Struct, frozen=True):
    """Where the changes of a file are made: its path, the article or the text that it is, and the
    article that they bear on.
    """

    path: str
    within: str
    article: str
    provisions: tuple[str, ...] = ()

    def change(self, kind: str, pointer: Pointer, before: Any, after: Any, **more: Any) -> Change:
        return Change(
            *(kind, self.path, pointer, before, after),
            *(self.within, self.provisions, self.article),
            **more,
        )

    def of(self, *provisions: str) -> _Place:
        return _Place(self.path, self.within, self.article, provisions)


def _in_operation(
    operation: Mapping[str, Any], target: str, at: Pointer, own: _Place
) -> Iterator[Change]:
    article = "/".join(target.split("/")[:2])
    inside = _Place(own.path, own.within, article)
    brought = operation.get("with", ())
    addresses = [f"{article}/{provision['id']}" for provision in brought if "id" in provision]
    verb = next(verb for verb in _VERBS if verb in operation)
    if target != article or verb in _WHOLE:
        addresses = [target, *addresses]
    whole = inside.of(*dict.fromkeys(addresses))
    yield whole.change("operation_dropped", at, operation["id"], None)
    for key in ("point", "indent", "number"):
        yield from _neighbour(operation, key, at, whole)
    for rank, provision in enumerate(brought):
        yield from _in_provision(provision, (*at, "with", rank), inside)
    yield from _in_parts(operation.get("parts", ()), (*at, "parts"), whole)


def _in_parts(parts: Sequence[Mapping[str, Any]], at: Pointer, place: _Place) -> Iterator[Change]:
    """Yield the changes of the parts of a provision that an operation amends: each left out, where
    there are several, and the figures that it brings.
    """
    for rank, part in enumerate(parts):
        if len(parts) > 1:
            yield place.change("operation_dropped", (*at, rank), part, None)
        brought = (*at, rank, "with")
        after = one_more(part.get("with"))
        if after is not None and "row" in part and "column" in part:
            cell = f"{part['row']}, {part['column']}"
            yield place.change(after[0], brought, part["with"], after[1], cell=cell)
        elif _is_condition(part):
            yield from _in_condition(part["with"], brought, place, part=False)
        elif isinstance(part.get("bracket"), Mapping | int | str) and "with" in part:
            yield from _in_bracket(part["with"], brought, place)
        else:
            yield from figures_in(part.get("with"), brought, place)


def _is_condition(part: Mapping[str, Any]) -> bool:
    """Whether a part is an item of a list of conditions."""
    path = part.get("item_of", ("",))
    return isinstance(part.get("with"), dict) and path[0] == "when" and path[-1] in ("all", "any")


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
    for rank, note in enumerate(provision.get("notes", ())):
        if "when" in note:
            yield from _in_condition(note["when"], (*at, "notes", rank, "when"), place)
    for key, kind in (("overrides", "override_removed"), ("grounds", "citation")):
        yield from _left_out(provision.get(key, ()), kind, (*at, key), place)


def _left_out(listed: Any, kind: str, at: Pointer, place: _Place) -> Iterator[Change]:
    """Yield each address of a list left out; one alone goes with the list."""
    addresses = [listed] if isinstance(listed, str) else listed
    for rank, address in enumerate(addresses):
        yield place.change(kind, at if len(addresses) == 1 else (*at, rank), address, None)


def _neighbour(node: Mapping[str, Any], key: str, at: Pointer, place: _Place) -> Iterator[Change]:
    """Yield the citation of the next paragraph, point or sentence, where it has a number."""
    match = _RANK.match(str(node.get(key, "")))
    if match:
        following = f"{int(match[1]) + 1}{match[2]}"
        after = int(following) if isinstance(node[key], int) else following
        yield place.change("citation", (*at, key), node[key], after)


# --- figures --------------------------------------------------------------------------------------


def figures_in(node: Any, at: Pointer, place: _Place) -> Iterator[Change]:
    """Yield the figures, the dates and the durations at a place and below it, each one more; and
    the changes of the conditions that choose among elements there, and of bands.
    """
    if isinstance(node, dict):
        for key, child in node.items():
            if key in ("where", "holds"):
                yield from _in_condition(child, (*at, key), place, part=key == "where")
            elif key in ("bands", "brackets"):
                for rank, band in enumerate(child):
                    yield from _in_bracket(band, (*at, key, rank), place)
            elif key not in _NOT_FIGURES or isinstance(child, dict):
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
        return "duration", _LAST_NUMBER.sub(lambda number: str(int(number[1]) + 1), node)
    if _DAY_OF_YEAR.match(node):
        following = date.fromisoformat(f"2023-{node}") + timedelta(days=1)
        return "date", following.isoformat()[5:]
    fraction = _FRACTION.match(node)
    if fraction:
        return "figure", f"{int(fraction[1]) + 1}{fraction[2]}"
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
        yield from _in_bracket(bracket, (*at, "brackets", rank), place)


def _in_bracket(bracket: Mapping[str, Any], at: Pointer, place: _Place) -> Iterator[Change]:
    """Yield the changes of a bracket, or of a band: its limit, whether it counts, what it gives."""
    for key, other in (("below", "up_to"), ("up_to", "below")):
        if key in bracket:
            yield from figures_in(bracket[key], (*at, key), place)
            yield place.change("limit", (*at, key), key, other)
    yield from figures_in(bracket.get("is"), (*at, "is"), place)


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
    if name not in ("all", "any", "reading") or _is_over_elements(node):
        yield place.change("condition_denied", at, node, {"not": node})
    if _is_over_elements(node):
        asked = {key: operand for key, operand in node.items() if key in WRITTEN}
        yield from _in_operators(asked, at, place)
        yield from figures_in(
            {key: child for key, child in node.items() if key not in WRITTEN}, at, place
        )
    elif name in ("all", "any"):
        several = len(node[name]) > 1
        for rank, child in enumerate(node[name]):
            yield from _in_condition(child, (*at, name, rank), place, part=several)
    elif name == "reading":
        for option, child in node["options"].items():
            yield from _in_condition(child, (*at, "options", option), place, part=False)
    elif name != "benefit":
        for fact, comparisons in node.items():
            if isinstance(comparisons, dict):
                yield from _several_dropped(node, fact, at, place)
                yield from _in_operators(comparisons, (*at, fact), place)


def _is_over_elements(node: Mapping[str, Any]) -> bool:
    return "over" in node or any(isinstance(node.get(key), str) for key in _OF_ELEMENTS)


def _several_dropped(
    node: Mapping[str, Any], key: str, at: Pointer, place: _Place
) -> Iterator[Change]:
    """Yield one of several conditions of a mapping left out."""
    if len(node) > 1:
        yield place.change("condition_dropped", (*at, key), node[key], None)


def _in_operators(comparisons: Mapping[str, Any], at: Pointer, place: _Place) -> Iterator[Change]:
    for operator, operand in comparisons.items():
        yield from _several_dropped(comparisons, operator, at, place)
        other = LIMITS.get(operator)
        if other is not None and other in WRITTEN and other not in comparisons:
            yield place.change("limit", (*at, operator), operator, other)
        yield from figures_in(operand, (*at, operator), place)


# --- the other files of a text --------------------------------------------------------------------


def changes_in_text(document: Document, text: str) -> Iterator[Change]:
    """Yield the changes of a text.yaml: the days of its events, what its entry into force adds, the
    cases that it reaches.
    """
    place = _Place(document.path, text, "")
    for event, said in document.tree.get("events", {}).items():
        after = one_more(said.get("on"))
        if after is not None:
            yield place.change(after[0], ("events", event, "on"), said["on"], after[1])
    yield from figures_in(document.tree.get("entry_into_force"), ("entry_into_force",), place)
    for group, reached in document.tree.get("applies_to", {}).items():
        at: Pointer = ("applies_to", group)
        if "when" in reached:
            several = "from" in reached  # a group that says nothing is no group
            yield from _in_condition(reached["when"], (*at, "when"), place, part=several)
        yield from figures_in(reached.get("from"), (*at, "from"), place)


def changes_in_occasions(document: Document, text: str) -> Iterator[Change]:
    """Yield the changes of an occasions.yaml: what the days of its occasions and periods add."""
    place = _Place(document.path, text, "")
    for part in ("periods", "occasions"):
        for name, said in document.tree.get(part, {}).items():
            for key in ("from", "until", "every", "on", "since"):
                if key in said:
                    yield from figures_in(said[key], (part, name, key), place)


def changes_in_amended_words(document: Document, text: str) -> Iterator[Change]:
    """Yield the changes of what a vocabulary.yaml or a readings.yaml amends: each word that it adds
    or rewrites left out.
    """
    place = _Place(document.path, text, "")
    for at, word in _amended_words(document.tree.get("amends", {}), ("amends",)):
        yield place.change("operation_dropped", at, word, None)


def _amended_words(node: Any, at: Pointer) -> Iterator[tuple[Pointer, Any]]:
    """Yield the places below which a word, a key or a reading is written whole."""
    if not isinstance(node, dict) or {"label", "fr", "default"} & set(node):
        yield at, node
    else:
        for key, child in node.items():
            yield from _amended_words(child, (*at, key))
