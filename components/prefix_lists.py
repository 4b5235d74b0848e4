"""Lists of addresses that AWS keeps, for rules of security groups."""

import pulumi
import pulumi_aws as aws

_CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
"""AWS's list of the addresses from which CloudFront calls origins (CloudFront developer guide, "Use the
CloudFront managed prefix list")."""


def cloudfront_prefix_list_id(opts: pulumi.InvokeOptions | None = None) -> pulumi.Output[str]:
    """Id of the list of CloudFront's servers, of every account's distributions, in the region of the AWS
    provider: the `prefix_list_id` of a rule that admits them. It takes the place of 55 rules in a group."""
    found: pulumi.Output[str] = aws.ec2.get_managed_prefix_list_output(name=_CLOUDFRONT, opts=opts).id
    return found
