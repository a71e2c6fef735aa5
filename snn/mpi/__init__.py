"""One network on several processes that share no memory: ranks of MPI, on one machine or many.

    mpiexec -n 4 python script.py       with snn.Network(..., comm=snn.mpi.world()) in the script

Every rank runs the same script. What it says of the network is the same on all of them; what it
takes to run it is divided:

- Each rank owns a contiguous range of the neurons of every arena (`division`) and all synapses onto
  them. It updates its own neurons and delivers to them, as a thread does with its range: a rank
  is a level above threads. Synapses onto others are never kept: all ranks walk through the
  same random numbers, each writes what ends at its own neurons.
- Spikes are exchanged once per least delay: no spike of the last `least delay` steps can have
  reached another rank. Then every rank has the spikes of all, and knows every presynaptic trace.
- The bits do not depend on the number of ranks: random numbers belong to neurons and steps, sums of
  input are integers, and what depends on all synapses (a receptor's scale, the form that synapses
  are kept in) is agreed upon.

Arrays with one value per neuron, and where the rows of synapses begin, have full size on every
rank; synapses, which take the memory, are divided. Drawing them is divided less: each rank walks
through the random numbers of all rows (of `FixedInDegree` through those of its own targets only).
One thread per rank is best unless delays are long: threads start anew after each exchange.

Whatever reads the network (`E["v"]`, `EE["weight"]`, `print(net)`, `net.save`) gathers, and so is
called on all ranks; recordings are complete on every rank when `run` returns.

An error that one rank alone meets, in the library or in the script, ends all (`Ranks.guard`).
`sys.exit` on one rank does not: raise an exception instead.
"""

from __future__ import annotations

from typing import Any

from ..errors import BackendError
from .ranks import Ranks as Ranks


def world() -> Any:
    """All processes that mpiexec started (one where none did): mpi4py's MPI.COMM_WORLD.

    Raises BackendError where mpi4py or the MPI library is not installed.
    """
    try:
        from mpi4py import MPI
    except (ImportError, RuntimeError) as error:  # the latter where there is no libmpi
        raise BackendError(
            f"MPI cannot be used here ({error}); install it: pip install .[mpi]"
        ) from None
    return MPI.COMM_WORLD
