"""The law of every day is what its acts give when they are applied
one by one to plain lists; nothing shared between days leaks.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.model import Corpus
from engine.law.consolidation import Timeline
from tests.small_law import agreement, event, expected, read_law, said
from tests.small_law import text as a_text

Law = dict[str, list[tuple[str, int, int]]]
"""By article: each provision, its sum, and how many acts made it."""
START = date(2020, 1, 1)


def right(id_: str, euros: int) -> dict[str, Any]:
    """Return a rule that gives a sum on a line of its own."""
    return said(id_, on="signature", then={"entitle": {"line": f"l.{id_}", "amount": euros}})


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[date, Law]]:
    """Draw an agreement of two articles and what amends it, each
    operation on its own day; and the law of each day by hand.
    """
    standing: Law = {
        number: [(f"p{number}{rank}", 1, 1) for rank in range(draw(st.integers(1, 3)))]
        for number in "12"
    }
    base = agreement()
    base["articles"] = {
        number: [right(name, euros) for name, euros, _ in held] for number, held in standing.items()
    }
    days, acts, by_day = [START], [], {START: _copied(standing)}
    for rank in range(draw(st.integers(0, 8))):
        number = draw(st.sampled_from([key for key, held in standing.items() if held] or ["3"]))
        held = standing.setdefault(number, [])
        at = draw(st.integers(0, len(held) - 1)) if held else 0
        verb = (
            draw(st.sampled_from(["replace", "insert", "complete", "repeal", "amend"]))
            if held
            else ""
        )
        acts.append(_act(verb, number, held, at, rank))
        days.append(days[-1] + timedelta(days=draw(st.integers(1, 40))))
        by_day[days[-1]] = _copied(standing)
    return [base, *_texts(acts, days[1:], together=draw(st.booleans()))], by_day


def _act(
    verb: str, number: str, held: list[tuple[str, int, int]], at: int, rank: int
) -> dict[str, Any]:
    """Apply an operation to the provisions of an article, and return it as it is written."""
    fresh, more = (f"n{rank}", rank + 10, 1), {"point": f"{rank + 1}°"}
    brought = [
        {key: one for key, one in right(*fresh[:2]).items() if key not in ("source", "basis")}
    ]
    if not verb:
        held.append(fresh)
        title = {"fr": "x", "en": "x"}
        return said(f"o{rank}", insert=f"m/{number}", title=title, **{"with": brought}, **more)
    name, euros, acts = held[at]
    target = f"m/{number}/{name}"
    if verb == "insert":
        held.insert(at + 1, fresh)
        return said(f"o{rank}", insert=f"m/{number}", after=name, **{"with": brought}, **more)
    if verb == "complete":
        held[at : at + 1] = [(name, euros, acts + 1), fresh]
        return said(
            f"o{rank}", complete=target, expect=expected(euros), **{"with": brought}, **more
        )
    if verb == "repeal":
        del held[at]
        return said(f"o{rank}", repeal=target, expect=expected(euros), **more)
    held[at] = (name, euros + 1, acts + 1)
    if verb == "amend":
        path = ["then", "entitle", "amount"]
        parts = [{"at": path, "expect": euros, "with": euros + 1}]
        return said(f"o{rank}", amend=target, parts=parts, **more)
    brought = [
        {key: one for key, one in right(name, euros + 1).items() if key not in ("source", "basis")}
    ]
    return said(f"o{rank}", replace=target, expect=expected(euros), **{"with": brought}, **more)


def _texts(acts: list[dict[str, Any]], days: list[date], *, together: bool) -> list[dict[str, Any]]:
    """Return the acts as one text of many groups, or as a text each."""
    heads = {"events": {"published": event("2019-12-31")}, "amends": ["m"]}
    if together and acts:
        groups = {"ordinary": "2020-01-01"} | {
            f"g{rank}": day.isoformat() for rank, day in enumerate(days)
        }
        listed = [one | {"effect": f"g{rank}"} for rank, one in enumerate(acts)]
        return [
            a_text(
                "k",
                groups,
                {"1": listed[::2], "2": listed[1::2]} if len(acts) > 1 else {"1": listed},
                **heads,
            )
        ]
    return [
        a_text(f"k{rank}", day.isoformat(), {"1": [one]}, **heads)
        for rank, (one, day) in enumerate(zip(acts, days, strict=True))
    ]


def _copied(standing: Law) -> Law:
    return {number: list(held) for number, held in standing.items() if held}


def _found(corpus: Corpus, timeline: Timeline, day: date) -> Law:
    law = timeline.law_on(day)
    assert law is not None
    found: Law = {}
    for enacted in law.provisions.values():
        amount = enacted.provision.written["then"]["entitle"]["amount"]
        found.setdefault(enacted.provision.article, []).append(
            (enacted.provision.id, amount, len(list(enacted.citation.chain)))
        )
    return found


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(drawn=histories(), backwards=st.booleans())
def test_the_law_of_a_day_is_its_acts_one_by_one(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: tuple[list[dict[str, Any]], dict[date, Law]],
    *,
    backwards: bool,
) -> None:
    laws, by_day = drawn
    laws[0]["vocabulary"] = {
        "facts": {"deal.signed_on": {"type": "date", "label": {"fr": "x", "en": "x"}}},
        "lines": {"l.*": {"fr": "x", "en": "x"}},
    }
    corpus = read_law(tmp_path_factory.mktemp("law"), *laws)
    timeline = Timeline(corpus, date(2030, 1, 1), {})
    for day in sorted(by_day, reverse=backwards):
        assert _found(corpus, timeline, day) == by_day[day]
    assert not timeline.doubts
    for enacted in timeline.versions:
        chain = enacted.citation.chain
        listed = [*chain]
        assert (chain[-1], chain[0], [*reversed(chain)], len(chain)) == (
            listed[-1],
            listed[0],
            listed[::-1],
            len(listed),
        )
        assert enacted.since == chain[-1].on
