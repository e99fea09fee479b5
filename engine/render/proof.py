"""What every answer shows beside its own tables: what is
missing, the readings, the notices, the law, the trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.render.page import (
    Block,
    Heading,
    Node,
    Paragraph,
    Tone,
    Tree,
    Verbatim,
    Writing,
    displays,
    kept_steps,
)
from engine.render.wording import word_or
from engine.words.formats import long_date, span, upper_first, written

_TONES: Mapping[str, Tone] = {
    "applied": "good",
    "met": "good",
    "eligible": "good",
    "not_applied": "bad",
    "unmet": "bad",
    "not_eligible": "bad",
    "late": "bad",
    "set_aside": "plain",
    "due": "open",
    "past": "open",
    "later": "plain",
    "unknown": "open",
    "undetermined": "open",
    "conditional": "open",
}


def tone_of(outcome: object) -> Tone:
    """Return the tone in which an outcome or a status is shown."""
    return _TONES.get(str(outcome), "plain")


def missing_blocks(page: Writing) -> Iterator[Block]:
    """Yield what is missing: each fact with its question,
    what depends on it, and what each possible value gives.
    """
    names = _names(page.answer)
    nodes = []
    for fact in (fact for fact in page.many("missing") if not fact.get("outside_window")):
        lines = [page.prose(fact.get("question") or "")]
        affects = [
            str(label)
            for label in fact.get("affects_labels")
            or [names.get(name, name) for name in fact.get("affects") or ()]
        ]
        if affects:
            lines.append(page.say("affects", what=", ".join(affects)))
        for possible in fact.get("possible") or ():
            value = written(possible.get("value"), "", page.language)
            lines.append(
                page.say("if_value", value=value, leads_to=str(possible.get("leads_to") or "—"))
            )
        kind = "event" if fact.get("event") else "table" if fact.get("table") else ""
        write = "write_in_case_or_else" if fact.get("else") else "write_in_case"
        words = {"fact": str(fact.get("fact", "")), "other": str(fact.get("else"))}
        lines.append(page.say(f"not_in_a_case.{kind}") if kind else page.say(write, **words))
        lines += [page.say("write.example"), Verbatim(fact["write"])] if fact.get("write") else []
        lines += [page.prose(upper_first(fact["write_note"]))] if fact.get("write_note") else []
        head = upper_first(page.prose(fact.get("label") or fact.get("fact")))
        nodes.append(
            Node(
                head, tuple(line for line in lines if line), displays(fact.get("citations")), "open"
            )
        )
    if nodes:
        yield Heading(2, page.say("missing"))
        yield Tree("", tuple(nodes))
    others = [fact for fact in page.many("missing") if fact.get("outside_window")]
    beside = dict.fromkeys(page.prose(fact.get("label") or fact.get("fact")) for fact in others)
    if beside:
        yield Paragraph(page.say("missing.outside_window", what=page.joined(beside)), "soft")


def reading_blocks(page: Writing) -> Iterator[Block]:
    """Yield the readings that mattered: the question, the
    option used and its reason, the other options.
    """
    detail = page.many("readings_detail")
    given: Mapping[str, str] = page.answer.get("readings") or {}
    described = {str(reading.get("id")) for reading in detail}
    nodes = [_reading(page, reading) for reading in detail]
    nodes += [Node(f"{name} = {option}") for name, option in given.items() if name not in described]
    if nodes:
        yield Heading(2, page.say("readings"))
        yield Tree("", tuple(nodes))


def _reading(page: Writing, reading: Mapping[str, Any]) -> Node:
    how = page.say("reading_default" if reading.get("default", True) else "reading_chosen")
    lines = [
        (
            f"{page.prose(reading.get('says') or '')} ({reading.get('id')} = "
            f"{reading.get('option')}, {how})"
        )
    ]
    if reading.get("reason"):
        lines.append(page.say("reading_reason", reason=str(reading["reason"])))
    others = reading.get("others") or ()
    lines += [
        page.say("reading_other", says=f"{other.get('says') or ''} ({other.get('option')})")
        for other in others
    ]
    return Node(
        page.prose(reading.get("question") or reading.get("id")),
        tuple(lines),
        displays(reading.get("citations")),
    )


def notice_blocks(page: Writing) -> Iterator[Block]:
    """Yield the notices, and the law that the answer rests on with the state of each text."""
    notices = tuple(page.answer.get("notices") or ())
    if notices:
        yield Heading(2, page.say("notices"))
        yield Tree("", tuple(Node(page.prose(notice)) for notice in notices))
    if page.many("law"):
        yield Heading(2, page.say("law"))
        yield Tree("", tuple(_law(page, text) for text in page.many("law")))


def _law(page: Writing, text: Mapping[str, Any]) -> Node:
    name = str(text.get("short") or text.get("text"))
    title = f" — {text['title']}" if text.get("title") else ""
    status, day = str(text.get("status") or "in_force"), text.get("in_force_from")
    dated = f"law.{status}_on" if status in {"announced", "not_yet"} else f"law.{status}"
    if day and status != "unknown_effect":
        state = page.say(dated, on=long_date(day, page.language))
    else:
        state = page.say("law.in_force_undated" if status == "in_force" else f"law.{status}")
    if text.get("depends_on"):
        state += ", " + page.say(
            "law.depends_on",
            what=str(
                text.get("depends_on_label") or word_or("event", text["depends_on"], page.language)
            ),
        )
    return Node(
        page.prose(f"{name}{title}"), (state,), (), "good" if status == "in_force" else "open"
    )


def trace_blocks(page: Writing, trace: str) -> Iterator[Block]:
    """Yield the trace as a tree, whole (`full`) or only
    what applied or is unknown, in one line each (`short`).
    """
    steps = kept_steps(page.many("trace"), trace)
    if steps:
        yield Heading(2, page.say("trace"))
        yield Tree(
            page.say("trace"),
            tuple(_step(page, step, whole=trace == "full") for step in steps),
            folded=True,
        )


def _step(
    page: Writing, step: Mapping[str, Any], *, whole: bool, above: tuple[str, ...] = ()
) -> Node:
    """Return the branch of a step; its occasion is said
    where it is not that of the step `above`.
    """
    when = (long_date(step["on"], page.language),) if step.get("on") else ()
    occasion = (
        *when,
        *(str(step[name]) for name in ("occasion_label", "subject_label") if step.get(name)),
    )
    conclusion = page.prose(step.get("conclusion") or step.get("says") or step.get("rule") or "")
    said = tuple(part for part in occasion if part not in above and part != conclusion)
    head = f"{', '.join(said)} — {conclusion}" if said else conclusion
    if step.get("outcome") == "not_applied":
        head = f"{head.rstrip('.')} ({page.say('outcome.not_applied')})"
    lines: list[str] = [_elsewhere(page, step)] if step.get("see") else []
    if whole:
        if (
            step.get("says")
            and step.get("conclusion")
            and page.prose(step["says"]) not in conclusion
        ):
            lines.append(page.prose(step["says"]))
        if step.get("facts"):
            lines.append(
                page.say(
                    "trace.read", facts=page.joined(_fact(page, fact) for fact in step["facts"])
                )
            )
    lines += [failed_in_words(page, failed) for failed in step.get("failed") or ()]
    lines += set_aside_in_words(page, step)
    lines += [page.say("already_given")] if step.get("because") == "already_given" else []
    version = step.get("version") or {}
    interval = span(version.get("from"), version.get("until"), page.language)
    if whole and interval:
        lines.append(page.say("trace.version", span=interval))
    citation = step.get("citation")
    children = tuple(
        _step(page, child, whole=whole, above=(*occasion, conclusion))
        for child in step.get("children") or ()
    )
    return Node(
        head,
        tuple(lines),
        displays([citation] if citation else ()),
        tone_of(step.get("outcome")),
        children,
    )


def _elsewhere(page: Writing, step: Mapping[str, Any]) -> str:
    """Return where a step is told in full, above or below."""
    subject = f" ({step['see_subject']})" if step.get("see_subject") else ""
    what = "" if step.get("benefit") else "_proof"
    where = "_below" if step.get("see_below") else ""
    return page.say(
        f"trace.see{what}{where}", on=f"{long_date(step['see_on'], page.language)}{subject}"
    )


def failed_in_words(page: Writing, failed: Mapping[str, Any]) -> str:
    """Return a condition that failed: what was needed, what was read, and where it came from."""
    origin = failed.get("from")
    nothing = page.say("undefined_value" if origin == "undefined" else "unknown_value")
    read = nothing if failed.get("read") is None else written(failed["read"], "", page.language)
    if origin in {"case", "derived", "law", "occasion"} and failed.get("read") is not None:
        read += f" ({word_or('trace', f'from_{origin}', page.language)})"
    label = str(failed.get("label") or failed.get("fact"))
    return upper_first(
        page.say("failed", label=label, needed=str(failed.get("needed", "")), read=read)
    )


def set_aside_in_words(page: Writing, item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what sets a rule aside, one sentence for each provision, with its citation."""
    told = item.get("set_aside_by") or ()
    said = (
        (str(one.get("says")).rstrip("."), ", ".join(displays(one.get("citations"))))
        for one in told
    )
    return tuple(
        upper_first(page.say("set_aside_by", says=says, citation=citation))
        for says, citation in said
    )


def _fact(page: Writing, fact: Mapping[str, Any]) -> str:
    shown = fact.get("display")
    value = page.say("unknown_value") if shown is None else written(shown, "", page.language)
    origin = word_or("trace", f"from_{fact.get('from') or 'case'}", page.language)
    place = f"{origin}, {fact['at']}" if fact.get("at") else origin
    return f"{fact.get('label') or fact.get('fact')} = {value} ({place})"


def _names(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the labels of the ids that an answer uses: lines, entries, benefits."""
    named: dict[str, str] = {}
    for key, name in (
        ("entitlements", "line"),
        ("payments", "line"),
        ("entries", "id"),
        ("benefits", "benefit"),
    ):
        for item in answer.get(key) or ():
            if item.get("label"):
                named.setdefault(str(item.get(name)), str(item["label"]))
    return named


def compared_blocks(page: Writing) -> Iterator[Block]:
    """Yield what each option of each reading would change in an answer that is not a sum."""
    others = page.many("under_readings")
    if not others or page.answer.get("query") == "funding":
        return
    yield Heading(2, page.say("under_readings"))
    for other in others:
        if other.get("chosen"):
            continue
        changes = tuple(page.prose(_change(page, change)) for change in other.get("changes") or ())
        says = f"{other.get('reading')} = {other.get('option')} — {other.get('says')}"
        yield Heading(3, page.prose(says))
        yield Tree("", tuple(Node(change) for change in changes) or (Node(page.say("no_change")),))


def _change(page: Writing, change: Mapping[str, Any]) -> str:
    before, after = (_state(page, change.get(side)) for side in ("before", "after"))
    return f"{change.get('label')}{' : ' if page.language == 'fr' else ': '}{before} → {after}"


def _state(page: Writing, state: Mapping[str, Any] | None) -> str:
    if state is None:
        return page.say("not_there")
    parts = [page.date(state["on"])] if state.get("on") else []
    parts += [
        word_or(group, state[group], page.language)
        for group in ("outcome", "status")
        if state.get(group)
    ]
    return ", ".join([*parts, *([str(state["says"])] if state.get("says") else [])]) or "—"
