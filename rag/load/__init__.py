"""Files in, normalised text out: the one door to every format that is read.

``files_of`` says what counts as a document, for whoever lists a folder; ``load_file`` reads one file, ``load_folder`` walks files, folders and archives and reports what it
skips. The line structure of the text suits a parser that reads line by line: one paragraph a
line, one heading a line, one table row a line, written ``| cell | cell |``.
"""

from rag.load.files import SUFFIXES, files_of, load_file, load_folder, passed_over
from rag.load.loaded import FORMATS, Loaded, Skipped

__all__ = ["FORMATS", "SUFFIXES", "Loaded", "Skipped", "files_of", "load_file", "load_folder", "passed_over"]
