"""Figures of speed and size, beside a bare baseline in the same run: `python -m benchmarks [NAME ...]`."""
