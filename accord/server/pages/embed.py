"""The page to put into the frame of another site: the interview, the facts and the answer, without
what stands around the other pages.

Its addresses are those under which the headers let another site frame a page (`--allow-frame`).
"""

from __future__ import annotations

from typing import Any, Final

from litestar import post, route

from accord.server.pages import answer, facts, interview
from accord.server.pages.telling import ASKED_OR_TOLD

_INTERVIEW: Final = "/{language:str}/embed/{topic:str}"
_FACTS: Final = "/{language:str}/embed/{topic:str}/facts"
_ANSWER: Final = "/{language:str}/embed/{question:str}/answer"

ROUTES: Final[tuple[Any, ...]] = (
    route(_INTERVIEW, http_method=ASKED_OR_TOLD, status_code=200)(interview.ask.fn),
    route(_FACTS, http_method=ASKED_OR_TOLD, status_code=200)(facts.fill_in.fn),
    post(_ANSWER, status_code=200)(answer.answer.fn),
)
