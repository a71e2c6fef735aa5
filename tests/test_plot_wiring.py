"""The pictures of wiring: what is drawn, read back from the axes."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

import snn
from snn import analysis, ms, plot
from snn.plot.matrix import dense_weights
from snn.wiring import blocks as wiring_blocks
from tests.test_blocks import mixed, rates


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("show", ["density", "probability", "weight", "synapses", "indegree"])
def test_wiring_draws_what_was_counted(show):
    found = analysis.wiring(mixed(backend="numpy"), pairs=True)
    ax = plot.wiring(found, show=show, unit="mV")
    drawn = ax.collections[0].get_array()
    expected = np.asarray(getattr(found, show), float)
    assert drawn.mask.tolist() == [[False, False], [False, True]]  # B does not reach itself
    assert drawn.filled(0) == pytest.approx(np.where(found.synapses > 0, expected, 0))
    bar = ax.figure.axes[1]
    assert (
        bar.get_ylabel()
        == {
            "density": "synapses per pair",
            "probability": "connection probability",
            "weight": "mean weight (mV)",
            "synapses": "synapses",
            "indegree": "mean in-degree",
        }[show]
    )
    signed = show == "weight"  # those of B are negative
    low, high = ax.collections[0].get_clim()
    assert low == (-high if signed else 0) and high == pytest.approx(np.nanmax(abs(expected)))
    assert len(ax.texts) == 3


def test_wiring_names_populations_in_their_colours_and_puts_the_first_on_top():
    ax = plot.wiring(mixed(backend="numpy"))
    for axis in (ax.xaxis, ax.yaxis):
        assert [t.get_text() for t in axis.get_ticklabels()] == ["A", "B"]
        assert [t.tick1line.get_markeredgecolor() for t in axis.get_major_ticks()] == [
            *plot.COLOURS[:2]
        ]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("source", "target")
    assert ax.get_ylim() == (2, 0) and ax.get_xlim() == (0, 2)


def test_blocks_may_be_as_large_as_their_populations():
    ax = plot.wiring(mixed(backend="numpy"), sizes="neurons", numbers=False)
    corners = ax.collections[0].get_coordinates()
    assert corners[0, :, 0].tolist() == [0, 30, 50] and corners[:, 0, 1].tolist() == [0, 30, 50]
    assert not ax.texts


def test_wiring_of_some_projections_and_of_none():
    net = mixed(backend="numpy")
    drawn = plot.wiring([net.projections[1]], show="synapses").collections[0].get_array()
    assert drawn.mask.tolist() == [[True, True], [False, True]]
    alone = snn.Network(backend="numpy")
    alone.population(snn.LIF(), 3, "E")
    assert plot.wiring(alone).collections[0].get_array().mask.all()


def test_weights_onto_different_receptors_are_not_averaged():
    net = snn.Network(backend="numpy")
    A = net.population(snn.AdEx(), 5, "A")
    net.connect(A, A, "ge", snn.AllToAll(), weight=2.0)
    net.connect(A, A, "gi", snn.AllToAll(), weight=6.0)
    ax = plot.wiring(net, show="weight")
    mesh, grey = ax.collections
    assert mesh.get_array().mask.all() and not grey.get_array().mask.any() and not ax.texts
    ax = plot.wiring(net, show="weight", receptor="gi")
    assert ax.collections[0].get_array().tolist() == [[pytest.approx(6.0)]]
    assert ax.figure.axes[1].get_ylabel() == "mean weight, gi (nS)"
    with pytest.raises(snn.AnalysisError, match="knows no receptor"):
        plot.wiring(analysis.wiring(net), receptor="gi")


@pytest.mark.parametrize(
    ("model", "receptor", "unit"),
    [
        (snn.LIF(), "ge", " (mV)"),
        (snn.LIF(C=250.0), "ge", " (pA)"),
        (snn.AdEx(), "ge", " (nS)"),
        (snn.Izhikevich(), "I_syn", ""),
    ],
)
def test_weights_have_the_unit_of_their_receptor(model, receptor, unit):
    net = snn.Network(backend="numpy")
    A = net.population(model, 5, "A")
    one = net.connect(A, A, receptor, snn.AllToAll(), weight=2.0)
    assert plot.weights(one).get_xlabel() == "weight" + unit
    assert plot.matrix(one).figure.axes[1].get_ylabel() == "weight" + unit
    assert plot.wiring(net, show="weight").figure.axes[1].get_ylabel() == "mean weight" + unit


def test_wrong_words_are_refused():
    net = mixed(backend="numpy")
    with pytest.raises(snn.AnalysisError, match=r"one of density, probability.*got 'weights'"):
        plot.wiring(net, show="weights")
    with pytest.raises(snn.AnalysisError, match="'equal' or 'neurons'"):
        plot.wiring(net, sizes="large")


def dense_counts(q: snn.projection.Projection, shape: tuple[int, int]) -> np.ndarray:
    """Synapses (target, source) in the whole network."""
    first = dict(zip(q.network.populations, (0, 30), strict=True))
    counts = np.zeros(shape, int)
    pre = q.pre + first[q.source.population] + q.source.lo
    post = q.post + first[q.target.population] + q.target.lo
    np.add.at(counts, (post, pre), 1)
    return counts


def pooled(counts: np.ndarray, per: int) -> np.ndarray:
    """Sums in squares of `per` neurons, the last ones cut."""
    n = -(-len(counts) // per) * per
    padded = np.zeros((n, n), int)
    padded[: len(counts), : len(counts)] = counts
    return padded.reshape(n // per, per, n // per, per).sum(axis=(1, 3))


@pytest.mark.parametrize(("bins", "per"), [(50, 1), (300, 1), (17, 3), (1, 50)])
def test_spy_of_a_network_counts_every_synapse_in_its_square(bins, per, monkeypatch):
    monkeypatch.setattr(wiring_blocks, "_BLOCK", 50)
    net = mixed(backend="numpy")
    whole = sum(dense_counts(q, (50, 50)) for q in net.projections)
    ax = plot.spy(net, bins=bins)
    drawn = ax.images[0].get_array()
    assert np.array_equal(drawn.filled(0), pooled(whole, per))
    assert ax.get_xlim() == (-0.5, 49.5) and ax.get_ylim() == (49.5, -0.5)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["A", "B"]
    assert {line.get_xdata()[0] for line in ax.lines} >= {29.5}


def test_spy_of_a_projection_between_slices():
    net = mixed(backend="numpy")
    BA = net.projections[2]
    ax = plot.spy(BA)
    drawn = ax.images[0].get_array()
    assert drawn.shape == (20, 10) and drawn.sum() == len(BA) == 60
    assert np.array_equal(np.argwhere(drawn.filled(0)), np.unique([BA.post, BA.pre], axis=1).T)
    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        "neuron of B (source)",
        "neuron of A (target)",
    )
    assert ax.get_xlim() == (4.5, 14.5) and ax.get_ylim() == (29.5, 9.5)  # B[5:15], A[10:30]
    assert (np.array(ax.get_xticks()) % 1 == 0).all()
    assert ax.figure.axes[1].get_ylabel() == "synapses in\na pair of neurons"


def test_spy_of_rates_and_its_error():
    net = rates(backend="numpy")
    assert plot.spy(net.projections[0]).images[0].get_array().sum() == 144
    with pytest.raises(snn.AnalysisError, match="bins must be at least 1; got 0"):
        plot.spy(net, bins=0)


@pytest.mark.parametrize("draw", [plot.wiring, plot.spy, plot.delays, plot.matrix])
def test_all_take_a_network_a_projection_or_a_list(draw):
    net = mixed(backend="numpy")
    one = net.projections[1]
    assert draw(one) and draw([one])
    if draw is plot.matrix:
        with pytest.raises(snn.AnalysisError, match=r"one projection; got 4.*spy"):
            draw(net)
    else:
        assert draw(net)
    with pytest.raises(snn.AnalysisError, match="expected a network, a projection or a list"):
        draw(3)


def test_spy_of_a_list_has_all_populations_along_its_axes():
    net = mixed(backend="numpy")
    some = [net.projections[0], net.projections[2]]
    drawn = plot.spy(some, bins=50).images[0].get_array().filled(0)
    assert np.array_equal(drawn, sum(dense_counts(q, (50, 50)) for q in some))


def test_matrix_adds_up_multapses_and_leaves_white_what_is_not_connected():
    AA, _, BA, _ = mixed(backend="numpy").projections
    expected = np.zeros((30, 30))
    np.add.at(expected, (AA.post, AA.pre), AA["weight"])
    drawn = plot.matrix(AA).images[0].get_array()
    assert drawn.filled(0) == pytest.approx(expected)
    assert (~drawn.mask).sum() == len(np.unique(AA.pre.astype(int) * 30 + AA.post))
    ax = plot.matrix(BA, unit="mV")
    greatest = 0.2 * np.unique([BA.post, BA.pre], axis=1, return_counts=True)[1].max()
    assert ax.images[0].get_clim() == pytest.approx((-greatest, greatest), rel=1e-6)
    assert ax.images[0].get_cmap().name == "RdBu"
    assert ax.figure.axes[1].get_ylabel() == "weight (mV)"
    assert dense_weights(BA).shape == (20, 10)


def test_a_large_matrix_is_refused_before_it_is_made():
    net = snn.Network(backend="numpy")
    A = net.population(snn.LIF(), 2001, "A")
    AA = net.connect(A, A, "ge", snn.FixedTotal(1), weight=1.0)
    with pytest.raises(snn.AnalysisError, match=r"2,001 × 2,001 pairs.*snn\.plot\.spy"):
        plot.matrix(AA)


def test_delays_has_a_bar_for_each_step():
    net = mixed(backend="numpy")
    ax = plot.delays(net.projections[0])
    count, edges, _ = ax.patches[0].get_data()
    steps = np.rint(net.projections[0].delay / net.dt).astype(int)
    assert count.tolist() == np.bincount(steps, minlength=len(count)).tolist()
    assert edges[1:3] == pytest.approx([0.05, 0.15])  # around one step
    assert ax.get_xlabel() == "delay (ms)" and ax.get_title() == "A->A"


def test_delays_of_a_network_are_counted_by_source():
    net = mixed(backend="numpy")
    ax = plot.delays(net)
    A, B = (patch.get_data().values for patch in ax.patches)
    assert A.sum() == 300 + len(net.projections[1]) and B.tolist()[:2] == [0, 60]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["from A", "from B"]
    with pytest.raises(snn.AnalysisError, match="no synapses to draw"):
        plot.delays(net.projections[3])


@pytest.mark.parametrize("draw", [plot.wiring, plot.spy, plot.delays])
def test_given_axes_are_returned(draw):
    net = mixed(backend="numpy")
    _, ax = plt.subplots()
    assert draw(net, ax=ax) is ax
    assert plot.matrix(net.projections[0], ax=ax) is ax
    assert net.time == 0 * ms  # reading does not run it
