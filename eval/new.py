"""``rag eval new``: helps to add a case, and checks each answer as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eval.cases import KINDS, REASONS, STYLES, Case, load_cases, to_json
from eval.corpus import clauses_by_id
from eval.facts import fact_found
from eval.lint import evidence_text, lint
from rag.errors import InputError
from rag.types import Clause, Document, Message

Ask = Callable[[str], str]
Say = Callable[[str], None]
#: How many clauses are shown for a search word.
_SHOWN = 8


class Dialogue:
    """The questions that make a case; ``ask`` reads a line, ``say`` prints one."""

    def __init__(self, documents: Sequence[Document], ask: Ask, say: Say) -> None:
        """``documents``: the corpus that the case is checked against."""
        self._documents = {document.id: document for document in documents}
        self._clauses: Mapping[str, Clause] = clauses_by_id(documents)
        self._ask, self._say = ask, say

    def case(self, taken: set[str]) -> Case:
        """Asks until the case is whole; ``taken``: ids in use."""
        name = self._until("id", lambda text: "in use" if text in taken else None)
        style = self._choice("style", STYLES)
        history = self._history() if style == "followup" else ()
        question = self._until("question")
        kind = self._choice("kind", KINDS)
        answerable = self._choice("do the documents answer it", ("yes", "no")) == "yes"
        if answerable:
            gold = self._gold()
            facts = self._facts(Case(name, question, history, kind, style, True, gold, (), None, None))
            return Case(name, question, history, kind, style, True, gold, facts, None, None)
        reason = self._choice("why not", REASONS)
        near = self._choice("a near miss", ("yes", "no")) == "yes"
        return Case(name, question, history, kind, style, False, (), (), reason, near)

    def _until(self, what: str, wrong: Callable[[str], str | None] = lambda _: None) -> str:
        """Asks until something is typed that nothing is wrong with."""
        while True:
            text = self._ask(f"{what}: ").strip()
            problem = wrong(text) if text else "needed"
            if problem is None:
                return text
            self._say(f"  {problem}")

    def _choice(self, what: str, options: Sequence[str]) -> str:
        listed = ", ".join(options)
        return self._until(
            f"{what} ({listed})", lambda text: None if text in options else f"one of: {listed}"
        )

    def _history(self) -> tuple[Message, ...]:
        self._say("the turns before: first what the user asked, then what was answered")
        asked = self._until("user")
        return Message("user", asked), Message("assistant", self._until("assistant"))

    def _gold(self) -> tuple[tuple[str, ...], ...]:
        """Needed evidences, a line each: clause ids, alternatives apart by blanks; an empty ends.

        Words that are no clause id are looked for in the clauses.
        """
        self._say("gold clauses: one needed evidence a line, alternatives apart by blanks;")
        self._say("other words are searched for; an empty line ends")
        gold: list[tuple[str, ...]] = []
        while True:
            typed = self._ask(f"evidence {len(gold) + 1}: ").split()
            if not typed and gold:
                return tuple(gold)
            if typed and all(clause in self._clauses for clause in typed):
                gold.append(tuple(typed))
                for clause in typed:
                    self._say(f"  {self._clauses[clause].text}")
            elif typed:
                self._search(typed)
            else:
                self._say("  at least one is needed")

    def _search(self, words: Sequence[str]) -> None:
        found = [
            clause
            for clause in self._clauses.values()
            if all(word in clause.text or word in clause.id for word in words)
        ]
        self._say(f"  no such clause id; {len(found)} clauses hold these words")
        for clause in found[:_SHOWN]:
            self._say(f"  {clause.id}  {clause.text[:60]}")

    def _facts(self, case: Case) -> tuple[tuple[str, ...], ...]:
        """Needed facts, a line each, alternatives apart by |; an empty line ends."""
        text = evidence_text(case, self._clauses, self._documents)
        self._say("facts the answer must state: one a line, alternatives apart by |")
        facts: list[tuple[str, ...]] = []
        while True:
            typed = tuple(x.strip() for x in self._ask(f"fact {len(facts) + 1}: ").split("|"))
            typed = tuple(x for x in typed if x)
            if not typed and facts:
                return tuple(facts)
            if typed and fact_found(typed, text):
                facts.append(typed)
            else:
                self._say("  not stated by the gold clauses" if typed else "  one is needed")


def add_case(file: Path, documents: Sequence[Document], ask: Ask, say: Say) -> Case:
    """Makes a case in a dialogue and appends it to a questions file.

    Raises:
        InputError: the file holds lines that are no cases, or cannot be written.
    """
    beside = file.parent if file.parent.is_dir() and any(file.parent.glob("*.jsonl")) else None
    taken = {case.id for case in load_cases(beside)} if beside else set()
    case = Dialogue(documents, ask, say).case(taken)
    for finding in lint([case], documents):
        say(str(finding))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(to_json(case), ensure_ascii=False) + "\n")
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error}); give another --file") from error
    say(f"added {case.id} to {file}")
    return case
