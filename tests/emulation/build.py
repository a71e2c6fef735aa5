"""g++: the runtime once, kernels by content, both kept in a cache folder between processes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_COMMON = ["-std=c++17", "-g1", "-fPIC", "-fvisibility=hidden", "-pipe"]
_RUNTIME = [*_COMMON, "-O2", "-flto", "-fno-exceptions", "-DEMULATION_RUNTIME", "-shared"]
# Bit equality with NumPy: nothing contracted, nothing reassociated. -O1, because most kernels run
# for less time than -O2 takes.
_KERNEL = [
    *_COMMON, "-O1", "-ffp-contract=off", "-fno-math-errno", "-fno-exceptions", "-fno-rtti",
    "-fno-strict-aliasing", "-Wall", "-Wno-unused-function", "-Wno-unknown-pragmas", "-shared",
]  # fmt: skip


class BuildError(Exception):
    """g++ refused; holds its messages."""


def available() -> bool:
    """Whether there is a g++ to build with."""
    return shutil.which("g++") is not None


def sanitizers() -> str:
    """`SNN_EMULATION_SANITIZE`: "", "thread" or "address,undefined"."""
    return os.environ.get("SNN_EMULATION_SANITIZE", "")


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
    flags = [*_RUNTIME, *_sanitize("runtime")]
    key = _key(_own_sources(), " ".join(flags))
    return _cached(f"runtime-{key}.so", lambda out: _compile([*flags, *map(str, sources)], out))[0]


def kernels(text: str, defines: Sequence[str] = ()) -> tuple[Path, str]:
    """The library of a text that `kernel_text.render` made, and the compiler's messages."""
    flags = [*_KERNEL, *_sanitize("kernel"), *defines]
    header = str(HERE / "device" / "device.h")
    key = _key(_own_sources(), " ".join(flags), text)
    command = [*flags, "-include", header, "-x", "c++", "-"]
    return _cached(f"kernels-{key}.so", lambda out: _compile(command, out, text))


def keep(name: str, content: bytes) -> Path:
    """A file of the cache folder with this content, called by it."""
    path = folder() / f"{name}-{hashlib.sha256(content).hexdigest()[:32]}.so"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            written = Path(scratch) / path.name
            written.write_bytes(content)
            os.replace(written, path)
    return path


def version() -> int:
    """A number for all that decides what is built from a given text."""
    return int(_key(_own_sources(), " ".join([*_KERNEL, *_sanitize("kernel")]))[:8], 16)


def _sanitize(part: str) -> list[str]:
    kind = sanitizers()
    if kind == "thread":  # the scheduler itself is not instrumented: see runtime/sanitizers.h
        return ["-DEMULATION_THREAD_SANITIZER"] if part == "runtime" else ["-fsanitize=thread"]
    if kind == "address,undefined":
        flags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
        return [*flags, "-fno-sanitize=vptr", "-fno-omit-frame-pointer"]
    if kind:
        raise ValueError(f"SNN_EMULATION_SANITIZE={kind!r}: 'thread' or 'address,undefined'")
    return []


@cache
def _own_sources() -> str:
    files = sorted([*HERE.glob("runtime/*"), *HERE.glob("device/*")])
    return _key(*(path.read_text() for path in files))


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
