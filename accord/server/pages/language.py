"""The choice of a language: the same page in the other one, with what the visitor has said."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from litestar import Response, post
from litestar.datastructures import Cookie

from accord.server.pages.page import language_in
from accord.server.service import AnyRequest, service_of

COOKIE: Final = "lang"
"""The only cookie: the language that a visitor has chosen."""
_YEAR: Final = 365 * 24 * 3600


@post("/{language:str}/language")
async def change_language(request: AnyRequest) -> Response[bytes]:
    """Lead to the page that the form names, in the language that it chooses.

    A page that was asked with a form is asked again with the same form (307): the browser sends
    what the visitor has said once more.
    """
    form = await request.form()
    asked = form.get("language")
    language = asked if asked in ("fr", "en") else language_in(request)
    root = service_of(request).options.root_path
    path, _, query = str(form.get("here", "")).removeprefix("/").partition("?")
    query = f"?{quote(query, safe='=&%+')}" if query else ""
    return Response(
        b"",
        media_type="text/plain",
        status_code=307 if form.get("held") else 303,
        headers={"location": f"{root}/{language}/{quote(path, safe='/%')}{query}"},
        cookies=[
            Cookie(
                key=COOKIE,
                value=language,
                path=f"{root}/",
                max_age=_YEAR,
                httponly=True,
                samesite="lax",
            )
        ],
    )


ROUTES: Final = (change_language,)
