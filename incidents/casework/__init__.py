"""The desk: queue, cover sheet, case."""
