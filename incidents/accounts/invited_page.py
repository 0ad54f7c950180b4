"""The invited person's page: the phrase, a passphrase of one's own, and the words to read to a colleague."""

from incidents.accounts.forms import InvitedForm
from incidents.accounts.visit import Page, now
from incidents.actions import invite
from incidents.core.errors import Invalid
from incidents.crypto import words
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.templates import render


@access(Access.PUBLIC)
def invited() -> Page:
    """A key is made in this request; nobody can use it before a colleague has confirmed it."""
    form = InvitedForm(None)
    if not form.validate_on_submit():
        return _form(form), 400 if form.errors else 200
    login, phrase = form.name.data or "", form.phrase.data or ""
    with reading() as session:
        made = invite.make_key(session, login, phrase, form.chosen.data or "", now=now())
    try:
        with writing() as session:
            if made is None:
                invite.count_wrong(session, login)
            else:
                own = invite.accept(session, made, now=now())
                return render("accounts/welcome.html", own_words=own)
    except Invalid as error:
        return _refused(form, error)
    return _refused(form, invite.wrong_phrase())


def _refused(form: InvitedForm, error: Invalid) -> Page:
    form.phrase.errors = [gettext(error.sentence)]
    return _form(form), 400


def _form(form: InvitedForm) -> str:
    return render("accounts/invited.html", form=form, suggestion=words.passphrase())
