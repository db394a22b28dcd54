"""A chain of ten thousand entries, and a thousand ways of somebody at the database's prompt to falsify it."""

import json
import random
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from priorities.models import AuditChain, AuditEntry, Plan, User
from priorities.selectors.audit import BrokenLink, Fault, entry_hash, verify_chain, verify_chains
from priorities.services.audit import record_audit
from tests.conftest import NOON

LENGTH = 10_000
TAMPERINGS = 1_000
WHOLE_WALKS = 25
ENTRY, CHAIN = "priorities_auditentry", "priorities_auditchain"


@pytest.fixture
def plan(db):
    return Plan.objects.create(slug="long", title_en="A long record", adopted_on=NOON.date())


@pytest.fixture
def people(db):
    return [User.objects.create(username=name) for name in ("writer", "forger")]


def build_chain(plan, people, length):
    """A genuine chain, written in bulk."""
    chain = AuditChain.objects.create(plan=plan)
    entries, link = [], ""
    for number in range(1, length + 1):
        entry = AuditEntry(
            chain=chain,
            sequence=number,
            at=NOON + timedelta(minutes=number),
            actor=people[0],
            action="commitment.revise",
            object_type="commitment",
            object_id=number,
            object_label=f"CJ21-ROL-{number}",
            changes={"title_en": ["Before", f"After {number}"]},
            previous_hash=link,
        )
        entry.hash = link = entry_hash(entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    AuditChain.objects.filter(pk=chain.pk).update(length=length, head=link)
    chain.refresh_from_db()
    return chain


def take_the_triggers_away():
    connection.check_constraints()
    for migration in ("0002_triggers", "0003_append_only", "0007_known_standings"):
        import_module(f"priorities.migrations.{migration}").remove(None, connection.schema_editor())


def stored(moment):
    return connection.ops.adapt_datetimefield_value(moment)


@contextmanager
def undone():
    """What is done inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


class Forger:
    """Somebody at the database's prompt, who knows how the hashes are made."""

    def __init__(self, chain, people, seed):
        self.chain, self.people, self.random = chain, people, random.Random(seed)

    def anywhere(self, first=1, last=LENGTH):
        return self.random.randint(first, last)

    def entry(self, number):
        return AuditEntry.objects.get(chain=self.chain, sequence=number)

    def write(self, number, **columns):
        given = ", ".join(f"{name} = %s" for name in columns)
        where = "WHERE chain_id = %s AND sequence = %s"
        sql(f"UPDATE {ENTRY} SET {given} {where}", *columns.values(), self.chain.pk, number)  # noqa: S608

    def end(self, **columns):
        given = ", ".join(f"{name} = %s" for name in columns)
        sql(f"UPDATE {CHAIN} SET {given} WHERE id = %s", *columns.values(), self.chain.pk)  # noqa: S608

    def delete(self, first, last):
        where = "WHERE chain_id = %s AND sequence BETWEEN %s AND %s"
        sql(f"DELETE FROM {ENTRY} {where}", self.chain.pk, first, last)  # noqa: S608

    def shift(self, first, by):
        """Renumber all entries from `first` on, past the constraint that no two have one number."""
        where = "WHERE chain_id = %s AND sequence >= %s"
        for step, start in ((1_000_000 + by, first), (-1_000_000, first + 1_000_000 + by)):
            sql(f"UPDATE {ENTRY} SET sequence = sequence + %s {where}", step, self.chain.pk, start)  # noqa: S608

    def forge(self, number, previous_hash):
        """Insert an entry that was never written, with the hash that becomes it."""
        forged = AuditEntry(
            chain=self.chain,
            sequence=number,
            at=NOON,
            actor=self.people[1],
            action="note.accept",
            object_type="progressnote",
            object_id=number,
            object_label="Forged",
            changes={},
            previous_hash=previous_hash,
        )
        forged.hash = entry_hash(forged)
        columns = ("sequence", "action", "object_type", "object_id", "object_label", "previous_hash", "hash")
        sql(
            f"INSERT INTO {ENTRY} (chain_id, at, actor_id, changes, {', '.join(columns)})"  # noqa: S608
            f" VALUES (%s, %s, %s, %s{', %s' * len(columns)})",
            *(self.chain.pk, stored(forged.at), forged.actor_id, "{}"),
            *(getattr(forged, column) for column in columns),
        )
        return forged.hash

    def another(self, entry):
        """One column, and another value for it."""
        return self.random.choice(
            [
                {"at": stored(entry.at + timedelta(microseconds=1))},
                {"actor_id": self.people[1].pk},
                {"action": "note.accept"},
                {"object_type": "progressnote"},
                {"object_id": entry.object_id + 1},
                {"object_label": entry.object_label + " "},
                {"changes": json.dumps({"title_en": ["Before", "After"]})},
                {"changes": json.dumps(entry.changes | {"area": [1, 2]})},
            ]
        )

    def swap(self, one, other):
        self.write(one, sequence=0)
        self.write(other, sequence=one)
        self.write(0, sequence=other)

    def nonsense(self):
        return f"{self.random.getrandbits(256):064x}"


# The ways. Each answers what must be found: the number, and what is wrong there.


def edit(forger):
    number = forger.anywhere()
    forger.write(number, **forger.another(forger.entry(number)))
    return number, Fault.ALTERED


def edit_a_hash(forger):
    number = forger.anywhere()
    forger.write(number, **{forger.random.choice(["hash", "previous_hash"]): forger.nonsense()})
    return number, Fault.ALTERED


def edit_and_hash_anew(forger):
    number = forger.anywhere(last=LENGTH - 1)
    forger.write(number, **forger.another(forger.entry(number)))
    forger.write(number, hash=entry_hash(forger.entry(number)))
    return number, Fault.ALTERED


def edit_the_last_and_hash_it_anew(forger):
    forger.write(LENGTH, **forger.another(forger.entry(LENGTH)))
    forger.write(LENGTH, hash=entry_hash(forger.entry(LENGTH)))
    return LENGTH, Fault.OTHER_END


def replace(forger):
    number = forger.anywhere(last=LENGTH - 1)
    link = forger.entry(number).previous_hash
    forger.delete(number, number)
    forger.forge(number, link)
    return number, Fault.ALTERED


def delete(forger):
    number = forger.anywhere(last=LENGTH - 10)
    forger.delete(number, number + forger.anywhere(0, 8))
    return number, Fault.MISSING


def delete_and_close_the_gap(forger):
    number = forger.anywhere(LENGTH - 40, LENGTH - 1)
    forger.delete(number, number)
    forger.shift(number + 1, -1)
    forger.end(length=LENGTH - 1)
    return number, Fault.MISSING


def move_one_away(forger):
    number = forger.anywhere(last=LENGTH - 1)
    forger.write(number, sequence=LENGTH + 5)
    return number, Fault.MISSING


def insert_with_a_link_of_its_own(forger):
    number = forger.anywhere(LENGTH - 40, LENGTH)
    forger.shift(number, 1)
    forger.forge(number, forger.nonsense())
    forger.end(length=LENGTH + 1)
    return number, Fault.INSERTED


def insert_and_link_the_next_to_it(forger):
    number = forger.anywhere(LENGTH - 40, LENGTH)
    link = forger.entry(number).previous_hash
    forger.shift(number, 1)
    forger.write(number + 1, previous_hash="free the place")
    forger.write(number + 1, previous_hash=forger.forge(number, link))
    forger.end(length=LENGTH + 1)
    return number, Fault.INSERTED


def append(forger):
    forger.forge(LENGTH + 1, forger.chain.head)
    return LENGTH + 1, Fault.INSERTED


def append_and_lengthen(forger):
    forger.forge(LENGTH + 1, forger.chain.head)
    forger.end(length=LENGTH + 1)
    return LENGTH + 1, Fault.OTHER_END


def swap_numbers(forger):
    one, other = sorted(forger.random.sample(range(1, LENGTH + 1), 2))
    forger.swap(one, other)
    return one, Fault.OUT_OF_ORDER


def swap_neighbours(forger):
    number = forger.anywhere(last=LENGTH - 1)
    forger.swap(number, number + 1)
    return number, Fault.OUT_OF_ORDER


def swap_contents(forger):
    one, other = sorted(forger.random.sample(range(1, LENGTH + 1), 2))
    for number, other_entry in ((one, forger.entry(other)), (other, forger.entry(one))):
        forger.write(
            number,
            at=stored(other_entry.at),
            object_id=other_entry.object_id,
            object_label=other_entry.object_label,
            changes=json.dumps(other_entry.changes),
        )
    return one, Fault.ALTERED


def cut_the_end_off(forger):
    number = forger.anywhere(LENGTH - 60, LENGTH)
    forger.delete(number, LENGTH)
    return number, Fault.TRUNCATED


def cut_the_end_off_and_move_the_head(forger):
    number = forger.anywhere(LENGTH - 60, LENGTH)
    forger.delete(number, LENGTH)
    forger.end(head=forger.entry(number - 1).hash)
    return number, Fault.TRUNCATED


def cut_the_end_off_and_shorten(forger):
    number = forger.anywhere(LENGTH - 60, LENGTH)
    forger.delete(number, LENGTH)
    forger.end(length=number - 1)
    return number - 1, Fault.OTHER_END


WAYS = [
    edit,
    edit_a_hash,
    edit_and_hash_anew,
    edit_the_last_and_hash_it_anew,
    replace,
    delete,
    delete_and_close_the_gap,
    move_one_away,
    insert_with_a_link_of_its_own,
    insert_and_link_the_next_to_it,
    append,
    append_and_lengthen,
    swap_numbers,
    swap_neighbours,
    swap_contents,
    cut_the_end_off,
    cut_the_end_off_and_move_the_head,
    cut_the_end_off_and_shorten,
]


def test_a_thousand_falsifications_of_ten_thousand_entries_are_each_found_where_they_are(plan, people):
    take_the_triggers_away()
    chain = build_chain(plan, people, LENGTH)
    forger = Forger(chain, people, seed=20211103)
    wrong = []

    for number in range(TAMPERINGS):
        way = WAYS[number % len(WAYS)]
        with undone():
            where, fault = way(forger)
            found = [verify_chain(chain, first=max(1, where - 5)).broken]
            if number % (TAMPERINGS // WHOLE_WALKS) == 0:
                found.append(verify_chain(chain).broken)
            wrong += [(way.__name__, where, each) for each in found if each != BrokenLink(where, fault)]

    assert wrong == []
    assert verify_chain(chain).broken is None


def test_a_chain_that_nobody_touched_is_whole(plan, people):
    chain = build_chain(plan, people, 450)

    finding = verify_chain(chain)

    assert (finding.reached, finding.head, finding.broken) == (450, chain.head, None)
    assert verify_chain(chain, first=400) == finding


def test_a_chain_of_which_every_entry_is_gone_is_cut_off_at_the_first(plan, people):
    take_the_triggers_away()
    chain = build_chain(plan, people, 3)

    sql("DELETE FROM priorities_auditentry")

    assert verify_chain(chain).broken == BrokenLink(1, Fault.TRUNCATED)


def test_entries_whose_chain_is_gone_are_found(plan, people):
    take_the_triggers_away()
    chain = build_chain(plan, people, 3)

    with undone():
        sql("UPDATE priorities_auditentry SET chain_id = %s", chain.pk + 1)
        findings = [(each.chain.pk, each.broken) for each in verify_chains()]

    assert findings == [
        (chain.pk, BrokenLink(1, Fault.TRUNCATED)),
        (chain.pk + 1, BrokenLink(1, Fault.NO_CHAIN)),
    ]


@pytest.mark.parametrize("column", ["at", "changes", "actor_id", "object_id", "action"])
@pytest.mark.parametrize(
    "value", ["'yesterday'", "'2025-13-45 00:00:00'", "X'FF'", "CAST(X'FF' AS TEXT)", "'1e999'"]
)
def test_what_only_sqlite_can_keep_does_not_stop_the_walk(plan, people, column, value):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps only what the column's type can hold")
    take_the_triggers_away()
    chain = build_chain(plan, people, 250)

    with undone():
        sql("PRAGMA ignore_check_constraints = ON")
        sql(f"UPDATE {ENTRY} SET {column} = {value} WHERE sequence = 230")  # noqa: S608
        found = verify_chain(chain).broken
        sql("PRAGMA ignore_check_constraints = OFF")

    assert found == BrokenLink(230, Fault.ALTERED)


def test_a_number_that_is_none_leaves_its_place_empty(plan, people):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps only what the column's type can hold")
    take_the_triggers_away()
    chain = build_chain(plan, people, 5)

    with undone():
        sql("UPDATE priorities_auditentry SET sequence = 'none' WHERE sequence = 5")
        last = verify_chain(chain).broken
    with undone():
        sql("UPDATE priorities_auditentry SET sequence = 1.5 WHERE sequence = 4")
        fraction = verify_chain(chain).broken

    assert (last, fraction) == (BrokenLink(5, Fault.MISSING), BrokenLink(1, Fault.INSERTED))


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.replace(microsecond=1),
        NOON.replace(microsecond=120_000),
        NOON.replace(microsecond=999_999),
        NOON.astimezone(ZoneInfo("Asia/Tokyo")),
        datetime(2025, 11, 2, 1, 30, fold=1, tzinfo=ZoneInfo("America/Toronto")),
        datetime(2025, 10, 1, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
def test_the_hash_is_the_same_before_and_after_the_database_kept_the_moment(plan, people, moment):
    entry = record_audit(plan, plan=plan, action="plan.revise", by=people[0], now=moment)

    kept = AuditEntry.objects.get()

    assert kept.at == moment.astimezone(UTC)
    assert entry.hash == kept.hash == entry_hash(kept)


def test_the_hash_is_the_same_before_and_after_the_database_kept_the_changes(plan, people):
    changes = {
        "zeta": [None, True],
        "alpha": [0, -7],
        "é": ["État de droit", "法の支配 🕊"],
        "great": [2**53 - 1, 2**63],
        "fraction": [1.0, 0.1 + 0.2],
        "exact": [Decimal("1.10"), Decimal("1e-7")],
        "day": [date(2025, 10, 1), NOON],
        "list": [[], ["b", "a"]],
        "map": [{}, {"b": {"d": 1, "c": [2]}, "a": '\u2028\t\\"'}],
        "spaces": [" a  ", "\n"],
    }

    entry = record_audit(plan, plan=plan, action="plan.revise", by=people[0], now=NOON, changes=changes)

    kept = AuditEntry.objects.get()
    assert kept.changes == entry.changes
    assert entry.hash == kept.hash == entry_hash(kept)
    assert kept.changes["great"] == [2**53 - 1, str(2**63)]
