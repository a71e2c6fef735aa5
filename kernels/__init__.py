"""The CUDA source of the GPU backend, and the reading of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_INCLUDE = re.compile(r'^#include "([^"]+)"$', re.MULTILINE)


@cache
def read(name: str) -> str:
    """The text of a file of this folder."""
    return (FOLDER / name).read_text(encoding="utf-8")


def flatten(name: str, rendered: Mapping[str, str] | None = None) -> str:
    """A source with everything that it includes in place, each file once.

    rendered : file name -> text, for headers that are rendered rather than read from here.

    One text is compiled and one text names what is cached: an edited header cannot be overlooked.
    """
    given = dict(rendered or {})
    seen: set[str] = set()

    def expand(part: str) -> str:
        if part in seen:
            return ""
        seen.add(part)
        text = given[part] if part in given else read(part)
        return _INCLUDE.sub(lambda match: expand(match[1]), text)

    return expand(name)
