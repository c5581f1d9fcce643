"""From the text of a page to a document: noise out, lines joined, clauses by their labels, their departments and figures.

``parser`` shows the way; nothing here knows of files (``rag.load``) or of indexes.
"""
