"""The gallery's figures: runs the examples and keeps a small copy of what each draws.

    python docs/gallery.py                 all of them; some minutes
    python docs/gallery.py --only chain    those that are named

The pages are written from the examples when the site is built (`pages.py`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES, FIGURES = ROOT / "examples", ROOT / "docs" / "figures"
WIDTH, SMALL, MOST_BYTES = 700, 90_000, 120_000  # of a figure in the gallery: pixels, bytes
WITHOUT_FIGURE = {"checkpoint"}
PAGES = {"report"}  # examples that write a page of HTML
PAGE = (1050, 1700)  # pixels of it
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def names() -> list[str]:
    """The examples that are there."""
    return sorted(path.stem for path in EXAMPLES.glob("*.py"))


def small(figure: Path, to: Path) -> None:
    """A copy of `figure`, 700 pixels wide, in as many colours (at least 64) as 90 kB allow."""
    from PIL import Image

    with Image.open(figure) as image:
        height = round(image.height * WIDTH / image.width)
        scaled = image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    to.parent.mkdir(parents=True, exist_ok=True)
    method = Image.Quantize.MAXCOVERAGE  # keeps the colour of what is thin and rare
    for colours in (256, 128, 64):
        reduced = scaled.quantize(colours, method, kmeans=2, dither=Image.Dither.NONE)
        reduced.save(to, optimize=True)
        if to.stat().st_size <= SMALL:
            return
    if to.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{figure.name}: {to.stat().st_size:,} bytes; draw fewer dots in it")


def draw(name: str) -> None:
    """Run an example in a folder that is thrown away, and keep a small copy of its figure."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(EXAMPLES / f"{name}.py"), folder]
        environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr}")
        if name in PAGES:
            photograph(Path(folder) / f"{name}.html", Path(folder) / f"{name}.png")
        if name not in WITHOUT_FIGURE:
            small(Path(folder) / f"{name}.png", FIGURES / f"{name}.png")


def photograph(page: Path, to: Path) -> None:
    """The upper part of a page of HTML, as Chromium shows it."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"{page.name}: none of {', '.join(BROWSERS)} is there to photograph it")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    size = f"--window-size={PAGE[0]},{PAGE[1]}"
    command = [browser, *options, size, f"--screenshot={to}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Draw the examples that are asked for, and say how long each takes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=names(), metavar="NAME")
    chosen = parser.parse_args().only or [n for n in names() if n not in WITHOUT_FIGURE]
    for k, name in enumerate(chosen, 1):
        begin = time.perf_counter()
        print(f"{k}/{len(chosen)}  {name} ...", end="", flush=True)
        draw(name)
        print(f"\r{k}/{len(chosen)}  {name}: {time.perf_counter() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    main()
