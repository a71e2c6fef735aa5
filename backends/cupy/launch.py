"""The only place where kernels are loaded and launched: arguments checked, launches counted.

CUDA checks neither the number nor the type of a kernel's arguments. Here both are read off the
source, once per launch that is prepared; what is prepared is enqueued without checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

import cupy

from ...kernels import flatten
from .compile import cubin
from .structs import Declarations, Record, Struct, Table, Type, address, checked

_KERNEL = re.compile(
    r'extern "C" __global__ void(?: __launch_bounds__\([\w, ]+\))?\s+(\w+)\(([^)]*)\)'
)
Headers = tuple[tuple[str, str], ...]  # (file name, rendered text)


class Module:
    """The kernels and structs of one flattened source, compiled for this device."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self._declared = Declarations(source)
        self._arguments = {
            kernel: dict(self._declared.value(each) for each in given.split(","))
            for kernel, given in _KERNEL.findall(re.sub(r"//[^\n]*", "", source))
        }
        arch = cupy.cuda.Device().compute_capability
        path = cubin(cupy.cuda.nvrtc, source, name, arch)
        self._module = cupy.RawModule(path=str(path))

    def struct(self, name: str) -> Struct:
        return self._declared.structs[name]

    @cache  # noqa: B019  (modules live as long as the process)
    def kernel(self, name: str) -> Kernel:
        return Kernel(name, self._module.get_function(name), self._arguments[name])


@lru_cache(maxsize=512)
def module(name: str, rendered: Headers = ()) -> Module:
    """The module of `kernels/<name>.cu` with its rendered headers; compiled at most once."""
    return Module(name, flatten(f"{name}.cu", dict(rendered)))


def headers(**rendered: str) -> Headers:
    """Rendered headers by their names without ".cuh"."""
    return tuple((f"{name}.cuh", text) for name, text in rendered.items())


class Kernel:
    """A kernel with the types of its arguments."""

    def __init__(self, name: str, function: Any, arguments: Mapping[str, Type]) -> None:
        self.name = name
        self.function = function
        self.arguments = arguments

    def resident(self, block: int) -> int:
        """How many blocks of this size the whole device holds at a time."""
        per_processor = cupy.cuda.driver.occupancyMaxActiveBlocksPerMultiprocessor(
            self.function.kernel.ptr, block, 0
        )
        return int(per_processor * cupy.cuda.Device().attributes["MultiProcessorCount"])

    def prepare(self, grid: int, block: int, *values: Any, shared: int = 0) -> Launch:
        """A launch with checked arguments: device arrays, numbers, filled structs, tables."""
        if len(values) != len(self.arguments):
            expected = ", ".join(self.arguments)
            raise TypeError(f"kernel {self.name} takes ({expected}); got {len(values)} values")
        kept: list[Any] = []
        arguments = []
        for (name, type), value in zip(self.arguments.items(), values, strict=True):
            what = f"kernel {self.name}: {name}"
            if type.pointer:
                address(what, type, value, kept)
                arguments.append(value.array if isinstance(value, Table) else value)
            else:
                arguments.append(_plain(checked(what, type, value)))
                kept += value.kept if isinstance(value, Record) else []
        return Launch(self, max(1, grid), block, tuple(arguments), shared, kept)


def _plain(value: Any) -> Any:
    """A struct as bytes: CuPy asks NumPy to describe its fields anew in every launch."""
    return value.reshape(1).view(f"V{value.itemsize}") if value.dtype.fields else value


@dataclass(frozen=True)
class Launch:
    """A kernel with everything that it is launched with."""

    kernel: Kernel
    grid: int
    block: int
    arguments: tuple[Any, ...]
    shared: int
    kept: list[Any] = field(repr=False)  # what structs point to lives as long as the launch

    def having(self, **values: int) -> Launch:
        """The same with other numbers for some arguments, by name."""
        names = list(self.kernel.arguments)
        arguments = list(self.arguments)
        for name, value in values.items():
            arguments[names.index(name)] = checked(name, self.kernel.arguments[name], value)
        return replace(self, arguments=tuple(arguments))

    def start(self, stream: Any) -> None:
        """Launch into a stream."""
        self.kernel.function(
            (self.grid,), (self.block,), self.arguments, shared_mem=self.shared, stream=stream
        )


class Queue:
    """The stream in which a program runs, and how many kernels were launched into it."""

    def __init__(self) -> None:
        self.stream = cupy.cuda.Stream(non_blocking=True)
        self.launches = 0

    def __call__(self, launch: Launch) -> None:
        launch.start(self.stream)
        self.launches += 1

    def capture(self, launches: Iterable[Launch]) -> Any:
        """A graph of launches, in their order, which can be launched again and again."""
        with self.stream:
            self.stream.begin_capture()
            try:
                for launch in launches:
                    self(launch)
            finally:  # a stream that goes on capturing would fail whatever comes next
                graph = self.stream.end_capture()
        return graph
