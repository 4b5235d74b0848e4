"""Cases of policy documents: what identities may do, who may take a role, who may use a resource."""

from functools import partial
from typing import Any

from policies import resource_types as types
from policies.access.resource_policy_not_public import DOCUMENTS
from tests.unit.policies import architecture as a
from tests.unit.policies.analyzer import UNKNOWN, Declared, Ref
from tests.unit.policies.case import Case, Kind
from tests.unit.policies.fixtures import changed, key
from tests.unit.policies.policy_documents import allow, document, role, role_policy

_admin = partial(Case, "iam-no-administrator")
_wildcard = partial(Case, "iam-no-service-wildcard")
_escalation = partial(Case, "iam-no-escalation")
_decrypt = partial(Case, "iam-no-decrypt-on-all-keys")
_trust = partial(Case, "iam-trust-narrow")
_public = partial(Case, "resource-policy-not-public")

_GRANTS = (
    "iam-no-administrator",
    "iam-no-service-wildcard",
    "iam-no-escalation",
    "iam-no-decrypt-on-all-keys",
)

_NARROW = role_policy(
    allow(["s3:GetObject", "s3:PutObject*"], "arn:aws:s3:::files/*"),
    allow("iam:PassRole", "arn:aws:iam::123456789012:role/shop/*"),
    allow("kms:Decrypt", a.KEY_ARN),
    allow(["xray:PutTraceSegments", "ecr:GetAuthorizationToken"], "*"),
)
_REGIONAL = {"Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}
_BOUNDARY = Declared(
    types.MANAGED_POLICY,
    "boundary",
    {"tags": a.TAGS, "policy": document(allow(["ec2:*", "kms:*", "iam:PassRole"]))},
)
_TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
_LIMITED_ROLE = role(_TRUST, permissionsBoundary=Ref("boundary"))


def _attached(arn: Any) -> Declared:
    return Declared(types.ROLE_ATTACHMENT, "attachment", {"role": "role", "policyArn": arn})


def _only(control: str) -> tuple[str, ...]:
    return tuple(other for other in _GRANTS if other != control)


def _unknown(case: Any, control: str) -> Case:
    resource = changed(_NARROW, policy=UNKNOWN)
    made: Case = case(Kind.UNDECIDED, "the policy", [resource], at=("rights",), also=_only(control))
    return made


_GITHUB = "token.actions.githubusercontent.com"


def _github(subject: Any = None, audience: Any = "sts.amazonaws.com") -> list[Declared]:
    claims = {f"{_GITHUB}:sub": subject, f"{_GITHUB}:aud": audience}
    condition = {"StringLike": {claim: value for claim, value in claims.items() if value is not None}}
    provider = f"arn:aws:iam::123456789012:oidc-provider/{_GITHUB}"
    statement = {
        "Sid": "GitHub",
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return [role(statement)]


def _trusting(principal: Any) -> list[Declared]:
    return [role({**_TRUST, "Principal": principal})]


def _key_for(principal: Any, **more: Any) -> list[Declared]:
    statement = {"Sid": "Use", "Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}
    return [key(policy=document({**statement, **more}))]


_EVERYBODY = allow("*:Get*", Principal="*")
_HOLDERS = [
    Declared(type_, "holder", {path: document(_EVERYBODY)})
    for type_, path in DOCUMENTS.items()
    if type_.endswith("Policy")
]

CASES = [
    _admin(Kind.PASS, "narrow", [_NARROW]),
    *(
        _admin(
            Kind.FAIL, f"{actions} on {resources}", [role_policy(allow(actions, resources))], at=("rights",)
        )
        for actions, resources in (("*", "*"), (["*:*"], ["*"]), ("*", "*:*"))
    ),
    _admin(
        Kind.FAIL,
        "all but a few",
        [role_policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})],
        at=("rights",),
        says=("Statement[0] of policy allows every action on everything",),
    ),
    _admin(
        Kind.FAIL,
        "as a managed policy",
        [changed(_BOUNDARY, policy=document(allow("*")))],
        at=("boundary",),
    ),
    *(
        _admin(
            Kind.FAIL,
            f"{name} is attached",
            [_attached(f"arn:aws:iam::aws:policy/{name}")],
            at=("attachment",),
            says=(name,),
        )
        for name in ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")
    ),
    _admin(
        Kind.FAIL,
        "AdministratorAccess is in a role",
        [role(_TRUST, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])],
        at=("role",),
    ),
    _unknown(_admin, "iam-no-administrator"),
    _admin(Kind.UNDECIDED, "what is attached", [_attached(UNKNOWN)], at=("attachment",)),
    _admin(Kind.NOT_APPLICABLE, "denied", [role_policy({**allow("*"), "Effect": "Deny"})]),
    _admin(
        Kind.NOT_APPLICABLE,
        "a policy of the stack is attached",
        [
            _attached(Ref("boundary")),
            changed(_BOUNDARY, policy=document(allow("s3:GetObject", "arn:aws:s3:::a/*"))),
        ],
    ),
    _wildcard(Kind.PASS, "narrow", [_NARROW]),
    _wildcard(
        Kind.FAIL,
        "one service",
        [role_policy(allow(["s3:*", "logs:PutLogEvents"]))],
        at=("rights",),
        says=("allows s3:* on *",),
    ),
    _wildcard(Kind.FAIL, "one service in capitals", [role_policy(allow("S3:*"))], at=("rights",)),
    _wildcard(
        Kind.FAIL,
        "a boundary that is attached too",
        [_BOUNDARY, _LIMITED_ROLE, _attached(Ref("boundary"))],
        at=("boundary",),
        also=("iam-no-escalation", "iam-no-decrypt-on-all-keys"),
    ),
    _wildcard(
        Kind.FAIL,
        "a managed policy that nobody demands",
        [changed(_BOUNDARY, policy=document(allow("ec2:*")))],
        at=("boundary",),
    ),
    _unknown(_wildcard, "iam-no-service-wildcard"),
    _wildcard(Kind.NOT_APPLICABLE, "in one region", [role_policy(allow("ec2:*", **_REGIONAL))]),
    _wildcard(Kind.NOT_APPLICABLE, "on one bucket", [role_policy(allow("s3:*", "arn:aws:s3:::files/*"))]),
    _wildcard(Kind.NOT_APPLICABLE, "everything", [role_policy(allow("*"))], also=("iam-no-administrator",)),
    _wildcard(Kind.NOT_APPLICABLE, "a boundary", [_BOUNDARY, _LIMITED_ROLE]),
    _escalation(Kind.PASS, "narrow", [_NARROW]),
    *(
        _escalation(Kind.FAIL, action, [role_policy(allow(action))], at=("rights",))
        for action in ("iam:PassRole", "iam:Put*", "iam:CreateAccessKey", "sts:AssumeRole")
    ),
    _unknown(_escalation, "iam-no-escalation"),
    _escalation(
        Kind.NOT_APPLICABLE,
        "to one service",
        [
            role_policy(
                allow(
                    "iam:PassRole",
                    Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
                )
            )
        ],
    ),
    _escalation(Kind.NOT_APPLICABLE, "reading", [role_policy(allow(["iam:Get*", "iam:List*"]))]),
    _escalation(Kind.NOT_APPLICABLE, "a boundary", [_BOUNDARY, _LIMITED_ROLE]),
    _decrypt(Kind.PASS, "narrow", [_NARROW]),
    *(
        _decrypt(Kind.FAIL, f"{action} on {keys}", [role_policy(allow(action, keys))], at=("rights",))
        for action, keys in (
            ("kms:Decrypt", "*"),
            ("kms:Dec*", "arn:aws:kms:us-east-1:123456789012:key/*"),
            ("kms:ReEncryptFrom", "arn:aws:kms:*:123456789012:alias/*"),
        )
    ),
    _unknown(_decrypt, "iam-no-decrypt-on-all-keys"),
    _decrypt(
        Kind.NOT_APPLICABLE,
        "through one service",
        [
            role_policy(
                allow(
                    "kms:Decrypt",
                    Condition={"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
                )
            )
        ],
    ),
    _decrypt(Kind.NOT_APPLICABLE, "encrypting", [role_policy(allow("kms:Encrypt"))]),
    _trust(Kind.PASS, "a service", [role(_TRUST)]),
    _trust(Kind.PASS, "a branch of a repository", _github("repo:octo-org/shop:ref:refs/heads/main")),
    _trust(Kind.PASS, "every job of a repository", _github(["repo:octo-org/shop:*"])),
    *(
        _trust(Kind.FAIL, f"{who}", _trusting(who), at=("role",))
        for who in ("*", {"AWS": "*"}, {"AWS": ["*"]})
    ),
    _trust(Kind.FAIL, "GitHub without a subject", _github(), at=("role",), says=(f"{_GITHUB}:sub",)),
    _trust(Kind.FAIL, "GitHub without an audience", _github("repo:octo-org/shop:*", None), at=("role",)),
    *(
        _trust(Kind.FAIL, f"GitHub, {subject}", _github(subject), at=("role",), says=(subject,))
        for subject in (
            "*",
            "repo:*",
            "repo:octo-org/*",
            "repo:*/shop:ref:refs/heads/main",
            "repo:octo-org:x",
        )
    ),
    _trust(Kind.UNDECIDED, "the document", [role(_TRUST, assumeRolePolicy=UNKNOWN)], at=("role",)),
    _trust(
        Kind.NOT_APPLICABLE, "denied to everybody", [role({**_TRUST, "Effect": "Deny", "Principal": "*"})]
    ),
    _public(Kind.PASS, "the account", _key_for({"AWS": "arn:aws:iam::123456789012:root"})),
    _public(Kind.PASS, "a service", _key_for({"Service": "logs.us-east-1.amazonaws.com"})),
    _public(
        Kind.PASS,
        "everybody of the organisation",
        _key_for("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}}),
    ),
    *(
        _public(Kind.FAIL, f"{who}", _key_for(who), at=("key",), says=("Use of policy lets everybody in",))
        for who in ("*", {"AWS": "*"}, {"AWS": ["123456789012", "*"]})
    ),
    _public(
        Kind.FAIL,
        "everybody but one",
        [
            key(
                policy=document(
                    {"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}, "Action": "kms:*"}
                )
            )
        ],
        at=("key",),
    ),
    _public(
        Kind.FAIL,
        "everybody under a condition that is none",
        _key_for("*", Condition={"StringLike": {"aws:PrincipalOrgID": "*"}}),
        at=("key",),
    ),
    _public(
        Kind.FAIL,
        "everybody whose connection is encrypted",
        _key_for("*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        at=("key",),
    ),
    *(_public(Kind.FAIL, f"by {one.type}", [one], at=("holder",)) for one in _HOLDERS),
    _public(Kind.UNDECIDED, "the policy", [key(policy=UNKNOWN)], at=("key",)),
    _public(Kind.NOT_APPLICABLE, "denied to everybody", _key_for("*", Effect="Deny")),
    _public(Kind.NOT_APPLICABLE, "no policy", [key()]),
    _public(Kind.NOT_APPLICABLE, "no document", [key(policy="{")]),
]
