"""How fast the program is where it runs, each figure beside a fair baseline: see `docs/benchmarks.md`."""
