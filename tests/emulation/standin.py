"""The modules that `import cupy` finds: put together, put in place, taken away."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np

from . import device_api, errors, functions, graphs, kernels, memory, nvrtc, streams

_NAMES = ("cupy", "cupy.cuda", "cupy.cuda.runtime", "cupy.cuda.driver", "cupy.cuda.nvrtc", "cupyx")


class _Emulated(ModuleType):
    """A module that says of what it lacks that this is the stand-in, not CuPy."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"emulated {self.__name__} has no {name!r}")


def install() -> ModuleType:
    """Makes `import cupy` give the stand-in; returns it."""
    if not isinstance(sys.modules.get("cupy"), _Emulated):
        for name, module in modules().items():
            sys.modules[name] = module
    return sys.modules["cupy"]


def uninstall() -> None:
    """Takes the stand-in out of `sys.modules` again."""
    for name in _NAMES:
        if isinstance(sys.modules.get(name), _Emulated):
            del sys.modules[name]


def modules() -> dict[str, ModuleType]:
    modules: dict[str, ModuleType] = {name: _Emulated(name) for name in _NAMES}
    vars(modules["cupy"]).update(
        functions.namespace(),
        __version__="14.0.0+emulated",
        __path__=[],
        cuda=modules["cupy.cuda"],
        RawModule=kernels.RawModule,
        RawKernel=kernels.RawKernel,
    )
    vars(modules["cupy.cuda"]).update(
        __path__=[],
        runtime=modules["cupy.cuda.runtime"],
        driver=modules["cupy.cuda.driver"],
        nvrtc=modules["cupy.cuda.nvrtc"],
        Stream=streams.Stream,
        Event=streams.Event,
        Graph=graphs.Graph,
        Device=device_api.Device,
        MemoryPointer=memory.MemoryPointer,
        get_current_stream=streams.get_current_stream,
        get_elapsed_time=streams.get_elapsed_time,
        alloc_pinned_memory=memory.alloc_pinned_memory,
        is_available=lambda: True,
    )
    vars(modules["cupy.cuda.runtime"]).update(_public(device_api.runtime))
    vars(modules["cupy.cuda.driver"]).update(
        _public(device_api.driver), CUDADriverError=errors.CUDADriverError
    )
    vars(modules["cupy.cuda.nvrtc"]).update({name: getattr(nvrtc, name) for name in _NVRTC})
    vars(modules["cupyx"]).update(empty_pinned=empty_pinned, zeros_pinned=zeros_pinned)
    return modules


_NVRTC = ("NVRTCError", "createProgram", "compileProgram", "destroyProgram", "getCUBIN",
          "getProgramLog", "getVersion")  # fmt: skip


def _public(space: type) -> dict[str, Any]:
    return {name: getattr(space, name) for name in vars(space) if not name.startswith("_")}


def empty_pinned(shape: Any, dtype: Any = float) -> Any:
    """cupyx.empty_pinned: a NumPy array in page-locked memory."""
    count = int(np.prod(shape, dtype=np.int64))
    memory_ = memory.alloc_pinned_memory(count * np.dtype(dtype).itemsize)
    return np.frombuffer(memory_, dtype, count).reshape(shape)


def zeros_pinned(shape: Any, dtype: Any = float) -> Any:
    """cupyx.zeros_pinned."""
    array = empty_pinned(shape, dtype)
    array.fill(0)
    return array
