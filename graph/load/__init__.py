"""Loading a directory of files by the import templates: streaming, idempotent, row by row accountable."""

from graph.load.loader import LoadReport, load_directory, load_rows

__all__ = ["LoadReport", "load_directory", "load_rows"]
