"""The restricted language: what it means, that three dialects agree on it, and what it refuses."""

from __future__ import annotations

import functools
import math
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dialects import (
    DTYPE,
    any_values,
    assert_same_bits,
    assert_same_everywhere,
    needs_compiler,
    run_numba,
    run_numpy,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from snn.errors import ModelError, TranslationError
from snn.lang import Const, Function, emit, exp, from_bits, parse, real, where
from snn.lang.names import Overload

REAL = ["f32", "f64"]
GAIN = 0.1


def decay(v, tau):
    """A helper with a constant of this module."""
    return v - GAIN * v / tau


def both(v):
    up = v + 1
    return up, decay(v, 2.0)


def recursive(v):
    return recursive(v)


def clean(v):
    return where(v == v, v, 0.0)


def small(v):
    return min(max(v, -1e9), 1e9)


def traced(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any) -> Any:
        return function(*args)

    return wrapper


@traced
def decorated(v):
    return v * 2.0


class Holder:
    @staticmethod
    def method(v):
        return decorated(v) + 1.0


def text(fn: Function, dialect: str = "numpy") -> str:
    return emit.define(fn, dialect)


def returned(source: str, **options: Any) -> str:
    """The emitted text of the one value that `source`, an expression of x, returns."""
    fn = parse(f"def f(x):\n    return {source}", **options)
    return emit.body(fn, "numpy")[1][0]


# --- what the text looks like --------------------------------------------------------------------

STEP = """
def step(v, u, dt, n):
    v = v + 0.5 * dt * (0.04 * v**2 + 140 - u)
    v = v if v < 30 else u
    return v, n * 3 + 1
"""


def test_the_three_dialects_of_a_small_function() -> None:
    fn = parse(STEP, types={"n": "i32"})
    assert text(fn) == (
        "def step(v, u, dt, n):\n"
        "    v_1 = v + ((np.float32(0.5) * dt) * "
        "(((np.float32(0.04) * (v * v)) + np.float32(140.0)) - u))\n"
        "    v_2 = np.where((v_1 < np.float32(30.0)), v_1, u)\n"
        "    return v_2, (n * np.int32(3)) + np.int32(1)\n"
    )
    assert text(fn, "numba").splitlines()[2:] == [
        "    v_2 = v_1 if (v_1 < np.float32(30.0)) else u",
        "    return v_2, np.int32(np.int32(n * np.int32(3)) + np.int32(1))",
    ]
    assert text(fn, "c") == (
        "__device__ __forceinline__ void "
        "step(float v, float u, float dt, int n, float& out0, int& out1)\n{\n"
        "    const float v_1 = v + ((0.5f * dt) * (((0.04f * (v * v)) + 140.0f) - u));\n"
        "    const float v_2 = (v_1 < 30.0f) ? v_1 : u;\n"
        "    out0 = v_2;\n"
        "    out1 = (int)(((unsigned int)((int)(((unsigned int)n) * ((unsigned int)3))))"
        " + ((unsigned int)1));\n}\n"
    )


def test_both_values_of_a_where_are_computed_before_it() -> None:
    fn = parse("def f(x):\n    return where(x > 0, 1 / x, x * x)")
    *statements, last = text(fn, "numba").splitlines()
    assert last == "    return t if (x > np.float32(0.0)) else t_1"
    assert statements[1] == "    t = np.float32(1.0) / x"
    assert not any(" if " in line and "/" in line for line in statements)


def test_literals_take_the_compute_type_and_fold_in_double() -> None:
    assert returned("0.1 * x") == "np.float32(0.1) * x"
    assert returned("0.1 * x", real="f64") == "np.float64(0.1) * x"
    assert returned("1 / 3 * x") == "np.float32(0.33333334) * x"
    assert returned("(0.1 + 0.2) * x", real="f64") == "np.float64(0.30000000000000004) * x"
    assert returned("2 * x + -1") == "(np.float32(2.0) * x) + np.float32(-1.0)"
    assert returned("x * inf", names={"inf": math.inf}) == "x * np.float32(np.inf)"


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_literal_survives_its_text(value: float) -> None:
    fn = parse("def f(x):\n    return x * 0 + c", names={"c": value})
    const = fn.returns[0].args[1]  # type: ignore[union-attr]
    assert np.float32(float(const.text)).tobytes() == np.float32(value).tobytes()


def test_functions_are_values() -> None:
    assert parse(STEP, types={"n": "i32"}) == parse(STEP, types={"n": "i32"})
    assert hash(parse(STEP, types={"n": "i32"})) == hash(parse(STEP, types={"n": "i32"}))
    assert parse(STEP, types={"n": "i32"}) != parse(STEP, types={"n": "i32"}, real="f64")
    zero, minus = (parse(f"def f(x):\n    return x + {c}") for c in ("0.0", "-0.0"))
    assert zero != minus
    assert Const("nan", "f32") == Const("nan", "f32")


def test_names_are_unique_and_prefixed() -> None:
    fn = parse("def f(x, x_1):\n    x = x + x_1\n    switch = x * 2\n    return switch * x")
    statements, _ = emit.body(fn, "c", indent="  ", prefix="m_")
    assert statements == [
        "  const float m_x_2 = x + x_1;",
        "  const float m_switch_1 = m_x_2 * 2.0f;",
    ]


def test_what_no_result_needs_is_dropped() -> None:
    fn = parse("def f(x):\n    a = x * 2\n    b = exp(a)\n    return a")
    assert len(fn.body) == 1


# --- where names come from -----------------------------------------------------------------------


def model(v, tau):
    a, b = both(v)
    a, b = b, a
    return a + math.pi, decay(tau=tau, v=b)


def test_helpers_and_constants_come_from_where_they_are_written() -> None:
    fn = parse(model, real="f64")
    x = np.array([3.0, -2.0])
    a, b = run_numpy(fn, [x, np.full(2, 5.0)])
    assert_same_bits(a, (x - 0.1 * x / 2.0) + math.pi)
    assert_same_bits(b, (x + 1) - 0.1 * (x + 1) / 5.0)


def test_closures_decorated_and_static_helpers() -> None:
    scale = 7.0

    def closing(v):
        return Holder_method(v) * scale

    Holder_method = Holder.method
    assert run_numpy(parse(closing), [np.float32([3])])[0] == 49.0
    assert run_numpy(parse(Holder.__dict__["method"]), [np.float32([3])])[0] == 7.0


def test_names_given_come_before_the_functions_own() -> None:
    fn = parse(decay, names={"GAIN": 4.0})
    assert "np.float32(4.0)" in text(fn)


def test_math_and_numpy_functions_mean_the_languages() -> None:
    plain = returned("exp(x)")
    assert returned("exp(x)", names={"exp": np.exp}) == plain
    assert returned("m.exp(x)", names={"m": math}) == plain
    assert returned("exp(x)", names={"exp": exp}) == plain


def test_an_overload_takes_the_form_of_its_argument() -> None:
    limit = Overload(1.0, 2.0)
    names = {"limit": limit, "twice": Overload(decorated, clean)}
    assert returned("x + limit(x)", names=names) == "x + np.float32(1.0)"
    assert returned("f64(x) + limit(f64(x))", names=names).endswith("np.float64(2.0)")
    assert returned("twice(x)", names=names) == "x * np.float32(2.0)"


def test_the_languages_names_are_no_python_functions() -> None:
    with pytest.raises(TranslationError, match=r"exp\(\) has a meaning only inside a model"):
        exp(1.0)
    assert [repr(f) for f in (real, from_bits)] == ["<real of snn.lang>", "<from_bits of snn.lang>"]


# --- what it means -------------------------------------------------------------------------------


@pytest.mark.parametrize("real", REAL)
def test_meaning(real: str) -> None:
    source = """
def f(x, y, n, w):
    return (min(x, y), max(x, y, 0.0), abs(x), -x, x**3, x**0.5, 0 < x <= y, not x > y,
            floor(x), rint(x), (n << 4) ^ ~n, w - 7, n >> 3, abs(n), isfinite(x), u32(n), x**0)
"""
    fn = parse(source, types={"n": "i32", "w": "u32"}, real=real)
    rng = np.random.default_rng(1)
    x, y, n, w = args = [any_values(rng, type, 2000) for _, type in fn.args]
    with np.errstate(all="ignore"):
        top = np.where(x > y, x, y)
        zero = top.dtype.type(0)
        expected = [
            np.where(x < y, x, y), np.where(top > zero, top, zero), np.abs(x), -x, (x * x)[:] * x,
            np.sqrt(x), (x > 0) & (x <= y), ~(x > y), np.floor(x), np.rint(x),
            (n * np.int32(16)) ^ ~n, w - np.uint32(7), n // np.int32(8), np.where(n < 0, -n, n),
            np.isfinite(x), n.view(np.uint32), np.ones_like(x),
        ]  # fmt: skip
    for got, want in zip(run_numpy(fn, args), expected, strict=True):
        assert_same_bits(want, got)
    for got, want in zip(run_numba(fn, args), expected, strict=True):
        assert_same_bits(want, got)


def test_signed_integers_wrap() -> None:
    """Compilers take signed overflow for impossible: then n < n + 1 would be true."""
    source = "def f(n):\n    return n < n + 1, n - 1 < n, n * 3, n << 1, -n"
    for type in ("i32", "i64"):
        fn = parse(source, types={"n": type})
        limits = np.iinfo(DTYPE[type])
        n = np.array([0, 5, limits.max, limits.min], DTYPE[type])
        expected = run_numpy(fn, [n])
        assert expected[0].tolist() == [True, True, False, True]
        assert expected[1].tolist() == [True, True, True, False]
        for got, want in zip(run_numba(fn, [n]), expected, strict=True):
            assert_same_bits(want, got)


# --- random functions ----------------------------------------------------------------------------

VARIABLES = {"x": "real", "y": "real", "n": "i32", "k": "i32", "m": "i64", "w": "u32", "q": "u64"}
LITERALS = {"real": ["0.1", "-3", "2.5", "1e-30", "0.0", "-0.0"]}


def _literal(type: str) -> st.SearchStrategy[str]:
    return st.sampled_from(LITERALS.get(type, ["1", "3", "255"]))


@functools.cache
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
        for real in REAL
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


# --- what it refuses -----------------------------------------------------------------------------

REFUSED = {
    "if x > 0:\n        x = 1.0\n    return x": "a branch; write `x = a if c else b`",
    "for i in x:\n        x = x\n    return x": "a loop; write its steps out",
    "while x:\n        x = x\n    return x": "a loop",
    "return x[0]": "an index; a model function sees one neuron",
    "return x.size": "an attribute; a model function has no objects",
    "return x // 2": "write floor(x / y)",
    "return x % 2": "write x - y * floor(x / y)",
    "return x @ x": "a matrix product",
    "return (lambda y: y)(x)": "a lambda; define a helper with def",
    "assert x > 0\n    return x": "an assertion; check parameters on the host",
    "import math\n    return x": "import at module level",
    "return x if x is 0 else x": "compare numbers with ==",
    "return x\n    y = x\n    return y": "an early return",
    "y = x": "the last statement must return a value",
    "return": "the last statement must return a value",
    "return x + 'a'": "a constant that is not a number",
    "return [x]": "not allowed: List",
    "x.y = 1\n    return x": "an attribute",
    "print(x)\n    return x": "a value that nothing uses",
    "return print(x)": "print() is not defined; the language has abs, bits",
    "return y": "'y' is not defined; arguments and variables here: n, w, x",
    "return x + n": "'+' mixes f32 and i32; write real(x) around the integer",
    "return n + w": "'+' mixes i32 and u32; cast one of them, as in i32(x)",
    "return n / 2": "'/' of i32; write real(x) / real(y)",
    "return x & 1": "'&' of f32; it takes integers",
    "return n + 0.5": "the literal 0.5 where i32 is expected",
    "return w + -1": "the literal -1 does not fit u32 (0 .. 4294967295)",
    "return w << 32": "a shift by 32 of u32; the count is 0 .. 31",
    "return x ** x": "the exponent is a literal integer 0 .. 64 or 0.5",
    "return x ** -1": "write 1 / x**n for a negative one",
    "return x and x > 0": "'and' of f32; its operands are conditions",
    "return where(x, x, x)": "the condition of where() is f32; write x != 0",
    "return where(x > 0, x, n)": "where() mixes f32 and i32",
    "return (x > 0) * x": "'*' mixes bool and f32; write where(condition, a, b)",
    "return exp(n)": "exp() of i32; write exp(real(x))",
    "return exp(x, x)": "exp() takes 1 positional value(s), got 2",
    "return sqrt(n)": "sqrt() of i32; write sqrt(real(x))",
    "return bits(n)": "bits() of i32",
    "return from_bits(w)": "write from_bits(i32(x))",
    "return 1 / 0 * x": "'/' of the literals 1, 0: division by zero",
    "return 1e39 * x": "the literal 1e+39 overflows f32",
    "return recursive(x)": "recursive() calls itself",
    "return decay(x)": "decay() takes (v, tau), got 1 positional",
    "a, b = decay(x, x)\n    return a": "2 targets for 1 value(s)",
    "return 1 + both(x)": "this call returns 2 values; write a, b = ... first",
    "return Holder": "'Holder' is a type, not a number",
}


@pytest.mark.parametrize("body", REFUSED)
def test_what_is_refused_is_named_with_the_fix(body: str) -> None:
    names = {"recursive": recursive, "decay": decay, "both": both, "Holder": Holder}
    source = f"def f(x, n, w):\n    {body}"
    with pytest.raises(TranslationError) as error:
        parse(source, types={"n": "i32", "w": "u32"}, names=names, file="model.py")
    assert REFUSED[body] in str(error.value)
    assert re.search(r"model\.py:\d: in f\(\)", str(error.value))


def broken(v):
    v = v + 1
    return v % 2


def outer(v):
    return broken(v)


def test_an_error_says_where() -> None:
    first = broken.__code__.co_firstlineno
    with pytest.raises(TranslationError) as error:
        parse(outer)
    message = str(error.value)
    assert f"{__file__}:{first + 2}: in broken(): not allowed: %; write" in message
    assert "allowed are assignments, one `return` at the end" in message
    assert "return v % 2" in message
    assert f"called from {__file__}:{outer.__code__.co_firstlineno + 1}: in outer()" in message
    assert isinstance(error.value, ModelError)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(x:\n    return x", "not a Python `def`"),
        ("x = 1", "expected the text of exactly one `def`, got 1 statements, 0 of them"),
        ("def f(*x):\n    return x", r"only plain arguments are allowed: no \*"),
        ("def f(x, k=1):\n    return x", "no .* defaults"),
        ("def f(np):\n    return np", "argument 'np' is a reserved word of C or of NumPy"),
        (len, r"expected a function defined by `def` in Python, got builtin_function"),
    ],
)
def test_what_is_no_model_function(source: Any, message: str) -> None:
    with pytest.raises(TranslationError, match=message):
        parse(source)


def test_types_are_checked() -> None:
    with pytest.raises(TranslationError, match="argument 'x' has type 'f16'; it is one of real"):
        parse("def f(x):\n    return x", types={"x": "f16"})
    with pytest.raises(TranslationError, match="types= names 'y', not among its arguments"):
        parse("def f(x):\n    return x", types={"y": "f32"})
    with pytest.raises(ValueError, match="real is 'f32' or 'f64', got 'f16'"):
        parse("def f(x):\n    return x", real="f16")
    with pytest.raises(ValueError, match="unknown dialect 'julia'; one of numpy, numba, c"):
        emit.body(parse("def f(x):\n    return x"), "julia")


def test_source_that_is_gone() -> None:
    namespace: dict[str, Any] = {}
    exec("def gone(x):\n    return x", namespace)
    with pytest.raises(TranslationError, match=r"gone\(\) cannot be translated: its source text"):
        parse(namespace["gone"])
