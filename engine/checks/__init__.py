"""Finds what is wrong in a corpus: unknown names, conflicts of rules, wrong totals, dead rules.

In: a corpus that was read. Out: findings, at the word at fault.
Read first: this file, which lists the checks in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from engine.checks.derivations import derivations
from engine.checks.effect_by_case import of_the_others, reaching
from engine.checks.elements import elements
from engine.checks.figures import figures
from engine.checks.idle import idle
from engine.checks.lines import lines
from engine.checks.links import links
from engine.checks.measures import measures
from engine.checks.misfits import kinds
from engine.checks.occurring import occurring
from engine.checks.references import references
from engine.checks.states import EVERYTHING_KNOWN, moved, states_found, states_known
from engine.checks.unlabelled import unlabelled
from engine.diagnostics.bilingual import Unfinished, sentence
from engine.diagnostics.diagnostic import Diagnostic, in_order
from engine.language.model import Corpus
from engine.law.consolidation import Timeline
from engine.source.places import placed

__all__ = ["check_corpus", "cross_checks", "references"]

_NO_LABEL = "ACC212"
_NO_COLLECTION = "ACC235"
_OF_ELEMENTS = ("ACC211", "ACC233", "ACC234")
"""What is found of facts and parts that are not of the elements gathered."""
_OF_ORDER = ("ACC201", "ACC202", "ACC219")
"""What is found where an amendment does not meet the law that it amends."""


def check_corpus(corpus: Corpus) -> tuple[Diagnostic, ...]:
    """Return every finding in a corpus, sorted by place.

    A corpus that contradicts itself gets these findings alone. Otherwise they are what never works
    and what has no label.
    """
    return contradictions(corpus) or in_order(
        placed(
            _said_once(
                [
                    *lines(corpus),
                    *elements(corpus),
                    *idle(corpus),
                    *occurring(corpus),
                    *unlabelled(corpus),
                ]
            )
        )
    )


def contradictions(corpus: Corpus) -> tuple[Diagnostic, ...]:
    """Return what contradicts itself in a corpus, sorted by place.

    What no text may say comes first; the amendments are then applied as known on each day that the
    texts tell apart, under each option of each reading that moves a text, and each state of the law
    is searched for conflicts and cycles.
    """
    findings = _written(corpus)
    if not findings:
        findings = _under_readings(corpus, lambda readings: states_known(corpus, readings))
        findings += of_the_others(corpus)
    return in_order(placed(findings))


def cross_checks(corpus: Corpus) -> tuple[Diagnostic, ...]:
    """Return the findings for which a corpus answers nothing, sorted by place.

    An amendment that does not apply is not among them: the answers that it touches are refused, one
    by one.
    """
    findings = _written(corpus)
    if not findings:
        findings = _under_readings(
            corpus, lambda readings: states_found(Timeline(corpus, EVERYTHING_KNOWN, readings))
        )
    return in_order(placed(findings))


def _written(corpus: Corpus) -> list[Diagnostic]:
    names = _said_once(references(corpus))
    return [
        *names,
        *figures(corpus),
        *measures(corpus),
        *_of_known_elements(kinds(corpus), names),
        *derivations(corpus),
        *links(corpus),
        *reaching(corpus),
    ]


def _of_known_elements(
    findings: Iterable[Diagnostic], names: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Yield findings, without those on the elements of a collection that does not exist: its name
    is wrong, and they are right with the right one.
    """
    unknown = {finding.location for finding in names if finding.code == _NO_COLLECTION}
    for finding in findings:
        if finding.location not in unknown or finding.code not in _OF_ELEMENTS:
            yield finding


def _said_once(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings, that of a label that is wanting at the first place that names it alone: each
    operation that writes the provision again names it too, and one label puts all of them right.
    """
    kept: list[Diagnostic] = []
    wanting: set[str] = set()
    for finding in findings:
        if finding.code == _NO_LABEL:
            if str(finding.message) in wanting:
                continue
            wanting.add(str(finding.message))
        kept.append(finding)
    return kept


def _under_readings(
    corpus: Corpus, findings_under: Callable[[dict[str, str]], Iterable[Diagnostic]]
) -> list[Diagnostic]:
    """Return what is found under the default readings, then under each other option by itself.

    A finding of another option is kept only where the defaults do not give it: its message names
    that option.
    """
    findings = list(dict.fromkeys(findings_under({})))
    reported = {(finding.code, finding.location) for finding in findings}
    for readings in moved(corpus):
        others = dict.fromkeys(findings_under(readings))
        findings += [
            _named(finding, readings)
            for finding in others
            if (finding.code, finding.location) not in reported
        ]
        reported |= {(finding.code, finding.location) for finding in findings}
    return findings


def _named(finding: Diagnostic, readings: dict[str, str]) -> Diagnostic:
    """Return a finding that says under which option it is found.

    Where an amendment cannot be applied, the hint is about the order of the texts: under this
    option the law that it builds on may not be there yet.
    """
    under = ", ".join(f"{id_}={option}" for id_, option in readings.items())
    message = sentence(
        "{found} (under the reading `{under}`).", found=Unfinished(finding.message), under=under
    )
    if finding.code not in _OF_ORDER:
        return replace(finding, message=message)
    hint = sentence(
        (
            "under it the texts take effect in another order: let this one wait for what it "
            "amends, `{latest}`."
        ),
        latest="{latest: [DAY, {effect_of: TEXT}]}",
    )
    return replace(finding, message=message, hint=hint)
