"""Neuron models, one per file."""

from .adex import AdEx as AdEx
from .conductance_lif import ConductanceLIF as ConductanceLIF
from .escape import EscapeLIF as EscapeLIF
from .glif import GLIF1 as GLIF1
from .glif import GLIF2 as GLIF2
from .glif import GLIF3 as GLIF3
from .glif import GLIF4 as GLIF4
from .glif import GLIF5 as GLIF5
from .hodgkin_huxley import HodgkinHuxley as HodgkinHuxley
from .izhikevich import Izhikevich as Izhikevich
from .izhikevich import NoisyIzhikevich as NoisyIzhikevich
from .lif import IF as IF
from .lif import LIF as LIF
from .noisy_adex import NoisyAdEx as NoisyAdEx
from .noisy_lif import NoisyLIF as NoisyLIF
from .poisson import Poisson as Poisson
from .rate import NoisyRate as NoisyRate
from .rate import Rate as Rate
from .rate import Readout as Readout
from .spike_source import SpikeSource as SpikeSource
from .srm0 import SRM0 as SRM0
from .srm0 import EscapeSRM0 as EscapeSRM0
from .stomatogastric import Stomatogastric as Stomatogastric
