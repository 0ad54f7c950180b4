"""The witness way: what a witness of graffiti, leaflets or symbols typed, as a story. Nothing typed is ever lost."""

from collections.abc import Iterable

#: What the way answers by itself, as public groups.
WHAT_HAPPENED = "place"
ROLE = "witness"


def composed(shows: str, parts: Iterable[tuple[str, str]]) -> str:
    """What it shows, then each further part under its label, exactly as typed; empty parts are left out."""
    lines = [f"{label}: {text}" for label, text in parts if text.strip()]
    return "\n\n".join(filter(None, [shows, "\n".join(lines)]))


def story_with(story: str, before: str, now: str) -> str:
    """The story with this way's text in it: in the place of what the way wrote before, or after what stands there."""
    if before and before in story:
        return story.replace(before, now, 1)
    if now in story:
        return story
    return f"{story}\n\n{now}" if story.strip() else now
