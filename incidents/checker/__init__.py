"""The independent check of everything published: reads only published files and shares no code with the product.

`python -m incidents.checker FOLDER` prints what it found as JSON; exit status 0 means that nothing was found.
"""
