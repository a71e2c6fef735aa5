"""The command `snn`: demo, bench and info."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .errors import SNNError


def main(arguments: list[str] | None = None) -> None:
    """Run the command line `arguments` (default: the process's own). Exits with 1 on an error."""
    args = _parser().parse_args(arguments)
    try:
        args.command(args)
    except SNNError as error:
        sys.exit(f"snn: error: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="snn", description="Spiking neural networks.")
    commands = parser.add_subparsers(required=True, metavar="demo | bench | info")

    demo = commands.add_parser("demo", help="simulate 20,000 neurons for 1 s and draw them")
    demo.add_argument("--out", type=Path, default=Path("figures"), help="folder of the figure")
    demo.add_argument("--backend", default="auto")
    demo.add_argument("--threads", type=int, help="default: the backend's choice")
    demo.add_argument("--precision", default="float32")
    demo.add_argument("--scale", type=float, default=1.0, help="of the number of neurons")
    demo.add_argument("--mpi", action="store_true", help="on all ranks that mpiexec started")
    demo.set_defaults(command=_demo)

    bench = commands.add_parser("bench", help="the speed of every workload, and of construction")
    bench.add_argument("--backend", default="auto")
    bench.set_defaults(command=_bench)

    info = commands.add_parser("info", help="versions, processor and backends")
    info.add_argument("--require", metavar="BACKEND", help="fail if it cannot run here")
    info.set_defaults(command=_info)
    return parser


def _demo(args: argparse.Namespace) -> None:
    from .demo import demo
    from .mpi import world

    comm = world() if args.mpi else None
    demo(args.out, args.scale, args.backend, args.threads, args.precision, comm)


def _bench(args: argparse.Namespace) -> None:
    root = Path(__file__).resolve().parent.parent
    if not (root / "benchmarks" / "table.py").is_file():
        sys.exit("snn bench: the benchmarks are part of the source tree; run it in a checkout")
    sys.path.insert(0, str(root))
    from importlib import import_module

    import_module("benchmarks.table").main(args.backend)


def _info(args: argparse.Namespace) -> None:
    from .backends import choose
    from .info import lines

    print("\n".join(lines()))
    if args.require:
        choose(args.require)
