"""Over what a division is told alone: over everything; of a referral's steps over the first, which each has once."""

from incidents.core.publication import Dimension, Table

#: A referral is made once, and accepted, declined or answered in other rows of the same table.
MADE, OUTCOME = "made", "outcome"


def whole(dim: Dimension) -> str:
    """The code that stands for everything where another dimension is told."""
    return MADE if counts_steps(dim) else dim.total


def counts_steps(dim: Dimension) -> bool:
    """Whether its codes are steps, of which one referral may have several: their total is no number of referrals."""
    return dim.name == OUTCOME and MADE in dim.labels


def cells(table: Table, dim: Dimension) -> dict[str, tuple[str, ...]]:
    """The cell of each code of a dimension, the total among them."""
    return {
        code: tuple(code if one is dim else whole(one) for one in table.dims) for code in dim.labels
    }
