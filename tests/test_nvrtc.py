"""The kernels compile for every GPU with the backend's options, and fit its multiprocessors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from snn.backends.cupy import generated, render, resources
from snn.backends.cupy.compile import OPTIONS, assemble
from snn.backends.cupy.compile import resources as resources_of
from snn.kernels import flatten

from snn.errors import BackendError

ARCHS = resources.ARCHS
HOT, NOISY = 64, 73  # registers: a multiprocessor then holds 1,024 threads, 896 threads
FOUR_BLOCKS = 128  # and 512, of models with more statements than render.HUGE

SOURCES = {f"{name}-{of}" if of else name: (name, text) for name, of, text in resources.sources()}


@contextmanager
def real_cupy() -> Iterator[None]:
    """The stand-in for CuPy steps aside: CuPy's binding looks its library up through CuPy."""
    standin = {k: m for k, m in sys.modules.items() if k.split(".")[0] in ("cupy", "cupyx")}
    for name in standin:
        del sys.modules[name]
    try:
        yield
    finally:
        sys.modules.update(standin)


@pytest.fixture(scope="module")
def nvrtc() -> Any:
    """The binding to NVRTC; its wheels exist for Linux on x86-64, and are 130 MB."""
    try:
        with real_cupy():
            binding = resources.nvrtc()
            binding.getVersion()
    except (ImportError, OSError, RuntimeError) as error:  # no CuPy, or no library behind it
        pytest.skip(f"NVRTC is not installed ({error}): pip install -e '.[dev]'")
    return binding


@pytest.mark.parametrize("arch", ARCHS)
@pytest.mark.parametrize("source", SOURCES)
def test_float32_kernels_fit_without_spills(source: str, arch: str, nvrtc: Any) -> None:
    name, text = SOURCES[source]
    taken = resources_of(nvrtc, text, name, arch)
    assert taken
    most = NOISY if "Noisy" in source else FOUR_BLOCKS if "Stomatogastric" in source else HOT
    for kernel, each in taken.items():
        assert each.registers <= most, (kernel, each)
        assert each.spills == 0, (kernel, each)


@pytest.mark.parametrize(("real", "half"), [("f64", False), ("f32", True)])
@pytest.mark.parametrize("model", generated.kinds())
def test_other_precisions_compile(model: str, real: str, half: bool, nvrtc: Any) -> None:
    kind = generated.kinds(real, half)[model]
    text = flatten("update.cu", {"model.cuh": render.model(kind)})
    assert resources_of(nvrtc, text, "update", "90")["update"].registers <= 128


@pytest.mark.parametrize("rule", generated.rules())
def test_rules_in_float64_compile(rule: str, nvrtc: Any) -> None:
    text = flatten("plastic.cu", {"rule.cuh": render.rule(generated.rules("f64")[rule])})
    assert set(resources_of(nvrtc, text, "plastic", "90")) == {"arrive", "learn", "sweep"}


def test_errors_show_the_compilers_messages(nvrtc: Any) -> None:
    text = 'extern "C" __global__ void wrong(int n) { n = nothing; }'
    with pytest.raises(BackendError, match=r'(?s)kernels of wrong\.cu do not compile.*"nothing"'):
        assemble(nvrtc, text, "wrong", "90")


def test_arithmetic_is_not_contracted(nvrtc: Any) -> None:
    text = 'extern "C" __global__ void f(float* x) { x[0] = x[0] * x[1] + x[2]; }'
    program = nvrtc.createProgram(text, "f.cu", (), ())
    nvrtc.compileProgram(program, (*OPTIONS, "--gpu-architecture=compute_90"))
    ptx = nvrtc.getPTX(program)
    ptx = ptx.decode() if isinstance(ptx, bytes) else ptx
    assert "fma" not in ptx
    assert ".ftz" not in ptx
    assert "mul" in ptx and "add" in ptx
