"""``rag access``: users, API keys, and which groups may read which document."""

from __future__ import annotations

import argparse
import getpass
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from rag.access.groups import EVERYONE, read_rules
from rag.access.roles import ROLES
from rag.access.store import Accounts, Entry
from rag.errors import InputError


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    root = argparse.ArgumentParser(prog="rag access", description=__doc__)
    kinds = root.add_subparsers(dest="kind", required=True, metavar="user|key|groups")
    user = kinds.add_parser("user", help="people who sign in / 用户").add_subparsers(
        dest="action", required=True, metavar="add|list|remove|role|password"
    )
    _entry(user, "add", "a new user; asks for the password")
    _entry(user, "role", "another role, and other groups where they are given")
    for action, told in (("remove", "delete a user"), ("password", "another password; sessions end")):
        user.add_parser(action, help=told).add_argument("name")
    user.add_parser("list", help="users with role and groups")
    key = kinds.add_parser("key", help="API keys / 密钥").add_subparsers(
        dest="action", required=True, metavar="add|list|remove"
    )
    _entry(key, "add", "a new key, printed once")
    key.add_parser("remove", help="revoke a key").add_argument("name")
    key.add_parser("list", help="keys with role and groups")
    kinds.add_parser("groups", help="who may read which document / 文件分组")
    return root


def _entry(commands: argparse._SubParsersAction[argparse.ArgumentParser], action: str, told: str) -> None:
    command = commands.add_parser(action, help=told)
    command.add_argument("name")
    command.add_argument("--role", choices=ROLES, default="ask", help="default: ask")
    command.add_argument("--groups", nargs="*", metavar="GROUP", help="document groups")


def main(arguments: Sequence[str]) -> int:
    """Runs a command; the exit code."""
    from rag.settings import record_settings

    options = parser().parse_args(list(arguments))
    if options.kind == "groups":
        return _show_groups()
    _ACTIONS[options.kind, options.action](Accounts(record_settings().data), options)
    return 0


def _password() -> str:
    """The password, typed twice at a terminal, or a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("password / 密码: ")
    if getpass.getpass("again / 再输一次: ") != first:
        raise InputError("the two passwords differ; run the command again")
    return first


def _add_user(accounts: Accounts, options: Namespace) -> None:
    accounts.add_user(options.name, _password(), options.role, options.groups or ())


def _add_key(accounts: Accounts, options: Namespace) -> None:
    key = accounts.add_key(options.name, options.role, options.groups or ())
    print("the key is shown this once; keep it where programs read it / 密钥只显示这一次:", file=sys.stderr)
    print(key)


def _show(entries: Sequence[Entry]) -> None:
    for entry in entries:
        print("  ".join(filter(None, (entry.name, entry.role, ",".join(entry.groups), entry.created))))


_ACTIONS: dict[tuple[str, str], Callable[[Accounts, Namespace], None]] = {
    ("user", "add"): _add_user,
    ("user", "list"): lambda accounts, _: _show(accounts.users()),
    ("user", "remove"): lambda accounts, options: accounts.remove_user(options.name),
    ("user", "role"): lambda accounts, options: accounts.set_role(options.name, options.role, options.groups),
    ("user", "password"): lambda accounts, options: accounts.set_password(options.name, _password()),
    ("key", "add"): _add_key,
    ("key", "list"): lambda accounts, _: _show(accounts.keys()),
    ("key", "remove"): lambda accounts, options: accounts.remove_key(options.name),
}


def _show_groups() -> int:
    """Every document of the index with its groups; 1 where a pattern matches none."""
    from rag.index import open_current
    from rag.web_settings import web_settings

    settings = web_settings()
    others = frozenset((EVERYONE,) if settings.ungrouped == "everyone" else ())
    rules = read_rules(settings.corpus, others)
    index = open_current(settings.index)
    try:
        headers = index.headers()
    finally:
        index.close()
    for header in headers:
        groups = rules.groups(header)
        told = "everyone" if EVERYONE in groups else ",".join(sorted(groups)) or "administrators only"
        print(f"{header.source}  {told}")
    unused = rules.unused(headers)
    for pattern in unused:
        print(f"rag: groups.json: {pattern!r} matches no document of the index", file=sys.stderr)
    return 1 if unused else 0
