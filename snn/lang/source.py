"""Where a model function's text, position and helpers come from."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import TranslationError

Place = tuple[str, int]  # file and line


@dataclass(frozen=True)
class Source:
    """One `def` with the names that it may use."""

    tree: ast.FunctionDef
    file: str
    offset: int  # line of the file = line of the tree + offset
    lines: tuple[str, ...]
    names: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.tree.name

    @property
    def place(self) -> Place:
        return self.file, self.tree.lineno + self.offset

    def arguments(self) -> list[str]:
        """The argument names; only plain arguments are allowed."""
        spec = self.tree.args
        if spec.vararg or spec.kwarg or spec.kwonlyargs or spec.defaults:
            raise self.error(self.tree, "only plain arguments are allowed: no *, ** or defaults")
        return [arg.arg for arg in (*spec.posonlyargs, *spec.args)]

    def error(self, node: ast.AST, problem: str) -> TranslationError:
        """The error for a construct: file, line, function, problem, the line itself."""
        line = getattr(node, "lineno", self.tree.lineno)
        shown = self.lines[line - 1].strip() if line <= len(self.lines) else ""
        where = f"{self.file}:{line + self.offset}: in {self.name}()"
        return TranslationError(f"{where}: {problem}\n    {shown}")


@dataclass(frozen=True)
class Written:
    """A function that another part of the library wrote as text: used like one of a class body.

    text : one `def`. names : the helpers and numbers that it may use. file : what messages call it.
    """

    text: str
    arguments: tuple[str, ...]
    names: Mapping[str, Any]
    file: str


Given = str | Callable[..., Any] | Written


def read(source: Given, names: Mapping[str, Any] | None, file: str) -> Source:
    """The source of a function, given as text or as the function itself."""
    if isinstance(source, str):
        return _from_text(source, dict(names or {}), file, 0)
    if isinstance(source, Written):
        return _from_text(source.text, {**source.names, **(names or {})}, source.file, 0)
    function = inspect.unwrap(getattr(source, "__func__", source))
    if not inspect.isfunction(function):
        raise TranslationError(
            f"{source!r} cannot be translated: expected a function defined by `def` in Python, "
            f"got {type(source).__name__}"
        )
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError):
        raise TranslationError(
            f"{function.__qualname__}() cannot be translated: its source text is not available; "
            "define it in a file or a notebook cell, or pass the text to parse()"
        ) from None
    text = textwrap.dedent("".join(lines))
    namespace = {**function.__globals__, **_closure(function), **(names or {})}
    return _from_text(text, namespace, inspect.getfile(function), first - 1)


def _closure(function: Any) -> dict[str, Any]:
    """The variables of enclosing functions that have a value by now."""
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # the enclosing function has not assigned it yet
            continue
    return found


def _from_text(text: str, names: Mapping[str, Any], file: str, offset: int) -> Source:
    try:
        module = ast.parse(textwrap.dedent(text))
    except SyntaxError as error:
        line = (error.lineno or 1) + offset
        raise TranslationError(
            f"{file}:{line}: not a Python `def`: {error.msg}\n    {(error.text or '').strip()}"
        ) from None
    defs = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    if len(defs) != 1 or len(module.body) != 1:
        raise TranslationError(
            f"{file}:{offset + 1}: expected the text of exactly one `def`, "
            f"got {len(module.body)} statements, {len(defs)} of them `def` "
            "(a lambda has no name to report: write a def)"
        )
    return Source(defs[0], file, offset, tuple(textwrap.dedent(text).splitlines()), names)
