"""Small kernels, sound and broken, on which the emulation itself is tested.

python -m tests.emulation.examples NAME ...    # of broken.cu, for runs under a sanitizer
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .. import standin

cupy = standin.modules()["cupy"]
OPTIONS = ("--std=c++17", "--fmad=false", "--gpu-architecture=sm_90")
BLOCKS, THREADS = 4, 64


def compiled(source: str, name: str = "kernels.cu", options: tuple[str, ...] = OPTIONS) -> Any:
    """The module of a source. NVRTCError with the compiler's messages where it has errors."""
    nvrtc = cupy.cuda.nvrtc
    program = nvrtc.createProgram(source, name, (), ())
    try:
        nvrtc.compileProgram(program, options)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "kernels.cubin"
            path.write_bytes(nvrtc.getCUBIN(program) + b"\0")  # CuPy drops the last byte
            return cupy.RawModule(path=str(path))
    except nvrtc.NVRTCError as error:
        error.add_note(nvrtc.getProgramLog(program))
        raise
    finally:
        nvrtc.destroyProgram(program)


@cache
def module(file: str) -> Any:
    """The module of one of the files here."""
    return compiled(text(file), file)


def text(file: str) -> str:
    return (Path(__file__).parent / file).read_text(encoding="utf-8")


def broken(name: str) -> Any:
    """What a kernel of broken.cu leaves in its data."""
    data = cupy.zeros(BLOCKS * THREADS, np.int32)
    arguments = (np.int32(data.size), data)
    kernel = module("broken.cu").get_function(name)
    kernel((BLOCKS,), (THREADS,), arguments, shared_mem=4 * THREADS)
    return data.get()
