"""The reasons written in the texts of a law, held against what there is to exercise and to change:
one whose name nothing has is for nothing, whatever the scenarios do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from engine.coverage.branches import branches_of
from engine.coverage.reasons import Read, for_nothing, reasons_of
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import default_day
from engine.mutation.law_files import LawFiles
from engine.source.yaml_source import read_file
from engine.testing.check_files import Report, check_paths


def check_with_reasons(
    paths: Sequence[Path],
    rulesets: Sequence[Path] = (),
    sources: Path | None = None,
    *,
    with_shipped: bool = True,
) -> Report:
    """Check paths as `check_paths` does; where the law has no finding, its reasons too.

    Of the shipped law, only where no path is named: whoever checks a case has not written them.
    """
    named = [path.resolve() for path in (*paths, *rulesets)]

    def is_named(corpus: Corpus) -> bool:
        files = [Path(text.location.path).resolve() for text in corpus.texts.values()]
        return not named or any(
            path in (file.parent, *file.parents) or path.parent == file.parent
            for path in named
            for file in files
        )

    def then(corpora: Iterable[Corpus]) -> list[Diagnostic]:
        return reasons_for_nothing(filter(is_named, corpora), default_day())

    return check_paths(paths, rulesets, sources, with_shipped=with_shipped, then=then)


def reasons_for_nothing(
    corpora: Iterable[Corpus], known_on: date, read: Read = read_file
) -> list[Diagnostic]:
    """Return every finding in the files of reasons of some corpora without contradictions: what has
    not their shape, else the reasons for names that nothing has.

    `read` gives what a file holds, to who keeps what was parsed.
    """
    return [finding for corpus in corpora for finding in _of_corpus(corpus, known_on, read)]


def _of_corpus(corpus: Corpus, known_on: date, read: Read) -> Iterator[Diagnostic]:
    folders = [Path(text.location.path).parent for text in corpus.texts.values()]
    try:
        of_coverage, of_mutation = (
            reasons_of(corpus, part, read) for part in ("coverage", "mutation")
        )
    except RefusedInput as refused:
        yield from refused.diagnostics
        return
    if of_coverage:
        branches = {branch.name for branch in branches_of(corpus, known_on)}
        yield from for_nothing(branches, of_coverage)
    if of_mutation:
        changes = LawFiles(folders, None, parsed=read).changes(corpus)
        yield from for_nothing([change.name for change in changes], of_mutation)
