"""Reads the published folder: the public pages, the coordinator's report and whoever else shows released figures."""
