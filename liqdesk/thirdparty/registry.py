"""The table of services, in the order they are shown."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from liqdesk.domain.third_party import ServiceId
from liqdesk.thirdparty import coinalyze, coinglass
from liqdesk.thirdparty.script import Service

SERVICES: Mapping[ServiceId, Callable[[], Service]] = MappingProxyType(
    {coinalyze.INFO.id: coinalyze.Coinalyze, coinglass.INFO.id: coinglass.Coinglass}
)
