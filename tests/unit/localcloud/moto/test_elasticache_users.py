"""Users and user groups of ElastiCache as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import error_code


@pytest.fixture(scope="module")
def elasticache(connect: Any) -> Any:
    return connect("elasticache")


def test_users_can_be_changed_and_grouped(elasticache: Any) -> None:
    elasticache.create_user(
        UserId="api",
        UserName="api",
        Engine="redis",
        AccessString="on ~* +@read",
        AuthenticationMode={"Type": "iam"},
    )
    elasticache.modify_user(UserId="api", AccessString="on ~* +@all")
    (user,) = elasticache.describe_users(UserId="api")["Users"]
    assert (user["AccessString"], user["Authentication"]["Type"]) == ("on ~* +@all", "iam")
    elasticache.create_user_group(UserGroupId="two", Engine="redis", UserIds=["default"])
    elasticache.modify_user_group(UserGroupId="two", UserIdsToAdd=["api"])
    (group,) = elasticache.describe_user_groups(UserGroupId="two")["UserGroups"]
    assert group["UserIds"] == ["default", "api"]
    elasticache.delete_user(UserId="api")
    assert error_code(elasticache.describe_users, UserId="api") == "UserNotFound"
    elasticache.delete_user_group(UserGroupId="two")
    assert error_code(elasticache.describe_user_groups, UserGroupId="two") == "UserGroupNotFound"


def _user(elasticache: Any, user_id: str, engine: str, mode: str, name: str | None = None) -> Any:
    return elasticache.create_user(
        UserId=user_id,
        UserName=name or user_id,
        Engine=engine,
        AccessString="on ~* +@read",
        AuthenticationMode={"Type": mode},
    )


def test_a_user_without_password_tells_so_in_the_way_of_answers(elasticache: Any) -> None:
    _user(elasticache, "open", "redis", "no-password-required")
    (user,) = elasticache.describe_users(UserId="open")["Users"]
    assert user["Authentication"]["Type"] == "no-password"


def test_the_name_of_an_iam_user_is_its_id(elasticache: Any) -> None:
    assert (
        error_code(
            elasticache.create_user,
            UserId="one",
            UserName="other",
            Engine="redis",
            AccessString="on",
            AuthenticationMode={"Type": "iam"},
        )
        == "InvalidParameterValue"
    )


def test_a_group_for_redis_holds_no_user_for_valkey_and_the_reverse_is_possible(elasticache: Any) -> None:
    _user(elasticache, "valkey", "valkey", "iam")
    (user,) = elasticache.describe_users(UserId="valkey")["Users"]
    assert (user["Engine"], user["MinimumEngineVersion"]) == ("valkey", "7.2")
    redis = {"UserGroupId": "redis", "Engine": "redis", "UserIds": ["default", "valkey"]}
    assert error_code(elasticache.create_user_group, **redis) == "InvalidParameterValue"
    elasticache.create_user_group(UserGroupId="mixed", Engine="valkey", UserIds=["default", "valkey"])
    change = {"UserGroupId": "mixed", "Engine": "redis"}
    assert error_code(elasticache.modify_user_group, **change) == "InvalidParameterValue"
    elasticache.modify_user(UserId="valkey", Engine="redis")
    elasticache.modify_user_group(**change)
    (group,) = elasticache.describe_user_groups(UserGroupId="mixed")["UserGroups"]
    assert (group["Engine"], group["MinimumEngineVersion"]) == ("redis", "6.0")


def test_an_engine_that_there_is_not_is_refused(elasticache: Any) -> None:
    code = error_code(elasticache.create_user_group, UserGroupId="x", Engine="keydb")
    assert code == "InvalidParameterValue"
