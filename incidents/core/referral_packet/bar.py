"""The bar that stands where something was masked. It is as long for a letter as for a page, and can be heard too."""

from incidents.core.languages import sentence

MASKED = sentence("maskat")
EXPLAINED = sentence("%(bar)s betyder att text har tagits bort här.")


def bar(word: str) -> str:
    """The bar; `word` is what `MASKED` is called in the packet's language."""
    return f"██ {word} ██"
