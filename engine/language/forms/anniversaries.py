"""The anniversary of a day: the first one on another day or after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.language.kinds import DATE
from engine.language.temporal import anniversary
from engine.language.values import (
    ColumnWriter,
    Compute,
    Fault,
    File,
    Ground,
    Need,
    T,
    Types,
    Value,
    ValueSpeaker,
    View,
    example,
    ref,
    written,
)

if TYPE_CHECKING:
    from engine.language.model import Word


class Anniversary(Value, frozen=True):
    """The first anniversary of a day that is not before another day."""

    origin_day: Value
    day: Value

    keys = ("anniversary_of",)
    schemas = (
        written(
            {
                "anniversary_of": ref("value"),
                "on_or_after": ref(
                    "value",
                    "Le premier anniversaire qui ne vient pas avant ce jour / "
                    "The first anniversary that does not come before this day",
                ),
            },
            None,
            [
                {
                    "anniversary_of": {"fact": "contract.signed_on"},
                    "on_or_after": {"effect_of": "amendment_1"},
                }
            ],
        ),
    )
    page = (
        example(
            "{anniversary_of: {fact: contract.signed_on}, on_or_after: {effect_of: amendment_1}}",
            "the first anniversary on that day or after it, a year after the first day at least",
        ),
    )
    sketches = (("a date", {"anniversary_of": "<a date>", "on_or_after": "<a date>"}),)
    of_a_case = False

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{anniversary_of: date, on_or_after: date}`."""
        parts = file.entries(node, at, ("anniversary_of", "on_or_after"))
        return cls(
            file.value_at(parts, at, "anniversary_of"), file.value_at(parts, at, "on_or_after")
        )

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return both days."""
        return (self.origin_day, self.day)

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def compiled(self, ground: Ground) -> Compute:
        """Return the anniversary; unknown where one of the two days is."""
        origin, day = self.origin_day.compiled(ground), self.day.compiled(ground)

        def first(view: View) -> Any:
            days = origin(view), day(view)
            return None if None in days else anniversary(*days)

        return first

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the anniversary."""
        origin, day = plan.term(self.origin_day), plan.term(self.day)
        return None if origin is None or day is None else plan.anniversary(origin, day)

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a date."""
        return frozenset({DATE})

    def is_whole(self, types: Types) -> bool:
        """It is no number."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """Both are dates."""
        yield Need(self.origin_day, DATE, "`anniversary_of`")
        yield Need(self.day, DATE, "`on_or_after`")

    def token(self) -> str:
        """Return the key."""
        return "anniversary_of"

    def takes_away(self) -> bool:
        """It is no number."""
        return False

    def not_before_period(self, ground: Ground) -> bool:
        """Whether one of the two days is not, since it comes after both."""
        return any(part.not_before_period(ground) for part in self.children())

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « le premier anniversaire de la date de signature qui ne précède pas … »."""
        of = speaker.contracted("de", speaker.value(self.origin_day))
        since = speaker.value(self.day)
        said = (
            "le premier anniversaire {} qui ne précède pas {}",
            "the first anniversary of {} that does not come before {}",
        )
        return speaker.of(said).format(of, since)
