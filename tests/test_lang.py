"""The restricted language: what it means, that three dialects agree on it, and what it refuses."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snn.errors import TranslationError
from snn.lang import Const, Function, emit, exp, from_bits, parse, real, where
from snn.lang.names import Overload
from tests.dialects import (
    DTYPE,
    any_values,
    assert_same_bits,
    run_numba,
    run_numpy,
)

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
