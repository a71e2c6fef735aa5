"""Ion channels, and neurons composed of them.

The channels here are those of the crab's stomatogastric neurons; `Channel` defines one's own.
"""

from .calcium import CalciumPool as CalciumPool
from .channel import CalciumChannel as CalciumChannel
from .channel import Channel as Channel
from .channel import Gate as Gate
from .neuron import ConductanceNeuron as ConductanceNeuron
from .release import GradedRelease as GradedRelease
from .release import Release as Release
from .stomatogastric import A as A
from .stomatogastric import CaS as CaS
from .stomatogastric import CaT as CaT
from .stomatogastric import H as H
from .stomatogastric import KCa as KCa
from .stomatogastric import Kd as Kd
from .stomatogastric import Leak as Leak
from .stomatogastric import Na as Na
