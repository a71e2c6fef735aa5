"""Compiled CPU loops: one pass per kind, called by a compiled step loop, on one or more threads."""

from .backend import NumbaBackend as NumbaBackend
