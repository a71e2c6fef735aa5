"""Data in and out: other programs' arrays, files and networks.

What is read as spikes is `SpikeTrains` (times in ms, ids, n, start, stop), which all of
`snn.analysis` and `snn.plot` take.
"""

from .frames import from_pandas as from_pandas
from .frames import to_pandas as to_pandas
from .memory import shared as shared
from .neo import from_neo as from_neo
from .neo import to_neo as to_neo
from .nir_read import from_nir as from_nir
from .nir_write import to_nir as to_nir
from .npz import load_spikes as load_spikes
from .npz import save_spikes as save_spikes
from .recording import Samples as Samples
from .recording import read_recording as read_recording
from .sonata import PointNeurons as PointNeurons
from .sonata import read_sonata as read_sonata
from .sonata import read_sonata_spikes as read_sonata_spikes
from .sonata import write_sonata as write_sonata
from .sonata import write_sonata_spikes as write_sonata_spikes
from .sparse import to_sparse as to_sparse
