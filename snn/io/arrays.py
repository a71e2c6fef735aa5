"""What the formats share: arrays as they come and go, files that must be there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..analysis.trains import SpikeTrains, trains
from ..errors import DataError, SNNError
from ..mpi.ranks import Ranks
from ..program import Array, host
from ..recorders import Recording, SpikeRecording

BLOCK = 1 << 22  # rows that are read or written at a time
_BROKEN = (
    OSError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    zipfile.BadZipFile,
)


def uniform(values: Array) -> Any:
    """The one number that all of `values` are, as a float; the array where they differ.

    A number takes the form of one weight for all synapses, an array of equal numbers does not.
    """
    same = len(values) > 0 and bool(np.all(values == values[0]))
    return float(values[0]) if same else values


def given_trains(spikes: Any, t_range: tuple[float, float] | None = None) -> SpikeTrains:
    """As `analysis.trains`, in arrays on the host."""
    found = trains(spikes, t_range)
    times, ids = host(found.times), host(found.ids)
    return replace(found, times=times, ids=ids)


def trains_of(
    times: Any, ids: Any, n: int | None, window: tuple[float, float] | None
) -> SpikeTrains:
    """Spikes that were read; without `window`, from 0 to just after the last.

    DataError for times before 0, which no such window holds.
    """
    if n is None:
        n = int(np.max(ids, initial=0)) + 1
    first = np.min(times, initial=0.0)
    if window is None and first < 0:
        raise DataError(f"spikes before time 0, the first at {first:g} ms; give t_range=")
    return trains((times, ids, n), window)


def by_name(given: Any, who: str, whole: bool = False) -> dict[str, Any]:
    """{name: spikes} of what may be given as spikes: the one rule of all that write them.

    given : a recording, several, {name: spikes}, or (times, ids), (times, ids, n), `SpikeTrains`,
        which are called "spikes". Recordings have the name of what is recorded; `whole`, that of
        its population. DataError for anything else, and for a name twice.
    """
    if isinstance(given, Mapping):
        return {str(name): _checked(each, who) for name, each in given.items()}
    found: dict[str, Any] = {}
    for each in several(given):
        name = "spikes"
        if isinstance(each, Recording):
            name = each.source.label
            if whole and isinstance(each, SpikeRecording):
                name = each.view.population.name
        if name in found:
            raise DataError(
                f"{who}: two recordings are of {name!r}; give a dictionary that names them"
            )
        found[name] = _checked(each, who)
    return found


def several(given: Any) -> list[Any]:
    """What is given, as a list; a tuple of arrays, (times, ids), is one thing."""
    is_pair = isinstance(given, tuple) and not any(hasattr(each, "times") for each in given)
    return list(given) if isinstance(given, (list, tuple)) and not is_pair else [given]


def _checked(each: Any, who: str) -> Any:
    has_both = hasattr(each, "times") and hasattr(each, "ids")
    if has_both or (isinstance(each, tuple) and len(each) in (2, 3)):
        return each
    of = f" of {each.what!r}" if isinstance(each, Recording) else ""
    raise DataError(
        f"{who}: expected recordings of spikes, (times, ids), or a dictionary of name -> spikes; "
        f"got {type(each).__name__}{of}"
    )


def ranks_of(spikes: Iterable[Any]) -> Ranks:
    """The ranks that hold recordings together; this process alone for other spikes."""
    return next((r.source.network.ranks for r in spikes if isinstance(r, Recording)), Ranks())


@contextmanager
def writer(ranks: Ranks) -> Iterator[bool]:
    """Whether this process writes: of several ranks the first does, and the others wait for it."""
    with ranks.guard():
        yield ranks.first
    ranks.each(None)


def existing(path: str | Path, what: str) -> Path:
    """The path of a file that is there; DataError if it is not."""
    path = Path(path)
    if not path.is_file():
        raise DataError(f"{what}: there is no file {path}")
    return path


@contextmanager
def reading(path: Any, who: str) -> Iterator[None]:
    """Inside it, what goes wrong because a file is laid out otherwise is a DataError naming it."""
    try:
        yield
    except SNNError as error:  # of this library, which may not know the file
        if isinstance(error, DataError) and str(error).startswith(who):
            raise
        raise DataError(f"{who}: {path}: {error}") from None
    except _BROKEN as error:
        raise DataError(
            f"{who}: {path} is broken or laid out otherwise ({type(error).__name__}: {error})"
        ) from error


def blocks(n: int) -> Iterator[slice]:
    """Rows 0 .. n in pieces that are small beside a big network."""
    for lo in range(0, n, BLOCK):
        yield slice(lo, min(lo + BLOCK, n))
