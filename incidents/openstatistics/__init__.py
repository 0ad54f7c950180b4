"""The public pages of the statistics: read from a folder of releases, and from nothing else."""
