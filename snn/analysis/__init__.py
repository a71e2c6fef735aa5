"""Numbers from spike trains: arrays in, arrays out.

Every function takes a recording of spikes, `(times, ids)` or `(times, ids, n)`; times in ms,
neurons from 0. What is array code runs on NumPy and on CuPy arrays alike. Work and memory are
linear in the number of spikes unless a function says otherwise.
"""

from .communities import communities as communities
from .distances import isi_distance as isi_distance
from .distances import spike_distance as spike_distance
from .distances import van_rossum as van_rossum
from .distances import victor_purpura as victor_purpura
from .embed import embed as embed
from .surface import time_surface as time_surface
from .trains import SpikeTrains as SpikeTrains
from .trains import trains as trains
from .vectors import train_vectors as train_vectors
from .windows import windows as windows
