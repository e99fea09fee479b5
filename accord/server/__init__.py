"""The law behind a page and an API, on one's own machine or behind a proxy: `accord serve`.

In: a law (`accord.Law`), requests. Out: pages, JSON answers, problems. Nothing that is asked is
kept. Read first: `service.py`, `app.py`, then `pages/visit.py` for the pages and `api/` for
programs. Nothing here computes what the law says: `accord` does.
"""
