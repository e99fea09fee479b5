"""The anniversary of a day: the first one on another day or after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.language.forms.operation import NeedsAll, OfOperands, Operand
from engine.language.kinds import DATE
from engine.language.spellings import example, ref, written
from engine.language.temporal import anniversary
from engine.language.values import Value

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, ValueSpeaker
    from engine.language.model import Word


class Anniversary(NeedsAll, OfOperands, frozen=True):
    """The first anniversary of a day that is not before another day."""

    origin_day: Value
    day: Value

    keys = ("anniversary_of",)
    kind = DATE
    operands = (
        Operand("origin_day", DATE, "`anniversary_of`"),
        Operand("day", DATE, "`on_or_after`"),
    )
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

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{anniversary_of: date, on_or_after: date}`."""
        parts = file.entries(node, at, ("anniversary_of", "on_or_after"))
        return cls(
            file.value_at(parts, at, "anniversary_of"), file.value_at(parts, at, "on_or_after")
        )

    @staticmethod
    def combine(values: list[Any], /) -> Any:
        """Return the anniversary."""
        return anniversary(*values)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the anniversary."""
        return plan.anniversary(*terms)

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
