"""clingo: the law as a logic program and the contract year as facts; a fresh control each time, as
an answer set is grounded for its facts.

Amounts are whole cents; the rules applied are atoms of the answer set. It works on one row at a
time only. Two ways of writing would cost it twenty times as much, and are avoided: a variable
bounded by two constants (80000 <= P, P < 175000), which it grounds as a range of as many values,
and a sum that depends on itself through the lines that it adds up.
"""

from __future__ import annotations

from functools import partial

import clingo
from clingo.ast import AST, ProgramBuilder, parse_string
from shared import AMOUNTS, MEMBERS, MISSIONS, OPERATING, SIZES, TABLE, Row, main

RULES = f"""
size(N + 1) :- N = #count {{ T : threshold(T), population(P), P >= T }}.
rate(M, P) :- percent(M, P), P < 100.
rate(M, 100) :- percent(M, P), P >= 100.
operating(100 * A) :- size(S), table(operating, S, A).
part(L, 100 * A) :- line(L, M, fixed), engaged(M), size(S), table(L, S, A).
part(L, A * R) :- line(L, M, variable), engaged(M), rate(M, R), size(S), table(L, S, A).
base(T) :- T = #sum {{ A, L : part(L, A) }}.
increased :- size({len(OPERATING)}), members(N), N >= {MEMBERS}.
majoration(T / 10) :- increased, base(T).
majoration(0) :- not increased.
amount(operating, A) :- operating(A).
amount(L, A) :- part(L, A).
amount(majoration, A) :- majoration(A).
amount(total, A + B + C) :- operating(A), base(B), majoration(C).
applied("7.1/size").
applied("9.1/full_at_signature") :- period(1).
applied("9.1/yearly") :- not period(1).
applied("8/majoration") :- increased.
applied("7.3.1/fixed", M) :- engaged(M).
applied("7.3.2/variable", M) :- engaged(M).
#show amount/2. #show applied/1. #show applied/2.
"""


def law() -> str:
    """Return the law: the sizes, the table of amounts, the rules."""
    lines = [RULES]
    lines += [f"threshold({threshold})." for threshold in SIZES]
    for name, amounts in {"operating": OPERATING, **TABLE}.items():
        mission, _, part = name.partition(".")
        line = name.replace(".", "_")
        lines += [f"table({line}, {rank}, {amount})." for rank, amount in enumerate(amounts, 1)]
        lines += [f"line({line}, {mission}, {part})."] if part else []
    return "\n".join(lines)


LAW = law()
PARSED: list[AST] = []
parse_string(LAW, PARSED.append)


def facts(row: Row) -> str:
    """Return the facts of one contract year."""
    found = [
        f"population({row['population']}). members({row['members']}). period({row['period']})."
    ]
    for mission in MISSIONS:
        engaged = f" engaged({mission})." if row[f"{mission}_engaged"] else ""
        found.append(f"percent({mission}, {row[f'{mission}_percent']}).{engaged}")
    return "\n".join(found)


def one(row: Row, *, parsed: bool = False) -> Row:
    """Ground and solve the law on one row; amounts in cents, with the rules applied."""
    control = clingo.Control()
    if parsed:
        with ProgramBuilder(control) as builder:
            for statement in PARSED:
                builder.add(statement)
    else:
        control.add("base", [], LAW)
    control.add("base", [], facts(row))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        shown = handle.model().symbols(shown=True)
    found: Row = dict.fromkeys(AMOUNTS, 0) | {"rules": []}
    for atom in shown:
        if atom.name == "amount":
            found[atom.arguments[0].name] = atom.arguments[1].number
        else:
            found["rules"].append(tuple(map(str, atom.arguments)))
    return found


if __name__ == "__main__":
    main(
        {}, {"list of rules": one, "list of rules, the law parsed once": partial(one, parsed=True)}
    )
