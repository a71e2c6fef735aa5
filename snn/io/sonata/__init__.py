"""SONATA: networks of point neurons and spikes in the files of the Allen Institute and the Blue
Brain Project (Dai et al. 2020, PLoS Comput. Biol. 16:e1007696)."""

from .models import PointNeurons as PointNeurons
from .read import read_sonata as read_sonata
from .spikes import read_sonata_spikes as read_sonata_spikes
from .spikes import write_sonata_spikes as write_sonata_spikes
from .write import write_sonata as write_sonata
