"""Packages that only some functions need: imported when they are, and named where they lack."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .errors import MissingPackageError


def optional(module: str, extra: str, who: str) -> Any:
    """The module, imported; MissingPackageError, which names the extra, where it is not there."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingPackageError(
            f"{who} needs the package {module.partition('.')[0]!r} ({error}); install it: "
            f"pip install .[{extra}]"
        ) from None
