"""Random cases: drawn from a profile kept as data, the same
for the same seed however many are drawn at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.cases.scalars import FIRST_DAY, LAST_DAY
from engine.tables.columns import CASE, CaseColumn
from engine.tables.generate.profiles import RELATIONS, Entry, Profile, read_profile
from engine.tables.run.endings import stopped
from engine.tables.run.outputs import Claim, Output

BLOCK = 50_000
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST, _LAST = (day.toordinal() - _EPOCH for day in (FIRST_DAY, LAST_DAY))
_NEVER = date.max.toordinal() - _EPOCH
_TYPES = {
    "integer": pa.int64(),
    "ratio": pa.decimal128(10, 4),
    "money": pa.decimal128(18, 2),
    "decimal": pa.decimal128(18, 2),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def schema_of(profile: Profile) -> pa.Schema:
    """Return the Arrow schema of the cases drawn."""
    columns = [
        (name, _TYPES.get(column.word.type, pa.string()))
        for name, column in profile.columns.items()
    ]
    return pa.schema([(CASE, pa.string()), *columns])


def draw_to(out: Path, profile: Profile, count: int, seed: int, *, force: bool) -> None:
    """Write `count` random cases to a file. In CSV, which has no
    type of its own, an act that has not happened is written so.
    """
    schema = schema_of(profile)
    dated = (
        [name for name in schema.names if schema.field(name).type == pa.date32()]
        if out.suffix.lower() == ".csv"
        else []
    )
    texts = pa.schema(
        [(name, pa.string() if name in dated else schema.field(name).type) for name in schema.names]
    )
    with stopped(out, None, None), Claim(out, force=force) as claim:
        with Output(claim, texts) as output:
            for batch in generate(profile, count, seed):
                output.write(_as_written(batch, dated))
        claim.settle()


def _as_written(batch: pa.RecordBatch, dated: list[str]) -> pa.RecordBatch:
    """Return rows with the days of some columns as they are
    written, in words where the act has not happened.
    """
    for name in dated:
        rank = batch.schema.get_field_index(name)
        days = batch.column(rank).cast(pa.string())
        batch = batch.set_column(
            rank, name, pc.if_else(pc.equal(days, date.max.isoformat()), "not_yet", days)
        )
    return batch


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
        listed = (
            (name, entry["listed"]) for name, entry in profile.entries.items() if "listed" in entry
        )
        self._listed = {
            name.rpartition(".")[0]: random.random(size) < float(share) for name, share in listed
        }
        for name in sorted(profile.entries, key=self._depth):
            self.drawn[name] = self._draw(name, profile.entries[name])
        for name in profile.entries:
            self._agree(name)

    def _agree(self, name: str) -> None:
        """Draw no case that contradicts itself: beside a value
        that a fact cannot stand with, it is false, or left out.
        """
        column, entry = self.profile.columns[name], self.profile.entries[name]
        values, given = self.drawn[name]
        for other, value in column.word.not_with.items():
            if other not in self.drawn or "one_of" not in self.profile.entries[other]:
                continue
            options = [str(option).lower() for option in self.profile.entries[other]["one_of"]]
            there, known = self.drawn[other]
            clash = known & (
                there
                == (options.index(str(value).lower()) if str(value).lower() in options else -1)
            )
            no = [
                rank
                for rank, option in enumerate(entry.get("one_of", ()))
                if str(option).lower() == "false"
            ]
            if column.word.type == "boolean" and no:
                values = np.where(clash, no[0], values)
            else:
                given = given & (
                    ~clash | (values == _NEVER) if column.word.type == "date" else ~clash
                )
        self.drawn[name] = values, given

    def _depth(self, name: str) -> int:
        entry = self.profile.entries[name]
        known = [entry[relation] for relation in RELATIONS if relation in entry]
        if self.profile.columns[name].role == "listing" and "share_listed" in entry:
            return 90
        return 1 + max((self._depth(str(source)) for source in known), default=0)

    def _draw(self, name: str, entry: Entry) -> tuple[Any, Any]:
        column = self.profile.columns[name]
        given = self.random.random(self.size) < float(entry.get("known", 1))
        values = self._values(name, entry, column)
        given &= self._present(name, entry, column)
        if "edges" in entry:
            edges = [_number(edge, column) for edge in entry["edges"]]
            at_edge = self.random.random(self.size) < float(entry.get("edge_share", 0.05))
            values = np.where(at_edge, self.random.choice(edges, self.size), values)
        if column.word.type == "date":
            never = self.random.random(self.size) < float(entry.get("not_yet", 0))
            values = np.where(never, _NEVER, values)
            source = entry.get("after") or entry.get("before") or entry.get("later_than")
            if source in self.drawn:
                origin, known = self.drawn[str(source)]
                given &= known
                values = np.where(
                    origin == _NEVER, _NEVER if "before" not in entry else values, values
                )
                given &= ~((origin == _NEVER) & ("before" in entry))
            given &= ((values >= _FIRST) & (values <= _LAST)) | (values == _NEVER)
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
            sizes = self.random.lognormal(
                np.log(float(shape["median"])), float(shape["spread"]), self.size
            )
            return np.clip(
                np.rint(sizes), float(entry.get("least", 0)), float(entry.get("greatest", 1e12))
            )
        if "between" in entry:
            low, high = (_number(bound, column) for bound in entry["between"])
            drawn = self.random.integers(low, high + 1, self.size)
            if entry.get("later_than") in self.drawn:
                drawn = np.maximum(drawn, self.drawn[entry["later_than"]][0])
            return drawn
        if "after" in entry or "before" in entry:
            origin = self.drawn[entry.get("after") or entry["before"]][0]
            days = self.random.integers(int(entry["days"][0]), int(entry["days"][1]) + 1, self.size)
            return np.where(
                origin == _NEVER, _NEVER, origin + days if "after" in entry else origin - days
            )
        if "levels" in entry:
            return self.random.choice(
                [round(float(level) * 10_000) for level in entry["levels"]], self.size
            )
        if "count" in entry or "one_of" in entry:
            options = entry.get("count") or entry["one_of"]
            shares = np.array([float(share) for share in options.values()])
            return self.random.choice(len(options), self.size, p=shares / shares.sum())
        if "keys" in entry:
            return np.stack(
                [self.random.random(self.size) < float(share) for share in entry["keys"].values()]
            )
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
            case "money" | "decimal":
                return _decimals(np.rint(values * 100), absent, 2)
            case "boolean":
                options = np.array([str(option).lower() == "true" for option in entry["one_of"]])
                return pa.array(options[values], pa.bool_(), mask=absent)
            case "integer":
                return pa.array(values.astype("int64"), pa.int64(), mask=absent)
        words = np.array([str(option) for option in entry["one_of"]], dtype=object)
        return pa.array(words[values], pa.string(), mask=absent)

    def _listing(self, column: CaseColumn, entry: Entry, values: Any, given: Any) -> pa.Array:
        """Return the keys that each case lists, separated by spaces."""
        if "keys" in entry:
            flags = dict(zip(entry["keys"], values, strict=True))
        else:
            prefix = f"{column.collection}."
            flags = {
                element[len(prefix) :]: flag
                for element, flag in self._listed.items()
                if element.startswith(prefix)
            }
        texts = [
            " ".join(key for key, flag in flags.items() if flag[rank]) for rank in range(self.size)
        ]
        return pa.array(
            texts, pa.string(), mask=~(given & np.array([bool(text) for text in texts]))
        )


def _number(value: Any, column: CaseColumn) -> int:
    if column.word.type == "date":
        return date.fromisoformat(str(value)).toordinal() - _EPOCH
    return round(float(value) * 10_000) if column.word.type == "ratio" else int(value)


def _decimals(values: Any, absent: Any, scale: int) -> pa.Array:
    """Return whole numbers as decimals: the two halves of
    each 128-bit integer laid side by side.
    """
    low = values.astype("int64")
    halves = np.stack([low, np.where(low < 0, -1, 0)], axis=1).astype("int64")
    width = 10 if scale == 4 else 18  # as `_TYPES` says
    mask = pa.array(~absent, pa.bool_()).buffers()[1]
    return pa.Array.from_buffers(
        pa.decimal128(width, scale), len(low), [mask, pa.py_buffer(halves.tobytes())]
    )


__all__ = ["Profile", "draw_to", "generate", "read_profile", "schema_of"]
