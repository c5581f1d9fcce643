"""Answers questions on policy documents from their clauses, each with its official reference."""
