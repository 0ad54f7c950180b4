"""The public door: report without a name, come back with a code. It can seal and never open (import contract)."""
