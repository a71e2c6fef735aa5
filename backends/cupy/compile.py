"""From CUDA source to machine code for one kind of GPU, kept on disk under a name of its content.

NVRTC is called with the options below and no others. (`cupy.RawModule(code=...)` would add
-ftz=true after them, and its cache does not see edits to included headers.)
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import BackendError
from ..disk import folder, store, writable

# No contraction, no flushing of denormals, rounded division and square root: the bits of NumPy.
OPTIONS = (
    "--std=c++17",
    "--fmad=false",
    "--ftz=false",
    "--prec-div=true",
    "--prec-sqrt=true",
)
_RESOURCES = re.compile(
    r"Function properties for (\w+)\s+ptxas +\. +"
    r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads\s+"
    r"ptxas info\s+: Used (\d+) registers(?:[^\n]*?(\d+) bytes smem)?"
)


class Resources(NamedTuple):
    """What a kernel takes of a multiprocessor, by the assembler's account."""

    registers: int
    stack: int  # bytes
    spills: int  # bytes, stores and loads
    shared: int  # bytes, static


def cubin(nvrtc: Any, source: str, name: str, arch: str) -> Path:
    """The file with the machine code of a flattened source for `arch` ("90").

    Compiled at most once per machine. Raises BackendError with the compiler's messages.
    """
    version = nvrtc.getVersion()
    text = "\n".join((source, arch, *OPTIONS, repr(version)))
    key = hashlib.sha256(text.encode()).hexdigest()[:32]
    path = writable(folder() / "cuda") / f"{name}-{key}.cubin"
    if not path.is_file():
        store(path, assemble(nvrtc, source, name, arch)[0])
    return path


def assemble(nvrtc: Any, source: str, name: str, arch: str, *more: str) -> tuple[bytes, str]:
    """(machine code, the compiler's messages); `more` are options that change no bit."""
    program = nvrtc.createProgram(source, f"{name}.cu", (), ())
    try:
        nvrtc.compileProgram(program, (*OPTIONS, f"--gpu-architecture=sm_{arch}", *more))
        # CuPy takes the last byte for the end of a string; it is the last of the ELF file.
        return nvrtc.getCUBIN(program) + b"\0", nvrtc.getProgramLog(program)
    except nvrtc.NVRTCError as error:
        log = nvrtc.getProgramLog(program)
        raise BackendError(
            f"cupy: the kernels of {name}.cu do not compile for sm_{arch} ({error}):\n{log}"
        ) from None
    finally:
        nvrtc.destroyProgram(program)


def resources(nvrtc: Any, source: str, name: str, arch: str) -> dict[str, Resources]:
    """What every kernel of a source takes, by its name."""
    _, log = assemble(nvrtc, source, name, arch, "--ptxas-options=-v")
    found = {}
    for kernel, stack, stores, loads, registers, shared in _RESOURCES.findall(log):
        spills = int(stores) + int(loads)
        found[kernel] = Resources(int(registers), int(stack), spills, int(shared or 0))
    return found
