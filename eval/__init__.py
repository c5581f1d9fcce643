"""Evaluation: curated cases, measures as plain functions, a runner, comparison, gate and reports.

Imports ``rag``; ``rag`` never imports it except where the command line hands over to ``eval.cli``.
"""
