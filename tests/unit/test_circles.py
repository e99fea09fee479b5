"""Texts, entries into force and acts that wait for themselves
are findings with their path, in chains of any length.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_law import LABEL, VOCABULARY, agreement, day, event, read_law, said, text

from engine.checks import contradictions
from engine.checks.circles import circles
from engine.language.forms.dates import Shift
from engine.language.forms.texts import EffectDate
from engine.language.model import Corpus, LegalText
from engine.language.temporal import Duration
from engine.law.consolidation import Timeline

MANY = 5000
READING = {
    "question": LABEL,
    "default": "a",
    "options": {"a": {"says": LABEL}, "b": {"says": LABEL}},
    "reason": LABEL,
}


def other(id_: str, effect: Any, **more: Any) -> dict[str, Any]:
    return text(id_, effect, {"9": [said("n")]}, events={"signed": event("2020-02-01")}, **more)


def messages(corpus: Corpus) -> list[str]:
    findings = contradictions(corpus)
    assert {one.code for one in findings} <= {"ACC205"}
    assert all(str(one.hint) and one.location.path for one in findings)
    return [str(one.message) for one in findings]


def choice(**options: Any) -> dict[str, Any]:
    return {"reading": "r", "options": options}


@pytest.mark.parametrize(
    ("effects", "path"),
    [
        ([{"effect_of": "k0"}], "k0 → k0"),
        ([{"effect_of": "k1"}, {"after": {"effect_of": "k0"}, "by": "P1D"}], "k0 → k1 → k0"),
        (
            [
                {"latest": ["2020-01-01", {"effect_of": "k1"}]},
                {"first_known": [{"effect_of": "k0"}, "2020-01-01"]},
            ],
            "k0 → k1 → k0",
        ),
        (
            [{"ordinary": {"effect_of": "k0", "group": "late"}, "late": {"effect_of": "k0"}}],
            "k0 (late) → k0 → k0 (late)",
        ),
        ([choice(a="2020-01-01", b={"effect_of": "k0"})], "k0 → k0"),
        (
            [
                choice(a={"effect_of": "k1"}, b="2020-01-01"),
                choice(a="2020-01-01", b={"effect_of": "k0"}),
            ],
            None,
        ),
        (
            [
                choice(a={"effect_of": "k1"}, b="2020-01-01"),
                choice(a={"effect_of": "k0"}, b="2020-01-01"),
            ],
            "k0 → k1 → k0",
        ),
        ([{"effect_of": "k1"}, "2020-01-01"], None),
    ],
)
def test_an_entry_into_force_that_waits_for_itself(
    tmp_path: Path, effects: list[Any], path: str | None
) -> None:
    corpus = read_law(
        tmp_path,
        agreement() | {"readings": {"r": READING}},
        *(other(f"k{n}", one) for n, one in enumerate(effects)),
    )
    assert [message.partition(": ")[2] for message in messages(corpus)] == (
        [f"{path}."] if path else []
    )
    Timeline(corpus, day("2030-01-01"), {}).law_on(day("2025-01-01"))  # and no command loops


@pytest.mark.parametrize("link", ["after", "amends"])
@pytest.mark.parametrize("length", [1, 2, 7])
def test_an_order_of_texts_that_comes_back(tmp_path: Path, link: str, length: int) -> None:
    names = [f"k{rank}" for rank in range(length)]
    texts = [
        other(name, "2020-01-01", **{link: [names[(rank + 1) % length]]})
        for rank, name in enumerate(names)
    ]
    if link == "amends":
        texts = [one | {"articles": {}} for one in texts]
    (message,) = messages(read_law(tmp_path, agreement(), *texts))
    assert " → ".join([*names, names[0]]) in message


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"a": {"after": "deal.a"}}, "deal.a → deal.a"),
        ({"a": {"after": "deal.b"}, "b": {"not_before": "deal.a"}}, "deal.a → deal.b → deal.a"),
        ({"a": {"after": "plot.c"}, "b": {}}, "deal.a → plot.c → deal.a"),
        ({"a": {"not_before": "plots.one.c"}}, "deal.a → plot.c → deal.a"),
        ({"a": {"after": "deal.b"}, "b": {}}, None),
    ],
)
def test_acts_that_can_only_follow_one_another(
    tmp_path: Path, facts: dict[str, dict[str, str]], path: str | None
) -> None:
    dated = {"type": "date", "label": LABEL, "question": LABEL}
    words = {f"deal.{name}": {**dated, **more} for name, more in {"a": {}, **facts}.items()}
    plots = {
        "singular": "plot",
        "after": "deal.a",
        "label": LABEL,
        "keys": {"one": LABEL},
        "facts": {"c": dated},
    }
    vocabulary = {
        **VOCABULARY,
        "facts": {**VOCABULARY["facts"], **words},
        "collections": {"plots": plots},
    }
    corpus = read_law(tmp_path, agreement() | {"vocabulary": vocabulary})
    findings = contradictions(corpus)
    assert [str(one.message).partition(": ")[2] for one in findings] == (
        [f"{path}."] if path else []
    )
    assert all(Path(one.location.path).name == "vocabulary.yaml" for one in findings)


def chained(corpus: Corpus, links: dict[str, tuple[str, ...]], *, shift: bool) -> Corpus:
    """A chain of thousands of texts that only say when they
    take effect, each after the one before.
    """
    one = corpus.texts["k0"]
    texts: dict[str, LegalText] = {"m": corpus.texts["m"]}
    for rank in range(MANY):
        earlier = f"k{rank - 1}" if rank else "m"
        effect = (
            Shift(EffectDate(earlier, "ordinary"), Duration(days=1), 1)
            if shift
            else EffectDate(earlier, "ordinary")
        )
        named = dict.fromkeys(links, (earlier,))
        texts[f"k{rank}"] = replace(
            one, id=f"k{rank}", entry_into_force={"ordinary": effect}, **named
        )
    return replace(corpus, texts=texts, digest=f"{links}{shift}")


@pytest.mark.parametrize("shift", [False, True])
@pytest.mark.parametrize("link", ["after", "amends"])
def test_a_chain_of_thousands_of_texts(tmp_path: Path, link: str, *, shift: bool) -> None:
    corpus = chained(
        read_law(tmp_path, agreement(), other("k0", "2020-01-01")), {link: ()}, shift=shift
    )
    assert contradictions(corpus) == ()
    last = Timeline(corpus, day("2030-01-01"), {}).effect_date(f"k{MANY - 1}")
    assert last is not None
    assert (last - day("2020-01-01")).days == (MANY if shift else 0)


def test_a_circle_of_thousands_of_texts_is_one_finding(tmp_path: Path) -> None:
    corpus = chained(
        read_law(tmp_path, agreement(), other("k0", "2020-01-01")), {"after": ()}, shift=True
    )
    first = replace(
        corpus.texts["m"],
        entry_into_force={"ordinary": EffectDate(f"k{MANY - 1}", "ordinary")},
        after=(f"k{MANY - 1}",),
    )
    found = messages(replace(corpus, texts={**corpus.texts, "m": first}, digest="circle"))
    assert len(found) == 2
    assert all("more" in one and len(one) < 300 for one in found)
    assert (
        Timeline(replace(corpus, texts={**corpus.texts, "m": first}), day("2030-01-01"), {}).laws
        == ()
    )


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefg"), max_size=3))
)
def test_circles_are_paths_and_every_name_in_a_circle_is_in_one(
    links: dict[str, list[str]],
) -> None:
    found = list(circles(links))
    for path in found:
        assert path[0] == path[-1]
        assert all(after in links[before] for before, after in pairwise(path))
        assert len(set(path[:-1])) == len(path) - 1
    reach = {name: {name} for name in links}
    for _ in links:
        reach = {
            name: set().union(*(reach.get(other, set()) | {other} for other in links[name]))
            for name in links
        }
    coming_back = {name for name in links if name in reach[name]}
    groups = {
        frozenset(one for one in coming_back if name in reach[one] and one in reach[name])
        for name in coming_back
    }
    assert {path[0] for path in found} == {min(group) for group in groups}
