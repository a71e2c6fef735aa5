"""Random functions of the language give the same bits in every dialect."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from snn.lang import parse, where
from tests.dialects import any_values, assert_same_everywhere, needs_compiler


def clean(v):
    return where(v == v, v, 0.0)


def small(v):
    return min(max(v, -1e9), 1e9)


VARIABLES = {"x": "real", "y": "real", "n": "i32", "k": "i32", "m": "i64", "w": "u32", "q": "u64"}
LITERALS = {"real": ["0.1", "-3", "2.5", "1e-30", "0.0", "-0.0"]}


def _literal(type: str) -> st.SearchStrategy[str]:
    return st.sampled_from(LITERALS.get(type, ["1", "3", "255"]))


@cache
def expressions(type: str, depth: int) -> st.SearchStrategy[str]:
    """Expressions of a type as text; every one reads a variable, so that nothing folds."""
    leaves = st.sampled_from([name for name, t in VARIABLES.items() if t == type] or ["x > y"])
    if depth == 0:
        return leaves

    def fill(pattern: str, *types: str) -> st.SearchStrategy[str]:
        return st.builds(pattern.format, *(expressions(t, depth - 1) for t in types))

    if type == "bool":
        forms = [fill(f"({{}} {op} {{}})", t, t) for op in ("<", "==") for t in VARIABLES.values()]
        forms += [fill("({} and {})", type, type), fill("({} or {})", type, type)]
        forms += [fill("(not {})", type), fill("({} < {} <= {})", *["real"] * 3)]
        return st.one_of(*forms, fill("isfinite({})", "real"))
    forms = [leaves, fill("where({}, {}, {})", "bool", type, type)]
    forms += [fill("({1} if {0} else {2})", "bool", type, type), fill("min({}, {})", type, type)]
    forms += [fill(f"({{}} {op} {{}})", type, type) for op in "+-*"] + [fill("(-{})", type)]
    for pattern in ("({} + {})", "({1} - {0})", "({} * {})", "max({}, {})"):
        forms.append(st.builds(pattern.format, expressions(type, depth - 1), _literal(type)))
    if type == "real":
        forms += [fill(f"{f}({{}})", type) for f in ("abs", "sqrt", "floor", "rint", "clean")]
        forms += [fill("({} / {})", type, type), fill("({})**3", type), fill("exp({})", type)]
        forms += [fill("real({})", t) for t in ("i32", "i64", "u32", "u64", "bool")]
        forms += [fill("from_bits(bits(clean({})) ^ 5)", type)]
    else:
        forms += [fill(f"({{}} {op} {{}})", type, type) for op in "&|^"] + [fill("(~{})", type)]
        forms += [fill("({} << 5)", type), fill("({} >> 7)", type), fill("abs({})", type)]
        forms += [fill(f"{type}({{}})", t) for t in ("i32", "i64", "u32", "u64") if t != type]
    if type in ("i32", "i64"):
        forms += [fill(f"{type}(small({{}}))", "real")]
    return st.one_of(*forms)


@st.composite
def functions(draw: st.DrawFn) -> str:
    lines = []
    for _ in range(draw(st.integers(1, 5))):
        target = draw(st.sampled_from(list(VARIABLES)))
        operator = draw(st.sampled_from(["=", "=", "+=", "*="]))
        lines.append(f"    {target} {operator} {draw(expressions(VARIABLES[target], 3))}")
    names = ", ".join(VARIABLES)
    flag = draw(expressions("bool", 2))
    return "\n".join([f"def f({names}):", *lines, f"    return {names}, {flag}"])


def _same_bits_of_random_functions(sources: list[str]) -> None:
    parsed = [
        parse(source, types=VARIABLES, real=real, names={"clean": clean, "small": small})
        for source in sources
        for real in ("f32", "f64")
    ]
    rng = np.random.default_rng(3)
    args = [[any_values(rng, type, 400) for _, type in fn.args] for fn in parsed]
    with tempfile.TemporaryDirectory() as folder:
        assert_same_everywhere(parsed, args, Path(folder))


# Compiling takes its time, and shrinking would take minutes of it: the functions are short anyway.
RELAXED: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}


@needs_compiler
@settings(max_examples=4, **RELAXED)
@given(st.lists(functions(), min_size=1, max_size=1))
def test_random_functions_have_the_same_bits_in_every_dialect(sources: list[str]) -> None:
    _same_bits_of_random_functions(sources)


@pytest.mark.slow
@needs_compiler
@settings(max_examples=25, **RELAXED)
@given(st.lists(functions(), min_size=4, max_size=4))
def test_many_random_functions_have_the_same_bits(sources: list[str]) -> None:
    _same_bits_of_random_functions(sources)
