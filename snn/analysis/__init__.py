"""Numbers from spike trains: arrays in, arrays out.

Every function takes a recording of spikes, `(times, ids)` or `(times, ids, n)`; times in ms,
neurons from 0. What is array code runs on NumPy and on CuPy arrays alike. Work and memory are
linear in the number of spikes unless a function says otherwise.
"""

from .trains import SpikeTrains as SpikeTrains
from .trains import trains as trains
from .wiring import Wiring as Wiring
from .wiring import wiring as wiring
