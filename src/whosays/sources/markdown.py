"""Markdown to plain text: front matter, headings, emphasis, links, lists. Tables and code stay."""

from __future__ import annotations

import re

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?P<body>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*$", re.M)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*$", re.M)
_LINE_MARKUP = (
    (re.compile(r"^ {0,3}(?:=+|-{3,}|\*{3,}|_{3,}|`{3,}.*|~{3,}.*)[ \t]*$", re.M), ""),  # rules, fences
    (_HEADING, r"\g<text>"),
    (re.compile(r"^ {0,3}(?:>[ \t]?)+", re.M), ""),
    (re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)", re.M), ""),
    (re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S+.*$", re.M), ""),  # link definitions
)
_INLINE_MARKUP = (
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])"), ""),
    (re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]*>"), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.S), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])"), r"\1"),
)


def to_text(source: str) -> tuple[str, dict[str, str]]:
    """Plain text, and what the front matter (``key: value`` lines) says in lower-case keys.

    ``title`` is the front matter's, or the first heading's.
    """
    fields: dict[str, str] = {}
    if match := _FRONT_MATTER.match(source):
        fields = {k.lower(): v.strip("\"'") for k, v in _FIELD.findall(match["body"])}
        source = source[match.end() :]
    if "title" not in fields and (heading := _HEADING.search(source)):
        fields["title"] = _inline(heading["text"])
    for pattern, replacement in _LINE_MARKUP:
        source = pattern.sub(replacement, source)
    return _inline(source).strip("\n") + "\n", fields


def _inline(text: str) -> str:
    for pattern, replacement in _INLINE_MARKUP:
        text = pattern.sub(replacement, text)
    return text
