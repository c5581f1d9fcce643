"""Who may do what, and see which documents: users, keys, portal tokens, roles, groups, limits.

Nothing here knows of HTTP: ``rag.web.access`` reads requests and asks this package.
"""
