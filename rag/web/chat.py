"""The chat page: Gradio lays it out and streams; what it shows is made in ``rag.web.answer``."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from rag.access.rate import Busy, Gate
from rag.errors import RagError
from rag.records.kept import records_of
from rag.web.answer import answer_html, pending_html, question_html
from rag.web.answering import Asker, asker
from rag.web.asking import Scope, gathered, pieces, scope_of
from rag.web.chat_look import both, navigation, other_places, translations
from rag.web.conversation_files import DOCX, MARKDOWN, saved
from rag.web.examples import example_questions
from rag.web.exchanges import Conversation, Exchange, Kept, failed, kept_from, to_plain
from rag.web.feedback import MAX_COMMENT, record_feedback
from rag.web.lists import Lists
from rag.web.page import language_of
from rag.web.visitors import assistant_for, groups_of, visitor_of
from rag.web.words import Language, words
from rag.web_settings import WebSettings

if TYPE_CHECKING:
    from rag.index import Index
    from rag.pipeline import Assistant

log = logging.getLogger(__name__)

Updates = dict[Any, Any]

_DOWNLOAD = "(file) => { if (file) window.policyChat.download(file); }"
#: Buttons inside an answer are text to Gradio; the page's script tells it which was pressed.
_SAVED = "document.addEventListener('save-answer', (event) => trigger('submit', event.detail));"

#: Not a secret: the browser's copy is only kept from being read by accident. A chance value would
#: make every conversation unreadable when the server starts again.
_STORE_KEY = "policy-rag-conversations"


def chat_page(assistant: Assistant, settings: WebSettings, gate: Gate | None = None) -> gr.Blocks:
    """The page and its events; ``gate``: the places for answers, shared with the other channels."""
    page = ChatPage(assistant, settings, gate)
    blocks: gr.Blocks = page.blocks
    blocks.queue(default_concurrency_limit=8, max_size=64)
    return blocks


def _language(request: gr.Request) -> Language:
    assert request.request is not None  # the one that Gradio wraps
    return language_of(request.request)


def _own(stored: Any, request: gr.Request) -> Any:
    """What the browser kept for this visitor; what another one left in it counts as nothing."""
    owner = stored.get("owner", "") if isinstance(stored, dict) else ""
    return stored if owner == _name(request) else {}


def _plain(kept: Kept, request: gr.Request) -> dict[str, Any]:
    """What the browser keeps, under the visitor's name."""
    return to_plain(kept) | {"owner": _name(request)}


def _name(request: gr.Request) -> str:
    visitor = visitor_of(request)
    return f"{visitor.by} {visitor.name}" if visitor else ""


class ChatPage:
    """The components of the page, in reading order, and a method for each thing one can do."""

    def __init__(self, assistant: Assistant, settings: WebSettings, gate: Gate | None = None) -> None:
        self.assistant = assistant
        self.settings = settings
        self.gate = gate or Gate(settings.places, settings.answers_waiting)
        self._examples: WeakKeyDictionary[Index, list[str]] = WeakKeyDictionary()
        if settings.access == "off":  # asked for now, so that whoever opens the page need not wait
            self._examples_of(assistant, Lists(assistant.index))
        w = translations()
        with gr.Blocks(title=words("zh")["site"], fill_height=True) as self.blocks:
            self.kept = gr.BrowserState({}, storage_key=_STORE_KEY, secret=_STORE_KEY)
            self.talk = gr.State(Conversation())
            self.voted = gr.State(None)
            gr.HTML(navigation(settings.access != "off"), elem_id="bar", padding=False)
            with gr.Sidebar(open=False, width=300, elem_id="side"):
                self._side(w)
            self._conversation(w)
            self.file = gr.JSON(visible=False)
            self.saver = gr.HTML("", js_on_load=_SAVED, elem_id="saver", padding=False)
            self._events()

    def _side(self, w: gr.I18n) -> None:
        """The lists are empty: the page is made for nobody, and ``restore`` fills it for whoever opens it."""
        self.fresh = gr.Button(w("new_conversation"), variant="primary", elem_id="fresh")
        self.list = gr.Radio([], label=w("conversations"), elem_id="conversations", visible=False)
        with gr.Accordion(w("scope"), open=True):
            self.documents = gr.Dropdown(
                [],
                multiselect=True,
                label=w("scope_documents"),
                elem_id="scope-documents",
            )
            self.regions = gr.Dropdown(
                [],
                multiselect=True,
                label=w("scope_regions"),
                visible=False,
                elem_id="scope-regions",
            )
        with gr.Accordion(w("export"), open=False, visible=False) as self.exporting:
            self.markdown = gr.Button(w("export_md"), size="sm", elem_id="export-md")
            self.docx = gr.Button(w("export_docx"), size="sm", elem_id="export-docx")
        with gr.Accordion(w("delete_conversation"), open=False, visible=False) as self.deleting:
            self.delete = gr.Button(w("delete_now"), variant="stop", size="sm", elem_id="delete")
        gr.HTML(other_places(), elem_id="places")

    def _conversation(self, w: gr.I18n) -> None:
        with gr.Column(elem_id="talk"):
            self.chatbot = gr.Chatbot(
                label=w("conversation"),
                show_label=False,
                elem_id="chat",
                height="100%",
                scale=1,
                autoscroll=False,  # it goes to the end of an answer; chat.js goes to its beginning
                buttons=[],
                latex_delimiters=[],
                layout="panel",
                feedback_options=("Like", "Dislike"),
                group_consecutive_messages=False,
                placeholder=f"<h1>{both('site')}</h1><p>{both('welcome')}</p>",
            )
            with gr.Row(visible=False, elem_id="comment") as self.comment_row:
                self.comment = gr.Textbox(
                    label=w("comment"),
                    placeholder=w("comment_hint"),
                    max_length=MAX_COMMENT,
                    scale=4,
                    elem_id="comment-text",
                )
                self.send_comment = gr.Button(w("comment_send"), scale=1, min_width=120)
            self.box = gr.Textbox(
                label=w("question"),
                show_label=False,
                placeholder=w("ask_placeholder"),
                lines=1,
                max_lines=6,
                autofocus=True,
                submit_btn=True,
                elem_id="ask",
                container=False,
            )

    def _events(self) -> None:
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        shown = [self.talk, self.chatbot, self.list, self.exporting, self.deleting]
        scope = [self.documents, self.regions]
        self.blocks.load(self.restore, [self.kept], [*shown, *scope], queue=False, **quiet)
        ask_in = [self.box, self.talk, self.kept, self.documents, self.regions]
        ask_out = [self.box, *shown, self.kept, self.comment_row]
        # A question sent while an answer still arrives is asked next; by default it would be dropped.
        asking = self.box.submit(self.ask, ask_in, ask_out, trigger_mode="always_last", **quiet)
        example = self.chatbot.example_select(self.ask_example, ask_in[1:], ask_out, **quiet)
        self.box.stop(None, None, None, cancels=[asking, example], api_visibility="private")
        self.fresh.click(self.start, [self.kept], [*shown, self.kept], queue=False, **quiet)
        self.delete.click(self.remove, [self.talk, self.kept], [*shown, self.kept], queue=False, **quiet)
        self.list.input(self.open, [self.list, self.kept], [*shown, self.kept], queue=False, **quiet)
        self.chatbot.like(
            self.vote,
            [self.talk],
            [self.voted, self.comment_row, self.comment],
            queue=False,
            **quiet,
        )
        gr.on(
            [self.send_comment.click, self.comment.submit],
            self.say,
            [self.comment, self.voted, self.talk],
            [self.comment_row],
            **quiet,  # in the queue: only there does Gradio show its messages
        )
        into: dict[str, Any] = {"inputs": [self.talk], "outputs": [self.file], "queue": False}
        made = (
            self.markdown.click(self.as_markdown, **into, **quiet),
            self.docx.click(self.as_docx, **into, **quiet),
            self.saver.submit(self.save_one, **into, **quiet),
        )
        for file in made:
            file.then(None, [self.file], js=_DOWNLOAD, queue=False, **quiet)

    # showing

    def _messages(self, exchanges: Sequence[Exchange], language: Language) -> list[dict[str, str]]:
        return [
            message
            for exchange in exchanges
            for message in (
                {"role": "user", "content": question_html(exchange.question)},
                {"role": "assistant", "content": answer_html(exchange, language)},
            )
        ]

    def _choices(self, kept: Kept) -> Any:
        choices = [(conversation.title, conversation.id) for conversation in kept.conversations]
        return gr.Radio(choices=choices, value=kept.open, visible=bool(choices))

    def _show(self, kept: Kept, language: Language) -> Updates:
        talk = kept.get(kept.open) or Conversation()
        return {
            self.talk: talk,
            self.chatbot: self._messages(talk.exchanges, language),
            self.list: self._choices(kept),
            self.exporting: gr.Accordion(visible=bool(talk.exchanges)),
            self.deleting: gr.Accordion(visible=bool(talk.exchanges), open=False),
        }

    # asking

    def ask(
        self,
        question: str,
        talk: Conversation,
        stored: Any,
        documents: list[str] | None,
        regions: list[str] | None,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Stream an answer, then keep the exchange in the browser."""
        if not question.strip():
            return
        language = _language(request)
        before = self._messages(talk.exchanges, language)
        asked = {"role": "user", "content": question_html(question)}
        exchange: Exchange | None = None
        yield self._pending(before, asked, "", language) | {self.box: ""}
        mine = assistant_for(self.assistant, request)
        scope = scope_of(mine.index.headers(), documents, regions)
        by = asker(request, self.settings)
        for state in gathered(self._in_place(mine, question, talk, scope, language, by)):
            if isinstance(state, Exchange):
                exchange = state
                break
            yield self._pending(before, asked, state, language)
        if exchange is not None:
            yield self._finished(replace(talk, exchanges=(*talk.exchanges, exchange)), stored, request)

    def _in_place(
        self,
        mine: Assistant,
        question: str,
        talk: Conversation,
        scope: Scope | None,
        language: Language,
        by: Asker,
    ) -> Iterator[str | Exchange]:
        """The pieces of an answer, made in one of the places for answers."""
        try:
            with self.gate.place():
                yield from pieces(mine, question, talk, scope, language, by)
        except Busy:
            yield failed(question, words(language)["busy"])

    def ask_example(
        self,
        talk: Conversation,
        stored: Any,
        documents: list[str] | None,
        regions: list[str] | None,
        example: gr.SelectData,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Ask an example question."""
        yield from self.ask(example.value["text"], talk, stored, documents, regions, request)

    def _pending(
        self, before: list[dict[str, str]], asked: dict[str, str], text: str, language: Language
    ) -> Updates:
        answer = {"role": "assistant", "content": pending_html(text, language)}
        return {self.chatbot: [*before, asked, answer]}

    def _finished(self, talk: Conversation, stored: Any, request: gr.Request) -> Updates:
        kept = kept_from(_own(stored, request)).put(talk)
        return self._show(kept, _language(request)) | {
            self.talk: talk,
            self.kept: _plain(kept, request),
            self.comment_row: gr.Row(visible=False),
        }

    # conversations

    def restore(self, stored: Any, request: gr.Request) -> Updates:
        """Show what the browser kept, and the documents of the index as it is now."""
        mine = assistant_for(self.assistant, request)
        lists = Lists(mine.index)
        titles = [(header.title, header.id) for header in lists.headers.values()]
        shown = self._show(kept_from(_own(stored, request)), _language(request))
        examples = [ExampleMessage(text=q) for q in self._examples_of(mine, lists)]
        if shown[self.chatbot]:
            shown[self.chatbot] = gr.Chatbot(examples=examples, value=shown[self.chatbot])
        else:  # what somebody quick has asked meanwhile is left alone
            shown[self.chatbot] = gr.Chatbot(examples=examples)
            del shown[self.talk]
        return shown | {
            self.documents: gr.Dropdown(choices=titles),
            self.regions: gr.Dropdown(choices=list(lists.regions), visible=bool(lists.regions)),
        }

    def _examples_of(self, mine: Assistant, lists: Lists) -> list[str]:
        if lists.index not in self._examples:
            check = mine if self.settings.llm_model is None else None
            self._examples[lists.index] = example_questions(lists, check)
        return self._examples[lists.index]

    def start(self, stored: Any, request: gr.Request) -> Updates:
        """Begin a new conversation; the old one stays in the list."""
        return self._change(replace(kept_from(_own(stored, request)), open=None), request)

    def open(self, identity: str, stored: Any, request: gr.Request) -> Updates:
        """Open a conversation of the list."""
        return self._change(replace(kept_from(_own(stored, request)), open=identity), request)

    def remove(self, talk: Conversation, stored: Any, request: gr.Request) -> Updates:
        """Delete the open conversation."""
        return self._change(kept_from(_own(stored, request)).drop(talk.id), request)

    def _change(self, kept: Kept, request: gr.Request) -> Updates:
        return self._show(kept, _language(request)) | {self.kept: _plain(kept, request)}

    # feedback and files

    def vote(self, talk: Conversation, data: gr.LikeData, request: gr.Request) -> Updates:
        """Store a thumb at once and offer a comment."""
        place = data.index if isinstance(data.index, int) else data.index[0]
        number = place // 2
        if not 0 <= number < len(talk.exchanges):
            return {self.comment_row: gr.Row(visible=False)}
        vote = "up" if data.liked is True else "down" if data.liked is False else "none"
        self._record(talk.exchanges[number], vote, "", request)
        return {
            self.voted: {"exchange": number, "vote": vote},
            self.comment_row: gr.Row(visible=vote != "none"),
            self.comment: "",
        }

    def say(
        self, comment: str, voted: dict[str, Any] | None, talk: Conversation, request: gr.Request
    ) -> Updates:
        """Store a comment on the answer that was voted on."""
        if comment.strip() and voted and voted["exchange"] < len(talk.exchanges):
            self._record(talk.exchanges[voted["exchange"]], voted["vote"], comment, request)
            gr.Info(words(_language(request))["thanks"])
        return {self.comment_row: gr.Row(visible=False)}

    def _record(self, exchange: Exchange, vote: str, comment: str, request: gr.Request) -> None:
        try:
            records, user = records_of(self.settings), asker(request, self.settings).user
            mine, groups = assistant_for(self.assistant, request), groups_of(request)
            record_feedback(records, exchange, vote, comment, mine.index.id, user, groups)
        except RagError as error:
            log.error("%s", error)
            raise gr.Error(str(error), print_exception=False) from error

    def as_markdown(self, talk: Conversation, request: gr.Request) -> dict[str, str] | None:
        """The conversation as a Markdown file for the browser to save."""
        return saved(talk.exchanges, MARKDOWN, _language(request), _base(request))

    def as_docx(self, talk: Conversation, request: gr.Request) -> dict[str, str] | None:
        """The conversation as a Word file for the browser to save."""
        return saved(talk.exchanges, DOCX, _language(request), _base(request))

    def save_one(self, talk: Conversation, data: gr.EventData, request: gr.Request) -> dict[str, str] | None:
        """One answer as a file: which, and of what kind, the page's script tells."""
        told = data._data if isinstance(data._data, dict) else {}
        place, kind = told.get("exchange"), str(told.get("kind"))
        if not isinstance(place, int) or not 0 <= place < len(talk.exchanges):
            return None
        return saved(talk.exchanges[place : place + 1], kind, _language(request), _base(request))


def _base(request: gr.Request) -> str:
    """The address of this server as the browser knows it."""
    return str(request.base_url).rstrip("/")
