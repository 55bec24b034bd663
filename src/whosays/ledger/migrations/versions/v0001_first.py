"""The first tables, views and the full-text index."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, **options)


def _cascade(target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, ondelete="CASCADE")


def _ends(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(f"{n}_{e}" if n else e, sa.Float) for n in names for e in ("low", "best", "high")]


def upgrade() -> None:
    """Make everything."""
    op.create_table(
        "publisher",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        _text("name", nullable=False, unique=True), _text("side"), _text("kind"), _text("domains"),
    )  # fmt: skip
    op.create_table(
        "document",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        _text("id", nullable=False, unique=True), _text("text_id", nullable=False), _text("external_id"), _text("uri"),
        _text("publisher"), _text("side"), _text("title"), _text("byline"), _text("language"), _text("published"),
        _text("published_from"), _text("extractor"), _text("text", nullable=False), _text("sha256", nullable=False),
        sa.Column("words", sa.Integer, nullable=False), _text("credits", nullable=False),
        _text("added_at", nullable=False),
    )  # fmt: skip
    for column in ("text_id", "external_id", "publisher", "published"):
        op.create_index(f"document_{column}", "document", [column])
    op.create_table(
        "report",
        _text("document"), _text("engine", nullable=False), _text("models", nullable=False),
        _text("made_at", nullable=False), _text("data", nullable=False), _text("facts", nullable=False),
        sa.PrimaryKeyConstraint("document"),
        sa.ForeignKeyConstraint(["document"], ["document.id"], ondelete="CASCADE"),
    )  # fmt: skip
    op.create_table(
        "telling",
        _text("id", primary_key=True), sa.Column("document", sa.Text, _cascade("document.id"), nullable=False),
        _text("incident"), _text("published"), _text("code", nullable=False),
        sa.Column("refers", sa.Integer, nullable=False), _text("data", nullable=False),
    )  # fmt: skip
    for name, columns in (("statement", ("data",)), ("unreal", ("status", "kind", "quote"))):
        ends = ("start_char",) if name == "statement" else ("start_char", "end_char")
        op.create_table(
            name,
            sa.Column("document", sa.Text, _cascade("document.id"), nullable=False),
            *(sa.Column(c, sa.Integer, nullable=False) for c in ends),
            *(_text(c, nullable=False) for c in columns),
        )
        op.create_index(f"{name}_document", name, ["document"])
    op.create_index("telling_code", "telling", ["code"])
    op.create_index("telling_document", "telling", ["document"])
    op.create_index("telling_incident", "telling", ["incident"])
    _pairs("block", ("key", _BIG), ("telling", "telling.id"))
    _pairs("shingle", ("hash", _BIG), ("document", "document.id"))
    for name, target in (("link", "telling.id"), ("copy_pair", "document.id")):
        score = [sa.Column("score", sa.Float, nullable=False)] if name == "link" else []
        op.create_table(
            name,
            sa.Column("a", sa.Text, _cascade(target), primary_key=True),
            sa.Column("b", sa.Text, _cascade(target), primary_key=True),
            *score,
            sqlite_with_rowid=False,
        )
        op.create_index(f"{name}_b", name, ["b"])
    op.create_table(
        "copy_of",
        sa.Column("document", sa.Text, _cascade("document.id"), primary_key=True),
        sa.Column("original", sa.Text, _cascade("document.id"), nullable=False),
    )
    op.create_index("copy_of_original", "copy_of", ["original"])
    _answer()
    op.create_table(
        "decision",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        _text("action", nullable=False), _text("incident"), _text("data", nullable=False), _text("reason"),
        _text("decided_by"), _text("decided_at", nullable=False),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_table(
        "anchor",
        _text("telling"), sa.Column("decision", sa.Integer, sa.ForeignKey("decision.number"), nullable=False),
        sa.PrimaryKeyConstraint("telling", "decision"),
    )  # fmt: skip
    op.create_index("anchor_decision", "anchor", ["decision"])
    _views()
    _full_text()


def _pairs(name: str, key: tuple[str, object], owner: tuple[str, str]) -> None:
    """A table that leads from a number to those who have it."""
    op.create_table(
        name,
        sa.Column(key[0], key[1], primary_key=True, autoincrement=False),  # type: ignore[arg-type]
        sa.Column(owner[0], sa.Text, _cascade(owner[1]), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index(f"{name}_{owner[0]}", name, [owner[0]])


def _answer() -> None:
    """Incidents and their parts."""
    op.create_table(
        "incident",
        _text("id", primary_key=True), _text("kind", nullable=False), _text("start_date"), _text("end_date"),
        _text("sort_date", nullable=False), _text("place"), _text("country"), _text("admin1"),
        sa.Column("lat", sa.Float), sa.Column("lon", sa.Float), _text("precision"), _text("agents", nullable=False),
        _text("targets", nullable=False), *_ends("killed", "injured"),
        sa.Column("independent_sources", sa.Integer, nullable=False), _text("standing", nullable=False),
        _text("contested", nullable=False), _text("clarity", nullable=False), _text("review", nullable=False),
        sa.Column("revision", sa.Integer, nullable=False), _text("data", nullable=False),
    )  # fmt: skip
    for column in ("kind", "start_date", "sort_date", "country", "standing"):
        op.create_index(f"incident_{column}", "incident", [column])
    op.create_index("incident_spot", "incident", ["lat", "lon"])
    op.create_table(
        "account",
        _text("id", primary_key=True),
        sa.Column("incident", sa.Text, _cascade("incident.id"), nullable=False),
        _text("source", nullable=False), _text("side"), _text("kind"), _text("stance", nullable=False),
        sa.Column("independent", sa.Integer, nullable=False), sa.Column("authority", sa.Integer, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
    )  # fmt: skip
    op.create_index("account_incident", "account", ["incident"])
    op.create_index("account_source", "account", ["source"])
    op.create_table(
        "figure",
        sa.Column("incident", sa.Text, _cascade("incident.id"), nullable=False),
        _text("role", nullable=False), _text("unit", nullable=False), _text("who"), *_ends(""),
        sa.Column("sources", sa.Integer, nullable=False), _text("best_source"),
    )  # fmt: skip
    op.create_index("figure_incident", "figure", ["incident"])
    op.create_index("figure_role", "figure", ["role", "unit"])
    op.create_table(
        "claim",
        sa.Column("account", sa.Text, _cascade("account.id"), nullable=False), _text("incident", nullable=False),
        _text("document", nullable=False), _text("role", nullable=False), _text("unit", nullable=False), _text("who"),
        *_ends(""), _text("bound", nullable=False), sa.Column("current", sa.Integer, nullable=False),
        _text("published"),
    )  # fmt: skip
    op.create_index("claim_account", "claim", ["account"])
    op.create_table(
        "evidence_item",
        sa.Column("account", sa.Text, _cascade("account.id"), nullable=False), _text("incident", nullable=False),
        _text("document", nullable=False), sa.Column("start_char", sa.Integer, nullable=False),
        sa.Column("end_char", sa.Integer, nullable=False), _text("quote", nullable=False),
    )  # fmt: skip
    op.create_index("evidence_account", "evidence_item", ["account"])
    op.create_index("evidence_document", "evidence_item", ["document"])


def _views() -> None:
    op.execute(
        """CREATE VIEW incidents AS SELECT id, kind, start_date AS "start", end_date AS "end", place, country, admin1,
        lat, lon, precision, agents, targets, killed_low, killed_best, killed_high, injured_low, injured_best,
        injured_high, independent_sources, standing, contested, clarity, review, revision FROM incident"""
    )
    op.execute(
        """CREATE VIEW accounts AS SELECT account.incident, incident.start_date AS "start", incident.place,
        account.source, account.side, account.stance, account.independent, account.authority, account.documents
        FROM account JOIN incident ON incident.id = account.incident"""
    )
    op.execute(
        """CREATE VIEW figures AS SELECT figure.incident, incident.start_date AS "start", incident.place, figure.role,
        figure.unit, figure.who, figure.low, figure.best, figure.high, figure.sources, figure.best_source
        FROM figure JOIN incident ON incident.id = figure.incident"""
    )
    op.execute(
        """CREATE VIEW claims AS SELECT claim.incident, account.source, account.side, account.stance, claim.role,
        claim.unit, claim.who, claim.low, claim.best, claim.high, claim.bound, claim.current, claim.published,
        claim.document FROM claim JOIN account ON account.id = claim.account"""
    )
    op.execute(
        """CREATE VIEW evidence AS SELECT evidence_item.incident, account.source, account.stance, evidence_item.quote,
        document.title, document.publisher, document.published, document.uri, evidence_item.document,
        evidence_item.start_char, evidence_item.end_char FROM evidence_item
        JOIN account ON account.id = evidence_item.account JOIN document ON document.id = evidence_item.document"""
    )


def _full_text() -> None:
    """An index of titles and texts: FTS5 kept by triggers on SQLite, a GIN index over a tsvector on PostgreSQL."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """CREATE INDEX document_words ON document USING gin
            (to_tsvector('simple', coalesce(title, '') || ' ' || text))"""
        )
        return
    op.execute(
        """CREATE VIRTUAL TABLE document_words USING fts5
        (title, text, content='document', content_rowid='seq', tokenize='unicode61 remove_diacritics 2')"""
    )
    put = "INSERT INTO document_words(rowid, title, text) VALUES (new.seq, new.title, new.text);"
    take = """INSERT INTO document_words(document_words, rowid, title, text)
        VALUES ('delete', old.seq, old.title, old.text);"""
    op.execute(f"CREATE TRIGGER document_words_put AFTER INSERT ON document BEGIN {put} END")
    op.execute(f"CREATE TRIGGER document_words_take AFTER DELETE ON document BEGIN {take} END")
    op.execute(f"CREATE TRIGGER document_words_change AFTER UPDATE OF title, text ON document BEGIN {take} {put} END")
