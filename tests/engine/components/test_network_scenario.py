"""The network as a stack of its own, and a component that another stack puts into it."""

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import deployed_scenario


def test_a_security_group_is_made_changed_and_destroyed_in_the_network_of_another_stack(
    shared_network: LocalCloud,
) -> None:
    with deployed_scenario(shared_network, "security_group") as scenario:
        ec2 = scenario.client("ec2")
        group_id = scenario.outputs()["securityGroupId"]
        (group,) = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"]
        assert [(p["FromPort"], p["IpRanges"][0]["CidrIp"]) for p in group["IpPermissions"]] == [
            (443, "10.0.0.0/16")
        ]
        scenario.assert_settled("first")

        scenario.up("changed")
        (changed,) = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"]
        assert sorted(p["FromPort"] for p in changed["IpPermissions"]) == [443, 8443]
        scenario.assert_settled("changed")

        scenario.destroy()
        found = ec2.describe_security_groups(Filters=[{"Name": "group-id", "Values": [group_id]}])
        assert found["SecurityGroups"] == []
