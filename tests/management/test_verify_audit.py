"""The command that reads every audit chain again."""

from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from priorities.models import AuditChain, AuditEntry, Plan
from tests.conftest import NOON


def said(*options):
    """The lines it writes, whether it ends well or not."""
    out = StringIO()
    try:
        call_command("verify_audit", *options, stdout=out)
    except CommandError as error:
        out.write(f"{error}\n")
    return out.getvalue().splitlines()


def at_the_prompt(statement, *values):
    """Somebody with the database's own prompt takes the triggers away first."""
    connection.check_constraints()
    for migration in ("0002_triggers", "0003_append_only", "0007_known_standings"):
        import_module(f"priorities.migrations.{migration}").remove(None, connection.schema_editor())
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_it_says_of_each_chain_how_many_entries_it_has_and_where_it_ends(cast, commitment):
    accounts = AuditChain.objects.get(plan=None)
    chain = AuditChain.objects.get(plan=cast.plan)

    lines = said()

    assert lines == [
        f"accounts: {accounts.length} entries, whole; ends in {accounts.head}",
        f"canada-japan: {chain.length} entries, whole; ends in {chain.head}",
    ]


def test_it_names_the_first_broken_link_and_fails(cast, commitment):
    chain = AuditChain.objects.get(plan=cast.plan)
    at_the_prompt(
        "UPDATE priorities_auditentry SET object_label = 'Nothing' WHERE chain_id = %s AND sequence IN (3, 5)",
        chain.pk,
    )

    lines = said()

    assert lines[1:] == [
        "canada-japan: broken at number 3: altered entry",
        "Broken chains: 1 of 2. Noted hashes not found: 0.",
    ]
    with pytest.raises(CommandError) as refusal:
        call_command("verify_audit", stdout=StringIO())
    assert refusal.value.returncode == 1


def test_it_reads_one_plans_chain_where_that_is_asked(cast, commitment):
    chain = AuditChain.objects.get(plan=cast.plan)
    at_the_prompt("UPDATE priorities_auditentry SET action = 'x' WHERE chain_id <> %s", chain.pk)

    lines = said("--plan", "canada-japan")

    assert lines == [f"canada-japan: {chain.length} entries, whole; ends in {chain.head}"]


def test_a_plan_that_does_not_exist_is_one_clear_line(db):
    assert said("--plan", "atlantis") == ["There is no plan atlantis."]


def test_a_noted_hash_finds_an_end_that_was_cut_off_without_a_trace(cast, commitment):
    chain = AuditChain.objects.get(plan=cast.plan)
    before = AuditEntry.objects.get(chain=chain, sequence=chain.length - 1)
    at_the_prompt("DELETE FROM priorities_auditentry WHERE chain_id = %s AND hash = %s", chain.pk, chain.head)
    at_the_prompt(
        "UPDATE priorities_auditchain SET length = length - 1, head = %s WHERE id = %s", before.hash, chain.pk
    )

    unnoted = said("--plan", "canada-japan")
    noted = said("--plan", "canada-japan", "--noted", before.hash, "--noted", chain.head)

    assert unnoted == [f"canada-japan: {before.sequence} entries, whole; ends in {before.hash}"]
    assert noted[1:] == [
        f"The noted hash {chain.head} is in no chain: an end was cut off or written anew.",
        "Broken chains: 0 of 1. Noted hashes not found: 1.",
    ]


def test_a_plan_whose_whole_chain_is_gone_is_found(cast):
    Plan.objects.create(slug="silent", title_en="No trace", adopted_on=NOON.date())

    lines = said("--plan", "silent")

    assert lines == [
        "silent: broken at number 1: missing chain",
        "Broken chains: 1 of 1. Noted hashes not found: 0.",
    ]
