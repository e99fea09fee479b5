"""The law behind an answer: the files read, and all the versions of each provision at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from engine.language.model import Corpus
from engine.law.consolidation import Enacted, Timeline
from engine.proofs.canonical import canonical, hash_of, plain
from engine.proofs.records import Record, shown
from engine.reasoning.evaluation import Evaluation
from engine.source.reader import UNTESTED_FILE
from engine.words.citation import ChainLink

WORKING: Final = ("on", "when", "then", "overrides", "table")
"""The keys of a provision that conclude: a proof quotes them; a hash holds all of the provision."""


def files_of(corpus: Corpus) -> dict[str, str]:
    """Return the hash of each file of a corpus, by the id of its text and its name.

    What no scenario exercises (`untested.yaml`) is no part of the law.

    Raises OSError where one can no longer be read.
    """
    return {
        f"{text}/{path.name}": hash_of(path.read_bytes())
        for folder, text in sorted(_folders(corpus).items(), key=lambda item: item[1])
        for path in sorted(folder.glob("*.yaml"))
        if not path.name.startswith(".") and path.name != UNTESTED_FILE
    }


def _folders(corpus: Corpus) -> dict[Path, str]:
    return {Path(text.location.path).parent: text.id for text in corpus.texts.values()}


def effects_of(timeline: Timeline) -> dict[str, str | None]:
    """Return the day on which each group of provisions of each text enters into force."""
    days = {f"{text}.{group}": timeline.effect_date(text, group) for text, group in timeline.groups}
    return {name: shown(day) for name, day in sorted(days.items())}


def versions_of(evaluations: Iterable[Evaluation]) -> list[Record]:
    """Return all the versions of each provision at work on an occasion, applied or not.

    Each has the day on which it is in force no more, the acts that made it, where it is written,
    the hash of its content, and the part of it that concludes.
    """
    timelines: dict[str, Timeline] = {}
    for evaluation in evaluations:
        for worked in evaluation.occasions:
            for enacted in worked.section.provisions:
                timelines.setdefault(enacted.provision.address, evaluation.timeline)
    return [
        _version(enacted, timelines[address])
        for address in sorted(timelines)
        for enacted in _in_order(timelines[address], address)
    ]


def _in_order(timeline: Timeline, address: str) -> Iterator[Enacted]:
    """Yield the versions of a provision, the first before the others."""
    own = (one for one in timeline.versions if one.provision.address == address)
    yield from sorted(own, key=lambda enacted: enacted.since)


def _version(enacted: Enacted, timeline: Timeline) -> Record:
    provision = enacted.provision
    path, content = Path(provision.location.path), plain(provision.written)
    folders = _folders(timeline.corpus)  # the same law, read elsewhere, is kept once
    return {
        "id": f"{provision.address}@{enacted.since}",
        "until": shown(timeline.until(enacted)),
        "file": f"{folders[path.parent]}/{path.name}",
        "sha256": hash_of(canonical(content)),
        "chain": [_act(link) for link in enacted.citation.chain],
        "content": {name: content[name] for name in WORKING if name in content},
    }


def _act(link: ChainLink) -> str:
    """Return an act as one line: `replaced amendment/4/rates_replaced 2022-04-01`."""
    parts = (link.text, link.article, link.operation)
    return f"{link.verb} {'/'.join(part for part in parts if part)} {link.on}"
