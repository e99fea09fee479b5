"""The coverage of a law: each branch with the scenario that exercises it, or the reason why none
does, counted by article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from engine.coverage.branches import Branch, branches_of
from engine.coverage.exercised import exercised
from engine.coverage.reasons import Reason, for_nothing, reasons_of, with_reasons
from engine.diagnostics.bilingual import Bilingual
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.model import Corpus
from engine.testing.scenario import Scenario

KINDS = ("rule", "condition", "cell", "amendment", "reading")


class Covered(Struct, frozen=True):
    """A branch: the scenario that exercises it first, or the reason why none does, or neither.

    `article` is where it stands, `text/number`; "" for a reading.
    """

    name: str
    kind: str
    what: str
    version: str
    way: str
    article: str
    scenario: str | None
    place: str | None
    reason: Bilingual | None

    @property
    def lacks(self) -> bool:
        """Whether it has neither a scenario nor a reason."""
        return self.scenario is None and self.reason is None


class Coverage(Struct, frozen=True):
    """What the scenarios exercise of the law of a corpus, as known on a day; `elsewhere` of them
    are asked of other texts, and exercise nothing of this law.
    """

    corpus: str
    digest: str
    known_on: date
    scenarios: int
    branches: tuple[Covered, ...]
    findings: tuple[Diagnostic, ...] = ()
    elsewhere: int = 0

    @property
    def missing(self) -> tuple[Covered, ...]:
        """What has neither a scenario nor a reason."""
        return tuple(branch for branch in self.branches if branch.lacks)

    def counts(self, kind: str = "") -> tuple[int, int, int]:
        """Return how many branches there are, how many are exercised, how many have a reason."""
        among = [branch for branch in self.branches if kind in ("", branch.kind)]
        done = sum(branch.scenario is not None for branch in among)
        return len(among), done, sum(b.reason is not None and b.scenario is None for b in among)

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that have branches, in the order of the law."""
        return tuple(dict.fromkeys(branch.article for branch in self.branches if branch.article))


def coverage_of(
    corpus: Corpus,
    corpora: Mapping[str, Corpus],
    scenarios: Sequence[Scenario],
    known_on: date,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> Coverage:
    """Return what scenarios exercise of the law of a corpus.

    Raises RefusedInput for what is wrong in the file of reasons.
    """
    reasons = reasons_of(corpus, "coverage")
    exercise = exercised(scenarios, corpus, corpora, progress)
    wanted = list(dict.fromkeys(branches_of(corpus, known_on)))
    lacking = [branch.name for branch in wanted if branch not in exercise.seen]
    why = with_reasons(lacking, reasons)
    branches = tuple(_covered(branch, exercise.seen.get(branch), why) for branch in wanted)
    return Coverage(
        corpus.id,
        corpus.digest,
        known_on,
        len(exercise.scenarios),
        branches,
        tuple(for_nothing(lacking, reasons)),
        len(exercise.elsewhere),
    )


def _covered(branch: Branch, seen: Scenario | None, why: Mapping[str, Reason]) -> Covered:
    article = "" if branch.kind == "reading" else "/".join(branch.what.split("/")[:2])
    reason = why.get(branch.name) if seen is None else None
    return Covered(
        branch.name,
        branch.kind,
        branch.what,
        branch.version,
        branch.way,
        article,
        seen.id if seen else None,
        str(seen.location) if seen else None,
        reason.why if reason else None,
    )
