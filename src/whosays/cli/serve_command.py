"""``whosays serve`` and ``whosays token``: options and help; the work is in ``whosays.web``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from whosays.cli.ledger_commands import DEFAULT_LEDGER, LedgerOption
from whosays.errors import UsageError

token_app = typer.Typer(
    name="token", no_args_is_help=True, help="Who may open a served ledger: make, list and revoke access tokens."
)
TokensOption = Annotated[
    Path | None,
    typer.Option(
        "--tokens", metavar="FILE", envvar="WHOSAYS_TOKENS", show_default=False,
        help="The file of access tokens. Default: tokens.json in your configuration folder.",
    ),
]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands to an app."""
    app.command()(serve)
    app.add_typer(token_app, name="token")


def serve(
    place: Annotated[
        str | None,
        typer.Argument(metavar="[LEDGER]", show_default=False, help="The ledger; the same as --ledger."),
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen. Any but this machine's own needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="0: any that is free.")] = 8421,
    prefix: Annotated[
        str, typer.Option(metavar="/PATH", help="The path under which a proxy shows the pages.", show_default=False)
    ] = "",
    login: Annotated[bool, typer.Option("--login", help="Ask for a token on this machine as well.")] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name under which the pages may be asked for; may be repeated."),
    ] = None,
    behind: Annotated[
        str | None,
        typer.Option(metavar="ADDRESSES", help="Proxies whose X-Forwarded headers are believed, by commas."),
    ] = None,
    tokens: TokensOption = None,
    lexicon: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own words (see docs/words.md).")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the pages in the browser.")] = False,
) -> None:
    """Show a ledger in the browser: overview, incidents, documents, review; and the REST API under /api/v1.

    On this machine nobody has to log in. On any other address the server starts only where there is a token:
    make one with "whosays token add NAME".

    \b
    Examples:
      whosays serve --ledger war.db
      whosays token add ana --role reviewer && whosays serve --ledger war.db --host 0.0.0.0
      whosays serve --ledger war.db --prefix /whosays --allow-host archive.example --login
    """
    try:
        from whosays.web.serving import run
        from whosays.web.settings import Settings
    except ImportError as error:
        raise UsageError(f"the pages need more packages ({error.name}): pip install 'whosays[serve]'") from None
    run(
        Settings(
            ledger=place or ledger, host=host, port=port, prefix=prefix, tokens=tokens, login=login,
            hosts=tuple(allow_host or ()), lexicon=lexicon, proxies=behind,
        ),
        open_browser=open_browser,
    )  # fmt: skip


@token_app.command("add")
def token_add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who it is for; decisions carry this name.")],
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="reader: look; reviewer: decide and add; admin: take documents out.")
    ] = "reader",
    tokens: TokensOption = None,
) -> None:
    """Make a token. It is printed once and kept nowhere: the file holds only its hash.

    \b
    Example:
      whosays token add ana --role reviewer
    """
    from whosays.web.tokens import add_token

    token, path = add_token(tokens, name, role)
    print(token)
    print(f"The token of {name} ({role}); it is not shown again. Its hash is in {path}", file=sys.stderr)


@token_app.command("list")
def token_list(tokens: TokensOption = None) -> None:
    """List who has a token, with role and day.

    \b
    Example:
      whosays token list
    """
    from whosays.web.tokens import TokenFile, default_tokens_file

    found = TokenFile(tokens or default_tokens_file()).all()
    for entry in found:
        print(f"{entry.name}\t{entry.role}\t{entry.made}")
    if not found:
        print("no tokens yet; make one with: whosays token add NAME", file=sys.stderr)


@token_app.command("revoke")
def token_revoke(name: Annotated[str, typer.Argument(metavar="NAME")], tokens: TokensOption = None) -> None:
    """Take a token back; who came in with it is out at once.

    \b
    Example:
      whosays token revoke ana
    """
    from whosays.web.tokens import TokenFile, default_tokens_file

    TokenFile(tokens or default_tokens_file()).revoke(name)
    print(f"{name}: revoked", file=sys.stderr)
