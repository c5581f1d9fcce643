"""Answers in the words of clauses: units chosen, lists, tables, departments and facts told (``composer``)."""
