"""How values are stored: states in 16, 32 or 64 bits, static weights packed or wide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import PrecisionError

_STATES = ("float16", "float32", "float64")
_WEIGHTS = ("packed", "float32", "float64")


@dataclass(frozen=True)
class Precision:
    """Storage of states and weights.

    Parameters
    ----------
    state : "float16", "float32" or "float64". float16 is storage only (stochastic rounding);
        arithmetic is then float32. With float64 all arithmetic is float64.
    weight : "packed" (4 bytes a static synapse where every weight is kept within 0.5 %, else wide),
        "float32" (always wide) or "float64" (always wide; the default of state "float64"). Weights
        that learn are kept in the compute type whatever is said here.

    Raises
    ------
    PrecisionError : an unknown name, or float64 weights with narrower arithmetic.
    """

    state: str = "float32"
    weight: str = ""

    def __post_init__(self) -> None:
        if not self.weight:
            object.__setattr__(self, "weight", "float64" if self.state == "float64" else "packed")
        if self.state not in _STATES:
            raise PrecisionError(f"Precision: state={self.state!r}; expected one of {_STATES}")
        if self.weight == "float16":
            raise PrecisionError(
                "Precision: weight='float16' does not exist: a weight of 16 bits would swallow the "
                "small changes by which it learns. Weights that learn are kept in the compute "
                "type; others take 4 bytes with weight='packed'"
            )
        if self.weight not in _WEIGHTS or (self.weight == "float64") != (self.state == "float64"):
            raise PrecisionError(
                f"Precision: weight={self.weight!r} with state={self.state!r}; expected 'packed' "
                "or 'float32', or 'float64' together with state='float64'"
            )

    @classmethod
    def of(cls, value: str | Precision) -> Precision:
        """A Precision from its name or itself."""
        return value if isinstance(value, Precision) else cls(value)

    @property
    def real(self) -> str:
        """The compute type: "f32" or "f64"."""
        return "f64" if self.state == "float64" else "f32"

    @property
    def dtype(self) -> type[np.floating]:
        """The compute type of NumPy."""
        return np.float64 if self.real == "f64" else np.float32

    @property
    def half(self) -> bool:
        return self.state == "float16"

    def __str__(self) -> str:
        default = Precision(self.state)
        return self.state if self == default else f"{self.state}, weights {self.weight}"
