"""Other people's usual pipelines on the same questions, as retrieval peers.

A peer retrieves chunks, not clauses: a place of its ranking counts for every clause of which the
chunk covers at least half. Each needs packages that the plain install does not bring; ``beside``
runs all that are there and names the others.
"""
