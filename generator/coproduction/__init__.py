"""YAML guidance on co-production becomes a site, handouts and forms."""

__version__ = "0.1.0"
