"""Profiles: how random cases are drawn, kept as data, and
all that can be wrong in one found before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.cases.scalars import is_duration
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput, nearest
from engine.language.model import Corpus
from engine.language.temporal import parse_date
from engine.source.document import Document
from engine.source.schema import validate
from engine.source.yaml_source import read_file
from engine.tables.columns import CaseColumn, all_names, resolve
from engine.words.labels import element_fact

Entry = Mapping[str, Any]
MANNERS = (
    "log_normal",
    "between",
    "after",
    "before",
    "levels",
    "one_of",
    "count",
    "keys",
    "share_listed",
)
RELATIONS = ("after", "before", "only_with", "later_than")
_DATES = ("between", "after", "before")
_NUMBERS = ("log_normal", "between")
_OF_TYPE: Mapping[str, Sequence[str]] = {
    "date": _DATES, "integer": _NUMBERS, "money": _NUMBERS, "decimal": _NUMBERS,
    "ratio": ("levels", "between"),
    **dict.fromkeys(("boolean", "enumeration", "text", "duration"), ("one_of",)),
}  # fmt: skip
_MOST_COLUMNS = 1000


@dataclass(slots=True)
class Profile:
    """How to draw the facts of a corpus: an entry for each column."""

    corpus: Corpus
    entries: dict[str, Entry]
    columns: dict[str, CaseColumn] = field(default_factory=dict)


def read_profile(path: Path, corpus: Corpus) -> Profile:
    """Return the profile in a file; raise RefusedInput with all that is wrong: its shape, a fact
    that is not there, a value of another type.
    """
    document, findings = read_file(str(path))
    if document is not None:
        findings = validate(document, "profile")
    if document is None or findings:
        raise RefusedInput(findings)
    content = _ProfileFile(document, corpus)
    profile = content.profile()
    if content.findings:
        raise RefusedInput(content.findings)
    return profile


class _ProfileFile:
    """A profile being read, once its shape is right."""

    def __init__(self, document: Document, corpus: Corpus) -> None:
        self.document = document
        self.corpus = corpus
        self.findings: list[Diagnostic] = []
        self.patterns: dict[str, str] = {}

    def note(
        self,
        code: str,
        at: tuple[str | int, ...],
        message: Sentence,
        hint: Sentence,
        *,
        key: bool = False,
    ) -> None:
        """Add a finding at a place of the file."""
        self.findings.append(Diagnostic(code, message, self.document.locate(at, key=key), hint))

    def profile(self) -> Profile:
        """Return the profile, its patterns written out."""
        tree = self.document.tree
        profile = Profile(self.corpus, {})
        if tree.get("corpus", self.corpus.id) != self.corpus.id:
            hint = sentence(
                "give a profile of `{id}`, or name the corpus with --corpus.", id=self.corpus.id
            )
            self.note(
                "ACC621",
                ("corpus",),
                sentence("this profile draws cases of `{corpus}`.", corpus=tree["corpus"]),
                hint,
            )
            return profile
        for pattern, entry in tree["facts"].items():
            self._pattern(pattern, entry, profile)
            if len(profile.columns) > _MOST_COLUMNS:
                self.note(
                    "ACC621",
                    ("facts", pattern),
                    sentence("more than {count} columns.", count=_MOST_COLUMNS),
                    sentence("draw fewer `ranks`."),
                    key=True,
                )
                return profile
        for name in [name for name in profile.entries if self._is_unknown_yet(name, profile)]:
            del profile.entries[name], profile.columns[name]
        for name, entry in profile.entries.items():
            self._entry(name, entry, profile)
        if not self.findings:
            self._circles(profile)
        return profile

    def _pattern(self, pattern: str, entry: Entry, profile: Profile) -> None:
        """Add the columns that a pattern draws; one that draws none is a finding."""
        drawn = False
        for name in _expanded(pattern, entry, self.corpus):
            column = resolve(name, self.corpus.vocabulary)
            if column is not None:
                drawn = True
                self.patterns[name] = pattern
                profile.entries[name], profile.columns[name] = _with_key(entry, name), column
        if not drawn:
            self.note(
                "ACC603",
                ("facts", pattern),
                sentence("`{pattern}` is not a fact of the vocabulary.", pattern=pattern),
                nearest(pattern, all_names(self.corpus.vocabulary, ranks=1)),
                key=True,
            )

    def _is_unknown_yet(self, name: str, profile: Profile) -> bool:
        """Whether a pattern draws a fact of an element that a later text brought, after another of
        its facts, and the profile does not draw that one: it was written before the element was.
        """
        element = element_fact(name, self.corpus.vocabulary)
        if element is None or "*" not in self.patterns[name] or element[1] not in element[0].since:
            return False
        sources = (profile.entries[name].get(relation) for relation in RELATIONS)
        return any(source is not None and source not in profile.columns for source in sources)

    def _entry(self, name: str, entry: Entry, profile: Profile) -> None:
        column, at = profile.columns[name], ("facts", self.patterns[name])
        manner = next((key for key in MANNERS if key in entry), "")
        fitting = _fitting(column)
        if manner not in fitting:
            known = {"name": name, "type": column.word.type, "manner": manner}
            message = sentence(
                "`{name}` is of type `{type}`, and this draws it by `{manner}`.", **known
            )
            if not manner:
                message = sentence(
                    "`{name}` is of type `{type}`, and this does not say how it is drawn.", **known
                )
            hint = sentence("draw it by {listed}.", listed=", ".join(f"`{key}`" for key in fitting))
            self.note("ACC621", at, message, hint, key=True)
            return
        for relation in RELATIONS:
            self._relation(relation, entry, column, profile, at)
        self._values(manner, entry, column, at)

    def _relation(
        self, relation: str, entry: Entry, column: CaseColumn, profile: Profile, at: tuple[str, ...]
    ) -> None:
        source = entry.get(relation)
        if source is None:
            return
        other = profile.columns.get(source)
        if other is None:
            self.note(
                "ACC621",
                (*at, relation),
                sentence("`{source}` is not drawn by this profile.", source=source),
                nearest(source, profile.columns),
            )
        elif relation != "only_with" and (
            other.word.type != column.word.type or column.word.type not in ("date", "integer")
        ):
            message = sentence(
                "`{source}` is of type `{type}`: nothing comes before or after it here.",
                source=source,
                type=other.word.type,
            )
            self.note(
                "ACC621",
                (*at, relation),
                message,
                sentence("name a fact of the same type, a date or a whole number."),
            )

    def _values(self, manner: str, entry: Entry, column: CaseColumn, at: tuple[str, ...]) -> None:
        for key in ("between", "edges"):
            for rank, value in enumerate(entry.get(key, ())):
                self._value(value, column, (*at, key, rank))
        for key in ("between", "days"):
            low, high = entry.get(key, (0, 0))
            if type(low) is type(high) and low > high:
                self.note(
                    "ACC621",
                    (*at, key),
                    sentence("{low} comes after {high}.", low=low, high=high),
                    sentence("write the lesser first."),
                )
        if entry.get("least", 0) > entry.get("greatest", 10**12):
            self.note(
                "ACC621",
                (*at, "least"),
                sentence("`least` is more than `greatest`."),
                sentence("write the lesser as `least`."),
            )
        if manner in ("one_of", "count", "keys"):
            self._options(manner, entry[manner], column, (*at, manner))

    def _value(self, value: Any, column: CaseColumn, at: tuple[str | int, ...]) -> None:
        kind = column.word.type
        if kind == "date":
            try:
                right = isinstance(value, str) and 1900 <= parse_date(value).year <= 2199
            except ValueError:
                right = False
        elif kind == "duration":
            right = isinstance(value, str) and is_duration(value)
        else:
            right = isinstance(value, int) or (kind != "integer" and isinstance(value, Decimal))
        if not right:
            self.note(
                "ACC621",
                at,
                sentence(
                    "`{value}` is no value of `{name}`, of type `{type}`.",
                    value=value,
                    type=kind,
                    name=column.name,
                ),
                sentence("write a value of its type."),
            )

    def _options(
        self, manner: str, options: Mapping[str, Any], column: CaseColumn, at: tuple[str, ...]
    ) -> None:
        if manner != "keys" and not any(options.values()):
            self.note(
                "ACC621",
                at,
                sentence("no option has a share."),
                sentence("give one a share of more than 0."),
            )
        word, collection = column.word, self.corpus.vocabulary.collections.get(column.collection)
        valid: Sequence[str] | None = None
        if manner == "count":
            valid = [str(rank) for rank in range(len(options))]
        elif manner == "keys" and collection is not None:
            valid = list(collection.keys)
        elif word.type in ("boolean", "enumeration"):
            valid = ["true", "false"] if word.type == "boolean" else list(word.values)
        for key in options:
            if word.type == "duration":
                self._value(key, column, (*at, key))
            if valid is not None and key not in valid:
                message = sentence(
                    "`{key}` is not one of the values of `{name}`.", key=key, name=column.name
                )
                self.note("ACC621", (*at, key), message, nearest(key, valid), key=True)
        if manner == "count" and list(options) != valid and set(options) == set(valid or ()):
            self.note(
                "ACC621",
                at,
                sentence("the counts are not in order."),
                sentence("write 0, 1, 2 and so on."),
            )

    def _circles(self, profile: Profile) -> None:
        """A fact is drawn after those that it depends on: none may depend on itself."""
        done: set[str] = set()
        for start in profile.entries:
            path: list[str] = []
            waiting = [(start, iter(_sources(start, profile)))]
            while waiting:
                name, sources = waiting[-1]
                path = [fact for fact, _ in waiting]
                following = next((fact for fact in sources if fact not in done), None)
                if following is None:
                    done.add(name)
                    waiting.pop()
                elif following in path:
                    shown = " → ".join([*path[path.index(following) :], following])
                    hint = sentence("let one of them depend on no other.")
                    self.note(
                        "ACC621",
                        ("facts", self.patterns[following]),
                        sentence("facts that depend on each other: {circle}.", circle=shown),
                        hint,
                        key=True,
                    )
                    return
                else:
                    waiting.append((following, iter(_sources(following, profile))))


def _sources(name: str, profile: Profile) -> Iterator[str]:
    return (
        entry[relation]
        for entry in [profile.entries[name]]
        for relation in RELATIONS
        if relation in entry
    )


def _fitting(column: CaseColumn) -> Sequence[str]:
    """Return the manners in which the values of a column may be drawn."""
    if column.role == "listing":
        return ("keys", "share_listed") if column.word.type == "text" else ("count",)
    return _OF_TYPE[column.word.type]


def _expanded(pattern: str, entry: Entry, corpus: Corpus) -> Iterator[str]:
    """Yield the names that a pattern stands for: `*` is a key of its collection, or a rank."""
    if "*" not in pattern:
        yield pattern
        return
    head, _, tail = pattern.partition(".*")
    collection = corpus.vocabulary.collections.get(head)
    if collection is not None and collection.keys:
        names = [f"{head}.{key}{tail}" for key in collection.keys]
    else:
        names = [f"{head}.{rank}{tail}" for rank in range(1, int(entry.get("ranks", 3)) + 1)]
    for name in names:
        yield from _expanded(name, entry, corpus)


def _with_key(entry: Entry, name: str) -> Entry:
    """Return the entry with `*` replaced, in the facts it
    depends on, by the key of the name itself.
    """
    with_key = dict(entry)
    for relation in RELATIONS:
        if "*" in str(with_key.get(relation, "")):
            head, _, tail = str(with_key[relation]).partition(".*")
            with_key[relation] = f"{head}.{name[len(head) + 1 :].split('.', maxsplit=1)[0]}{tail}"
    return with_key
