"""The language model behind LangChain's interface: opened from the settings, read as it streams."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError, SettingsError
from rag.generate.prompts import PROMPTS, load
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)


def chat_model(chosen: Settings) -> BaseChatModel:
    """The model that the settings name, on an OpenAI-compatible server.

    Raises:
        ModelError: its package is missing.
        SettingsError: the server's address is missing, or a prompt template is at fault.
    """
    if not chosen.llm_model or not chosen.llm_url:
        raise SettingsError(
            "language model: set both RAG_LLM_URL (base URL of an OpenAI-compatible server, such "
            "as http://127.0.0.1:8000/v1) and RAG_LLM_MODEL, or neither"
        )
    for name in PROMPTS:
        load(chosen.prompts, name)
    try:
        from langchain_openai import ChatOpenAI
    except ImportError as error:
        raise ModelError(
            "language model: the package langchain-openai is missing; install the extra [llm]: "
            "pip install 'policy-rag[llm]', or unset RAG_LLM_MODEL"
        ) from error
    # Tokens are never counted here: that would make tiktoken fetch a file from the network.
    return ChatOpenAI(
        model=chosen.llm_model,
        base_url=chosen.llm_url,
        api_key=chosen.llm_key,
        timeout=chosen.llm_timeout,
        temperature=0,
        max_retries=1,
        stream_usage=False,
        use_responses_api=False,
    )


def name_of(model: Any, chosen: Settings) -> str:
    """What the model is called: the settings' name, or the one that it goes by."""
    return str(chosen.llm_model or getattr(model, "model_name", None) or type(model).__name__)


def chunks(
    model: BaseChatModel, messages: Sequence[tuple[str, str]], deadline: float
) -> Generator[str, None, None]:
    """The text of a model's answer as it comes.

    Raises:
        ModelError: any failure of the model, its server or the way there; or the deadline.
    """
    from langchain_core.messages import HumanMessage, SystemMessage
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.runnables import RunnableLambda

    def prompt(parts: Sequence[tuple[str, str]]) -> list[SystemMessage | HumanMessage]:
        kinds = {"system": SystemMessage, "human": HumanMessage}
        return [kinds[role](content=text) for role, text in parts]

    chain = RunnableLambda(prompt) | model | StrOutputParser()
    try:
        for chunk in chain.stream(messages):
            yield chunk
            if time.perf_counter() > deadline:
                raise TimeoutError
    except Exception as error:  # every provider has errors of its own; the user sees none of them
        log.warning("the language model failed: %s: %s", type(error).__name__, error)
        raise ModelError(f"语言模型没有给出可用的答复（{_failure(error)}）") from error


#: What went wrong, by the names that providers' errors share; their messages may hold anything.
_FAILURES = (
    ("Timeout", "超时"),
    ("Connect", "连接不上服务"),
    ("Authentication", "密钥不被接受"),
    ("PermissionDenied", "没有权限"),
    ("NotFound", "服务没有这个模型或地址"),
    ("RateLimit", "请求过多"),
    ("BadRequest", "服务不接受请求"),
    ("InternalServer", "服务内部出错"),
)


def _failure(error: Exception) -> str:
    names = [kind.__name__ for kind in type(error).__mro__]
    for part, told in _FAILURES:
        if any(part in name for name in names):
            return told
    return type(error).__name__
