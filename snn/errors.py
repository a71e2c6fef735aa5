"""The errors: each message names the object, what was expected, what came and the fix."""


class SNNError(Exception):
    """Base class of every error raised on purpose by this library."""


class ModelError(SNNError, ValueError):
    """A model, receptor or plasticity rule is defined or parametrised wrongly."""


class TranslationError(ModelError):
    """A model function uses a construct outside the restricted language."""


class PrecisionError(SNNError, ValueError):
    """A precision is unknown, or its parts do not go together."""


class PopulationError(SNNError, ValueError):
    """A population is created, indexed, read or written wrongly."""


class ConnectError(SNNError, ValueError):
    """A projection is specified wrongly."""


class StimulusError(SNNError, ValueError):
    """A stimulus is specified wrongly."""


class RecordError(SNNError, ValueError):
    """A recorder is specified wrongly."""


class AnalysisError(SNNError, ValueError):
    """Spikes, or what is asked of them, make no sense."""


class DataError(SNNError, ValueError):
    """Data of another program do not hold what is asked of them, or cannot hold a network."""


class MissingPackageError(SNNError, ImportError):
    """A package is not installed that only some functions need; the message names the extra."""


class BackendError(SNNError, RuntimeError):
    """A backend is unknown, unavailable or cannot run this network."""


class OutOfMemoryError(SNNError, MemoryError):
    """The network needs more memory than is available; said before anything is allocated."""


class NonFiniteError(SNNError, ArithmeticError):
    """Non-finite values appeared and the network was built with on_nonfinite='raise'."""


class CheckpointError(SNNError, ValueError):
    """A checkpoint cannot be written or does not match what it is loaded into."""


class NonFiniteWarning(RuntimeWarning):
    """Non-finite values were replaced (on_nonfinite='warn')."""
