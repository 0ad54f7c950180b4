"""The auditor's door: acts and references of the whole trail, and nothing that opens a case."""
