"""Spiking neural networks on arrays: one model definition, the same bits on every backend."""

from __future__ import annotations

from importlib import import_module as _import_module
from pathlib import Path as _Path

# In a bare checkout `backends/` and `kernels/` stand beside this folder; installed, inside it.
_root = _Path(__file__).resolve().parent.parent
if (_root / "pyproject.toml").is_file():
    __path__.append(str(_root))

from .channels import CalciumChannel as CalciumChannel
from .channels import CalciumPool as CalciumPool
from .channels import Channel as Channel
from .channels import ConductanceNeuron as ConductanceNeuron
from .channels import Gate as Gate
from .channels import GradedRelease as GradedRelease
from .channels import Release as Release
from .errors import AnalysisError as AnalysisError
from .errors import BackendError as BackendError
from .errors import CheckpointError as CheckpointError
from .errors import ConnectError as ConnectError
from .errors import DataError as DataError
from .errors import MissingPackageError as MissingPackageError
from .errors import ModelError as ModelError
from .errors import NonFiniteError as NonFiniteError
from .errors import NonFiniteWarning as NonFiniteWarning
from .errors import OutOfMemoryError as OutOfMemoryError
from .errors import PopulationError as PopulationError
from .errors import PrecisionError as PrecisionError
from .errors import RecordError as RecordError
from .errors import SNNError as SNNError
from .errors import StimulusError as StimulusError
from .errors import TranslationError as TranslationError
from .model import NeuronModel as NeuronModel
from .model import Param as Param
from .model import State as State
from .model import derived as derived
from .models import GLIF1 as GLIF1
from .models import GLIF2 as GLIF2
from .models import GLIF3 as GLIF3
from .models import GLIF4 as GLIF4
from .models import GLIF5 as GLIF5
from .models import IF as IF
from .models import LIF as LIF
from .models import SRM0 as SRM0
from .models import AdEx as AdEx
from .models import ConductanceLIF as ConductanceLIF
from .models import EscapeLIF as EscapeLIF
from .models import EscapeSRM0 as EscapeSRM0
from .models import HodgkinHuxley as HodgkinHuxley
from .models import Izhikevich as Izhikevich
from .models import NoisyAdEx as NoisyAdEx
from .models import NoisyIzhikevich as NoisyIzhikevich
from .models import NoisyLIF as NoisyLIF
from .models import NoisyRate as NoisyRate
from .models import Poisson as Poisson
from .models import Rate as Rate
from .models import Readout as Readout
from .models import SpikeSource as SpikeSource
from .models import Stomatogastric as Stomatogastric
from .network import Network as Network
from .plasticity import FORCE as FORCE
from .plasticity import RLS as RLS
from .plasticity import STDP as STDP
from .plasticity import STP as STP
from .plasticity import Oja as Oja
from .plasticity import PINning as PINning
from .plasticity import PlasticityRule as PlasticityRule
from .plasticity import RateRule as RateRule
from .plasticity import RewardSTDP as RewardSTDP
from .plasticity import Signal as Signal
from .plasticity import SynapseState as SynapseState
from .plasticity import Trace as Trace
from .plasticity import TripletSTDP as TripletSTDP
from .plasticity import targets as targets
from .population import Population as Population
from .precision import Precision as Precision
from .projection import Projection as Projection
from .receptors import NMDA as NMDA
from .receptors import Alpha as Alpha
from .receptors import Delta as Delta
from .receptors import DoubleExponential as DoubleExponential
from .receptors import Exponential as Exponential
from .receptors import Graded as Graded
from .receptors import Receptor as Receptor
from .reporting import report as report
from .stimuli import PoissonInput as PoissonInput
from .stimuli import TimedArray as TimedArray
from .units import Hz as Hz
from .units import kHz as kHz
from .units import ms as ms
from .units import mV as mV
from .units import nA as nA
from .units import nF as nF
from .units import nS as nS
from .units import pA as pA
from .units import pF as pF
from .units import second as second
from .units import uS as uS
from .units import us as us
from .units import volt as volt
from .values import Constant as Constant
from .values import LogNormal as LogNormal
from .values import Normal as Normal
from .values import Uniform as Uniform
from .wiring.connectivity import AllToAll as AllToAll
from .wiring.connectivity import FixedInDegree as FixedInDegree
from .wiring.connectivity import FixedOutDegree as FixedOutDegree
from .wiring.connectivity import FixedProbability as FixedProbability
from .wiring.connectivity import FixedTotal as FixedTotal
from .wiring.connectivity import FromPairs as FromPairs
from .wiring.connectivity import FromSparse as FromSparse
from .wiring.connectivity import OneToOne as OneToOne

__version__ = "0.1.0"

# Imported when first used: they bring heavier packages.
_LAZY = ("analysis", "backends", "circuits", "io", "plot")


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return _import_module(f".{name}", __name__)
    raise AttributeError(f"module 'snn' has no attribute {name!r}")
