"""The chat page, the document reader and the views, for a browser.

Gradio and FastAPI are imported in this folder only. ``app`` puts the pieces together.
"""
