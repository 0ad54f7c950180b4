"""Releases as files: exports, the folder in which they are frozen, and exercises with invented reports.

No web process imports this package.
"""
