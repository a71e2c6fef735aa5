"""The documentation is complete and true: its code runs, links lead somewhere, nothing lacks."""

from __future__ import annotations

import re
import sys
from functools import reduce
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import snn

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PACKAGES = ("analysis", "channels", "circuits", "io", "mpi", "plasticity", "plot")
GUIDES = sorted((DOCS / "guides").glob("*.md"))

sys.path.append(str(DOCS))
import gallery  # noqa: E402
import pages  # noqa: E402


@pytest.mark.parametrize("guide", GUIDES, ids=[path.stem for path in GUIDES])
def test_the_code_of_a_guide_runs(guide, tmp_path, monkeypatch):
    blocks = re.findall(r"```python\n(.*?)```", guide.read_text(), re.DOTALL)
    assert blocks
    script = tmp_path / f"{guide.stem}.py"  # a file: equations are read from their source
    script.write_text("\n".join(blocks))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    module = ModuleType(guide.stem)
    monkeypatch.setitem(sys.modules, guide.stem, module)
    exec(compile(script.read_text(), str(script), "exec"), vars(module))


def test_the_first_page_shows_the_example_of_the_readme():
    code = [
        re.findall(r"```python\n.*?```", (ROOT / page).read_text(), re.DOTALL)
        for page in ("README.md", "docs/index.md")
    ]
    assert len(code[0]) == 1 and code[0] == code[1]  # test_examples.py runs it


def test_every_example_is_in_the_gallery():
    page = pages.gallery()
    for name in gallery.names():
        assert pages.description(name).endswith("."), name
        assert page.count(f"(examples/{name}.md): {pages.description(name)}") == 1, name
        assert f"examples/{name}.py" in pages.example(name)
        if name not in gallery.WITHOUT_FIGURE:
            assert f"figures/{name}.png" in page and f"figures/{name}.png" in pages.example(name)


def test_figures_are_small_and_belong_to_an_example():
    figures = list(gallery.FIGURES.iterdir())
    assert {f.stem for f in figures} == set(gallery.names()) - gallery.WITHOUT_FIGURE
    for figure in figures:
        assert figure.stat().st_size <= gallery.MOST_BYTES, figure.name


def found(name: str) -> Any:
    """What is called "snn.analysis.cv"."""
    return reduce(getattr, name.split(".")[1:], snn)


def test_every_public_name_is_on_an_api_page():
    documented = [found(name) for page in pages.API for name in pages.documented(page)]
    modules = [snn] + [import_module(f"snn.{name}") for name in PACKAGES]
    for module in modules:
        names = [name for name in vars(module) if not name.startswith("_")]
        for name in set(names) - set(pages.UNITS) - {"annotations", "Any"}:
            value = getattr(module, name)
            own = isinstance(value, ModuleType) or any(value is each for each in documented)
            assert own, f"{module.__name__}.{name}"


def test_what_stands_on_an_api_page_says_what_it_is():
    for name in [name for page in pages.API for name in pages.documented(page)]:
        value = found(name)
        if callable(value) or isinstance(value, ModuleType):
            assert value.__doc__, f"{name} has no docstring"


def test_units_are_those_of_the_library():
    numbers = {name for name, value in vars(snn.units).items() if isinstance(value, float)}
    assert set(pages.UNITS) == numbers


LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "kernels/README.md"])
def test_links_lead_to_files(page):
    folder = (ROOT / page).parent
    for link in LINK.findall((ROOT / page).read_text()):
        assert link.startswith("https://") or (folder / link).exists(), link


DOCSTRING = """What it is, w**2 < 3.

Parameters
----------
spikes : a recording; or (times, ids),
    of NumPy. n, m : counts.
**more : of `f(**more)`.

    x = 1

    y = 2

Raises an error.
"""

MARKDOWN = r"""What it is, w\*\*2 &lt; 3.

**Parameters**

- **`spikes`**: a recording; or (times, ids), of NumPy.
- **`n, m`**: counts.

- **`**more`**: of `f(**more)`.

```python
x = 1

y = 2
```

Raises an error."""


def test_docstrings_become_markdown():
    pytest.importorskip("griffe")
    from docstrings import to_markdown

    assert to_markdown(DOCSTRING) == MARKDOWN
