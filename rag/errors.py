"""The exceptions of this package.

RagError
├── InputError        what the user typed or sent cannot be taken
├── DocumentError     a file cannot be read as a document
├── IndexStateError      the index is missing, damaged, locked or from another encoder
├── EncoderError      the encoder cannot be loaded or run
├── RerankerError     the reranker cannot be loaded or run
├── ModelError        the language model cannot be reached or answers nonsense
└── SettingsError     a setting has no valid value

Every message says what is wrong, where, and what to do next.
"""


class RagError(Exception):
    """Root of all errors that a user may see; ``str(error)`` is fit to be shown."""


class InputError(RagError):
    """The question, history or record cannot be taken."""


class DocumentError(RagError):
    """A file cannot be read as a document."""


class IndexStateError(RagError):
    """The index is missing, damaged, locked, or was built by another encoder."""


class EncoderError(RagError):
    """The encoder cannot be loaded or does not fit."""


class RerankerError(RagError):
    """The reranker cannot be loaded, or gave no scores."""


class ModelError(RagError):
    """The language model cannot be reached or its answer cannot be used."""


class SettingsError(RagError):
    """A setting has no valid value."""
