"""What plastic projections refuse, and that small changes of their weights are never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import snn
from snn import ms, mV, nS
from tests.conftest import BACKENDS

ALL = snn.AllToAll()
P = snn.FixedProbability


def rule(**values: Any) -> snn.STDP:
    base = {"tau_pre": 20 * ms, "tau_post": 20 * ms, "a_plus": 0.1, "a_minus": 0.1, "w_max": 1.0}
    return snn.STDP(**{**base, **values})


def net_of_three() -> tuple[snn.Network, snn.Population, snn.Population]:
    """Neurons E with currents, C with a conductance, and a network to connect them in."""
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    E = net.population(snn.LIF(), 8, "E")
    receptors = {"exc": snn.Exponential(5 * ms, reversal=0 * mV), "ge": snn.Exponential(5 * ms)}
    return net, E, net.population(snn.AdEx(), 2, "C", receptors)


def learns(receptor: str = "ge", weight: Any = 0.5, way: Any = ALL, **values: Any) -> Any:
    """A case: E learns onto C."""
    return lambda n, E, C: n.connect(E, C, receptor, way, weight=weight, plasticity=rule(**values))


def written(weight: Any) -> Callable[..., None]:
    """A case: weights are written to a projection that learns."""

    def act(n: snn.Network, E: snn.Population, C: snn.Population) -> None:
        n.connect(E, C, "ge", ALL, weight=0.5, plasticity=rule())["weight"] = weight

    return act


BOUNDS = r"'E->C': weight must be within the bounds of its plasticity rule, 0 to 1; got"
WRITTEN = r"'E->C': weight: expected values from 0 to 1, the bounds of its plasticity rule; got"
REFUSED: dict[str, tuple[type[Exception], Callable[..., Any], str]] = {
    "w_max below w_min": (snn.ModelError, learns(w_min=2.0), "w_min < w_max is required"),
    "negative w_max": (snn.ModelError, learns(w_max=-1.0), "w_min < w_max .*w_max = -1"),
    "infinite w_max": (snn.ModelError, learns(w_max=np.inf), "'w_max' .*finite.* got inf"),
    "huge w_max": (snn.ConnectError, learns(w_max=1e31), "'E->C': weight: .* no bounds"),
    "number above": (snn.ConnectError, learns(weight=1.5), f"{BOUNDS} 1.5 to 1.5"),
    "number of the other sign": (snn.ConnectError, learns(weight=-0.5), f"{BOUNDS} -0.5 to -0.5"),
    "array": (
        snn.ConnectError, learns(weight=np.linspace(0, 2, 16).reshape(8, 2)), f"{BOUNDS} 0 to 2",
    ),
    "uniform": (snn.ConnectError, learns(weight=snn.Uniform(-0.1, 1)), f"{BOUNDS} -0.1 to 1"),
    "normal": (snn.ConnectError, learns(weight=snn.Normal(0.5, 0.2)), BOUNDS),
    "lognormal": (snn.ConnectError, learns(weight=snn.LogNormal(-1, 1), way=P(0.5)), BOUNDS),
    "matrix": (
        snn.ConnectError,
        learns(weight=None, way=snn.FromSparse(sparse.csr_matrix(np.full((8, 2), 3.0)))),
        f"{BOUNDS} 3 to 3",
    ),
    "written number": (snn.ConnectError, written(1.01), f"{WRITTEN} 1.01 to 1.01"),
    "written array": (snn.ConnectError, written(np.linspace(-1, 1, 16)), f"{WRITTEN} -1 to 1"),
    "written NaN": (snn.ConnectError, written(np.nan), "'E->C': weight: expected finite values"),
    "unknown receptor": (
        snn.ConnectError, learns("gi"), "'E->C': receptor 'gi' is not one of AdEx's: exc, ge",
    ),
    "negative conductance": (
        snn.ConnectError,
        learns("exc", w_min=-0.5),
        "'E->C': receptor 'exc' is a conductance .* got a rule with weights from -0.5 to 1",
    ),
    "targets without receptors": (
        snn.ConnectError,
        lambda n, E, C: n.connect(
            E, n.population(snn.SpikeSource([], []), 3, "S"), "ge", ALL, 0.5, plasticity=rule()
        ),
        r"'E->S': receptor 'ge' is not one of SpikeSource's: \(none\)",
    ),
    "a model that never spikes": (
        snn.ModelError,
        lambda n, E, C: n.population(Mute(), 3, "M"),
        r"Mute defines neither threshold\(...\) nor probability\(...\)",
    ),
}  # fmt: skip


class Mute(snn.NeuronModel):
    """A leaky integrator that cannot spike."""

    v = snn.State(0.0, "mV")

    def derivatives(v, I):
        return I - v


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    error, act, message = REFUSED[case]
    with pytest.raises(error, match=message):
        act(*net_of_three())


def test_what_is_within_the_bounds_is_taken() -> None:
    net, E, C = net_of_three()
    for receptor, low, weight in (
        ("ge", -1.0, snn.Uniform(-1, 1)),
        ("ge", 0.0, snn.Normal(0.5, 0.2, clip=(0, 1))),
        ("exc", 0.0, np.full((8, 2), 1 * nS)),
    ):
        q = net.connect(E, C, receptor, ALL, weight=weight, plasticity=rule(w_min=low))
    q["weight"] = 0.25
    assert np.all(q["weight"] == 0.25)


def test_weights_of_16_bits_are_refused() -> None:
    with pytest.raises(snn.PrecisionError, match=r"weight='float16' does not exist: .*swallow"):
        snn.Precision(weight="float16")
    with pytest.raises(snn.PrecisionError, match="weight='float16' does not exist"):
        snn.Precision(state="float16", weight="float16")


@pytest.mark.parametrize("precision", ["float16", "float32", "float64"])
def test_thousands_of_small_changes_add_up(precision: str) -> None:
    """Each pair adds 1e-5 of the weight, a hundredth of the distance to the next 16-bit number."""
    pairs, size, dt = 3000, 1e-5, 1.0
    backend = "numba" if "numba" in BACKENDS else "numpy"
    net = snn.Network(dt=dt, backend=backend, precision=precision)
    ids = np.zeros(pairs, int)
    pre = net.population(snn.SpikeSource(4 * dt * np.arange(pairs), ids), 1, "pre")
    post = net.population(snn.LIF(t_ref=0 * ms), 1, "post", {"jump": snn.Delta(onto="v")})
    net.connect(pre, post, "jump", ALL, weight=99 * mV, delay=2 * dt)  # a spike each time
    learning = rule(a_plus=size, a_minus=0.0, w_max=2.0, tau_pre=10 * ms, pairing="nearest")
    q = net.connect(pre, post, "jump", ALL, weight=1.0, delay=1 * dt, plasticity=learning)
    spikes = net.record(post, "spikes")
    net.run(4 * pairs * dt)
    assert len(spikes) == pairs
    assert q["weight"][0] == pytest.approx(1 + pairs * size * np.exp(-0.1), abs=2e-4)
    stored = np.float64 if precision == "float64" else np.float32
    assert net.program.learn[0].deliver.weight.dtype == stored
    if precision == "float16":
        assert net.program.arenas[1].state["v"].dtype == np.uint16
