"""The one change to a kernel's text that macros cannot make: where `__shared__` variables lie.

g++ has no variables of a block. So `__shared__ float s[32];` becomes a reference into memory that
the runtime gives to every block, in the same line, and a table of the kernels and of these
declarations is put behind the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
_SHARED = re.compile(r"(?P<extern>\bextern\s+)?\b__shared__\b(?P<declaration>[^;{}=]*)(?P<end>.)")
_DECLARATION = re.compile(
    r"\s*(?:(?:__align__|alignas)\s*\((?P<alignment>(?:[^()]|\([^()]*\))*)\)\s*)?"
    r"(?P<type>[A-Za-z_][\w\s:]*?(?:<[^<>;]*>)?)\s*"
    r"\b(?P<name>\w+)\s*(?P<extents>(?:\[[^\[\]]*\]\s*)*)",
)
_KERNEL = re.compile(
    r"extern\s+\"C\"\s+__global__\s+(?P<before>[^;{}]*?)\b(?P<name>\w+)\s*\((?!\()", re.DOTALL
)
_BOUND = re.compile(r"__launch_bounds__\s*\((?P<bound>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_FUNCTION = re.compile(r"\b__global__\b|\b__device__\b")


class TextError(Exception):
    """Something in a kernel's text that this emulation cannot render; names the line."""


@dataclass(frozen=True)
class Kernel:
    """A kernel's name, where its `__global__` stands, the text between its bounds' brackets."""

    name: str
    position: int
    bound: str


def render(text: str, filename: str) -> str:
    """What g++ compiles: the text, line by line as it was, and the tables behind it."""
    plain = _without_comments(text)
    kernels = _kernels(plain)
    pieces, declarations, position = [], [], 0
    for match in _SHARED.finditer(plain):
        name, replacement = _shared(match, plain, filename, len(declarations))
        if not match["extern"]:
            declarations.append((name, _owner(plain, match.start(), kernels)))
        pieces += [text[position : match.start()], replacement]
        position = match.end()
    body = "".join(pieces) + text[position:]
    return f'#line 1 "{filename}"\n{body}\n' + _tables(kernels, declarations)


def _without_comments(text: str) -> str:
    """The text with comments as blanks, so that what is found keeps its place."""

    def blank(match: re.Match[str]) -> str:
        kept = match[0] if match[0] == '"C"' else re.sub(r"[^\n]", " ", match[0])
        return kept

    return _COMMENT.sub(blank, text)


def _kernels(plain: str) -> list[Kernel]:
    """Every `extern "C" __global__` function; a declaration and its definition are one."""
    found: dict[str, Kernel] = {}
    for match in _KERNEL.finditer(_BOUND.sub(lambda m: " " * len(m[0]), plain)):
        bound = _BOUND.search(plain, match.start(), match.end())
        found[match["name"]] = Kernel(
            match["name"], plain.index("__global__", match.start()), bound["bound"] if bound else ""
        )
    return list(found.values())


def _owner(plain: str, position: int, kernels: list[Kernel]) -> str:
    """The kernel in whose body a position lies, "" in a `__device__` function."""
    function = max((match.start() for match in _FUNCTION.finditer(plain, 0, position)), default=0)
    return next((kernel.name for kernel in kernels if kernel.position == function), "")


def _shared(match: re.Match[str], plain: str, filename: str, number: int) -> tuple[str, str]:
    """The name of a `__shared__` variable and the text that takes the declaration's place."""
    declared = _DECLARATION.fullmatch(match["declaration"])
    if match["end"] != ";" or declared is None:
        line = plain.count("\n", 0, match.start()) + 1
        raise TextError(
            f"{filename}:{line}: error: a __shared__ declaration must be one variable "
            "without a value: `__shared__ type name[size];`"
        )
    type_, name, extents = declared["type"], declared["name"], declared["extents"]
    if match["extern"]:
        replacement = f"{type_}* const {name} = emulation::dynamic_shared<{type_}>();"
    else:
        parameters = f"{type_}{extents}, {number}, {declared['alignment'] or 1}"
        replacement = f"auto& {name} = emulation::shared_variable<{parameters}>();"
    lines = match[0].count("\n") - replacement.count("\n")
    return name, replacement + "\n" * lines


def _tables(kernels: list[Kernel], declarations: list[tuple[str, str]]) -> str:
    entries = ", ".join(
        f"EMULATION_KERNEL({kernel.name}{', ' if kernel.bound else ''}{kernel.bound})"
        for kernel in kernels
    )
    owners = "".join(f'{{"{name}", "{kernel}"}}, ' for name, kernel in declarations)
    return f"""#line 1 "tables"
static const emulation::Kernel emulation_kernels[] = {{{entries}}};
static const emulation::SharedDeclaration emulation_declarations[] = {{{owners}{{"", ""}}}};
extern "C" __attribute__((visibility("default"))) const emulation::Module emulation_module = {{
    emulation_kernels, {len(kernels)}, emulation_declarations, &emulation::shared_variables}};
"""
