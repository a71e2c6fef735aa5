"""Projections: the synapses from one population to one receptor of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import ConnectError
from .program import Array

if TYPE_CHECKING:
    from .network import Network
    from .plasticity import PlasticityRule, RateRule
    from .population import View
    from .wiring.connectivity import Connectivity


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
        plasticity: PlasticityRule | RateRule | None,
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

    @property
    def pre(self) -> Array:
        """Presynaptic neuron of each synapse, int32, counted from the start of the source."""
        return self.network._synapses(self).pre

    @property
    def post(self) -> Array:
        """Postsynaptic neuron of each synapse, int32, counted from the start of the target."""
        return self.network._synapses(self).post

    @property
    def delay(self) -> Array:
        """Axonal delay of each synapse in ms, float64: a whole number of steps, at least one."""
        steps: Array = self.network._synapses(self).delay
        return steps * self.network.dt

    def __len__(self) -> int:
        return self.network._count(self)

    def __getitem__(self, key: str) -> Array:
        """`["weight"]`: the weights as used (after packing), in the receptor's unit."""
        if key != "weight":
            raise ConnectError(
                f"projection {self.name!r}: {key!r} cannot be read; expected 'weight' "
                "(and .pre, .post, .delay as attributes)"
            )
        weight: Array = self.network._synapses(self).weight
        return weight

    def __setitem__(self, key: str, value: Any) -> None:
        """`["weight"] = ...`: a number or one value per synapse, ordered as `pre`."""
        if key != "weight":
            raise ConnectError(
                f"projection {self.name!r}: only 'weight' can be written; got {key!r}"
            )
        from .lowering.checks import as_floats

        values = as_floats(value, ConnectError, f"projection {self.name!r}: weight")
        self.network._write_weights(self, values)

    def __repr__(self) -> str:
        rule = f", {type(self.plasticity).__name__}" if self.plasticity else ""
        return (
            f"<Projection {self.name}: {self.source.label} -> {self.target.label}.{self.receptor}, "
            f"{self.connectivity}{rule}>"
        )
