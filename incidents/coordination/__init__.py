"""The coordinator's door: the directory of helpers, measures, figures of others. Nothing here opens a case."""
