"""Random cases: drawn from a profile kept as data, the same for the same seed however many are drawn at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from engine.batch.columns import CASE, CaseColumn, resolve
from engine.diagnostics import Diagnostic, Location, RefusedInput, nearest
from engine.model import Corpus
from engine.yaml_source import read_file

BLOCK = 50_000
_EPOCH = date(1970, 1, 1).toordinal()
_NEVER = date.max.toordinal() - _EPOCH
_TYPES = {"integer": pa.int64(), "ratio": pa.decimal128(10, 4), "money": pa.decimal128(18, 2), "boolean": pa.bool_(), "date": pa.date32()}
Entry = Mapping[str, Any]


@dataclass(slots=True)
class Profile:
    """How to draw the facts of a corpus: an entry for each column, in an order in which each comes after those it depends on."""

    corpus: Corpus
    entries: dict[str, Entry]
    columns: dict[str, CaseColumn] = field(default_factory=dict)


def read_profile(path: Path, corpus: Corpus) -> Profile:
    """Return the profile in a file; raise RefusedInput when it names a fact that the vocabulary does not have."""
    document, findings = read_file(str(path))
    if document is None:
        raise RefusedInput(findings)
    tree = document.tree if isinstance(document.tree, dict) else {}
    profile = Profile(corpus, {})
    problems = []
    facts = tree.get("facts", {})
    for pattern, entry in facts.items():
        for name in _expanded(pattern, entry, corpus):
            column = resolve(name, corpus.vocabulary)
            if column is None:
                if "*" in pattern:
                    continue
                place = document.locate(("facts", pattern), key=True)
                problems.append(
                    Diagnostic("ACC603", f"`{name}` is not a fact of the vocabulary.", place, nearest(name, corpus.vocabulary.facts))
                )
            else:
                profile.entries[name], profile.columns[name] = _with_key(entry, name), column
    if problems or not facts:
        place = Location(str(path))
        raise RefusedInput(
            problems or [Diagnostic("ACC606", "this profile draws no fact.", place, "write `facts:` and an entry for each.")]
        )
    return profile


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
    """Return the entry with `*` replaced, in the facts it depends on, by the key of the name itself."""
    found = dict(entry)
    for relation in ("after", "before", "only_with", "later_than"):
        if "*" in str(found.get(relation, "")):
            head, _, tail = str(found[relation]).partition(".*")
            found[relation] = f"{head}.{name[len(head) + 1 :].split('.', maxsplit=1)[0]}{tail}"
    return found


def schema_of(profile: Profile) -> pa.Schema:
    """Return the Arrow schema of the cases drawn."""
    columns = [(name, _TYPES.get(column.word.type, pa.string())) for name, column in profile.columns.items()]
    return pa.schema([(CASE, pa.string()), *columns])


def generate(profile: Profile, count: int, seed: int) -> Iterator[pa.RecordBatch]:
    """Yield `count` random cases in blocks; a case depends on its seed and its rank alone."""
    schema = schema_of(profile)
    for block, low in enumerate(range(0, count, BLOCK)):
        size = min(BLOCK, count - low)
        drawing = _Block(profile, np.random.default_rng([seed, block]), BLOCK)
        arrays = [pa.array([f"C{rank:08}" for rank in range(low + 1, low + size + 1)])]
        arrays += [drawing.array(name).slice(0, size) for name in profile.columns]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


class _Block:
    """One block of cases being drawn: numbers with a mask of those that are given."""

    def __init__(self, profile: Profile, random: np.random.Generator, size: int) -> None:
        self.profile = profile
        self.random = random
        self.size = size
        self.drawn: dict[str, tuple[Any, Any]] = {}
        listed = ((name, entry["listed"]) for name, entry in profile.entries.items() if "listed" in entry)
        self._listed = {name.rpartition(".")[0]: random.random(size) < float(share) for name, share in listed}
        for name in sorted(profile.entries, key=self._depth):
            self.drawn[name] = self._draw(name, profile.entries[name])

    def _depth(self, name: str) -> int:
        entry = self.profile.entries[name]
        sources = [entry.get(relation) for relation in ("after", "before", "only_with", "later_than")]
        known = [source for source in sources if source in self.profile.entries and source != name]
        if self.profile.columns[name].role == "listing" and "share_listed" in entry:
            return 90
        return 1 + max((self._depth(str(source)) for source in known), default=0)

    def _draw(self, name: str, entry: Entry) -> tuple[Any, Any]:
        column = self.profile.columns[name]
        given = self.random.random(self.size) < float(entry.get("known", 1))
        values = self._values(name, entry, column)
        given &= self._present(name, entry, column)
        if "edges" in entry:
            edges = [_number(one, column) for one in entry["edges"]]
            at_edge = self.random.random(self.size) < float(entry.get("edge_share", 0.05))
            values = np.where(at_edge, self.random.choice(edges, self.size), values)
        if column.word.type == "date":
            never = self.random.random(self.size) < float(entry.get("not_yet", 0))
            values = np.where(never, _NEVER, values)
            given &= values >= date(1900, 1, 1).toordinal() - _EPOCH
            source = entry.get("after") or entry.get("before") or entry.get("later_than")
            if source in self.drawn:
                origin, known = self.drawn[str(source)]
                given &= known
                values = np.where(origin == _NEVER, _NEVER if "before" not in entry else values, values)
                given &= ~((origin == _NEVER) & ("before" in entry))
        return values, given

    def _present(self, name: str, entry: Entry, column: CaseColumn) -> Any:
        """Return for which cases the element and the facts that a fact goes with are there."""
        present = np.ones(self.size, dtype=bool)
        if entry.get("only_with") in self.drawn:
            present &= self.drawn[entry["only_with"]][1]
        element = f"{column.collection}.{column.key}"
        if element in self._listed:
            present &= self._listed[element]
        if column.collection in self.drawn and column.key.isdigit():
            count, known = self.drawn[column.collection]
            present &= known & (count >= int(column.key))
        return present

    def _values(self, name: str, entry: Entry, column: CaseColumn) -> Any:
        if "log_normal" in entry:
            shape = entry["log_normal"]
            sizes = self.random.lognormal(np.log(float(shape["median"])), float(shape["spread"]), self.size)
            return np.clip(np.rint(sizes), float(entry.get("least", 0)), float(entry.get("greatest", 1e12)))
        if "between" in entry:
            low, high = (_number(one, column) for one in entry["between"])
            drawn = self.random.integers(low, high + 1, self.size)
            if entry.get("later_than") in self.drawn:
                drawn = np.maximum(drawn, self.drawn[entry["later_than"]][0])
            return drawn
        if "after" in entry or "before" in entry:
            origin = self.drawn[entry.get("after") or entry["before"]][0]
            days = self.random.integers(int(entry["days"][0]), int(entry["days"][1]) + 1, self.size)
            return np.where(origin == _NEVER, _NEVER, origin + days if "after" in entry else origin - days)
        if "levels" in entry:
            return self.random.choice([round(float(level) * 10_000) for level in entry["levels"]], self.size)
        if "count" in entry or "one_of" in entry:
            options = entry.get("count") or entry["one_of"]
            shares = np.array([float(share) for share in options.values()])
            return self.random.choice(len(options), self.size, p=shares / shares.sum())
        if "keys" in entry:
            return np.stack([self.random.random(self.size) < float(share) for share in entry["keys"].values()])
        return np.zeros(self.size)

    # --- as columns ---

    def array(self, name: str) -> pa.Array:
        """Return a column of the block."""
        values, given = self.drawn[name]
        column, entry = self.profile.columns[name], self.profile.entries[name]
        if column.role == "listing" and column.word.type == "text":
            return self._listing(column, entry, values, given)
        absent = ~given
        match column.word.type:
            case "date":
                return pa.array(values.astype("int32"), pa.int32(), mask=absent).cast(pa.date32())
            case "ratio":
                return _decimals(values, absent, 4)
            case "money":
                return _decimals(np.rint(values * 100), absent, 2)
            case "boolean":
                options = np.array([str(one).lower() == "true" for one in entry["one_of"]])
                return pa.array(options[values], pa.bool_(), mask=absent)
            case "integer":
                return pa.array(values.astype("int64"), pa.int64(), mask=absent)
        words = np.array([str(one) for one in entry["one_of"]], dtype=object)
        return pa.array(words[values], pa.string(), mask=absent)

    def _listing(self, column: CaseColumn, entry: Entry, values: Any, given: Any) -> pa.Array:
        """Return the keys that each case lists, separated by spaces."""
        if "keys" in entry:
            flags = dict(zip(entry["keys"], values, strict=True))
        else:
            prefix = f"{column.collection}."
            flags = {element[len(prefix) :]: flag for element, flag in self._listed.items() if element.startswith(prefix)}
        texts = [" ".join(key for key, flag in flags.items() if flag[rank]) for rank in range(self.size)]
        return pa.array(texts, pa.string(), mask=~(given & np.array([bool(text) for text in texts])))


def _number(value: Any, column: CaseColumn) -> int:
    if column.word.type == "date":
        return date.fromisoformat(str(value)).toordinal() - _EPOCH
    return round(float(value) * 10_000) if column.word.type == "ratio" else int(value)


def _decimals(values: Any, absent: Any, scale: int) -> pa.Array:
    """Return whole numbers as decimals: the two halves of each 128-bit integer laid side by side."""
    low = values.astype("int64")
    halves = np.stack([low, np.where(low < 0, -1, 0)], axis=1).astype("int64")
    width = 10 if scale == 4 else 18  # as `_TYPES` says
    mask = pa.array(~absent, pa.bool_()).buffers()[1]
    return pa.Array.from_buffers(pa.decimal128(width, scale), len(low), [mask, pa.py_buffer(halves.tobytes())])
