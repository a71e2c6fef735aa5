"""Builders: exact counts, statistics of degrees, the same bits on every backend, errors."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st

import snn
from snn.errors import ConnectError
from tests.conftest import BACKENDS, same_bits
from tests.wiring import arena, build, differences, pairs, read, spec

RNG = np.random.default_rng(1)
N_PRE, N_POST = 60, 45
MATRIX = scipy.sparse.random(N_PRE, N_POST, 0.2, format="csc", random_state=2)
PAIRS = RNG.integers(0, N_PRE, 300), RNG.integers(0, 5, 300)  # with many multapses

BUILDERS = [
    snn.AllToAll(),
    snn.AllToAll(self_connections=False),
    snn.FixedProbability(0.0),
    snn.FixedProbability(0.003),
    snn.FixedProbability(0.1),
    snn.FixedProbability(0.1, self_connections=False),
    snn.FixedProbability(0.97),
    snn.FixedProbability(1.0),
    *(
        builder(n, self_connections=selfs, multapses=multapses)
        for builder, n in (
            (snn.FixedTotal, 400),
            (snn.FixedTotal, 2000),  # most of all pairs
            (snn.FixedInDegree, 7),
            (snn.FixedInDegree, 44),
            (snn.FixedOutDegree, 7),
            (snn.FixedOutDegree, 44),
        )
        for selfs, multapses in product((True, False), repeat=2)
    ),
    snn.FromSparse(MATRIX),
    snn.FromPairs(*PAIRS),
]
VALUES = [
    snn.Constant(1.5),
    snn.Uniform(1, 2),
    snn.Normal(1.5, 0.3, clip=(0.1, None)),
    snn.LogNormal(0, 0.2),
]


def self_pairs(one: Any, synapses: Any) -> int:
    """How many synapses connect a neuron with itself."""
    return int(np.sum(synapses.pre + one.source_lo == synapses.post + one.target_lo))


@pytest.mark.skipif(len(BACKENDS) < 2, reason="only one backend draws here")
@pytest.mark.parametrize("builder", BUILDERS, ids=repr)
def test_every_backend_draws_the_same_bits(builder: Any) -> None:
    """Every distribution as weight, another as delay; source and target overlap."""
    a = arena(50, 40)
    for k, value in enumerate(VALUES):
        delay = VALUES[(k + 1) % len(VALUES)]
        one = spec(a, a, builder, value, delay, pre=(5, 5 + N_PRE), post=(20, 20 + N_POST))
        first = build(one, draw="numpy")
        for name in BACKENDS[1:]:
            assert differences(first, build(one, draw=name)) == [], name


@settings(max_examples=25, deadline=None)
@given(
    n_pre=st.integers(1, 40),
    n_post=st.integers(1, 40),
    shift=st.integers(0, 20),
    p=st.one_of(st.floats(0, 1), st.floats(0, 1e-300), st.floats(0.999999, 1)),
    selfs=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_rows_of_any_size_and_probability(
    n_pre: int, n_post: int, shift: int, p: float, selfs: bool, seed: int
) -> None:
    a = arena(80)
    builder = snn.FixedProbability(p, self_connections=selfs)
    one = spec(a, a, builder, pre=(shift, shift + n_pre), post=(10, 10 + n_post))
    made = [read(one, draw=name, seed=seed) for name in BACKENDS]
    for synapses in made:
        assert same_bits(synapses.pre, made[0].pre)
        assert same_bits(synapses.post, made[0].post)
        assert len(pairs(synapses)) == len(synapses.pre)
        assert selfs or self_pairs(one, synapses) == 0


def test_fixed_probability_has_binomial_degrees() -> None:
    n, p = 2000, 0.05
    a = arena(n)
    synapses = read(spec(a, a, snn.FixedProbability(p)))
    for degrees in (
        np.bincount(synapses.pre, minlength=n),
        np.bincount(synapses.post, minlength=n),
    ):
        variance = n * p * (1 - p)
        assert abs(degrees.mean() - n * p) < 5 * math.sqrt(variance / n)
        assert abs(degrees.var() / variance - 1) < 5 * math.sqrt(2 / n)


def test_each_pair_is_as_likely_as_any_other() -> None:
    """Over many seeds each of 8 x 8 pairs occurs as often as its probability says."""
    a = arena(8)
    runs, p = 400, 0.3
    for builder in (
        snn.FixedProbability(p),
        snn.FixedTotal(19, multapses=False),
        snn.FixedTotal(64 - 19, multapses=False),
        snn.FixedInDegree(3, multapses=False),
        snn.FixedOutDegree(3, multapses=False),
    ):
        count = np.zeros((8, 8))
        for seed in range(runs):
            synapses = read(spec(a, a, builder), seed=seed, draw="numpy")
            np.add.at(count, (synapses.pre, synapses.post), 1)
        q = builder.expected(8, 8) / 64
        z = (count - runs * q) / math.sqrt(runs * q * (1 - q))
        assert np.abs(z).max() < 4.5, builder  # of 64 deviates
        assert 0.5 < (z**2).mean() < 1.6, builder


@pytest.mark.parametrize("selfs", [True, False])
@pytest.mark.parametrize("multapses", [True, False])
def test_exact_counts(selfs: bool, multapses: bool) -> None:
    a = arena(30, 20)
    options = {"self_connections": selfs, "multapses": multapses}
    cases = {
        "total": snn.FixedTotal(500, **options),
        "in": snn.FixedInDegree(9, **options),
        "out": snn.FixedOutDegree(9, **options),
    }
    for kind, builder in cases.items():
        one = spec(a, a, builder, pre=(0, 40), post=(10, 50))
        synapses = read(one)
        n = len(synapses.pre)
        assert n == {"total": 500, "in": 360, "out": 360}[kind]
        if kind == "in":
            assert np.all(np.bincount(synapses.post, minlength=40) == 9)
        if kind == "out":
            assert np.all(np.bincount(synapses.pre, minlength=40) == 9)
        assert (len(pairs(synapses)) == n) == (not multapses)
        assert (self_pairs(one, synapses) == 0) == (not selfs)


def test_exact_counts_at_their_limits() -> None:
    a, b = arena(6), arena(5)
    everything = set(product(range(6), range(5)))
    for builder in (
        snn.FixedTotal(30, multapses=False),
        snn.FixedInDegree(6, multapses=False),
        snn.FixedOutDegree(5, multapses=False),
        snn.FixedProbability(1.0),
        snn.AllToAll(self_connections=False),  # different arenas: none is a self-connection
    ):
        assert pairs(read(spec(a, b, builder))) == everything
    for builder in (snn.FixedTotal(0), snn.FixedInDegree(0), snn.FixedProbability(0)):
        assert len(read(spec(a, b, builder)).pre) == 0
    assert len(pairs(read(spec(a, a, snn.AllToAll(self_connections=False))))) == 30


def test_fixed_total_spreads_over_rows_like_a_multinomial() -> None:
    a = arena(500)
    degrees = np.bincount(read(spec(a, a, snn.FixedTotal(50_000))).pre, minlength=500)
    assert abs(degrees.var() / (100 * (1 - 1 / 500)) - 1) < 5 * math.sqrt(2 / 500)


def test_one_to_one() -> None:
    synapses = read(spec(arena(5), arena(5), snn.OneToOne(), weight=[1, 2, 3, 4, 8]))
    assert synapses.pre.tolist() == synapses.post.tolist() == [0, 1, 2, 3, 4]
    assert synapses.weight.tolist() == [1, 2, 3, 4, 8]


def test_sparse_matrix_round_trip() -> None:
    one = spec(arena(N_PRE), arena(N_POST), snn.FromSparse(MATRIX), weight=None)
    synapses = read(one, precision="float64")
    back = scipy.sparse.csr_array((synapses.weight, (synapses.pre, synapses.post)), MATRIX.shape)
    assert (back != MATRIX).nnz == 0
    assert len(synapses.weight) == MATRIX.nnz


def test_sparse_values_go_row_by_row() -> None:
    matrix = scipy.sparse.coo_array(([1.0, 1.0, 1.0], ([1, 0, 1], [2, 1, 0])), (2, 3))
    one = spec(arena(2), arena(3), snn.FromSparse(matrix), weight=[10, 20, 30])
    synapses = read(one, precision="float64")
    found = zip(synapses.pre.tolist(), synapses.post.tolist(), synapses.weight, strict=True)
    assert list(found) == [(0, 1, 10), (1, 0, 20), (1, 2, 30)]


def test_pairs_keep_their_values_and_multapses() -> None:
    pre, post, weight = [2, 0, 2, 2], [1, 0, 1, 0], [1.0, 2.0, 3.0, 4.0]
    delay = [0.1, 0.2, 0.1, 0.3]
    one = spec(arena(3), arena(2), snn.FromPairs(pre, post), weight, delay)
    synapses = read(one, precision="float64")
    columns = synapses.pre, synapses.post, synapses.weight, synapses.delay
    got = set(zip(*(column.tolist() for column in columns), strict=True))
    assert got == {(2, 1, 1.0, 1), (0, 0, 2.0, 2), (2, 1, 3.0, 1), (2, 0, 4.0, 3)}


def test_all_to_all_takes_a_matrix_of_values() -> None:
    weight = np.arange(1.0, 13.0).reshape(3, 4)
    a = arena(5)
    builder = snn.AllToAll(self_connections=False)
    one = spec(a, a, builder, weight, pre=(0, 3), post=(1, 5))
    synapses = read(one, precision="float64")
    assert len(synapses.pre) == 10  # neurons 1 and 2 are in both
    assert np.array_equal(synapses.weight, weight[synapses.pre, synapses.post])


def test_values_do_not_depend_on_the_builder() -> None:
    """The value of a synapse is a function of (pre, post, duplicate) alone."""
    a = arena(20)
    values = {"weight": snn.Normal(2, 0.2), "delay": snn.Uniform(1, 2)}
    dense = read(spec(a, a, snn.AllToAll(), **values), precision="float64")
    weights = np.zeros((20, 20))
    weights[dense.pre, dense.post] = dense.weight
    delays = np.zeros((20, 20), int)
    delays[dense.pre, dense.post] = dense.delay
    for builder in (snn.FixedProbability(0.3), snn.FixedInDegree(4, multapses=False)):
        synapses = read(spec(a, a, builder, **values), precision="float64")
        assert np.array_equal(synapses.weight, weights[synapses.pre, synapses.post])
        assert np.array_equal(synapses.delay, delays[synapses.pre, synapses.post])


def test_duplicates_of_a_pair_draw_different_values() -> None:
    a = arena(2)
    one = spec(a, a, snn.FromPairs([1] * 50, [0] * 50), snn.Normal(2, 0.2))
    assert len(np.unique(read(one, precision="float64").weight)) == 50


def test_seed_and_stream_change_what_is_drawn() -> None:
    a = arena(50)
    first = pairs(read(spec(a, a, snn.FixedProbability(0.1)), seed=1))
    assert first == pairs(read(spec(a, a, snn.FixedProbability(0.1)), seed=1))
    assert first != pairs(read(spec(a, a, snn.FixedProbability(0.1)), seed=2))
    assert first != pairs(read(spec(a, a, snn.FixedProbability(0.1), stream=8), seed=1))


@pytest.mark.parametrize(
    ("builder", "message"),
    [
        (snn.FixedProbability(1.5), r"'E->I': p must be a probability from 0 to 1; got 1.5"),
        (snn.FixedProbability(math.nan), "p must be a probability"),
        (snn.FixedTotal(31, multapses=False), r"FixedTotal\(n=31\) exceeds the 30 different pairs"),
        (snn.FixedTotal(2.5), r"n must be a whole number >= 0; got 2.5"),
        (snn.FixedInDegree(7, multapses=False), r"FixedInDegree\(k=7\) exceeds the 6 different so"),
        (snn.FixedOutDegree(6, multapses=False), r"k=6\) exceeds the 5 different targets"),
        (snn.FixedOutDegree(-1), r"k must be a whole number >= 0; got -1"),
        (snn.OneToOne(), "OneToOne needs source and target of one size; got 6 and 5"),
        (snn.FromPairs([0, 6], [0, 0]), r"needs pre from 0 to 5; got 6 at position 1"),
        (snn.FromPairs([0], [-1]), r"needs post from 0 to 4; got -1"),
        (snn.FromSparse(MATRIX), r"\(n_pre, n_post\) = \(6, 5\); got \(60, 45\)"),
    ],
    ids=repr,
)
def test_builders_that_do_not_fit_are_refused(builder: Any, message: str) -> None:
    with pytest.raises(ConnectError, match=message) as caught:
        build(spec(arena(6), arena(5), builder))
    assert str(caught.value).startswith("projection 'E->I': ")


def test_self_connections_count_among_the_limits() -> None:
    a = arena(6)
    with pytest.raises(ConnectError, match="the 5 different sources"):
        build(spec(a, a, snn.FixedInDegree(6, self_connections=False, multapses=False)))
    build(spec(a, arena(6), snn.FixedInDegree(6, self_connections=False, multapses=False)))
    with pytest.raises(ConnectError, match="the 0 different"):
        build(spec(a, a, snn.FixedOutDegree(1, self_connections=False), pre=(2, 3), post=(2, 3)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: snn.FromPairs([0], [0, 1]), "must have the same length; got 1 and 2"),
        (lambda: snn.FromPairs([0.5], [0]), "pre must be a one-dimensional array of whole numbers"),
        (lambda: snn.FromSparse(np.eye(3)), "expected a SciPy sparse matrix; got ndarray"),
    ],
)
def test_data_of_the_wrong_kind_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ConnectError, match=message):
        make()
