"""Figures that nobody can turn back into a person: cube, plan, protection, release. Pure; numpy and highspy allowed.

No web process imports this package: such work runs in a process of its own.
"""
