"""What every request passes first: names, sizes, headers; what the log and the figures keep."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient
from msgspec.structs import replace

from accord.server.app import application
from accord.server.limits import Limits
from accord.server.operation import log
from accord.server.operation.hosts import hosts_served, is_served
from accord.server.service import Service

FACT = "Secret-Commune-75000"
CASE = {"case": {"community": {"name": FACT}}}


def asked_of(service: Service, **options: Any) -> TestClient[Litestar]:
    """Return a client of a server with other options, on the same law."""
    changed = replace(service, options=replace(service.options, **options))
    return TestClient(application(changed), raise_server_exceptions=False)


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log.JsonLines())
    level = log.LOGGER.level
    log.LOGGER.addHandler(handler)
    log.LOGGER.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    log.LOGGER.removeHandler(handler)
    log.LOGGER.setLevel(level)


# --- headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/fr/", "/nothing/here", "/healthz", "/api/v1/nothing"])
def test_every_reply_forbids_what_a_page_does_not_need(
    server: TestClient[Litestar], path: str
) -> None:
    headers = server.get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in headers


def test_only_the_page_to_embed_may_be_framed_and_only_by_the_sites_allowed(
    service: Service,
) -> None:
    site = "https://example.org"
    with asked_of(service, allow_frames=(site,)) as client:
        embedded = client.get("/fr/embed/funding").headers
        other = client.get("/fr/").headers
    assert f"frame-ancestors {site}" in embedded["content-security-policy"]
    assert "x-frame-options" not in embedded
    assert "frame-ancestors 'none'" in other["content-security-policy"]


def test_scripts_of_other_sites_read_answers_only_where_that_is_allowed(service: Service) -> None:
    site = {"origin": "https://example.org"}
    before = {**site, "access-control-request-method": "POST"}
    with asked_of(service, allow_origins=("https://example.org",)) as client:
        assert client.options("/api/v1/funding", headers=before).status_code == 204
        reply = client.post("/api/v1/funding", json=CASE, headers=site)
        assert reply.headers["access-control-allow-origin"] == "https://example.org"
        other = client.post(
            "/api/v1/funding", json=CASE, headers={"origin": "https://evil.example"}
        )
        assert "access-control-allow-origin" not in other.headers
        page = client.get("/fr/", headers=site)
        assert "access-control-allow-origin" not in page.headers


def test_static_files_may_be_kept_for_ever_and_pages_not(server: TestClient[Litestar]) -> None:
    page = server.get("/fr/")
    start = page.text.index("/static/")
    sheet = server.get(page.text[start : page.text.index('"', start)])
    assert "immutable" in sheet.headers["cache-control"]
    assert "no-cache" in page.headers["cache-control"]
    assert "immutable" not in server.get("/static/none").headers["cache-control"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("proxy-7f.3_A", True), ("a" * 65, False), ("a b", False), ('x"},{"y', False), ("", False)],
)
def test_the_id_of_a_request_is_that_of_the_proxy_where_it_is_sane(
    server: TestClient[Litestar],
    given: str,
    kept: bool,  # noqa: FBT001
) -> None:
    told = server.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"]
    assert (told == given) is kept
    assert log._SANE.fullmatch(told.encode())


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listens_on", "allowed", "host", "served"),
    [
        ("127.0.0.1", (), "127.0.0.1:8000", True),
        ("127.0.0.1", (), "localhost:8000", True),
        ("127.0.0.1", (), "[::1]:8000", True),
        ("127.0.0.1", (), "evil.example", False),
        ("127.0.0.1", (), "localhost.evil.example", False),
        ("127.0.0.1", (), "", False),
        ("127.0.0.1", ("accord.example",), "Accord.example", True),
        ("0.0.0.0", (), "anything.example", True),
        ("0.0.0.0", ("accord.example",), "evil.example", False),
        ("0.0.0.0", ("accord.example",), "accord.example:443", True),
        ("", (), "any", True),
    ],
)
def test_under_which_names_a_server_answers(
    listens_on: str,
    allowed: tuple[str, ...],
    host: str,
    served: bool,  # noqa: FBT001
) -> None:
    assert is_served(host.encode(), hosts_served(listens_on, allowed)) is served


def test_another_name_is_refused_but_for_those_who_watch(service: Service) -> None:
    with asked_of(service, host="127.0.0.1") as client:
        refused = client.get("/fr/", headers={"host": "evil.example"})
        assert refused.status_code == 421
        assert refused.json()["findings"][0]["code"] == "ACC715"
        assert client.get("/fr/", headers={"host": "localhost"}).status_code == 200
        assert client.get("/healthz", headers={"host": "10.0.0.3"}).status_code == 200


# --- bodies ---------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_refused_in_words(service: Service) -> None:
    with asked_of(service, limits=Limits(body=1 << 20)) as client:
        large = b"x" * ((1 << 20) + 1)
        refused = client.post("/api/v1/funding", content=large)
        assert refused.status_code == 413
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["findings"][0]["code"] == "ACC711"
        page = client.post("/fr/open", content=large)
        assert page.status_code == 413
        assert "C’est trop grand" in page.text


class Connection:
    """The messages of a connection, some of which never come."""

    def __init__(self, *messages: dict[str, Any], then: str = "nothing") -> None:
        self._messages = list(messages)
        self._then = then
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if self._messages:
            return self._messages.pop(0)
        if self._then == "nothing":
            await asyncio.Future[None]()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    def ask(self, service: Service, path: str, **headers: str) -> int | None:
        scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(),
            "root_path": "", "query_string": b"", "scheme": "http", "http_version": "1.1",
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1), "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        asyncio.run(application(service)(scope, self.receive, self.send))  # type: ignore[arg-type]
        return next((part["status"] for part in self.sent if "status" in part), None)


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


CHUNKED = {"transfer-encoding": "chunked", "host": "localhost"}


def test_a_body_in_parts_is_counted_too(service: Service) -> None:
    connection = Connection(*(part(b"x" * 400_000) for _ in range(3)))
    assert connection.ask(service, "/api/v1/funding", **CHUNKED) == 413
    assert (b"connection", b"close") in connection.sent[0]["headers"]


def test_a_body_that_stops_half_way_is_not_waited_for(service: Service) -> None:
    quick = replace(service, options=replace(service.options, limits=Limits(body_seconds=0.02)))
    assert Connection(part(b'{"ca')).ask(quick, "/api/v1/funding", **CHUNKED) == 408


def test_a_client_that_leaves_half_way_is_told_nothing(service: Service) -> None:
    connection = Connection(part(b'{"ca'), then="leaves")
    assert connection.ask(service, "/api/v1/funding", **CHUNKED) is None


# --- busy, and too long ---------------------------------------------------------------------------


class Full:
    """A place to answer where nothing is answered."""

    def busy_for(self, turn: str = "short") -> int | None:
        return 3


def test_a_program_that_cannot_be_answered_soon_is_told_when_to_come_back(service: Service) -> None:
    full: Any = Full()
    connection = Connection()  # its body is not even read
    headers = {"host": "localhost", "content-length": "100", "accept-language": "en"}
    status = connection.ask(replace(service, answering=full), "/api/v1/funding", **headers)
    assert status == 503
    assert (b"retry-after", b"3") in connection.sent[0]["headers"]
    told = json.loads(connection.sent[1]["body"])
    assert (told["findings"][0]["code"], told["findings"][0]["hint"]) == (
        "ACC713",
        "ask again in 3 s.",
    )


# --- what is told to those who watch --------------------------------------------------------------


def test_readyz_says_which_law_answers(server: TestClient[Litestar], service: Service) -> None:
    told = server.get("/readyz").json()
    assert told["status"] == "ready"
    assert told["law"]["digest"] == service.laws.current.digest
    assert told["law"]["texts"] == [text.id for text in service.laws.current.law.texts]
    assert (told["newer"], told["law"]["findings"]) == (None, 0)


def test_metrics_count_by_template_and_never_by_address(server: TestClient[Litestar]) -> None:
    for _ in range(2):
        server.get("/fr/")
    server.get(f"/{FACT}?q={FACT}")
    server.request("BREW", "/fr/")
    text = server.get("/metrics").text
    assert FACT not in text
    assert "BREW" not in text
    assert 'accord_requests_total{method="GET",route="/{language}",status="200"}' in text
    assert 'accord_requests_total{method="GET",route="(none)",status="404"}' in text
    assert 'accord_request_seconds_bucket{le="0.15",route="/{language}"}' in text
    assert "accord_law_info{" in text
    assert 'accord_kept{cache="' in text


def test_the_log_holds_no_fact(
    server: TestClient[Litestar], logged: Callable[[], list[dict[str, Any]]]
) -> None:
    server.post(f"/api/v1/funding?on={FACT}", json=CASE, headers={"x-request-id": "one"})
    server.post("/fr/answer/funding", data={"case": f"community: {{name: {FACT}}}"})
    server.get(
        f"/{FACT}", headers={"user-agent": FACT, "referer": FACT, "x-request-id": FACT + " "}
    )
    server.post("/fr/open", content=FACT.encode(), headers={"content-type": f"text/{FACT}"})
    lines = logged()
    assert len(lines) == 4
    assert FACT not in json.dumps(lines, ensure_ascii=False)
    first = lines[0]
    assert (first["event"], first["id"], first["method"]) == ("request", "one", "POST")
    assert {"time", "level", "route", "status", "ms"} <= first.keys()


def test_a_fault_is_logged_by_its_place_and_not_by_its_message() -> None:
    try:
        raise ValueError(FACT)  # noqa: TRY301
    except ValueError as raised:
        record = logging.LogRecord("uvicorn.error", 40, "", 1, "Exception in %s", (FACT,), None)
        record.exc_info = (ValueError, raised, raised.__traceback__)
    line = log.JsonLines().format(record)
    assert FACT not in line
    told = json.loads(line)
    assert told["fault"] == "ValueError"
    assert "test_operation_gate" in told["at"][0]


def test_a_refusal_is_no_fault_and_a_fault_is_one(
    service: Service, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    @get("/broken")
    async def broken() -> None:
        raise ValueError(FACT)

    made = application(service)
    made.register(broken)
    with TestClient(made, raise_server_exceptions=False) as client:
        assert client.post("/api/v1/funding", json={"cas": 1}).status_code == 400
        assert client.get("/broken").status_code == 500
    lines = logged()
    assert [line["event"] for line in lines] == ["request", "fault", "request"]
    assert (lines[1]["fault"], lines[1]["id"]) == ("ValueError", lines[2]["id"])
    assert "broken" in lines[1]["at"][-1]
    assert FACT not in json.dumps(lines)


def test_those_who_watch_are_not_logged(
    server: TestClient[Litestar], logged: Callable[[], list[dict[str, Any]]]
) -> None:
    server.get("/healthz")
    server.get("/metrics")
    assert logged() == []


@pytest.mark.parametrize("path", ["/fr/", "/healthz", "/api/v1/law", "/static/none", "/nothing"])
def test_head_is_get_without_its_body(server: TestClient[Litestar], path: str) -> None:
    whole, head = server.get(path), server.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("content-type", "content-length", "content-security-policy"):
        assert head.headers.get(name) == whole.headers.get(name)
    assert server.head("/api/v1/funding").status_code == 405


@pytest.mark.parametrize("path", ["/fr/", "/readyz", "/api/v1/law", "/en/law"])
def test_a_page_is_there_whether_a_proxy_takes_its_path_off_or_not(
    service: Service, path: str
) -> None:
    below = asked_of(service, root_path="/accord")
    below.app.asgi_handler = under(below.app.asgi_handler, "/accord")
    taken_off, left = below.get(path), below.get(f"/accord{path}")
    assert (taken_off.status_code, left.status_code) == (200, 200)
    assert taken_off.content == left.content
    assert below.get(f"/accord/accord{path}").status_code == 404


def under(app: Any, root: str) -> Any:
    """Return an application that is told of the path of a proxy, as the processes do."""

    async def told(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "root_path": root, "path": root + scope["path"]}
        await app(scope, receive, send)

    return told
