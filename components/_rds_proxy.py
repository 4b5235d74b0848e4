"""RDS Proxy: a pool of connections in front of a database, without a password anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._grants import Access, grant_policy
from ._iam import Account, trust_service

_ANY_USER = "*"


@dataclass(frozen=True)
class Proxy:
    """A proxy and what it needs."""

    proxy: aws.rds.Proxy
    target: aws.rds.ProxyTarget

    @property
    def endpoint(self) -> pulumi.Output[str]:
        """Host that clients connect to; known once there is a database behind it."""
        return pulumi.Output.all(self.proxy.endpoint, self.target.id).apply(lambda known: str(known[0]))

    @property
    def resource_id(self) -> pulumi.Output[str]:
        """The id by which IAM knows the proxy, as prx-0123456789abcdef0."""
        last: pulumi.Output[str] = self.proxy.arn.apply(lambda arn: arn.rpartition(":")[2])
        return last


def user_arn_prefixes(account: Account, resource_ids: Sequence[str]) -> list[str]:
    """How the ARNs of the users of databases or proxies start, by their resource ids; the name follows."""
    return [account.arn("rds-db", f"dbuser:{resource_id}/") for resource_id in resource_ids]


def connect_policy(prefixes: Sequence[str], user: str) -> str:
    """A policy: whoever has it may log in as one user, where the ARNs of users start like this."""
    return grant_policy(Access.CONNECT_DATABASE, [f"{prefix}{user}" for prefix in prefixes])


def create_proxy(
    component: SharedComponent,
    database: aws.rds.Instance | aws.rds.Cluster,
    resource_id: pulumi.Input[str],
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]],
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]],
) -> Proxy:
    """`<component>-proxy`, its role, pool and target.

    Clients log in with IAM and the proxy does too, as the same user, so that it keeps no secret.
    """
    role, policy = _create_role(component, resource_id)
    proxy = aws.rds.Proxy(
        component.child_name("proxy"),
        engine_family="POSTGRESQL",
        default_auth_scheme="IAM_AUTH",
        require_tls=True,
        role_arn=role.arn,
        vpc_subnet_ids=subnet_ids,
        vpc_security_group_ids=security_group_ids,
        tags=component.child_tags("proxy"),
        opts=component.child_options(pulumi.ResourceOptions(depends_on=[policy])),
    )
    pool = aws.rds.ProxyDefaultTargetGroup(
        component.child_name("proxy-pool"),
        db_proxy_name=proxy.name,
        # A tenth of the connections stays free for administrators and migrations.
        connection_pool_config={"max_connections_percent": 90, "max_idle_connections_percent": 50},
        opts=component.child_options(),
    )
    is_cluster = isinstance(database, aws.rds.Cluster)
    target = aws.rds.ProxyTarget(
        component.child_name("proxy-target"),
        db_proxy_name=proxy.name,
        target_group_name=pool.name,
        db_cluster_identifier=database.cluster_identifier if is_cluster else None,
        db_instance_identifier=None if is_cluster else database.identifier,
        opts=component.child_options(),
    )
    return Proxy(proxy, target)


def _create_role(
    component: SharedComponent, resource_id: pulumi.Input[str]
) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    role = aws.iam.Role(
        component.child_name("proxy-role"),
        description="Lets RDS Proxy log in to its database.",
        # RDS assumes a proxy's role in its own name, without saying for which account or proxy; but nobody
        # can give a proxy of another account this role.
        assume_role_policy=trust_service("rds.amazonaws.com"),
        tags=component.child_tags("proxy-role"),
        opts=component.child_options(),
    )
    policy = aws.iam.RolePolicy(
        component.child_name("proxy-role-policy"),
        role=role.id,
        policy=pulumi.Output.all(component.account(), resource_id).apply(
            lambda known: connect_policy(user_arn_prefixes(known[0], [known[1]]), _ANY_USER)
        ),
        opts=component.child_options(),
    )
    return role, policy
