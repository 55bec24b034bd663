"""Readable tables of reconciling: bodies, kinds, weights."""
