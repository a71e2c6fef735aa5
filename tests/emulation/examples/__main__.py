import sys

from . import broken

for name in sys.argv[1:]:
    print(name, broken(name).sum(), flush=True)
