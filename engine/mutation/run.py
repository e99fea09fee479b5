"""A mutation of a whole law: each change is tried, over several processes, and what became of each
is kept in a file, so that a run that was stopped goes on where it was.

What is kept counts for the law as it is: a change that a scenario noticed is not tried again while
that scenario stays as it was written, one that survived is tried again once any scenario changes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from engine.coverage.exercised import exercised, is_of_other_texts
from engine.coverage.reasons import Reason, for_nothing, reasons_of, with_reasons
from engine.diagnostics.bilingual import Bilingual, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Corpus
from engine.mutation.changes import Change
from engine.mutation.law_files import LawFiles
from engine.mutation.trial import NOTICED, REFUSED, SURVIVED, Trials, Verdict
from engine.source.digest import digest_of
from engine.testing.scenario import Scenario

_AT_ONCE: Final = 8
_BEGINS: Final = b'{"law":'


class Tried(Struct, frozen=True):
    """A change that was tried, and what became of it.

    `place` is where it was made; `by` the scenario that noticed it, or the code of what the checks
    found, `at` its place. `reason` says, of one that survived, why no scenario can notice it.
    """

    name: str
    kind: str
    place: str
    outcome: str
    by: str = ""
    at: str = ""
    asked: int = 0
    reason: Bilingual | None = None


class Mutation(Struct, frozen=True):
    """What became of all the changes that were tried in the law of a corpus; `elsewhere` of the
    scenarios are asked of other texts, and notice nothing.
    """

    corpus: str
    digest: str
    scenarios: int
    tried: tuple[Tried, ...]
    findings: tuple[Diagnostic, ...] = ()
    elsewhere: int = 0

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """The changes that survived and have no reason."""
        return tuple(t for t in self.tried if t.outcome == SURVIVED and t.reason is None)


class _Kept(Struct, frozen=True):
    """A line of the file that keeps what was done: `law` and `seen` are the digests of the law and
    of what was asked (the scenario that noticed, else all of them).
    """

    law: str
    seen: str
    tried: Tried


class Work(Struct, frozen=True):
    """What each process needs: where the law and the scenarios are."""

    folders: tuple[Path, ...]
    shipped: Path | None
    corpus: str
    scenarios: tuple[Scenario, ...]


def mutation_of(
    work: Work,
    state: Path | None,
    *,
    workers: int | None = None,
    only: Callable[[Change], bool] = lambda _: True,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> Mutation:
    """Try all the changes of a law and return what became of each.

    `state` is the file that keeps it; `only` says which changes are tried. Raises RefusedInput
    where a scenario does not hold on the law as it is, or for what is wrong in a file.
    """
    files = LawFiles(work.folders, work.shipped)
    corpora, findings = files.corpora()
    if findings:
        raise RefusedInput(findings)
    corpus = corpora[work.corpus]
    reasons = reasons_of(corpus, "mutation")
    changes = [change for change in files.changes(corpus) if only(change)]
    seen = _Digests(work.scenarios)
    kept = _read(state, corpus.digest, seen) if state is not None else {}
    left = [change for change in changes if change.name not in kept]
    progress(len(changes) - len(left), len(changes))
    tried = dict(kept)
    for verdict in _verdicts(work, left, workers):
        done = _tried(verdict, files)
        tried[done.name] = done
        if state is not None:
            _append(state, _Kept(corpus.digest, seen.of(done), done))
        progress(len(tried), len(changes))
    whole = tuple(tried[change.name] for change in changes)
    return _with_reasons(corpus, work.scenarios, whole, reasons)


def _with_reasons(
    corpus: Corpus, scenarios: Sequence[Scenario], tried: Sequence[Tried], reasons: Sequence[Reason]
) -> Mutation:
    survived = [one.name for one in tried if one.outcome == SURVIVED]
    why = with_reasons(survived, reasons)
    told = tuple(
        msgspec.structs.replace(one, reason=why[one.name].why)
        if one.outcome == SURVIVED and one.name in why
        else one
        for one in tried
    )
    findings = tuple(for_nothing(survived, reasons))
    elsewhere = sum(is_of_other_texts(scenario, corpus) for scenario in scenarios)
    return Mutation(corpus.id, corpus.digest, len(scenarios), told, findings, elsewhere)


def _tried(verdict: Verdict, files: LawFiles) -> Tried:
    change = verdict.change
    document, _ = files.read[change.path]
    place = str(document.locate(change.pointer)) if document is not None else change.path
    return Tried(
        change.name, change.kind, place, verdict.outcome, verdict.by, verdict.at, verdict.asked
    )


# --- processes ------------------------------------------------------------------------------------


_TRIALS: list[Trials] = []
"""In a process of the pool: what its trials share."""


def _prepare(work: Work) -> None:
    files = LawFiles(work.folders, work.shipped)
    corpora, _ = files.corpora()
    corpus = corpora[work.corpus]
    _TRIALS[:] = [Trials(files, corpus, exercised(work.scenarios, corpus, corpora, keeping=True))]


def _try(change: Change) -> Verdict:
    """Return what becomes of a change.

    Raises RefusedInput where a scenario does not hold on the law as it is.
    """
    trials = _TRIALS[0]
    if trials.failing:
        hint = sentence("correct it first: `python -m pytest` on the file shows what differs.")
        raise RefusedInput(
            [Diagnostic("ACC823", one.message, one.location, hint) for one in trials.failing]
        )
    return trials.of(change)


def _verdicts(work: Work, changes: Sequence[Change], workers: int | None) -> Iterator[Verdict]:
    """Yield what becomes of each change, in no order; a process that is idle takes the next."""
    count = min(workers or os.cpu_count() or 1, len(changes))
    if count < 2:
        if changes:
            _prepare(work)
        yield from map(_try, changes)
        return
    pool = ProcessPoolExecutor(count, get_context("spawn"), _prepare, (work,))
    try:
        yield from pool.map(_try, changes, chunksize=_AT_ONCE)
    finally:
        pool.shutdown(cancel_futures=True)


# --- what is kept ---------------------------------------------------------------------------------


class _Digests:
    """The digests of scenarios: of each by its place and its id, of all together."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self._own = {
            scenario.id: digest_of(msgspec.json.encode([scenario.content, str(scenario.folder)]))
            for scenario in scenarios
        }
        self._all = digest_of("".join(sorted(self._own.values())).encode())

    def of(self, tried: Tried) -> str:
        """Return the digest of what a change was judged by."""
        return self._own.get(tried.by, "") if tried.outcome == NOTICED else self._all


def _read(state: Path, law: str, seen: _Digests) -> dict[str, Tried]:
    """Return what a file keeps and still counts; a line that was cut short is left out."""
    if not state.is_file():
        return {}
    kept: dict[str, Tried] = {}
    for rank, line in enumerate(state.read_bytes().splitlines(), 1):
        try:
            entry = msgspec.json.decode(line, type=_Kept)
        except msgspec.DecodeError:
            if line.startswith(_BEGINS):  # the run was stopped while it wrote
                continue
            hint = sentence("name the file of a mutation, or one that does not exist yet.")
            message = sentence("this is not what a mutation keeps.")
            place = Location(str(state), rank, 1)
            raise RefusedInput([Diagnostic("ACC824", message, place, hint)]) from None
        counts = entry.tried.outcome == REFUSED or entry.seen == seen.of(entry.tried)
        if entry.law == law and counts:
            kept[entry.tried.name] = entry.tried
        else:
            kept.pop(entry.tried.name, None)
    return kept


def _append(state: Path, entry: _Kept) -> None:
    """Add a line to the file, on a line of its own even where the last one was cut short."""
    with state.open("ab+") as stream:
        end = stream.seek(0, os.SEEK_END)
        if end:
            stream.seek(end - 1)
            cut = stream.read(1) != b"\n"
            stream.write(b"\n" * cut)
        stream.write(msgspec.json.encode(entry) + b"\n")
