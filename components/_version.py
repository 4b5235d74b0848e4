"""The version of the library and of its package in every Pulumi language."""

__version__ = "0.1.0"
