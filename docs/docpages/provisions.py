"""How a provision looks on the site: in full, and beside another version of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docpages.law import Consolidated, Key, key_of, page_of
from docpages.writing import colon, either, escaped, folded, html, link, said, table
from engine.diagnostics.bilingual import Language
from engine.questions.answers.cited import ActShown
from engine.questions.answers.texts import ProvisionShown, TableShown
from engine.render.law_blocks import anchors, cells_of
from engine.render.side_by_side import Side, Words, compared
from engine.render.wording import say, word_or
from engine.words.formats import long_date, typographic, upper_first


def provision_blocks(
    law: Consolidated, provisions: Sequence[ProvisionShown], at: str, language: Language
) -> Iterator[str]:
    """Yield each provision in full, under its anchor."""
    for anchor, shown in zip(anchors(provisions), provisions, strict=True):
        yield _provision(law, shown, anchor, at, language)


def _provision(
    law: Consolidated, shown: ProvisionShown, anchor: str, at: str, language: Language
) -> str:
    """Return a provision in full: place, words, quotation, table, cases, rule, source."""
    parts = [_head(shown, anchor, language), said(shown.says, language)]
    if shown.quote:
        parts.append("> " + said(f"« {shown.quote} »", "fr"))
    if shown.table:
        parts.append(law_table(shown.table, language))
    if shown.stands_for:
        parts.append(stands_for(shown.stands_for, language))
    if shown.in_words:
        heading = either(
            language, "La règle que le moteur applique", "The rule that the engine applies"
        )
        parts.append(folded(heading, said(upper_first(shown.in_words), language)))
    parts.append(_source(law, shown, at, language))
    inner = "\n\n".join(parts)
    return f'<div class="provision" markdown="1" id="{anchor}">\n\n{inner}\n\n</div>'


def stands_for(cases: str, language: Language) -> str:
    """Return the cases for which a provision or an operation stands, as a sentence."""
    return said(f"{say('stands_for', language)} {cases}.", language)


def _head(shown: ProvisionShown, anchor: str, language: Language) -> str:
    kind = word_or("kind", shown.kind, language)
    place = html(typographic(upper_first(shown.place or kind), language))
    if shown.place:
        place += f' <span class="kind">{html(kind)}</span>'
    basis = f'<span class="basis {shown.basis}">{html(shown.basis_label)}</span>'
    name = html(either(language, "lien vers cette disposition", "link to this provision"))
    leads = f'<a class="anchor" href="#{anchor}" title="{name}" aria-label="{name}">§</a>'
    return f'<p class="place">{place} {basis} {leads}</p>'


def _source(law: Consolidated, shown: ProvisionShown, at: str, language: Language) -> str:
    """Say where a provision was read, and which acts made it."""
    read = ", ".join(part for part in (shown.source.title, shown.source.at) if part)
    parts = [
        say("source", language) + colon(language) + said(read or shown.source.document, language)
    ]
    own = key_of(shown.address)
    acts = [act for act in shown.chain if (act.text, act.article) != own]
    if acts:
        told = " ; ".join(_act(law, act, at, language) for act in acts)
        parts.append(upper_first(told))
    return f"{'. '.join(parts)}.\n{{: .source }}"


def _act(law: Consolidated, act: ActShown, at: str, language: Language) -> str:
    """Return what an act did, linked to its article."""
    verb = "brought" if act.verb in ("replaced", "completed") else act.verb
    made = said(say(f"chain.{verb}", language, what="\0"), language)
    cited = linked_act(law, (act.text, act.article), act.display, at, language)
    return f"{made.replace(chr(0), cited)} ({long_date(act.on, language)})"


def linked_act(law: Consolidated, key: Key, display: str, at: str, language: Language) -> str:
    """Return how an act is cited, linked to the page of its article where there is one."""
    label = said(display, language)
    return link(label, page_of(key), at=at) if key in law.keys.get(key[0], ()) else label


def law_table(shown: TableShown, language: Language) -> str:
    """Return a table of the law: rows and printed totals, or brackets and the class of each."""
    heads, rows = cells_of(shown, language)
    totals = len(rows) if shown.brackets else len(shown.rows)
    lines = [
        [f"**{escaped(cell)}**" if rank >= totals else escaped(cell) for cell in row]
        for rank, row in enumerate(rows)
    ]
    return table([*map(escaped, heads)], lines, figures_from=1000 if shown.brackets else 1)


# --- two versions side by side ---------------------------------------------------------------------


def side_by_side(
    before: Sequence[ProvisionShown],
    after: Sequence[ProvisionShown],
    heads: tuple[str, str],
    language: Language,
) -> str:
    """Return two versions in two columns, one on top of the other on a telephone, the words that
    changed marked. What is the same in both is shown once, folded.
    """
    whole = compared(before, after, language)
    rows = [_row(old, new, language) for old, new in whole.pairs]
    same = whole.same
    parts = [
        '<div class="compared">',
        f'<div class="heads"><p>{html(heads[0])}</p><p>{html(heads[1])}</p></div>',
        *rows,
        "</div>",
    ]
    if same:
        title = either(
            language,
            f"{len(same)} disposition{'s' if len(same) > 1 else ''} sans changement",
            f"{len(same)} provision{'s' if len(same) > 1 else ''} unchanged",
        )
        listed = "".join(f"<li>{_same(one, language)}</li>" for one in same)
        parts.append(f"<details><summary>{title}</summary><ul>{listed}</ul></details>")
    return "\n".join(parts)


def _same(shown: ProvisionShown, language: Language) -> str:
    cases = f" {html(stands_for(shown.stands_for, language))}" if shown.stands_for else ""
    return _words(shown.says, language) + cases


def _row(old: Side | None, new: Side | None, language: Language) -> str:
    name = either(language, "avant", "before"), either(language, "après", "after")
    cells = [
        f'<div class="side {side}"><span class="when">{label}</span>{_side(shown, mark, language)}</div>'
        for side, label, shown, mark in (
            ("old", name[0], old, "del"),
            ("new", name[1], new, "ins"),
        )
    ]
    return f'<div class="pair">{"".join(cells)}</div>'


def _side(shown: Side | None, mark: str, language: Language) -> str:
    if shown is None:
        nothing = either(language, "rien", "nothing")
        return f'<p class="nothing">{nothing}</p>'
    parts = [
        f'<p class="place">{html(shown.place)}</p>' if shown.place else "",
        f"<p>{_marked(shown.words, mark)}</p>",
    ]
    if shown.heads:
        parts.append(_html_table(shown))
    if shown.stands_for:
        parts.append(f"<p>{html(stands_for(shown.stands_for, language))}</p>")
    if shown.rule:
        title = either(language, "La règle", "The rule")
        rule = _marked(shown.rule, "ins")
        parts.append(f"<details><summary>{title}</summary><p>{rule}</p></details>")
    return "".join(parts)


def _html_table(shown: Side) -> str:
    lines = [f"<tr>{''.join(f'<th scope=col>{html(head)}</th>' for head in shown.heads)}</tr>"]
    for row in shown.rows:
        told = "".join(f"<td>{_marked([cell], 'mark')}</td>" for cell in row)
        lines.append(f"<tr>{told}</tr>")
    return f'<div class="scrolled" tabindex="0"><table>{"".join(lines)}</table></div>'


def _words(text: str, language: Language) -> str:
    return html(typographic(text, language))


def _marked(words: Sequence[Words], mark: str) -> str:
    return "".join(
        f"<{mark}>{html(part.text)}</{mark}>" if part.changed else html(part.text) for part in words
    )
