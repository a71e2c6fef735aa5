"""A network and its activity on one page of HTML."""

from .report import report as report
