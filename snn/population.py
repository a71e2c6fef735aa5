"""Populations and slices of them: what is connected, driven, recorded, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import PopulationError

if TYPE_CHECKING:
    from .model import NeuronModel
    from .models import SpikeSource
    from .network import Network
    from .receptors import Receptor


class View:
    """Neurons lo..hi of a population; `E[:800]` makes one. Taken wherever a population is."""

    def __init__(self, population: Population, lo: int, hi: int) -> None:
        self.population = population
        self.network: Network = population.network
        self.lo = lo
        self.hi = hi

    @property
    def n(self) -> int:
        """Number of neurons."""
        return self.hi - self.lo

    def __len__(self) -> int:
        return self.n

    @property
    def label(self) -> str:
        """The population's name, with the range where it is a slice: "E" or "E[0:800]"."""
        whole = self.lo == 0 and self.hi == self.population.n
        return self.population.name if whole else f"{self.population.name}[{self.lo}:{self.hi}]"

    def __getitem__(self, key: Any) -> Any:
        """A slice of the neurons, or the values of a state or parameter.

        A state gives shape (n,) in the compute type; a parameter gives a float, or (n,) where it
        differs between neurons. Raises PopulationError for an unknown name or a strided slice.
        """
        if isinstance(key, str):
            from .lowering.access import read

            return read(self.network._ready(), self, key)
        if not isinstance(key, slice):
            raise PopulationError(
                f"population {self.label!r}: index {key!r} is neither a slice such as [:100] "
                "nor the name of a state or parameter"
            )
        lo, hi, step = key.indices(self.n)
        if step != 1 or hi <= lo:
            raise PopulationError(
                f"population {self.label!r}: slice {key} must be contiguous (step 1) and not empty"
            )
        return View(self.population, self.lo + lo, self.lo + hi)

    def __setitem__(self, key: str, value: Any) -> None:
        """Write a state or a parameter: a number, or one value per neuron, shape (n,)."""
        if not isinstance(key, str):
            raise PopulationError(
                f"population {self.label!r}: assign to a state or parameter by name, "
                f"as in {self.population.name}['v'] = ...; got {key!r}"
            )
        from .lowering.access import write
        from .lowering.checks import as_floats

        array = as_floats(value, PopulationError, f"population {self.label!r}: {key!r}")
        if array.shape not in ((), (self.n,)):
            raise PopulationError(
                f"population {self.label!r}: {key!r} takes a number or an array of shape "
                f"({self.n},); got shape {array.shape}"
            )
        write(self.network._ready(), self, key, array)

    def __repr__(self) -> str:
        return f"<{type(self.population.model).__name__} {self.label}: {self.n} neurons>"


class Population(View):
    """`n` neurons of one model; made by `Network.population`."""

    def __init__(
        self,
        network: Network,
        model: NeuronModel | SpikeSource,
        n: int,
        name: str,
        receptors: dict[str, Receptor],
        initial: dict[str, Any],
    ) -> None:
        self.network = network
        self.model = model
        self.name = name
        self.receptors = receptors
        self.initial = initial
        super().__init__(self, 0, n)
