"""Resource types that nothing judges: each is a recorded decision, so that a new type is noticed."""

from collections.abc import Iterable

from policies.control import Family

_PLUMBING = "It only joins two things that are judged themselves."
_PART = "A part of something that is judged as a whole."
_WORK = "It decides how work is done, and nothing about who may do or see what."
_NO_CONTROL_YET = "No control yet"

WAIVED: dict[str, str] = {
    "aws:acm/certificate:Certificate": f"{_NO_CONTROL_YET}: key size, transparency log.",
    "aws:acm/certificateValidation:CertificateValidation": _PLUMBING,
    "aws:appautoscaling/policy:Policy": _WORK,
    "aws:appautoscaling/scheduledAction:ScheduledAction": _WORK,
    "aws:appautoscaling/target:Target": _WORK,
    "aws:backup/plan:Plan": f"{_NO_CONTROL_YET}: how long backups are kept.",
    "aws:backup/selection:Selection": _PLUMBING,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _WORK,
    "aws:docdb/subnetGroup:SubnetGroup": _PLUMBING,
    "aws:ec2/eip:Eip": _PLUMBING,
    "aws:ec2/internetGateway:InternetGateway": _PLUMBING,
    "aws:ec2/managedPrefixList:ManagedPrefixList": "Its addresses are judged in the rules that name it.",
    "aws:ec2/natGateway:NatGateway": _PLUMBING,
    "aws:ec2/route:Route": f"{_NO_CONTROL_YET}: that data and messaging tiers have no way out.",
    "aws:ec2/routeTable:RouteTable": f"{_NO_CONTROL_YET}: that data and messaging tiers have no way out.",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _PLUMBING,
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": _PLUMBING,
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": _PLUMBING,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _WORK,
    "aws:ecs/cluster:Cluster": f"{_NO_CONTROL_YET}: logs of execute-command sessions.",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _WORK,
    "aws:eks/accessEntry:AccessEntry": _PLUMBING,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": f"{_NO_CONTROL_YET}: administrators.",
    "aws:eks/addon:Addon": _WORK,
    "aws:eks/nodeGroup:NodeGroup": "Its launch template and its cluster are judged.",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": _PLUMBING,
    "aws:elasticache/parameterGroup:ParameterGroup": _WORK,
    "aws:elasticache/subnetGroup:SubnetGroup": _PLUMBING,
    "aws:elasticache/userGroup:UserGroup": _PLUMBING,
    "aws:iam/instanceProfile:InstanceProfile": _PLUMBING,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "The roles that trust it are judged.",
    "aws:kms/alias:Alias": _PLUMBING,
    "aws:lb/listenerCertificate:ListenerCertificate": _PLUMBING,
    "aws:lb/listenerRule:ListenerRule": _WORK,
    "aws:lb/targetGroup:TargetGroup": "Inside the VPC services speak plain HTTP with the load balancer.",
    "aws:msk/configuration:Configuration": _WORK,
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": _WORK,
    "aws:rds/proxyTarget:ProxyTarget": _PLUMBING,
    "aws:rds/subnetGroup:SubnetGroup": _PLUMBING,
    "aws:route53/record:Record": _PLUMBING,
    "aws:route53/zone:Zone": f"{_NO_CONTROL_YET}: query logs, DNSSEC.",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _WORK,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _WORK,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _PART,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": f"{_NO_CONTROL_YET}: access control lists.",
    "aws:secretsmanager/secretRotation:SecretRotation": _PART,
}
"""Type -> why no rule judges it. Tags are judged on every type that takes them."""


def uncovered(types: Iterable[str], families: Iterable[Family]) -> list[str]:
    """Returns those of the declared types that have neither a rule of their own nor a waiver, sorted."""
    judged = {
        type_
        for family in families
        if not family.general
        for control in family.controls
        for type_ in control.types
    }
    return sorted(set(types) - judged - WAIVED.keys())
