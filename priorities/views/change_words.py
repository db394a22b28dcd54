"""What each kind of change means, and what it means that there is none: sentences for the page of changes."""

from django.utils.translation import gettext_lazy as _

from priorities.choices import ChangeKind

MEANINGS = {
    ChangeKind.FORWARD: _("The weakest position is stronger on %(last)s than on %(first)s."),
    ChangeKind.BACK: _("The weakest position is weaker on %(last)s than on %(first)s."),
    ChangeKind.FIRST_REPORTED: _("No note spoke of %(first)s or before; the first one came after."),
    ChangeKind.UNREPORTED: _("Notes spoke of %(first)s or before; none counts any more."),
    ChangeKind.NEW: _("Promised after %(first)s."),
    ChangeKind.GONE: _("Archived after %(first)s, so no longer on the board."),
    ChangeKind.SLIPPED: _("The due date is later than it was on %(first)s."),
    ChangeKind.BROUGHT_FORWARD: _("The due date is earlier than it was on %(first)s."),
    ChangeKind.DATED: _("There was no due date on %(first)s."),
    ChangeKind.UNDATED: _("There was a due date on %(first)s, and there is none any more."),
    ChangeKind.NEW_OWNER: _("Another organization leads for its party than on %(first)s."),
    ChangeKind.FIRST_OWNER: _("The party had no lead on %(first)s."),
    ChangeKind.NO_OWNER: _("The party had a lead on %(first)s, and has none on %(last)s."),
    ChangeKind.GONE_QUIET: _(
        "Reported in time on %(first)s; on %(last)s the last note is more than %(cadence)d days old."
    ),
    ChangeKind.HEARD_AGAIN: _("Stale on %(first)s, and reported since."),
    ChangeKind.CORRECTED: _(
        "A note of %(last)s or of an earlier day was corrected or withdrawn after %(first)s: "
        "boards that were read before said something else."
    ),
}

# What a reader asks of any two days: said even where the answer is no. (heading, sentence)
ASKED = {
    ChangeKind.FORWARD: (
        _("Nothing moved forward"),
        _("No commitment stands better on %(last)s than on %(first)s."),
    ),
    ChangeKind.BACK: (
        _("Nothing moved back"),
        _("No commitment stands worse on %(last)s than on %(first)s."),
    ),
    ChangeKind.NEW: (
        _("Nothing new"),
        _("Nothing on the board of %(last)s was promised after %(first)s."),
    ),
    ChangeKind.SLIPPED: (_("Nothing slipped"), _("No due date was put off.")),
    ChangeKind.NEW_OWNER: (_("No new owner"), _("No lead passed to another organization.")),
    ChangeKind.GONE_QUIET: (
        _("Nothing has gone quiet"),
        _(
            "What was reported in time on %(first)s has a note of the last %(cadence)d days on %(last)s, or has ended."
        ),
    ),
    ChangeKind.CORRECTED: (
        _("Nothing was corrected since"),
        _("No note of %(last)s or of an earlier day was corrected or withdrawn after %(first)s."),
    ),
}
