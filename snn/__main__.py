"""`python -m snn` is the command `snn`."""

from .cli import main

if __name__ == "__main__":
    main()
