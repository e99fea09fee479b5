"""The page that tries the API: its requests, an example of each to change and send, the reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from msgspec import Struct, json

from accord.server.api.described import description
from accord.server.api.replies import language_accepted
from accord.server.pages.page import address, visit_of, written
from accord.server.service import AnyRequest, service_of

_FIRST: Final = "funding"
_NOTHING: Final[Mapping[str, Any]] = {"": {}}


class Parameter(Struct, frozen=True):
    """A parameter of an address: its name, the value of its example, whether it is needed."""

    name: str
    example: str
    required: bool
    in_path: bool
    options: tuple[tuple[str, str], ...] = ()
    """What there is to choose from, each with what it is called; any text where it is empty."""


class Tried(Struct, frozen=True):
    """A request that the page tries."""

    id: str
    about: str
    """Its tag: `case`, `law` or `description`."""
    method: str
    path: str
    media_type: str = ""
    body: str = ""
    parameters: tuple[Parameter, ...] = ()


@get("/api", sync_to_thread=False)
def chosen_language(request: AnyRequest) -> Redirect:
    """Lead to the page in the language of the browser."""
    root = service_of(request).options.root_path
    return Redirect(address(root, language_accepted(request), "api"), status_code=303)


@get("/{language:str}/api")
async def for_programs(request: AnyRequest) -> Response[bytes]:
    """Show a request of the API, to be changed and sent."""
    tried = requests_in(await description(service_of(request)))
    asked = request.query_params.get("ask", _FIRST)
    shown = next((each for each in tried if each.id == asked), None)
    if shown is None:
        raise NotFoundException
    groups = [(about, list(each)) for about, each in groupby(tried, lambda request: request.about)]
    return written(
        request,
        "api/try.html",
        await visit_of(request),
        shown=shown,
        groups=groups,
        command=command_of(shown, _origin(request)),
    )


@lru_cache(maxsize=2)
def requests_in(described: bytes) -> tuple[Tried, ...]:
    """Return the requests that a description of the API describes."""
    return tuple(_requests(json.decode(described)))


def _requests(described: Mapping[str, Any]) -> Iterator[Tried]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            ((kind, content),) = operation.get("requestBody", {}).get("content", _NOTHING).items()
            example = content.get("example", "")
            body = example if isinstance(example, str) else _indented(example)
            yield Tried(
                operation["operationId"],
                operation["tags"][0],
                method.upper(),
                path,
                kind,
                body,
                tuple(map(_parameter, operation.get("parameters", ()))),
            )


def _indented(example: Any) -> str:
    return json.format(json.encode(example), indent=2).decode()


def _parameter(told: Mapping[str, Any]) -> Parameter:
    choices = told["schema"].get("enum", ())
    none = [("", "—")] if choices and not told["required"] else []
    return Parameter(
        told["name"],
        told.get("example", ""),
        told["required"],
        told["in"] == "path",
        (*none, *((choice, choice) for choice in choices)),
    )


def command_of(tried: Tried, origin: str) -> str:
    """Return a request as a command of a terminal; the script of the page writes the same."""
    path, asked = tried.path, []
    for parameter in tried.parameters:
        if parameter.in_path:
            path = path.replace(f"{{{parameter.name}}}", parameter.example)
        elif parameter.example:
            asked.append(f"{parameter.name}={parameter.example}")
    url = f"{origin}{path}{'?' if asked else ''}{'&'.join(asked)}"
    if not tried.body:
        return f"curl '{url}'"
    quoted = tried.body.replace("'", "'\\''")
    return (
        f"curl '{url}' \\\n  -H 'Content-Type: {tried.media_type}' \\\n  --data-binary '{quoted}'"
    )


def _origin(request: AnyRequest) -> str:
    url = request.url
    return f"{url.scheme}://{url.netloc}{service_of(request).options.root_path}"


ROUTES: Final = (chosen_language, for_programs)
