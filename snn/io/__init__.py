"""Data in and out: other programs' arrays, files and networks."""
