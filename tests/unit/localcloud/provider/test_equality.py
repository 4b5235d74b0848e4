"""When two texts mean the same."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from localcloud.provider.equality import same_ignoring_case, same_json, same_policy

POLICY = {
    "Statement": [{"Effect": "Allow", "Action": ["a:B", "a:A"], "Resource": "*"}],
    "Version": "2012-10-17",
}
REORDERED = {
    "Version": "2012-10-17",
    "Statement": {"Action": ["a:A", "a:B"], "Resource": ["*"], "Effect": "Allow"},
}
OTHER = {**POLICY, "Statement": [{"Effect": "Deny", "Action": ["a:B", "a:A"], "Resource": "*"}]}


@pytest.mark.parametrize(
    ("equivalence", "old", "new", "expected"),
    [
        (same_policy, json.dumps(POLICY), json.dumps(REORDERED, indent=2), True),
        (same_policy, json.dumps(POLICY), json.dumps(OTHER), False),
        (same_policy, "not json", "not json", True),
        (same_policy, json.dumps(POLICY), "not json", False),
        (same_policy, json.dumps(POLICY), 3, False),
        (same_json, '{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}', True),
        (same_json, '{"command": ["a", "b"]}', '{"command": ["b", "a"]}', False),
        (same_json, '["a"]', '"a"', False),
        (same_ignoring_case, "Enabled", "enabled", True),
        (same_ignoring_case, "Enabled", "disabled", False),
        (same_ignoring_case, None, "disabled", False),
    ],
)
def test_equivalences(equivalence: Callable[[Any, Any], bool], old: Any, new: Any, expected: bool) -> None:
    assert equivalence(old, new) is expected
