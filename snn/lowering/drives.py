"""Stimuli lowered: constants to drive parameters, functions of time to Drives, Poisson trains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import StimulusError
from ..numerics.streams import POISSON, stream
from ..population import Population, View
from ..program import BLOCK, Arena, Array, Drive, PoissonDrive
from ..stimuli import PoissonInput, evaluate_block, poisson_tables
from ..wiring.scaling import Outside
from .arenas import REAL, Place

if TYPE_CHECKING:
    from ..network import Network

Places = dict[Population, Place]


def constant_drives(network: Network) -> dict[Population, dict[str, Any]]:
    """Population -> receptor -> the sum of its constant stimuli, in order of creation.

    A float where all neurons get the same, else (n,). Summed in the compute type.
    """
    real = REAL[network.precision.real]
    total: dict[Population, dict[str, Any]] = {p: {} for p in network.populations}
    for view, receptor, stimulus in network.stimuli:
        if callable(stimulus) or isinstance(stimulus, PoissonInput):
            continue
        sums = total[view.population]
        before = sums.get(receptor, real(0))
        value = np.asarray(stimulus, real)
        if value.ndim == 0 and view.n == view.population.n:
            sums[receptor] = before + value[()]
            continue
        after = np.array(np.broadcast_to(before, view.population.n))
        after[view.lo : view.hi] += value
        sums[receptor] = after
    return total


def driven_params(network: Network, members: list[Population]) -> set[str]:
    """The params of these populations' arena that a Drive stage writes."""
    return {
        f"drive_{receptor}"
        for view, receptor, stimulus in network.stimuli
        if callable(stimulus) and view.population in members
    }


class TimeDrive:
    """A function of time and the Drive whose block it fills."""

    def __init__(self, number: int, view: View, drive: Drive, function: Any) -> None:
        self.number = number  # among the network's stimuli
        self.view = view
        self.drive = drive
        self.function = function

    def fill(self, first_step: int, dt: float) -> None:
        """Evaluate the block of steps that starts at `first_step`."""
        values = evaluate_block(self.function, first_step, dt, self.view.n, self.drive.label)
        if values.shape[1] != self.drive.block.shape[1]:
            raise StimulusError(f"{self.drive.label}: the function of time changed its shape")
        self.drive.block[:] = values


def time_drives(
    network: Network,
    places: Places,
    step: int,
    filled: dict[int, Array],
    summed: list[tuple[Population, str]],
) -> tuple[list[Drive], list[TimeDrive]]:
    """Every function of time as a Drive, its block that of `step`.

    `filled`: number of a stimulus -> its block, where that has been evaluated already.
    `summed`: (population, receptor) of rate projections and graded synapses; each gets a Drive
    whose base is their sum.
    """
    first = (step // BLOCK) * BLOCK
    seen = set(summed)
    drives = [_reset(places[p], p, receptor, each=True) for p, receptor in summed]
    timed: list[TimeDrive] = []
    for number, (view, receptor, stimulus) in enumerate(network.stimuli):
        if not callable(stimulus):
            continue
        population, place = view.population, places[view.population]
        if (population, receptor) not in seen:
            seen.add((population, receptor))
            drives.append(_reset(place, population, receptor))
        label = time_label(view, receptor, stimulus)
        real = _real(place.arena)
        if number in filled:
            block = filled[number]
        else:
            block = evaluate_block(stimulus, first, network.dt, view.n, label).astype(real)
        drive = Drive(
            place.arena,
            place.lo + view.lo,
            place.lo + view.hi,
            f"drive_{receptor}",
            block,
            first=False,
            base=np.zeros(1, real),
            label=label,
        )
        drives.append(drive)
        timed.append(TimeDrive(number, view, drive, stimulus))
    return drives, timed


def time_label(view: View, receptor: str, function: Any) -> str:
    """What messages call a function of time."""
    return f"{receptor} of {view.label}: {getattr(function, '__name__', 'values over time')}"


def first_drive(drives: list[Drive], place: Place, receptor: str) -> Drive:
    """The Drive that sets a population's input to its constant part."""
    mine = (d for d in drives if d.first and d.arena is place.arena and d.lo == place.lo)
    return next(d for d in mine if d.param == f"drive_{receptor}")


def _real(arena: Arena) -> Any:
    assert arena.kind is not None
    return REAL[arena.kind.real]


def _reset(place: Place, population: Population, receptor: str, each: bool = False) -> Drive:
    """The Drive that sets a population's param back to its constant part in every step.

    `each`: its base has one value per neuron, even if all are equal.
    """
    param = f"drive_{receptor}"
    constant: Array = place.arena.params[param][place.lo : place.hi].copy()
    uniform = not each and bool(np.all(constant == constant[0]))
    return Drive(
        place.arena,
        place.lo,
        place.hi,
        param,
        np.zeros((BLOCK, 1), constant.dtype),
        first=True,
        base=constant[:1] if uniform else constant,
        label=f"{receptor} of {population.name}: constant part",
    )


def poisson_bounds(network: Network, places: Places) -> dict[tuple[int, str], Outside]:
    """(id of arena, receptor) -> what Poisson input can add in one step, `most` float64 (n,)."""
    bounds: dict[tuple[int, str], Outside] = {}
    for view, receptor, stimulus in network.stimuli:
        if isinstance(stimulus, PoissonInput):
            place = places[view.population]
            key = (id(place.arena), receptor)
            outside = bounds.setdefault(key, Outside(np.zeros(place.arena.n)))
            _, table, which = poisson_tables(_mean(stimulus, network.dt))
            weight = np.abs(np.asarray(stimulus.weight, np.float64))
            most = np.diff(table)[which] * weight
            outside.most[place.lo + view.lo : place.lo + view.hi] += most
            arriving = np.broadcast_to(weight, most.shape)[most > 0]
            outside.least = float(arriving.min(initial=outside.least))
    return bounds


def poisson_drives(
    network: Network, places: Places, scales: dict[tuple[int, str], float]
) -> list[PoissonDrive]:
    """Every PoissonInput as a stage, its weights in the receptor's fixed point."""
    drives = []
    for number, (view, receptor, stimulus) in enumerate(network.stimuli):
        if not isinstance(stimulus, PoissonInput):
            continue
        place = places[view.population]
        thresholds, table, which = poisson_tables(_mean(stimulus, network.dt))
        scaled = np.asarray(stimulus.weight, np.float64) * scales[id(place.arena), receptor]
        weight = np.rint(np.atleast_1d(scaled)).astype(np.int64)
        drives.append(
            PoissonDrive(
                place.arena,
                place.lo + view.lo,
                place.lo + view.hi,
                receptor,
                stream(POISSON, number),
                thresholds,
                table,
                which,
                weight,
                label=f"{receptor} of {view.label}",
            )
        )
    return drives


def _mean(stimulus: PoissonInput, dt: float) -> Array:
    """Mean count per step, float64 (1,) or (n,)."""
    return np.atleast_1d(np.asarray(stimulus.rate, np.float64) * stimulus.n * dt)
