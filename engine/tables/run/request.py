"""What is asked of a run: the files, the law, the question, and how to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.language.model import Corpus
from engine.questions.question import Question
from engine.tables.passes import ALL, Passes


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a run. `corpora` maps the name of each state of the law to its corpus;
    `readings` adds each option of each reading; `beside` names facts to be shown with each right.
    """

    family: str
    cases: Path
    out: Path
    corpora: Mapping[str, Corpus]
    question: Question
    engine: str = "duckdb"
    histories: Path | None = None
    rejects: Path | None = None
    citations: Path | None = None
    all_readings: bool = False
    force: bool = False
    threads: int | None = None
    memory: str | None = None
    only: frozenset[str] = frozenset()
    wide: bool = False
    slice_size: int = 0
    encoding: str = ""
    passes: Passes = ALL
    beside: tuple[str, ...] = ()

    @property
    def paths(self) -> dict[str, Path]:
        """All the files of the run, by their options."""
        return paths_of(self.cases, self.out, self.histories, self.rejects, self.citations)


def paths_of(
    cases: Path, out: Path, histories: Path | None, rejects: Path | None, citations: Path | None
) -> dict[str, Path]:
    """Return all the files of a run, by their options; bad
    rows go beside the result where nothing else is said.
    """
    given = {"CASES": cases, "--histories": histories, "--out": out, "--citations": citations}
    return {name: path for name, path in given.items() if path} | {
        "--rejects": rejects or out.parent / f"{out.stem}.rejects.csv"
    }
