"""cupy.RawModule: kernels of a built library, launched with checked arguments."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from . import library
from .arrays import ndarray
from .errors import CUDADriverError
from .memory import MemoryPointer
from .streams import Stream, get_current_stream

_SCALAR = {"b1": "?", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H", "u4": "I",
           "u8": "Q", "f4": "f", "f8": "d"}  # fmt: skip
STATIC_LIMIT = 48 * 1024  # of shared memory without asking for more
OPT_IN_LIMIT = 227 * 1024
PARAMETER_LIMIT = 4096  # bytes, of every device; newer ones take more
_GRID_LIMIT = (2**31 - 1, 65535, 65535)
_BLOCK_LIMIT = (1024, 1024, 64)


class RawModule:
    """cupy.RawModule(path=...): a file that holds what nvrtc.getCUBIN gave."""

    def __init__(self, *, path: str) -> None:
        self.file_path = path
        self._kernels = library.libraries.load(path)

    def get_function(self, name: str) -> RawKernel:
        if name not in self._kernels:
            raise CUDADriverError(
                "CUDA_ERROR_NOT_FOUND", f"named symbol not found: {name!r} in {self.file_path}"
            )
        return RawKernel(self._kernels[name])


class RawKernel:
    """cupy.RawKernel, also in the place of its `kernel`, a cupy.cuda.Function."""

    def __init__(self, kernel: library.Kernel) -> None:
        self.name = self.__name__ = kernel.name
        self.ptr = kernel.handle
        self._check_limits(kernel)
        self.shared_size_bytes = kernel.static_shared_bytes
        self.num_regs = 32  # nothing here has registers; a number that fits every device
        self.local_size_bytes = 0
        self.max_threads_per_block = kernel.launch_bound or 1024
        self._dynamic_limit = STATIC_LIMIT - kernel.static_shared_bytes
        self._parameters = kernel.parameters
        self._pack = struct.Struct(_layout(kernel.parameters)).pack
        self._convert: dict[tuple[Any, ...], list[Callable[[Any], Any]]] = {}
        self._shapes: dict[tuple[Any, ...], tuple[int, ...]] = {}
        self._launch = library.runtime().emulation_launch

    def _check_limits(self, kernel: library.Kernel) -> None:
        """What NVRTC's assembler refuses; here the sizes are known when the kernel is loaded."""
        if kernel.static_shared_bytes > STATIC_LIMIT:
            size = f"{kernel.static_shared_bytes} B of static shared memory, {STATIC_LIMIT} at most"
            self._refuse("CUDA_ERROR_INVALID_IMAGE", size)
        size = struct.calcsize(_layout(kernel.parameters))
        if size > PARAMETER_LIMIT:
            size = f"{size} B of arguments, {PARAMETER_LIMIT} at most"
            self._refuse("CUDA_ERROR_INVALID_IMAGE", size)

    @property
    def kernel(self) -> RawKernel:
        return self

    @property
    def max_dynamic_shared_size_bytes(self) -> int:
        return self._dynamic_limit

    @max_dynamic_shared_size_bytes.setter
    def max_dynamic_shared_size_bytes(self, size: int) -> None:
        if not 0 <= size <= OPT_IN_LIMIT - self.shared_size_bytes:
            self._refuse("CUDA_ERROR_INVALID_VALUE", f"{size} B of dynamic shared memory")
        self._dynamic_limit = size
        self._shapes.clear()

    def __call__(
        self,
        grid: tuple[int, ...],
        block: tuple[int, ...],
        args: tuple[Any, ...],
        *,
        shared_mem: int = 0,
        stream: Stream | None = None,
    ) -> None:
        shape = self._shapes.get((grid, block, shared_mem))
        if shape is None:
            shape = self._shape(grid, block, shared_mem)
        packed = self._packed(args)
        stream = get_current_stream() if stream is None else stream
        if stream.recording is not None:
            stream.recording.sequence.launch(self.ptr, shape, packed)
        else:
            stream.enqueue(lambda: self._run(shape, packed))

    def _run(self, shape: tuple[int, ...], packed: bytes) -> None:
        message = self._launch(self.ptr, *shape, packed)
        if message is not None:
            library.check(message)

    def _shape(
        self, grid: tuple[int, ...], block: tuple[int, ...], shared_mem: int
    ) -> tuple[int, ...]:
        """Grid, block and shared memory as the runtime takes them; what CUDA refuses is refused."""
        if not isinstance(grid, tuple) or not isinstance(block, tuple):
            raise TypeError(f"{self.name}: grid and block are tuples, got {grid!r}, {block!r}")
        sizes = tuple(max(1, each) for each in ((*grid, 1, 1)[:3] + (*block, 1, 1)[:3]))
        threads = sizes[3] * sizes[4] * sizes[5]
        limits = _GRID_LIMIT + _BLOCK_LIMIT
        if any(size > limit for size, limit in zip(sizes, limits, strict=True)) or threads > 1024:
            self._refuse("CUDA_ERROR_INVALID_VALUE", f"grid {grid} of blocks {block}")
        if threads > self.max_threads_per_block:
            self._refuse(
                "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES",
                f"{threads} threads a block, __launch_bounds__({self.max_threads_per_block})",
            )
        if shared_mem > self._dynamic_limit:
            self._refuse(
                "CUDA_ERROR_INVALID_VALUE",
                f"{shared_mem} B of dynamic shared memory, "
                f"max_dynamic_shared_size_bytes is {self._dynamic_limit}",
            )
        self._shapes[grid, block, shared_mem] = (*sizes, shared_mem)
        return self._shapes[grid, block, shared_mem]

    def _refuse(self, status: str, message: str) -> None:
        raise CUDADriverError(status, f"{message} (kernel {self.name!r})")

    def _packed(self, args: tuple[Any, ...]) -> bytes:
        """The arguments as bytes. What is checked of types is remembered for them."""
        key = tuple([(each.__class__, getattr(each, "dtype", None)) for each in args])
        convert = self._convert.get(key)
        if convert is None:
            convert = self._convert[key] = self._converters(args)
        return self._pack(*[each(value) for each, value in zip(convert, args)])  # noqa: B905

    def _converters(self, args: tuple[Any, ...]) -> list[Callable[[Any], Any]]:
        if len(args) != len(self._parameters):
            expected = ", ".join(parameter.type for parameter in self._parameters)
            raise TypeError(
                f"{self.name}: takes {len(self._parameters)} arguments ({expected}), "
                f"got {len(args)}"
            )
        pairs = enumerate(zip(args, self._parameters, strict=True))
        return [_converter(f"{self.name}, argument {k}", *pair) for k, pair in pairs]


def _layout(parameters: tuple[library.Parameter, ...]) -> str:
    """The format with which `struct` packs arguments, each aligned as its type asks."""
    text, offset = "<", 0
    for parameter in parameters:
        padding = -offset % parameter.alignment
        code = "Q" if parameter.type[0] == "*" else _SCALAR.get(parameter.type)
        text += "x" * padding + (code or f"{parameter.size}s")
        offset += padding + parameter.size
    return text


def _converter(what: str, value: Any, parameter: library.Parameter) -> Callable[[Any], Any]:
    """How a value becomes what `struct` packs. TypeError for one that the parameter cannot be."""
    if parameter.type[0] == "*":
        return _pointer_converter(what, value, parameter.type[1:])
    dtype = _dtype_of_scalar(what, _single(what, value))
    if parameter.type[0] == "s":
        if dtype.itemsize != parameter.size:
            raise TypeError(f"{what}: {dtype.itemsize} bytes for a struct of {parameter.size}")
        return lambda value: _single(what, value).tobytes()
    kind = {"b": "b", "i": "i", "u": "i", "f": "f"}
    expected = kind[parameter.type[0]] + parameter.type[1:]
    if kind.get(dtype.kind, dtype.kind) + str(dtype.itemsize) != expected:
        raise TypeError(f"{what}: a {dtype} for a parameter of type {parameter.type}")
    if isinstance(value, np.ndarray):
        return lambda value: _single(what, value).astype(parameter.type).item()
    if dtype.kind in "iu" and dtype.kind != parameter.type[0]:
        return lambda value: int(np.asarray(value).astype(parameter.type))
    return lambda value: value.item() if hasattr(value, "item") else value


def _single(what: str, value: Any) -> Any:
    """A value that is not an array of several."""
    if isinstance(value, np.ndarray) and value.size != 1:
        raise TypeError(
            f"{what}: You are trying to pass a numpy.ndarray of shape {value.shape} as a kernel "
            "parameter. Only numpy.ndarrays of size one can be passed by value. If you meant to "
            "pass a pointer to __global__ memory, you need to pass a cupy.ndarray instead."
        )
    return value


def _dtype_of_scalar(what: str, value: Any) -> np.dtype[Any]:
    """As CuPy passes it: Python's int as 64 bits, its float as double."""
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype
    if type(value) in (bool, int, float):
        return np.dtype(type(value))
    raise TypeError(f"{what}: unsupported type {type(value)} for a parameter passed by value")


def _pointer_converter(what: str, value: Any, pointee: str) -> Callable[[Any], Any]:
    if value is None:
        return lambda value: 0
    if isinstance(value, MemoryPointer):
        return lambda value: value.ptr
    if not isinstance(value, ndarray):
        raise TypeError(f"{what}: expected a cupy.ndarray, got {type(value)}")
    have, size = value.dtype.kind, value.dtype.itemsize
    kinds = {"i": "iub", "u": "iub", "b": "b", "f": "f"}
    if pointee[0] in kinds:
        if have not in kinds[pointee[0]] or size != int(pointee[1:]):
            raise TypeError(f"{what}: a {value.dtype} array for a pointer to {pointee}")
    elif pointee[0] == "s" and size != 1:
        raise TypeError(f"{what}: a {value.dtype} array for a pointer to a struct; pass bytes")
    return _address


def _address(array: ndarray) -> int:
    if not array.flags.c_contiguous:
        raise TypeError("an array passed to a kernel is not contiguous: the kernel sees no strides")
    return array._ptr
