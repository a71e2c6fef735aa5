"""The emulation of CUDA: sound kernels give what they should, broken ones are noticed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import emulation
from tests.emulation import build
from tests.emulation.errors import BuildError

if not emulation.available():
    pytest.skip("there is no g++", allow_module_level=True)

from tests.emulation.examples import broken, compiled, cupy, module, text

ORDERS = range(7)  # 0 is the natural one
in_any_order = pytest.mark.parametrize("order", ORDERS, ids="emulated-order{}".format)


@pytest.fixture(autouse=True)
def natural_and_at_once() -> Iterator[None]:
    yield
    emulation.schedule(0)
    emulation.defer(False)


# --- kernels that are right ----------------------------------------------------------------------


@in_any_order
@pytest.mark.parametrize("threads", [32, 100, 256])
def test_compaction(threads: int, order: int) -> None:
    emulation.schedule(order)
    flags = np.random.default_rng(1).random(1000) < 0.3
    out, count = cupy.zeros(1000, np.int32), cupy.zeros(1, np.uint32)
    arguments = (np.int32(1000), cupy.asarray(flags.view(np.uint8)), out, count)
    module("sound.cu").get_function("compact")((-(-1000 // threads),), (threads,), arguments)
    found = out[: int(count[0])].get()
    assert np.array_equal(np.sort(found), np.flatnonzero(flags))
    assert (np.array_equal(found, np.sort(found))) == (order == 0)


@in_any_order
def test_struct_by_value_and_dynamic_shared_memory(order: int) -> None:
    emulation.schedule(order)
    values = cupy.asarray(np.arange(500, dtype=np.float32))
    table = np.zeros((), np.dtype([("p", "u8"), ("n", "i4"), ("scale", "f8")], align=True))
    table["p"], table["n"], table["scale"] = values.data.ptr, 500, 0.5
    for argument in (table, table.reshape(1), table[()]):
        total = cupy.zeros(1, np.float64)
        kernel = module("sound.cu").get_function("sum")
        kernel((4,), (128,), (argument, total), shared_mem=128 * 8)
        assert total.item() == 500 * 499 / 4


@in_any_order
def test_blocks_that_wait_for_each_other(order: int) -> None:
    emulation.schedule(order)
    arrived, data = cupy.zeros(1, np.uint32), cupy.zeros(5, np.int32)
    module("sound.cu").get_function("meet")((4,), (32,), (arrived, data))
    assert data.tolist() == [128] * 5


@in_any_order
def test_three_dimensions_and_votes_of_a_block(order: int) -> None:
    emulation.schedule(order)
    data = cupy.zeros(2 * 3 * 2 * 4 * 3 * 2, np.int32)
    module("sound.cu").get_function("places")((2, 3, 2), (4, 3, 2), (data,))
    assert set(data.tolist()) == {8 * 100 + 1 * 10 + 0}


def test_emulated_launches_repeat_bit_by_bit() -> None:
    def run() -> Any:
        emulation.schedule(5)
        return [broken(name).tolist() for name in ("lost_update", "no_barrier", "no_warp_barrier")]

    assert run() == run()


def log_of(error: Any) -> str:
    """The compiler's messages, with plain quotes."""
    return error.value.__notes__[0].translate({0x2018: "'", 0x2019: "'"})


NUMBERS = {
    "int": np.int32, "unsigned": np.uint32, "long long": np.int64, "unsigned long long": np.uint64,
    "float": np.float32, "double": np.float64,
}  # fmt: skip
LANES = np.arange(32)


def of_each_lane(expression: str, argument: str, result: str, x: Any) -> Any:
    """An expression of `x`, `lane` and `p`, a place for each lane, for 32 lanes."""
    source = f"""extern "C" __global__ void f({argument}* p, {result}* out) {{
        const int lane = threadIdx.x; const {argument} x = p[lane]; (void)x; (void)lane;
        out[lane] = {expression}; }}"""
    places, out = cupy.asarray(x.astype(NUMBERS[argument])), cupy.empty(32, NUMBERS[result])
    compiled(source).get_function("f")((1,), (32,), (places, out))
    return out.get(), places.get()


@pytest.mark.parametrize("type", NUMBERS, ids="emulated-{}".format)
def test_shuffles_and_matches(type: str) -> None:
    x = (LANES % 5 * 1.5 - 2).astype(NUMBERS[type]) if type[0] != "u" else LANES % 5 + 2**31
    x = x.astype(NUMBERS[type])
    sources = {
        "__shfl_sync(~0u, x, 3)": LANES * 0 + 3,
        "__shfl_sync(~0u, x, lane + 9, 8)": LANES // 8 * 8 + (LANES + 9) % 8,
        "__shfl_up_sync(~0u, x, 2, 16)": np.where(LANES % 16 < 2, LANES, LANES - 2),
        "__shfl_down_sync(~0u, x, 5)": np.where(LANES > 26, LANES, LANES + 5),
        "__shfl_xor_sync(~0u, x, 6)": LANES ^ 6,
    }
    for expression, lanes in sources.items():
        assert np.array_equal(of_each_lane(expression, type, type, x)[0], x[lanes]), expression
    equal = [sum(1 << k for k in LANES if x[k] == value) for value in x]
    assert of_each_lane("__match_any_sync(~0u, x)", type, "unsigned", x)[0].tolist() == equal


@pytest.mark.parametrize("type", ["int", "unsigned"], ids="emulated-{}".format)
def test_votes_and_reductions(type: str) -> None:
    x = (LANES - 7).astype(NUMBERS[type])
    odd = sum(1 << k for k in LANES[1::2])
    expected = {
        "__ballot_sync(~0u, lane % 2)": odd, "__any_sync(~0u, lane == 9)": 1,
        "__all_sync(~0u, lane != 9)": 0, "__reduce_add_sync(~0u, x)": x.sum(dtype=x.dtype),
        "__reduce_min_sync(~0u, x)": x.min(), "__reduce_max_sync(~0u, x)": x.max(),
        "lane % 2 ? __ballot_sync(0xaaaaaaaau, 1) : __any_sync(0x55555555u, 0)": odd * (LANES % 2),
    }  # fmt: skip
    for expression, value in expected.items():
        found, _ = of_each_lane(expression, type, type, x)
        assert np.array_equal(found, np.broadcast_to(value, 32).astype(x.dtype)), expression


ATOMICS = {
    "atomicAdd(p, x)": (set(NUMBERS) - {"long long"}, lambda x: x[0] + x.sum()),
    "atomicMin(p, x)": ({"int", "unsigned", "long long", "unsigned long long"}, np.min),
    "atomicMax(p, x)": ({"int", "unsigned", "long long", "unsigned long long"}, np.max),
    "atomicOr(p, x)": ({"unsigned", "unsigned long long"}, np.bitwise_or.reduce),
    "atomicAnd(p, x)": ({"unsigned", "unsigned long long"}, np.bitwise_and.reduce),
    "atomicExch(p + lane, x)": (set(NUMBERS) - {"long long", "double"}, lambda x: x[0]),
    "atomicCAS(p + lane, x, x)": ({"int", "unsigned", "unsigned long long"}, lambda x: x[0]),
}


@pytest.mark.parametrize("type", NUMBERS, ids="emulated-{}".format)
@pytest.mark.parametrize("expression", ATOMICS)
def test_atomics_for_the_types_that_cuda_has_them_for(expression: str, type: str) -> None:
    types, result = ATOMICS[expression]
    x = (LANES + 3 if type[0] == "u" else LANES - 3).astype(NUMBERS[type])
    if type not in types:
        with pytest.raises(cupy.cuda.nvrtc.NVRTCError) as error:
            of_each_lane(expression, type, type, x)
        assert "conversion" in log_of(error) or "no matching function" in log_of(error)
        return
    _, places = of_each_lane(expression, type, type, x)
    assert places[0] == result(x)


def test_emulated_functions_of_one_thread() -> None:
    bits = (LANES * 0x9E3779B1 % 2**32).astype(np.uint32)
    signed, floats = bits.view(np.int32), ((LANES - 16) / 3).astype(np.float32)
    cases = [
        ("__popc(x)", "unsigned", "int", bits, [int(b).bit_count() for b in bits]),
        ("__popcll((unsigned long long)x << 9)", "unsigned", "int", bits,
         [int(b).bit_count() for b in bits]),
        ("__ffs(x)", "int", "int", signed, [(int(b) & -int(b)).bit_length() for b in bits]),
        ("__clz(x)", "int", "int", signed, [32 - int(b).bit_length() for b in bits]),
        ("__brev(x)", "unsigned", "unsigned", bits, [int(f"{b:032b}"[::-1], 2) for b in bits]),
        ("__umulhi(x, x)", "unsigned", "unsigned", bits, [int(b) * int(b) >> 32 for b in bits]),
        ("min(x, 7) + max(x, 9)", "int", "int", LANES, np.minimum(LANES, 7) + np.maximum(LANES, 9)),
        ("fabsf(x) + sqrtf(x * x)", "float", "float", floats, np.abs(floats) + np.abs(floats)),
        ("floorf(x) + rintf(x)", "float", "float", floats, np.floor(floats) + np.rint(floats)),
        ("fabs(x) + floor(x) + rint(x)", "double", "double", floats,
         np.abs(floats.astype("f8")) + np.floor(floats) + np.rint(floats)),
        ("__float_as_int(x)", "float", "int", floats, floats.view(np.int32)),
        ("__int_as_float(x)", "int", "float", floats.view(np.int32), floats),
        ("__double_as_longlong(x)", "double", "long long", floats,
         floats.astype("f8").view(np.int64)),
        ("x * x - x", "float", "float", floats, floats * floats - floats),  # not contracted
        ("__activemask() >> lane & 1", "int", "int", LANES, LANES * 0 + 1),
    ]  # fmt: skip
    for expression, argument, result, x, expected in cases:
        found, _ = of_each_lane(expression, argument, result, np.asarray(x))
        assert np.array_equal(found, np.asarray(expected, found.dtype)), expression


# --- texts that NVRTC would refuse ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("data[0] = expf(1.0f);", "'expf' was not declared"),
        ("data[0] = std::min(1, 2);", "'min' is not a member of 'std'"),
        ('printf("");', "'printf' was not declared"),
        ("uint32_t x = 0;", "'uint32_t' was not declared"),
        ("threadIdx.x = 0;", "in read-only object"),
        ("__syncwarp(~0u, 7);", "could not convert '7'"),
        ("__shared__ int a, b;", "must be one variable"),
        ("__shared__ int a = 3;", "must be one variable"),
        ("__shared__ alignas(128) int a; a = 1;", "aligned to 16 bytes"),
        ("data[0] = missing;", "'missing' was not declared"),
    ],
    ids="emulated-{}".format,
)
def test_what_cuda_lacks_does_not_compile(statement: str, message: str) -> None:
    source = f'\n\nextern "C" __global__ void f(int* data)\n{{\n    {statement}\n}}\n'
    with pytest.raises(cupy.cuda.nvrtc.NVRTCError) as error:
        compiled(source, "text.cu")
    assert message in log_of(error)
    assert "text.cu:5:" in log_of(error)


# --- kernels that are wrong ----------------------------------------------------------------------

STOPPED = text("stopped.cu")
SHOWN = [
    "lost_update", "lost_reservation", "order_of_blocks", "no_barrier", "no_warp_barrier",
    "shared_not_set",
]  # fmt: skip
REPORTED = {
    "thread": SHOWN[:-1],
    "address,undefined": ["past_the_end", "past_shared", "past_dynamic", "overflow"],
}


def test_what_a_broken_launch_raises_emulated() -> None:
    kernels = dict(re.findall(r"void (\w+)\(int\* data\)\n{(.*?)\n}", STOPPED, re.DOTALL))
    assert len(kernels) == 10
    for order, (name, body) in product((0, 1, 2), kernels.items()):
        emulation.schedule(order)
        kernel = module("stopped.cu").get_function(name)
        with pytest.raises(emulation.KernelError) as error:
            kernel((5 if "ever" in name else 2,), (64,), (cupy.zeros(64, np.int32),))
        said = str(error.value)
        assert re.match(rf"kernel '{name}', block \([01234],0,0\), thread \(\d+,0,0\)", said), said
        marked = body.split("// here")[0] if "// here" in body else None
        start = STOPPED[: STOPPED.index(body)].count("\n") + 1
        if marked is not None:
            assert f"stopped.cu:{start + marked.count(chr(10))}" in said
        else:
            assert "deadlock: " in said or "wait for something that does not happen" in said


@pytest.mark.parametrize("name", SHOWN, ids="emulated-{}".format)
def test_bugs_that_some_order_shows(name: str) -> None:
    fine, found = [], []
    for order in range(10):
        emulation.schedule(order)
        fine.append(broken(f"fine_{name}").tolist())
        found.append(broken(name).tolist())
    assert all(each == fine[0] for each in fine)
    assert any(each != fine[0] for each in found)


def sanitized(kind: str, *names: str) -> subprocess.CompletedProcess[str]:
    try:
        environment = emulation.sanitized_environment(kind)
    except BuildError as error:
        pytest.skip(str(error))
    command = [sys.executable, "-m", "tests.emulation.examples", *names]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", REPORTED, ids="emulated-{}".format)
def test_sanitizers_report_nothing_of_sound_kernels(kind: str) -> None:
    names = [f"fine_{name}" for name in (*SHOWN, *REPORTED[kind])]
    result = sanitized(kind, *names)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == len(names)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind, names in REPORTED.items() for name in names],
    ids="emulated-{}".format,
)
def test_bugs_that_sanitizers_report(kind: str, name: str) -> None:
    result = sanitized(kind, name)
    assert result.returncode != 0
    assert re.search(rf"{name}.*broken\.cu:\d+|broken\.cu:\d+:\d+: runtime error", result.stderr)


def test_a_wrong_sanitizer_is_refused_emulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNN_EMULATION_SANITIZE", "memory")
    with pytest.raises(ValueError, match="'memory': expected 'address,undefined' or 'thread'"):
        compiled("")


def test_emulated_memory_that_was_not_set_is_poisoned() -> None:
    fresh = cupy.empty(3, np.int32)
    assert fresh.view(np.uint8).tolist() == [0xA5] * 12
    assert broken("shared_not_set")[5] == np.array(0xA5A5A5A5, np.uint32).view(np.int32)


# --- launches ------------------------------------------------------------------------------------


def test_emulated_arguments_are_checked() -> None:
    kernel = module("broken.cu").get_function("fine_lost_update")
    numbers, n = cupy.zeros(4, np.int32), np.int32(4)

    def refused(match: str, *arguments: Any) -> None:
        with pytest.raises(TypeError, match=match):
            kernel((1,), (32,), arguments)

    kernel((1,), (32,), (n, numbers))
    kernel((1,), (32,), (np.array([4], np.int32), numbers))
    kernel((1,), (32,), (n, numbers.view(np.uint32)))
    refused(r"takes 2 arguments \(i4, \*i4\), got 1", n)
    refused("a int64 for a parameter of type i4", 4, numbers)
    refused("a float32 for a parameter of type i4", np.float32(4), numbers)
    refused("a int64 array for a pointer to i4", n, numbers.view(np.int64))
    refused("a float32 array for a pointer to i4", n, numbers.view(np.float32))
    refused("expected a cupy.ndarray, got <class 'numpy.ndarray'>", n, numbers.get())
    refused("numpy.ndarray of shape", np.array([4, 4], np.int32), numbers)
    refused("not contiguous", n, numbers[::2])
    refused("unsupported type <class 'str'>", "4", numbers)
    total = module("sound.cu").get_function("sum")
    with pytest.raises(TypeError, match="8 bytes for a struct of 24"):
        total((1,), (32,), (np.zeros(1, "u8"), cupy.zeros(1)))


def test_emulated_limits_of_a_launch() -> None:
    error = cupy.cuda.driver.CUDADriverError
    bounded = module("sound.cu").get_function("compact")
    with pytest.raises(error, match=r"512 threads a block, __launch_bounds__\(256\)"):
        bounded((1,), (512,), ())
    kernel = module("broken.cu").get_function("fine_past_dynamic")
    data = cupy.zeros(1024, np.int32)
    for grid, block in (((1,), (1025,)), ((1,), (32, 33)), ((1, 65536), (1,)), ((1,), (1, 1, 65))):
        with pytest.raises(error, match="CUDA_ERROR_INVALID_VALUE: grid"):
            kernel(grid, block, (np.int32(1), data))
    with pytest.raises(error, match="max_dynamic_shared_size_bytes is 49152"):
        kernel((1,), (32,), (np.int32(1), data), shared_mem=50_000)
    kernel.max_dynamic_shared_size_bytes = 50_000
    kernel((1,), (32,), (np.int32(1), data), shared_mem=50_000)
    with pytest.raises(error, match="CUDA_ERROR_INVALID_VALUE: 300000 B"):
        kernel.max_dynamic_shared_size_bytes = 300_000
    assert bounded.shared_size_bytes == 33 * 4
    with pytest.raises(error, match="named symbol not found: 'missing'"):
        module("broken.cu").get_function("missing")


@pytest.mark.parametrize(
    "options",
    [(), ("--use_fast_math", "--fmad=false"), ("--fmad=false", "--ftz=true"), ("--fmad=true",)],
    ids="emulated-{}".format,
)
def test_options_that_change_bits_are_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(cupy.cuda.nvrtc.NVRTCError, match=r"INVALID_OPTION|--fmad=false"):
        compiled("", options=options)


def test_emulated_builds_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNN_CACHE", str(tmp_path))
    source = 'extern "C" __global__ void f(int* data) { data[0] = VALUE; }'
    options = ("--fmad=false", "-DVALUE=3")
    compiled(source, options=options)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    monkeypatch.setattr(build, "_compile", None)
    data = cupy.zeros(1, np.int32)
    compiled(source, options=options).get_function("f")((1,), (1,), (data,))
    assert data.item() == 3
    assert kept == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
