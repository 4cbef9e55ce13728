"""What every group of settings is made of."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A group of settings: frozen, and strict about unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid")
