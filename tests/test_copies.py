"""A fixture put back from its copy can be added to, whatever the database gave out before."""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from priorities.models import AuditEntry, User
from tests.conftest import make_cast
from tests.copies import Copies


def test_keys_go_on_after_a_copy_in_a_database_that_began_to_count_again(db):
    """`manage.py flush` has every table begin at 1 again, and a rolled back test does not take that back."""
    copies = Copies()

    def made_and_added_to():
        cast = copies.of(make_cast)
        cast.commitment()
        return set(AuditEntry.objects.values_list("pk", flat=True)), cast.plan.pk

    with transaction.atomic():
        first = made_and_added_to()
        transaction.set_rollback(True)
    begin_again()
    assert not User.objects.exists()
    second = made_and_added_to()
    assert first[1] == second[1]
    assert len(first[0]) == len(second[0])


def begin_again():
    models = list(apps.get_app_config("priorities").get_models())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
