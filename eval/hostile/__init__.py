"""Attacks in questions, conversations, documents and a model that obeys them; none may succeed.

- ``*.jsonl``: the attacks, a file for each kind; ``documents/``: documents that attack their reader
- ``attacks``: how an attack is written down and read
- ``obedient``: a language model that does what the attacker wants
- ``checks``: what it would look like if an attack succeeded
- ``python -m eval.hostile``: all of them through the pipeline, with and without a model
"""
