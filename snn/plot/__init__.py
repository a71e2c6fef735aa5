"""Pictures from numbers: functions take arrays or recordings and `ax=None`, and return the axes."""

from .activity import activity as activity
from .bands import COLOURS as COLOURS
from .overview import overview as overview
from .raster import raster as raster
from .traces import traces as traces
from .weights import weights as weights
