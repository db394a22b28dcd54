"""Registers every noun. Imported once the site exists (see TrackerAdminConfig): the site's own module lies in this
package, so registering while the package is first imported would happen on a site that is then thrown away.
"""

from . import (
    accounts,
    areas,
    assessments,
    audit,
    commitments,
    documents,
    notes,
    organizations,
    periods,
    plans,
    reports,
)

__all__ = [
    "accounts",
    "areas",
    "assessments",
    "audit",
    "commitments",
    "documents",
    "notes",
    "organizations",
    "periods",
    "plans",
    "reports",
]
