"""The national directory in the states that the tests need, and every string and fact of what is shown."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date

from hypothesis import strategies as st

from incidents.core.help.directory import Directory, Fact
from incidents.core.help.merging import NOTHING, merged
from incidents.core.help.reading import national
from incidents.core.referral import Help, help_for
from incidents.core.vocabulary import Vocabulary, vocabularies

TODAY = date(2026, 11, 24)
AS_DELIVERED = merged(national(), NOTHING, {})
MARKED = tuple(fact.id for fact in AS_DELIVERED.unconfirmed)
ALL_CONFIRMED = merged(national(), NOTHING, dict.fromkeys(MARKED, TODAY))
ASKED = (*(name for name, one in vocabularies().items() if one.groups), "under18")


def confirming(*ids: str) -> Directory:
    """The national directory with some marked facts confirmed today."""
    return merged(national(), NOTHING, dict.fromkeys(ids, TODAY))


def helped(directory: Directory = AS_DELIVERED, /, **answers: str | tuple[str, ...]) -> Help:
    """The help for these answers today."""
    given = {name: (one,) if isinstance(one, str) else one for name, one in answers.items()}
    return help_for(given, today=TODAY, directory=directory)


def roles(directory: Directory = AS_DELIVERED, /, **answers: str | tuple[str, ...]) -> list[str]:
    """Whom the help names, in order."""
    return [helper.body.role.value for helper in helped(directory, **answers).helpers]


def pieces(thing: object) -> Iterator[object]:
    """Every string and every fact in a tree of dataclasses and tuples."""
    if isinstance(thing, str | Fact):
        yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from pieces(getattr(thing, field.name))
    elif isinstance(thing, tuple | frozenset):
        for one in thing:
            yield from pieces(one)


def _chosen(vocabulary: Vocabulary) -> st.SearchStrategy[tuple[str, ...]]:
    groups = st.sampled_from([choice.code for choice in vocabulary.public()])
    most = 3 if vocabulary.multiple else 1
    return st.lists(groups, min_size=1, max_size=most, unique=True).map(tuple)


#: Any set of answers that the public form can give, none at all among them.
any_answers = st.fixed_dictionaries(
    {}, optional={name: _chosen(vocabularies()[name]) for name in ASKED}
)
