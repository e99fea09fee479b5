"""What the plan cannot hold: found while it is compiled, never while it runs."""

from __future__ import annotations

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

NARROWEST_INTEGER = 2**31
"""Numbers under it are held in 32 bits, which cost less to write and to divide."""


class PlanLimit(Exception):
    """Something in the law that the relational plan does not express; `hint` says what to do."""

    def __init__(self, what: Sentence, hint: Sentence) -> None:
        super().__init__(str(what))
        self.what = what
        self.hint = hint

    def at(self, location: Location) -> RefusedInput:
        """Return the finding at the place of the provision concerned."""
        return RefusedInput(
            [
                Diagnostic(
                    "ACC609",
                    sentence("the plan cannot express this: {what}.", what=self.what),
                    location,
                    self.hint,
                )
            ]
        )
