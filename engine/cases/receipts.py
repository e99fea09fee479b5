"""Money received: what a case says that it was paid, `received: [{on, amount, line}]`, beside its
facts. No rule of the law reads it; the ledger of a case is held against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from engine.cases.scalars import Scalars
from engine.diagnostics.bilingual import NO_SENTENCE, Bilingual, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Vocabulary, Word
from engine.source.document import Document, Pointer
from engine.source.shapes import near, shown

OPTION: Final = "--received"
RECEIVED: Final = "received"
"""The key of a case under which it lists what it was paid."""
ON: Final = Word(
    "on",
    "date",
    Bilingual("jour où la somme est arrivée", "day on which the sum arrived"),
    Bilingual("Quel jour la somme a-t-elle été reçue ?", "On which day was the sum received?"),
)
AMOUNT: Final = Word(
    "amount",
    "money",
    Bilingual("somme reçue, en euros", "sum received, in euros"),
    Bilingual(
        "Quelle somme a été reçue (négative si elle a été rendue) ?",
        "Which sum was received (negative if it was given back)?",
    ),
)
LINE: Final = Word(
    "line",
    "text",
    Bilingual("ligne payée, si elle est connue", "line that is paid, where it is known"),
    Bilingual(
        "De quelle ligne de financement est-ce le versement ?",
        "Of which line of funding is it a payment?",
    ),
)
WORDS: Final = {word.name: word for word in (ON, AMOUNT, LINE)}
_WRITTEN: Final = '`{on: "2021-01-20", amount: 45000}`'


class Receipt(Struct, frozen=True):
    """A sum received on a day, in euros, negative where it was given back; `line` is "" where the
    case does not say of which it is the payment.
    """

    on: date
    amount: Decimal
    line: str = ""


class ReceiptsReading(Scalars):
    """Reads the list of what was received."""

    def receipts(self, node: Any, at: Pointer, vocabulary: Vocabulary) -> tuple[Receipt, ...]:
        """Return the receipts at a place of a case, in its order; whatever is wrong is noted."""
        lines = tuple(lines_of(vocabulary))
        read = [
            self._receipt(entry, (*at, rank), lines)
            for rank, entry in enumerate(self.listed(node, at))
        ]
        return tuple(receipt for receipt in read if receipt is not None)

    def _receipt(self, node: Any, at: Pointer, lines: tuple[str, ...]) -> Receipt | None:
        if not isinstance(node, dict):
            self.expected(
                sentence("a day and a sum"), node, at, sentence("write {entry}.", entry=_WRITTEN)
            )
            return None
        for key in node:
            if key not in WORDS:
                message = sentence("{key} is not a key that can be given here", key=shown(key))
                self.note("ACC301", (*at, key), message, near(key, WORDS), key=True)
        for word in (ON, AMOUNT):
            if node.get(word.name) is None:
                message = sentence("`{name}` is missing", name=word.name)
                self.note("ACC315", at, message, sentence("write {entry}.", entry=_WRITTEN))
        day = node.get("on")
        on = None if day is None else self.day(day, (*at, "on"), acts=False)
        sum_ = node.get("amount")
        amount = None if sum_ is None else self.scalar(AMOUNT, sum_, (*at, "amount"))
        line = self._line(node.get("line"), (*at, "line"), lines)
        return (
            Receipt(on, amount, line)
            if on is not None and isinstance(amount, Decimal) and line is not None
            else None
        )

    def _line(self, node: Any, at: Pointer, lines: tuple[str, ...]) -> str | None:
        if node is None or (isinstance(node, str) and node in lines):
            return node or ""
        message = sentence("{line} is not a line of funding", line=shown(node))
        self.note("ACC305", at, message, near(str(node), lines))
        return None


def lines_of(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the lines of money of a vocabulary. Those of elements are written out for each of them;
    where elements are numbered, as the first.
    """
    keys = [key for among in vocabulary.collections.values() for key in among.keys] or ["1"]
    for pattern in vocabulary.lines:
        yield from dict.fromkeys(pattern.replace("*", key) for key in keys)


def receipts_given(given: Iterable[str], vocabulary: Vocabulary) -> tuple[Receipt, ...]:
    """Return receipts written as `2021-01-20=45000` or, of a line, `2021-01-20=45000:operating`.

    Raises RefusedInput, with every finding, for one that is written in another way.
    """
    findings: list[Diagnostic] = []
    receipts: list[Receipt] = []
    for written in given:
        day, equals, rest = written.partition("=")
        amount, _, line = rest.partition(":")
        entry = {"on": day, "amount": amount} | ({"line": line} if line else {})
        reading = _Typed(Document(f"{OPTION} {written}", {RECEIVED: [entry]}, ()), [])
        if equals and amount:
            receipts += reading.receipts([entry], (RECEIVED,), vocabulary)
            findings += reading.findings
        else:
            message = sentence("{written} is no day and sum", written=shown(written))
            hint = sentence("write `2021-01-20=45000`, or `2021-01-20=45000:LINE`.")
            findings.append(Diagnostic("ACC302", message, Location(OPTION), hint))
    if findings:
        raise RefusedInput(findings)
    return tuple(receipts)


class _Typed(ReceiptsReading):
    """Reads a receipt that was typed in a command: its place is the option."""

    def note(self, code: str, at: Pointer, *said: Any, **options: Any) -> None:
        """Add a finding at the option."""
        message, hint = (*said, NO_SENTENCE)[:2]
        self.findings.append(Diagnostic(code, message, Location(self.document.path), hint))
