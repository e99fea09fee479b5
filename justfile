# Verbs of the project; `.ci/run` runs the same ones. They use the active environment: pip install -e '.[test,lint,docs]'.

# everything that must hold before a commit
check: lint types test docs

test *args:
    python -m pytest -q -n auto {{args}}

# what to run while writing: unit tests, scenarios and docs, in under a minute
quick *args:
    python -m pytest -q -n auto -m "not slow" tests/unit tests/docs scenarios {{args}}

# the long draws: three times as many cases, and each of 20,000 contracts alone and in a table
deep *args:
    ACCORD_DEEP=1 ACCORD_EVERY=1 python -m pytest -q -n auto {{args}}

scenarios *args:
    python -m pytest -q scenarios {{args}}

lint:
    ruff check .
    ruff format --check .
    lint-imports --no-cache --no-logo
    yamllint -s .
    git ls-files '*.md' ':!*.fr.md' | xargs codespell
    python -m engine check rulesets scenarios examples/cpts_exemple.yaml examples/projet_paris.yaml
    python -m engine check examples/avenant_3/rulesets examples/avenant_3/case.yaml examples/avenant_3/avenant_3.scenario.yaml
    python -m engine check examples/health_centre
    python -m engine check examples/home_employment
    python -m engine check examples/other_agreement/rulesets

types:
    mypy

docs:
    NO_MKDOCS_2_WARNING=1 mkdocs build --strict -q

# open the pages of the site in Chromium, with what `pip install -e '.[docs,site]'` brings
site: docs
    python docs/check_site.py site

# open the pages of the server in Chromium: three people, every kind of page
pages *args:
    python -m pytest -q tests/pages {{args}}

# rewrite what is generated and committed
regen:
    python docs/regenerate.py

bench:
    for program in benchmarks/*.py; do echo "== $program"; python "$program"; done
