"""The short answer and the tables of the funding question:
rights by period, payments, totals, and what other readings give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.render.answer_blocks import payable, reason_blocks, unsaid_blocks
from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Node,
    Paragraph,
    Row,
    Tree,
    Writing,
    cited_row,
    displays,
)
from engine.render.proof import failed_in_words
from engine.words.formats import listed, long_date, money, span, upper_first


def funding_blocks(page: Writing) -> Iterator[Block]:
    """Yield what is due in all, the rights of each period with
    their sum, the ledger of payments, the other readings.
    """
    yield from _lead(page)
    if page.many("entitlements"):
        yield Heading(
            2, page.say("entitlements.whole" if page.answer.get("window") else "entitlements")
        )
        yield _rights(page)
    if page.answer.get("known_since"):
        yield from _adjustments(page)
    if page.many("payments"):
        yield Heading(2, _payments_title(page))
        yield _payments(page)
    if page.many("under_readings"):
        yield Heading(2, page.say("under_readings"))
        yield from _under_readings(page)


def _lead(page: Writing) -> Iterator[Block]:
    if page.answer.get("window"):
        yield from window_blocks(page)
    if page.answer.get("known_since"):
        yield _learnt(page)
    rights = tuple(_first(page, page.many("totals")))
    yield from _within(page, rights) if page.answer.get("window") else rights
    for one in page.many("refused"):
        yield from _refused(page, one)
    unknown = _not_counted(page, page.many("missing_lines"), dated=True)
    if unknown:
        yield Paragraph(unknown)
    payments, paid = page.many("payments"), page.answer.get("paid") or {}
    if payments and page.answer.get("on"):
        due = [payment for payment in payments if payment.get("status") == "due"]
        later = [payment for payment in payments if payment.get("status") == "not_yet"]
        words = {
            "due": _least(page, _sum(due), paid.get("due")),
            "later": _least(page, _sum(later), paid.get("to_come")),
        }
        yield Paragraph(
            page.say(
                "lead.paid_within" if page.answer.get("window") else "lead.paid",
                on=long_date(page.answer["on"], page.language),
                **words,
            )
        )
        yield from _conditional(page, payments)
    yield from unsaid_blocks(page)


def window_blocks(page: Writing) -> Iterator[Block]:
    """Yield what is paid between the bounds asked for, of
    what it is made, and what is not counted.
    """
    window = page.answer["window"]
    words = {"span": span(window.get("from"), window.get("until"), page.language)}
    parts, missing = window["parts"], window["missing_lines"]
    if parts:
        yield Paragraph(
            page.say("lead.window", amount=_least(page, window["total"], window), **words), "lead"
        )
        yield Paragraph(
            page.say(
                "lead.window_parts", what=page.joined(_window_part(page, part) for part in parts)
            )
        )
    else:
        yield Paragraph(
            page.say("lead.window_unknown" if missing else "lead.window_none", **words), "lead"
        )
    if missing:
        yield Paragraph(_not_counted(page, missing, dated=True))


def _window_part(page: Writing, part: Mapping[str, Any]) -> str:
    lines = ", ".join(
        f"{_label(line)} {money(line['amount'], page.language)}" for line in part["lines"]
    )
    return page.say(
        "lead.window_part",
        part=_part(page, part),
        amount=money(part["amount"], page.language),
        lines=lines,
    )


def _within(page: Writing, rights: Sequence[Block]) -> Iterator[Block]:
    """Yield the sum of the rights after what is paid, saying that it is that of whole periods."""
    first, *others = rights
    assert isinstance(first, Paragraph)  # a sentence says the sum, or that there is none
    said = (
        page.say("lead.window_rights", what=first.text[:1].lower() + first.text[1:])
        if page.many("totals")
        else first.text
    )
    yield Paragraph(said)
    yield from others


def _least(page: Writing, amount: Decimal | str, known: Mapping[str, Any] | None) -> str:
    """Return an amount, at the least where a part of it is not known."""
    shown = money(amount, page.language)
    return page.say("at_least", amount=shown) if known and known.get("at_least") else shown


def _conditional(page: Writing, payments: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Yield how much of what is due, and of what is to
    come, hangs on a day of effect that is not known.
    """
    doubted = [payment for payment in payments if payment.get("conditional")]
    groups = {
        "lead.conditional_due": [one for one in doubted if one.get("status") == "due"],
        "lead.conditional_later": [one for one in doubted if one.get("status") == "not_yet"],
    }
    parts = [
        page.say(key, amount=money(_sum(group), page.language))
        for key, group in groups.items()
        if group
    ]
    if parts:
        yield Paragraph(page.say("lead.conditional", what=page.joined(parts)))


def _refused(page: Writing, one: Mapping[str, Any]) -> Iterator[Block]:
    """Yield that a right does not arise on a day, and each requirement that was not met."""
    failed = page.joined(failed_in_words(page, check) for check in one.get("failed") or ())
    words = {"what": upper_first(_label(one)), "on": page.date(one.get("on"))}
    words |= {"benefit": str(one["benefit_label"])} if one.get("benefit_label") else {}
    if one.get("because") == "before_the_law":
        said = page.say(
            "lead.before_the_law",
            what=words["what"],
            on=words["on"],
            since=page.date(one.get("since")),
        )
        yield Paragraph(page.prose(f"{said} [{' · '.join(displays(one.get('citations')))}]"))
        return
    key = (
        "lead.already_given"
        if one.get("because")
        else "lead.refused"
        if "benefit" in words
        else "lead.not_given"
    )
    cited = " · ".join(displays(one.get("citations")))
    yield Paragraph(page.prose(f"{page.say(key, **words, failed=failed)} [{cited}]"))


def _not_counted(page: Writing, lines: Sequence[Mapping[str, Any]], *, dated: bool = False) -> str:
    """Say which lines are not counted, in which periods; "" where all are."""
    periods: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        periods.setdefault(_label(line), []).append(line)
    named = []
    for label, mine in periods.items():
        numbers = [int(line["period"]) for line in mine if dated and _number(line) is not None]
        named.append(
            f"{label} ({_period(page, {**mine[0], 'period': _ranks(page, numbers)})})"
            if numbers
            else label
        )
    return page.say("lead.not_counted", what=page.joined(named)) if named else ""


def _ranks(page: Writing, numbers: Sequence[int]) -> str:
    """Return « 2 et 4 », « 2 à 5 »."""
    if len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return page.say("ranks", first=str(numbers[0]), last=str(numbers[-1]))
    return listed([str(number) for number in numbers], page.language)


def _first(page: Writing, totals: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Yield the sum of all rights, at the least where some are not known; or why there is none."""
    least = "_at_least" if page.answer.get("at_least") else ""
    if not totals:
        yield Paragraph(
            page.say("lead.money_unknown" if page.many("missing_lines") else "lead.no_money"),
            "lead",
        )
        yield from reason_blocks(page)
    elif len(totals) == 1 and _number(totals[0]) is not None:
        total, interval = totals[0], _span(page, totals[0])
        words = {
            "period": upper_first(_period(page, total)),
            "amount": money(total["amount"], page.language),
        }
        words["span"] = f", {interval}" if interval else ""
        yield Paragraph(page.say(f"lead.period{least}", **words), "lead")
    else:
        periods = [total for total in totals if _number(total) is not None]
        starts = sorted(str(total["from"]) for total in totals if total.get("from"))
        ends = sorted(str(total["until"]) for total in totals if total.get("until"))
        whole = span(starts[0] if starts else None, ends[-1] if ends else None, page.language)
        words = {
            "count": page.number_of(len(periods), "period"),
            "span": f", {whole}" if whole else "",
            "amount": money(_sum(totals), page.language),
        }
        key = "lead.periods" if periods else "lead.sum"
        yield Paragraph(page.say(f"{key}{least}", **words), "lead")


def _rights(page: Writing) -> Block:
    rows: list[Row] = []
    rights = page.many("entitlements")
    totals = {_place(total): total for total in page.many("totals")}
    grouped: dict[tuple[Any, Any], list[Mapping[str, Any]]] = {
        place: [] for place in (*map(_place, rights), *totals)
    }
    for right in rights:
        grouped[_place(right)].append(right)
    for place, mine in grouped.items():
        total = totals.get(place)
        rows.append(Row((Cell(_heading(page, total or mine[0], dated=bool(total))),), "group"))
        rows += [_right(page, right, total) for right in mine]
        if total:
            lacking = _not_counted(page, total.get("missing_lines") or ())
            cells = (
                Cell(page.say("total"), (lacking,) if lacking else ()),
                Cell(_least(page, total["amount"], total)),
            )
            rows.append(Row(cells, "total", displays(total.get("citations"))))
    columns = (Column(page.say("line")), Column(page.say("amount"), "amount"))
    return page.references.table(page.say("entitlements"), columns, rows)


def _heading(page: Writing, item: Mapping[str, Any], *, dated: bool = True) -> str:
    """The period that a right or a total belongs to; `dated`
    when the days of the item are those of the whole period.
    """
    if _number(item) is None:
        return upper_first(page.say("no_period"))
    interval = _span(page, item) if dated else ""
    return upper_first(_period(page, item)) + (f", {interval}" if interval else "")


def _right(page: Writing, right: Mapping[str, Any], total: Mapping[str, Any] | None) -> Row:
    own = _span(page, right)
    under = [own] if own and (total is None or own != _span(page, total)) else []
    under += (
        [page.say("arises_on", on=long_date(right["arises_on"], page.language))]
        if right.get("arises_on")
        else []
    )
    under += _note(page, right)
    label = Cell(page.prose(upper_first(_label(right))), tuple(under))
    return cited_row((label, Cell(money(right["amount"], page.language))), right)


def _payments_title(page: Writing) -> str:
    window = page.answer.get("window")
    shown = span(window["from"], window["until"], page.language) if window else ""
    return page.say("payments.within", span=shown) if shown else page.say("payments")


def _payments(page: Writing) -> Block:
    rows = []
    for payment in sorted(
        page.many("payments"), key=lambda payment: str(payment.get("due_on") or "9999")
    ):
        cells = (
            Cell(page.date(payment.get("due_on"))),
            Cell(
                page.prose(upper_first(_label(payment))),
                (_part(page, payment), *_subtraction(page, payment), *_note(page, payment)),
            ),
            Cell(payable(page, payment)),
            Cell(money(payment["amount"], page.language)),
        )
        rows.append(cited_row(cells, payment))
    paid = page.answer.get("paid") or {}
    lacking, total = (
        _not_counted(page, paid.get("missing_lines") or ()),
        Cell(_least(page, _sum(page.many("payments")), paid)),
    )
    rows.append(
        Row((Cell(page.say("total")), Cell(lacking), Cell(""), total), "total")
    )  # the column of dates never wraps
    columns = (
        Column(page.say("date"), "date"),
        Column(page.say("line")),
        Column(page.say("status"), "short"),
        Column(page.say("amount"), "amount"),
    )
    return page.references.table(_payments_title(page), columns, rows)


def _note(page: Writing, item: Mapping[str, Any]) -> Iterator[str]:
    if item.get("note"):
        yield page.prose(item["note"])


def _subtraction(page: Writing, payment: Mapping[str, Any]) -> Iterator[str]:
    """Yield how an adjustment is worked out."""
    if payment.get("was") is not None:
        yield page.say(
            "adjustment",
            was=money(payment["was"], page.language),
            due=money(payment["is"], page.language),
        )


def _learnt(page: Writing) -> Paragraph:
    """Return what the knowledge gained since a day brings in all: the answer to who asks for it."""
    found, sum_ = page.many("adjustments"), page.answer.get("adjustments_total") or {}
    if not found:
        return Paragraph(
            page.say("adjustments.none_known" if sum_.get("missing_lines") else "adjustments.none"),
            "lead",
        )
    since = long_date(page.answer["known_since"], page.language)
    return Paragraph(
        page.say("lead.learnt", on=since, amount=_least(page, _sum(found), sum_)), "lead"
    )


def _adjustments(page: Writing) -> Iterator[Block]:
    """Yield what the knowledge gained since a day has changed of what is due."""
    rows = []
    found, sum_ = page.many("adjustments"), page.answer.get("adjustments_total") or {}
    lacking = _not_counted(page, sum_.get("missing_lines") or (), dated=True)
    for one in found:
        label = Cell(page.prose(upper_first(_label(one))), (_part(page, one),))
        cells = (
            Cell(page.date(one.get("due_on"))),
            label,
            *(Cell(money(one[name], page.language)) for name in ("was", "is", "amount")),
        )
        rows.append(cited_row(cells, one))
    since = long_date(page.answer["known_since"], page.language)
    yield Heading(2, page.say("adjustments", on=since))
    if not found:
        yield Paragraph(
            f"{page.say('adjustments.none_known')} {lacking}"
            if lacking
            else page.say("adjustments.none")
        )
        return
    total = Cell(_least(page, _sum(found), sum_))
    rows.append(Row((Cell(page.say("total")), Cell(lacking), Cell(""), Cell(""), total), "total"))
    columns = (
        Column(page.say("date"), "date"),
        Column(page.say("line")),
        Column(page.say("adjustments.was"), "amount"),
        Column(page.say("adjustments.is"), "amount"),
        Column(page.say("difference"), "amount"),
    )
    yield page.references.table(page.say("adjustments", on=since), columns, rows)


def _part(page: Writing, payment: Mapping[str, Any]) -> str:
    part = page.prose(
        payment.get("of_label") or payment.get("part_label") or payment.get("part") or ""
    )
    shown = _period(page, payment) if _number(payment) is not None else ""
    return ", ".join(text for text in (part, shown) if text)


def _under_readings(page: Writing) -> Iterator[Block]:
    """Yield what each option of each reading gives, reading by
    reading, then the periods and the lines that it changes.
    """
    others = page.many("under_readings")
    questions = {
        detail.get("id"): detail.get("question") for detail in page.many("readings_detail")
    }
    rows: list[Row] = []
    for reading in dict.fromkeys(other.get("reading") for other in others):
        rows.append(Row((Cell(page.prose(questions.get(reading) or reading)),), "group"))
        rows += [_option(page, other) for other in others if other.get("reading") == reading]
    columns = (
        Column(page.say("reading")),
        Column(page.say("difference"), "amount"),
        Column(page.say("total"), "amount"),
    )
    yield page.references.table(page.say("under_readings"), columns, rows)
    nodes = []
    for other in others:
        periods = tuple(_total(page, total) for total in other.get("totals") or ())
        changes = tuple(page.prose(change) for change in other.get("changes") or ())
        if periods or changes:
            nodes.append(Node(_assignment(other), (*periods, *changes)))
    if nodes:
        yield Tree(page.say("detail"), tuple(nodes), folded=True)


def _option(page: Writing, other: Mapping[str, Any]) -> Row:
    name, says = _assignment(other), page.prose(other.get("says") or "")
    total = (
        Decimal(str(other["total"]))
        if other.get("total") is not None
        else _sum(other.get("totals") or ())
    )
    difference = Decimal(str(other.get("difference") or 0))
    shown = ("+" if difference > 0 else "") + money(difference, page.language)
    cells = (
        Cell(says or name, (name,) if says else ()),
        Cell(shown),
        Cell(_least(page, total, other)),
    )
    return cited_row(cells, other)


def _assignment(other: Mapping[str, Any]) -> str:
    return f"{other.get('reading')} = {other.get('option')}"


def _total(page: Writing, total: Mapping[str, Any]) -> str:
    return f"{_heading(page, total)}{page.colon} {_least(page, total['amount'], total)}"


def _number(item: Mapping[str, Any]) -> Any:
    """The number of the period that a line belongs to; None outside any period."""
    return item.get("period")


def _place(item: Mapping[str, Any]) -> tuple[Any, Any]:
    """The period that a line belongs to, by its grid and its number."""
    return item.get("period_of"), _number(item)


def _period(page: Writing, item: Mapping[str, Any]) -> str:
    """What a period is called: the label of its grid, and its number."""
    return f"{page.prose(item.get('period_label') or page.say('period'))} {_number(item)}"


def _span(page: Writing, item: Mapping[str, Any]) -> str:
    start, until = item.get("from"), item.get("until")
    if (
        start
        and until
        and date.fromisoformat(until) == date.fromisoformat(start) + timedelta(days=1)
    ):
        return long_date(start, page.language)
    return span(start, until, page.language)


def _sum(items: Iterable[Mapping[str, Any]] | Sequence[Mapping[str, Any]]) -> Decimal:
    return sum((Decimal(str(item["amount"])) for item in items), Decimal(0))


def _label(item: Mapping[str, Any]) -> str:
    return str(item.get("label") or item.get("line") or "")
