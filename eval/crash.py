"""Kills whoever works on an index at random moments, while questions are asked, and counts what is lost.

    python -m eval.crash                  300 kills, the result printed and stored
    python -m eval.crash --points 20      fewer; nothing is stored unless --store is given

A process builds, updates, deletes, switches back and cleans up, over and over, until ``kill -9``
meets it. Another one asks all the while, as a server does: it looks which version is in use, opens
it when it is another, and asks. Every answer is compared with that of an index built in peace over
the same documents. After each kill the index must open with every checksum right and give the
right answers; then a build must bring it to exactly the documents it is given.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from eval.kept import keep
from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.index import Index, open_current, versions
from rag.pipeline import Assistant
from rag.records.entry import digest, lasting
from rag.settings import Settings

#: What is being done when the kill comes; the child tells by its number.
WORK = ("start", "build", "clean up", "switch back")
#: Powers of ten of the seconds after which a kill comes: 1 ms, within a clean-up, to half a second,
#: behind a build.
SOONEST, LATEST = -3.0, -0.3

_TEXT = """关于印发{region}基层卫生服务提升实施方案的通知

{number}

各乡镇人民政府，县政府各部门：

一、总体目标

到2025年，{region}家庭医生签约覆盖率达到{rate}%以上。（牵头单位：县卫生健康局）

二、重点任务

（一）充实人员。每个乡镇卫生院配备不少于{staff}名全科医生。（责任单位：县人力资源社会保障局）

（二）发展中医服务。新建{clinics}个中医馆，开展针灸、推拿等中医药服务。（牵头单位：县卫生健康局）

{region}人民政府办公室

2024年3月15日
"""
REGIONS = ("云山县", "临江市", "青石县", "白河县", "东岭区", "南湖区")

Key = tuple[tuple[str, str], ...]
Expected = Mapping[Key, tuple[str, ...]]


def policy(region: str, number: int, rate: int) -> str:
    """A policy of our own, small enough to be built in an instant."""
    issued = f"{region[0]}政办〔2024〕{number}号"
    return _TEXT.format(region=region, number=issued, rate=rate, staff=2 + number, clinics=10 + number)


def corpora(folder: Path) -> list[Path]:
    """Three folders of documents: few; more; one changed and one deleted."""
    whole = {region: policy(region, i + 1, 40 + i) for i, region in enumerate(REGIONS)}
    changed = {**whole, "临江市": policy("临江市", 2, 77)}
    del changed["云山县"]
    made = []
    for name, texts in (("few", dict(list(whole.items())[:2])), ("more", whole), ("changed", changed)):
        place = folder / name
        place.mkdir()
        for region, text in texts.items():
            (place / f"{region}.txt").write_text(text, "utf-8")
        made.append(place)
    return made


QUESTIONS = (
    "云山县家庭医生签约覆盖率目标是多少？",
    "临江市家庭医生签约覆盖率目标是多少？",
    "临江市和青石县分别新建多少个中医馆？",
    "白河县充实全科医生由哪个单位负责？",
    "云山县有几家牙科诊所？",
)


def opened(folder: Path, full_check: bool = False) -> Assistant:
    """An assistant over the version in use; the settings are the defaults, whatever the environment."""
    index = open_current(folder, fingerprint=HashingEncoder.fingerprint, full_check=full_check)
    return Assistant(index, HashingEncoder(), limits=Settings(_env_file=None))  # type: ignore[call-arg]


def key(index: Index) -> Key:
    """Which documents an index holds, to the byte."""
    return tuple((header.id, header.sha256) for header in index.headers())


def answered(assistant: Assistant, question: str) -> str:
    """The digest of an answer without the name of its index version."""
    return digest({**lasting(assistant.ask(question)), "index": ""})


def peaceful(folder: Path, sources: Sequence[Path]) -> dict[Key, tuple[str, ...]]:
    """The right answers for each folder of documents, from indexes that nobody disturbs."""
    right = {}
    for source in sources:
        place = folder / f"peace-{source.name}"
        build_index([source], place, encoder="hashing")
        assistant = opened(place)
        with closing(assistant.index):
            right[key(assistant.index)] = tuple(answered(assistant, question) for question in QUESTIONS)
    return right


# ---- the two other processes -------------------------------------------------------------------


def work(folder: Path, sources: Sequence[Path], seed: int, doing: Any) -> None:
    """Build, update, delete, clean up, switch back, in random order, until killed."""
    generator = random.Random(seed)
    while True:
        chance = generator.random()
        if chance < 0.5:
            doing.value = 1
            build_index([generator.choice(sources)], folder, encoder="hashing")
        elif chance < 0.75:
            doing.value = 2
            versions.gc(folder, keep=generator.choice((1, 2)))
        else:
            doing.value = 3
            known = [version.id for version in versions.list_versions(folder) if version.manifest]
            versions.use(folder, generator.choice(known))


def ask_all_the_while(folder: Path, right: Expected, stop: Any, told: Any) -> None:
    """Asks until told to stop; then sends (answers, versions seen, what was wrong)."""
    answers, seen, wrong = 0, 0, list[str]()
    assistant: Assistant | None = None
    while not stop.is_set():
        try:
            if assistant is None or versions.current_id(folder) != assistant.index.id:
                assistant = opened(folder)
                seen += 1
            at = answers % len(QUESTIONS)
            given, wanted = answered(assistant, QUESTIONS[at]), right.get(key(assistant.index))
            if wanted is None or given != wanted[at]:
                wrong.append(f"wrong answer to {QUESTIONS[at]} from {assistant.index.id}")
        except Exception as error:  # whatever it is: the reader of a server would have seen it
            wrong.append(f"{type(error).__name__}: {error}")
        answers += 1
    told.send((answers, seen, wrong[:20]))


# ---- the run -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What was counted; everything below ``kills`` should be 0 but ``answers`` and ``versions``."""

    kills: int = 0
    at: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    versions: int = 0
    wrong: list[str] = field(default_factory=list)
    unloadable: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Nothing wrong, nothing lost, and questions were asked at all."""
        return not (self.wrong or self.unloadable or self.lost) and self.answers > 0

    def lines(self) -> list[str]:
        """As it is printed and stored."""
        at = ", ".join(f"{self.at[what]} during {what}" for what in WORK if self.at[what])
        lines = [
            f"{self.kills} kills ({at})",
            f"{self.answers} questions asked meanwhile, of {self.versions} versions: {len(self.wrong)} wrong or failed",
            f"{len(self.unloadable)} indexes that do not load",
            f"{len(self.lost)} builds afterwards that lost a document or kept a deleted one",
        ]
        return [*lines, *self.wrong[:5], *self.unloadable[:5], *self.lost[:5]]


def run(points: int, folder: Path, seed: int = 0) -> Tally:
    """Kills ``points`` times and gives what came of it."""
    sources, tally, generator = corpora(folder), Tally(), random.Random(seed)
    right = peaceful(folder, sources)
    index = folder / "index"
    build_index([sources[0]], index, encoder="hashing")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["rag.builder", "rag.pipeline", "langchain_core.runnables"])
    stop, (receive, send) = context.Event(), context.Pipe(duplex=False)
    reader = context.Process(target=ask_all_the_while, args=(index, right, stop, send), daemon=True)
    reader.start()
    try:
        for point in range(points):
            tally.at[_killed(context, index, sources, point, generator)] += 1
            tally.kills += 1
            _examine(index, right, sources, generator, tally)
    finally:
        stop.set()
        if receive.poll(60):
            tally.answers, tally.versions, tally.wrong = receive.recv()
        reader.join(10)
        reader.kill()
    return tally


def _killed(
    context: ForkServerContext,
    index: Path,
    sources: Sequence[Path],
    seed: int,
    generator: random.Random,
) -> str:
    """Starts a worker, kills it at a random moment, and gives what it was about."""
    doing = context.Value("i", 0)
    worker = context.Process(target=work, args=(index, sources, seed, doing), daemon=True)
    worker.start()
    until = time.monotonic() + 30
    while doing.value == 0 and worker.is_alive() and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(10 ** generator.uniform(SOONEST, LATEST))
    if not worker.is_alive():
        raise RuntimeError(f"the worker ended by itself, exit code {worker.exitcode}")
    at = WORK[doing.value]
    worker.kill()
    worker.join()
    return at


def _examine(
    index: Path, right: Expected, sources: Sequence[Path], generator: random.Random, tally: Tally
) -> None:
    """Whether the index loads and answers, and whether a build brings it to what it is given."""
    for full, source in ((True, None), (False, generator.choice(sources))):
        try:
            if source is not None:
                build_index([source], index, encoder="hashing")
            assistant = opened(index, full_check=full)
        except Exception as error:
            tally.unloadable.append(f"{type(error).__name__}: {error}")
            continue
        with closing(assistant.index):
            held = key(assistant.index)
            if source is not None and {name for name, _ in held} != {p.stem for p in source.iterdir()}:
                tally.lost.append(f"{source.name}: holds {[name for name, _ in held]}")
            given = tuple(answered(assistant, question) for question in QUESTIONS)
            if given != right.get(held):
                tally.lost.append(f"wrong answers from {assistant.index.id}")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line: 0 nothing was lost, 1 something was."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.crash", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=300, help="how often is killed (default: 300)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--store", action="store_true", help="store the result whatever --points says")
    args = parser.parse_args(argv)
    load, began = os.getloadavg()[0], time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(args.points, Path(folder), args.seed)
    print("\n".join(tally.lines()))
    if args.store or args.points >= 300:
        seconds = round(time.perf_counter() - began)
        command = f"python -m eval.crash --points {args.points}"
        keep("crash", command, tally.lines(), seconds, load)
    return 0 if tally.well else 1


if __name__ == "__main__":
    sys.exit(main())
