"""Rate projections on the device: what `backends/rates.py` needs of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cupy
import numpy as np

from ...lang import Function, emit
from ...program import Program
from ..rates import Memory, Rates
from .launch import Queue, module
from .neurons import Neurons

THREADS = 256  # of a block of rates.cu


def device_rates(program: Program, neurons: list[Neurons], queue: Queue) -> Rates:
    """The rate projections of a program, their arrays on the device."""
    own = {id(each.arena): each for each in neurons}

    def product(start: Any, pre: Any, weight: Any, rate: Any, out: Any) -> Callable[[], None]:
        kernel = module("rates").kernel(f"row_sums_f{8 * weight.itemsize}")
        blocks = min(-(-32 * len(out) // THREADS), kernel.resident(THREADS))
        launch = kernel.prepare(blocks, THREADS, start, pre, weight, rate, out, len(out))
        return lambda: queue(launch)

    memory = Memory(
        xp=cupy,
        state=lambda arena, name: own[id(arena)].state[name],
        base=lambda drive: own[id(drive.arena)].base(drive),
        multiply=multiply,
        product=product,
        compile=compile_cupy,
    )
    return Rates(program, memory)


def multiply(matrix: Any, vector: Any, out: Any) -> None:
    """The dense product, of one matrix or of many (n, m, k) with as many vectors (n, k)."""
    if vector.ndim == 1:
        cupy.matmul(matrix, vector, out=out)
    else:
        out[...] = cupy.matmul(matrix, vector[:, :, None])[:, :, 0]


class _Type:
    """A number type of the emitted text: a cast where it is called, a dtype where it is given."""

    def __init__(self, name: str) -> None:
        self.dtype = np.dtype(name)

    def __call__(self, value: Any) -> Any:
        on_device = isinstance(value, cupy.ndarray)
        return value.astype(self.dtype) if on_device else self.dtype.type(value)


class _Names:
    """What the NumPy dialect calls `np`, over device arrays."""

    def __init__(self) -> None:
        for name in ("float32", "float64", "int32", "int64", "uint32", "uint64", "bool_"):
            setattr(self, name, _Type(name))

    def __getattr__(self, name: str) -> Any:
        return getattr(cupy, name)


def compile_cupy(function: Function) -> Callable[..., Any]:
    """A function of the language over device arrays of its argument types."""
    return emit.compile_numpy(function, _Names())
