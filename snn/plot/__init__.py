"""Pictures from numbers: functions take arrays or recordings and `ax=None`, and return the axes."""

from .activity import activity as activity
from .bands import COLOURS as COLOURS
from .color_time import color_time as color_time
from .embedding import embedding as embedding
from .overview import overview as overview
from .raster import raster as raster
from .time_surface import time_surface as time_surface
from .traces import traces as traces
from .weights import weights as weights
