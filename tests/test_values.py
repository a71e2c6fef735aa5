"""Values: what distributions draw, what arrays and numbers become, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import snn
from snn.errors import ConnectError, PopulationError
from snn.numerics.philox import normals, words
from snn.values import Z_MAX, as_law, draw_values

N = 40_000


def drawn(value: object, n: int = N) -> np.ndarray:
    return draw_values(value, n, seed=5, stream=9)


def test_a_number_is_repeated_and_an_array_is_taken_as_it_is() -> None:
    assert drawn(2.5, 3).tolist() == [2.5, 2.5, 2.5]
    assert drawn(snn.Constant(2.5), 3).tolist() == [2.5, 2.5, 2.5]
    given = np.array([1, 2, 3])
    got = drawn(given, 3)
    assert got.dtype == np.float64
    assert got.tolist() == [1, 2, 3]
    assert not np.shares_memory(got, given)


def test_uniform_takes_one_word_a_value() -> None:
    got = drawn(snn.Uniform(-60, -50))
    expected = -60 + 10 * ((words(5, 9, 0, 0, N) + 0.5) * 2.0**-32)
    assert got.tobytes() == expected.tobytes()
    assert abs(got.mean() + 55) < 5 * 10 / math.sqrt(12 * N)
    assert abs(got.var() - 100 / 12) < 0.2


def test_normal_takes_the_pairs_of_philox() -> None:
    got = drawn(snn.Normal(3.0, 0.5))
    assert got.tobytes() == (3.0 + 0.5 * normals(5, 9, 0, 0, N, "f64")).tobytes()
    assert abs(got.mean() - 3) < 5 * 0.5 / math.sqrt(N)
    assert abs(got.std() - 0.5) < 0.01


def test_values_are_prefixes_of_longer_draws() -> None:
    for value in (snn.Uniform(0, 1), snn.Normal(0, 1), snn.LogNormal(0, 1)):
        assert drawn(value, 1001).tobytes() == drawn(value, 2000)[:1001].tobytes()


def test_lognormal_is_the_exponential_of_a_normal() -> None:
    got = drawn(snn.LogNormal(0.3, 0.2, factor=-2.0))
    assert np.all(got < 0)
    logs = np.log(got / -2.0)
    assert abs(logs.mean() - 0.3) < 5 * 0.2 / math.sqrt(N)
    assert abs(logs.std() - 0.2) < 0.005


def test_clip_sets_values_to_the_bounds() -> None:
    free, clipped = drawn(snn.Normal(1.5, 0.75)), drawn(snn.Normal(1.5, 0.75, clip=(0.1, None)))
    assert np.array_equal(clipped, np.maximum(free, 0.1))
    assert (clipped == 0.1).sum() == (free <= 0.1).sum() > 0
    both = drawn(snn.LogNormal(0, 1, clip=(0.5, 2)))
    assert both.min() == 0.5
    assert both.max() == 2


@pytest.mark.parametrize(
    "value",
    [
        snn.Uniform(-2, 5),
        snn.Normal(3, 2),
        snn.Normal(3, 2, clip=(None, 4)),
        snn.Normal(3, 0),
        snn.LogNormal(1, 0.7),
        snn.LogNormal(1, 0.7, factor=-3),
        snn.LogNormal(0.1, 0),
        snn.LogNormal(1, 0.7, clip=(1, 2)),
    ],
)
def test_bounds_of_a_law_hold(value: snn.Constant) -> None:
    least, most = value.law().bounds()
    got = drawn(value)
    assert least <= got.min()
    assert got.max() <= most
    assert value.law().magnitude() >= np.abs(got).max()


def test_no_normal_is_beyond_the_stated_bound() -> None:
    extreme = normals(5, 9, 0, 0, 1_000_000, "f64")
    assert np.abs(extreme).max() < math.sqrt(2 * 32 * math.log(2)) < Z_MAX


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: snn.Uniform(2, 1), r"Uniform\(lo=2, hi=1\): lo must not exceed hi; swap them"),
        (lambda: snn.Normal(0, -1), r"Normal\(.*\): sd must be >= 0"),
        (lambda: snn.Normal(math.nan, 1), r"Normal\(.*\): mean must be a finite number"),
        (lambda: snn.Constant(math.inf), r"Constant\(.*\): value must be a finite number"),
        (lambda: snn.Normal(0, 1, clip=(2, 1)), "clip's lo must not exceed its hi"),
        (lambda: snn.Normal(0, 1, clip=3), r"clip must be \(lo, hi\)"),
        (lambda: snn.LogNormal(0, -1), "sigma must be >= 0"),
        (lambda: snn.LogNormal(100, 1), "mu and sigma are those of the logarithm"),
        (
            lambda: as_law("much", "projection 'x': weight"),
            "projection 'x': weight: expected a num",
        ),
        (lambda: as_law(math.nan, "projection 'x': weight"), "expected finite values; got nan"),
        (lambda: as_law([1, math.nan], "w"), r"w: .* got nan \(1 of 2, the first at 1\)"),
    ],
)
def test_what_is_refused(make: object, message: str) -> None:
    with pytest.raises(ConnectError, match=message):
        make()


def test_first_values_of_a_wrong_shape_are_refused() -> None:
    with pytest.raises(PopulationError, match=r"v: expected a number, 3 values .* shape \(2,\)"):
        draw_values([1, 2], 3, 1, 1, "v")
    with pytest.raises(PopulationError, match="v: expected finite values"):
        draw_values([1, 2, math.nan], 3, 1, 1, "v")
