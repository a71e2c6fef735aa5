"""CUDA kernels on one GPU, launched through CuPy: steps are captured into graphs.

The text of the kernels is in `kernels/`. Importing this package imports no CuPy: `render` and
`compile` are of use without it.
"""
