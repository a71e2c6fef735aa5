"""What cannot be connected, learnt or stored of rates is said at the line that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn import ms
from snn.lowering.memory import needed
from tests.rate_networks import learning, slow_wave

ALL = snn.AllToAll()
STDP = snn.STDP(tau_pre=20 * ms, tau_post=20 * ms, a_plus=0.1, a_minus=0.1, w_max=1.0)


def of_three() -> tuple[snn.Network, Any, Any, Any]:
    """A network with rate units G, a readout Z, and neurons that spike N."""
    net = snn.Network(dt=1 * ms, backend="numpy")
    G = net.population(snn.Rate(), 6, "G")
    return net, G, net.population(snn.Readout(), 2, "Z"), net.population(snn.LIF(), 3, "N")


def rule(target: Any, **values: Any) -> Callable[..., Any]:
    """Connects G to Z with FORCE towards a target."""
    return lambda n, G, Z, N: n.connect(
        G, Z, "I", ALL, weight=0.0, plasticity=snn.FORCE(target, **values)
    )


CONNECT: dict[str, tuple[Callable[..., Any], str]] = {
    "rates onto a receptor": (
        lambda n, G, Z, N: n.connect(G, N, "ge", ALL, weight=1.0),
        "'G->N': Rate never spikes, so it cannot reach the receptor 'ge'; connect its rates to 'I'",
    ),
    "rates onto an unknown receptor": (
        lambda n, G, Z, N: n.connect(G, Z, "ge", ALL, weight=1.0),
        "'G->Z': receptor 'ge' is not one of Readout's: I",
    ),
    "spikes onto I": (
        lambda n, G, Z, N: n.connect(N, G, "I", ALL, weight=1.0),
        "'N->G': 'I' takes the rates.*LIF has spikes; connect these to a receptor of Rate: none",
    ),
    "no current": (
        lambda n, G, Z, N: n.connect(G, n.population(snn.Poisson(1.0), 1, "P"), "I", ALL, weight=1),
        "'G->P': Poisson takes no input current I",
    ),
    "a delay": (
        lambda n, G, Z, N: n.connect(G, Z, "I", ALL, weight=1.0, delay=2 * ms),
        "'G->Z': rates act one step later: delay must be dt = 1 ms.*got 2",
    ),
    "delays": (
        lambda n, G, Z, N: n.connect(G, Z, "I", ALL, weight=1.0, delay=snn.Uniform(1, 2)),
        "'G->Z': rates act one step later.*Uniform",
    ),
    "a rule of spikes": (
        lambda n, G, Z, N: n.connect(G, Z, "I", ALL, weight=0.5, plasticity=STDP),
        "'G->Z': STDP acts on spikes, and this projection carries rates",
    ),
    "a rule of rates on spikes": (
        lambda n, G, Z, N: n.connect(N, N, "ge", ALL, weight=0.5, plasticity=snn.Oja(rate=0.1)),
        "'N->N': Oja acts on rates, and this projection carries spikes",
    ),
    "no rate of the target": (
        lambda n, G, Z, N: n.connect(G, N, "I", ALL, weight=0.5, plasticity=snn.Oja(rate=0.1)),
        "'G->N': Oja needs the rates of its targets, and LIF has none",
    ),
    "a target of another width": (
        rule(lambda t: np.ones((len(t), 3))),
        r"'G->Z': target of FORCE: .* must return shape \(1000,\) or \(1000, 2\).*\(1000, 3\)",
    ),
    "a target that is not finite": (rule(lambda t: t / 0 * 0), "'G->Z'.*non-finite values between"),
    "every between steps": (
        rule(slow_wave, every=1.5 * ms),
        "'G->Z': FORCE's every must be a whole number of steps of dt = 1 ms, at least one; got 1.5",
    ),
    "a target out of reach": (
        lambda n, G, Z, N: n.connect(
            Z, G, "I", ALL, weight=0.0, plasticity=snn.PINning(lambda t: 1.0 + 0 * t)
        ),
        r"'Z->G': PINning: targets must be within -1 .. 1.*'tanh', ends excluded; got 1 to 1",
    ),
    "a target without a transfer function": (
        lambda n, G, Z, N: n.connect(G, N, "I", ALL, weight=0.0, plasticity=snn.PINning(slow_wave)),
        "'G->N': PINning needs targets whose transfer function has an inverse.*got LIF",
    ),
}


@pytest.mark.filterwarnings("ignore:.*encountered:RuntimeWarning")
@pytest.mark.parametrize("case", CONNECT)
def test_connect(case: str) -> None:
    act, message = CONNECT[case]
    net, *populations = of_three()
    with pytest.raises(snn.ConnectError, match=message):
        act(net, *populations)
    assert not net.projections


class Incomplete(snn.RateRule):
    """A rule without an update."""


class Mistaken(snn.RateRule):
    """A rule with a name that is nobody's."""

    def update(w, pre, post, speed):
        return w + speed * pre


MODEL: dict[str, tuple[Callable[[], Any], str]] = {
    "transfer": (lambda: snn.Rate(transfer="step"), "Rate: transfer 'step' is not one of: tanh"),
    "tau": (lambda: snn.Rate(tau=-1.0), "Rate: parameter 'tau' in ms must be .*> 0; got -1"),
    "rate": (lambda: snn.Oja(rate=-0.1), "Oja: parameter 'rate'.*>= 0; got -0.1"),
    "rate is missing": (lambda: snn.Oja(), "Oja: parameter 'rate' in 1 must be given"),
    "alpha": (lambda: snn.FORCE(slow_wave, alpha=0.0), "FORCE: parameter 'alpha'.*> 0; got 0"),
    "alpha of PINning": (lambda: snn.PINning(slow_wave, alpha=-1), "PINning: .*'alpha'.*> 0"),
    "every": (lambda: snn.FORCE(slow_wave, every=0), "FORCE: every must be a time in ms > 0"),
    "target": (lambda: snn.FORCE(1.0), "FORCE: target must be a function of time.*got float"),
    "unknown": (lambda: snn.Oja(rate=1.0, speed=2.0), "Oja has no parameter 'speed'"),
    "many rates": (lambda: snn.Oja(rate=[1.0, 2.0]), "Oja: 'rate' must be one number"),
    "no update": (lambda: Incomplete().compose("f32"), r"Incomplete must define update\(w, pre"),
    "argument": (
        lambda: Mistaken().compose("f32"),
        "Mistaken.update: argument 'speed' is not one of: w, pre, post, dt",
    ),
}


@pytest.mark.parametrize("case", MODEL)
def test_model(case: str) -> None:
    act, message = MODEL[case]
    with pytest.raises(snn.ModelError, match=message):
        act()


def test_an_output_must_be_a_state_in_full_precision() -> None:
    with pytest.raises(snn.ModelError, match="Wrong: output = 'r' must be one of its states"):

        class Wrong(snn.NeuronModel):
            r = snn.State(0.0, "1")
            output = "r"

            def step(I):
                return I


def test_a_step_longer_than_tau_is_refused() -> None:
    with pytest.raises(snn.ModelError, match=r"Rate: derived constant 'share'.*<= 1.*dt = 5 ms"):
        snn.Network(dt=5 * ms).population(snn.Rate(tau=1 * ms), 1)


def test_a_target_that_leaves_its_range_later_stops_the_run_there() -> None:
    net, G, Z, _ = of_three()
    rule = snn.PINning(lambda t: t / 1500)
    net.connect(Z, G, "I", ALL, weight=0.0, plasticity=rule)
    with pytest.raises(snn.ConnectError, match="'Z->G': PINning: targets must be within"):
        net.run(1500 * ms)
    assert net.time == 1000


def test_two_rules_that_remove_the_same_error_are_refused() -> None:
    """Each with its own P removes all of it: from 3 projections on, the weights diverge."""
    net, G, Z, _ = of_three()
    rule = snn.PINning(lambda t: 0.5 * slow_wave(t))
    net.connect(G[:2], Z[:1], "I", ALL, weight=0.0, plasticity=rule)
    net.connect(G[:2], Z[1:], "I", ALL, weight=0.0, plasticity=rule)
    net.connect(Z, G, "I", ALL, weight=0.0, plasticity=rule)
    net.connect(G, Z, "I", ALL, weight=0.0, plasticity=snn.FORCE(slow_wave))
    for targets in (Z, Z[:1], Z[1:]):
        with pytest.raises(snn.ConnectError, match=r"PINning of .* already.*Make them one"):
            net.connect(G[2:], targets, "I", ALL, weight=0.0, plasticity=rule)
    assert len(net.projections) == 4
    net.run(5 * ms)


@pytest.mark.parametrize("values", [np.ones(5), np.nan])
def test_weights_of_the_wrong_shape_or_value(values: Any) -> None:
    net, G, Z, _ = of_three()
    q = net.connect(G, Z, "I", ALL, weight=0.0)
    with pytest.raises(snn.ConnectError, match="'G->Z': weight: expected"):
        q["weight"] = values


def test_weights_between_rates_are_neither_recorded_nor_normalised() -> None:
    net, G, Z, _ = of_three()
    q = net.connect(G, Z, "I", ALL, weight=0.1, plasticity=snn.Oja(rate=0.1))
    for _ in range(2):  # before the network is built, and after
        with pytest.raises(snn.RecordError, match="'weight' of 'G->Z': weights between rate units"):
            net.record(q, "weight", every=1 * ms)
        with pytest.raises(snn.ConnectError, match="weights of rate projections cannot be normal"):
            net.normalize(q, 1.0)
        net.run(5 * ms)
    assert net.recordings == [] and net.time == 10


class Leaky(snn.NeuronModel):
    """A model of one's own without a threshold."""

    tau = snn.Param(5.0, "ms", above=0.0)
    x = snn.State(0.0, "1", half=False)
    output = "x"

    def step(x, I, dt, tau):
        return x + dt / tau * (I - x)


def test_spikes_of_what_never_spikes_are_not_recorded() -> None:
    net, G, Z, N = of_three()
    L = net.population(Leaky(), 2, "L")
    for source, message in (
        (G, "'spikes' of 'G': Rate never spikes; record 'r'"),
        (Z[:1], r"'spikes' of 'Z\[0:1\]': Readout never spikes; record 'r'"),
        (L, "'spikes' of 'L': Leaky never spikes; record 'x'"),
    ):
        with pytest.raises(snn.RecordError, match=message):
            net.record(source, "spikes")
    assert net.recordings == []
    net.record(N, "spikes")
    net.run(5 * ms)


def test_a_recording_that_a_built_network_refuses_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net, G, _, _ = of_three()
    first = net.record(G, "r")
    net.run(5 * ms)

    def refuse(*_: Any) -> None:
        raise snn.RecordError("no")

    with monkeypatch.context() as patch:
        patch.setattr("snn.lowering.built.Built._record", refuse)
        with pytest.raises(snn.RecordError, match="no"):
            net.record(G, "x")
    assert net.recordings == [first]
    net.run(5 * ms)
    assert first.values.shape == (10, 6)


def test_memory_of_P_is_counted_before_it_is_there() -> None:
    net = learning(backend="numpy")
    own = next(q for q in net.projections if q.name == "own")
    before = needed(net)[1]
    own.plasticity = None
    assert before - needed(net)[1] > 2 * 4 * 2 * 21**2  # two targets with 21 inputs each
    big = snn.Network(dt=1 * ms, backend="numpy")
    G, Z = big.population(snn.Rate(), 3_000_000), big.population(snn.Readout(), 1)
    big.connect(G, Z, "I", ALL, weight=0.0, plasticity=snn.FORCE(slow_wave))
    with pytest.raises(snn.OutOfMemoryError, match=r"needs 79.* GB.* P of projection 'Rate0->Re"):
        big.run(1 * ms)


class Hebb(snn.RateRule):
    """What a checkpoint is saved with."""

    def update(w, pre, post):
        return w + 0.01 * pre * post


class Opposite(snn.RateRule):
    """What it is loaded with."""

    def update(w, pre, post):
        return w - 0.01 * pre * post


def test_a_checkpoint_notices_that_a_rule_has_changed(tmp_path: Path) -> None:
    net, G, Z, _ = of_three()
    net.connect(G, Z, "I", ALL, weight=0.1, plasticity=Hebb())
    net.run(1 * ms)
    net.save(tmp_path / "net.h5")
    changed = type("Hebb", (snn.RateRule,), {"update": Opposite.update})
    with pytest.raises(snn.CheckpointError, match="equations of projection 'G->Z' have"):
        snn.Network.load(tmp_path / "net.h5", models=[changed])
