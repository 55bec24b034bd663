"""The ledger's tables, the same on SQLite and PostgreSQL. Migrations make them; this module is what queries use.

Facts that were put in: publisher, document, report, decision, version_key and the dates of version. Worked out from
them, and rebuilt where they change: which version is the newest, succession, telling, statement, unreal, block, link,
shingle, copy_pair, incident, account, figure, evidence_item, claim. Views
for people (`incidents`, `accounts`, `figures`, `claims`, `evidence`) are made by the migrations.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

_BIG = BigInteger().with_variant(Integer, "sqlite")

publisher = Table(
    "publisher", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    Column("side", Text),
    Column("kind", Text),
    Column("domains", Text),
)  # fmt: skip

document = Table(
    "document", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("text_id", Text, nullable=False, index=True),
    Column("external_id", Text, index=True),
    Column("uri", Text),
    Column("publisher", Text, index=True),
    Column("side", Text),
    Column("title", Text),
    Column("byline", Text),
    Column("language", Text),
    Column("published", Text, index=True),
    Column("published_from", Text),
    Column("extractor", Text),
    Column("text", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("words", Integer, nullable=False, default=0),
    Column("credits", Text, nullable=False, default="[]"),
    Column("added_at", Text, nullable=False),
)  # fmt: skip

version = Table(
    "version", metadata,
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("modified", Text),
    Column("effective", Text),
    Column("dated", Text),
    Column("seen", Text),
    Column("newest", Text, ForeignKey("document.id", ondelete="SET NULL"), index=True),
)  # fmt: skip

version_key = Table(
    "version_key", metadata,
    Column("key", Text, primary_key=True),
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True),
)  # fmt: skip

succession = Table(
    "succession", metadata,
    Column("earlier", Text, primary_key=True),
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("code", Text, nullable=False, index=True),
    Column("now", Text, ForeignKey("telling.id", ondelete="CASCADE"), nullable=False, index=True),
)  # fmt: skip

report = Table(
    "report", metadata,
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("engine", Text, nullable=False),
    Column("models", Text, nullable=False, default="[]"),
    Column("made_at", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("facts", Text, nullable=False),
)  # fmt: skip

telling = Table(
    "telling", metadata,
    Column("id", Text, primary_key=True),
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("incident", Text, index=True),
    Column("published", Text),
    Column("code", Text, nullable=False, index=True),
    Column("refers", Integer, nullable=False),
    Column("data", Text, nullable=False),
)  # fmt: skip

statement = Table(
    "statement", metadata,
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start_char", Integer, nullable=False),
    Column("data", Text, nullable=False),
)  # fmt: skip

unreal = Table(
    "unreal", metadata,
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start_char", Integer, nullable=False),
    Column("end_char", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("quote", Text, nullable=False),
)  # fmt: skip

block = Table(
    "block", metadata,
    Column("key", _BIG, primary_key=True),
    Column("telling", Text, ForeignKey("telling.id", ondelete="CASCADE"), primary_key=True, index=True),
)  # fmt: skip

link = Table(
    "link", metadata,
    Column("a", Text, ForeignKey("telling.id", ondelete="CASCADE"), primary_key=True),
    Column("b", Text, ForeignKey("telling.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("score", Float, nullable=False),
)  # fmt: skip

shingle = Table(
    "shingle", metadata,
    Column("hash", _BIG, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True),
)  # fmt: skip

copy_pair = Table(
    "copy_pair", metadata,
    Column("a", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("b", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True),
)  # fmt: skip

copy_of = Table(
    "copy_of", metadata,
    Column("document", Text, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("original", Text, ForeignKey("document.id", ondelete="CASCADE"), nullable=False, index=True),
)  # fmt: skip

incident = Table(
    "incident", metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False, index=True),
    Column("start_date", Text, index=True),
    Column("end_date", Text),
    Column("sort_date", Text, nullable=False),
    Column("place", Text),
    Column("country", Text, index=True),
    Column("admin1", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("precision", Text),
    Column("agents", Text, nullable=False, default=""),
    Column("targets", Text, nullable=False, default=""),
    Column("killed_low", Float), Column("killed_best", Float), Column("killed_high", Float),
    Column("injured_low", Float), Column("injured_best", Float), Column("injured_high", Float),
    Column("independent_sources", Integer, nullable=False),
    Column("standing", Text, nullable=False, index=True),
    Column("contested", Text, nullable=False, default=""),
    Column("clarity", Text, nullable=False),
    Column("review", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Index("incident_spot", "lat", "lon"),
)  # fmt: skip

# all that an overview adds up, in the order of a list; a wide row would be too long for an index of PostgreSQL
Index(
    "incident_overview",
    *(
        incident.c[name]
        for name in (
            "sort_date",
            "id",
            "start_date",
            "end_date",
            "kind",
            "place",
            "country",
            "admin1",
            "lat",
            "lon",
            "precision",
            "agents",
            "killed_low",
            "killed_best",
            "killed_high",
            "injured_low",
            "injured_best",
            "injured_high",
            "standing",
            "contested",
            "clarity",
            "review",
            "revision",
        )
    ),
).ddl_if(dialect="sqlite")
Index("incident_by_day", incident.c.sort_date, incident.c.id).ddl_if(dialect="postgresql")  # fmt: skip

account = Table(
    "account", metadata,
    Column("id", Text, primary_key=True),
    Column("incident", Text, ForeignKey("incident.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("side", Text),
    Column("kind", Text),
    Column("stance", Text, nullable=False),
    Column("independent", Integer, nullable=False),
    Column("authority", Integer, nullable=False),
    Column("documents", Integer, nullable=False),
    Index("account_told", "source", "incident", "independent"),
    Index("account_aside", "side", "incident"),
)  # fmt: skip

figure = Table(
    "figure", metadata,
    Column("incident", Text, ForeignKey("incident.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("who", Text),
    Column("low", Float), Column("best", Float), Column("high", Float),
    Column("sources", Integer, nullable=False),
    Column("best_source", Text),
    Index("figure_role", "role", "unit"),
)  # fmt: skip

claim = Table(
    "claim", metadata,
    Column("account", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("incident", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("who", Text),
    Column("low", Float), Column("best", Float), Column("high", Float),
    Column("bound", Text, nullable=False),
    Column("current", Integer, nullable=False),
    Column("published", Text),
)  # fmt: skip

evidence_item = Table(
    "evidence_item", metadata,
    Column("account", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("incident", Text, nullable=False),
    Column("document", Text, nullable=False, index=True),
    Column("start_char", Integer, nullable=False),
    Column("end_char", Integer, nullable=False),
    Column("quote", Text, nullable=False),
)  # fmt: skip

decision = Table(
    "decision", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("action", Text, nullable=False),
    Column("incident", Text),
    Column("data", Text, nullable=False),
    Column("reason", Text),
    Column("decided_by", Text),
    Column("decided_at", Text, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

change = Table("change", metadata, Column("version", Integer, nullable=False))

anchor = Table(
    "anchor", metadata,
    Column("telling", Text, primary_key=True),
    Column("decision", Integer, ForeignKey("decision.number"), primary_key=True, index=True),
)  # fmt: skip
