"""Projections: the synapses from one population to one receptor of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import ConnectError
from .plasticity import PlasticityRule
from .program import Array

if TYPE_CHECKING:
    from .network import Network
    from .plasticity import RLS, RateRule
    from .population import View
    from .wiring.connectivity import Connectivity
    from .wiring.synapses import Synapses


@dataclass(frozen=True, eq=False)
class Normalization:
    """What `Network.normalize` asks of a projection.

    total : float64 (n_post,), in the receptor's unit, > 0. every : steps, >= 1.
    """

    total: Array
    every: int


class Projection:
    """Synapses as they were asked for; made by `Network.connect`.

    Reading `pre`, `post`, `delay` or `["weight"]` draws the synapses if that has not happened yet.
    All four have shape (n_synapses,) and the same order: by presynaptic neuron, delay, target.
    """

    def __init__(
        self,
        network: Network,
        pre: View,
        post: View,
        receptor: str,
        connectivity: Connectivity,
        weight: Any,
        delay: Any,
        plasticity: PlasticityRule | RateRule | RLS | None,
        name: str,
    ) -> None:
        self.network = network
        self.source = pre
        self.target = post
        self.receptor = receptor
        self.connectivity = connectivity
        self.initial_weight = weight
        self.initial_delay = delay
        self.plasticity = plasticity
        self.name = name
        self.normalization: Normalization | None = None  # set by Network.normalize

    @property
    def label(self) -> str:
        """What messages call it: its name."""
        return self.name

    @property
    def pre(self) -> Array:
        """Presynaptic neuron of each synapse, int32, counted from the start of the source."""
        return self._drawn().pre

    @property
    def post(self) -> Array:
        """Postsynaptic neuron of each synapse, int32, counted from the start of the target."""
        return self._drawn().post

    @property
    def delay(self) -> Array:
        """Axonal delay of each synapse in ms, float64: a whole number of steps, at least one."""
        steps: Array = self._drawn().delay
        return steps * self.network.dt

    def __len__(self) -> int:
        from .lowering.access import count

        return count(self.network._ready(), self)

    def __getitem__(self, key: str) -> Any:
        """`["weight"]`: the weights as used (after packing), (n_synapses,), in the receptor's unit.

        Of a plasticity rule also what it keeps for each synapse, (n_synapses,), its signals,
        (n_post,), and its parameters: `["c"]`, `["reward"]` and `["a_plus"]` of RewardSTDP. Arrays
        are copies: to change some values, write all of them back.
        """
        rule = self._rule()
        kept = [*rule.synaptic, *rule.signals] if rule else []
        self._check(key, ["weight", *kept, *(rule.params if rule else ())], "read")
        if key == "weight":
            return self._drawn().weight
        if key not in kept:
            return rule and rule.params[key]
        from .lowering.rule_access import read_rule

        return read_rule(self.network._ready(), self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        """`["weight"] = ...`: a number or one value per synapse, ordered as `pre`.

        Also the signals of a plasticity rule, a number or one value per target neuron, and its
        parameters, but for the bounds and the interval.
        """
        rule = self._rule()
        self._check(key, ["weight", *((*rule.signals, *rule.params) if rule else ())], "written")
        from .lowering.access import write_weights
        from .lowering.checks import as_floats
        from .lowering.rule_access import write_rule

        values = as_floats(value, ConnectError, f"projection {self.name!r}: {key}")
        built = self.network._ready()
        if key == "weight":
            write_weights(built, self, values)
        else:
            write_rule(built, self, key, values)

    def _drawn(self) -> Synapses:
        from .lowering.access import synapses

        return synapses(self.network._ready(), self)

    def _rule(self) -> PlasticityRule | None:
        return self.plasticity if isinstance(self.plasticity, PlasticityRule) else None

    def _check(self, key: str, known: list[str], what: str) -> None:
        if key not in known:
            raise ConnectError(
                f"projection {self.name!r}: {key!r} cannot be {what}; expected one of: "
                f"{', '.join(known)} (and .pre, .post, .delay are attributes)"
            )

    def __repr__(self) -> str:
        rule = f", {type(self.plasticity).__name__}" if self.plasticity else ""
        return (
            f"<Projection {self.name}: {self.source.label} -> {self.target.label}.{self.receptor}, "
            f"{self.connectivity}{rule}>"
        )
