"""Days of the texts themselves: of an event (signature, publication…), of an entry into force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.language.kinds import DATE
from engine.language.spellings import example, ref, written
from engine.language.values import Compute, Fault, Lookup, Need, Value

if TYPE_CHECKING:
    from engine.language.asked import (
        ColumnWriter,
        File,
        Ground,
        NameChecker,
        T,
        Types,
        ValueSpeaker,
    )
    from engine.language.model import Word

EVENT, EFFECT = "event:", "effect:"
"""How the names of an event and of an entry into force without a day begin."""


class _DayOfAText(Value, frozen=True):
    """A day that the texts give, the same for every case."""

    of_a_case = False

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """It has no part."""
        return ()

    def names(self) -> tuple[str, ...]:
        """It reads no fact."""
        return ()

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a date."""
        return frozenset({DATE})

    def is_whole(self, types: Types) -> bool:
        """It is no number."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """It has no part that may be wrong."""
        return iter(())

    def token(self) -> str:
        """It has no word of its own."""
        return ""

    def takes_away(self) -> bool:
        """It is no number."""
        return False


class EventDate(_DayOfAText, frozen=True):
    """The date of an event of a text (`signed`, `published`…), unknown before it is known."""

    text: str
    event: str

    keys = ("event",)
    schemas = (
        written(
            {
                "event": {
                    "type": "string",
                    "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$",
                    "description": "La date d'un événement d'un texte : texte.événement / "
                    "The date of an event of a text: text.event",
                }
            },
            None,
            [{"event": "accord.published"}],
        ),
    )
    page = ("{event: amendment_1.published}",)
    sketches = (("a date", {"event": "<event>"}),)

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{event: text.event}`."""
        named = file.entries(node, at, ("event",)).get("event", "")
        return cls(*file.event_name(named, (*at, "event")))

    def lookup(self) -> Lookup | None:
        """The event may have no day."""
        return Lookup(f"{EVENT}{self.text}.{self.event}")

    def compiled(self, ground: Ground) -> Compute:
        """Return the day of the event."""
        day = ground.day_of(self)
        return lambda _: day

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the day of the event."""
        return plan.day_of(self)

    def references(self, names: NameChecker[T]) -> Iterator[T]:
        """Yield what is wrong with the name of the text or of its event."""
        return names.event(self.text, self.event)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la publication (avenant 2) »."""
        return f"{speaker.event(self.text, self.event)} ({speaker.text(self.text)})"


class EffectDate(_DayOfAText, frozen=True):
    """The date on which a group of provisions of a text enters into force."""

    text: str
    group: str

    keys = ("effect_of",)
    schemas = (
        written(
            {"effect_of": ref("id")},
            {"group": ref("id")},
            [{"effect_of": "amendment_1", "group": "remuneration"}],
        ),
    )
    page = (
        example("{effect_of: amendment_1}", "the group `ordinary`"),
        "{effect_of: amendment_1, group: remuneration}",
    )
    sketches = (
        ("a date", {"effect_of": "<legal text>"}),
        ("a date", {"effect_of": "<legal text>", "group": "ordinary"}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{effect_of: text}`, of its ordinary group or of the `group` named."""
        parts = file.entries(node, at, ("effect_of",), ("group",))
        return cls(
            file.text_at(parts, at, "effect_of"), file.text_at(parts, at, "group", "ordinary")
        )

    def lookup(self) -> Lookup | None:
        """The entry into force may have no day."""
        return Lookup(f"{EFFECT}{self.text}.{self.group}")

    def compiled(self, ground: Ground) -> Compute:
        """Return the day of the entry into force."""
        day = ground.day_of(self)
        return lambda _: day

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the day of the entry into force."""
        return plan.day_of(self)

    def references(self, names: NameChecker[T]) -> Iterator[T]:
        """Yield what is wrong with the name of the text or of its group of provisions."""
        return names.group(self.text, self.group)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « l'entrée en vigueur (avenant 2) »."""
        named = (speaker.text(self.text), speaker.group(self.text, self.group))
        which = ", ".join(part for part in named if part)
        return speaker.of(("l'entrée en vigueur ({})", "the entry into force ({})")).format(which)
