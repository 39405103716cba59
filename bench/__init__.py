"""Benchmarks: what a claim about speed rests on. `make bench`, or `python -m bench --help`."""
