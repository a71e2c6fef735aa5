"""Elementary functions: error in ulp, special values, same bits in every dialect, vectorised."""

from __future__ import annotations

import math
import platform
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from snn.lang import Function, parse
from snn.lang.names import MATH
from snn.numerics import mathfun
from tests.dialects import (
    DTYPE,
    any_values,
    assert_same_bits,
    assert_same_everywhere,
    compile_numba,
    needs_compiler,
    run_numpy,
)

REAL = ["f32", "f64"]


def _linoid(x: Any) -> Any:
    return np.where(x == 0, 1, np.where(x == np.inf, 0, x / np.expm1(x)))


REFERENCE: dict[str, Callable[[Any], Any]] = {
    "cos": np.cos, "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p,
    "sin": np.sin, "tanh": np.tanh, "linoid": _linoid,
}  # fmt: skip
# Largest errors in ulp seen over 3e6 arguments per function: the bound of the module is 2.
ULP = {
    "cos": 1.15, "exp": 1.05, "expm1": 1.2, "log": 0.95, "log1p": 0.95,
    "sin": 1.15, "tanh": 1.5, "linoid": 2.0,
}  # fmt: skip
LIMIT = {"f32": 4e8, "f64": 1.6e6}  # of sin and cos


def function(name: str, real: str) -> Function:
    return parse(f"def f(x):\n    return {name}(x)", real=real)


def arguments(real: str, n: int = 100_000) -> NDArray[Any]:
    """The whole range: random bits, the range of exp, around 0 and around 1."""
    rng = np.random.default_rng(5)
    reach = 110 if real == "f32" else 760
    spread = rng.normal(size=n) * 10.0 ** rng.uniform(-8, 5, n)
    parts = [rng.uniform(-reach, reach, n), rng.uniform(-2, 2, n), spread, rng.normal(1, 0.01, n)]
    return np.concatenate([any_values(rng, real, n), *(part.astype(DTYPE[real]) for part in parts)])


def evaluate(name: str, x: NDArray[Any]) -> NDArray[Any]:
    return run_numpy(function(name, "f32" if x.dtype == np.float32 else "f64"), [x])[0]


def reference(name: str, x: NDArray[Any]) -> NDArray[Any]:
    """In a wider type: long double, of 64 bits' fraction on x86."""
    with np.errstate(all="ignore"):
        return REFERENCE[name](x.astype(np.longdouble))


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 60, reason="long double is double")
@pytest.mark.parametrize("real", REAL)
@pytest.mark.parametrize("name", MATH)
def test_error_in_ulp(name: str, real: str) -> None:
    x = arguments(real)
    if name in ("sin", "cos"):
        x = x[np.abs(x) <= LIMIT[real]]
    got, exact = evaluate(name, x), reference(name, x)
    with np.errstate(all="ignore"):
        rounded = exact.astype(x.dtype)
    finite = np.isfinite(rounded)
    if name == "linoid":
        assert np.all(got[finite & (np.abs(exact) < 1e-36)] < 1e-36)
        finite &= np.abs(exact) >= 1e-36
    special = ~np.isfinite(rounded)
    assert_same_bits(rounded[special], got[special], name)
    with np.errstate(over="ignore"):
        spacing = np.spacing(np.abs(rounded[finite])).astype(np.longdouble)
    error = np.abs(got[finite].astype(np.longdouble) - exact[finite]) / spacing
    worst = error.argmax()
    assert error[worst] <= ULP[name] <= 2, f"{error[worst]:.3f} ulp at {x[finite][worst]!r}"


INF, NAN = math.inf, math.nan
SPECIAL = {
    "exp": [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN), (1e4, INF), (-1e4, 0.0)],
    "expm1": [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (NAN, NAN), (-1e4, -1.0)],
    "log": [
        (1.0, 0.0),
        (0.0, -INF),
        (-0.0, -INF),
        (INF, INF),
        (-1.0, NAN),
        (-INF, NAN),
        (NAN, NAN),
    ],
    "log1p": [(0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (INF, INF), (-2.0, NAN), (NAN, NAN)],
    "tanh": [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN), (1e30, 1.0)],
    "sin": [(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN), (NAN, NAN), (1e10, NAN)],
    "cos": [(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN), (NAN, NAN), (-1e10, NAN)],
    "linoid": [(0.0, 1.0), (-0.0, 1.0), (INF, 0.0), (-INF, INF), (NAN, NAN), (1e4, 0.0)],
}


@pytest.mark.parametrize("real", REAL)
@pytest.mark.parametrize("name", MATH)
def test_special_values(name: str, real: str) -> None:
    x, expected = np.array(SPECIAL[name], DTYPE[real]).T
    assert_same_bits(np.ascontiguousarray(expected), evaluate(name, np.ascontiguousarray(x)), name)


@needs_compiler
@pytest.mark.parametrize("real", REAL)
def test_same_bits_in_every_dialect(real: str, tmp_path: Path) -> None:
    functions = [function(name, real) for name in MATH]
    args = [[arguments(real, 2000)] for _ in functions]
    assert_same_everywhere(functions, args, tmp_path)


@pytest.mark.parametrize("name", MATH)
def test_host_functions_are_the_simulations(name: str) -> None:
    x = np.linspace(0.1, 3.0, 7)
    host = getattr(mathfun.host, name)
    assert_same_bits(evaluate(name, x), host(x))
    assert host(x[2]) == host(x)[2]
    assert isinstance(host(0.5), np.float64)


def test_host_knows_its_functions() -> None:
    with pytest.raises(AttributeError, match="'gamma' is not one of cos, exp, expm1"):
        _ = mathfun.host.gamma


@pytest.mark.skipif(platform.machine() != "x86_64", reason="reads x86 assembly")
@pytest.mark.parametrize("name", MATH)
def test_a_loop_over_an_array_is_vectorised(name: str) -> None:
    loop = compile_numba(function(name, "f32"))
    loop(np.ones(8, np.float32), np.ones(8, np.float32))
    (assembly,) = loop.inspect_asm().values()
    assert re.search(r"\bv?mulps\b", assembly), f"{name}: no packed multiplication"
