"""What the interview and the form of the facts share: a request tells more of a case, and a page is
made of it; the page to write first, where none can be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias, TypeVar

from litestar import HttpMethod, Response
from litestar.datastructures import FormMultiDict

import accord
from accord.law import Law
from accord.server.pages.about import read_of
from accord.server.pages.page import language_in, written
from accord.server.pages.told import about, must_choose
from accord.server.pages.unreadable import unreadable
from accord.server.pages.visit import Visit
from accord.server.service import AnyRequest, service_of
from engine.diagnostics.bilingual import Language

Made = TypeVar("Made")
Work: TypeAlias = Callable[[Visit, Law, Language, FormMultiDict], Made]
ASKED_OR_TOLD: Final = [HttpMethod.GET, HttpMethod.POST]
"""Such a page is asked for by who has said nothing yet, and sent what one says."""


async def told_by(
    request: AnyRequest, visit: Visit, form: FormMultiDict, work: Work[Made]
) -> Made | Response[bytes]:
    """Return what `work` makes of a visit and of the form that was sent. Where the visitor has yet
    to say which agreement it is about, or the case cannot be read, return the page that says so.
    """
    service, language = service_of(request), language_in(request)
    law = service.laws.current.law
    visit = about(visit, law, str(form.get("corpus", "")), language)
    if must_choose(visit, law):
        agreements = read_of(service.laws.current, language)
        return written(request, "interview/agreement.html", visit, agreements=agreements)
    try:
        return await service.answering.of(partial(work, visit, law, language, form))
    except accord.RefusedInput as refusal:
        return unreadable(request, visit, refusal)
