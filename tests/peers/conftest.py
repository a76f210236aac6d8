"""The assistant's engine, as for the walks."""

from tests.walks.conftest import engine

__all__ = ["engine"]
