"""cupy.cuda.nvrtc: g++ in the place of NVRTC, with the options that keep the bits and no others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import build, kernel_text

_ALLOWED = re.compile(
    r"(-arch=|--gpu-architecture=)sm_\d+|--?std=c\+\+17|--fmad=false|--ftz=false|--prec-div=true|"
    r"--prec-sqrt=true|--ptxas-options=-v|-Xptxas(=-v)?|-v|-lineinfo|--generate-line-info|"
    r"-default-device|--device-as-default-execution-space|(-D|--define-macro=)\w+(=.*)?"
)
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b.*", re.MULTILINE)


class NVRTCError(RuntimeError):
    """cupy.cuda.nvrtc.NVRTCError."""


@dataclass
class _Program:
    source: str
    name: str
    log: str = ""
    library: bytes = b""


_programs: dict[int, _Program] = {}


def getVersion() -> tuple[int, int]:
    """No version of NVRTC's own: what is kept under it must not meet a GPU's machine code."""
    return 0, build.version()


def createProgram(src: str, name: str, headers: Sequence[str], include_names: Sequence[str]) -> int:
    if headers or include_names:
        raise NVRTCError("headers are not emulated: give a flattened source")
    handle = max(_programs, default=0) + 1
    _programs[handle] = _Program(src, name)
    return handle


def destroyProgram(prog: int) -> None:
    del _programs[prog]


def getProgramLog(prog: int) -> str:
    return _programs[prog].log


def getCUBIN(prog: int) -> bytes:
    if not _programs[prog].library:
        raise NVRTCError("NVRTC_ERROR_INVALID_PROGRAM: it is not compiled")
    return _programs[prog].library[:-1]  # as CuPy does, which takes it for the end of a string


def compileProgram(prog: int, options: Sequence[str]) -> None:
    program = _programs[prog]
    defines = _check(options)
    try:
        if include := _INCLUDE.search(program.source):
            line = program.source.count("\n", 0, include.start()) + 1
            raise build.BuildError(
                f"{program.name}:{line}: error: no include folder is given: {include[0]}"
            )
        text = kernel_text.render(program.source, program.name)
        program.library, program.log = build.kernels(text, defines)
    except (build.BuildError, kernel_text.TextError) as error:
        program.log = str(error)
        raise NVRTCError("NVRTC_ERROR_COMPILATION (6)") from None


def _check(options: Sequence[str]) -> list[str]:
    """The macros among the options; NVRTCError for one that is not allowed, or is missing."""
    for option in options:
        if not _ALLOWED.fullmatch(option):
            raise NVRTCError(f"NVRTC_ERROR_INVALID_OPTION (5): {option}")
    if "--fmad=false" not in options:
        raise NVRTCError("without --fmad=false a multiplication and an addition are contracted")
    defines = [option for option in options if option.startswith(("-D", "--define-macro="))]
    return [re.sub("^--define-macro=", "-D", option) for option in defines]
