"""An amendment of an amendment that is not in force yet: its operation is changed or taken back
before it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, nearest
from engine.language.expected import difference, unlike_expected
from engine.language.model import Operation, operations_of
from engine.law.enactment import Act
from engine.source.amended import amended_operation
from engine.words.citation import ChainLink

if TYPE_CHECKING:
    from engine.law.amendments import DayOfEffect


def amend_operation(day: DayOfEffect, operation: Operation, link: ChainLink) -> list[Diagnostic]:
    """Change an operation that is not made yet, or return why it cannot be changed."""
    known = {other.name: other for other in operations_of(day.corpus.texts.values())}
    target, _ = day.pending.get(operation.target, (known.get(operation.target), None))
    place, word = operation.location, operation.target
    if target is None:
        message = sentence(
            "`{verb}` finds no operation `{target}`.", verb=operation.verb, target=word
        )
        return [Diagnostic("ACC201", message, place, nearest(word, known), word=word)]
    made = _made_on(day, operation.target)
    if made is not None:
        message = sentence(
            "`{target}` has been made, on {on}: it can be amended no more.", target=word, on=made.on
        )
        hint = sentence("amend the provision that it changed.")
        return [Diagnostic("ACC277", message, place, hint, (target.location,), word)]
    unlike = difference(operation.expect or {}, target.written)
    if unlike is not None:
        path, needed, actual = unlike
        message = unlike_expected(word, path, needed, actual)
        hint = sentence("read the operation that is amended, then correct `expect`.")
        word = path.rpartition(".")[2] or "expect"
        return [Diagnostic("ACC202", message, place, hint, (target.location,), word)]
    changed = None
    if operation.verb == "amend":
        changed, findings = amended_operation(operation, target)
        if changed is None:
            return list(findings)
    day.pending[operation.target] = changed, link
    day.acts.append(Act(link, operation, ()))
    return []


def _made_on(day: DayOfEffect, name: str) -> ChainLink | None:
    """Return the act by which an operation was made, None where it is not made yet."""
    acts, state = list(day.acts), day.before
    while True:
        for act in acts:
            if f"{act.link.text}/{act.link.article}/{act.link.operation}" == name:
                return act.link
        if state is None:
            return None
        acts, state = list(state.acts), state.before
