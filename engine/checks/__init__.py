"""Cross checks of a corpus: every name resolves, amendments find what they expect, rules never conflict, printed totals add up."""

from __future__ import annotations

from datetime import date

from engine.checks.conflicts import conflicts, cycles
from engine.checks.derivations import derivations
from engine.checks.figures import figures
from engine.checks.kinds import kinds
from engine.checks.links import links, tables_in_force
from engine.checks.references import references
from engine.consolidation import Timeline, moving_readings
from engine.diagnostics import Diagnostic, RefusedInput, in_order
from engine.model import Corpus

_EVERYTHING_KNOWN = date.max


def check_corpus(corpus: Corpus) -> tuple[Diagnostic, ...]:
    """Return every finding in a corpus, sorted by place.

    References first; the amendments are then applied under each option of each reading that moves a text, and each state of the law
    is searched for conflicts and cycles.
    """
    findings = [*references(corpus), *figures(corpus), *kinds(corpus), *derivations(corpus), *links(corpus)]
    if findings:
        return in_order(findings)
    states = [{}, *({id_: option} for id_ in sorted(moving_readings(corpus)) for option in corpus.readings[id_].options)]
    for readings in states:
        try:
            timeline = Timeline(corpus, _EVERYTHING_KNOWN, readings)
            laws = timeline.laws
        except RefusedInput as refused:
            findings += refused.diagnostics
            continue
        for law in laws:
            found = [*conflicts(timeline, law), *cycles(timeline, law), *tables_in_force(law)]
            findings += [one for one in found if one not in findings]
    return in_order(findings)
