"""Reading one document: times, places, actors, measures, events, claims, relations, checks.

Each stage is a module (or a package) with one function from the parsed document and what came before to
its own items. ``reader`` puts them in order. Nothing here knows of the ledger.
"""
