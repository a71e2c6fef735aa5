"""cupy.ndarray: a NumPy array that is kept out of NumPy's reach, in memory of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from .memory import Memory, MemoryPointer, bytes_at, is_pinned
from .operators import add_operators
from .streams import Stream, get_current_stream
from .work import Work

_KINDS = frozenset("?bhilqBHILQefdFD")
_SCALARS = (bool, int, float, complex, np.generic)


class ndarray:
    """cupy.ndarray."""

    __slots__ = ("_host", "_memory", "_ptr", "dtype", "flags")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, shape: Any, dtype: Any = float) -> None:
        refuse_allocation()
        dtype = _supported(dtype)
        size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        memory = Memory(size, get_current_stream().work)
        host = bytes_at(memory.ptr, size).view(dtype).reshape(shape)
        self._set(host, memory)

    @classmethod
    def _view(cls, host: Any, memory: Memory) -> ndarray:
        array = object.__new__(cls)
        array._set(host, memory)
        return array

    def _set(self, host: Any, memory: Memory) -> None:
        self._host = host
        self._memory = memory
        self._ptr = host.__array_interface__["data"][0] if host.size else 0
        self.dtype = host.dtype
        self.flags = host.flags

    # What it is.

    @property
    def shape(self) -> tuple[int, ...]:
        return self._host.shape

    @property
    def strides(self) -> tuple[int, ...]:
        return self._host.strides

    @property
    def size(self) -> int:
        return self._host.size

    @property
    def ndim(self) -> int:
        return self._host.ndim

    @property
    def nbytes(self) -> int:
        return self._host.nbytes

    @property
    def itemsize(self) -> int:
        return self._host.itemsize

    @property
    def data(self) -> MemoryPointer:
        return MemoryPointer(self._memory, self._ptr)

    @property
    def T(self) -> ndarray:
        return ndarray._view(self._host.T, self._memory)

    def __len__(self) -> int:
        return len(self._host)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"emulated cupy.ndarray has no {name!r}")

    # To and from the host.

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError(
            "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to "
            "construct a NumPy array explicitly."
        )

    def get(
        self, stream: Stream | None = None, order: str = "C", out: Any = None, blocking: bool = True
    ) -> Any:
        stream = get_current_stream() if stream is None else stream
        stream.refuse_while_capturing("copy to the host")
        if out is None:
            stream.synchronize()
            return self._host.copy(order)
        if not isinstance(out, np.ndarray):
            raise TypeError("Only numpy.ndarray can be obtained from cupy.ndarray")
        if self.dtype != out.dtype:
            raise TypeError(f"{out.dtype} array cannot be obtained from {self.dtype} array")
        if self.shape != out.shape:
            raise ValueError(
                f"Shape mismatch. Expected shape: {self.shape}, actual shape: {out.shape}"
            )
        if not out.flags.c_contiguous or not self.flags.c_contiguous:
            raise RuntimeError("`out` cannot be specified when copying to non-contiguous ndarray")
        stream.enqueue(partial(np.copyto, out, self._host))
        if blocking:
            stream.synchronize()
        return out

    def set(self, arr: Any, stream: Stream | None = None) -> None:
        if not isinstance(arr, np.ndarray):
            raise TypeError("Only numpy.ndarray can be set to cupy.ndarray")
        if self.dtype != arr.dtype:
            raise TypeError(f"{arr.dtype} array cannot be set to {self.dtype} array")
        if self.shape != arr.shape:
            raise ValueError(f"Shape mismatch. Old shape: {self.shape}, new shape: {arr.shape}")
        if not self.flags.c_contiguous:
            raise RuntimeError("Cannot set to non-contiguous array")
        stream = get_current_stream() if stream is None else stream
        stream.refuse_while_capturing("copy from the host")
        # Pageable memory is read before the call returns, page-locked memory when it is its turn.
        source = arr if is_pinned(arr) or not Work.deferring else arr.copy()
        stream.enqueue(partial(np.copyto, self._host, source))

    def item(self) -> Any:
        return self.get().item()

    def tolist(self) -> Any:
        return self.get().tolist()

    def __bool__(self) -> bool:
        return bool(self.get())

    def __int__(self) -> int:
        return int(self.get())

    def __float__(self) -> float:
        return float(self.get())

    def __repr__(self) -> str:
        return repr(self.get())

    # Views and copies.

    def view(self, dtype: Any = None) -> ndarray:
        host = self._host.view() if dtype is None else self._host.view(_supported(dtype))
        return ndarray._view(host, self._memory)

    def reshape(self, *shape: Any) -> ndarray:
        host = self._host.reshape(*shape)
        if np.may_share_memory(host, self._host) or not self.size:
            return ndarray._view(host, self._memory)
        return from_host(finished(self)._host.reshape(*shape))

    def ravel(self) -> ndarray:
        return self.reshape(-1)

    def copy(self) -> ndarray:
        return from_host(finished(self)._host.copy())

    def diagonal(self) -> ndarray:
        return from_host(finished(self)._host.diagonal())

    def sort(self) -> None:
        get_current_stream().enqueue(self._host.sort)

    def astype(self, dtype: Any, copy: bool = True) -> ndarray:
        if not copy and self.dtype == dtype:
            return self
        with np.errstate(all="ignore"):
            return from_host(finished(self)._host.astype(_supported(dtype)))

    def fill(self, value: Any) -> None:
        value = on_device(value)
        get_current_stream().enqueue(partial(self._host.fill, value))

    def __iter__(self) -> Iterator[ndarray]:
        if not self.ndim:
            raise TypeError("iteration over a 0-d array")
        return (self[k] for k in range(len(self)))

    def __getitem__(self, key: Any) -> ndarray:
        key = _tuple(key)
        if any(isinstance(each, ndarray | np.ndarray | list) for each in key):
            return from_host(finished(self)._host[_hosts(key)])
        return ndarray._view(
            self._host[(*_hosts(key), *(() if ... in key else (...,)))], self._memory
        )

    def __setitem__(self, key: Any, value: Any) -> None:
        key, value = _hosts(_tuple(key)), on_device(value)
        get_current_stream().enqueue(partial(self._host.__setitem__, key, value))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None) -> Any:
        if method != "__call__":
            return NotImplemented
        return apply(ufunc, *inputs, out=out[0] if out else None)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return NotImplemented


def refuse_allocation() -> None:
    """While the current stream captures: the memory would be reused under the graph's feet."""
    get_current_stream().refuse_while_capturing("allocation of device memory")


def finished(array: ndarray) -> ndarray:
    """The array after the work of the current stream: what NumPy computes here comes next in it."""
    refuse_allocation()
    get_current_stream().synchronize()
    return array


def _supported(dtype: Any) -> np.dtype[Any]:
    dtype = np.dtype(dtype)
    if dtype.char not in _KINDS:
        raise ValueError(f"Unsupported dtype {dtype}")
    return dtype


def from_host(host: Any) -> ndarray:
    """A new device array with these contents."""
    host = np.asarray(host)
    array = ndarray(host.shape, host.dtype)
    get_current_stream().enqueue(partial(np.copyto, array._host, host))
    return array


def on_device(value: Any) -> Any:
    """The host side of an operand; TypeError for what CuPy does not take beside device arrays."""
    if isinstance(value, ndarray):
        return value._host
    if isinstance(value, _SCALARS):
        return value
    raise TypeError(f"Unsupported type {type(value)}")


def _tuple(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def _hosts(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """An index with device arrays replaced by their host side. TypeError for one of NumPy."""
    for each in key:
        if isinstance(each, np.ndarray):
            raise TypeError(f"Unsupported type {type(each)} as an index")
    return tuple(each._host if isinstance(each, ndarray) else each for each in key)


def apply(function: Callable[..., Any], *inputs: Any, out: ndarray | None = None) -> Any:
    """An elementwise function over device arrays and scalars, as a new array or into `out`."""
    hosts = [on_device(each) for each in inputs]
    if out is None:
        refuse_allocation()
        get_current_stream().synchronize()
        with np.errstate(all="ignore"):
            return from_host(function(*hosts))
    into = on_device(out)

    def operation() -> None:
        with np.errstate(all="ignore"):
            function(*hosts, out=into, casting="same_kind")

    get_current_stream().enqueue(operation)
    return out


def _reduce(array: ndarray, name: str, **given: Any) -> ndarray:
    return from_host(getattr(finished(array)._host, name)(**given))


add_operators(ndarray, apply, _reduce)
