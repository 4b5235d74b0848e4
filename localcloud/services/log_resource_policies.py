"""CloudWatch Logs' resource policies: which AWS services may write to an account's log groups."""

from typing import Final

from localcloud.provider.definition import Call, Change, Resource
from localcloud.provider.equality import same_policy
from localcloud.services.iam_documents import valid_json

_NAMED: Final = {"policyName": "{id}"}

RESOURCE_POLICY: Final = Resource(
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "logs",
    identifier="{policyName}",
    create=Call("put_resource_policy", answer="resourcePolicy"),
    read=Call("describe_resource_policies", answer="resourcePolicies[?policyName=='{id}'] | [0]"),
    delete=Call("delete_resource_policy", _NAMED),
    changes=(Change(Call("put_resource_policy", _NAMED), ("policyDocument",)),),
    equivalent={"policyDocument": same_policy},
    autoname="policyName",
    unsupported=("resourceArn",),
    validate=valid_json("policyDocument"),
)

RESOURCES: Final = (RESOURCE_POLICY,)
