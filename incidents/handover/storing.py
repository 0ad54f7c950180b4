"""Saving and sending: done once, or the page again with what was typed and the reason."""

from collections.abc import Callable

from flask import request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incidents.actions import translator
from incidents.actions.translator import Opened, Overtaken
from incidents.core.errors import Unsafe
from incidents.crypto.handover import ParcelKey
from incidents.handover import pages
from incidents.handover.forms import TextsForm
from incidents.handover.visit import Page, Visit, now, stay
from incidents.store.database import writing
from incidents.web.cookies import settings
from incidents.web.errors import alarm, describe, log
from incidents.web.locale import gettext


def kept(here: Visit, opened: Opened, form: TextsForm) -> Page | None:
    """Save the draft: None once it is saved, otherwise the page that says why it is not."""
    return _tried(
        here,
        opened,
        form,
        lambda session, key: translator.save(
            session, here.link, key, form.number(), form.said(), now=now()
        ),
    )


def sent(here: Visit, opened: Opened, form: TextsForm) -> Page | None:
    """Send the translations: None once they are in the case."""
    return _tried(
        here,
        opened,
        form,
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


def _tried(
    here: Visit,
    opened: Opened,
    form: TextsForm,
    deed: Callable[[Session, ParcelKey], None],
) -> Page | None:
    assert here.key is not None
    try:
        with writing() as session:
            deed(session, here.key)
    except Overtaken as error:
        form.form_errors.append(gettext(error.sentence))
        return pages.texts(here, opened, form, faster=error.draft), 409
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
    except Unsafe as error:
        alarm(error)
    else:
        stay(here)
        return None
    form.form_errors.append(
        gettext("Vi kunde inte spara just nu. Det du skrev är kvar här: försök igen om en stund.")
    )
    return pages.texts(here, opened, form), 503
