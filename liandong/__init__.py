"""What every layer shares: errors, settings, the catalogue's shape, and where the shipped data lies."""

__version__ = "0.1.0"
