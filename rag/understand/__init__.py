"""A question taken apart: what may be asked, what is refused at once, what is wanted, named and meant.

``query`` shows the way.
"""
