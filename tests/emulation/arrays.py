"""cupy.ndarray: a NumPy array that is kept out of NumPy's reach, in memory of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .memory import Memory, MemoryPointer
from .streams import Stream, get_current_stream

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
        memory = Memory(size)
        self._set(memory.bytes().view(dtype).reshape(shape), memory)

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
        if out is None:
            stream.refuse_while_capturing("copy to pageable host memory")
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
        stream.enqueue(lambda: np.copyto(out, self._host), self, out)
        if blocking:
            stream.synchronize()
        return out

    def set(self, arr: Any, stream: Stream | None = None) -> None:
        if not isinstance(arr, np.ndarray):
            raise TypeError("Only numpy.ndarray can be set to cupy.ndarray")
        if self.dtype != arr.dtype:
            raise TypeError(f"{arr.dtype} array cannot be set to {self.dtype} array")
        if self.shape != arr.shape:
            raise ValueError(
                f"Shape mismatch. Old shape: {self.shape}, new shape: {arr.shape}"
            )
        if not self.flags.c_contiguous:
            raise RuntimeError("Cannot set to non-contiguous array")
        stream = get_current_stream() if stream is None else stream
        stream.enqueue(lambda: np.copyto(self._host, arr), self, arr)

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
        if np.shares_memory(host, self._host) or not self.size:
            return ndarray._view(host, self._memory)
        return from_host(host)

    def ravel(self) -> ndarray:
        return self.reshape(-1)

    def copy(self) -> ndarray:
        return from_host(self._host)

    def astype(self, dtype: Any, copy: bool = True) -> ndarray:
        if not copy and self.dtype == dtype:
            return self
        with np.errstate(all="ignore"):
            return from_host(self._host.astype(_supported(dtype)))

    def fill(self, value: Any) -> None:
        value = on_device(value)
        get_current_stream().enqueue(lambda: self._host.fill(value), self)

    def __iter__(self) -> Iterator[ndarray]:
        if not self.ndim:
            raise TypeError("iteration over a 0-d array")
        return (self[k] for k in range(len(self)))

    def __getitem__(self, key: Any) -> ndarray:
        found = self._host[_key(key)]
        if isinstance(found, np.ndarray) and found.base is not None:
            return ndarray._view(found, self._memory)
        if isinstance(found, np.generic):
            return ndarray._view(self._host[(*_tuple(key), ...)], self._memory)
        return from_host(found)

    def __setitem__(self, key: Any, value: Any) -> None:
        key, value = _key(key), on_device(value)
        get_current_stream().enqueue(lambda: self._host.__setitem__(key, value), self, key, value)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None) -> Any:
        if method != "__call__":
            return NotImplemented
        return apply(ufunc, *inputs, out=out[0] if out else None)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return NotImplemented


def refuse_allocation() -> None:
    """While the current stream captures: the memory would be reused under the graph's feet."""
    get_current_stream().refuse_while_capturing("allocation of device memory")


def _supported(dtype: Any) -> np.dtype[Any]:
    dtype = np.dtype(dtype)
    if dtype.char not in _KINDS:
        raise ValueError(f"Unsupported dtype {dtype}")
    return dtype


def from_host(host: Any) -> ndarray:
    """A new device array with these contents."""
    host = np.asarray(host)
    array = ndarray(host.shape, host.dtype)
    get_current_stream().enqueue(lambda: np.copyto(array._host, host))
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


def _key(key: Any) -> Any:
    """An index with device arrays replaced by their host side."""
    if isinstance(key, tuple):
        return tuple(map(_key, key))
    if isinstance(key, ndarray):
        return key._host
    if isinstance(key, np.ndarray):
        raise TypeError(f"Unsupported type {type(key)} as an index")
    return key


def apply(function: Callable[..., Any], *inputs: Any, out: ndarray | None = None) -> Any:
    """An elementwise function over device arrays and scalars, as a new array or into `out`."""
    hosts = [on_device(each) for each in inputs]
    if out is None:
        refuse_allocation()
        with np.errstate(all="ignore"):
            return from_host(function(*hosts))
    into = on_device(out)

    def operation() -> None:
        with np.errstate(all="ignore"):
            function(*hosts, out=into, casting="same_kind")

    get_current_stream().enqueue(operation, out, inputs)
    return out


_BINARY = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.true_divide,
    "floordiv": np.floor_divide, "mod": np.remainder, "pow": np.power, "lshift": np.left_shift,
    "rshift": np.right_shift, "and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor,
}  # fmt: skip
_COMPARE = {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
            "eq": np.equal, "ne": np.not_equal}  # fmt: skip
_UNARY = {"neg": np.negative, "invert": np.invert, "abs": np.absolute, "pos": np.positive}
_REDUCE = ("any", "all", "sum", "min", "max", "argmin", "argmax", "mean", "cumsum")


def _add_operators() -> None:
    def binary(function: Any) -> Any:
        return lambda self, other: apply(function, self, other)

    def reflected(function: Any) -> Any:
        return lambda self, other: apply(function, other, self)

    def in_place(function: Any) -> Any:
        return lambda self, other: apply(function, self, other, out=self)

    def unary(function: Any) -> Any:
        return lambda self: apply(function, self)

    def reduce(name: str) -> Any:
        def method(self: ndarray, axis: Any = None, dtype: Any = None) -> ndarray:
            refuse_allocation()
            given = {} if dtype is None else {"dtype": dtype}
            return from_host(getattr(self._host, name)(axis=axis, **given))

        return method

    for name, function in _BINARY.items():
        setattr(ndarray, f"__{name}__", binary(function))
        setattr(ndarray, f"__r{name}__", reflected(function))
        setattr(ndarray, f"__i{name}__", in_place(function))
    for name, function in _COMPARE.items():
        setattr(ndarray, f"__{name}__", binary(function))
    for name, function in _UNARY.items():
        setattr(ndarray, f"__{name}__", unary(function))
    for name in _REDUCE:
        setattr(ndarray, name, reduce(name))


_add_operators()
