"""Drawing by the GPU's kernels, emulated where none is: the bits of numpy/draw.py in any order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse

import snn
from snn.errors import OutOfMemoryError
from snn.precision import Precision
from snn.program import Deliver, host
from snn.wiring.scaling import Scales
from snn.wiring.synapses import ProjectionSpec, count_of, rescale, synapses_of, write_weights
from tests import emulation
from tests.conftest import BACKENDS, same_bits
from tests.test_connectivity import BUILDERS, VALUES
from tests.wiring import COLUMNS, DT, ODD_DELAY, arena, build, differences, in_order, spec

DEVICE = "cupy" if "cupy" in BACKENDS else "emulated"
pytestmark = pytest.mark.skipif(DEVICE not in BACKENDS, reason="neither a GPU nor g++ is here")

ON_DEVICE = [column for column in COLUMNS if column != "delays"]
N_ORDERS = 6 if DEVICE == "emulated" else 1
ORDERS = pytest.mark.parametrize("order", range(N_ORDERS), ids=f"{DEVICE}-order{{}}".format)
DRAW = pytest.mark.parametrize("draw", [DEVICE])
FORMS: dict[str, tuple[Any, Any]] = {  # weight, precision
    "constant": (1.5, "float32"),
    "packed": (snn.Normal(8, 1, clip=(1, None)), "float32"),
    "wide": (snn.LogNormal(0, 4), "float32"),
    "float64": (snn.LogNormal(0, 1, factor=-1), "float64"),
    "wide constant": (1.5, Precision("float32", "float32")),
}


def in_order_of(seed: int) -> None:
    """Threads run in a permuted order from now on; a GPU has its own."""
    if DEVICE == "emulated":
        emulation.schedule(seed)


@pytest.fixture(autouse=True)
def natural_order() -> Iterator[None]:
    yield
    in_order_of(0)


def assert_same(*specs: ProjectionSpec, order: int = 0, **options: Any) -> list[Deliver]:
    """Builds on numpy and on the kernels; they do not differ."""
    expected = build(*specs, draw="numpy", **options)
    in_order_of(order)
    found = build(*specs, draw=DEVICE, **options)
    assert differences(expected, found) == []
    assert not any(isinstance(getattr(d, k), np.ndarray) for d in found[0] for k in ON_DEVICE)
    return found[0]


@ORDERS
@pytest.mark.parametrize("builder", BUILDERS, ids=repr)
def test_every_builder_and_distribution(builder: Any, order: int) -> None:
    """Every distribution as weight, another as delay; source and target overlap."""
    a = arena(50, 40)
    for k, value in enumerate(VALUES):
        delay = VALUES[(k + 1) % len(VALUES)]
        assert_same(spec(a, a, builder, value, delay, pre=(5, 65), post=(20, 65)), order=order)


@ORDERS
@pytest.mark.parametrize("delay", [DT, ODD_DELAY], ids=["one delay", "delays"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form(form: str, delay: Any, order: int) -> None:
    """Drawn and listed rows, which the synapses take the place of, and rows that are shared."""
    weight, precision = FORMS[form]
    a, b = arena(30), arena(25, 35)
    for builder in (snn.FixedProbability(0.3), snn.FixedInDegree(9), snn.FixedTotal(150)):
        alone = spec(a, b, builder, weight, delay)
        (deliver,) = assert_same(alone, order=order, precision=precision)
        assert deliver.form == form.split()[0].replace("float64", "wide")
        in_order(deliver)
        both = [
            spec(a, b, builder, weight, delay, post=r, stream=r[0]) for r in ((25, 60), (0, 25))
        ]
        assert_same(*both, order=order, precision=precision)


@ORDERS
def test_probabilities_near_their_ends_and_rows_of_any_length(order: int) -> None:
    a = arena(80)
    probabilities = [0.0, 5e-324, 1e-6, 1e-3, 0.5, 1 - 1e-9, 1.0]
    sizes = [(1, 1), (3, 31), (3, 32), (2, 33), (40, 80)]
    for (n_pre, n_post), p, selfs in product(sizes, probabilities, (True, False)):
        builder = snn.FixedProbability(p, self_connections=selfs)
        one = spec(a, a, builder, 1.0, ODD_DELAY, pre=(2, 2 + n_pre), post=(0, n_post))
        assert_same(one, order=order)


@ORDERS
def test_rows_without_synapses_and_rows_of_many_equal_pairs(order: int) -> None:
    a = arena(9)
    pre = np.repeat([2, 5, 5, 7], [70, 1, 40, 33])
    post = np.repeat([3, 0, 8, 4], [70, 1, 40, 33])
    for weight in (snn.Normal(2, 0.2), np.linspace(1, 2, len(pre))):
        for delay in (DT, ODD_DELAY, np.linspace(0.1, 0.9, len(pre))):
            assert_same(spec(a, a, snn.FromPairs(pre, post), weight, delay), order=order)
    matrix = scipy.sparse.random(9, 9, 0.4, format="csr", random_state=1)
    kept = matrix.indices.copy()
    assert_same(spec(a, a, snn.FromSparse(matrix), None, ODD_DELAY), order=order)
    assert np.array_equal(matrix.indices, kept)
    for builder in (snn.FixedTotal(0), snn.FixedInDegree(0), snn.FixedTotal(0, multapses=False)):
        assert_same(spec(a, a, builder), order=order)


@ORDERS
def test_long_lists_are_sorted_and_long_choices_differ(order: int) -> None:
    a, b = arena(3), arena(70_000)
    assert_same(spec(a, b, snn.FixedTotal(4000), 1.0, snn.Uniform(0.1, 0.5)), order=order)
    assert_same(spec(b, a, snn.FixedInDegree(700), 1.0), order=order)
    c = arena(150)
    for k in (1, 31, 33, 149):
        fixed = snn.FixedOutDegree(k, multapses=False, self_connections=False)
        assert_same(spec(c, c, fixed, pre=(120, 130)), order=order)


@DRAW
def test_plastic_weights_are_counted_with_their_bound(draw: str) -> None:
    a = arena(40)
    plastic = spec(a, a, snn.FixedProbability(0.3), snn.Uniform(0, 1), plastic=(0.0, 4.0))
    assert_same(plastic, spec(a, a, snn.AllToAll(), 0.5))


# --- memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", ["constants", "drawn"])
@pytest.mark.parametrize(
    "builder",
    [
        snn.AllToAll(),
        snn.FixedProbability(0.4),
        snn.FixedTotal(180_000),
        snn.FixedTotal(180_000, self_connections=False),
        snn.FixedInDegree(180),
        snn.FixedInDegree(180, multapses=False),
        snn.FixedOutDegree(180),
        snn.FixedOutDegree(180, multapses=False),
    ],
    ids=lambda builder: f"emulated-{builder!r}",
)
@pytest.mark.skipif(DEVICE != "emulated", reason="the stand-in counts bytes exactly")
def test_little_memory_is_needed_besides_the_synapses(
    builder: Any, values: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from snn.backends.cupy import draw

    from tests.emulation.memory import Memory

    monkeypatch.setattr(draw, "_LEAST_CHUNK", 1)  # as for networks that are not small
    n = 400 if isinstance(builder, snn.AllToAll) else 1000
    drawn = {"weight": snn.Normal(3, 0.2), "delay": snn.Uniform(0.1, 1.5)}
    a = arena(n)
    one = spec(a, a, builder, **(drawn if values == "drawn" else {}))
    before = Memory.peak = Memory.used
    delivers, _ = build(one, draw=DEVICE)
    final = sum(getattr(d, column).nbytes for d in delivers for column in ON_DEVICE)
    assert Memory.used - before == final
    assert Memory.peak - before <= 1.3 * final


def test_device_memory_is_checked_before_anything_is_drawn_emulated() -> None:
    from snn.lowering.memory import check_memory

    net = snn.Network(backend="numpy")
    neurons = net.population(snn.LIF(), 10_000)
    net.connect(neurons, neurons, "ge", snn.FixedProbability(0.1), weight=0.1)
    check_memory(net, device=10**9)
    with pytest.raises(OutOfMemoryError, match=r"needs 0\.0 GB; 0\.0 GB of device memory are"):
        check_memory(net, device=10**6)


# --- what reads and writes synapses --------------------------------------------------------------


def written(draw: str) -> tuple[list[Deliver], Scales, list[Any]]:
    """Weights read, written and rescaled."""
    a, b = arena(30), arena(20, 20)
    specs = [
        spec(a, b, snn.FixedProbability(0.5), snn.Normal(2, 0.2), ODD_DELAY, post=r, stream=r[0])
        for r in ((0, 20), (20, 40))
    ]
    specs.append(spec(a, b, snn.AllToAll(), 0.5, plastic=(0.0, 2.0), stream=3))
    delivers, scales = build(*specs, draw=draw)
    seen: list[Any] = []
    for k, one in enumerate(specs):
        before = synapses_of(one, delivers)
        assert count_of(one, delivers) == len(before.pre)
        old = [d.weight for d in delivers]
        values = before.weight * np.linspace(0.3, 1.9, len(before.weight))
        write_weights(one, delivers, values, scales, {})
        assert any(d.weight is not w for d, w in zip(delivers, old, strict=True))
        after = synapses_of(one, delivers)
        seen += [getattr(each, name) for each in (before, after) for name in vars(each)]
        rescale(delivers, [b], scales, {(id(b), "ge"): 10.0**k})
    return delivers, scales, seen


def test_weights_are_read_and_written_as_on_the_host_emulated() -> None:
    expected, found = written("numpy"), written(DEVICE)
    assert list(expected[1].values()) == list(found[1].values())
    assert all(map(same_bits, expected[2], found[2]))
    for one, other in zip(expected[0], found[0], strict=True):
        assert not isinstance(other.weight, np.ndarray)
        assert not isinstance(other.synapse, np.ndarray)
        assert all(same_bits(getattr(one, k), getattr(other, k)) for k in COLUMNS)


def test_arrays_on_a_device_are_stored_in_pieces_emulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import h5py

    from snn.checkpoint import tree

    a = arena(40)
    (deliver,), _ = build(spec(a, a, snn.FixedProbability(0.4), delay=ODD_DELAY), draw=DEVICE)
    monkeypatch.setattr(tree, "_PIECE", 100)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        writer = tree.TreeWriter(file.create_group("arrays"))
        for column in ON_DEVICE:
            stored = writer.array(getattr(deliver, column))
            back = file["arrays"][stored["array"]][()]
            assert same_bits(back, host(getattr(deliver, column)))
