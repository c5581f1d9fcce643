"""Encoders: texts to rows of length 1. ``encoder`` chooses among the bundled one, sentence-transformers and ONNX."""
