"""What a function given to a network means, as text: a checkpoint continues with the same one only.

A function's source is compared without comments and layout, together with the numbers, texts and
arrays that it holds: defaults, and variables of the function that it was written in. What it reads
from its module, or from objects, is not seen.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

import numpy as np


def fingerprint(function: Callable[..., Any]) -> str:
    """A hash of what a function does.

    Of one without a source that can be read (compiled from a string) it is that of its bytecode,
    which another version of Python does not share; of one that is not Python's (a ufunc) that of
    its name.
    """
    plain: Any = inspect.unwrap(function)
    plain = getattr(plain, "__func__", plain)  # of a method
    code: Any = getattr(plain, "__code__", None)
    if not isinstance(code, CodeType):
        kind = type(plain)
        module = getattr(plain, "__module__", None) or kind.__module__
        return _digest(f"{module}:{kind.__qualname__}:{getattr(plain, '__name__', '')}")
    cells = getattr(plain, "__closure__", None) or ()
    names = [*code.co_freevars, *(f"default {i}" for i, _ in enumerate(plain.__defaults__ or ()))]
    values = [*map(_content, cells), *(plain.__defaults__ or ())]
    held = dict(zip(names, values, strict=True)) | (plain.__kwdefaults__ or {})
    data = [f"{name} = {_value(held[name])}" for name in sorted(held)]
    return _digest("\n".join([_text(plain, code), *data]))


def _text(function: Any, code: CodeType) -> str:
    """The source as Python would write it; the bytecode where there is none."""
    bytecode = f"{sys.version_info[:2]} {_bytecode(code)}"
    if code.co_name == "<lambda>":  # its source is a part of a statement
        return bytecode
    try:
        source = inspect.getsource(function)
        indented = source[:1].isspace()
        return ast.unparse(ast.parse(f"if True:\n{source}" if indented else source))
    except (OSError, TypeError, SyntaxError):  # or a file that has changed since it was imported
        return bytecode


def _bytecode(code: CodeType) -> str:
    inner = [_bytecode(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return repr((code.co_code, code.co_names, code.co_varnames, inner))


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not assigned yet
        return None


def _value(value: Any) -> str:
    """A value that is data, as text; of anything else its type."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return repr(value)
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        if array.dtype != object:
            return f"{array.dtype.str}{array.shape}{_digest(array.tobytes())}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({', '.join(map(_value, value))})"
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _digest(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
