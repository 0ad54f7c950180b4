"""An address as a QR code: dark squares on white with the quiet edge that readers need, as SVG."""

QUIET = 4


def matrix(address: str) -> list[list[bool]]:
    """The code's squares, dark ones true. A quarter of them may be torn away (level Q)."""
    import segno  # no worker holds it before somebody asks for a code

    code = segno.make(address, error="q", micro=False)
    return [[bool(square) for square in row] for row in code.matrix]


def svg(address: str) -> str:
    """The drawing: one path."""
    rows = matrix(address)
    size = len(rows) + 2 * QUIET
    dark = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, square in enumerate(row)
        if square
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{dark}"/></svg>'
    )
