"""The door for people outside: what was handed over to them, and nothing else."""
