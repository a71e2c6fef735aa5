"""Neuron models, one per file."""

from .adex import AdEx as AdEx
from .conductance_lif import ConductanceLIF as ConductanceLIF
from .hodgkin_huxley import HodgkinHuxley as HodgkinHuxley
from .izhikevich import Izhikevich as Izhikevich
from .izhikevich import NoisyIzhikevich as NoisyIzhikevich
from .lif import IF as IF
from .lif import LIF as LIF
from .noisy_lif import NoisyLIF as NoisyLIF
from .poisson import Poisson as Poisson
from .rate import NoisyRate as NoisyRate
from .rate import Rate as Rate
from .rate import Readout as Readout
from .spike_source import SpikeSource as SpikeSource
from .stomatogastric import Stomatogastric as Stomatogastric
