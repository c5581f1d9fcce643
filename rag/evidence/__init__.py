"""Whether a text states what a question asks for: the kind of thing, its time, place, figure and term.

Read by those who compose an answer and by the decision on it.
"""
