"""The functions of the language: name -> what a call of it with these values means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from . import names, rules
from .ir import FLOATS, INTEGERS, Op
from .names import Overload
from .rules import Misuse, Value
from .source import Source

if TYPE_CHECKING:
    from .builder import Builder


def own_name(found: Any, name: str) -> str | None:
    """The language's function that a called name stands for, or None.

    `exp` undefined, imported from snn.lang, from math or from numpy all mean the same.
    """
    if isinstance(found, Overload):
        return None
    if isinstance(found, names.Name):
        return found.__name__
    if found is None:
        return name if name in names.ALL else None
    known = getattr(found, "__name__", None)
    module = getattr(found, "__module__", None) or "numpy"  # a ufunc has no module
    if known in names.ALL and not hasattr(found, "__code__"):
        return known if module.split(".")[0] in ("builtins", "math", "numpy") else None
    return None


def where(builder: Builder, condition: Value, a: Value, b: Value) -> Value:
    """where(c, a, b): both values are computed first, so that no dialect branches."""
    if isinstance(condition, bool):
        return a if condition else b
    if rules.type_of(condition) != "bool":
        raise Misuse(f"the condition of where() is {rules.type_name(condition)}; write x != 0")
    if rules.is_literal(a) and rules.is_literal(b):
        a = rules.coerce(a, "bool" if isinstance(a, bool) else builder.real)
    a, b = rules.unify("where()", a, b)
    a, b = builder.assign("t", a), builder.assign("t", b)
    args = builder.typed(condition), builder.typed(a), builder.typed(b)
    return Op("where", args, args[1].type)


def power(builder: Builder, base: Value, exponent: Value) -> Value:
    """x ** n by squaring and multiplying, x ** 0.5 as a square root."""
    if rules.is_literal(base) and rules.is_literal(exponent):
        return rules.fold("**", pow, base, exponent)
    if exponent == 0.5 and rules.is_literal(exponent):
        return rules.unary_float("sqrt", base)
    if isinstance(exponent, bool) or not isinstance(exponent, int) or not 0 <= exponent <= 64:
        raise Misuse(
            f"'**' with {rules.type_name(exponent)}; the exponent is a literal integer 0 .. 64 "
            "or 0.5: write 1 / x**n for a negative one, exp(y * log(x)) otherwise"
        )
    if exponent == 0:
        return rules.coerce(1, rules.type_of(base))
    base = builder.assign("t", base)
    if exponent == 1:
        return base
    half = builder.assign("t", power(builder, base, exponent // 2))
    square = rules.binary("mul", half, half)
    return rules.binary("mul", square, base) if exponent % 2 else square


def absolute(builder: Builder, value: Value) -> Value:
    if rules.type_of(value) in INTEGERS:
        value = builder.assign("t", value)
        return where(builder, rules.compare("lt", value, 0), rules.negate(value), value)
    return rules.absolute(value)


def _least(op: str) -> Callable[..., Value]:
    """min and max of two or more as where(a < b, a, b): the last value wins against NaN."""

    def call(builder: Builder, first: Value, *rest: Value) -> Value:
        if not rest:
            raise Misuse("min() and max() take two or more values")
        for value in rest:
            first, value = builder.assign("t", first), builder.assign("t", value)
            first = where(builder, rules.compare(op, first, value), first, value)
        return first

    return call


def horner(builder: Builder, x: Value, *coefficients: Value) -> Value:
    """horner(x, c0, c1, ...): c0 + x·(c1 + x·(...)), the polynomial with ascending coefficients."""
    if not coefficients:
        raise Misuse("horner() takes x and at least one coefficient")
    x = builder.assign("x", x)
    value = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        value = rules.binary("add", rules.binary("mul", value, x), coefficient)
    return value


def _caster(name: str) -> Callable[..., Value]:
    def call(builder: Builder, value: Value) -> Value:
        return rules.cast(value, builder.real if name == "real" else name)

    return call


def like(builder: Builder, x: Value, value: Value) -> Value:
    """like(x, value): the value cast to the type of x."""
    return rules.cast(value, builder.typed(x).type)


CALLS: dict[str, Callable[..., Value]] = {
    "**": power,
    "abs": absolute,
    "bits": lambda builder, x: rules.bits(x, builder.real),
    "floor": lambda builder, x: rules.unary_float("floor", x),
    "from_bits": lambda builder, x: rules.from_bits(x, builder.real),
    "horner": horner,
    "isfinite": lambda builder, x: rules.isfinite(x),
    "like": like,
    "max": _least("gt"),
    "min": _least("lt"),
    "rint": lambda builder, x: rules.unary_float("rint", x),
    "sqrt": lambda builder, x: rules.unary_float("sqrt", x),
    "where": where,
    **{name: _caster(name) for name in names.CASTS},
}


KNOWN = "the language has " + ", ".join(sorted(names.ALL))


def check_arguments(name: str, given: int, keywords: Mapping[str, Value]) -> None:
    """Whether a function of the language is called with as many values as it takes."""
    expected = {"min": None, "max": None, "horner": None, "where": 3, "like": 2}.get(name, 1)
    if keywords or expected not in (None, given):
        shown = "positional values" if expected is None else f"{expected} positional value(s)"
        raise Misuse(f"{name}() takes {shown}, got {given} and {len(keywords)} by keyword")


def math_function(name: str, value: Value) -> Overload:
    """A function of snn.numerics.mathfun, which is written in this language."""
    from ..numerics import mathfun

    if rules.type_of(value) not in (*FLOATS, "literal"):
        raise Misuse(f"{name}() of {rules.type_of(value)}; write {name}(real(x))")
    overload: Overload = getattr(mathfun, name)
    return overload


def choose(helper: Overload, values: list[Value], real: str) -> tuple[Any, list[Value]]:
    """The form for these values, of which the first becomes a real if it is a literal float."""
    if not values:
        raise Misuse(f"{helper.__name__}() takes its form from its first argument, got none")
    first, *rest = values
    if isinstance(first, float):
        first = rules.coerce(first, real)
    type = rules.type_of(first) if rules.type_of(first) in FLOATS else real
    form = getattr(helper, type)
    return rules.coerce(form, type) if isinstance(form, float) else form, [first, *rest]


def bind(origin: Source, values: list[Value], keywords: Mapping[str, Value]) -> dict[str, Value]:
    """The values of a call by argument name."""
    expected = origin.arguments()
    bound = {**dict(zip(expected, values, strict=False)), **keywords}
    if len(values) + len(keywords) != len(expected) or set(bound) != set(expected):
        shown = ", ".join([f"{len(values)} positional", *keywords])
        raise Misuse(f"{origin.name}() takes ({', '.join(expected)}), got {shown}")
    return bound
