"""A pass: a compiled function and the descriptor (addresses and numbers) that it works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import BackendError
from ...program import Array
from . import cache

PASS = """\
from numba import cfunc
from numpy import float32, float64, int32, int64, uint16, uint32, uint64

from snn.backends.numba import {module}


@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    {module}.{call}
"""


class Descriptor:
    """64-bit words in the order in which a pass unpacks them: integers, addresses of arrays.

    Keeps what it points to alive. A nested descriptor stands for its address, an empty array for 0.
    """

    def __init__(self, *values: int | Array | Descriptor) -> None:
        self._keep = values
        self._words = np.array([_word(value) for value in values], np.int64)

    @property
    def address(self) -> int:
        return int(self._words.ctypes.data)


@dataclass(frozen=True)
class Pass:
    """One call that the step loop makes in every step."""

    function: Any  # a C callback of (address of the descriptor, step)
    descriptor: Descriptor


def generic(module: str, call: str, *values: int | Array | Descriptor) -> Pass:
    """A pass that calls a function of this package, written once for all types.

    `call` is the call's text, such as "drive(descriptor, step, float32)".
    """
    return Pass(cache.entry(PASS.format(module=module, call=call)), Descriptor(*values))


def table(passes: list[Pass]) -> Array:
    """What the step loop reads: how many, then address of function and descriptor of each.

    Keep `passes` alive as long as it.
    """
    rows = [(each.function.address, each.descriptor.address) for each in passes]
    return np.array([len(rows), *np.ravel(rows)], np.int64)


def _word(value: int | Array | Descriptor) -> int:
    if isinstance(value, Descriptor):
        return value.address
    if not isinstance(value, np.ndarray):
        return int(value)
    if not value.flags.c_contiguous:
        raise BackendError("numba: the arrays of a program must be C-contiguous")
    return int(value.ctypes.data) if value.size else 0
