"""Elastic Load Balancing as AWS answers and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.elbv2.balancers import RESPONSE, Balancers
from tests.unit.localcloud.moto.refusals import error_code

CONFIGURATION = "InvalidConfigurationRequest"


def test_a_load_balancer_has_its_names_defaults_and_interfaces(balancers: Balancers) -> None:
    (app,) = balancers.elb.describe_load_balancers(Names=["app"])["LoadBalancers"]
    (network,) = balancers.elb.describe_load_balancers(Names=["streaming"])["LoadBalancers"]
    assert app["DNSName"].startswith("app-")
    assert app["DNSName"].endswith(".us-east-1.elb.amazonaws.com")
    assert (app["CanonicalHostedZoneId"], app["Scheme"]) == ("Z35SXDOTRQ7X7K", "internet-facing")
    assert ":loadbalancer/net/streaming/" in network["LoadBalancerArn"]
    assert network["CanonicalHostedZoneId"] == "Z26RNL4JYFTOTI"
    attributes = balancers.elb.describe_load_balancer_attributes(LoadBalancerArn=balancers.app)["Attributes"]
    values = {item["Key"]: item["Value"] for item in attributes}
    assert values["routing.http2.enabled"] == "true"
    assert values["idle_timeout.timeout_seconds"] == "60"
    assert len(balancers.place.interfaces(app["SecurityGroups"][0])) >= 2


def test_what_a_load_balancer_is_in_stays_until_it_is_gone(balancers: Balancers) -> None:
    ec2, place = balancers.place.ec2, balancers.place
    group = place.security_group("balancer")
    subnets = [
        place.subnet(place.vpc, f"10.0.{number}.0/24", zone) for number, zone in ((50, "a"), (51, "b"))
    ]
    made = balancers.elb.create_load_balancer(Name="short", Subnets=subnets, SecurityGroups=[group])
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    assert error_code(ec2.delete_subnet, SubnetId=subnets[0]) == "DependencyViolation"
    assert error_code(ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    protection = {"Key": "deletion_protection.enabled", "Value": "true"}
    balancers.elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[protection])
    assert error_code(balancers.elb.delete_load_balancer, LoadBalancerArn=arn) == "OperationNotPermitted"
    balancers.elb.modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=[protection | {"Value": "false"}]
    )
    balancers.elb.delete_load_balancer(LoadBalancerArn=arn)
    ec2.delete_security_group(GroupId=group)
    ec2.delete_subnet(SubnetId=subnets[0])


SERVICE = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}


@pytest.mark.parametrize(
    ("name", "statement", "prefix", "allowed"),
    [
        ("by-service", {"Principal": SERVICE}, "", True),
        ("by-account", {"Principal": {"AWS": "arn:aws:iam::127311923021:root"}}, "app", True),
        ("by-others", {"Principal": {"AWS": "arn:aws:iam::111111111111:root"}}, "", False),
        ("by-prefix", {"Principal": SERVICE, "Resource": "arn:aws:s3:::by-prefix/web/*"}, "app", False),
    ],
)
def test_logs_go_where_they_may(
    balancers: Balancers, name: str, statement: dict[str, Any], prefix: str, allowed: bool
) -> None:
    bucket = balancers.bucket(name, **statement)
    attributes = {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": bucket,
        "access_logs.s3.prefix": prefix,
    }
    request = {
        "LoadBalancerArn": balancers.other,
        "Attributes": [{"Key": key, "Value": value} for key, value in attributes.items()],
    }
    if allowed:
        balancers.elb.modify_load_balancer_attributes(**request)
    else:
        assert error_code(balancers.elb.modify_load_balancer_attributes, **request) == CONFIGURATION


def test_an_application_load_balancer_cannot_log_to_a_bucket_with_a_key(balancers: Balancers) -> None:
    bucket = balancers.bucket("keyed-logs", Principal=SERVICE)
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    balancers.s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    attributes = [
        {"Key": "access_logs.s3.enabled", "Value": "true"},
        {"Key": "access_logs.s3.bucket", "Value": bucket},
    ]
    request = {"LoadBalancerArn": balancers.other, "Attributes": attributes}
    assert error_code(balancers.elb.modify_load_balancer_attributes, **request) == CONFIGURATION


def test_a_target_group_names_its_load_balancer_as_long_as_something_forwards_to_it(
    balancers: Balancers,
) -> None:
    def named() -> list[str]:
        (group,) = balancers.elb.describe_target_groups(TargetGroupArns=[balancers.group])["TargetGroups"]
        return list(group["LoadBalancerArns"])

    forward = {"Type": "forward", "TargetGroupArn": balancers.group}
    listener = balancers.listen(balancers.app, 8081, DefaultActions=[forward])
    assert named() == [balancers.app]
    balancers.elb.modify_listener(ListenerArn=listener, DefaultActions=[RESPONSE])
    assert named() == []
    balancers.elb.delete_listener(ListenerArn=listener)


def test_a_listener_keeps_its_other_certificates_when_the_default_changes(
    balancers: Balancers, connect: Any
) -> None:
    acm = connect("acm")
    more, new = (balancers._certificate(acm, f"{name}.example.com", "DNS") for name in ("more", "new"))
    elb, listener = balancers.elb, balancers.secure
    elb.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": more}])
    elb.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    found = elb.describe_listener_certificates(ListenerArn=listener)["Certificates"]
    assert [(item["CertificateArn"], item["IsDefault"]) for item in found] == [(new, True), (more, False)]
    (described,) = elb.describe_listeners(ListenerArns=[listener])["Listeners"]
    assert [item["CertificateArn"] for item in described["Certificates"]] == [new]
    assert described["MutualAuthentication"] == {"Mode": "off"}
    assert described["SslPolicy"] == "ELBSecurityPolicy-2016-08"


def test_a_plain_listener_has_no_policy_and_its_redirect_is_filled_in(balancers: Balancers) -> None:
    redirect = {
        "Type": "redirect",
        "RedirectConfig": {"StatusCode": "HTTP_301", "Protocol": "HTTPS", "Port": "443"},
    }
    listener = balancers.listen(balancers.app, 8082, DefaultActions=[redirect])
    (found,) = balancers.elb.describe_listeners(ListenerArns=[listener])["Listeners"]
    assert "SslPolicy" not in found
    assert found["DefaultActions"][0]["RedirectConfig"] == {
        "Protocol": "HTTPS",
        "Port": "443",
        "Host": "#{host}",
        "Path": "/#{path}",
        "Query": "#{query}",
        "StatusCode": "HTTP_301",
    }


def test_a_rule_in_the_old_form_is_read_in_the_new_one(balancers: Balancers) -> None:
    made = balancers.elb.create_rule(
        ListenerArn=balancers.listener,
        Priority=40,
        Conditions=[{"Field": "host-header", "Values": ["old.example.com"]}],
        Actions=[RESPONSE],
    )
    (condition,) = made["Rules"][0]["Conditions"]
    assert condition["HostHeaderConfig"] == {"Values": ["old.example.com"]}


def test_tags_go_with_what_has_them(balancers: Balancers) -> None:
    arn = balancers.target_group("tagged")
    tags = [{"Key": str(number), "Value": "x"} for number in range(50)]
    balancers.elb.add_tags(ResourceArns=[arn], Tags=tags)
    one_more = {"ResourceArns": [arn], "Tags": [{"Key": "more", "Value": "x"}]}
    assert error_code(balancers.elb.add_tags, **one_more) == "TooManyTags"
    balancers.elb.delete_target_group(TargetGroupArn=arn)
    assert error_code(balancers.elb.describe_tags, ResourceArns=[arn]) == "TargetGroupNotFound"
