"""The OpenAI-compatible channel, driven by the clients that people have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from channels import served, web_app

QUESTION = "徐汇的家庭医生签约覆盖率目标是多少？"
REFUSED = "平顶山的家庭医生签约覆盖率目标是多少？"
openai = pytest.importorskip("openai", reason="the extra [llm] is not installed")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(web_app(tmp_path_factory.mktemp("data"))) as found:
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> Any:
    return openai.OpenAI(base_url=f"{address}/v1", api_key="EMPTY", max_retries=0)


def ask(client: Any, *said: str, **options: Any) -> Any:
    roles = ("user", "assistant")
    messages = [{"role": roles[i % 2], "content": text} for i, text in enumerate(said)]
    return client.chat.completions.create(model="policy-rag", messages=messages, **options)


def test_references_stand_in_the_text_and_in_a_field(client: Any, address: str) -> None:
    made = ask(client, QUESTION)
    message = made.choices[0].message
    assert (made.model, made.object, made.choices[0].finish_reason) == (
        "policy-rag",
        "chat.completion",
        "stop",
    )
    text, _, listed = message.content.partition("\n\n依据：\n")
    assert "45%" in text and "[1]" in text
    first = message.references[0]
    assert first["label"] in listed and " ".join(first["quote"].split()) in listed
    assert first["url"].startswith(f"{address}/documents/") and first["url"] in listed
    assert made.answer["citations"][0]["clause_id"] == first["clause_id"]
    assert message.refusal is None


def test_a_stream_ends_with_the_references(client: Any) -> None:
    chunks = list(ask(client, QUESTION, stream=True))
    assert len({chunk.id for chunk in chunks}) == 1 and len(chunks) > 4
    assert chunks[0].choices[0].delta.role == "assistant"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    whole = ask(client, QUESTION)
    assert text == whole.choices[0].message.content
    last = chunks[-1]
    assert last.choices[0].finish_reason == "stop"
    assert last.choices[0].delta.references == whole.choices[0].message.references
    assert last.answer["citations"] == whole.answer["citations"]


def test_history_is_read_without_its_reference_lists(client: Any) -> None:
    before = ask(client, QUESTION).choices[0].message.content
    made = ask(client, QUESTION, before, "那丽水呢？")
    assert "丽水" in made.answer["standalone_question"]


def test_a_refusal_is_one_in_this_form_too(client: Any) -> None:
    message = ask(client, REFUSED).choices[0].message
    assert "没有写明" in message.refusal and message.refusal in message.content
    assert message.references == []
    *_, last = ask(client, REFUSED, stream=True)
    assert last.choices[0].delta.refusal == message.refusal


def test_parts_and_system_messages(client: Any) -> None:
    parts = [{"type": "text", "text": "徐汇的家庭医生"}, {"type": "text", "text": "签约覆盖率目标是多少？"}]
    messages = [{"role": "system", "content": "Answer in verse."}, {"role": "user", "content": parts}]
    made = client.chat.completions.create(model="policy-rag", messages=messages, temperature=1.5)
    assert "45%" in made.choices[0].message.content


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("messages", "code", "part"),
    [
        ([{"role": "user", "content": ""}], "question_not_taken", "messages"),
        ([{"role": "assistant", "content": "x"}], "invalid_input", "messages"),
        ([{"role": "system", "content": "x"}], "invalid_input", "messages"),
        ([], "invalid_input", "messages"),
        ([{"role": "king", "content": "x"}], "invalid_input", "messages.0.role"),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}],
            "invalid_input",
            "messages",
        ),
    ],
)
def test_what_cannot_be_taken(client: Any, messages: list[Any], code: str, part: str, stream: bool) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="policy-rag", messages=messages, stream=stream)
    error = caught.value
    assert (error.code, error.type, error.param) == (code, "invalid_request_error", part)
    assert error.body["message"]


def test_only_one_choice(client: Any) -> None:
    with pytest.raises(openai.BadRequestError, match="n: "):
        ask(client, QUESTION, n=2)


def test_models(client: Any) -> None:
    assert [model.id for model in client.models.list()] == ["policy-rag"]
    assert client.models.retrieve("policy-rag").id == "policy-rag"
    for call in (
        lambda: client.models.retrieve("gpt-x"),
        lambda: client.chat.completions.create(model="gpt-x", messages=[{"role": "user", "content": "x"}]),
    ):
        with pytest.raises(openai.NotFoundError, match="policy-rag") as caught:
            call()
        assert caught.value.code == "model_not_found"


def test_langchain(address: str) -> None:
    chat = pytest.importorskip("langchain_openai").ChatOpenAI(
        model="policy-rag", base_url=f"{address}/v1", api_key="EMPTY", max_retries=0
    )
    made = chat.invoke(QUESTION)
    assert "45%" in made.content and "依据：" in made.content
    assert "".join(chunk.content for chunk in chat.stream(QUESTION)) == made.content


def test_the_history_limit_is_told(client: Any) -> None:
    with pytest.raises(openai.BadRequestError, match="messages"):
        ask(client, *["x"] * 201)
