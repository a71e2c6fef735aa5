"""The language's own names, to import where a model function is written.

The translator knows them without an import; importing them lets editors and linters know them too.
They mean something only inside a model function: called from Python they raise `TranslationError`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import TranslationError

CASTS = ("real", "f32", "f64", "i32", "i64", "u32", "u64")
OPERATIONS = (
    "abs", "bits", "floor", "from_bits", "horner", "isfinite", "max", "min", "rint", "sqrt", "where",
)  # fmt: skip
MATH = ("cos", "exp", "expm1", "linoid", "log", "log1p", "sin", "tanh")  # defined in snn.mathfun
ALL = frozenset((*CASTS, *OPERATIONS, *MATH))


@dataclass(frozen=True)
class Overload:
    """A helper with an implementation per float type.

    A call takes that of its first argument's type, of the compute type if that is no float.
    """

    f32: Callable[..., Any]
    f64: Callable[..., Any]


class Name:
    """A name of the language."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __repr__(self) -> str:
        return f"<{self.__name__} of snn.lang>"

    def __call__(self, *args: Any) -> Any:
        raise TranslationError(
            f"{self.__name__}() has a meaning only inside a model function that snn translates; "
            f"for numbers use numpy, or snn.mathfun.host for the same bits as a simulation"
        )


real, f32, f64, i32, i64, u32, u64 = (Name(name) for name in CASTS)
bits, floor, from_bits, horner, isfinite, rint, sqrt, where = (
    Name(name) for name in OPERATIONS if name not in ("abs", "max", "min")
)
cos, exp, expm1, linoid, log, log1p, sin, tanh = (Name(name) for name in MATH)
