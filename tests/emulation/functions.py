"""The functions of cupy's main namespace that are emulated."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from .arrays import apply, finished, from_host, ndarray, on_device
from .memory import MemoryPool, PinnedMemoryPool

_pool = MemoryPool()
_pinned_pool = PinnedMemoryPool()


def empty(shape: Any, dtype: Any = float) -> ndarray:
    return ndarray(shape, dtype)


def zeros(shape: Any, dtype: Any = float) -> ndarray:
    return full(shape, 0, dtype)


def ones(shape: Any, dtype: Any = float) -> ndarray:
    return full(shape, 1, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> ndarray:
    dtype = np.asarray(on_device(fill_value)).dtype if dtype is None else dtype
    array = ndarray(shape, dtype)
    array.fill(fill_value)
    return array


def empty_like(a: ndarray, dtype: Any = None) -> ndarray:
    return ndarray(a.shape, a.dtype if dtype is None else dtype)


def zeros_like(a: ndarray, dtype: Any = None) -> ndarray:
    return zeros(a.shape, a.dtype if dtype is None else dtype)


def arange(*args: Any, dtype: Any = None) -> ndarray:
    return from_host(np.arange(*args, dtype=dtype))


def asarray(a: Any, dtype: Any = None) -> ndarray:
    """A device array of anything; a device array itself where it has the dtype already."""
    if isinstance(a, ndarray):
        return a if dtype is None or a.dtype == dtype else a.astype(dtype)
    return from_host(np.array(a, dtype))


def array(obj: Any, dtype: Any = None, copy: bool = True) -> ndarray:
    result = asarray(obj, dtype)
    return result.copy() if copy and result is obj else result


def ascontiguousarray(a: Any, dtype: Any = None) -> ndarray:
    a = asarray(a, dtype)
    return a if a.flags.c_contiguous else a.copy()


def asnumpy(a: Any, stream: Any = None) -> Any:
    return a.get(stream) if isinstance(a, ndarray) else np.asarray(a)


def get_array_module(*args: Any) -> ModuleType:
    import cupy

    return cupy if any(isinstance(each, ndarray) for each in args) else np


def get_default_memory_pool() -> MemoryPool:
    return _pool


def get_default_pinned_memory_pool() -> PinnedMemoryPool:
    return _pinned_pool


def concatenate(tup: Any, axis: int = 0) -> ndarray:
    return from_host(np.concatenate([_array(each) for each in tup], axis))


def stack(tup: Any, axis: int = 0) -> ndarray:
    return from_host(np.stack([_array(each) for each in tup], axis))


def diff(
    a: ndarray, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None
) -> ndarray:
    ends = {"prepend": prepend, "append": append}
    return _new(np.diff, a, n, axis, **{k: _array(v) for k, v in ends.items() if v is not None})


def lexsort(keys: ndarray) -> ndarray:
    """CuPy takes one array of keys, not a sequence of arrays."""
    return _new(np.lexsort, keys)


def argsort(a: ndarray, axis: int = -1, kind: str | None = None) -> ndarray:
    if kind not in (None, "stable"):
        raise ValueError("cupy.argsort: only 'stable' is supported")
    return _new(np.argsort, a, axis, "stable")


def repeat(a: ndarray, repeats: Any, axis: int | None = None) -> ndarray:
    """CuPy takes the counts from the host: an int or a sequence of ints, not a device array."""
    if isinstance(repeats, ndarray):
        raise TypeError("cupy.repeat: 'repeats' should be int or sequence")
    return _new(np.repeat, a, repeats, axis)


def nonzero(a: ndarray) -> tuple[ndarray, ...]:
    return tuple(map(from_host, np.nonzero(_array(a))))


def unique(a: ndarray, return_index: bool = False, return_inverse: bool = False,
           return_counts: bool = False) -> Any:  # fmt: skip
    found = np.unique(_array(a), return_index, return_inverse, return_counts)
    return tuple(map(from_host, found)) if isinstance(found, tuple) else from_host(found)


def searchsorted(a: ndarray, v: ndarray, side: str = "left") -> ndarray:
    return _new(np.searchsorted, a, _array(v), side)


def matmul(x1: Any, x2: Any, out: ndarray | None = None) -> ndarray:
    """A product of arrays of one dtype; `out` has the dtype and shape of the result."""
    given = [each for each in (x1, x2, out) if each is not None]
    if not all(isinstance(each, ndarray) for each in given):
        raise TypeError("Only cupy arrays are accepted")
    if len({each.dtype for each in given}) > 1:
        raise TypeError("emulated cupy.matmul takes arrays of one dtype")
    return apply(np.matmul, x1, x2, out=out)


def bincount(x: ndarray, weights: ndarray | None = None, minlength: int | None = None) -> ndarray:
    host = None if weights is None else _array(weights)  # `weights` itself keeps the memory
    return _new(np.bincount, x, host, minlength or 0)


def array_equal(a1: ndarray, a2: ndarray) -> ndarray:
    return from_host(np.array_equal(_array(a1), _array(a2)))


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    return nonzero(condition) if x is None else apply(np.where, condition, x, y)


def _array(a: Any) -> Any:
    """The host side of a device array. TypeError for anything else, as CuPy."""
    if not isinstance(a, ndarray):
        raise TypeError(f"Only cupy arrays are accepted, got {type(a)}")
    return finished(a)._host


def _new(function: Callable[..., Any], a: ndarray, *args: Any, **kwargs: Any) -> ndarray:
    return from_host(function(_array(a), *args, **kwargs))


def _of_array(function: Callable[..., Any]) -> Callable[..., ndarray]:
    return lambda a, *args, **kwargs: _new(function, a, *args, **kwargs)


def _elementwise(function: Callable[..., Any]) -> Callable[..., ndarray]:
    return lambda *args, out=None: apply(function, *args, out=out)


_OF_ARRAY = (
    "cumsum", "flatnonzero", "sort", "sum", "any", "all", "max", "min",
    "count_nonzero",
)  # fmt: skip
_ELEMENTWISE = (
    "exp", "minimum", "maximum", "rint", "floor", "sqrt", "abs", "absolute", "isfinite", "isnan",
    "logical_and", "logical_or", "logical_not", "add", "multiply",
)  # fmt: skip
_SAME_AS_NUMPY = (
    "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16",
    "float32", "float64", "dtype", "newaxis", "inf", "nan", "pi",
)  # fmt: skip


def namespace() -> dict[str, Any]:
    """Everything that `import cupy` finds in its main namespace, but the submodules."""
    names = {name: value for name, value in globals().items() if not name.startswith("_")}
    own = {name: value for name, value in names.items() if _defined_here(value)}
    return {
        **own,
        "ndarray": ndarray,
        **{name: _of_array(getattr(np, name)) for name in _OF_ARRAY},
        **{name: _elementwise(getattr(np, name)) for name in _ELEMENTWISE},
        **{name: getattr(np, name) for name in _SAME_AS_NUMPY},
    }


def _defined_here(value: Any) -> bool:
    return getattr(value, "__module__", None) == __name__ and value is not namespace
