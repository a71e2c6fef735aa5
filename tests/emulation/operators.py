"""Operators and reductions of cupy.ndarray, by NumPy's functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_BINARY = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.true_divide,
    "floordiv": np.floor_divide, "mod": np.remainder, "pow": np.power, "lshift": np.left_shift,
    "rshift": np.right_shift, "and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor,
}  # fmt: skip
_COMPARE = {
    "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
    "eq": np.equal, "ne": np.not_equal,
}  # fmt: skip
_UNARY = {"neg": np.negative, "invert": np.invert, "abs": np.absolute, "pos": np.positive}
_REDUCE = ("any", "all", "sum", "min", "max", "argmin", "argmax", "mean", "var", "cumsum")


def add_operators(cls: type, apply: Callable[..., Any], reduce: Callable[..., Any]) -> None:
    """Gives a class its operators: `apply(function, *operands, out=)`, `reduce(array, name)`."""

    def binary(function: Any) -> Any:
        return lambda self, other: apply(function, self, other)

    def reflected(function: Any) -> Any:
        return lambda self, other: apply(function, other, self)

    def in_place(function: Any) -> Any:
        return lambda self, other: apply(function, self, other, out=self)

    def unary(function: Any) -> Any:
        return lambda self: apply(function, self)

    def reduction(name: str) -> Any:
        return lambda self, axis=None, **given: reduce(self, name, axis=axis, **given)

    for name, function in _BINARY.items():
        setattr(cls, f"__{name}__", binary(function))
        setattr(cls, f"__r{name}__", reflected(function))
        setattr(cls, f"__i{name}__", in_place(function))
    cls.__matmul__ = binary(np.matmul)  # type: ignore[attr-defined]
    for name, function in _COMPARE.items():
        setattr(cls, f"__{name}__", binary(function))
    for name, function in _UNARY.items():
        setattr(cls, f"__{name}__", unary(function))
    for name in _REDUCE:
        setattr(cls, name, reduction(name))
