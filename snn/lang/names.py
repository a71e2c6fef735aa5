"""The language's own names, to import where a model function is written.

The translator knows them without an import; importing them lets editors and linters know them too.
They mean something only inside a model function: called from Python they raise `TranslationError`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import TranslationError

CASTS = ("real", "f32", "f64", "i32", "i64", "u32", "u64")
OPERATIONS = (
    "bits", "floor", "from_bits", "horner", "isfinite", "like", "rint", "sqrt", "where",
)  # fmt: skip
PYTHON = ("abs", "max", "min")  # names that Python has too
MATH = (
    "cos",
    "exp",
    "expm1",
    "linoid",
    "log",
    "log1p",
    "sin",
    "tanh",
)  # of numerics.mathfun
ALL = frozenset((*CASTS, *OPERATIONS, *PYTHON, *MATH))


class Name:
    """A name of the language."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __repr__(self) -> str:
        return f"<{self.__name__} of snn.lang>"

    def __call__(self, *args: Any) -> Any:
        raise TranslationError(
            f"{self.__name__}() has a meaning only inside a model function that snn translates; "
            "for numbers use numpy, or snn.numerics.mathfun.host for the bits of a simulation"
        )


class Overload(Name):
    """A helper, or a number, with one form per float type.

    A call takes the form of its first argument's type, or of the compute type if that is no float.
    An overloaded number is written as a call as well: LIMIT(x).
    """

    def __init__(self, f32: Callable[..., Any] | float, f64: Callable[..., Any] | float) -> None:
        super().__init__(getattr(f32, "__name__", repr(f32)))
        self.f32 = f32
        self.f64 = f64


real, f32, f64, i32, i64, u32, u64 = (Name(name) for name in CASTS)
bits, floor, from_bits, horner, isfinite, like, rint, sqrt, where = (
    Name(name) for name in OPERATIONS
)
cos, exp, expm1, linoid, log, log1p, sin, tanh = (Name(name) for name in MATH)
