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
from rag.language.apart import titles
from rag.records.kept import records_of
from rag.web.answer import answer_html, pending_html, question_html
from rag.web.answering import Asker, asker
from rag.web.asking import Scope, gathered, pieces, scope_of
from rag.web.browser_store import BEFORE, FOLLOW, KEEP, added, adopted, continued, fresh, opened, own, removed
from rag.web.chat_look import both, navigation, other_places, translations
from rag.web.conversation_files import DOCX, MARKDOWN, saved
from rag.web.examples import example_questions
from rag.web.exchanges import Conversation, Exchange, Kept, failed
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


def chat_page(assistant: Assistant, settings: WebSettings, gate: Gate | None = None) -> gr.Blocks:
    """The page and its events; ``gate``: the places for answers, shared with the other channels."""
    page = ChatPage(assistant, settings, gate)
    blocks: gr.Blocks = page.blocks
    blocks.queue(default_concurrency_limit=8, max_size=64)
    return blocks


def _language(request: gr.Request) -> Language:
    assert request.request is not None  # the one that Gradio wraps
    return language_of(request.request)


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
            self.kept = gr.JSON(visible=False)  # filled by a script whenever it is sent
            self.change = gr.JSON(visible=False)
            self.before = gr.BrowserState({}, storage_key=BEFORE, secret=BEFORE)
            self.talk = gr.State(Conversation())
            self.voted = gr.State(None)
            gr.HTML(navigation(settings.access != "off"), elem_id="bar", padding=False)
            with gr.Sidebar(open=False, width=300, elem_id="side"):
                self._side(w)
            self._conversation(w)
            self.file = gr.JSON(visible=False)
            self.saver = gr.HTML("", js_on_load=_SAVED, elem_id="saver", padding=False)
            self.follower = gr.HTML("", js_on_load=FOLLOW, elem_id="follower", padding=False)
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
        load_out = [*shown, *scope, self.change]
        loaded = self.blocks.load(
            self.restore, [self.before, self.kept], load_out, js=fresh(1, 2), queue=False, **quiet
        )
        ask_in = [self.box, self.talk, self.kept, *scope]
        ask_out = [self.box, *shown, self.change, self.comment_row]
        # A question sent while an answer still arrives is asked next; by default it would be dropped.
        quiet_ask: dict[str, Any] = {"outputs": ask_out, **quiet}
        asking = self.box.submit(
            self.ask, ask_in, js=fresh(2, len(ask_in)), trigger_mode="always_last", **quiet_ask
        )
        example = self.chatbot.example_select(
            self.ask_example, ask_in[1:], js=fresh(1, len(ask_in) - 1), **quiet_ask
        )
        self.box.stop(None, None, None, cancels=[asking, example], api_visibility="private")
        into: dict[str, Any] = {"outputs": [*shown, self.change], "queue": False, **quiet}
        fresh_start = self.fresh.click(self.start, [self.kept], js=fresh(0, 1), **into)
        removing = self.delete.click(self.remove, [self.talk, self.kept], js=fresh(1, 2), **into)
        opening = self.list.input(self.open, [self.list, self.kept], js=fresh(1, 2), **into)
        for made in (loaded, asking, example, fresh_start, removing, opening):
            made.then(None, [self.change], js=KEEP, queue=False, **quiet)
        self.follower.submit(self.follow, [self.talk, self.kept], shown, js=fresh(1, 2), queue=False, **quiet)
        self._events_of_answers(quiet)

    def _events_of_answers(self, quiet: dict[str, Any]) -> None:
        """Thumbs, comments and files."""
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
        into: dict[str, Any] = {"inputs": [self.talk], "outputs": [self.file], "queue": False, **quiet}
        made = (
            self.markdown.click(self.as_markdown, **into),
            self.docx.click(self.as_docx, **into),
            self.saver.submit(self.save_one, **into),
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
        kept = own(stored, _name(request))
        talk = continued(talk, kept)
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
            yield self._finished(talk, exchange, kept, request)

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

    def _finished(self, talk: Conversation, exchange: Exchange, kept: Kept, request: gr.Request) -> Updates:
        talk = replace(talk, exchanges=(*talk.exchanges, exchange))
        return self._show(kept.put(talk), _language(request)) | {
            self.talk: talk,
            self.change: added(talk.id, exchange, _name(request)),
            self.comment_row: gr.Row(visible=False),
        }

    # conversations

    def restore(self, before: Any, stored: Any, request: gr.Request) -> Updates:
        """Show what the browser kept, and the documents of the index as it is now.

        ``before``: what an older release left in the browser, if nothing newer is there.
        """
        mine = assistant_for(self.assistant, request)
        lists = Lists(mine.index)
        choices = [(name, identity) for identity, name in titles(lists.headers.values()).items()]
        older = adopted(before, _name(request))
        kept = own(before if older else stored, _name(request))
        shown = self._show(kept, _language(request)) | {self.change: older}
        examples = [ExampleMessage(text=q) for q in self._examples_of(mine, lists)]
        if shown[self.chatbot]:
            shown[self.chatbot] = gr.Chatbot(examples=examples, value=shown[self.chatbot])
        else:  # what somebody quick has asked meanwhile is left alone
            shown[self.chatbot] = gr.Chatbot(examples=examples)
            del shown[self.talk]
        return shown | {
            self.documents: gr.Dropdown(choices=choices),
            self.regions: gr.Dropdown(choices=list(lists.regions), visible=bool(lists.regions)),
        }

    def _examples_of(self, mine: Assistant, lists: Lists) -> list[str]:
        if lists.index not in self._examples:
            check = mine if self.settings.llm_model is None else None
            self._examples[lists.index] = example_questions(lists, check)
        return self._examples[lists.index]

    def start(self, stored: Any, request: gr.Request) -> Updates:
        """Begin a new conversation; the old one stays in the list."""
        kept = replace(own(stored, _name(request)), open=None)
        return self._show(kept, _language(request)) | {self.change: opened(None)}

    def open(self, identity: str, stored: Any, request: gr.Request) -> Updates:
        """Open a conversation of the list."""
        kept = replace(own(stored, _name(request)), open=identity)
        return self._show(kept, _language(request)) | {self.change: opened(identity)}

    def remove(self, talk: Conversation, stored: Any, request: gr.Request) -> Updates:
        """Delete the open conversation."""
        kept = own(stored, _name(request)).drop(talk.id)
        return self._show(kept, _language(request)) | {self.change: removed(talk.id)}

    def follow(self, talk: Conversation, stored: Any, request: gr.Request) -> Updates:
        """Show what another tab of this browser has added or removed; what has not changed is let be."""
        kept = own(stored, _name(request))
        now = kept.get(kept.open) or Conversation()
        if now.exchanges == talk.exchanges:
            return {self.list: self._choices(kept)}
        return self._show(kept, _language(request))

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
