"""Chinese official language: text and its numerals, labels, places, organs and departments, words and sense units.

The lowest layer: what a stage knows of the language stands here once, and nothing here knows of a stage.
"""
