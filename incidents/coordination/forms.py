"""Forms with nothing to fill in but a button, and the one for a file."""

from wtforms import HiddenField, StringField

from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form


class DeedForm(Form):
    """A button beside something in the directory. `body`: on whose page it stands; empty on the list."""

    about = HiddenField()
    body = HiddenField()
    seen = HiddenField()
    how = StringField()


class BackForm(Form):
    """Take back to a version."""

    seen = HiddenField()


class FileForm(Form):
    """A table to look at before it is saved; its file is read apart from the fields."""


class TableForm(Form):
    """The table that was looked at."""

    table = HiddenField(filters=[one_line_ends])
    seen = HiddenField()


class ExportForm(Form):
    """The directory as a file."""
