"""Checks page by page: the statements of the documents of a selection, and sources that changed a number silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from whosays.errors import UsageError
from whosays.ledger import answers
from whosays.ledger import schema as t
from whosays.ledger.filters import Filter
from whosays.ledger.neighbourhood import load_copies
from whosays.model.incidents import Incident, LedgerCheck
from whosays.reconcile.checks import self_contradictions

if TYPE_CHECKING:
    from whosays.ledger.book import Ledger

_ALL = Filter()


def check_page(
    ledger: Ledger, wanted: Filter = _ALL, limit: int = 50, after: str | None = None
) -> tuple[tuple[LedgerCheck, ...], str | None]:
    """Checks of a selection, by document, of at most so many documents; and where the next page begins.

    Statements of copies are left out. Raises UsageError for a filter with ``as_of`` (ask `Ledger.checks` for it).
    """
    if wanted.as_of is not None:
        raise UsageError("as_of: checks are tried against the whole ledger; leave it out")
    d, c = t.document.c, t.claim.c
    replaced = sa.select(c.account).where(c.current == 0)
    states = sa.select(t.statement.c.document)
    replaces = sa.select(c.document).where(c.current == 1, c.account.in_(replaced))
    original = d.id.not_in(sa.select(t.copy_of.c.document))
    query = sa.select(d.id).where(sa.or_(sa.and_(d.id.in_(states), original), d.id.in_(replaces)))
    if wanted != _ALL:
        chosen = sa.select(t.incident.c.id).where(*wanted.conditions())
        query = query.where(d.id.in_(sa.select(t.telling.c.document).where(t.telling.c.incident.in_(chosen))))
    if after is not None:
        query = query.where(d.id > after)
    with ledger.database.reading() as connection:
        ids = [i for (i,) in connection.execute(query.order_by(d.id).limit(limit + 1))]
        page = set(ids[:limit])
        if not page:
            return (), None
        told = sa.select(t.telling.c.incident).where(t.telling.c.document.in_(page))
        owners = (
            sa.select(t.incident.c.id, t.incident.c.data)
            .where(t.incident.c.id.in_(told))
            .where(t.incident.c.id.in_(sa.select(t.account.c.incident).where(t.account.c.id.in_(replaced))))
        )
        copies = load_copies(connection, page)
        found = list(answers.checks(connection, [], page - set(copies)))
        for _, data in connection.execute(owners).all():
            found.extend(x for x in self_contradictions(Incident.model_validate_json(data)) if x.document in page)
    found.sort(key=lambda x: (x.document, x.span or (0, 0), x.kind, x.claim))
    return tuple(found), ids[limit - 1] if len(ids) > limit else None
