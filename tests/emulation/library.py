"""The runtime as Python calls it: kernels of a built library, launches, sequences of them."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import build, sanitize


class KernelError(RuntimeError):
    """A launch went wrong; names the kernel, the block, the thread and the line."""


class _Parameter(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char * 16),
        ("size", ctypes.c_size_t),
        ("alignment", ctypes.c_size_t),
    )


class _Kernel(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("invoke", ctypes.c_void_p),
        ("parameters", ctypes.POINTER(_Parameter)),
        ("parameter_count", ctypes.c_int),
        ("launch_bound", ctypes.c_int),
    )


class _Loaded(ctypes.Structure):
    _fields_ = (
        ("kernel", ctypes.POINTER(_Kernel)),
        ("static_shared_bytes", ctypes.c_size_t),
        ("shared_layout", ctypes.c_void_p),
        ("preemptible", ctypes.c_void_p),
    )


@dataclass(frozen=True)
class Parameter:
    """Type of a parameter ("*f4": a pointer to float, "i8", "s24": a struct), size, alignment."""

    type: str
    size: int
    alignment: int


@dataclass(frozen=True)
class Kernel:
    """A kernel of a loaded library."""

    name: str
    handle: int
    parameters: tuple[Parameter, ...]
    launch_bound: int
    static_shared_bytes: int


@lru_cache(maxsize=1)
def runtime() -> ctypes.PyDLL:
    """The runtime, loaded once. It keeps the GIL: it has one scheduler, and callbacks none."""
    library = ctypes.PyDLL(str(build.runtime()), mode=os.RTLD_GLOBAL | os.RTLD_NOW)
    size, pointer, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_uint
    library.emulation_load.argtypes = [pointer, ctypes.POINTER(ctypes.POINTER(_Loaded))]
    library.emulation_permute.argtypes = [ctypes.c_ulonglong]
    library.emulation_permute.restype = None
    library.emulation_pair.argtypes = [pointer, pointer]
    library.emulation_pair.restype = None
    launch = [pointer, *[number] * 6, size, ctypes.c_char_p]
    library.emulation_launch.argtypes = launch
    library.emulation_launch.restype = ctypes.c_char_p
    library.emulation_allocate.argtypes = [size]
    library.emulation_allocate.restype = pointer
    library.emulation_free.argtypes = [pointer, size]
    library.emulation_free.restype = None
    library.emulation_new_sequence.argtypes = []
    library.emulation_new_sequence.restype = pointer
    library.emulation_delete_sequence.argtypes = [pointer]
    library.emulation_delete_sequence.restype = None
    library.emulation_add_launch.argtypes = [pointer, *launch, size]
    library.emulation_add_launch.restype = None
    library.emulation_add_copy.argtypes = [pointer, pointer, pointer, size]
    library.emulation_add_copy.restype = None
    library.emulation_add_fill.argtypes = [pointer, pointer, ctypes.c_int, size]
    library.emulation_add_fill.restype = None
    library.emulation_run_sequence.argtypes = [pointer]
    library.emulation_run_sequence.restype = ctypes.c_char_p
    return library


class Libraries:
    """The libraries of kernels in this process, and the order in which their threads run."""

    def __init__(self) -> None:
        self._kernels: dict[bytes, dict[str, Kernel]] = {}
        self._paired: set[bytes] = set()
        self._permuted = False

    def load(self, path: str) -> dict[str, Kernel]:
        """The kernels of a library in a file, by name; equal contents are loaded once."""
        content = Path(path).read_bytes()
        if content not in self._kernels:
            self._kernels[content] = _load(build.keep(content))
        if self._permuted:
            self._pair(content)
        return self._kernels[content]

    def permute(self, seed: int) -> None:
        """Natural order for 0, else an order drawn from the seed, in all later launches."""
        runtime().emulation_permute(seed)
        self._permuted = seed != 0 and not sanitize.chosen()
        for content in self._kernels if self._permuted else ():
            self._pair(content)

    def _pair(self, content: bytes) -> None:
        """Gives the kernels of a library their form for permuted orders."""
        if content in self._paired:
            return
        preemptible = _load(build.preemptible(content))
        for name, kernel in self._kernels[content].items():
            runtime().emulation_pair(kernel.handle, preemptible[name].handle)
        self._paired.add(content)


libraries = Libraries()


def _load(path: Path) -> dict[str, Kernel]:
    load_kernels = runtime().emulation_load  # first: the library finds its symbols there
    module = ctypes.PyDLL(str(path), mode=os.RTLD_NOW)
    handles = ctypes.POINTER(_Loaded)()
    table = ctypes.addressof(ctypes.c_char.in_dll(module, "emulation_module"))
    count = load_kernels(table, ctypes.byref(handles))
    kernels = [_describe(handles[index]) for index in range(count)]
    return {kernel.name: kernel for kernel in kernels}


def _describe(loaded: _Loaded) -> Kernel:
    kernel = loaded.kernel.contents
    parameters = kernel.parameters[: kernel.parameter_count]
    return Kernel(
        kernel.name.decode(),
        ctypes.addressof(loaded),
        tuple(Parameter(p.type.decode(), p.size, p.alignment) for p in parameters),
        kernel.launch_bound,
        loaded.static_shared_bytes,
    )


def check(message: bytes | None) -> None:
    """Raises the error of a launch or a sequence, if there was one."""
    if message is not None:
        raise KernelError(message.decode())
