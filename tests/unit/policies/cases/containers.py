"""Cases of the containers of task definitions."""

from functools import partial
from typing import Any

from tests.unit.policies.analyzer import UNKNOWN, Declared
from tests.unit.policies.architecture import CONTAINER, task
from tests.unit.policies.case import Case, Kind

_secrets = partial(Case, "container-no-plain-secrets")
_privileged = partial(Case, "container-not-privileged")
_root = partial(Case, "container-read-only-root")
_logged = partial(Case, "container-logged")

_ALL = (
    "container-no-plain-secrets",
    "container-not-privileged",
    "container-read-only-root",
    "container-logged",
)


def _task(**container: Any) -> list[Declared]:
    """A good container, and one with these properties."""
    second = {**CONTAINER, "name": "second", **container}
    return [task(CONTAINER, {k: v for k, v in second.items() if v is not None})]


def _variable(name: str, value: str = "x") -> list[Declared]:
    return _task(environment=[{"name": name, "value": value}])


def _unknown(case: Any, control: str) -> Case:
    others = tuple(other for other in _ALL if other != control)
    made: Case = case(
        Kind.UNDECIDED, "the containers", [task(containerDefinitions=UNKNOWN)], at=("task",), also=others
    )
    return made


_NO_LOGS: tuple[dict[str, str] | None, ...] = ({}, None)

CASES = [
    _secrets(
        Kind.PASS,
        "by reference",
        _task(secrets=[{"name": "DATABASE_PASSWORD", "valueFrom": "arn:aws:secretsmanager:::secret:x"}]),
    ),
    *(
        _secrets(Kind.FAIL, name, _variable(name), at=("task",), says=("second", name))
        for name in (
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "ECS_ENGINE_AUTH_DATA",
            "DATABASE_PASSWORD",
            "databasePassword",
            "OPENAI_API_KEY",
            "STRIPE_APIKEY",
            "JWT_PRIVATE_KEY",
            "SENTRY_DSN",
            "GITHUB_TOKEN",
            "oauth-client-secret",
        )
    ),
    *(
        _secrets(Kind.FAIL, f"hidden: {kind}", _variable("SETTING", value), at=("task",), says=(kind,))
        for kind, value in (
            ("an AWS access key", "AKIAIOSFODNN7EXAMPLE"),
            ("a private key", "-----BEGIN RSA PRIVATE KEY-----"),
            ("a URL with a password", "postgresql://app:hunter2@database:5432/app"),
        )
    ),
    _unknown(_secrets, "container-no-plain-secrets"),
    *(
        _secrets(Kind.NOT_APPLICABLE, name, _variable(name))
        for name in ("MAX_TOKENS", "API_KEY_HEADER", "JWT_PRIVATE_KEY_PATH", "SECRET_NAME", "KEYBOARD")
    ),
    _secrets(Kind.NOT_APPLICABLE, "an empty value", _variable("DATABASE_PASSWORD", "")),
    _secrets(
        Kind.NOT_APPLICABLE, "a URL without a password", _variable("DATABASE_URL", "postgresql://db:5432")
    ),
    _privileged(Kind.PASS, "neither", _task()),
    _privileged(
        Kind.FAIL, "privileged", _task(privileged=True), at=("task",), says=("second is privileged",)
    ),
    _privileged(
        Kind.FAIL,
        "a capability",
        _task(linuxParameters={"capabilities": {"add": ["SYS_ADMIN"]}}),
        at=("task",),
        says=("SYS_ADMIN",),
    ),
    *(
        _privileged(Kind.FAIL, f"{mode} of the host", [task(**{mode: "host"})], at=("task",), says=(mode,))
        for mode in ("ipcMode", "networkMode", "pidMode")
    ),
    _unknown(_privileged, "container-not-privileged"),
    _privileged(
        Kind.NOT_APPLICABLE,
        "capabilities that are dropped",
        _task(linuxParameters={"capabilities": {"drop": ["ALL"]}, "initProcessEnabled": True}),
    ),
    _root(Kind.PASS, "read-only", _task()),
    *(
        _root(Kind.FAIL, f"{value}", _task(readonlyRootFilesystem=value), at=("task",), says=("second",))
        for value in (False, None)
    ),
    _unknown(_root, "container-read-only-root"),
    _root(Kind.NOT_APPLICABLE, "no containers", [task(containerDefinitions="none")]),
    _logged(Kind.PASS, "a driver", _task()),
    *(
        _logged(Kind.FAIL, f"{value}", _task(logConfiguration=value), at=("task",), says=("second",))
        for value in _NO_LOGS
    ),
    _unknown(_logged, "container-logged"),
    _logged(Kind.NOT_APPLICABLE, "no containers", [task(containerDefinitions="{}")]),
]
