"""Philox against its published vectors; counting, uniforms and normals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from snn.lang import parse
from snn.numerics import philox
from tests.dialects import any_values, assert_same_everywhere, needs_compiler, run_numpy

# Random123 1.14, examples/kat_vectors: philox 4 32 10: counter, key, result.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip


UNIFORM = "def f(w):\n    return uniform(w)"


def numbers(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_known_answers(counter: str, key: str, result: str) -> None:
    fn = parse(philox.philox4x32, types=philox.PHILOX_TYPES)
    args = [np.array([word], np.uint32) for word in numbers(counter) + numbers(key)]
    assert [int(word[0]) for word in run_numpy(fn, args)] == numbers(result)


@pytest.mark.parametrize("step", [0, 7, 2**32 + 3, 2**62])
@pytest.mark.parametrize("index", [0, 4, 2**34, 2**40 + 4])
def test_words_count_elements_and_steps(step: int, index: int) -> None:
    block, seed, stream = index // 4, 11, 2**32 - 5
    counter = block % 2**32, block >> 32, step % 2**32, step >> 32, seed, stream
    fn = parse(philox.philox4x32, types=philox.PHILOX_TYPES)
    expected = [int(w[0]) for w in run_numpy(fn, [np.array([c], np.uint32) for c in counter])]
    assert philox.words(seed, stream, step, index, 4).tolist() == expected


def test_any_part_of_the_words_is_the_same() -> None:
    whole = philox.words(1, 2, 3, 0, 64)
    for start in range(9):
        for n in range(12):
            assert np.array_equal(philox.words(1, 2, 3, start, n), whole[start : start + n])
    beyond = philox.words(1, 2, 3, 2**34 - 6, 12)  # the counter's second word starts here
    assert np.array_equal(beyond[6:], philox.words(1, 2, 3, 2**34, 6))
    assert not np.array_equal(beyond[6:], whole[:6])


def test_seed_stream_and_step_give_other_words() -> None:
    first = philox.words(1, 2, 3, 0, 8)
    for other in ((9, 2, 3), (1, 9, 3), (1, 2, 9), (1, 2, 3 + 2**32)):
        assert not np.any(first == philox.words(*other, 0, 8))


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_has_32_bits(seed: int) -> None:
    with pytest.raises(OverflowError):
        philox.words(seed, 0, 0, 0, 4)


@pytest.mark.parametrize("real", ["f32", "f64"])
def test_uniforms_are_inside_the_open_interval(real: str) -> None:
    fn = parse(UNIFORM, {"w": "u32"}, real, vars(philox))
    ends = run_numpy(fn, [np.array([0, 2**32 - 1, 2**31], np.uint32)])[0]
    assert 0 < ends[0] < 1e-6
    assert 1 - 1e-6 < ends[1] < 1
    assert ends[0] == 1 - ends[1]
    assert abs(ends[2] - 0.5) < 1e-6
    values = run_numpy(fn, [philox.words(1, 2, 3, 0, 100_000)])[0]
    assert stats.kstest(values, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("real", ["f32", "f64"])
def test_normals_are_normal(real: str) -> None:
    values = philox.normals(4, 5, 6, 0, 200_000, real)
    assert values.dtype == {"f32": np.float32, "f64": np.float64}[real]
    assert stats.kstest(values, "norm").pvalue > 1e-3
    assert abs(np.mean(values.astype(float) ** 4) - 3) < 0.1
    assert abs(np.corrcoef(values[::2], values[1::2])[0, 1]) < 0.01
    assert abs(np.corrcoef(values[::2] ** 2, values[1::2] ** 2)[0, 1]) < 0.01


@pytest.mark.parametrize("real", ["f32", "f64"])
def test_normals_equal_the_formula(real: str) -> None:
    words = philox.words(4, 5, 6, 0, 1000).reshape(-1, 2)
    radius = np.sqrt(-2 * np.log(((words[:, 0] >> 1) + 0.5) * 2.0**-31))
    angle = (words[:, 1] & (2**30 - 1)) / 2**30  # of a quadrant, from its middle
    angle = np.where(angle >= 0.5, angle - 1, angle) * np.pi / 2
    angle += ((words[:, 1] + np.uint32(2**29)) >> 30) * np.pi / 2
    expected = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)
    tolerance = 3e-6 if real == "f32" else 1e-14
    assert np.allclose(philox.normals(4, 5, 6, 0, 1000, real), expected, rtol=0, atol=tolerance)


def test_any_part_of_the_normals_is_the_same() -> None:
    whole = philox.normals(1, 2, 3, 0, 64)
    for start in range(9):
        for n in range(12):
            assert np.array_equal(philox.normals(1, 2, 3, start, n), whole[start : start + n])


def test_extreme_words_give_finite_normals() -> None:
    for real in ("f32", "f64"):
        fn = parse(philox.normal_pair, {"w0": "u32", "w1": "u32"}, real)
        ends = np.array([0, 1, 2**30, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1], np.uint32)
        for w0 in ends:
            a, b = run_numpy(fn, [np.full_like(ends, w0), ends])
            assert np.all(np.hypot(a, b) < 6.7)


@needs_compiler
def test_same_bits_in_every_dialect(tmp_path: Path) -> None:
    pair = {"w0": "u32", "w1": "u32"}
    functions = [parse(philox.philox4x32, types=philox.PHILOX_TYPES)]
    for real in ("f32", "f64"):
        functions.append(parse(philox.normal_pair, pair, real))
        functions.append(
            parse("def f(w):\n    return uniform(w)", {"w": "u32"}, real, vars(philox))
        )
    rng = np.random.default_rng(2)
    args = [[any_values(rng, type, 2000) for _, type in fn.args] for fn in functions]
    assert_same_everywhere(functions, args, tmp_path)
