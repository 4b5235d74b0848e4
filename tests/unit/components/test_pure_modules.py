"""Names, tags and policy documents: functions whose results are compared in full."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components._iam import Account, trust_service, trust_service_for, write_flow_logs
from components._instance_type import architecture
from components._key_policy import ADMINISTER, SERVICES, USE, VIA_SERVICES, key_policy
from components._naming import RULES, component_name_problem, longest_component_name, physical_name
from components._tags import COMPUTED, REQUIRED, DataClass, TagKey, resource_tags, tag_problems
from tests.mocks import TAGS

ACCOUNT = Account(partition="aws", region="eu-west-1", account_id="123456789012")


class TestNames:
    def test_physical_names_join_their_parts(self) -> None:
        assert physical_name("log group", "shop", "prod", "network") == "/shop/prod/network"
        assert physical_name("key alias", "shop", "prod", "data") == "alias/shop/prod/data"
        assert physical_name("repository", "shop", "prod", "api") == "shop/prod/api"
        assert physical_name("task family", "shop", "prod", "api") == "shop-prod-api"

    def test_characters_that_aws_refuses_become_hyphens(self) -> None:
        assert physical_name("key alias", "my.shop", "prod (eu)", "data") == "alias/my-shop/prod-eu-/data"
        assert physical_name("log group", "my.shop", "a b", "x") == "/my.shop/a-b/x"

    @given(st.sampled_from(sorted(RULES)), st.lists(st.text(min_size=1), min_size=1))
    def test_a_name_never_exceeds_its_limit(self, kind: str, parts: list[str]) -> None:
        for repeats in (1, 100):
            assert len(physical_name(kind, *parts * repeats)) <= RULES[kind].max_length

    def test_long_names_that_differ_at_the_end_stay_different(self) -> None:
        one, other = (physical_name("key alias", "x" * 300, end) for end in ("a", "b"))

        assert one != other
        assert len(one) == len(other) == 256

    def test_a_kind_without_a_rule_is_refused(self) -> None:
        with pytest.raises(KeyError):
            physical_name("queue", "x")

    def test_a_component_name_leaves_room_for_its_longest_child(self) -> None:
        assert longest_component_name() == 56
        assert longest_component_name("role") == 51

    @pytest.mark.parametrize("name", ["a", "network", "network-2", "a" * 51])
    def test_usable_component_names(self, name: str) -> None:
        assert component_name_problem(name, "role") is None

    @pytest.mark.parametrize("name", ["", "Network", "2nd", "-a", "a-", "a--b", "a_b", "a b", "a" * 52])
    def test_unusable_component_names(self, name: str) -> None:
        problem = component_name_problem(name, "role")

        assert problem is not None
        assert problem.startswith("1 to 51 lower-case letters, digits and single hyphens")


class TestTags:
    def test_a_resource_has_the_common_tags_and_the_computed_ones(self) -> None:
        assert resource_tags(TAGS, "network-vpc", "Vpc") == {
            **TAGS,
            "Name": "network-vpc",
            "Component": "Vpc",
        }

    def test_a_resource_has_tags_of_its_own(self) -> None:
        tags = resource_tags(TAGS, "logs", "FlowLogs", {TagKey.DATA_CLASS: DataClass.RESTRICTED})

        assert tags == {**TAGS, "Name": "logs", "Component": "FlowLogs", "DataClass": "restricted"}

    def test_nobody_can_give_a_resource_another_role_than_its_own(self) -> None:
        tags = resource_tags({**TAGS, "Role": "alb"}, "bastion-sg", "SecurityGroup", {TagKey.ROLE: "bastion"})

        assert tags["Role"] == "bastion"

    def test_further_tags_are_taken(self) -> None:
        assert list(tag_problems({**TAGS, "team:cost / share": "50+50 = 100_-./:@"})) == []

    def test_all_missing_tags_are_named_at_once(self) -> None:
        problems = list(tag_problems({"Project": "x", "owner": "y"}))

        assert problems == [
            ("without Environment, CostCenter, ManagedBy", f"tags with the keys {', '.join(REQUIRED)}"),
            ("the key 'owner'", "the key Owner, in exactly this case"),
        ]

    @pytest.mark.parametrize("key", COMPUTED)
    def test_computed_tags_cannot_be_given(self, key: str) -> None:
        [(given, allowed)] = tag_problems({**TAGS, key: "x"})

        assert key in given
        assert allowed.endswith("components compute those")

    @pytest.mark.parametrize("key", ["aws:owner", "AWS:x", "", "k" * 129, "a*b", 5])
    def test_keys_that_aws_refuses_are_refused(self, key: object) -> None:
        [(given, _)] = tag_problems({**TAGS, key: "x"})

        assert given == f"the key {key!r}"

    @pytest.mark.parametrize("value", ["", "v" * 257, "a*b", "line\nbreak", 5, True, None, ["x"]])
    def test_values_that_aws_refuses_are_refused(self, value: object) -> None:
        [(given, _)] = tag_problems({**TAGS, "Extra": value})

        assert given.startswith("Extra = ")


class TestInstanceTypes:
    @pytest.mark.parametrize("name", ["t4g.nano", "m7gd.large", "im4gn.large", "g5g.xlarge", "a1.medium"])
    def test_graviton(self, name: str) -> None:
        assert architecture(name) == "arm64"

    @pytest.mark.parametrize("name", ["t3.nano", "g4dn.xlarge", "gr6.4xlarge", "u7i-12tb.224xlarge"])
    def test_intel_and_amd(self, name: str) -> None:
        assert architecture(name) == "x86_64"

    @pytest.mark.parametrize("name", ["", "nano", "t4g", "t4g.", "T4G.nano", "t4g nano"])
    def test_what_is_no_instance_type(self, name: str) -> None:
        assert architecture(name) is None


class TestTrust:
    def test_a_service_is_trusted_for_this_accounts_resources_only(self) -> None:
        document = json.loads(
            trust_service_for("vpc-flow-logs.amazonaws.com", ACCOUNT, ACCOUNT.arn("ec2", "vpc-flow-log/*"))
        )

        assert document == {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": "123456789012"},
                        "ArnLike": {"aws:SourceArn": "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"},
                    },
                }
            ],
        }

    def test_ec2_is_trusted_without_a_condition(self) -> None:
        [statement] = json.loads(trust_service("ec2.amazonaws.com"))["Statement"]

        assert statement == {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }

    def test_flow_logs_write_to_their_group_and_no_other(self) -> None:
        group = "arn:aws:logs:eu-west-1:123456789012:log-group:/shop/prod/flow-logs"
        write, find = json.loads(write_flow_logs(ACCOUNT, "/shop/prod/flow-logs"))["Statement"]

        assert write["Resource"] == [group, f"{group}:*"]
        assert write["Action"] == ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        assert find["Action"] == "logs:DescribeLogGroups"
        assert find["Resource"] == "arn:aws:logs:eu-west-1:123456789012:log-group:*"

    def test_arns_follow_the_partition(self) -> None:
        government = Account("aws-us-gov", "us-gov-west-1", "1")

        assert government.root_arn == "arn:aws-us-gov:iam::1:root"
        assert government.managed_policy("X") == "arn:aws-us-gov:iam::aws:policy/X"


class TestKeyPolicy:
    def statements(self, *services: str) -> dict[str, dict[str, object]]:
        return {s["Sid"]: s for s in json.loads(key_policy(ACCOUNT, services))["Statement"]}

    def test_without_services_the_key_can_be_administered_and_not_used(self) -> None:
        assert self.statements() == {
            "AdministerByAccount": {
                "Sid": "AdministerByAccount",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                "Action": list(ADMINISTER),
                "Resource": "*",
            }
        }

    def test_administrators_cannot_use_the_key_or_let_others_use_it(self) -> None:
        prefixes = tuple(action.removesuffix("*") for action in ADMINISTER if action.endswith("*"))
        uses = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:CreateGrant")

        assert not any(use in ADMINISTER or use.startswith(prefixes) for use in uses)

    def test_services_use_it_on_behalf_of_callers_in_this_region(self) -> None:
        statements = self.statements("rds", "es")
        names = ["es.eu-west-1.amazonaws.com", "rds.eu-west-1.amazonaws.com"]

        assert sorted(statements) == ["AdministerByAccount", "GrantThroughServices", "UseThroughServices"]
        assert statements["UseThroughServices"]["Action"] == list(USE)
        assert statements["UseThroughServices"]["Condition"] == {"StringEquals": {"kms:ViaService": names}}
        assert statements["GrantThroughServices"]["Condition"] == {
            "Bool": {"kms:GrantIsForAWSResource": "true"},
            "StringEquals": {"kms:ViaService": names},
        }

    def test_cloudwatch_logs_uses_it_for_log_groups_of_this_account(self) -> None:
        statements = self.statements("logs")

        assert sorted(statements) == ["AdministerByAccount", "UseByCloudWatchLogs"]
        assert statements["UseByCloudWatchLogs"]["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
        assert statements["UseByCloudWatchLogs"]["Condition"] == {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:123456789012:log-group:*"
            }
        }

    def test_cloudfront_decrypts_for_distributions_of_this_account(self) -> None:
        assert self.statements("cloudfront")["UseByCloudFront"] == {
            "Sid": "UseByCloudFront",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*"}},
        }

    def test_sessions_of_ecs_exec_are_encrypted_at_both_ends_and_nothing_else_is(self) -> None:
        assert self.statements("ecs-exec")["UseByEcsExec"] == {
            "Sid": "UseByEcsExec",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {"Null": {"kms:EncryptionContext:aws:ssm:SessionId": "false"}},
        }

    def test_who_makes_an_eks_cluster_may_grant_it_the_key_and_nothing_more(self) -> None:
        assert self.statements("eks")["GrantToEks"] == {
            "Sid": "GrantToEks",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": ["kms:CreateGrant", "kms:DescribeKey"],
            "Resource": "*",
        }

    @pytest.mark.parametrize("service", sorted(SERVICES - {"eks"}))
    def test_no_statement_lets_anybody_use_the_key_without_a_condition(self, service: str) -> None:
        for sid, statement in self.statements(service).items():
            assert sid == "AdministerByAccount" or statement["Condition"]
            assert statement["Principal"] != "*"
        assert len(self.statements(service)) == (3 if service in VIA_SERVICES else 2)
