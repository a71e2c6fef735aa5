"""Docstrings as Markdown, for the API pages: a Griffe extension that mkdocs.yml names.

An entry "name : text" becomes an item of a list, under "Parameters" or wherever it stands; a class
with parameters gets tables of them and of its states, from the class itself.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import griffe

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # snn of this checkout

_NAMES = r"\*{0,2}\w+(?:, \*{0,2}\w+)*"
_ENTRY = re.compile(rf"({_NAMES}) : ")
_NEXT_ENTRY = re.compile(rf"(?<=[.;]) (?={_NAMES} : )")  # one that goes on in the line of another
_BEGIN, _END = "```python\n", "\n```"
_CODE = re.compile(r"(`[^`]*`)")


def to_markdown(text: str) -> str:
    """A docstring of this library as Markdown."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.split("\n")
        if len(lines) > 1 and re.fullmatch(r"-{3,}", lines[1].strip()):
            out.append(f"**{lines[0].strip()}**")
            lines = lines[2:]
        out += _blocks(lines)
    return "\n\n".join(out).replace(_END + "\n\n" + _BEGIN, "\n\n")  # blank lines within code


def _blocks(lines: list[str]) -> list[str]:
    """The lines of one paragraph: code where all are indented, else text and entries."""
    if lines and all(line.startswith("    ") for line in lines):
        return [_BEGIN + "\n".join(line[4:] for line in lines) + _END]
    blocks: list[str] = []
    text: list[str] = []
    for line in lines:
        if _ENTRY.match(line) and text:
            blocks.append(_block(text))
            text = []
        text.append(line)
    return [*blocks, _block(text)] if text else blocks


def _block(lines: list[str]) -> str:
    """Text as a paragraph; an entry as an item of a list, or several where a line has several."""
    if not _ENTRY.match(lines[0]):
        return "\n".join(_escaped(line) for line in lines)
    items = []
    for entry in _NEXT_ENTRY.split(" ".join(line.strip() for line in lines)):
        names, _, about = entry.partition(" : ")
        items.append(f"- **`{names}`**: {_escaped(about)}")
    return "\n".join(items)


def _escaped(text: str) -> str:
    """Without what Markdown would take for emphasis or a quotation; code stays as it is."""
    parts = _CODE.split(text)
    parts[::2] = [part.replace("*", r"\*").replace("<", "&lt;") for part in parts[::2]]
    return re.sub(r"^(\s*)([>#])", r"\1\\\2", "".join(parts))


class Docstrings(griffe.Extension):
    """Makes Markdown of every docstring, and adds what only the class itself knows."""

    def on_object(self, *, obj: Any, **kwargs: Any) -> None:
        if obj.docstring is None or not obj.path.startswith("snn"):
            return
        text = to_markdown(obj.docstring.value)
        if obj.is_class:
            text = "\n\n".join([text, *_tables(obj)])
        obj.docstring.value = text


def _tables(obj: Any) -> list[str]:
    """Of a class with parameters: its call, its parameters and its states."""
    from snn.parameters import Parametrised

    cls = getattr(import_module(obj.module.path), obj.name, None)
    if not (isinstance(cls, type) and issubclass(cls, Parametrised)):
        return []
    parts: list[str] = []
    if cls.parameters:
        rows = [_parameter(each) for each in cls.parameters.values()]
        parts.append(_table(["parameter", "default", "unit", "allowed", "meaning"], rows))
    states = getattr(cls, "states", None)
    if states:
        rows = [[f"`{s.name}`", s.unit, s.doc] for s in states.values()]
        parts.append(_table(["state", "unit", "meaning"], rows))
    return parts + _choices(cls)


def _parameter(param: Any) -> list[str]:
    default = "none" if param.optional else "required"
    if param.default is not None:
        default = f"{param.default:g}"
    return [f"`{param.name}`", default, param.unit, str(param.range), param.doc]


def _choices(cls: Any) -> list[str]:
    """What a model may be given besides parameters."""
    parts = []
    integrators = getattr(cls, "integrators", ())
    if len(integrators) > 1:
        parts.append("Integrators: " + ", ".join(f'`"{name}"`' for name in integrators) + ".")
    if getattr(cls, "receptors", None):
        own = ", ".join(f"`{name}`: `{each!r}`" for name, each in cls.receptors.items())
        parts.append(f"Receptors, unless a population names others: {own}.")
    if getattr(cls, "presets", None):
        parts.append("Presets: " + ", ".join(f'`"{name}"`' for name in cls.presets) + ".")
    return parts


def _table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table without the columns that are empty in every row."""
    kept = [k for k in range(len(head)) if any(row[k] for row in rows)]
    lines = [[head[k] for k in kept], ["---"] * len(kept)]
    lines += [[_escaped(row[k]).replace("|", r"\|") for k in kept] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
