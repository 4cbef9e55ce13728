"""Builds, starts and stops everything; the only package that knows them all."""
