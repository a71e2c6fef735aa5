"""The pages that are written when the site is built: the gallery, the examples and the API.

A hook of MkDocs that mkdocs.yml names. What is listed here and is not there, and what is there and
is not listed, is an error.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from gallery import EXAMPLES, FIGURES, WITHOUT_FIGURE, names  # noqa: E402

EXAMPLE_SECTIONS = {
    "Neurons": (
        "adex_patterns", "escape_noise", "fi_curve", "fi_curves", "glif_levels",
        "izhikevich_patterns", "own_model",
    ),
    "Networks": (
        "headline", "auditory_microcircuit", "brunel2000", "chain", "delays", "izhikevich2003",
        "potjans_diesmann", "pyloric", "vogels_abbott",
    ),
    "Plasticity": (
        "normalized_weights", "reward_stdp", "song2000", "stdp_window", "stp", "triplet_frequency",
    ),
    "Rates, and learning from a target": ("force", "oja", "pinning", "train_spiking"),
    "Analysis and pictures": (
        "report", "spike2vec_replay", "time_surface", "umap_spike_trains", "wiring_blocks",
    ),
    "Runs, sweeps and data": (
        "checkpoint", "mpi", "nir_import", "sonata_roundtrip", "sweep_dask", "sweep_joblib",
    ),
}  # fmt: skip

# Page of the API -> its title, and what stands on it: names of `snn`, or whole packages.
API = {
    "network": (
        "Network",
        "Network Population population.View Projection Precision recorders.Recording "
        "recorders.SpikeRecording recorders.StateRecording recorders.WeightRecording mpi.world "
        "mpi.Ranks",
    ),
    "models": (
        "Neuron models",
        "LIF IF NoisyLIF ConductanceLIF EscapeLIF AdEx NoisyAdEx Izhikevich NoisyIzhikevich "
        "HodgkinHuxley GLIF1 GLIF2 GLIF3 GLIF4 GLIF5 SRM0 EscapeSRM0 Stomatogastric Poisson "
        "SpikeSource Rate NoisyRate Readout",
    ),
    "receptors": ("Receptors", "Delta Exponential Alpha DoubleExponential NMDA Graded Receptor"),
    "connectivity": (
        "Connections and values",
        "AllToAll OneToOne FixedProbability FixedTotal FixedInDegree FixedOutDegree FromPairs "
        "FromSparse Constant Uniform Normal LogNormal",
    ),
    "stimuli": ("Input", "PoissonInput TimedArray"),
    "plasticity": (
        "Plasticity",
        "STDP TripletSTDP RewardSTDP STP RLS targets Oja FORCE PINning",
    ),
    "channels": ("Ion channels", "channels"),
    "writing": (
        "Writing models and rules",
        "NeuronModel Param State derived PlasticityRule Trace SynapseState Signal RateRule",
    ),
    "circuits": ("Circuits", "circuits"),
    "analysis": ("Analysis", "analysis"),
    "plot": ("Pictures", "plot"),
    "io": ("Data in and out", "io"),
    "errors": (
        "Errors",
        "SNNError ModelError TranslationError PrecisionError PopulationError ConnectError "
        "StimulusError RecordError AnalysisError DataError MissingPackageError BackendError "
        "OutOfMemoryError NonFiniteError NonFiniteWarning CheckpointError",
    ),
}
# Documented by their page's tables alone: functions that are equations, and constants.
_WITHOUT_MEMBERS = ("models", "receptors", "plasticity", "channels", "errors")
UNITS = "ms second us mV volt nS uS pA nA pF nF Hz kHz".split()


def on_files(files: Any, config: Any) -> Any:
    """Add the written pages to those that are there as files."""
    from mkdocs.structure.files import File

    written = {"gallery.md": gallery()}
    written |= {f"examples/{name}.md": example(name) for name in names()}
    written |= {f"api/{page}.md": api(page) for page in API}
    for path, text in written.items():
        files.append(File.generated(config, path, content=text))
    return files


def description(name: str) -> str:
    """The first paragraph of an example's docstring, as one line."""
    text = ast.get_docstring(ast.parse((EXAMPLES / f"{name}.py").read_text())) or ""
    return " ".join(text.partition("\n\n")[0].split())


def gallery() -> str:
    """The page of all figures; ValueError unless every example has its place there."""
    listed = {name for section in EXAMPLE_SECTIONS.values() for name in section}
    if missing := set(names()) - listed:
        raise ValueError(f"docs/pages.py: EXAMPLE_SECTIONS lacks {', '.join(sorted(missing))}")
    lines = [
        "# Gallery",
        "",
        "What the scripts of `examples/` draw; each is under 60 lines and takes a folder to draw",
        "into: `python examples/chain.py figures`.",
    ]
    for section, members in EXAMPLE_SECTIONS.items():
        present = [name for name in members if name in names()]
        if present:
            lines += ["", f"## {section}", "", '<div class="figures" markdown>']
            lines += [line for name in present for line in _card(name)]
            lines += ["", "</div>"]
    return "\n".join(lines) + "\n"


def _card(name: str) -> list[str]:
    picture = [] if name in WITHOUT_FIGURE else [_figure(name, "", f"examples/{name}.md"), ""]
    line = f"[{name}](examples/{name}.md): {description(name)}"
    return ["", "<div markdown>", "", *picture, line, "", "</div>"]


def _figure(name: str, up: str, link: str) -> str:
    if not (FIGURES / f"{name}.png").is_file():
        raise ValueError(f"docs/figures/{name}.png is missing: python docs/gallery.py --only {name}")
    image = f'![{name}]({up}figures/{name}.png){{ loading=lazy }}'
    return f"[{image}]({link})" if link else image


def example(name: str) -> str:
    """The page of one example: what it shows, its figure and its source."""
    source = (EXAMPLES / f"{name}.py").read_text()
    picture = [] if name in WITHOUT_FIGURE else [_figure(name, "../", ""), ""]
    head = [f"# {name}", "", description(name), "", *picture]
    code = [f'```python title="examples/{name}.py"', source.rstrip(), "```"]
    return "\n".join([*head, *code]) + "\n"


def exported(package: str) -> list[str]:
    """What the `__init__` of a package of `snn` gives its users: `X as X`, and its own."""
    tree = ast.parse((ROOT / "snn" / package / "__init__.py").read_text())
    found = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            found += [each.name for each in node.names if each.name == each.asname]
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append(node.name)
    return sorted(found)


def documented(page: str) -> list[str]:
    """The names, after "snn.", of what stands on a page of the API."""
    names = API[page][1].split()
    if len(names) == 1 and (ROOT / "snn" / names[0] / "__init__.py").is_file():
        return [f"{names[0]}.{name}" for name in exported(names[0])]
    return names


def api(page: str) -> str:
    """A page of the API."""
    title, names = API[page]
    lines = [f"# {title}", ""]
    if (ROOT / "snn" / names / "__init__.py").is_file():
        lines += [_directive(names, members=False, heading=False)]
    for name in documented(page):
        lines.append(_directive(name, members=page not in _WITHOUT_MEMBERS))
    return "\n".join(lines)


def _directive(name: str, members: bool, heading: bool = True) -> str:
    options = [f"      show_root_heading: {str(heading).lower()}"]
    if heading:
        options.append(f"      heading: snn.{name}")
    if not members:
        options += ["      members: false", "      show_signature: false"]
    return "\n".join([f"::: snn.{name}", "    options:", *options, ""])
