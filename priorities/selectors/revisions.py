"""How far the record of a plan has come: a mark that every write to it moves."""

from django.db import connection

# Every service adds an audit entry in the transaction of its change: to the chain of the plan, or, for what plans
# share (organizations, parties, instruments, accounts), to the chain that has none. So the ends of the two chains
# change with whatever can change a page, cost a write nothing, and are never again what they were, not even in a
# database that was restored. Asked for on every request, hence in plain SQL.
ENDS = (
    "SELECT chain.length, chain.head FROM priorities_auditchain chain"
    " LEFT JOIN priorities_plan plan ON plan.id = chain.plan_id"
    " WHERE chain.plan_id IS NULL OR plan.slug = %s ORDER BY chain.id"
)


def revision_of(slug: str) -> str:
    """The revision of the plan at this address; for an address of no plan, that of what all plans share."""
    with connection.cursor() as cursor:
        cursor.execute(ENDS, [slug])
        return " ".join(f"{length}:{head}" for length, head in cursor.fetchall())
