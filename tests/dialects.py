"""Run one function of the language in each of its dialects over arrays of arguments."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from snn.lang import Function, emit

DTYPE = {
    "f32": np.float32, "f64": np.float64, "i32": np.int32, "i64": np.int64,
    "u32": np.uint32, "u64": np.uint64, "bool": np.bool_,
}  # fmt: skip
needs_compiler = pytest.mark.skipif(shutil.which("g++") is None, reason="g++ is not installed")

Arrays = list[NDArray[Any]]


def outputs(fn: Function, n: int) -> Arrays:
    return [np.zeros(n, DTYPE[expr.type]) for expr in fn.returns]


def run_numpy(fn: Function, args: Arrays) -> Arrays:
    with np.errstate(all="ignore"):
        result = emit.compile_numpy(fn)(*args)
    result = result if isinstance(result, tuple) else (result,)
    return [np.broadcast_to(value, len(args[0])) for value in result]


def compile_numba(fn: Function) -> Any:
    """A compiled loop over the arguments' arrays, then the outputs'."""
    statements, returns = emit.body(fn, "numba", "        ")
    names = [name for name, _ in fn.args]
    arrays = [f"all_{name}" for name in names] + [f"out{k}" for k in range(len(returns))]
    lines = [f"def loop({', '.join(arrays)}):", "    for i in range(out0.shape[0]):"]
    lines += [f"        {name} = all_{name}[i]" for name in names]
    lines += statements
    lines += [f"        out{k}[i] = {text}" for k, text in enumerate(returns)]
    namespace: dict[str, Any] = {"np": np}
    exec("\n".join(lines), namespace)
    return numba.njit(error_model="numpy")(namespace["loop"])


def run_numba(fn: Function, args: Arrays) -> Arrays:
    out = outputs(fn, len(args[0]))
    compile_numba(fn)(*args, *out)
    return out


def run_c(functions: list[Function], args: list[Arrays], folder: Path) -> list[Arrays]:
    """All functions as one file, compiled once; results per function."""
    parts = [emit.C_PRELUDE]
    for k, fn in enumerate(functions):
        types = [type for _, type in fn.args] + [expr.type for expr in fn.returns]
        pointers = ", ".join(f"{emit.C_TYPE[type]}* p{i}" for i, type in enumerate(types))
        items = ", ".join(f"p{i}[i]" for i in range(len(types)))
        parts.append(emit.define(fn, "c", f"f{k}"))
        parts.append(
            f'extern "C" void loop{k}(long n, {pointers})\n'
            f"{{\n    for (long i = 0; i < n; i++) f{k}({items});\n}}\n"
        )
    source, library = folder / "functions.cpp", folder / "functions.so"
    source.write_text("\n".join(parts))
    command = ["g++", "-O2", "-ffp-contract=off", "-shared", "-fPIC", "-o", library, source]
    subprocess.run(command, check=True, capture_output=True, text=True)
    loaded = ctypes.CDLL(str(library))
    results = []
    for k, (fn, given) in enumerate(zip(functions, args, strict=True)):
        out = outputs(fn, len(given[0]))
        arrays = [np.ascontiguousarray(array) for array in given] + out
        getattr(loaded, f"loop{k}")(
            ctypes.c_long(len(given[0])), *(ctypes.c_void_p(array.ctypes.data) for array in arrays)
        )
        results.append(out)
    return results


def bits_of(array: NDArray[Any]) -> NDArray[Any]:
    return array.view(f"u{array.itemsize}")


def assert_same_bits(a: NDArray[Any], b: NDArray[Any], what: str = "") -> None:
    """Equal types and bits; NaN equals NaN whatever its payload."""
    assert a.dtype == b.dtype, f"{what}: {a.dtype} and {b.dtype}"
    nan = (a != a) & (b != b)
    wrong = np.flatnonzero((bits_of(np.ascontiguousarray(a)) != bits_of(b)) & ~nan)
    assert not len(wrong), f"{what}: {len(wrong)} differ, first {a[wrong[0]]!r}, {b[wrong[0]]!r}"


def assert_same_everywhere(functions: list[Function], args: list[Arrays], folder: Path) -> None:
    """The three dialects give the same bits for every function."""
    compiled = run_c(functions, args, folder)
    for fn, given, in_c in zip(functions, args, compiled, strict=True):
        in_numpy, in_numba = run_numpy(fn, given), run_numba(fn, given)
        for k, expected in enumerate(in_numpy):
            what = f"output {k} of\n{emit.define(fn, 'numpy')}"
            assert_same_bits(expected, in_numba[k], f"numba, {what}")
            assert_same_bits(expected, in_c[k], f"C, {what}")


def any_values(rng: np.random.Generator, type: str, n: int) -> NDArray[Any]:
    """Random bit patterns, with many of the values at which arithmetic is special."""
    dtype = np.dtype(DTYPE[type])
    if type == "bool":
        return rng.integers(0, 2, n).astype(bool)
    pattern = rng.integers(0, 256, (n, dtype.itemsize), dtype=np.uint8).view(dtype)[:, 0]
    if dtype.kind == "f":
        info = np.finfo(dtype)
        tiny = info.smallest_subnormal
        special = [0.0, -0.0, np.inf, -np.inf, np.nan, info.max, -info.max, info.tiny, -info.tiny,
                   tiny, -tiny, 1.0, -1.0, 0.5, 1.5, 2.5, -0.5, -1.5]  # fmt: skip
        pattern[: n // 4] = rng.choice(np.array(special, dtype), n // 4)
        pattern[n // 4 : n // 2] = rng.normal(0, 30, n // 2 - n // 4).astype(dtype)
    else:
        limits = np.iinfo(dtype)
        pattern[: n // 4] = rng.choice(np.array([0, 1, 2, limits.min, limits.max], dtype), n // 4)
    return rng.permutation(pattern)
