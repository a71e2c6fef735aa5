"""The HTML of a report: one file with its style and pictures in it, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

STYLE = """
:root { color-scheme: light dark;
  --ink: #1c1c1c; --paper: #fff; --line: #d8d8d8; --quiet: #5f5f5f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #16181c; --line: #3c4048; --quiet: #a3a8b0; }
}
body { max-width: 72rem; margin: 0 auto; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 0.95rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0.5rem 0 0; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 0.6rem; border-bottom: 1px solid var(--line); }
p { margin: 0.5rem 0; max-width: 48rem; }
.quiet, figcaption, th { color: var(--quiet); }
nav a { margin-right: 0.9rem; color: inherit; white-space: nowrap; }
nav { line-height: 1.8; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: max-content; margin: 0.6rem 0;
  font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 1.1rem 0.2rem 0; text-align: left; vertical-align: top;
  max-width: 30rem; }
th { font-weight: 600; white-space: nowrap; }
summary { cursor: pointer; margin: 0.5rem 0; }
tr + tr > * { border-top: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; }
.figures { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
.small { margin-top: 1rem; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
figure { margin: 0; max-width: 36rem; }
figure.full { grid-column: 1 / -1; max-width: none; overflow-x: auto; }
figure img { width: 100%; box-sizing: border-box; padding: 4px;
  background: #fff; border-radius: 4px; }
figure.full img { min-width: 40rem; }
figcaption { font-size: 0.85rem; }
"""

# Whatever names are in it, a browser runs no script in the page and fetches nothing for it.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

LONG = 12  # rows; a table of more is folded, until it is opened


@dataclass(frozen=True)
class Table:
    """Rows of text below a head; the columns in `numbers` are set flush right. Long: folded."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()

    def html(self) -> str:
        lines = [self._row("th", self.head), *(self._row("td", row) for row in self.rows)]
        table = f'<div class="wide"><table>{"".join(lines)}</table></div>'
        if len(self.rows) <= LONG:
            return table
        what = escape(f"{self.head[0]}: {len(self.rows):,} rows")
        return f"<details><summary>{what}</summary>{table}</details>"

    def _row(self, tag: str, cells: Sequence[str]) -> str:
        kinds = [' class="number"' if k in self.numbers else "" for k in range(len(cells))]
        inside = (f"<{tag}{k}>{escape(c)}</{tag}>" for k, c in zip(kinds, cells, strict=True))
        return f"<tr>{''.join(inside)}</tr>"


@dataclass(frozen=True)
class Picture:
    """A picture as a data URI."""

    uri: str
    what: str  # said below it, and for those who do not see it
    width: str = "half"  # of the page, or "full", or "small"

    def html(self) -> str:
        what = escape(self.what)
        image = f'<img src="{self.uri}" alt="{what}" />'
        return f'<figure class="{self.width}">{image}<figcaption>{what}</figcaption></figure>'


Part = str | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading, and below it text, tables and pictures."""

    key: str  # its id in the page
    title: str
    parts: Sequence[Part]

    def html(self) -> str:
        others = [
            part.html() if isinstance(part, Table) else f"<p>{escape(part)}</p>"
            for part in self.parts
            if not isinstance(part, Picture)
        ]
        pictures = [part for part in self.parts if isinstance(part, Picture)]
        for small, group in groupby(pictures, lambda each: each.width == "small"):
            figures = "".join(each.html() for each in group)
            others.append(f'<div class="figures{" small" if small else ""}">{figures}</div>')
        head = f'<h2 id="{self.key}">{escape(self.title)}</h2>'
        return f"<section>{head}{''.join(others)}</section>"


def page(title: str, about: str, sections: Sequence[Section]) -> str:
    """The whole file."""
    links = " ".join(f'<a href="#{s.key}">{escape(s.title)}</a>' for s in sections)
    body = "\n".join(section.html() for section in sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="{POLICY}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<link rel="icon" href="data:," />
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p class="quiet">{escape(about)}</p>
<nav>{links}</nav>
{body}
</body>
</html>
"""
