"""Small agreements written for a test: an agreement of two
articles, and the texts that amend it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from engine.diagnostics.diagnostic import Diagnostic
from engine.language.model import Corpus
from engine.source.reader import read_corpora

SOURCED = {"source": {"document": "gazette", "at": "p. 1"}, "basis": "official_text"}
LABEL = {"fr": "x", "en": "x"}
SOURCE = {"source": {"document": "paper", "at": "p. 1"}}
VOCABULARY = {
    "facts": {
        "deal.signed_on": {"type": "date", "label": LABEL, "question": LABEL},
        "deal.people": {"type": "integer", "label": LABEL, "question": LABEL},
    },
    "lines": {"base": LABEL, "extra": LABEL},
}
OCCASIONS = {
    "occasions": {
        "signature": {"on": {"fact": "deal.signed_on"}, "label": LABEL},
        "question": {"on": {"fact": "day"}, "label": LABEL},
    }
}


def said(id_: str, **more: Any) -> dict[str, Any]:
    """Return a provision or an operation, with its sentence and its source."""
    return {"id": id_, "says": {"fr": id_, "en": id_}, **SOURCED, **more}


def amount(id_: str, euros: int, line: str = "base", **more: Any) -> dict[str, Any]:
    """Return a rule that gives a sum at the signature."""
    return said(id_, on="signature", then={"entitle": {"line": line, "amount": euros}}, **more)


def expected(euros: int) -> dict[str, Any]:
    """Return what an operation expects to find of such a rule."""
    return {"then": {"entitle": {"amount": euros}}}


def event(day: str) -> dict[str, Any]:
    """Return an event."""
    return {"on": day, "basis": "official_text"}


def text(
    id_: str, effect: Any, articles: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """Return a text: `effect` is its ordinary entry into force, or all
    its groups; `articles` gives provisions or operations by number.
    """
    force = effect if isinstance(effect, dict) and "ordinary" in effect else {"ordinary": effect}
    kind = "avenant" if "amends" in more else "accord"
    found = {
        "text": id_,
        "corpus": "mini",
        "kind": kind,
        "title": {"fr": id_, "en": id_},
        "entry_into_force": force,
        **more,
    }
    return {"text": found, "articles": articles or {}}


def agreement(**more: Any) -> dict[str, Any]:
    """Return the agreement `m`: published on 31 December 2019, in
    force the day after; art. 1 gives 100 € and 1 €, art. 2 is a norm.
    """
    events = {"signed": event("2019-12-01"), "published": event("2019-12-31")}
    articles = {"1": [amount("x", 100), amount("z", 1, "extra")], "2": [said("n")]}
    return text(
        "m", {"after": {"event": "m.published"}, "by": "P1D"}, articles, events=events, **more
    )


def operation(verb: str, target: str, **more: Any) -> list[dict[str, Any]]:
    """Return the operations of an article that makes one, `op`."""
    return [said("op", point="1°", **{verb: target}, **more)]


def write_law(folder: Path, texts: Sequence[Mapping[str, Any]]) -> Path:
    """Write texts, one folder each, with their vocabulary
    and occasions in the first; JSON is YAML.
    """
    for rank, one in enumerate(texts):
        home = folder / one["text"]["text"]
        home.mkdir(parents=True)
        head = dict(one["text"])
        if rank == 0:
            head["documents"] = {
                "gazette": {"title": LABEL, "publisher": "x", "date": "2019-12-01"}
            }
            _write(home / "vocabulary.yaml", one.get("vocabulary", VOCABULARY))
            _write(home / "occasions.yaml", one.get("occasions", OCCASIONS))
            if "readings" in one:
                _write(home / "readings.yaml", {"readings": one["readings"]})
        for name in ("vocabulary", "readings"):
            if amends := one.get("amended", {}).get(name):
                _write(home / f"{name}.yaml", {"amends": amends})
        _write(home / "text.yaml", head)
        for number, content in one["articles"].items():
            key = (
                "operations"
                if "amends" in head and "then" not in content[0] and "point" in content[0]
                else "provisions"
            )
            _write(
                home / f"art_{number}.yaml",
                {
                    "article": number,
                    "title": {"fr": f"A{number}", "en": f"A{number}"},
                    key: content,
                },
            )
    return folder


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def read_law(folder: Path, *texts: Mapping[str, Any]) -> Corpus:
    """Write texts and read them back; what is wrong with one file fails the test."""
    corpora, findings = read_corpora([write_law(folder / "law", texts)])
    assert findings == [], "\n".join(map(str, findings))
    return corpora["mini"]


def found(findings: Sequence[Diagnostic]) -> list[str]:
    """Return the codes of findings."""
    return [one.code for one in findings]


def day(text_: str) -> date:
    """Return a day written in ISO."""
    return date.fromisoformat(text_)


def one_article(
    folder: Path,
    vocabulary: Mapping[str, Any],
    occasions: Mapping[str, Any],
    provisions: Sequence[Any],
) -> Corpus:
    """Write the agreement `t` of one article, in force from the year
    2000, and read it back; what is wrong with a file fails the test.
    """
    head = {
        "text": "t",
        "corpus": "t",
        "kind": "accord",
        "title": LABEL,
        "short": LABEL,
        "entry_into_force": {"ordinary": "2000-01-01"},
    }
    head |= {
        "documents": {"paper": {"title": LABEL}},
        "events": {"signed": event("2000-01-01") | SOURCE},
    }
    article = {"article": "1", "title": LABEL, "provisions": list(provisions)}
    files = {"text": head, "vocabulary": vocabulary, "occasions": occasions, "art_1": article}
    for name, content in files.items():
        _write(folder / f"{name}.yaml", content)
    corpora, findings = read_corpora([folder])
    assert not findings, "\n".join(map(str, findings))
    return corpora["t"]
