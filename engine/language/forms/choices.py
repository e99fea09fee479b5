"""One value among several: the least, the greatest, the earliest, the latest, the first known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from engine.diagnostics.bilingual import sentence
from engine.language.forms.gathered import Gathered
from engine.language.forms.operation import WHOLE, Complete, ValueOperation, two_of
from engine.language.kinds import DATE, NUMBER, TEXT, TRUTH
from engine.language.spellings import example, several, written
from engine.language.values import UNKNOWN_DERIVED, Compute, Fault, Need, Value, View, Wording

if TYPE_CHECKING:
    from engine.language.asked import (
        Calculation,
        ColumnWriter,
        File,
        Ground,
        T,
        Types,
        ValueSpeaker,
    )
    from engine.language.model import Word

_FIRST_KNOWN = """\
`first_known` gives the first of its parts that has a value. What it does with a part without one \
depends on why there is none:

- It passes over a part that has no value in this case: a fact that the case leaves out, an event \
without a day, a derived fact that no rule gives (*undefined*).
- It waits for a part that reads a derived fact which is still unknown, because facts that its \
rules read are missing. It does not take the next part instead: the value is unknown, and those \
facts are asked for."""
_SILENCE = """\
To pass over a fact that a case leaves out is to take silence for an answer, as `known: false` \
does. A case that leaves the fact out then gets another answer, just as certain: nothing tells \
that a fact is missing. For example, `{first_known: [{fact: task.achievement.rate}, 1]}` is 0.85 \
for a case that gives that rate, and 1 for the same case without it. So write `first_known` of \
such a fact only where silence means that there is nothing: a rate that was not retained, a day \
that was not fixed. Elsewhere let a rule derive the fact, and `first_known` waits for it."""
_FIRST: Callable[[list[Any]], Any] = min
_LAST: Callable[[list[Any]], Any] = max


def _alike(value: ValueOperation, types: Types) -> Iterator[Need | Fault]:
    """All the parts are of the kind of the first."""
    kind = min(value.parts[0].kinds(types), default="")
    for part in value.parts if kind else ():
        yield Need(part, kind, f"`{value.key}`")


def _kinds_of_parts(value: ValueOperation, types: Types) -> frozenset[str]:
    return frozenset[str]().union(*(part.kinds(types) for part in value.parts))


def _listed(
    wording: Wording, value: ValueOperation, speaker: ValueSpeaker, word: Word | None
) -> str:
    """Return « la plus petite valeur parmi : 1 et le taux »."""
    parts = speaker.listed(value.parts_said(speaker, word))
    return speaker.of(("{} : {}", "{}: {}")).format(speaker.of(wording), parts)


class _Extreme(Complete, frozen=True):
    """The first or the last of its parts, in their order."""

    wording: ClassVar[Wording]
    greatest: ClassVar[bool]

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the first or the last of them."""
        return plan.extreme(terms, greatest=self.greatest)

    def worked_out(self, sums: Calculation) -> str:
        """Return how its one part that is a sum was worked out, and the bounds beside it.

        For example « 3 × 10 000 − 4 000 €, au moins 0 ». Empty where there is no such part.
        """
        worked = [(part, part.worked_out(sums)) for part in self.parts]
        formulas = [phrase for _, phrase in worked if phrase]
        if len(formulas) != 1:
            return ""
        bounds = [
            part.shown(part.compiled(sums.ground)(sums.view), sums)
            for part, phrase in worked
            if not phrase
        ]
        wording = ("au moins {}", "at least {}") if self.greatest else ("au plus {}", "at most {}")
        return ", ".join((formulas[0], *(sums.of(wording).format(bound) for bound in bounds)))

    def not_before_period(self, ground: Ground) -> bool:
        """The last is not if one of its parts is not, the first if none of them is."""
        enough = any if self.greatest else all
        return enough(part.not_before_period(ground) for part in self.parts)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return what it gives, then its parts."""
        return _listed(self.wording, self, speaker, word)


class _OfNumbersOrDates(_Extreme, frozen=True):
    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{name: [value, …]}`; with `over:`, what is worked out over elements."""
        if "over" in node:
            return Gathered.read(file, key, node, at)
        return super().read(file, key, node, at)

    def kinds(self, types: Types) -> frozenset[str]:
        """Return the kinds of its parts."""
        return _kinds_of_parts(self, types)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """All its parts are numbers, or all are dates."""
        kind = min(self.parts[0].kinds(types), default="")
        if kind in ("", NUMBER, DATE):
            yield from _alike(self, types)
            return
        message = sentence(
            "`{operation}`: a number or a date is needed, and {given} is given.",
            operation=self.key,
            given=types.kind_named(kind),
        )
        yield Fault("ACC209", message, types.remedy(NUMBER), self.key)


class Least(_OfNumbersOrDates, frozen=True):
    """The least of numbers, or of dates."""

    keys = ("least",)
    schemas = (written({"least": several("le plus petit / the least")}),)
    page = ("{least: [1, {fact: task.achievement.rate}]}",)
    sketches = two_of("least", NUMBER, WHOLE, DATE)
    wording = ("la plus petite valeur parmi", "the least of")
    greatest = False
    combine = staticmethod(_FIRST)


class Greatest(_OfNumbersOrDates, frozen=True):
    """The greatest of numbers, or of dates."""

    keys = ("greatest",)
    schemas = (written({"greatest": several("le plus grand / the greatest")}),)
    page = ("{greatest: [0, {fact: task.achievement.rate}]}",)
    sketches = two_of("greatest", NUMBER, WHOLE, DATE)
    wording = ("la plus grande valeur parmi", "the greatest of")
    greatest = True
    combine = staticmethod(_LAST)


class Earliest(_Extreme, frozen=True):
    """The first of several dates."""

    keys = ("earliest",)
    kind = DATE
    schemas = (written({"earliest": several("la date la plus proche / the earliest date")}),)
    page = ('{earliest: ["2022-09-30", {fact: contract.signed_on}]}',)
    sketches = two_of("earliest", DATE)
    wording = ("la première de ces dates", "the earliest of")
    greatest = False
    combine = staticmethod(_FIRST)
    comes_with = "any"


class Latest(_Extreme, frozen=True):
    """The last of several dates."""

    keys = ("latest",)
    kind = DATE
    schemas = (written({"latest": several("la date la plus tardive / the latest date")}),)
    page = ('{latest: ["2022-09-30", {fact: contract.signed_on}]}',)
    sketches = two_of("latest", DATE)
    wording = ("la dernière de ces dates", "the latest of")
    greatest = True
    combine = staticmethod(_LAST)
    comes_with = "all"


class FirstKnown(ValueOperation, frozen=True):
    """The first of some values that is known: the one operation that needs only one of its parts.

    The parts are looked at in order. If a rule may still give one of them, the result is unknown:
    that part is waited for.
    """

    keys = ("first_known",)
    schemas = (
        written(
            {"first_known": several("la première valeur connue / the first value that is known")}
        ),
    )
    page = (
        example(
            "{first_known: [{fact: task.achievement.rate}, 1]}",
            "alone in not needing all its parts: see below",
        ),
    )
    remarks = (_FIRST_KNOWN, _SILENCE)
    sketches = two_of("first_known", NUMBER, WHOLE, DATE, TEXT, TRUTH)
    alternative = True

    def kinds(self, types: Types) -> frozenset[str]:
        """Return the kinds of its parts."""
        return _kinds_of_parts(self, types)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """All its parts are of the kind of the first."""
        return _alike(self, types)

    def takes_away(self) -> bool:
        """Its parts say so, if they do."""
        return False

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la première valeur connue parmi : le taux et 1 »."""
        wording = ("la première valeur connue parmi", "the first known of")
        return _listed(wording, self, speaker, word)

    def compiled(self, ground: Ground) -> Compute:
        """Return the first part that is known, unless one before it is waited for."""
        parts = [(part.compiled(ground), part.facts_read(ground)) for part in self.parts]

        def compute(view: View) -> Any:
            for part, reads in parts:
                if (value := part(view)) is not None:
                    return value
                unknown_derived = view.get(UNKNOWN_DERIVED)
                if unknown_derived and any(
                    name in unknown_derived and name not in view for name in reads
                ):
                    return None
            return None

        return compute

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the first part that is known, unless one before it is waited for."""
        return plan.first_known(self.parts)
