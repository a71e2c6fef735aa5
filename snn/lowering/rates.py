"""Rate projections lowered: their matrices, their rules, and where their sums go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError, ModelError, StimulusError
from ..plasticity.least_squares import LeastSquaresRule
from ..plasticity.rate_rule import RateRule
from ..population import Population
from ..program import Array, Drive
from ..program.rates import LeastSquares, RateChange, RateDeliver, RateInput
from ..stimuli import evaluate_block
from ..wiring.matrix import arranged
from ..wiring.synapses import construct
from .arenas import REAL, Place
from .carriers import CURRENT, is_rate, output_of
from .drives import first_drive
from .steps import whole_steps

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection
    from ..wiring.drawing import Draw
    from ..wiring.synapses import ProjectionSpec


def reached(network: Network) -> list[tuple[Population, str]]:
    """(population, "I") of those that rate projections reach, each once."""
    found = ((q.target.population, CURRENT) for q in network.projections if is_rate(q))
    return list(dict.fromkeys(found))


def draw_rates(
    network: Network, specs: list[ProjectionSpec], draw: Draw, threads: int
) -> list[RateDeliver]:
    """Every rate projection as a stage. Synapses are drawn as those of spikes are."""
    stages = []
    for projection, spec in zip(network.projections, specs, strict=True):
        if not is_rate(spec):
            continue
        delivers, _ = construct(
            [spec], network.precision, network.seed, network.dt, draw, {}, threads
        )
        start, pre, weight = arranged(spec, delivers, REAL[network.precision.real])
        stages.append(rate_stage(projection, spec, start, pre, weight))
    return stages


def rate_stage(
    projection: Projection, spec: ProjectionSpec, start: Array, pre: Array, weight: Array
) -> RateDeliver:
    """The stage of a projection with these synapses, its rule at the beginning."""
    stage = RateDeliver(
        label=projection.name,
        source=spec.source,
        source_lo=spec.source_lo,
        source_hi=spec.source_hi,
        output=str(output_of(projection.source.population)),
        target=spec.target,
        target_lo=spec.target_lo,
        target_hi=spec.target_hi,
        weight=weight,
        start=start,
        pre=pre,
        rule=None,
        member=spec,
    )
    rule = projection.plasticity
    if isinstance(rule, LeastSquaresRule):
        stage.rule = _least_squares(projection, rule, stage)
    elif isinstance(rule, RateRule):
        stage.rule = _change(projection, rule)
    return stage


def steps_between(projection: Projection, rule: RateRule) -> int:
    """The steps between two updates; ConnectError unless `every` is a whole number of them."""
    dt = projection.network.dt
    every = dt if rule.every is None else rule.every
    what = f"projection {projection.name!r}: {rule.label}'s every"
    return whole_steps(every, dt, ConnectError, what)


def _change(projection: Projection, rule: RateRule) -> RateChange:
    real = projection.network.precision.real
    update, names = rule.compose(real)
    values = rule.values(projection.network.dt)
    return RateChange(
        name=rule.label,
        update=update,
        post=str(output_of(projection.target.population)),
        params=np.array([float(values[name]) for name in names], REAL[real]),
        every=steps_between(projection, rule),
    )


def _least_squares(
    projection: Projection, rule: LeastSquaresRule, stage: RateDeliver
) -> LeastSquares:
    real: Any = stage.weight.dtype.type
    first = inverse_correlation(stage) * real(1.0 / rule.params["alpha"])
    block = target_block(projection, rule, 0).astype(real)
    every = steps_between(projection, rule)
    count, step = np.zeros(1, np.int64), np.full(1, -1, np.int64)
    return LeastSquares(rule.label, first, block, type(rule).whole, every, count, step)


def inverse_correlation(stage: RateDeliver) -> Array:
    """P at the beginning but for its scale: 1 on the diagonal, for every synapse there is."""
    real = stage.weight.dtype
    if stage.dense:
        return np.eye(stage.n_pre, dtype=real)
    count = np.diff(stage.start)
    most = int(count.max(initial=0))
    if stage.pre.size == most * stage.n_post and most:
        rows = stage.pre.reshape(stage.n_post, most)
        if np.all(rows == rows[0]):
            return np.eye(most, dtype=real)
    P = np.zeros((stage.n_post, most, most), real)
    diagonal = np.arange(most)
    P[:, diagonal, diagonal] = diagonal < count[:, None]
    return P


def target_block(projection: Projection, rule: LeastSquaresRule, first_step: int) -> Array:
    """What the rule's z shall be in the block of steps from `first_step`: (BLOCK, 1 or n_post).

    Raises ConnectError for a wrong shape, non-finite values and those that cannot be reached.
    """
    what = f"projection {projection.name!r}: target of {rule.label}"
    network, target = projection.network, projection.target
    try:
        values = evaluate_block(rule.target, first_step, network.dt, target.n, what)
        return np.asarray(rule.wanted(values, target.population.model), np.float64)
    except (StimulusError, ModelError) as error:
        name = f"projection {projection.name!r}"
        text = str(error)
        raise ConnectError(text if text.startswith(name) else f"{name}: {text}") from None


class TimedTarget:
    """The target of a rule, whose block is filled as time goes on."""

    def __init__(self, projection: Projection, stage: RateDeliver) -> None:
        self.projection, self.stage = projection, stage

    def fill(self, first_step: int) -> None:
        """Evaluate the block of steps that starts at `first_step`."""
        rule = self.projection.plasticity
        assert isinstance(rule, LeastSquaresRule) and isinstance(self.stage.rule, LeastSquares)
        values = target_block(self.projection, rule, first_step)
        if values.shape != self.stage.rule.block.shape:
            raise ConnectError(
                f"projection {self.projection.name!r}: the target of {rule.label} changed its shape"
            )
        self.stage.rule.block[:] = values


def timed_targets(network: Network, stages: list[RateDeliver]) -> list[TimedTarget]:
    """The targets of all rules that have one."""
    carrying = [q for q in network.projections if is_rate(q)]
    pairs = zip(carrying, stages, strict=True)
    return [TimedTarget(q, stage) for q, stage in pairs if isinstance(stage.rule, LeastSquares)]


def rate_inputs(
    network: Network, places: dict[Population, Place], drives: list[Drive]
) -> list[RateInput]:
    """Where the sums go: the first Drive onto I of every population that is reached."""
    found = (first_drive(drives, places[p], receptor) for p, receptor in reached(network))
    return [RateInput(drive, drive.base.copy()) for drive in found]
