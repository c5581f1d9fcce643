"""The clauses for a question: signals of words, structure and meaning, fused by learned weights (``retriever``)."""
