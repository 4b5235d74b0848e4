"""HostedZone: a public zone that is not deleted with records in it."""

from typing import Any

import pytest

from components import ArgumentError, HostedZone
from tests.mocks import TAGS, Recording, run

ZONE = "aws:route53/zone:Zone"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        zone = HostedZone("app", {"domain_name": "app.example.com", "tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {name: getattr(zone, name) for name in HostedZone.__annotations__}

    return run(program)


def test_is_a_zone_that_keeps_its_records() -> None:
    recording = deploy()

    assert recording.counts() == {"shared-infra:index:HostedZone": 1, ZONE: 1}
    assert recording.one(ZONE, "app-zone").inputs == {
        "name": "app.example.com",
        "comment": "Managed by Pulumi",
        "forceDestroy": False,
        "tags": {**TAGS, "Name": "app-zone", "Component": "HostedZone"},
    }
    assert recording.result == {
        "zone_id": "Z0123456789",
        "zone_arn": "arn:aws:mock:us-east-1:123456789012:Zone/app-zone",
        "name_servers": ["ns-1.awsdns-00.com", "ns-513.awsdns-00.net"],
        "domain_name": "app.example.com",
    }


def test_comment_and_deletion_are_the_callers() -> None:
    inputs = deploy(comment="The shop's own domain.", force_destroy=True).one(ZONE).inputs

    assert (inputs["comment"], inputs["forceDestroy"]) == ("The shop's own domain.", True)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"domain_name": None}, "domain_name: missing. Allowed: a text."),
        ({"domain_name": "App.example.com"}, "domain_name: 'App.example.com'. Allowed: up to 253 characters"),
        ({"domain_name": "*.example.com"}, "domain_name: '*.example.com'."),
        ({"domain_name": "example.com."}, "domain_name: 'example.com.'."),
        ({"comment": "a" * 257}, "comment: 257 characters. Allowed: at most 256."),
        ({"force_destroy": "no"}, "force_destroy: 'no'. Allowed: true or false."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
