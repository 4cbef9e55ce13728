"""The table of services."""

from liqdesk.thirdparty.registry import SERVICES


def test_each_service_is_listed_under_its_own_name_and_begins_anew():
    for service, open_service in SERVICES.items():
        assert open_service().info.id == service
        assert open_service() is not open_service()
        assert open_service().info.address.startswith("https://")
