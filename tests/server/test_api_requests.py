"""What a request may say, and what is told of one that cannot be read: all of it at once, each at
its place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accord.server.api.json_body import read_json
from accord.server.api.requests import (
    CompareRequest,
    FundingRequest,
    InterviewRequest,
    request_of,
)
from accord.server.problems import pointer_in
from engine.diagnostics.diagnostic import RefusedInput


def at_fault(body: str | bytes) -> tuple[str, int, int]:
    content = body.encode() if isinstance(body, str) else body
    with pytest.raises(RefusedInput) as refused:
        read_json(content)
    (finding,) = refused.value.diagnostics
    return finding.code, finding.location.line, finding.location.column


@pytest.mark.parametrize(
    ("body", "code", "line", "column"),
    [
        ("{'a': 1}", "ACC704", 1, 2),
        ('{"a": 1,\n "b": }', "ACC704", 2, 7),
        ('{"a": 1\r\n "b": 2}', "ACC704", 2, 2),
        ('{"a": 1} {"b": 2}', "ACC704", 1, 10),
        ('{"a": "x\ny"}', "ACC704", 1, 9),
        (r'{"a": "\q"}', "ACC704", 1, 8),
        ('{"a": "x', "ACC704", 1, 7),
        ('{"a" 1}', "ACC704", 1, 6),
        ("[1 2]", "ACC704", 1, 4),
        ('{"a": 01}', "ACC704", 1, 8),
        ("", "ACC005", 0, 0),
        (" \n", "ACC005", 0, 0),
        (b"\xff\xfe{\x00}\x00", "ACC004", 0, 0),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "ACC012", 0, 0),
        ('{"a": NaN}', "ACC014", 0, 0),
        ('{"a": -Infinity}', "ACC014", 0, 0),
        (f'{{"a": {"9" * 5000}}}', "ACC014", 0, 0),
        (f'{{"a": 0.{"9" * 5000}}}', "ACC014", 0, 0),
        (r'{"a": "\ud800"}', "ACC015", 0, 0),
        ("[" * 65 + "]" * 65, "ACC007", 0, 0),
        ("[" * 100_000, "ACC007", 0, 0),
        ('{"a":' * 100_000, "ACC007", 0, 0),
    ],
)
def test_what_is_not_json_is_refused_where_reading_stops(
    body: str | bytes, code: str, line: int, column: int
) -> None:
    assert at_fault(body) == (code, line, column)


def test_numbers_are_read_as_they_are_written() -> None:
    read = read_json(
        '\ufeff{"rate": 0.10, "sum": 1e2, "count": 12, "name": "\\ud83d\\ude00"}'.encode()
    )
    assert read == {
        "rate": Decimal("0.10"),
        "sum": Decimal("1e2"),
        "count": 12,
        "name": "\U0001f600",
    }
    assert str(read["rate"]) == "0.10"
    assert read_json(b"[" * 64 + b"]" * 64) is not None


def test_a_request_has_the_keys_of_its_question() -> None:
    request = request_of(
        FundingRequest, {"case": {}, "on": "2023-06-01", "readings": ["all", {"a": "b"}]}
    )
    assert request.on == date(2023, 6, 1)
    assert request.readings == ("all", {"a": "b"})
    assert request.trace == "none"


def test_all_that_is_wrong_with_a_request_is_told_at_once() -> None:
    body = {"cas": {}, "on": "2023-02-30", "lang": "fra", "without": ["x", 3], "set": []}
    with pytest.raises(RefusedInput) as refused:
        request_of(CompareRequest, body)
    told = {
        finding.location.path: (finding.code, str(finding.hint))
        for finding in refused.value.diagnostics
    }
    assert told == {
        "/cas": ("ACC701", "did you mean `case`?"),
        "/case": ("ACC703", "give the facts as an object, or as a text that holds them."),
        "/lang": ("ACC702", "did you mean `fr`?"),
        "/on": ("ACC702", "a day is a text, as in `2023-06-01`."),
        "/set": ("ACC702", "give an object of paths and values."),
        "/without/1": ("ACC702", "give a list of names, which are texts."),
    }


@pytest.mark.parametrize("body", [None, 3, [], "text", True])
def test_a_request_is_an_object(body: object) -> None:
    with pytest.raises(RefusedInput) as refused:
        request_of(InterviewRequest, body)
    assert [finding.location.path for finding in refused.value.diagnostics] == [""]


@pytest.mark.parametrize(
    ("given", "way", "pointer"),
    [
        ({"a": {"b": 1}}, "a.b", "/case/a/b"),
        ({"visits": [{"by": 1}]}, "visits[0].by", "/case/visits/0/by"),
        ({"a.b": {"c/d": 1}}, "a.b.c/d", "/case/a.b/c~1d"),
        ({"a": 1, "a[0]": {"x": 1}}, "a[0].x", "/case/a[0]/x"),
        ({}, "a.b", "/case/a/b"),
        ({}, "", "/case"),
        ({"~": 1}, "~", "/case/~0"),
        ({"": {"": 1}}, ".", "/case"),
    ],
)
def test_the_way_to_a_fault_is_a_json_pointer(
    given: dict[str, object], way: str, pointer: str
) -> None:
    assert pointer_in("case", given, way) == pointer
