"""What is nearest to change the answer: the nearest change first, then each one with what it
brings, those that come too late, and what is to be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.questions.answers.nearest import FactChanged, LineBrought, NearChange, NearestAnswer
from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Node,
    Paragraph,
    Row,
    Tree,
    Verbatim,
    Writing,
    bracketed,
    displays,
)
from engine.render.wording import word_or
from engine.words.formats import number, upper_first


def nearest_blocks(page: Writing, answer: NearestAnswer) -> Iterator[Block]:
    """Yield the nearest change in a sentence; then what would bring, what would lose, what can no
    longer be, and what is not known.
    """
    if answer.target_label:
        yield Paragraph(page.prose(page.say("near.about", what=answer.target_label)), "soft")
    yield Paragraph(page.prose(_lead(page, answer)), "lead")
    lost = [each for each in answer.changes if not each.brings]
    if lost and answer.changes[0].brings:
        said = _sentence(page, lost[0]) + "." + bracketed(lost[0].citations[:1])
        yield Paragraph(page.prose(page.say("near.nearest_loss", what=said)))
    if answer.stopped:
        yield Paragraph(page.say("near.stopped"), "soft")
    brought = [each for each in answer.changes if each.brings]
    yield from _table(page, "near.brings", brought)
    yield from _table(page, "near.loses", lost)
    if answer.past:
        yield Heading(2, page.say("near.past"))
        for each in answer.past:
            said = upper_first(_sentence(page, each)) + "." + bracketed(each.citations[:1])
            yield Paragraph(page.prose(said))
    if answer.unknown:
        names = page.joined(each.label for each in answer.unknown)
        yield Paragraph(page.prose(page.say("near.unknown", what=names)))
    if answer.not_varied:
        names = page.joined(dict.fromkeys(each.label for each in answer.not_varied))
        yield Paragraph(page.prose(page.say("near.not_varied", what=names)), "soft")
    tried = {"one": str(answer.tried), "two": str(answer.tried_together)}
    yield Paragraph(page.say("near.tried", **tried), "soft")


def _lead(page: Writing, answer: NearestAnswer) -> str:
    if not answer.changes:
        return page.say("near.nothing", on=page.day(answer.on))
    first = answer.changes[0]
    said = _sentence(page, first) + "." + bracketed(first.citations[:1])
    return page.say("near.first" if first.brings else "near.first_loss", what=said)


def _sentence(page: Writing, change: NearChange) -> str:
    """Return a change and what it brings, in one sentence."""
    derived = [f"{each.label}{page.colon} {each.after}" for each in change.becomes]
    facts = [_fact(page, each, derived) for each in change.facts]
    what = page.say("near.and").join(facts)
    return f"{what}{page.colon} {_worth(page, change)}"


def _fact(page: Writing, fact: FactChanged, derived: Sequence[str] = ()) -> str:
    """Return a fact with the value tried, how far that is, and what is `derived` from it."""
    gap = fact.short_by or fact.above_by
    if gap:
        key = "near.short" if fact.short_by else "near.above"
        return page.say(
            key,
            label=fact.label,
            value=fact.after,
            gap=number(gap, page.language),
            derived=page.joined(["", *derived]),
        )
    if fact.last_day is not None:
        return page.say(
            "near.until",
            label=fact.label,
            value=fact.after,
            last=page.day(fact.last_day),
            days=page.number_of(fact.days_left or 0, "day"),
        )
    return _is(page, fact)


def _worth(page: Writing, change: NearChange) -> str:
    """Return what a change brings: euros a year and in all, the benefits that it opens or ends."""
    parts = [
        f"{each.label}{page.colon} {word_or('outcome', each.after, page.language)}"
        for each in change.benefits
    ]
    if change.in_all or not parts:
        sums = page.say("near.in_all", amount=page.difference(change.in_all))
        period = _period(page, change)
        parts.insert(0, f"{period}, {sums}" if period else sums)
    return page.joined(parts)


def _period(page: Writing, change: NearChange) -> str:
    period = change.whole_period
    if period is None or not period.amount:
        return ""
    key = "near.a_year" if period.yearly else "near.a_period"
    return page.say(
        key,
        amount=page.difference(period.amount),
        start=page.day(period.from_),
        period=f"{period.period_label} {period.period}",
    )


def _table(page: Writing, title_key: str, changes: Sequence[NearChange]) -> Iterator[Block]:
    if not changes:
        return
    title = page.say(title_key)
    columns = (
        Column(page.say("near.change")),
        Column(page.say("near.worth")),
        Column(page.say("near.sum"), "amount"),
    )
    yield Heading(2, title)
    yield page.references.table(title, columns, [_row(page, each) for each in changes])
    if page.served:  # where there is no command to type, the page has a button
        return
    tried = (
        Node(
            page.prose(upper_first(page.say("near.and").join(_is(page, f) for f in each.facts))),
            tuple(Verbatim(fact.set) for fact in each.facts),
        )
        for each in changes
    )
    yield Heading(3, page.say("near.try"))
    yield Tree(page.say("near.try"), tuple(tried))


def _is(page: Writing, fact: FactChanged) -> str:
    return page.say("near.is", label=fact.label, value=fact.after)


def _row(page: Writing, change: NearChange) -> Row:
    facts = page.say("near.and").join(_fact(page, each) for each in change.facts)
    was = dict.fromkeys(page.say("near.was", value=each.before) for each in change.facts)
    under = [page.prose(page.joined(was))]
    if change.distance:
        under.append(page.prose(page.say("near.distance", share=_percent(page, change.distance))))
    derived = [
        page.say("near.becomes", label=each.label, before=each.before, after=each.after)
        for each in change.becomes
    ]
    benefits = [
        page.say(
            "near.benefit",
            label=each.label,
            before=word_or("outcome", each.before, page.language),
            after=word_or("outcome", each.after, page.language),
        )
        for each in change.benefits
    ]
    period = _period(page, change)
    first = [period] if period else []
    lines = [_line(page, each) for each in change.lines]
    said = [page.prose(upper_first(each)) for each in (*first, *benefits, *derived, *lines)]
    cells = (
        Cell(page.prose(upper_first(facts)), tuple(under)),
        Cell(said[0] if said else "", tuple(said[1:])),
        Cell(page.difference(change.in_all) if change.in_all else "—"),
    )
    cited = [*change.citations, *(each for line in change.lines for each in line.citations)]
    cited += [each for benefit in change.benefits for each in benefit.citations]
    basis = next((line.basis for line in change.lines if line.basis), None)
    return Row(cells, "row", displays(cited), basis or "", of=change)


def _line(page: Writing, line: LineBrought) -> str:
    placed = f", {line.period_label or page.say('period')} {line.period}" if line.period else ""
    sides = [page.money(each) if each is not None else "—" for each in (line.before, line.after)]
    return page.say(
        "near.line",
        label=f"{line.label}{placed}",
        amount=page.difference(line.amount),
        before=sides[0],
        after=sides[1],
    )


def _percent(page: Writing, share: Decimal) -> str:
    """Return a distance as a whole number of hundredths, at least one."""
    return number(max(round(share * 100), 1), page.language)
