"""The command line: ``rag ask``, ``build``, ``outline``, ``check``, ``diff``, ``chat``, ``eval`` …."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from rag.errors import RagError

#: Input that cannot be used, an index that cannot be read: what to do stands in the message.
BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    """Its help ends with the folders in use; the settings are read for that alone."""

    def format_help(self) -> str:
        """The help of the commands, and of each."""
        from rag.settings import folders

        self.formatter_class = argparse.RawDescriptionHelpFormatter
        with suppress(RagError):  # a setting that is wrong is told by what needs it
            self.epilog = folders()
        return super().format_help()


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    root = _Parser(
        prog="rag", description="政策文件问答：每句话都有条款出处 / answers from policy documents, by clause"
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="answer a question / 提问")
    ask.add_argument("question", nargs="?", help="the question; - reads it from standard input")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--batch", type=Path, metavar="IN.jsonl", help="records {id, question, history?}")
    ask.add_argument("--output", type=Path, metavar="OUT.jsonl", help="answers, one JSON object a line")
    _index(ask)

    build = commands.add_parser("build", help="build the index over folders / 建立索引")
    build.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="default: RAG_CORPUS, see below"
    )
    build.add_argument("--quiet", action="store_true", help="no progress bar")
    _index(build)

    outline = commands.add_parser("outline", help="print a document's clause tree / 条款树")
    outline.add_argument("file", type=Path)
    outline.add_argument("--json", action="store_true", help="print it as JSON")

    check = commands.add_parser("check", help="health of a folder of documents / 文件体检")
    check.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="default: RAG_CORPUS, see below"
    )

    diff = commands.add_parser("diff", help="what a new version of a document changes / 版本比较")
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)

    chat = commands.add_parser("chat", help="serve the chat page / 打开问答页面")
    chat.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    chat.add_argument("--port", type=int, help="port (default: 7860)")
    _index(chat)

    evaluate = commands.add_parser("eval", help="evaluate on curated questions / 评测", add_help=False)
    evaluate.add_argument("rest", nargs=argparse.REMAINDER)

    index = commands.add_parser("index", help="list, switch or remove index versions / 索引版本")
    index.add_argument("action", choices=("list", "use", "gc", "verify"))
    index.add_argument("version", nargs="?")
    index.add_argument("--keep", type=_positive, default=2, help="versions that gc keeps (default: 2)")
    _index(index)

    mcp = commands.add_parser("mcp", help="serve the tools over MCP on standard input and output")
    _index(mcp)

    encoder = commands.add_parser("encoder", help="export an encoder to ONNX / 导出编码器")
    encoder.add_argument("action", choices=("export",))
    encoder.add_argument("model", metavar="MODEL", help="sentence-transformers model: folder or hub name")
    encoder.add_argument("folder", type=Path, metavar="FOLDER", help="new folder, for RAG_ENCODER")
    encoder.add_argument("--int8", action="store_true", help="weights in 8 bits: smaller, faster, less exact")

    _records(commands)

    access = commands.add_parser(
        "access", help="users, API keys, document groups / 用户和权限", add_help=False
    )
    access.add_argument("rest", nargs=argparse.REMAINDER)

    doctor = commands.add_parser("doctor", help="what is installed, what is wrong / 自检")
    _index(doctor)
    return root


def _positive(text: str) -> int:
    """A number of days, versions or lines: what is removed for a slip of the pen is gone."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number of 1 or more")
    return int(text)


def _records(commands: argparse._SubParsersAction[_Parser]) -> None:
    audit = commands.add_parser("audit", help="the record of answers / 问答记录")
    audit.add_argument("action", choices=("list", "prune"), nargs="?", default="list")
    audit.add_argument("--last", type=_positive, default=20, help="how many are listed (default: 20)")
    audit.add_argument("--json", action="store_true", help="list them as JSON lines")
    audit.add_argument("--days", type=_positive, help="prune: keep so many days (default: RAG_AUDIT_DAYS)")

    replay = commands.add_parser("replay", help="give a recorded answer again / 重放答案")
    replay.add_argument("id", help="id of the answer, or the number of its record, #12")
    _index(replay)

    backup = commands.add_parser("backup", help="documents, index, records into one file / 备份")
    backup.add_argument("file", type=Path, metavar="FILE.tar")
    backup.add_argument("--replace", action="store_true", help="write over a file that is there")
    _index(backup)

    restore = commands.add_parser("restore", help="put a backup back / 恢复备份")
    restore.add_argument("file", type=Path, metavar="FILE.tar")
    restore.add_argument("--to", type=Path, metavar="FOLDER", help="into a folder of its own")
    restore.add_argument("--replace", action="store_true", help="move aside what is there")
    _index(restore)


def _index(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--index", type=Path, metavar="DIR", help="index folder (default: RAG_INDEX, see below)"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code: 0 well, 1 found wanting, 2 input that cannot be used."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    for name in _TRACING:  # questions never leave the machine, whatever another program has set
        os.environ[name] = "false"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console in GBK has no ✓
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["access"]:
        return _run("rag.commands", "access", arguments[1:])
    if arguments[:1] == ["eval"]:
        return _run("rag.commands", "evaluate", arguments[1:])
    options = parser().parse_args(arguments)
    return _run("rag.commands", options.command, options)


#: Nothing leaves the machine, and no library spins threads on a small one.
_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")


def _run(module: str, name: str, options: object) -> int:
    from importlib import import_module

    try:
        code: int = getattr(import_module(module), name)(options)
        return code
    except RagError as error:
        print(f"rag: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
