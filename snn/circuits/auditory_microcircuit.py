"""The auditory cortex of Park & Geffen (2020), PLoS Comput. Biol. 16(7):e1008016."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import Delta, Exponential, FixedProbability, Network, Population, TimedArray
from ..errors import SNNError
from ..models import NoisyAdEx
from .auditory_cells import FromPV, Pyramidal
from .checks import require

NAME = "auditory_microcircuit"
Array = NDArray[np.float64]
Tone = tuple[float, float, int]  # start and end in ms, column

SIZES = {"E": 1600, "PV": 200, "SST": 200}  # of a column
BASELINE = {"E": 350.0, "PV": 50.0, "SST": 100.0}  # pA
E_EXC, E_INH = 0.0, -67.0  # mV
# target <- source: receptor, summed conductance in nS where every pair had a synapse, probability.
WITHIN = {
    ("E", "PV"): ("pv", 40.0, 0.6),
    ("E", "SST"): ("sst", 20.0, 0.6),
    ("PV", "E"): ("ge", 2.0, 0.6),
    ("PV", "PV"): ("gi", 40.0, 0.6),
    ("PV", "SST"): ("gi", 40.0, 0.6),
    ("SST", "E"): ("ge", 120.0, 0.6),
}
BETWEEN = {"E": ("ge", None), "PV": ("lateral", 2.0), "SST": ("lateral", 120.0)}  # from E, p = 0.1
SIGMA = 20.0  # mV, of the noise, where the program has 1 nS in place of g_L
FORWARD_SUPPRESSION = ((160.0, 210.0), (230.0, 280.0))  # ms
TAU_I, TAU_FAST, TAU_D1, TAU_D2 = 1.0, 10.0, 1000.0, 250.0  # ms


def auditory_microcircuit(
    scale: float = 1.0,
    columns: int = 3,
    tones: Sequence[Tone] | None = None,
    thalamus: float = 400.0,
    lateral: float = 0.85,
    recurrent: float = 10.0,
    light: dict[str, float] | None = None,
    **network_keywords: Any,
) -> Network:
    """Columns of excitatory, PV and SST cells, neighbours on the tonotopic axis, that hear tones.

    Populations "E1", "PV1", "SST1", "E2", ... of 1600, 200 and 200 neurons. Within a column E
    reaches all (E at 10 %, others 60 %), PV reaches E and PV, SST the dendrites of E and PV;
    between neighbours E reaches all at 10 %. Tones drive E and PV through thalamic synapses that
    depress fast and slowly; with the slow depression PV's inhibition of E falls and SST's rises.
    Of two tones the second finds a smaller response: forward suppression, which is weaker without
    SST cells and stronger without PV cells.

    Neurons, weights, probabilities and time constants are those of the authors' program for Brian2
    (geffenlab/park_geffen, spiking_models/col3_spiking.py, its forward suppression). Three things
    differ: synapses take one step; the refractory period begins after the step of the spike, which
    Brian2 counts in; and a neighbour's tone is `lateral` of a column's own in the outer columns
    too, as in the paper's rate model, where that program takes all of it.

    Parameters
    ----------
    scale : multiplies the numbers of neurons; weights are divided by it.
    columns : 1 or more; the paper has 1 and 3.
    tones : (start, end, column), in ms and from 1; None: a pair of 50 ms in column 2, or in column
        1 of a single one.
    thalamus : pA, the thalamic current without depression: 400 for the pair, 1000 for the paper's
        100 ms tones.
    lateral : share of a neighbour's thalamic input.
    recurrent : nS, summed conductance of E -> E as if all were joined: 20 in the paper's
        stimulus-specific adaptation.
    light : pA into all "E", "PV" or "SST" cells; {"PV": -100} and {"SST": -1000} inactivate,
        {"PV": 100} and {"SST": 200} activate.
    **network_keywords : of `Network`; dt is 0.1 ms unless given.

    Raises SNNError for arguments that are none of these.
    """
    require(NAME, {"scale": scale}, above=0.0)
    require(NAME, {"columns": columns}, whole=True, low=1)
    require(NAME, {"thalamus": thalamus, "lateral": lateral, "recurrent": recurrent})
    if tones is None:
        tones = [(*tone, min(2, columns)) for tone in FORWARD_SUPPRESSION]
    tones = [_checked(tone, columns) for tone in tones]
    light = {} if light is None else light
    for name in light:
        if name not in SIZES:
            raise SNNError(f"{NAME}: light is onto 'E', 'PV' or 'SST'; got {name!r}")
    require(NAME, {f"light[{name!r}]": current for name, current in light.items()})
    net = Network(**{"dt": 0.1, **network_keywords})
    heard = np.stack([_heard(tones, column, net.dt) for column in range(1, columns + 1)], axis=1)
    current = thalamus * thalamic(heard, net.dt)
    for column in range(columns):
        near = [k for k in (column - 1, column + 1) if 0 <= k < columns]
        arriving = current[:, column] + lateral * current[:, near].sum(axis=1)
        _populate(net, column + 1, scale, arriving, heard[:, column], light)
    for column in range(1, columns + 1):
        _connect(net, column, recurrent)
        for other in (column - 1, column + 1):
            if 1 <= other <= columns:
                _join(net, other, column, recurrent)
    return net


def thalamic(heard: Array, dt: float) -> Array:
    """The thalamic current over its maximum: i D_slow D_fast, by Euler, from 0 / 1 of a tone.

    heard, result : (n_steps, n_columns). tau_i di/dt = -i + heard,
    tau_fast dD_fast/dt = 1 - D_fast - heard, dD_slow/dt = (1 - D_slow) / tau_D1 - D_slow heard /
    tau_D2, with 1, 10, 1000 and 250 ms.
    """
    i, fast, slow = np.zeros(heard.shape[1]), np.ones(heard.shape[1]), np.ones(heard.shape[1])
    found = np.empty_like(heard)
    for k, now in enumerate(heard):
        found[k] = i * slow * fast
        slow = slow + dt * ((1.0 - slow) / TAU_D1 - slow * now / TAU_D2)
        fast = fast + dt * (1.0 - fast - now) / TAU_FAST
        i = i + dt * (now - i) / TAU_I
    found[-1] = 0.0
    return found


def _checked(tone: Any, columns: int) -> Tone:
    try:
        start, end, column = map(float, tone)
        fits = 0.0 <= start < end < np.inf and column in range(1, columns + 1)
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise SNNError(
            f"{NAME}: a tone is (start, end, column) with 0 <= start < end in ms and a column from "
            f"1 to {columns}; got {tone!r}"
        )
    return start, end, int(column)


def _heard(tones: Sequence[Tone], column: int, dt: float) -> Array:
    """1 in the steps of a column's tones, else 0, until all currents have ended: (n_steps,)."""
    end = max((end for _, end, _ in tones), default=0.0)
    heard = np.zeros(round((end + 100.0 * TAU_I) / dt) + 1)
    for first, last, where in tones:
        if where == column:
            heard[round(first / dt) : round(last / dt)] = 1.0
    return heard


def _populate(
    net: Network, column: int, scale: float, thalamus: Array, heard: Array, light: dict[str, float]
) -> None:
    """The three populations of a column with their inputs from outside."""
    exc, inh = Exponential(1.0, reversal=E_EXC), Exponential(1.0, reversal=E_INH)
    far = {"lateral": exc}
    receptors: dict[str, dict[str, Any]] = {
        "E": {
            "ge": exc,
            "pv": FromPV(1.0, reversal=E_INH),
            "sst": Delta(onto="g_s"),
            "sound": Delta(onto="tone"),
        },
        "PV": {"ge": Exponential(25.0, reversal=E_EXC), "gi": inh, **far},
        "SST": {"ge": Exponential(15.0, reversal=E_EXC), **far},
    }
    first = {"E": {"v": -50.0, "v_d": -50.0}, "PV": {}, "SST": {}}
    for name, size in SIZES.items():
        cell = Pyramidal(preset="excitatory") if name == "E" else NoisyAdEx(preset=name)
        cell = cell.replace(sigma=SIGMA / np.sqrt(cell.g_L))
        n = max(1, round(size * scale))
        label = f"{name}{column}"
        added = net.population(cell, n, name=label, receptors=receptors[name], initial=first[name])
        net.stimulate(added, "I", BASELINE[name] + light.get(name, 0.0))
        if name != "SST":
            net.stimulate(added, "I", TimedArray(thalamus, net.dt))
    net.stimulate(net[f"E{column}"], "sound", TimedArray(heard, net.dt))


def _connect(net: Network, column: int, recurrent: float) -> None:
    """The synapses within a column."""
    _project(net[f"E{column}"], net[f"E{column}"], "ge", recurrent, 0.1)
    for (target, source), (receptor, total, p) in WITHIN.items():
        _project(net[f"{source}{column}"], net[f"{target}{column}"], receptor, total, p)


def _join(net: Network, source: int, target: int, recurrent: float) -> None:
    """The synapses from a column's excitatory cells to a neighbour."""
    for name, (receptor, total) in BETWEEN.items():
        strength = recurrent if total is None else total
        _project(net[f"E{source}"], net[f"{name}{target}"], receptor, strength, 0.1)


def _project(source: Population, target: Population, receptor: str, total: float, p: float) -> None:
    pairs, weight = FixedProbability(p), total / source.n
    source.network.connect(source, target, receptor, pairs, weight=weight)
