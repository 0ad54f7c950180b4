"""The coordinator's door: the directory of helpers. Nothing here opens a case."""
