"""Launch templates and changes of managed prefix lists as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code


class Things:
    """A launch template `web` in one version, and a prefix list `offices` with one entry of at most two."""

    def __init__(self, ec2: Any) -> None:
        self.ec2 = ec2
        tags = [{"ResourceType": "launch-template", "Tags": [{"Key": "team", "Value": "a"}]}]
        data = {
            "InstanceType": "t3.micro",
            "UserData": "IyEvYmluL3No",
            "TagSpecifications": [{"ResourceType": "volume", "Tags": [{"Key": "x", "Value": "y"}]}],
        }
        made = ec2.create_launch_template(
            LaunchTemplateName="web", LaunchTemplateData=data, TagSpecifications=tags
        )
        self.template = made["LaunchTemplate"]["LaunchTemplateId"]
        made = ec2.create_managed_prefix_list(
            PrefixListName="offices",
            AddressFamily="IPv4",
            MaxEntries=2,
            Entries=[{"Cidr": "203.0.113.0/24", "Description": "one"}],
        )
        self.prefix_list = made["PrefixList"]["PrefixListId"]
        lists = ec2.describe_managed_prefix_lists(
            Filters=[{"Name": "prefix-list-name", "Values": ["com.amazonaws.us-east-1.s3"]}]
        )
        self.own_list = lists["PrefixLists"][0]["PrefixListId"]

    def version(self, number: str) -> dict[str, Any]:
        found = self.ec2.describe_launch_template_versions(LaunchTemplateId=self.template, Versions=[number])
        return dict(found["LaunchTemplateVersions"][0])

    def list_version(self) -> int:
        found = self.ec2.describe_managed_prefix_lists(PrefixListIds=[self.prefix_list])
        return int(found["PrefixLists"][0]["Version"])

    def entries(self) -> dict[str, str]:
        found = self.ec2.get_managed_prefix_list_entries(PrefixListId=self.prefix_list)["Entries"]
        return {entry["Cidr"]: entry.get("Description", "") for entry in found}


@pytest.fixture(scope="module")
def things(ec2: Any) -> Things:
    return Things(ec2)


def _new(**changed: Any) -> Any:
    given = {"LaunchTemplateName": "new", "LaunchTemplateData": {"InstanceType": "t3.micro"}}
    return lambda _: given | changed


def _list(**changed: Any) -> Any:
    return lambda things: {"PrefixListId": things.prefix_list, **changed}


CREATE, CHANGE = "CreateLaunchTemplate", "ModifyManagedPrefixList"
UNKNOWN = "InvalidLaunchTemplateId.NotFound"
REQUIREMENTS = {"VCpuCount": {"Min": 1}, "MemoryMiB": {"Min": 512}}
MANY = [{"Cidr": f"203.0.{number}.0/24"} for number in (114, 115)]

REFUSED = [
    Refusal(
        "of a taken name",
        CREATE,
        _new(LaunchTemplateName="web"),
        "InvalidLaunchTemplateName.AlreadyExistsException",
        "already in use",
    ),
    Refusal(
        "of a wrong name",
        CREATE,
        _new(LaunchTemplateName="a b"),
        "InvalidLaunchTemplateName.MalformedException",
        "'a b'",
    ),
    Refusal("without data", CREATE, _new(LaunchTemplateData={}), "MissingParameter", "LaunchTemplateData"),
    Refusal(
        "of a type and requirements",
        CREATE,
        _new(LaunchTemplateData={"InstanceType": "t3.micro", "InstanceRequirements": REQUIREMENTS}),
        "InvalidParameterCombination",
        "InstanceRequirements",
    ),
    Refusal(
        "of none", "DescribeLaunchTemplates", lambda _: {"LaunchTemplateIds": ["lt-1"]}, UNKNOWN, "not exist"
    ),
    Refusal(
        "of none",
        "DescribeLaunchTemplateVersions",
        lambda _: {"LaunchTemplateId": "lt-1"},
        UNKNOWN,
        "not exist",
    ),
    Refusal("of none", "DeleteLaunchTemplate", lambda _: {"LaunchTemplateId": "lt-1"}, UNKNOWN, "not exist"),
    Refusal(
        "to no version",
        "ModifyLaunchTemplate",
        lambda things: {"LaunchTemplateId": things.template, "DefaultVersion": "0"},
        "InvalidLaunchTemplateId.VersionNotFound",
        "version 0",
    ),
    Refusal(
        "on none",
        "CreateTags",
        lambda _: {"Resources": ["lt-1"], "Tags": [{"Key": "a", "Value": "b"}]},
        UNKNOWN,
        "lt-1",
    ),
    Refusal(
        "of size and entries",
        CHANGE,
        _list(MaxEntries=3, CurrentVersion=1, AddEntries=MANY[:1]),
        "InvalidParameterCombination",
        "same time",
    ),
    Refusal(
        "beyond its size",
        CHANGE,
        _list(CurrentVersion=1, AddEntries=MANY),
        "InvalidParameterValue",
        "(3) exceeds MaxEntries (2)",
    ),
    Refusal(
        "of AWS's own",
        CHANGE,
        lambda things: {"PrefixListId": things.own_list, "PrefixListName": "mine"},
        "UnauthorizedOperation",
        "not authorized",
    ),
]


@each(REFUSED)
def test_refuses(ec2: Any, things: Things, row: Refusal) -> None:
    assert_refused(ec2, things, row)


def test_the_tags_of_a_template_are_not_those_of_its_instances(ec2: Any, things: Things) -> None:
    (specification,) = things.version("1")["LaunchTemplateData"]["TagSpecifications"]
    assert specification["ResourceType"] == "volume"
    ec2.create_tags(Resources=[things.template], Tags=[{"Key": "later", "Value": "b"}])
    (template,) = ec2.describe_launch_templates(LaunchTemplateIds=[things.template])["LaunchTemplates"]
    assert {tag["Key"] for tag in template["Tags"]} == {"team", "later"}


def test_a_version_inherits_from_its_source_only(ec2: Any, things: Things) -> None:
    wanted = {"LaunchTemplateId": things.template, "LaunchTemplateData": {"InstanceType": "t3.small"}}
    ec2.create_launch_template_version(**wanted, SourceVersion="1")
    ec2.create_launch_template_version(**wanted)
    assert things.version("2")["LaunchTemplateData"]["UserData"] == "IyEvYmluL3No"
    assert things.version("$Latest")["LaunchTemplateData"] == {"InstanceType": "t3.small"}
    changed = ec2.modify_launch_template(LaunchTemplateId=things.template, DefaultVersion="2")
    assert changed["LaunchTemplate"]["DefaultVersionNumber"] == 2
    assert things.version("$Default")["VersionNumber"] == 2


def test_a_deleted_template_is_gone(ec2: Any) -> None:
    named = {"LaunchTemplateName": "going"}
    ec2.create_launch_template(**named, LaunchTemplateData={"KeyName": "x"})
    ec2.delete_launch_template(**named)
    assert error_code(ec2.delete_launch_template, **named) == "InvalidLaunchTemplateName.NotFoundException"


def test_a_prefix_list_changes_its_size_and_descriptions(ec2: Any, things: Things) -> None:
    ec2.modify_managed_prefix_list(PrefixListId=things.prefix_list, MaxEntries=3)
    assert things.list_version() == 1
    again = {"Cidr": "203.0.113.0/24", "Description": "again"}
    ec2.modify_managed_prefix_list(
        PrefixListId=things.prefix_list, CurrentVersion=1, AddEntries=[again, *MANY]
    )
    assert things.list_version() == 2
    assert things.entries() == {"203.0.113.0/24": "again", "203.0.114.0/24": "", "203.0.115.0/24": ""}
    ec2.modify_managed_prefix_list(
        PrefixListId=things.prefix_list, CurrentVersion=2, RemoveEntries=[{"Cidr": "203.0.113.0/24"}, *MANY]
    )
    assert things.entries() == {}
