"""How a page is written: its template, its language, the addresses in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from litestar import Response
from litestar.datastructures import FormMultiDict
from litestar.exceptions import NotFoundException
from markupsafe import Markup, escape

from accord.server.pages.drafts import drafts_of, faults_of
from accord.server.pages.visit import QUERIES, Visit, visit_in
from accord.server.service import AnyRequest, service_of
from accord.server.wording import say, say_count
from engine.diagnostics.bilingual import Language
from engine.words.formats import as_printed, long_date, money, upper_first

HERE: Final = Path(__file__).parent.parent
STATIC: Final = HERE / "static"
FORM: Final = "form that was sent"
"""Under what name the form of a request is kept while it is answered."""


@cache
def assets() -> str:
    """Return what names this version of the static files: they may be kept for ever."""
    return sha256(b"".join(file.read_bytes() for file in sorted(STATIC.iterdir()))).hexdigest()[:12]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["queries"] = QUERIES
    environment.filters["capitalised"] = upper_first
    environment.filters["within"] = _within
    environment.filters["coded"] = coded
    environment.globals["program"] = version("accord")
    return environment


def _within(sentence: str) -> str:
    """Return a sentence as it goes on after a colon, without its capital."""
    return sentence[:1].lower() + sentence[1:]


def coded(text: str) -> Markup:
    """Return a sentence with what stands between backquotes as it is written in a file."""
    parts = str(escape(text)).split("`")
    parts[1::2] = (f"<code>{part}</code>" for part in parts[1::2])
    return Markup("".join(parts))  # every part is escaped


def language_in(request: AnyRequest) -> Language:
    """Return the language of a page, which begins its address; NotFoundException for another."""
    language: object = request.path_params.get("language")
    if language == "fr" or language == "en":  # the type checker follows the two comparisons
        return language
    raise NotFoundException


async def visit_of(request: AnyRequest, query: str | None = None) -> Visit:
    """Return what the visitor has said so far: what the form carries, nothing without a form.

    `query` is the question of the page; NotFoundException where there is none of that name.
    """
    if query is not None and query not in QUERIES:
        raise NotFoundException
    form = await form_of(request)
    request.scope["state"][FORM] = form  # for a page that says that there is no answer
    return visit_in(form, query)


async def form_of(request: AnyRequest) -> FormMultiDict:
    """Return the form that was sent, an empty one where there is none."""
    return await request.form() if request.method == "POST" else FormMultiDict()


def written(
    request: AnyRequest,
    template: str,
    visit: Visit,
    /,
    *,
    status: int = 200,
    language: Language | None = None,
    **content: Any,
) -> Response[bytes]:
    """Return the page of a template, in the language of the request where no other is named.

    A template has, beside its own `content`: `say` and `say_count` (words), `url` (addresses),
    `visit`, `language`, `money` and `day` (formats), `prose` (a sentence of the engine, as it is
    printed), `law` (what is served), `drafts` (those among its texts), `newer_faults` (why newer
    files are not served); `here`, its address under the language (`/answer/funding`), which the
    reply to a form sent elsewhere gives itself; and `held`, whether the visitor has sent a form:
    then a link carries the visit.
    """
    language = language or language_in(request)
    text = _written(request, language, template, {"visit": visit, **content})
    return Response(text.encode(), media_type="text/html", status_code=status)


def fragment_of(request: AnyRequest) -> Callable[..., Markup]:
    """Return what writes a template that is a part of a page of a request, with its content."""

    language = language_in(request)

    def written_part(template: str, **content: Any) -> Markup:
        return Markup(_written(request, language, template, content))  # a template escapes

    return written_part


def url_of(request: AnyRequest, language: Language | None = None) -> Callable[..., str]:
    """Return what gives the address of a page in a language, that of the request where none is
    named: `url("answer", "funding")`.
    """
    language, root = language or language_in(request), service_of(request).options.root_path
    if not is_embedded(request):
        return lambda *parts, **asked: address(root, language, *parts, **asked)
    return lambda *parts, **asked: address(root, language, *embedded(parts), **asked)


def is_embedded(request: AnyRequest) -> bool:
    """Whether a page is asked for the frame of another site."""
    return "/embed/" in str(request.scope["path"])


def embedded(parts: Sequence[str]) -> Sequence[str]:
    """Return the parts of the address that a page has in the frame of another site: its own, where
    it is one of those that are shown there.

    >>> embedded(("answer", "funding"))
    ('embed', 'funding', 'answer')
    """
    match parts:
        case ("interview", query):
            return "embed", query
        case ("facts" | "answer" as page, query):
            return "embed", query, page
    return parts


def _written(
    request: AnyRequest, language: Language, template: str, content: Mapping[str, Any]
) -> str:
    """Return what a template makes of its content and of what every page has."""
    service = service_of(request)
    root = service.options.root_path
    common = {
        "language": language,
        "say": lambda key, **slots: say(key, language, **slots),
        "say_count": lambda key, count, **slots: say_count(key, count, language, **slots),
        "held": request.method == "POST",
        "root": root,
        "url": url_of(request, language),
        "static": lambda name: f"{root}/static/{assets()}/{name}",
        "law": service.laws.current,
        "drafts": drafts_of(service.laws.current, language),
        "newer_faults": faults_of(service, language),
        "money": lambda amount: money(amount, language),
        "day": lambda day: long_date(day, language),
        "prose": lambda text: as_printed(text, language),
    }
    written_of = {**common, "here": here_in(request, language), **content}
    written_of |= _in_a_frame(request, str(written_of["here"]))
    return template_named(template).render(written_of)


def _in_a_frame(request: AnyRequest, here: str) -> dict[str, object]:
    """Return what the shell of a page needs to know of the frame of another site: whether it is in
    one, its own address there, and that of the whole page.
    """
    if not is_embedded(request):
        return {"embedded": False, "whole_page": here}
    parts = here.removeprefix("/").split("/")
    if parts[0] == "embed":
        whole = "/".join((*(parts[2:] or ["interview"]), parts[1]))
    else:
        whole, parts = "/".join(parts), list(embedded(tuple(parts)))
    return {"embedded": True, "here": "/" + "/".join(parts), "whole_page": f"/{whole}"}


def template_named(name: str) -> Template:
    """Return a template, compiled the first time that it is asked for."""
    return _templates().get_template(name)


def prepare_shell() -> None:
    """Compile the templates of every page, so that the first visitor does not wait for it."""
    for name in _templates().list_templates():
        if "/" not in name or name.startswith("shell/"):
            template_named(name)


def here_in(request: AnyRequest, language: Language) -> str:
    """Return the address of a page under its language, with what it asks: `/law?on=2023-06-01`."""
    root = service_of(request).options.root_path
    path = quote(str(request.scope["path"]), safe="/").removeprefix(root)
    asked = request.scope["query_string"].decode("latin-1")
    under = path.removeprefix(f"/{language}") or "/"
    return f"{under}?{asked}" if asked else under


def address(root: str, *parts: str, **query: str) -> str:
    """Return an address of this server: its parts one under the other, each made safe."""
    path = "/".join(quote(part, safe="") for part in parts)
    end = "" if len(parts) > 1 else "/"
    asked = f"?{urlencode(query)}" if query else ""
    return f"{root}/{path}{end}{asked}"
