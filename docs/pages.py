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

from gallery import EXAMPLES, FIGURES, PAGES, WITHOUT_FIGURE, names  # noqa: E402

EXAMPLE_SECTIONS = {
    "Neurons": (
        "adex_patterns", "escape_noise", "fi_curves", "glif_levels",
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
        "Network report Population population.View Projection Precision recorders.Recording "
        "recorders.SpikeRecording recorders.StateRecording recorders.WeightRecording mpi.world "
        "mpi.Ranks",
    ),
    "models": (
        "Neuron models",
        "LIF IF NoisyLIF ConductanceLIF EscapeLIF AdEx NoisyAdEx Izhikevich NoisyIzhikevich "
        "HodgkinHuxley GLIF1 GLIF2 GLIF3 GLIF4 GLIF5 SRM0 EscapeSRM0 Stomatogastric Poisson "
        "SpikeSource Rate NoisyRate Readout",
    ),
    "receptors": (
        "Receptors",
        "receptors Delta Exponential Alpha DoubleExponential NMDA Graded Receptor",
    ),
    "connectivity": (
        "Connections and values",
        "AllToAll OneToOne FixedProbability FixedTotal FixedInDegree FixedOutDegree FromPairs "
        "FromSparse Constant Uniform Normal LogNormal",
    ),
    "stimuli": ("Input", "PoissonInput TimedArray"),
    "plasticity": (
        "Plasticity",
        "STDP TripletSTDP RewardSTDP STP RLS plasticity.targets targets.Sinusoids "
        "targets.smoothed targets.from_rates Oja FORCE PINning",
    ),
    "channels": ("Ion channels", "channels"),
    "writing": (
        "Writing models and rules",
        "model NeuronModel Param State derived plasticity.rule PlasticityRule Trace SynapseState "
        "Signal plasticity.rate_rule RateRule",
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
_WITHOUT_MEMBERS = ("models", "receptors", "connectivity", "plasticity", "channels", "errors")
_WITHOUT_CALL = ("models", "receptors", "channels", "errors")  # a table says it
UNITS = ("ms", "second", "us", "mV", "volt", "nS", "uS", "pA", "nA", "pF", "nF", "Hz", "kHz")


def on_files(files: Any, config: Any) -> Any:
    """Add the written pages to those that are there as files."""
    from mkdocs.structure.files import File

    written = {"gallery.md": gallery()}
    written |= {f"examples/{name}.md": example(name) for name in names()}
    written |= {f"api/{page}.md": api(page) for page in API}
    for path, text in written.items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """The page, of whose sources the search finds nothing."""
    hidden = ['<details class="mkdocstrings-source"']
    if page.file.src_uri.startswith("examples/"):
        hidden.append('<div class="highlight"')
    for tag in hidden:
        html = html.replace(tag, f"{tag} data-search-exclude")
    return html


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
        "What the scripts of `examples/` draw; each has at most 60 lines and takes a folder to",
        "draw into: `python examples/chain.py figures`.",
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
        raise ValueError(
            f"docs/figures/{name}.png is missing: python docs/gallery.py --only {name}"
        )
    of_page = " .page" if name in PAGES else ""
    image = f"![{name}]({up}figures/{name}.png){{ loading=lazy{of_page} }}"
    return f"[{image}]({link})" if link else image


def example(name: str) -> str:
    """The page of one example: what it shows, its figure and its source."""
    source = (EXAMPLES / f"{name}.py").read_text()
    picture = [] if name in WITHOUT_FIGURE else [_figure(name, "../", ""), ""]
    head = [f"# {name}", "", description(name), "", *picture]
    code = [f'```python title="examples/{name}.py"', source.rstrip(), "```"]
    return "\n".join([*head, *code]) + "\n"


def exported(package: str) -> dict[str, str]:
    """What the `__init__` of a package of `snn` gives its users, and where each is defined."""
    tree = ast.parse((ROOT / "snn" / package / "__init__.py").read_text())
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, ("snn", package, node.module)))
            found |= {x.name: f"{module}.{x.name}" for x in node.names if x.name == x.asname}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found[node.name] = f"snn.{package}.{node.name}"
    return dict(sorted(found.items()))


def is_package(name: str) -> bool:
    return (ROOT / "snn" / name / "__init__.py").is_file()


def documented(page: str) -> dict[str, str]:
    """What stands on a page of the API, by the names that users write: name -> where to find it."""
    names = API[page][1].split()
    if len(names) == 1 and is_package(names[0]):
        return {f"snn.{names[0]}.{name}": path for name, path in exported(names[0]).items()}
    return {f"snn.{name}": f"snn.{name}" for name in names}


def api(page: str) -> str:
    """A page of the API; of a module (`snn.model`) stands there what its docstring says."""
    title, names = API[page]
    lines = [f"# {title}", ""]
    if is_package(names):
        lines.append(_directive(f"snn.{names}", members=False, call=False, heading=""))
    for name, path in documented(page).items():
        of_module = (ROOT / f"{path.replace('.', '/')}.py").is_file()
        function = name.rpartition(".")[2].islower() and not of_module
        members = function or (page not in _WITHOUT_MEMBERS and not of_module)
        call = function or page not in _WITHOUT_CALL
        lines.append(_directive(path, members, call, heading="" if of_module else name))
    return "\n".join(lines)


def _directive(path: str, members: bool, call: bool, heading: str) -> str:
    options = [f"      show_root_heading: {str(bool(heading)).lower()}"]
    if heading:
        options.append(f"      heading: {heading}")
    if not members:
        options.append("      members: false")
    if not call:
        options.append("      show_signature: false")
    return "\n".join([f"::: {path}", "    options:", *options, ""])
