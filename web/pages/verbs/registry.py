"""The verbs of the act page, in the order of their forms; a new one is a line here."""

from web.pages.verbs.asking import ASK, ASK_BY_MAIL, NOTE_REPLY
from web.pages.verbs.handing import HAND_OVER, REASSIGN
from web.pages.verbs.paying import EXTEND, OFF_CYCLE
from web.pages.verbs.snoozing import SNOOZE
from web.pages.verbs.vendor import ASK_VENDOR, AWAIT_CORRECTION, NOTE_ANSWER, STOP_WAITING

VERBS = (
    ASK,
    ASK_BY_MAIL,
    NOTE_REPLY,
    SNOOZE,
    HAND_OVER,
    REASSIGN,
    OFF_CYCLE,
    EXTEND,
    ASK_VENDOR,
    NOTE_ANSWER,
    AWAIT_CORRECTION,
    STOP_WAITING,
)
