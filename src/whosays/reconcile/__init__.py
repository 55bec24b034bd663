"""Many reports become incidents: pure functions over reports and decisions, without input or output.

The way: `tell` turns one report into tellings (each happening as one document tells it); `copies` finds
republished texts; `blocking` and `scoring` say which tellings may be, and are, of the same happening;
`cluster` groups them under constraints; `assemble` lays the accounts of a group side by side. `whole` does all
of it for a set of reports; the ledger does the same for the neighbourhood of what is new.
"""

from whosays.reconcile.facts import Facts, Party, Publisher, Quantity, Statement, Telling, Voice, Where
from whosays.reconcile.tell import tell
from whosays.reconcile.whole import reconcile

__all__ = [
    "Facts", "Party", "Publisher", "Quantity", "Statement", "Telling", "Voice", "Where", "reconcile", "tell",
]  # fmt: skip
