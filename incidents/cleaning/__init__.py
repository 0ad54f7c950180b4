"""Cleans photographs, documents and sound of everything that is not content, before they are encrypted.

`incidents.cleaning.clean.clean` is the whole interface. The web worker loads only `clean`, `kinds`, `limits` and
`reasons`, which are standard library; decoders run in a child process with limits. See docs/adr/0013.
"""
