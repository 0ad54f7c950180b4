"""Saving, sending, declining: done once, or the page again with what was typed and the reason."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incidents.actions import translator
from incidents.actions.translator import Opened, Overtaken
from incidents.core.errors import Conflict, Unsafe
from incidents.core.handover import Decline
from incidents.core.packet import Draft
from incidents.crypto.handover import ParcelKey
from incidents.handover import pages
from incidents.handover.forms import DeclineForm, TextsForm
from incidents.handover.visit import Page, Visit, now, stay
from incidents.store.database import writing
from incidents.web.cookies import settings
from incidents.web.errors import alarm, describe, log
from incidents.web.locale import gettext


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it was not stored, the answer's status, and what somebody else saved meanwhile."""

    why: str
    status: int
    faster: Draft | None = None


def kept(here: Visit, opened: Opened, form: TextsForm) -> Page | None:
    """Save the draft: None once it is saved, otherwise the page that says why it is not."""
    refused = why_not(
        here,
        lambda session, key: translator.save(
            session, here.link, key, form.number(), form.said(), now=now()
        ),
    )
    return _texts_again(here, opened, form, refused) if refused else None


def sent(here: Visit, opened: Opened, form: TextsForm) -> Page | None:
    """Send the translations: None once they are in the case."""
    refused = why_not(
        here,
        lambda session, key: translator.send(
            session,
            here.link,
            key,
            form.number(),
            form.said(),
            pinned=settings().trust,
            now=now(),
        ),
    )
    return _texts_again(here, opened, form, refused) if refused else None


def declined(here: Visit, opened: Opened, form: DeclineForm) -> Page | None:
    """Send the order back: None once the case says so."""
    refused = why_not(
        here,
        lambda session, key: translator.decline(
            session,
            here.link,
            key,
            Decline(form.why.data or ""),
            form.reason.data or "",
            pinned=settings().trust,
            now=now(),
        ),
    )
    if refused is None:
        return None
    form.form_errors.append(refused.why)
    return pages.cover(here, opened, form), refused.status


def _texts_again(here: Visit, opened: Opened, form: TextsForm, refused: Refused) -> Page:
    form.form_errors.append(refused.why)
    return pages.texts(here, opened, form, faster=refused.faster), refused.status


def why_not(here: Visit, deed: Callable[[Session, ParcelKey], None]) -> Refused | None:
    """Do it: None once it is stored, otherwise why it is not."""
    assert here.key is not None
    try:
        with writing() as session:
            deed(session, here.key)
    except Overtaken as error:
        return Refused(gettext(error.sentence), 409, error.draft)
    except Conflict as error:
        return Refused(gettext(error.sentence), 409)
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
    except Unsafe as error:
        alarm(error)
    else:
        stay(here)
        return None
    why = gettext("Vi kunde inte spara just nu. Det du skrev är kvar här: försök igen om en stund.")
    return Refused(why, 503)
