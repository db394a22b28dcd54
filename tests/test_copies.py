"""A fixture put back from its copy is what was made, and can be added to, whatever the database gave out before."""

from datetime import date

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from priorities.models import AuditEntry, User
from priorities.selectors.audit import verify_chain
from priorities.services import register
from priorities.services.notes import EvidenceWords
from tests.conftest import NOON, Cast, make_cast
from tests.copies import Copies, all_rows


def test_keys_go_on_after_a_copy_in_a_database_that_began_to_count_again(db):
    """`manage.py flush` has every table begin at 1 again, and a rolled back test does not take that back."""
    copies = Copies()

    def made_and_added_to():
        copies.of(make_cast).commitment()
        return AuditEntry.objects.count()

    first = rolled_back(made_and_added_to)
    begin_again()

    assert rolled_back(made_and_added_to) == first


def test_what_is_put_back_is_what_was_made(db):
    copies = Copies()

    def made():
        cast = copies.of(make_cast)
        commitment = copies.more(cast, Cast.commitment)
        note = copies.more(cast, reported, 2)
        rows = dict(all_rows())
        cast.commitment()
        assert verify_chain(cast.plan.audit_chain).broken is None
        return rows, (cast.made, cast.plan.title_en, commitment.reference, note.pk)

    first = rolled_back(made)

    assert len(copies.kept) == 3
    assert rolled_back(made) == first
    assert len(copies.kept) == 3


def test_another_record_is_not_taken_for_the_one_that_was_copied(db):
    copies = Copies()
    cast = copies.of(make_cast)
    first = copies.more(cast, reported, 1)

    second = copies.more(cast, reported, 1)

    assert (first.pk != second.pk, cast.plan.commitments.count()) == (True, 2)


def test_what_the_record_takes_only_in_its_order_is_made_each_time(db):
    copies = Copies()
    cast = copies.of(make_cast)
    commitment = copies.more(cast, Cast.commitment)

    copies.more(cast, cited, commitment)

    assert len(copies.kept) == 2


def cited(cast: Cast, commitment):
    return cast.accept(commitment, evidence=(EvidenceWords("A statement", "https://example.org/"),))


def reported(cast: Cast, notes: int):
    """A commitment with so many notes and a due date; the last of the notes."""
    commitment = cast.commitment()
    register.change_due_date(
        commitment, due_on=date(2025, 9, 1), decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
    )
    return [cast.accept(commitment, as_of=date(2025, 9, 1 + each)) for each in range(notes)][-1]


def rolled_back(work):
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    assert not User.objects.exists()
    return found


def begin_again():
    models = list(apps.get_app_config("priorities").get_models())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
