"""A hosted zone, a certificate for it, and a load balancer with it. The changed version is for one name
more, and has another kind of key.
"""

import pulumi

from components import Certificate, CertificateKeyAlgorithm, HostedZone, LoadBalancer
from tests.engine.programs.components.scenarios.shared import TAGS, network

DOMAIN = "shop.example.com"


def declare(version: str) -> None:
    """Declares them; the load balancer is in the network of another stack."""
    first = version == "first"
    wildcard, api = f"*.{DOMAIN}", f"api.eu.{DOMAIN}"
    zone = HostedZone(
        "shop",
        {
            "domain_name": DOMAIN,
            "comment": "The shop" if first else "The shop and its API",
            "tags": TAGS,
        },
    )
    certificate = Certificate(
        "shop",
        {
            "domain_name": DOMAIN,
            "subject_alternative_names": [wildcard] if first else [wildcard, api],
            "zone_id": zone.zone_id,
            "key_algorithm": CertificateKeyAlgorithm.RSA_2048 if first else CertificateKeyAlgorithm.EC_P256,
            "tags": TAGS if first else {**TAGS, "Owner": "shop-team"},
        },
    )
    load_balancer = LoadBalancer(
        "shop",
        {
            "internal": True,
            "subnet_ids": network("computeSubnetIds"),
            "security_group_ids": [network("securityGroupId")],
            "certificate_arn": certificate.certificate_arn,
            "access_logs": False,
            "deletion_protection": False,
            "tags": TAGS,
        },
    )
    pulumi.export("zoneId", zone.zone_id)
    pulumi.export("nameServers", zone.name_servers)
    pulumi.export("certificateArn", certificate.certificate_arn)
    pulumi.export("loadBalancerArn", load_balancer.load_balancer_arn)
    pulumi.export("listenerArn", load_balancer.https_listener_arn)
