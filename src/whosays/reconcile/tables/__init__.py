"""Readable tables of reconciling that are of no language: kinds and weights."""
