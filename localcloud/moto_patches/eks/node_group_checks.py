"""What EKS refuses of a node group's settings."""

from typing import Any, Final

from moto.ec2.models.instance_types import INSTANCE_TYPES

from localcloud.iam_principals import role_of, trusts
from localcloud.moto_patches.eks import kubernetes
from localcloud.moto_patches.eks._service import Cluster, invalid, invalid_request
from localcloud.moto_service import Request, network_of

CUSTOM: Final = "CUSTOM"
LAST_WITH_AL2: Final = 32
"""The last minor version of Kubernetes with images of Amazon Linux 2 (EKS user guide)."""
MOST_NODES: Final = 450
MOST_TAINTS: Final = 50


def check_role(backend: Any, role_arn: str) -> None:
    """Refuse a role that nodes cannot have."""
    role = role_of(backend, role_arn)
    if role is None:
        raise invalid(f"The role with name {role_arn.rpartition('/')[2]} cannot be found.")
    if not trusts(role, "ec2.amazonaws.com"):
        raise invalid(
            "Following required service principals [ec2.amazonaws.com] were not found in the trust "
            f"relationships of nodeRole role {role.name}"
        )


def check_scaling(scaling: dict[str, int]) -> None:
    """Refuse sizes that contradict one another."""
    low, wanted, high = scaling["minSize"], scaling["desiredSize"], scaling["maxSize"]
    if low > wanted:
        raise invalid(f"Minimum capacity {low} can't be greater than desired size {wanted}")
    if wanted > high:
        raise invalid(f"desired capacity {wanted} can't be greater than max size {high}")
    if not 1 <= high <= MOST_NODES:
        raise invalid(f"The max size {high} must be between 1 and {MOST_NODES}")


def check_update_config(settings: dict[str, Any]) -> None:
    """Refuse more than one way to say how many nodes an update may take."""
    if settings.get("maxUnavailable") and settings.get("maxUnavailablePercentage"):
        raise invalid("Only one of maxUnavailable and maxUnavailablePercentage can be specified.")


def check_taints(taints: list[dict[str, str]]) -> None:
    """Refuse too many taints, and one twice."""
    known = {(taint["key"], taint["effect"]) for taint in taints}
    if len(taints) > MOST_TAINTS or len(known) != len(taints):
        raise invalid(f"Taints must differ in key or effect and be at most {MOST_TAINTS}: {taints}")


def check_version(cluster: Cluster, version: str, at_least: str | None = None) -> None:
    """Refuse a version of Kubernetes that the nodes of a cluster cannot have."""
    if version not in kubernetes.versions():
        raise invalid(f"unsupported Kubernetes version {version}")
    oldest = kubernetes.minor(at_least) if at_least else kubernetes.minor(cluster.version) - kubernetes.SKEW
    if not oldest <= kubernetes.minor(version) <= kubernetes.minor(cluster.version):
        raise invalid(
            f"Nodegroup Kubernetes version {version} must be from 1.{oldest} to that of the cluster, "
            f"{cluster.version}"
        )


def check_release(version: str, release: str) -> None:
    """Refuse a release of node images that is not for the version."""
    if not release.startswith(f"{version}.") or "-" not in release:
        raise invalid(f"Requested Nodegroup release version {release} is invalid. Allowed: {version}.x-DATE")


def check_instances(instance_types: list[str], ami_type: str, version: str) -> None:
    """Refuse instance types that do not exist or cannot run the image, and an image that is no more."""
    if ami_type.startswith("AL2_") and kubernetes.minor(version) > LAST_WITH_AL2:
        raise invalid(
            f"AMI Type {ami_type} is only supported for kubernetes versions 1.{LAST_WITH_AL2} or earlier"
        )
    unknown = [name for name in instance_types if name not in INSTANCE_TYPES]
    if unknown:
        raise invalid_request(f"The following supplied instance types do not exist: [{', '.join(unknown)}]")
    if ami_type == CUSTOM:
        return
    wanted = "arm64" if "ARM_64" in ami_type else "x86_64"
    wrong = [
        name
        for name in instance_types
        if wanted not in INSTANCE_TYPES[name].get("ProcessorInfo", {}).get("SupportedArchitectures", [wanted])
    ]
    if wrong:
        raise invalid(f"[{', '.join(wrong)}] is not a valid instance type for requested amiType {ami_type}")


def find_template(backend: Any, asked: dict[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """The launch template that a request names, as the API tells it, and the data of its version.

    Raises AwsError when there is no such template or version, or it has what a node group cannot take.
    """
    if bool(asked.get("id")) == bool(asked.get("name")):
        raise invalid("Either launch template id or name must be specified, not both.")
    templates = network_of(backend).launch_templates
    template = next(
        (item for item in templates.values() if asked.get("id") == item.id or asked.get("name") == item.name),
        None,
    )
    if template is None:
        raise invalid(f"Launch template {asked.get('id') or asked['name']} was not found.")
    number = asked.get("version") or str(template.default_version_number)
    if not number.isdigit() or not 1 <= int(number) <= len(template.versions):
        raise invalid_request(
            f"You requested launch template version {number}, which does not exist for {template.id}."
        )
    data = template.versions[int(number) - 1].data
    if data.get("IamInstanceProfile"):
        raise invalid(
            "Launch template should not specify an instance profile. The noderole in your request will be "
            "used to construct an instance profile."
        )
    if any(interface.get("SubnetId") for interface in data.get("NetworkInterfaces") or ()):
        raise invalid("Launch template should not specify subnets; the node group has them.")
    return {"id": template.id, "name": template.name, "version": number}, data


def check_against_template(request: Request, data: dict[str, Any]) -> None:
    """Refuse what a request says beside a launch template that says it, or must."""
    if request.get("diskSize"):
        raise invalid("Disk size must be specified within the launch template.")
    if request.get("remoteAccess"):
        raise invalid("Remote access configuration cannot be specified with a launch template.")
    if request.get("instanceTypes") and data.get("InstanceType"):
        raise invalid("Instance types are specified in both the launch template and the request.")
    if data.get("ImageId") and request.get("amiType") not in (None, CUSTOM):
        raise invalid(
            "You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch "
            "template."
        )
    if not data.get("ImageId") and request.get("amiType") == CUSTOM:
        raise invalid("The AMI type CUSTOM needs an image id in the launch template.")
    if data.get("ImageId") and (request.get("version") or request.get("releaseVersion")):
        raise invalid("You cannot specify a version when specifying an image id in your launch template.")


def groups_of(data: dict[str, Any]) -> list[str]:
    """The security groups in the data of a launch template."""
    named = [group for item in data.get("NetworkInterfaces") or () for group in item.get("Groups") or ()]
    return list(data.get("SecurityGroupIds") or named)
