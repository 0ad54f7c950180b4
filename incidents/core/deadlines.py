"""Service levels: by when somebody promises to answer. The law's own limits stand in `incidents.core.help.limits`."""

from datetime import date, timedelta

from incidents.core.clock import add_working_days

#: Working days to the first answer by priority (vocabulary `priority`, a service level of the municipality).
SERVICE_DAYS = {1: 0, 2: 1, 3: 5, 4: 10}
#: Working days until a message from the reporter is read.
REPLY_DAYS = 3
#: Days without contact after which the reporter hears from us although nothing is new.
FOLLOW_UP_DAYS = 14
#: Days after which a body that has the case is asked what became of it (vocabulary `referral_status`, `no_answer`).
REFERRAL_DAYS = 30


def service_due(received: date, priority: int) -> date:
    """The day by which the first answer is promised."""
    return add_working_days(received, SERVICE_DAYS[priority])


def reply_due(written: date) -> date:
    """The day by which a message is read."""
    return add_working_days(written, REPLY_DAYS)


def follow_up_due(contact: date) -> date:
    """The day of the follow-up: a working day, a fortnight or a little more after the last contact."""
    return add_working_days(contact + timedelta(days=FOLLOW_UP_DAYS - 1), 1)


def referral_due(moved: date) -> date:
    """The day by which another body should have answered: a working day, thirty days or a little more later."""
    return add_working_days(moved + timedelta(days=REFERRAL_DAYS - 1), 1)
