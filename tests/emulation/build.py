"""g++: the runtime once, kernels by content, both kept in a cache folder between processes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from . import sanitize
from .errors import BuildError as BuildError

HERE = Path(__file__).parent
_COMMON = ["-std=c++17", "-g1", "-fPIC", "-fvisibility=hidden", "-pipe"]
_RUNTIME = [*_COMMON, "-O2", "-flto", "-fno-exceptions", "-DEMULATION_RUNTIME", "-shared"]
# Bit equality with NumPy: nothing contracted, nothing reassociated. -O1, because most kernels run
# for less time than -O2 takes.
_KERNEL = [
    *_COMMON, "-O1", "-ffp-contract=off", "-fno-math-errno", "-fno-exceptions", "-fno-rtti",
    "-fno-strict-aliasing", "-Wall", "-Wno-unused-function", "-Wno-unknown-pragmas", "-shared",
]  # fmt: skip
# ThreadSanitizer's calls before every access, without its library: the runtime has functions of
# these names (runtime/accesses.cpp).
_PREEMPTIBLE = [
    "-fsanitize=thread", "--param=tsan-instrument-func-entry-exit=0", "-DEMULATION_PREEMPTIBLE",
    "-nodefaultlibs",
]  # fmt: skip
_LENGTH = struct.Struct("<Q")


def available() -> bool:
    """Whether there is a g++ to build with."""
    return shutil.which("g++") is not None


def folder() -> Path:
    """Where built code is kept: under $SNN_CACHE, or under the user's cache folder."""
    base = os.environ.get("SNN_CACHE")
    if base is None:
        base = os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "snn")
    path = Path(base).expanduser() / "emulation"
    path.mkdir(parents=True, exist_ok=True)
    return path


@cache
def runtime() -> Path:
    """The scheduler, as a library that every kernel's library is linked against at load."""
    sources = sorted((HERE / "runtime").glob("*.cpp"))
    flags = [*_RUNTIME, *sanitize.runtime_flags()]
    key = _key(_own_sources(), " ".join(flags))
    return _cached(f"runtime-{key}.so", lambda out: _compile([*flags, *map(str, sources)], out))[0]


def kernels(text: str, defines: Sequence[str] = ()) -> tuple[bytes, str]:
    """The library of a text that `kernel_text.render` made, and the compiler's messages.

    Behind the library comes the text, from which `preemptible` builds it once more, and a zero, as
    at the end of NVRTC's files.
    """
    path, messages = _library(text, defines, sanitize.kernel_flags())
    source = json.dumps([text, list(defines)]).encode()
    return path.read_bytes() + source + _LENGTH.pack(len(source)) + b"\0", messages


def preemptible(content: bytes) -> Path:
    """The library of the same text in which every access to memory calls the scheduler first."""
    if content[-1:] != b"\0":
        raise BuildError("the machine code is not whole: its last byte is missing")
    content = content[:-1]
    (length,) = _LENGTH.unpack(content[-_LENGTH.size :])
    text, defines = json.loads(content[-_LENGTH.size - length : -_LENGTH.size])
    return _library(text, defines, _PREEMPTIBLE)[0]


def _library(text: str, defines: Sequence[str], flags: Sequence[str]) -> tuple[Path, str]:
    flags = [*_KERNEL, *flags, *defines]
    key = _key(_own_sources(), " ".join(flags), text)
    header = str(HERE / "device" / "device.h")
    command = [*flags, "-include", header, "-x", "c++", "-", "-lm"]
    return _cached(f"kernels-{key}.so", lambda out: _compile(command, out, text))


def keep(content: bytes) -> Path:
    """A file of the cache folder with this content, called by it."""
    path = folder() / f"loaded-{hashlib.sha256(content).hexdigest()[:32]}.so"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            written = Path(scratch) / path.name
            written.write_bytes(content)
            os.replace(written, path)
    return path


def version() -> int:
    """A number for all that decides what is built from a given text."""
    return int(_key(_own_sources(), " ".join([*_KERNEL, *sanitize.kernel_flags()]))[:8], 16)


@cache
def _own_sources() -> str:
    own = (HERE / "kernel_text.py", HERE / "build.py")
    files = sorted([*HERE.glob("runtime/*"), *HERE.glob("device/*"), *own])
    return _key(_compiler(), *(path.read_text() for path in files))


def _compiler() -> str:
    """Which g++ it is, told without starting it."""
    path = Path(shutil.which("g++") or "").resolve()
    return f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}"


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _cached(name: str, build: Callable[[Path], str]) -> tuple[Path, str]:
    """A file of the cache and the messages of its build; processes may build it at once."""
    path = folder() / name
    log = path.with_suffix(".log")
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            built = Path(scratch) / name
            messages = build(built)
            written = Path(scratch) / log.name
            written.write_text(messages)
            os.replace(written, log)
            os.replace(built, path)
    return path, log.read_text()


def _compile(arguments: list[str], out: Path, text: str = "") -> str:
    # A sanitizer that is loaded into this process is not meant for the compiler.
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    result = subprocess.run(
        ["g++", *arguments, "-o", str(out)],
        input=text,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if result.returncode != 0:
        raise BuildError(result.stderr)
    return result.stderr
