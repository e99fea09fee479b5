"""What is counted, summed or picked over the elements of a collection, or over a list of records.

`{count: members, where: {member.trade: {is: baker}}}` counts the members that are bakers. The facts
of one element stand under its own name (`member.trade`), those of a record under the name of its
list. Each element is held against the condition by itself: true, false, or unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from engine.diagnostics.bilingual import sentence
from engine.language.arithmetic import total
from engine.language.elements import (
    UNBOUNDED,
    Bringing,
    Elements,
    elements_of,
    is_of,
    records_of,
)
from engine.language.forms.facts import Fact
from engine.language.forms.texts import EffectDate
from engine.language.kinds import DATE, NUMBER
from engine.language.nodes import Compare, Condition, Known, Meets, parts_of
from engine.language.spellings import example, ref, written
from engine.language.values import Compute, Fault, Need, Value, View, Wording

if TYPE_CHECKING:
    from engine.language.asked import (
        Calculation,
        ColumnWriter,
        ElementColumns,
        ElementGround,
        File,
        Ground,
        T,
        Types,
        ValueSpeaker,
    )
    from engine.language.comparison import Truth
    from engine.language.model import Collection, Word


COUNT, SUM, LEAST, GREATEST = "count", "sum", "least", "greatest"
NO_ELEMENT: Final = "none:"
"""Begins the name of what is missing where nothing is left to take the least or the greatest of."""
_OVER = (
    "`count`, `sum`, `least` and `greatest` work over the elements of a collection, or over a list "
    "of records. The facts of one element stand under its singular name, those of a record under "
    "the name of the list; other facts are read as anywhere else. `where` says which elements "
    "count; without it all do."
)
_EMPTY = (
    "A collection that a case does not give is unknown, and so is an element of which the "
    "condition is. `count` of no element is 0, and so is `sum`; `least` and `greatest` of no "
    "element do not exist, and what needs them is undetermined. In a collection with `keys` that "
    "is not `complete`, an element that the case does not list may exist. An element that a text "
    "brought (`since`) is not there on the occasions before that text takes effect, or before it "
    "reaches the case where it applies case by case."
)


Node: TypeAlias = "Value | Condition"


# --- the form -------------------------------------------------------------------------------------


class Gathered(Value, frozen=True):
    """A count, a sum, the least or the greatest over elements or records.

    `how` is one of these. `items` is the collection or the list, `element` what stands for one of
    them in `where`, in `unless` and in `value`. Both are conditions, or None: elements for which
    `unless` holds do not count.
    """

    how: str
    items: str
    element: str
    value: Value | None = None
    where: Any = None
    unless: Any = None

    keys = (COUNT, SUM)
    schemas = (
        written(
            {"count": ref("name", "Combien d’éléments / How many elements")},
            {"where": ref("condition", "Ceux qui comptent / Those that count")},
            [{"count": "members", "where": {"member.active": {"is": True}}}],
        ),
        *(
            written(
                {
                    key: ref("value", wording),
                    "over": ref("name", "La collection ou la liste / The collection or the list"),
                },
                {"where": ref("condition", "Ceux qui comptent / Those that count")},
                [{key: {"fact": "member.fee"}, "over": "members"}],
            )
            for key, wording in (
                (SUM, "La somme sur des éléments / The sum over elements"),
                (LEAST, "Le plus petit sur des éléments / The least over elements"),
                (GREATEST, "Le plus grand sur des éléments / The greatest over elements"),
            )
        ),
    )
    page = (
        example(
            '{count: members, where: {member.joined_on: {before: "2023-01-01"}}}',
            "how many elements of a collection, or records of a list",
        ),
        example(
            "{sum: {fact: task.achievement.indicators.level}, over: task.achievement.indicators}",
            "0 where there is none",
        ),
        "{greatest: {fact: member.joined_on}, over: members, where: {member.trade: {is: baker}}}",
    )
    remarks = (_OVER, _EMPTY)
    sketches = (
        ("a whole number", {"count": "<elements>"}),
        ("a whole number", {"count": "<elements>", "where": "<condition of an element>"}),
        *(
            ("a number", {how: "<a number of an element>", "over": "<elements>"} | where)
            for how in (SUM, LEAST, GREATEST)
            for where in ({}, {"where": "<condition of an element>"})
        ),
        ("a date", {"greatest": "<a date of an element>", "over": "<elements>"}),
        ("a number", {"sum": "<a number of a record>", "over": "<records>"}),
    )
    of_a_case = True
    compound = True

    # --- reading ---

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{count: collection, where: …}`, or `{sum: value, over: collection, where: …}`."""
        if key == COUNT:
            parts = file.entries(node, at, (COUNT,), ("where",))
            return cls.over(file, parts, at, COUNT)
        parts = file.entries(node, at, (key, "over"), ("where",))
        return cls.over(file, parts, at, "over", how=key, value=file.value_at(parts, at, key))

    @classmethod
    def over(
        cls,
        file: File,
        parts: Mapping[str, Any],
        at: Any,
        named_by: str,
        how: str = COUNT,
        value: Value | None = None,
    ) -> Gathered:
        """Return what is worked out over the collection that a key names."""
        items = file.text_at(parts, at, named_by)
        where, unless = (
            file.condition(parts[name], (*at, name)) if name in parts else None
            for name in ("where", "holds")
        )
        return cls(how, items, file.element_name(items), value, where, unless)

    @property
    def picks(self) -> bool:
        """Whether it is the value of one of the elements, which there must be."""
        return self.how in {LEAST, GREATEST}

    # --- the tree ---

    def conditions(self) -> tuple[Condition, ...]:
        """Return what is held against each element."""
        return tuple(part for part in (self.where, self.unless) if part is not None)

    def roots(self) -> tuple[Node, ...]:
        """Return all that is worked out for each element."""
        return (*self.conditions(), *(() if self.value is None else (self.value,)))

    def inner(self, ground: Ground | None = None) -> Iterator[Node]:
        """Yield all that is worked out for each element, with all its parts."""
        for root in self.roots():
            yield from _walked(root, ground)

    def is_of_element(self, name: str) -> bool:
        """Whether a name that it reads is that of the element, or of a fact of it."""
        return is_of(name, self.element)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """It has no part that has a value by itself."""
        return ()

    def walk(self, ground: Ground | None = None) -> Iterator[Value]:
        """Yield it, then what is worked out for each element without reading any fact of it."""
        yield self
        for node in self.inner(ground):
            compared = isinstance(node, Compare | Known)
            read = Fact(node.fact) if compared else node  # type: ignore[union-attr]  # it has one
            parts = read.walk(ground) if isinstance(read, Gathered) else (read,)
            for part in parts:
                if isinstance(part, Value) and not any(map(self.is_of_element, part.names())):
                    yield part

    def names(self) -> tuple[str, ...]:
        """Return the collection, or the list."""
        return (self.items,)

    def tables(self) -> tuple[str, ...]:
        """Return the tables that are looked up for each element."""
        nodes = (node for node in self.inner() if isinstance(node, Value))
        return tuple(dict.fromkeys(table for node in nodes for table in node.tables()))

    def records(self) -> tuple[str, ...]:
        """Return the facts of the elements."""
        names = (name for node in self.inner() for name in _names_of(node))
        return tuple(dict.fromkeys(filter(self.is_of_element, names)))

    # --- meaning ---

    def compiled(self, ground: Ground) -> Compute:
        """Return what it comes to; unknown as soon as an element is."""
        if self.how == COUNT:
            bounds = self.bounds(ground)

            def count(view: View) -> int | None:
                low, high = bounds(view)
                return low if low == high else None

            return count
        values, how = self.values(ground), self.how

        def gathered(view: View) -> Any:
            parts = values(view)
            if parts is None or None in parts:
                return None
            if how == SUM:
                return total([0, *parts])
            return (min if how == LEAST else max)(parts) if parts else None

        return gathered

    def counting(self, ground: Ground) -> Callable[[View], Truth]:
        """Return the function that says of the facts of an element whether it counts."""
        against = cast("ElementGround", ground)
        where = None if self.where is None else against.truth(self.where)
        unless = None if self.unless is None else against.truth(self.unless)

        def counts(view: View) -> Truth:
            truth = True if where is None else where(view)
            if unless is None or truth is False:
                return truth
            excused = unless(view)
            return False if excused else None if None in (truth, excused) else truth

        return counts

    def elements(self, ground: Ground) -> Callable[[View], Elements]:
        """Return the function that gives the elements of a case."""
        given, items, element = cast("ElementGround", ground), self.items, self.element
        collection = given.collection(items)
        if collection is None:
            index = given.index_of(items)
            return lambda view: records_of(items, index, view)
        brought = self.brought(collection, ground)
        return lambda view: elements_of(items, element, collection, view, brought)

    @staticmethod
    def brought(collection: Collection, ground: Ground) -> dict[str, Bringing]:
        """Return what brings each element that a text brought, where its day is known."""
        return {
            key: Bringing(text, day)
            for key, text in collection.since.items()
            if (day := ground.day_of(EffectDate(text, "ordinary"))) is not None
        }

    def bounds(self, ground: Ground) -> Callable[[View], tuple[int, int]]:
        """Return the function that gives how many elements count at least, and at most."""
        counts, elements = self.counting(ground), self.elements(ground)

        def bounds(view: View) -> tuple[int, int]:
            low = high = 0
            held = elements(view)
            for member in held.members:
                truth = counts(member.facts)
                low += truth is True and member.listed
                high += truth is not False
            return low, high if held.whole else UNBOUNDED

        return bounds

    def values(self, ground: Ground) -> Callable[[View], list[Any] | None]:
        """Return the function that gives the value of each element that counts.

        The value of one is None where it is unknown, or where it is unknown whether it counts. All
        are None where there may be other elements.
        """
        assert self.value is not None  # a count alone has none
        counts, elements = self.counting(ground), self.elements(ground)
        compute = self.value.compiled(ground)

        def values(view: View) -> list[Any] | None:
            held = elements(view)
            if not held.whole:
                return None
            parts = []
            for member in held.members:
                truth = counts(member.facts)
                if truth is not False:
                    sure = truth is True and member.listed
                    parts.append(compute(member.facts) if sure else None)
            return parts

        return values

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the same over the columns of the elements."""
        return cast("ElementColumns[T]", plan).gathered(self)

    # --- checks ---

    def kinds(self, types: Types) -> frozenset[str]:
        """A count and a sum are numbers, the least and the greatest what the value is."""
        if self.value is None or self.how == SUM:
            return frozenset({NUMBER})
        return self.value.kinds(types)

    def is_whole(self, types: Types) -> bool:
        """A count is whole; anything else is if the value of each element is."""
        return self.value is None or self.value.is_whole(types)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """The value is a number (or, to pick one, a date) that reads the element."""
        if self.value is not None:
            given = min(self.value.kinds(types), default="")
            if self.how == SUM or given not in ("", NUMBER, DATE):
                yield Need(self.value, NUMBER, f"`{self.how}`")
        yield from self._unread()
        for node in self.inner():
            if isinstance(node, Meets):
                yield self._out_of_place(f"benefit: {node.benefit}")
            elif isinstance(node, Gathered) and not node.items.startswith(f"{self.element}."):
                yield self._out_of_place(node.items)

    def _unread(self) -> Iterator[Fault]:
        """Find each part that is the same for all elements: it reads no fact of them."""
        for key, root in (("where", self.where), ("holds", self.unless), (self.how, self.value)):
            names = () if root is None else (n for node in _walked(root) for n in _names_of(node))
            if root is not None and not any(map(self.is_of_element, names)):
                yield self._same_for_all(key)

    def _same_for_all(self, key: str) -> Fault:
        message = sentence(
            "`{key}` reads no fact of `{element}`: it is the same for each of `{items}`.",
            key=key,
            element=self.element,
            items=self.items,
        )
        hint = sentence("name facts of the element, as in `{fact}`.", fact=f"{self.element}.…")
        return Fault("ACC233", message, hint, self.items)

    def _out_of_place(self, what: str) -> Fault:
        message = sentence(
            "`{what}` is not one thing for each of `{items}`.", what=what, items=self.items
        )
        hint = sentence(
            "inside `where` work over the lists of the element alone; derive the rest by a rule."
        )
        return Fault("ACC234", message, hint, what.rpartition(" ")[2])

    def token(self) -> str:
        """Return the collection."""
        return self.items

    def takes_away(self) -> bool:
        """The value of an element may, even where it is not a part by itself."""
        return any(isinstance(node, Value) and node.takes_away() for node in self.inner())

    # --- words ---

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la somme des points, pour les indicateurs (indicateur atteint : oui) »."""
        group = self.group(speaker)
        if self.value is None:
            counted = speaker.contracted("de", group)
            said = speaker.of(("le nombre {}", "the number of {}")).format(counted)
            if self.unless is None:
                return said
            fails = speaker.of(
                (" pour lesquels ceci n’est pas vrai : {}", " for which this fails: {}")
            )
            return said + fails.format(speaker.condition(self.unless))
        value = speaker.contracted("de", speaker.value(self.value, word))
        return speaker.of(_SAID[self.how]).format(value, group)

    def group(self, speaker: ValueSpeaker) -> str:
        """Return the elements that count: « membres (métier : boulanger) »."""
        label = speaker.label(self.items)
        if self.where is None:
            return label
        return f"{label} ({speaker.condition(self.where)})"

    def worked_out(self, sums: Calculation) -> str:
        """Return the parts of a sum: « 10 + 5 »."""
        if self.how != SUM or self.value is None:
            return ""
        parts = self.values(sums.ground)(sums.view) or []
        shown = [self.value.shown(part, sums) for part in parts if part is not None]
        return " + ".join(shown) if len(shown) > 1 else ""


_SAID: Mapping[str, Wording] = {
    SUM: ("la somme {}, pour les {}", "the sum of {}, over the {}"),
    LEAST: ("la plus petite valeur {}, pour les {}", "the least of {}, over the {}"),
    GREATEST: ("la plus grande valeur {}, pour les {}", "the greatest of {}, over the {}"),
}


def _walked(root: Node, ground: Ground | None = None) -> Iterator[Node]:
    """Yield a value or a condition and all its parts, the option chosen of each reading alone."""
    yield root
    for part in root.children(ground) if isinstance(root, Value) else parts_of(root):
        yield from _walked(part, ground)


def _names_of(node: Node) -> tuple[str, ...]:
    """Return the names that a node reads, and those of the elements over which it works."""
    if isinstance(node, Compare | Known):
        return (node.fact,)
    if isinstance(node, Gathered):
        return (node.items, *node.records())
    return node.names() if isinstance(node, Value) else ()
