"""A city as files for Neo4j's offline importer: for cities beyond what a driver should load."""

from graph.export.run import export_city

__all__ = ["export_city"]
