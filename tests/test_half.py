"""float16 as storage: exact decoding, unbiased and saturating encoding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from snn.lang import parse
from snn.numerics import half
from tests.dialects import (
    any_values,
    assert_same_bits,
    assert_same_everywhere,
    needs_compiler,
    run_numpy,
)

REAL = ["f32", "f64"]
EVERY = np.arange(2**16, dtype=np.uint16)


def stochastic(x: NDArray[np.float32], word: NDArray[np.uint32]) -> NDArray[np.uint16]:
    fn = parse(half.real_to_half, types={"word": "u32"})
    x, word = np.broadcast_arrays(np.float32(x), np.uint32(word))
    return run_numpy(fn, [x.ravel(), word.ravel()])[0].astype(np.uint16).reshape(x.shape)


@pytest.mark.parametrize("real", REAL)
def test_every_half_is_decoded_exactly(real: str) -> None:
    fn = parse(half.half_to_real, types={"h": "u32"}, real=real)
    (got,) = run_numpy(fn, [EVERY.astype(np.uint32)])
    with np.errstate(invalid="ignore"):
        expected = EVERY.view(np.float16).astype(got.dtype)
        narrow = expected.astype(np.float32)
    assert_same_bits(expected, got)
    assert_same_bits(narrow, half.decode(EVERY))


@pytest.mark.parametrize("word", [0, 1, 8191, 2**32 - 1])
def test_a_half_stays_what_it_is(word: int) -> None:
    finite = EVERY[np.isfinite(EVERY.view(np.float16))]
    assert np.array_equal(stochastic(half.decode(finite), np.uint32(word)), finite)


@pytest.mark.parametrize(
    "x", [1.0003, -70.123, 65503.9, 1e-5, -3.3e-6, 6.1034e-05, 5e-8, 1e-8, -(2.0**-14) * 0.9999]
)
def test_rounding_is_right_on_average(x: float) -> None:
    words = np.arange(2**13, dtype=np.uint32)
    stored = stochastic(np.float32(x), words)
    mean = half.decode(stored).astype(float).mean()
    spacing = max(2.0**-24, 2.0 ** (np.floor(np.log2(abs(x))) - 10))
    assert abs(mean - np.float32(x)) <= spacing * 2.0**-13
    assert set(np.abs(half.decode(stored).astype(float) - x) < spacing) == {True}


def test_too_large_saturates_and_nan_stays() -> None:
    x = np.float32([65504, 65519, 65520, 1e9, 3e38, np.inf, -1e9, -np.inf, np.nan])
    expected = np.float16([65504] * 6 + [-65504] * 2 + [np.nan])
    for word in (0, 8191):
        assert_same_bits(expected, stochastic(x, np.uint32(word)).view(np.float16))
    assert_same_bits(expected, half.encode(x).view(np.float16))


def test_a_slow_decay_is_stored() -> None:
    """To nearest, a value that loses 1e-4 of itself a step would never move."""
    rng = np.random.default_rng(1)
    stored = half.encode(np.full(4000, 10.0))
    for _ in range(300):
        value = half.decode(stored) * np.float32(1 - 1e-4)
        stored = stochastic(value, rng.integers(0, 2**32, 4000, dtype=np.uint32))
    assert np.mean(half.decode(stored)) == pytest.approx(10 * (1 - 1e-4) ** 300, rel=1e-3)
    assert half.encode(half.decode(half.encode(np.float32(10.0))) * np.float32(1 - 1e-4)) == (
        half.encode(np.float32(10.0))
    )


def test_encoding_on_the_host_is_to_nearest() -> None:
    x = np.random.default_rng(1).normal(0, 100, 1000)
    assert np.array_equal(half.encode(x).view(np.float16), x.astype(np.float16))


@needs_compiler
def test_same_bits_in_every_dialect(tmp_path: Path) -> None:
    functions = [parse(half.half_to_real, types={"h": "u32"}, real=real) for real in REAL]
    functions += [parse(half.real_to_half, types={"word": "u32"}, real=real) for real in REAL]
    rng = np.random.default_rng(2)
    args = [[any_values(rng, type, 4000) for _, type in fn.args] for fn in functions]
    assert_same_everywhere(functions, args, tmp_path)
