"""Objects as data: containers, arrays and this library's parameter objects to JSON and back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import CheckpointError
from ..model import NeuronModel
from ..models import SpikeSource
from ..plasticity import RLS, PlasticityRule, RateRule
from ..plasticity.targets import Sinusoids
from ..program import Array, host
from ..receptors import Receptor
from ..stimuli import PoissonInput, TimedArray
from ..values import Value
from ..wiring.connectivity import Connectivity
from .functions import fingerprint

if TYPE_CHECKING:
    import h5py

# Only these are stored as objects, by class name and attributes; a file can make nothing else.
_CLASSES = (
    Connectivity,
    NeuronModel,
    PlasticityRule,
    PoissonInput,
    RLS,
    RateRule,
    Receptor,
    Sinusoids,
    SpikeSource,
    TimedArray,
    Value,
)

_PIECE = 1 << 26  # bytes brought from a device at a time

# What h5py raises, besides OSError, where the bytes of a file make no sense.
DAMAGE = (OSError, KeyError, RuntimeError, ValueError)


class TreeWriter:
    """Turns values into JSON; arrays go to datasets of an HDF5 group, referred to by number."""

    def __init__(self, arrays: h5py.Group) -> None:
        self._arrays = arrays
        self._functions: dict[str, Callable[..., Any]] = {}

    def array(self, values: Any) -> dict[str, str]:
        """An array, also one in a backend's own memory, which is brought to the host in pieces."""
        name = str(len(self._arrays))
        stored = self._arrays.create_dataset(name, values.shape, values.dtype)
        if isinstance(values, np.ndarray):
            stored[...] = values
            return {"array": name}
        step = max(1, _PIECE * len(values) // max(1, values.nbytes))
        for lo in range(0, len(values), step):
            stored[lo : lo + step] = host(values[lo : lo + step])
        return {"array": name}

    def encode(self, value: Any, owner: str) -> Any:
        """`value` as JSON. CheckpointError naming `owner` for what cannot be stored as data."""
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, np.ndarray):
            return self.array(value)
        if isinstance(value, (list, tuple)):
            kind = "list" if isinstance(value, list) else "tuple"
            return {kind: [self.encode(v, owner) for v in value]}
        if isinstance(value, dict):
            return {"dict": {str(k): self.encode(v, owner) for k, v in value.items()}}
        if isinstance(value, _CLASSES):
            cls = type(value)
            state = {k: self.encode(v, owner) for k, v in vars(value).items()}
            return {"object": f"{cls.__module__}:{cls.__qualname__}", "state": state}
        if callable(value) and hasattr(value, "__name__"):
            return {"function": self._function(value, owner), "meaning": fingerprint(value)}
        raise CheckpointError(f"{owner}: {type(value).__name__} cannot be stored in a checkpoint")

    def _function(self, function: Callable[..., Any], owner: str) -> str:
        """The name under which `load` is given the function: it must mean this one only."""
        name: str = function.__name__
        if name == "<lambda>":
            raise CheckpointError(
                f"{owner}: a lambda cannot be stored in a checkpoint, which knows functions by "
                "their names; write it with def"
            )
        # By ==: a method of an object is a new object whenever it is looked up.
        if self._functions.setdefault(name, function) != function:
            raise CheckpointError(
                f"{owner}: another function is called {name!r} too, and a checkpoint knows "
                "functions by their names; rename one"
            )
        return name


class TreeReader:
    """JSON back to values; classes come from this library or the caller, never from a file."""

    def __init__(
        self,
        arrays: h5py.Group,
        models: Sequence[type],
        functions: dict[str, Callable[..., Any]],
    ) -> None:
        self._arrays = arrays
        self._models = {f"{m.__module__}:{m.__qualname__}": m for m in models}
        self._by_name = {m.__qualname__: m for m in models}
        for name, function in functions.items():
            if not callable(function):
                raise CheckpointError(
                    f"Network.load: functions[{name!r}] must be a function; got {function!r}"
                )
        self._functions = functions

    def array(self, stored: dict[str, str]) -> Array:
        name = stored["array"]
        try:
            values: Array = self._arrays[name][()]
        except DAMAGE as error:
            raise CheckpointError(
                f"{self._arrays.file.filename}: the file is damaged: its array {name} cannot be "
                f"read ({error})"
            ) from None
        return values

    def decode(self, stored: Any) -> Any:
        if not isinstance(stored, dict):
            return stored
        if "array" in stored:
            return self.array(stored)
        if "list" in stored:
            return [self.decode(v) for v in stored["list"]]
        if "tuple" in stored:
            return tuple(self.decode(v) for v in stored["tuple"])
        if "dict" in stored:
            return {k: self.decode(v) for k, v in stored["dict"].items()}
        if "function" in stored:
            return self._function(stored["function"], stored["meaning"])
        cls = self._class(stored["object"])
        value: Any = object.__new__(cls)
        vars(value).update({k: self.decode(v) for k, v in stored["state"].items()})
        return value

    def _function(self, name: str, meaning: str) -> Callable[..., Any]:
        if name not in self._functions:
            raise CheckpointError(
                f"the checkpoint uses the function {name!r}: give it as "
                f"Network.load(path, functions={{{name!r}: ...}})"
            )
        if fingerprint(self._functions[name]) != meaning:
            raise CheckpointError(
                f"{self._arrays.file.filename}: the function {name!r} is another than the network "
                "was saved with: its code, or a value that it holds, has changed; give the one it "
                "was saved with"
            )
        return self._functions[name]

    def _class(self, name: str) -> type:
        module, _, qualname = name.partition(":")
        found: Any = self._models.get(name) or self._by_name.get(qualname)
        if found is None and module in sys.modules and module != "__main__":
            found = sys.modules[module]
            for part in qualname.split("."):
                found = getattr(found, part, None)
        if not (isinstance(found, type) and issubclass(found, _CLASSES)):
            raise CheckpointError(
                f"the checkpoint uses the class {qualname!r} of {module!r}: import it and give it "
                f"as Network.load(path, models=[{qualname}])"
            )
        return found
