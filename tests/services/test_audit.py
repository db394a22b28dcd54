"""The chain of audit entries."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from priorities.models import AuditChain, AuditEntry, Commitment
from priorities.services import register
from priorities.services.audit import entry_hash


def test_every_entry_covers_the_one_before_it(cast, commitment):
    cast.accept(commitment)

    entries = list(AuditEntry.objects.filter(chain__plan=cast.plan).order_by("sequence"))

    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous_hash for entry in entries] == ["", *(entry.hash for entry in entries[:-1])]
    assert [entry.hash for entry in entries] == [entry_hash(entry) for entry in entries]
    assert AuditChain.objects.get(plan=cast.plan).head == entries[-1].hash


def test_accounts_have_a_chain_of_their_own(cast):
    chains = AuditEntry.objects.filter(object_type="membership").values_list("chain__plan", flat=True)

    assert set(chains) == {None}


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_make_one_chain_without_forks(cast):
    drafts = [cast.commitment(published=False) for _ in range(8)]
    before = AuditEntry.objects.filter(chain__plan=cast.plan).count()
    failures = []

    def publish(draft):
        try:
            register.publish_commitment(
                Commitment.objects.get(pk=draft.pk), by=cast.coordinator, now=timezone.now()
            )
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=publish, args=(draft,)) for draft in drafts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    entries = list(AuditEntry.objects.filter(chain__plan=cast.plan).order_by("sequence"))
    assert (failures, len(entries)) == ([], before + 8)
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
