"""One server in this process for all the tests that ask it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.app import application
from accord.server.service import Options, Service, started

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def service() -> Service:
    return started(Options())


@pytest.fixture(scope="session")
def server(service: Service) -> Iterator[TestClient[Litestar]]:
    with TestClient(application(service), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def two_laws() -> Service:
    """Return the law of the package with that of another agreement beside it."""
    return started(Options((ROOT / "examples/other_agreement/rulesets",)))


@pytest.fixture(scope="session")
def with_another(two_laws: Service) -> Iterator[TestClient[Litestar]]:
    with TestClient(application(two_laws), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(autouse=True)
def _no_cookie(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget the language that a test has chosen."""
    yield
    if "server" in request.fixturenames:
        request.getfixturevalue("server").cookies.clear()
