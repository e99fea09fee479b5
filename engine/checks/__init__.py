"""Cross checks of a corpus: every name resolves, amendments find what they expect, rules never conflict, printed totals add up."""

from __future__ import annotations

from engine.checks.derivations import derivations
from engine.checks.figures import figures
from engine.checks.kinds import kinds
from engine.checks.links import links
from engine.checks.measures import measures
from engine.checks.references import references
from engine.checks.states import EVERYTHING_KNOWN, states_found, states_known
from engine.consolidation import Timeline, moving_readings
from engine.diagnostics import Diagnostic, in_order
from engine.model import Corpus


def check_corpus(corpus: Corpus) -> tuple[Diagnostic, ...]:
    """Return every finding in a corpus, sorted by place.

    What no text may say comes first; the amendments are then applied as known on each day that the texts tell apart, under each option of
    each reading that moves a text, and each state of the law is searched for conflicts and cycles.
    """
    findings = _written(corpus)
    if not findings:
        findings = [one for readings in _moved(corpus) for one in states_known(corpus, readings)]
    return in_order(findings)


def cross_checks(corpus: Corpus) -> tuple[Diagnostic, ...]:
    """Return the findings for which a corpus answers nothing, sorted by place.

    An amendment that does not apply is not among them: the answers that it touches are refused, one by one.
    """
    findings = _written(corpus)
    if not findings:
        timelines = [Timeline(corpus, EVERYTHING_KNOWN, readings) for readings in _moved(corpus)]
        findings = [one for timeline in timelines for one in states_found(timeline)]
    return in_order(findings)


def _written(corpus: Corpus) -> list[Diagnostic]:
    return [*references(corpus), *figures(corpus), *measures(corpus), *kinds(corpus), *derivations(corpus), *links(corpus)]


def _moved(corpus: Corpus) -> list[dict[str, str]]:
    """The default readings, and each option of each reading that moves a text."""
    return [{}, *({id_: option} for id_ in sorted(moving_readings(corpus)) for option in corpus.readings[id_].options)]
