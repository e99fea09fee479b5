"""Requests drawn from the description of the API, right and wrong ones: no answer but those that it
describes, and never a failure of the server.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from depth import some
from hypothesis import HealthCheck, Phase, given, settings
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis.generation import GenerationMode

DRAWN = some(2, 140)
"""How many requests are drawn for each of the addresses."""


@schemathesis.serializer("application/x-ndjson")
def lines(_: Any, value: Any) -> bytes:
    """Write a batch as it was drawn: its body is a text."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(scope="module")
def described(server: TestClient[Litestar]) -> Any:
    document = server.get("/api/v1/openapi.json").json()
    expected = {"expected-statuses": ["2xx", "404", "422"]}  # the law may refuse a well-formed case
    config = schemathesis.Config.from_dict(
        {"generation": {"mode": "all"}, "checks": {"positive_data_acceptance": expected}}
    )
    return schemathesis.openapi.from_dict(document, config=config)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_reply_is_one_that_is_described(
    described: Any, server: TestClient[Litestar], mode: GenerationMode
) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == 20
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and operation.path.endswith("/batch"):
            continue  # what is wrong with a line is told in its place (test_api_batch.py)
        replies_checked(operation.as_strategy(generation_mode=mode), server)()


def replies_checked(cases: Any, server: TestClient[Litestar]) -> Any:
    """Return what asks the server some of the cases, and checks each reply."""

    @given(cases)
    @settings(
        max_examples=DRAWN,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def check(case: schemathesis.Case) -> None:
        asked = case.as_transport_kwargs(base_url="http://testserver.local")
        asked.pop("cookies", None)
        content = asked.pop("data", None)
        if content is not None:
            asked["content"] = content
        reply = server.request(**{key: said for key, said in asked.items() if said is not None})
        case.validate_response(reply)

    return check
