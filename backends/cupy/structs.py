"""Structs that kernels take, read off their CUDA source and filled with checked values.

A struct is declared once, in the source. Here its declaration becomes a NumPy dtype with the layout
that C gives it; a pointer is filled with a device array, whose type must be the pointer's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cupy
import numpy as np

_BASE = {
    "bool": "?", "unsigned char": "u1", "unsigned short": "u2", "int": "i4", "unsigned int": "u4",
    "long long": "i8", "unsigned long long": "u8", "float": "f4", "double": "f8",
}  # fmt: skip
_COMMENT = re.compile(r"//[^\n]*")
_TYPEDEF = re.compile(r"\btypedef ([\w ]+?) (\w+);")
_STRUCT = re.compile(r"\bstruct (\w+) \{([^{}]*)\};")
_VALUE = re.compile(r"(?:const )?([\w ]+?)(\*?) (\w+)")


@dataclass(frozen=True)
class Type:
    """The type of a field or an argument: a number, a struct, or a pointer to either."""

    name: str  # as declared, without const and *
    pointer: bool
    dtype: np.dtype[Any] | None  # of the number, the struct or the pointee; None for void


@dataclass(frozen=True)
class Struct:
    """A struct of the source."""

    name: str
    fields: dict[str, Type]
    dtype: np.dtype[Any]

    def fill(self, **values: Any) -> Record:
        """One struct, to be passed by value. TypeError for a value that does not fit."""
        record = Record(self, np.zeros((), self.dtype), [])
        _write(self, record.value, values, record.kept)
        return record

    def rows(self, rows: list[dict[str, Any]], kept: list[Any] | None = None) -> Any:
        """An array of structs as bytes, uint8, on the host; one at least: it needs a place."""
        content = np.zeros(max(1, len(rows)), self.dtype)
        for k, row in enumerate(rows):
            _write(self, content[k : k + 1], row, [] if kept is None else kept)
        return content.view(np.uint8)

    def table(self, rows: list[dict[str, Any]]) -> Table:
        """An array of structs on the device."""
        kept: list[Any] = []
        return Table(self, cupy.asarray(self.rows(rows, kept)), len(rows), kept)

    def gather(self, records: list[Record]) -> Table:
        """An array of filled structs on the device."""
        content = np.array([r.value for r in records] or [np.zeros((), self.dtype)], self.dtype)
        kept = [each for record in records for each in record.kept]
        return Table(self, cupy.asarray(content.view(np.uint8)), len(records), kept)


@dataclass(frozen=True)
class Record:
    """A filled struct, and the arrays that it points to."""

    struct: Struct
    value: Any  # of the struct's dtype, ()
    kept: list[Any]


@dataclass(frozen=True)
class Table:
    """Filled structs on the device, and the arrays that they point to."""

    struct: Struct
    array: Any  # uint8
    n: int
    kept: list[Any] = field(repr=False)

    def __len__(self) -> int:
        return self.n


class Declarations:
    """The typedefs and structs of a source."""

    def __init__(self, source: str) -> None:
        source = _COMMENT.sub("", source)
        self._numbers = {name: np.dtype(code) for name, code in _BASE.items()}
        for declared, name in _TYPEDEF.findall(source):
            self._numbers[name] = self._numbers[declared]
        self.structs: dict[str, Struct] = {}
        for name, body in _STRUCT.findall(source):
            lines = [line.strip() for line in body.split(";") if line.strip()]
            if "[" not in body:  # a struct with arrays is the kernels' own
                self.structs[name] = self._struct(name, dict(map(self.value, lines)))

    def value(self, text: str) -> tuple[str, Type]:
        """(name, type) of a declaration such as `const float* weight`."""
        match = _VALUE.fullmatch(re.sub(r"\s+", " ", text.replace("__restrict__ ", "")).strip())
        if match is None:
            raise TypeError(f"CUDA source: {text!r} is not a declaration that can be passed")
        declared, star, name = match.groups()
        return name, Type(declared, bool(star), self._dtype(declared, bool(star)))

    def _dtype(self, declared: str, pointer: bool) -> np.dtype[Any] | None:
        if declared in self.structs:
            return self.structs[declared].dtype
        if declared not in self._numbers and not (pointer and declared == "void"):
            raise TypeError(f"CUDA source: the type {declared!r} is unknown")
        return self._numbers.get(declared)

    @staticmethod
    def _struct(name: str, fields: dict[str, Type]) -> Struct:
        formats = [(f, np.dtype("u8") if t.pointer else t.dtype) for f, t in fields.items()]
        return Struct(name, fields, np.dtype(formats, align=True))


def _write(struct: Struct, into: Any, values: Mapping[str, Any], kept: list[Any]) -> None:
    if values.keys() != struct.fields.keys():
        wrong = ", ".join(sorted(values.keys() ^ struct.fields.keys()))
        raise TypeError(f"struct {struct.name}: missing or unknown fields: {wrong}")
    for name, value in values.items():
        type = struct.fields[name]
        kept += value.kept if isinstance(value, Record) else []
        into[name] = (
            address(f"{struct.name}.{name}", type, value, kept)
            if type.pointer
            else (checked(f"{struct.name}.{name}", type, value))
        )


def address(what: str, type: Type, value: Any, kept: list[Any]) -> int:
    """Where the array behind a pointer lies; 0 for None. The array is added to `kept`."""
    if value is None:
        return 0
    kept.append(value)
    if isinstance(value, Table):
        if value.struct.name != type.name:
            raise TypeError(f"{what}: expected {type.name}*, got a table of {value.struct.name}")
        return int(value.array.data.ptr)
    if type.dtype is not None and value.dtype != type.dtype:
        raise TypeError(f"{what}: expected {type.name}* ({type.dtype}), got {value.dtype}")
    if not value.flags.c_contiguous:
        raise TypeError(f"{what}: the array is not contiguous")
    return int(value.data.ptr)


def checked(what: str, type: Type, value: Any) -> Any:
    """A number or a filled struct as the type wants it."""
    if isinstance(value, Record):
        if value.struct.name != type.name:
            raise TypeError(f"{what}: expected a {type.name}, got a {value.struct.name}")
        return value.value
    assert type.dtype is not None
    number = np.asarray(value)
    if number.ndim or type.dtype.fields is not None:
        raise TypeError(f"{what}: expected one {type.name}, got {value!r}")
    if type.dtype.kind in "iu" and number != number.astype(type.dtype):
        raise TypeError(f"{what}: {value!r} does not fit {type.name}")
    return number.astype(type.dtype)[()]
