"""The law that is served: what was loaded and checked, and which of its texts are drafts."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

import accord


class ServedLaw(Struct, frozen=True, eq=False):
    """A law ready to answer."""

    law: accord.Law
    base: accord.Law
    """The law without the folders of drafts; the same where there are none."""
    drafts: frozenset[str]
    """The ids of the texts that come from a folder of drafts."""
    digest: str
    """The SHA-256 of all that was read, in hexadecimal."""


def served(folders: Sequence[Path] = ()) -> ServedLaw:
    """Return the shipped law with the texts of folders of drafts.

    Raises `accord.RefusedInput` with every fault for which the texts can answer nothing.
    """
    base = accord.load()
    law = accord.load(*folders) if folders else base
    before = {text.id for text in base.texts}
    drafts = frozenset(text.id for text in law.texts if text.id not in before)
    digests = "".join(corpus.digest for corpus in law._corpora.values())  # noqa: SLF001  # of this package
    return ServedLaw(law, base, drafts, sha256(digests.encode()).hexdigest())


class LawOnDisk:
    """Keeps the law that is served."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """Load the law; raises `accord.RefusedInput` when it can answer nothing."""
        self.folders = tuple(folders)
        self._served = served(self.folders)

    @property
    def current(self) -> ServedLaw:
        """The law that answers now. Whoever answers takes it once, and keeps it to the end."""
        return self._served
