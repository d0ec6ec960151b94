"""How fast it is: what `make benchmarks` measures and prints; each figure is a ratio within one run."""
