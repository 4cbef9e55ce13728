"""Brings frames in: live connections, tapes, and recorded lines; the only importer of the websockets client."""
