"""Links between texts, benefits and rules: none leads back to where it starts, and tables are there for the rules that read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.clauses import Bracket, Cell, Condition, Literally, Meets, Require, Value
from engine.consolidation import Law
from engine.diagnostics import Diagnostic, Location, nearest
from engine.logic import placeholders, walk
from engine.model import Corpus, Provision, Rule
from engine.program import conclusion_values


def links(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each circle, for each rule that overrides no other rule, for each text that amends what it does not say."""
    articles = [article for text in corpus.texts.values() for article in text.articles]
    provisions = [provision for article in articles for provision in article.provisions]
    provisions += [one for article in articles for operation in article.operations for one in operation.provisions]
    yield from _texts(corpus)
    yield from _benefits(provisions)
    yield from _requirements(corpus, provisions)
    rules = {provision.address for provision in provisions if provision.rule}
    for provision in provisions:
        for address in provision.rule.overrides if provision.rule else ():
            if address == provision.address or address not in rules:
                what = "itself" if address == provision.address else f"`{address}`, which is no rule"
                yield Diagnostic("ACC216", f"the rule overrides {what}.", provision.location, nearest(address, rules - {provision.address}))


def _texts(corpus: Corpus) -> Iterator[Diagnostic]:
    links = {text.id: [*text.amends, *text.after] for text in corpus.texts.values()}
    places = {text.id: text.location for text in corpus.texts.values()}
    yield from _circles(links, places, "the text", "correct `amends` and `after`: a text comes after those it amends.")
    for text in corpus.texts.values():
        for operation in (operation for article in text.articles for operation in article.operations):
            target = operation.target.split("/", 1)[0]
            if target in corpus.texts and target not in text.amends:
                message = f"`{text.id}` amends `{target}`, and its text.yaml does not say so."
                yield Diagnostic("ACC218", message, operation.location, f"write `amends: [{target}]` there.", (text.location,))


def _benefits(provisions: Iterable[Provision]) -> Iterator[Diagnostic]:
    links: dict[str, list[str]] = {}
    places: dict[str, Location] = {}
    for provision in provisions:
        rule = provision.rule
        if rule and isinstance(rule.then, Require) and rule.when:
            named = [node.benefit for node in walk(rule.when) if isinstance(node, Meets)]
            links.setdefault(rule.then.benefit, []).extend(named)
            if named:
                places.setdefault(rule.then.benefit, provision.location)
    yield from _circles(links, places, "the benefit", "require facts of the case in one of them.")


def _requirements(corpus: Corpus, provisions: Iterable[Provision]) -> Iterator[Diagnostic]:
    """Eligibility is asked on one day: a requirement of each period would be met and unmet at once."""
    for provision in provisions:
        rule = provision.rule
        named = rule.on if rule and isinstance(rule.then, Require) else ()
        for kind in (corpus.occasions[name] for name in named if name in corpus.occasions):
            if kind.each_period:
                message = f"the requirement works on `{kind.name}`, one occasion of each period: eligibility is asked on one day."
                hint = "name an occasion of the day (`on: {fact: day}`), of each element if need be, and compare dates with `occasion.on`."
                yield Diagnostic("ACC221", message, provision.location, hint, (kind.location,))


def _circles(links: Mapping[str, Iterable[str]], places: Mapping[str, Location], what: str, hint: str) -> Iterator[Diagnostic]:
    """Yield one finding for each circle, at its first name."""
    reported: set[str] = set()
    for start in sorted(links):
        path = _back(start, start, links, frozenset({start}))
        if path and not reported & set(path):
            reported |= set(path)
            related = tuple(places[name] for name in path[:-1] if name in places)
            yield Diagnostic(
                "ACC205", f"{what} `{start}` comes back to itself: {' → '.join((start, *path))}.", places[start], hint, related
            )


def _back(name: str, start: str, links: Mapping[str, Iterable[str]], seen: frozenset[str]) -> tuple[str, ...]:
    """Return the shortest names first found that lead from a name back to the start, () when none does."""
    for following in links.get(name, ()):
        if following == start:
            return (start,)
        if following not in seen:
            seen |= {following}
            path = _back(following, start, links, seen)
            if path:
                return (following, *path)
    return ()


def tables_in_force(law: Law) -> Iterator[Diagnostic]:
    """Yield a finding for each rule in force that reads a table, row or column that is not in force with it."""
    for enacted in law.provisions.values():
        rule = enacted.provision.rule
        for node in _nodes(rule) if rule else ():
            if isinstance(node, Cell | Bracket):
                yield from _table(node, law, enacted.provision.location)


def _nodes(rule: Rule) -> Iterator[Value | Condition]:
    for root in (*conclusion_values(rule.then), *([rule.when] if rule.when else [])):
        yield from walk(root)


def _table(node: Cell | Bracket, law: Law, place: Location) -> Iterator[Diagnostic]:
    found = law.provisions.get(node.table)
    table = found.provision.table if found else None
    if found is None or table is None:
        hint = "amend the rule with its table, or keep the table."
        yield Diagnostic("ACC219", f"from {law.start}, the rule reads the table `{node.table}`, which is not in force.", place, hint)
    elif isinstance(node, Cell):
        where = f"`{node.table}` as in force from {law.start}"
        if not placeholders(node.row) and node.row not in table.rows:
            message = f"no row `{node.row}` in {where}."
            yield Diagnostic("ACC219", message, place, nearest(node.row, table.rows), (found.provision.location,))
        if isinstance(node.column, Literally) and node.column.value not in table.columns:
            message = f"no column `{node.column.value}` in {where}."
            hint = f"columns: {', '.join(map(str, table.columns))}."
            yield Diagnostic("ACC219", message, place, hint, (found.provision.location,))
