"""The columns of folded facts and releases that are not sealed (`clear`)."""

from typing import Final

from incidents.store.clear_reasons import AUDIT, PUBLIC, SEALED

STATISTICS: Final[dict[str, dict[str, str]]] = {
    # How long a block is tells, to a tenth, how many facts of all kinds a month has: most are its reports, and those
    # can be counted by day in the table of cases. How many are of which kind stands inside.
    "fact_block": {"month": "a month in which something was told", "sealed": SEALED},
    # The true counts, and why a second person had to sign, are inside.
    "statistics_release": {
        "number": PUBLIC,
        "first_year": PUBLIC,
        "frozen": PUBLIC,
        "rules_version": PUBLIC,
        "record": "hash of the public files",
        "report": "what the independent check wrote; public",
        "sealed": SEALED,
        "staff_id": AUDIT,
        "signature": "signature of whoever signed it off",
        "second_id": AUDIT,
        "second_signature": "signature of whoever signed it off besides",
    },
    # The same row before the second signature; its files and true counts, and the reason, are inside.
    "statistics_pending": {
        "number": PUBLIC,
        "first_year": PUBLIC,
        "frozen": "day on which somebody of the staff signed",
        "rules_version": PUBLIC,
        "record": "hash of the files that would be public",
        "report": "what the independent check wrote",
        "sealed": SEALED,
        "staff_id": AUDIT,
        "second_id": "who is asked to sign besides",
        "signature": "signature of whoever signed first",
    },
    # What a municipality expects and which districts it has; the trail tells the same of its choice.
    "statistics_choice": {
        "number": AUDIT,
        "span": PUBLIC,
        "yearly": "how many reports somebody of the staff expects a year",
        "districts": PUBLIC,
        "reason": "why somebody of the staff chose anew; refuses references and persons",
        "day": "day on which somebody of the staff chose",
        "staff_id": AUDIT,
        "signature": "signature of whoever chose",
    },
    "statistics_erratum": {
        "number": PUBLIC,
        "release": PUBLIC,
        "about": PUBLIC,
        "text": PUBLIC,
        "english": PUBLIC,
        "day": PUBLIC,
        "staff_id": AUDIT,
        "signature": "signature of whoever wrote it",
    },
    # The report is made to be given out: to ECCAR, to a committee, to whoever asks.
    "frozen_report": {
        "number": PUBLIC,
        "span": PUBLIC,
        "edition": PUBLIC,
        "day": PUBLIC,
        "whole": PUBLIC,
        "changed": PUBLIC,
        "english": PUBLIC,
        "content": PUBLIC,
        "files": "hashes of public files",
        "staff_id": AUDIT,
        "signature": "signature of whoever froze it",
    },
    "frozen_report_file": {"number": PUBLIC, "name": PUBLIC, "data": PUBLIC},
}
