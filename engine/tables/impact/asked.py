"""What an impact is asked, from names: which cases, the law before and after, what to group by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from engine.cases.case_reader import choose_corpus
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus, Vocabulary
from engine.library import load, one_corpus
from engine.questions.question import Question
from engine.source.cache import load_file
from engine.tables.columns import resolve
from engine.tables.impact.causes import all_of_text, causes_of, with_what_falls, without
from engine.tables.impact.request import Grouping, ImpactRequest
from engine.tables.intake.headings import Labels

TABLES: Final = (".parquet", ".csv", ".xlsx")
CASES: Final = (".yaml", ".yml", ".json")
_GROUPED: Final = ("integer", "boolean", "enumeration", "text", "date")
"""The types of the facts that totals may be grouped by."""


def impact_request(
    cases: Sequence[Path],
    *,
    question: Question,
    added: Sequence[Path] = (),
    removed: Sequence[str] = (),
    rulesets: Sequence[Path] = (),
    corpus: str | None = None,
    by: Sequence[str] = (),
    **running: Any,
) -> ImpactRequest:
    """Return what is asked. `added` are folders of texts, `removed` the ids of texts that are there
    already; `running` are the other fields of the request.

    Raises RefusedInput for cases or texts that are not there, and for cases of several corpora.
    """
    tables, files = _found(cases)
    if not (added or removed):
        message = sentence("nothing says which texts the impact is of.")
        hint = sentence("add --with FOLDER, or --without TEXT for a text that is there already.")
        raise RefusedInput([Diagnostic("ACC641", message, Location("--with"), hint)])
    before, after = _laws(rulesets, added, removed, _corpus_of(files, rulesets, added, corpus))
    if removed:
        before = _without(before, after, removed, question.checked(after))
    causes = causes_of(before, after)
    if not causes:
        message = sentence("{folders}: no text there changes the law.", folders=_listed(added))
        hint = sentence("give a folder that holds a text.yaml.")
        raise RefusedInput([Diagnostic("ACC641", message, Location("--with"), hint)])
    groupings = tuple(_grouping(name, after.vocabulary, tables) for name in by)
    return ImpactRequest(tables, files, before, after, causes, question, groupings, **running)


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths))


# --- the cases ------------------------------------------------------------------------------------


def _found(cases: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the tables and the files of single cases that paths name, those of folders in order.
    A file named twice is read once.
    """
    tables: dict[Path, None] = {}
    files: dict[Path, None] = {}
    for path in cases:
        inside = list(_inside(path)) if path.is_dir() else [path]
        if not inside:
            message = sentence("the folder holds no case.")
            hint = sentence("put cases (.yaml, .json) or tables (.parquet, .csv, .xlsx) in it.")
            raise RefusedInput([Diagnostic("ACC642", message, Location(str(path)), hint)])
        for file in inside:
            (tables if file.suffix.lower() in TABLES else files)[file] = None
    return tuple(tables), tuple(files)


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the cases and the tables in a folder, at any depth; scenarios are no cases."""
    for path in sorted(folder.rglob("*")):
        name = path.name.lower()
        known = path.suffix.lower() in (*TABLES, *CASES)
        if known and path.is_file() and not name.startswith(".") and ".scenario." not in name:
            yield path


def _corpus_of(
    files: Sequence[Path], rulesets: Sequence[Path], added: Sequence[Path], corpus: str | None
) -> str | None:
    """Return the corpus of the files of cases; raise RefusedInput where they are of several."""
    if corpus is not None or not files:
        return corpus
    corpora = load((*rulesets, *added))
    of_file: dict[str, Path] = {}
    for file in files if len(corpora) > 1 else ():
        document, _ = load_file(str(file))
        if document is None:
            continue  # said when it is answered
        try:
            of_file.setdefault(choose_corpus(document, corpora).id, file)
        except RefusedInput:
            continue
    if len(of_file) > 1:
        (first, one), (second, other), *_ = of_file.items()
        message = sentence(
            "cases of two corpora: {file} is of `{first}`, {other} of `{second}`.",
            file=one, first=first, other=other, second=second,
        )  # fmt: skip
        hint = sentence("ask for each corpus by itself.")
        raise RefusedInput([Diagnostic("ACC643", message, Location(str(other)), hint)])
    return next(iter(of_file), None)


# --- the law --------------------------------------------------------------------------------------


def _laws(
    rulesets: Sequence[Path], added: Sequence[Path], removed: Sequence[str], corpus: str | None
) -> tuple[Corpus, Corpus]:
    """Return the law without the folders of texts and with them; of several corpora, the one that
    they change.
    """
    earlier = load(tuple(rulesets))
    later = load((*rulesets, *added)) if added else earlier
    if corpus is None:
        corpus = _only_one_changed(earlier, later, removed)
    after = one_corpus(later, corpus)
    if after.id not in earlier:
        message = sentence(
            "{folders}: nothing was there before of the corpus `{name}`.",
            folders=_listed(added), name=after.id,
        )  # fmt: skip
        hint = sentence("give the texts that were there before with --rulesets.")
        raise RefusedInput([Diagnostic("ACC641", message, Location("--with"), hint)])
    return earlier[after.id], after


def _only_one_changed(
    earlier: Mapping[str, Corpus], later: Mapping[str, Corpus], removed: Sequence[str]
) -> str | None:
    changed = [
        id_
        for id_, corpus in later.items()
        if (id_ not in earlier or earlier[id_].digest != corpus.digest)
        or any(text in corpus.texts for text in removed)
    ]
    return changed[0] if len(changed) == 1 else None


def _without(before: Corpus, after: Corpus, removed: Sequence[str], question: Question) -> Corpus:
    """Return the law before without the texts named, and without what falls with them."""
    known = before.texts
    for name in removed:
        if name not in known:
            message = sentence("there is no text `{name}`.", name=name)
            raise RefusedInput(
                [Diagnostic("ACC641", message, Location("--without"), nearest(name, known))]
            )
    taken = [id_ for name in removed for id_ in all_of_text(known[name])]
    return without(before, with_what_falls(before, taken, question))


# --- what to group by -----------------------------------------------------------------------------


def _grouping(name: str, vocabulary: Vocabulary, tables: Sequence[Path]) -> Grouping:
    """Return what a name stands for: a fact, by its name or its label, else a column of the table.

    Raises RefusedInput for a fact that has too many values, or a name that can be neither.
    """
    facts = [fact for fact in Labels(vocabulary).names(name) if fact in vocabulary.facts]
    fact = name if name in vocabulary.facts else facts[0] if len(facts) == 1 else None
    if fact is not None:
        if vocabulary.facts[fact].type not in _GROUPED:
            message = sentence("`{name}` has too many values to group by.", name=name)
            hint = sentence("group by a size, a choice, a yes or no.")
            raise RefusedInput([Diagnostic("ACC640", message, Location("--by"), hint)])
        return Grouping(fact, is_fact=True)
    column = resolve(name, vocabulary)
    if column is not None or not tables:
        message = sentence("`{name}` is no fact of the vocabulary.", name=name)
        if column is not None:
            message = sentence("`{name}` is the fact of one element: it groups no case.", name=name)
        raise RefusedInput(
            [Diagnostic("ACC640", message, Location("--by"), nearest(name, vocabulary.facts))]
        )
    return Grouping(name, is_fact=False)
