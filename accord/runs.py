"""A question put to a whole table of cases, its rows written to a file."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypedDict

from msgspec import Struct
from msgspec.structs import replace

from accord.keywords import Day, Keywords, Path, Readings, names_of, path_of, refuse_language, unfit
from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.library import load, one_corpus
from engine.tables.needed import ENCODINGS, ENGINES, MOST_CASES, SIZES, need_libraries

if TYPE_CHECKING:
    from engine.tables.run.request import Request

QUERIES: Final = ("funding", "eligibility", "calendar")
KINDS: Final = ("entitlement", "payment", "missing")
_A_TABLE: Final = sentence("give a file, an Arrow table, or a data frame of pandas or polars.")
_MADE: Final = "accord-api-"
"""How the folder of a table in memory is called while a run reads it as a file."""
_ONE_AT_A_TIME: Final = threading.Lock()
"""A run takes all the cores that it is given, and its compiler has settings of its own that two
runs would mix.
"""


class Running(TypedDict, total=False):
    """What can be asked of a run, beside its query, its table and its output; the options of
    `accord batch`, under the same names.

    `added` are folders of texts: the rows are then those before and after these texts, in a column
    `law`. `histories` is a second table of facts that vary over time. Bad rows go to `rejects`
    (`OUT.rejects.csv` where it is not given). `citations` is a file that receives the dictionary of
    citations. `force` replaces files that are there. `threads`, `memory` (as in `3GB`) and
    `slice_size` bound the run.
    """

    on: Day | None
    known_on: Day | None
    since: Day | None
    until: Day | None
    readings: Readings | None
    lang: Language | None
    corpus: str | None
    added: Sequence[Path]
    histories: Any
    only: Sequence[str]
    wide: bool
    engine: str
    encoding: str
    rejects: Path | None
    citations: Path | None
    force: bool
    threads: int | None
    memory: str | None
    slice_size: int


class Run(Struct, frozen=True):
    """What a run did. A bad row never stops it: it is set apart in the file `rejects`, with its
    reason.
    """

    out: FilePath
    """Where the rows are."""
    read: int
    """The cases read."""
    rejected: int
    """Those among them that were set apart."""
    written: int
    """The rows written."""
    incomplete: int | None
    """The cases answered in part: their rows `missing` name what is not known of them. None where
    `only` leaves those rows out.
    """
    rejects: FilePath | None
    """The file of what was set apart, None when nothing was."""
    codes: Mapping[str, int]
    """How many faults of each code were found in the table."""
    notes: tuple[str, ...]
    """What must be known of the result (answers in part, groups of facts not asked about), what was
    chosen where the table leaves it open, and the first of the faults found in it.
    """

    def to_frame(self, library: str | None = None) -> Any:
        """Return the rows written as a data frame of `library` (pandas or polars), else of the one
        that is installed.
        """
        from accord.findings import refusals
        from accord.frames import frame_of, library_for_frames

        with refusals("en"):
            frames = library_for_frames(library)
            match self.out.suffix.lower():
                case ".parquet":
                    return frames.read_parquet(self.out)
                case ".csv":
                    return frames.read_csv(self.out)
            return frame_of(_rows_of_sheet(self.out), library)


def _rows_of_sheet(file: FilePath) -> list[dict[str, Any]]:
    """Return the rows of the first sheet of a workbook, by the names in its first row; its second
    row has the headings, and columns without a name say in words what those with one hold.
    """
    from python_calamine import CalamineWorkbook

    names, _, *rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    return [
        {str(name): value for name, value in zip(names, row, strict=True) if name} for row in rows
    ]


def run(
    corpora: Mapping[str, Corpus],
    folders: Sequence[FilePath],
    query: str,
    table: Any,
    out: Path,
    asked: Running,
    language: Language,
) -> Run:
    """Answer a table of cases with the law of `corpora`, read from the folders.

    Raises RefusedInput for what stops a whole run, TypeError for a keyword that does not exist.
    """
    unknown = asked.keys() - Running.__annotations__.keys()
    if unknown:
        message = f"Law.batch() got an unexpected keyword argument {min(unknown)!r}"
        raise TypeError(message)
    need_libraries()
    from engine.tables.run.whole_run import run as run_table

    _check(query, asked)
    names_of(corpus=asked.get("corpus"))
    refuse_language(asked.get("lang"))
    laws = _laws(corpora, folders, asked)
    with (
        _file("table", table) as cases,
        _file("histories", asked.get("histories")) as histories,
        _ONE_AT_A_TIME,
    ):
        if cases is None:
            raise RefusedInput([unfit("table", table, _A_TABLE)])
        request = _request(query, (cases, path_of("out", out), histories), laws, asked, language)
        report = run_table(request)
    chosen = [f"{_name(file)}: {said.in_language(language)}" for file, said in report.chosen]
    notes = (
        *(remark.in_language(language) for remark in report.remarks()),
        *chosen,
        *(_of_memory(finding).in_language(language) for finding in report.said),
    )
    counts = (report.read, report.rejected, report.written, report.incomplete)
    return Run(request.out, *counts, report.rejects, dict(report.codes), notes)


def _request(
    query: str,
    files: tuple[FilePath, FilePath, FilePath | None],
    laws: Mapping[str, Corpus],
    asked: Running,
    language: Language,
) -> Request:
    """Return what is asked of a run, from the keywords."""
    from engine.tables.run.request import Request

    question = Keywords(
        on=asked.get("on"),
        known_on=asked.get("known_on"),
        since=asked.get("since"),
        until=asked.get("until"),
        readings=asked.get("readings"),
    )
    cases, out, histories = files
    rejects, citations = asked.get("rejects"), asked.get("citations")
    return Request(
        family=query,
        cases=cases,
        out=out,
        corpora=laws,
        question=question.question(next(iter(laws.values())), language),
        engine=asked.get("engine") or "duckdb",
        histories=histories,
        rejects=None if rejects is None else path_of("rejects", rejects),
        citations=None if citations is None else path_of("citations", citations),
        all_readings=question.every_reading,
        force=bool(asked.get("force")),
        threads=asked.get("threads"),
        memory=asked.get("memory"),
        only=frozenset(asked.get("only") or ()),
        wide=bool(asked.get("wide")),
        slice_size=asked.get("slice_size") or 0,
        encoding=asked.get("encoding") or "",
    )


def _is_count(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 < given <= MOST_CASES


def _written_as(pattern: str) -> Callable[[object], bool]:
    return lambda given: (
        isinstance(given, str) and re.fullmatch(pattern, given, re.IGNORECASE) is not None
    )


def _are_kinds(given: object) -> bool:
    return isinstance(given, Collection) and all(kind in KINDS for kind in given)


_FITS: Final[Mapping[str, tuple[Callable[[object], bool], Sentence]]] = {
    "query": (
        lambda given: given in QUERIES,
        sentence("give `funding`, `eligibility` or `calendar`."),
    ),
    "only": (_are_kinds, sentence("give some of `entitlement`, `payment`, `missing`, in a list.")),
    "engine": (
        _written_as(ENGINES),
        sentence("give `duckdb`, or the master of a Spark: `local[4]`, `spark://host:7077`."),
    ),
    "memory": (_written_as(SIZES), sentence("write 3GB or 512MB.")),
    "threads": (_is_count, sentence("give a whole number, from 1.")),
    "slice_size": (_is_count, sentence("give a whole number, from 1.")),
    "added": (
        lambda given: isinstance(given, list | tuple),
        sentence("give folders of texts, in a list."),
    ),
    "encoding": (lambda given: given in ENCODINGS, sentence("give `utf-8` or `cp1252`.")),
}
"""What a keyword takes beside days, readings and paths, and how that is said."""


def _check(query: object, asked: Running) -> None:
    """Raise RefusedInput for all that the keywords cannot take."""
    given = {"query": query, **asked}
    findings = [
        unfit(keyword, given[keyword], hint)
        for keyword, (fits, hint) in _FITS.items()
        if given.get(keyword) is not None and not fits(given[keyword])
    ]
    for_funding = [name for name in ("wide", "only") if given.get(name)]
    if for_funding and (query != "funding" or len(for_funding) > 1):
        hint = sentence("`wide` and `only` go with `funding`, one of the two.")
        findings.append(unfit(for_funding[0], given[for_funding[0]], hint))
    if findings:
        raise RefusedInput(findings)


def _laws(
    corpora: Mapping[str, Corpus], folders: Sequence[FilePath], asked: Running
) -> dict[str, Corpus]:
    """Return the law that answers; where texts are added, the law before and after them."""
    before = one_corpus(corpora, asked.get("corpus"))
    added = [path_of("added", folder) for folder in asked.get("added", ())]
    if not added:
        return {"": before}
    return {"before": before, "after": one_corpus(load([*folders, *added]), before.id)}


@contextmanager
def _file(keyword: str, table: Any) -> Iterator[FilePath | None]:
    """Give the file of a table, made for the run when the table is in memory; None when it is
    nothing of the kind.
    """
    if table is None or isinstance(table, str | PathLike):
        yield None if table is None else path_of(keyword, table)
        return
    from accord.frames import arrow_of, storable

    arrow_table = arrow_of(table)
    if arrow_table is None or not arrow_table.num_columns:
        raise RefusedInput([unfit(keyword, table, _A_TABLE)])
    import pyarrow.parquet as pq

    with TemporaryDirectory(prefix=_MADE) as folder:
        file = FilePath(folder, f"{keyword}.parquet")
        pq.write_table(storable(arrow_table), file)
        try:
            yield file
        except RefusedInput as refused:
            raise RefusedInput(
                [_of_memory(diagnostic) for diagnostic in refused.diagnostics]
            ) from None


def _of_memory(finding: Diagnostic) -> Diagnostic:
    """Return a finding whose place is the keyword that gave a table in memory, where it is the file
    made of it.
    """
    return replace(finding, location=replace(finding.location, path=_name(finding.location.path)))


def _name(path: object) -> str:
    """Return what a file of a run is called: the keyword, when it was made of a table in memory."""
    file = FilePath(str(path))
    return file.stem if file.parent.name.startswith(_MADE) else str(path)
