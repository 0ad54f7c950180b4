"""Logging in and out of the staff's side."""
