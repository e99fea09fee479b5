"""Corpora of growing size, written in a folder: each direction
makes one thing grow, and knows what the law then gives.

Everything that a corpus needs is here: an agreement `m` of rights at the signature, a vocabulary, a
rule that pays. JSON is YAML.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

LABEL = {"fr": "x", "en": "x"}
SOURCED = {"source": {"document": "gazette", "at": "p. 1"}, "basis": "official_text"}
EVENTS = {"signed": {"on": "1949-12-01", **SOURCED}}
START = date(1950, 1, 1)
PEOPLE = 12
IN_A_FILE = 100
IN_A_LAW = 40
FEW_ARTICLES = 50


class Written(NamedTuple):
    """A corpus on disk: the folder of its texts, and the
    rights that it gives to a community of `PEOPLE`, by line.
    """

    folder: Path
    rights: Mapping[str, int]


def articles(folder: Path, size: int) -> Written:
    """Articles, each with a norm and every tenth with a right of its own line."""
    written = {
        str(n): [said("n"), *([right(n, n + 1)] if n % 10 == 0 else [])] for n in range(size)
    }
    _agreement(folder, written)
    return Written(folder, {f"base.a{n}": n + 1 for n in range(0, size, 10)})


def amending_texts(folder: Path, size: int) -> Written:
    """Amendments of one operation, each a text with its own day, on few articles."""
    return _amended_by_texts(folder, FEW_ARTICLES, size)


def operations(folder: Path, size: int) -> Written:
    """Operations of one amending text, each with its own day, on few articles."""
    _agreement(folder, _rights(FEW_ARTICLES))
    _amending(folder, [_act(n, FEW_ARTICLES, effect=f"g{n}") for n in range(size)])
    return Written(folder, _amended(FEW_ARTICLES, size))


def code(folder: Path, size: int) -> Written:
    """A code: a text of so many articles, with more than four times
    as many amendments (2,700 have 11,800), each a text with its day.
    """
    return _amended_by_texts(folder, size, size * 118 // 27)


def code_by_laws(folder: Path, size: int) -> Written:
    """The same code, amended by texts of forty operations, each operation with its own day."""
    _agreement(folder, _rights(size))
    acts = size * 118 // 27
    for rank, first in enumerate(range(0, acts, IN_A_LAW)):
        own = [_act(n, size, effect=f"g{n}") for n in range(first, min(first + IN_A_LAW, acts))]
        _amending(folder, own, f"k{rank}", first)
    return Written(folder, _amended(size, acts))


def rules(folder: Path, size: int) -> Written:
    """Rules of one line, each for one number of people."""
    written = [
        right(n, n + 1, line="base.one", when={"deal.people": {"is": n}}) for n in range(size)
    ]
    _agreement(folder, _filed(written))
    return Written(folder, {"base.one": PEOPLE + 1} if size > PEOPLE else {})


def brackets(folder: Path, size: int) -> Written:
    """Rules of one line, each for a span of people."""
    written = [
        right(
            n,
            n + 1,
            line="base.one",
            when={"deal.people": {"at_least": 5 * n, "less_than": 5 * n + 5}},
        )
        for n in range(size)
    ]
    _agreement(folder, _filed(written))
    return Written(folder, {"base.one": PEOPLE // 5 + 1} if size > PEOPLE // 5 else {})


def amended_line(folder: Path, size: int) -> Written:
    """Operations of one text, each with its own day, on half
    as many rules of one line, each for one number of people.
    """
    number = max(size // 2, PEOPLE + 1)
    written = {str(n): [_for_people(n, 1)] for n in range(number)}
    _agreement(folder, written)
    acts = [
        _act(n, number, new=_for_people(n % number, n // number + 2), effect=f"g{n}")
        for n in range(size)
    ]
    _amending(folder, acts)
    return Written(folder, {"base.one": _amended(number, size)[f"base.a{PEOPLE}"]})


def amended_derivations(folder: Path, size: int) -> Written:
    """Operations of one text, each with its own day, on
    half as many derived facts that stand on one another.
    """
    number = max(size // 2, 1)
    names = ["deal.people", *(f"chain.n{n}" for n in range(number))]

    def derives(n: int, more: int) -> dict[str, Any]:
        return _derives(f"r{n}", names[n + 1], {"add": [{"fact": names[n]}, more]})

    last = right("last", {"fact": names[-1]}, line="base.one")
    _agreement(
        folder,
        {**{str(n): [derives(n, 1)] for n in range(number)}, "last": [last]},
        derived=names[1:],
    )
    acts = []
    for n in range(size):
        expect = {"then": {"derive": {"fact": names[n % number + 1]}}}
        acts.append(
            _act(n, number, new=derives(n % number, n // number + 2), expect=expect, effect=f"g{n}")
        )
    _amending(folder, acts)
    return Written(folder, {"base.one": PEOPLE + sum(_amended(number, size).values())})


def amended_table(folder: Path, size: int) -> Written:
    """Operations of one text, each with its own day, on a
    table that few rules read among half as many other rights.
    """
    _agreement(
        folder,
        {
            **_rights(max(size // 2, 1)),
            "table": [
                _table(1),
                right("read", {"table": "m/table/sums", "row": "one", "column": 1}),
            ],
        },
        rows=["one"],
    )
    acts = []
    for n in range(size):
        new = {key: value for key, value in _table(n + 2).items() if key not in SOURCED}
        expect = {"table": {"rows": {"one": [n + 1]}}}
        acts.append(
            said(
                f"o{n}",
                point=f"{n + 1}°",
                replace="m/table/sums",
                expect=expect,
                effect=f"g{n}",
                **{"with": [new]},
            )
        )
    _amending(folder, acts)
    return Written(
        folder, {f"base.a{n}": 1 for n in range(max(size // 2, 1))} | {"base.aread": size + 1}
    )


def published_texts(folder: Path, size: int) -> Written:
    """Amendments of one operation on few articles, each a text
    published on a day of its own, and in force the day after.
    """
    _agreement(folder, _rights(FEW_ARTICLES))
    for n in range(size):
        events = {"published": {"on": _day(n), **SOURCED}}
        effect = {"after": {"event": f"k{n}.published"}, "by": "P1D"}
        _text(
            folder,
            f"k{n}",
            {"ordinary": effect},
            _filed([_act(n, FEW_ARTICLES)], "operations"),
            amends=["m"],
            events=events,
        )
    return Written(folder, _amended(FEW_ARTICLES, size))


def levels(folder: Path, size: int) -> Written:
    """Levels of two derived facts, each reading both of the
    level below in its condition and in its value.
    """
    written, below = [], ("deal.people", "deal.people")
    for n in range(size):
        for name, operation in (("a", "greatest"), ("b", "least")):
            value = {operation: [{"fact": fact} for fact in below]}
            when = {fact: {"at_least": 0} for fact in below}
            written.append(_derives(f"{name}{n}", f"level.{name}{n}", value, when=when))
        below = (f"level.a{n}", f"level.b{n}")
    last = right("last", {"add": [{"fact": fact} for fact in below]}, line="base.one")
    _agreement(
        folder,
        _filed([*written, last]),
        derived=[f"level.{name}{n}" for n in range(size) for name in "ab"],
    )
    return Written(folder, {"base.one": 2 * PEOPLE})


def derivations(folder: Path, size: int) -> Written:
    """A chain of derived facts, each one more than the one before."""
    names = ["deal.people", *(f"chain.n{n}" for n in range(size))]
    written = [
        _derives(f"n{n}", names[n + 1], {"add": [{"fact": names[n]}, 1]}) for n in range(size)
    ]
    _agreement(
        folder,
        _filed([*written, right("last", {"fact": names[-1]}, line="base.one")]),
        derived=names[1:],
    )
    return Written(folder, {"base.one": PEOPLE + size})


def waiting_texts(folder: Path, size: int) -> Written:
    """A chain of texts, each in force the day after the one before."""
    _agreement(folder, _rights(1))
    for n in range(size):
        effect = {"after": {"effect_of": f"k{n - 1}" if n else "m"}, "by": "P1D"}
        _text(
            folder, f"k{n}", {"ordinary": effect}, _filed([_act(n, 1)], "operations"), amends=["m"]
        )
    return Written(folder, _amended(1, size))


DIRECTIONS: Mapping[str, tuple[Callable[[Path, int], Written], tuple[int, ...]]] = {
    "articles": (articles, (27, 85, 270, 850, 2700)),
    "amending_texts": (amending_texts, (40, 126, 400, 1260, 4000)),
    "operations": (operations, (40, 126, 400, 1260, 4000)),
    "code": (code, (27, 85, 270, 850, 2700)),
    "code_by_laws": (code_by_laws, (27, 85, 270, 850, 2700)),
    "published_texts": (published_texts, (40, 126, 400, 1260, 4000)),
    "amended_line": (amended_line, (40, 126, 400, 1260, 4000)),
    "amended_table": (amended_table, (40, 126, 400, 1260, 4000)),
    "amended_derivations": (amended_derivations, (20, 63, 200, 630, 2000)),
    "rules": (rules, (50, 158, 500, 1580, 5000)),
    "brackets": (brackets, (50, 158, 500, 1580, 5000)),
    "levels": (levels, (10, 32, 100, 320, 1000)),
    "derivations": (derivations, (30, 95, 300, 950, 3000)),
    "waiting_texts": (waiting_texts, (30, 95, 300, 950, 3000)),
}
"""Each direction of growth, and sizes over two decades."""


def case(month: int = 6) -> bytes:
    """Return a case of the corpora written here, signed in a month of 2020."""
    return f"corpus: mini\ndeal: {{signed_on: 2020-{month:02}-01, people: {PEOPLE}}}\n".encode()


# --- provisions -----------------------------------------------------------------------------------


def said(id_: str, **more: Any) -> dict[str, Any]:
    """Return a provision or an operation, with its sentence and its source."""
    return {"id": id_, "says": {"fr": id_, "en": id_}, **SOURCED, **more}


def right(name: object, amount: Any, line: str = "", **more: Any) -> dict[str, Any]:
    """Return a rule that gives a sum at the signature, on a line of its own unless one is named."""
    return said(
        f"r{name}",
        on="signature",
        then={"entitle": {"line": line or f"base.a{name}", "amount": amount}},
        **more,
    )


def _derives(id_: str, fact: str, value: Any, **more: Any) -> dict[str, Any]:
    return said(id_, on="signature", then={"derive": {"fact": fact, "value": value}}, **more)


def _rights(number: int) -> dict[str, Any]:
    return {str(n): [right(n, 1)] for n in range(number)}


def _for_people(number: int, amount: int) -> dict[str, Any]:
    return right(number, amount, line="base.one", when={"deal.people": {"is": number}})


def _table(amount: int) -> dict[str, Any]:
    return said("sums", table={"unit": "EUR", "columns": [1], "rows": {"one": [amount]}})


def _act(
    rank: int, number: int, new: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """Return the operation of that rank on so many articles in turn: it raises a right by one,
    which it expects to find as it was left.
    """
    target, had = rank % number, rank // number + 1
    own = {
        key: value for key, value in (new or right(target, had + 1)).items() if key not in SOURCED
    }
    found = {"expect": {"then": {"entitle": {"amount": had}}}} | more
    return said(
        f"o{rank}",
        point=f"{rank + 1}°",
        replace=f"m/{target}/r{target}",
        **{"with": [own]},
        **found,
    )


def _amending(folder: Path, acts: list[Any], id_: str = "k", first: int = 0) -> None:
    """Write a text that makes operations, each on its own day; `first` is the rank of the first."""
    days = {f"g{n}": _day(n) for n in range(first, first + len(acts))}
    _text(
        folder,
        id_,
        {"ordinary": _day(first)} | days,
        _filed(acts, "operations"),
        amends=["m"],
        groups=dict.fromkeys(days, LABEL),
    )


def _amended(number: int, size: int) -> dict[str, int]:
    """Return what the rights are worth once so many operations have raised them in turn."""
    return {f"base.a{n}": 1 + len(range(n, size, number)) for n in range(number)}


def _amended_by_texts(folder: Path, number: int, size: int) -> Written:
    _agreement(folder, _rights(number))
    for n in range(size):
        _text(
            folder,
            f"k{n}",
            {"ordinary": _day(n)},
            _filed([_act(n, number)], "operations"),
            amends=["m"],
        )
    return Written(folder, _amended(number, size))


def _day(rank: int) -> str:
    return (START + timedelta(days=rank + 1)).isoformat()


# --- files ----------------------------------------------------------------------------------------


def _filed(content: list[Any], key: str = "provisions") -> dict[str, Any]:
    """Return provisions or operations in articles of no more than a hundred."""
    return {f"f{n}": {key: content[n : n + IN_A_FILE]} for n in range(0, len(content), IN_A_FILE)}


def _agreement(
    folder: Path, written: Mapping[str, Any], derived: Iterable[str] = (), rows: Iterable[str] = ()
) -> None:
    number, asked = {"type": "integer", "label": LABEL}, {"label": LABEL, "question": LABEL}
    facts: dict[str, Any] = {
        "deal.signed_on": {"type": "date"} | asked,
        "deal.people": number | asked,
    }
    facts |= {name: number | {"derived": True} for name in derived}
    vocabulary = {
        "facts": facts,
        "lines": dict.fromkeys(["base.*", *rows], LABEL),
        "parts": {"whole": LABEL},
    }
    occasions = {"signature": {"on": {"fact": "deal.signed_on"}, "label": LABEL}}
    parts = [{"part": "whole", "due": {"fact": "occasion.on"}}]
    pays = said(
        "paid",
        on="signature",
        when={"deal.people": {"at_least": 0}},
        then={"pay": {"lines": ["base.*"], "parts": parts}},
    )
    more = {"documents": {"gazette": {"title": LABEL, "publisher": "x", "date": "1949-12-01"}}}
    home = _text(
        folder, "m", {"ordinary": START.isoformat()}, {**written, "paying": [pays]}, **more
    )
    _write(home / "vocabulary.yaml", vocabulary)
    _write(home / "occasions.yaml", {"occasions": occasions})


def _text(
    folder: Path, id_: str, effect: Mapping[str, Any], written: Mapping[str, Any], **more: Any
) -> Path:
    home = folder / id_
    home.mkdir(parents=True)
    kind = "avenant" if "amends" in more else "accord"
    head = {
        "text": id_,
        "corpus": "mini",
        "kind": kind,
        "title": {"fr": id_, "en": id_},
        "short": {"fr": id_, "en": id_},
    }
    _write(home / "text.yaml", head | {"events": EVENTS, "entry_into_force": effect} | more)
    for number, content in written.items():
        held = content if isinstance(content, dict) else {"provisions": content}
        _write(
            home / f"art_{number}.yaml",
            {"article": number, "title": {"fr": f"A{number}", "en": f"A{number}"}, **held},
        )
    return home


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def decades(sizes: Iterable[int]) -> Iterator[int]:
    """Yield sizes in order, each once."""
    yield from sorted(dict.fromkeys(sizes))
