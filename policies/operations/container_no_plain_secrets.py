"""Containers get secrets by reference."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policies.control import Control, References, Severity
from policies.operations.containers import check_containers
from policies.resource_types import TASK

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAME = re.compile(
    r"AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|ECS_ENGINE_AUTH_DATA"
    r"|(.*_)?(CREDENTIALS?|DSN|PASSPHRASE|PASSWD|PASSWORD|SECRET|TOKEN)"
    r"|(.*_)?API_?KEY|(.*_)?(ACCESS|AUTH|ENCRYPTION|MASTER|PRIVATE|SECRET|SIGNING)_KEY"
)
"""Names of what is a secret. The first four are what ECS.8 looks for, and the session that goes "
"with them."""

_VALUES = {
    "an AWS access key": r"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a URL with a password": r"\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@",
}


def _problems(container: Mapping[str, Any]) -> Iterator[str]:
    for variable in container.get("environment") or ():
        name, value = str(variable.get("name")), str(variable.get("value"))
        kind = next((kind for kind, pattern in _VALUES.items() if re.search(pattern, value)), None)
        if kind:
            yield f"has {kind} in the plain environment variable {name}"
        elif value and _NAME.fullmatch(_CAMEL.sub("_", name).replace("-", "_").upper()):
            yield f"has the plain environment variable {name}, which looks like a secret"


CONTROL = Control(
    id="container-no-plain-secrets",
    title="No environment variable of a container holds a secret in plain text.",
    reason=(
        "Whoever may describe a task definition reads its environment, and every revision keeps it "
        "for ever. A reference to a secret is resolved when the task starts, for that task only."
    ),
    fix=(
        "Put the value into Secrets Manager and name it under `secrets` with valueFrom. A variable "
        "that holds no secret needs another name, as DATABASE_PASSWORD_FILE or API_KEY_HEADER."
    ),
    severity=Severity.CRITICAL,
    types=frozenset((TASK,)),
    asks=((TASK, "`environment` of every container must hold no secret, by its name or its value"),),
    references=References(fsbp=("ECS.8",)),
    check_resource=lambda task: check_containers(task, _problems),
)
