"""What the language refuses: every error names file, line, construct and the fix."""

from __future__ import annotations

import re
from typing import Any

import pytest

from snn.errors import ModelError, TranslationError
from snn.lang import emit, parse

GAIN = 0.1


def decay(v, tau):
    return v - GAIN * v / tau


def both(v):
    return v + 1, decay(v, 2.0)


def recursive(v):
    return recursive(v)


class Holder:
    """Not a number."""


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
