"""Nobody may decrypt with every key."""

from policies.access.grants import GRANTS, check_grants
from policies.control import Control, References, Severity
from policies.documents import EVERYTHING, Statement

_DECRYPTING = ("kms:Decrypt", "kms:ReEncryptFrom")


def _problem(statement: Statement) -> str | None:
    if statement.conditions or EVERYTHING in statement.actions:
        return None
    every_key = statement.on_everything or any(
        one.endswith((":key/*", ":alias/*")) for one in statement.resources
    )
    decrypting = [action for action in _DECRYPTING if statement.covers(action)]
    return f"allows {', '.join(decrypting)} with every key" if every_key and decrypting else None


CONTROL = Control(
    id="iam-no-decrypt-on-all-keys",
    title="No role, user or group may decrypt with every key.",
    reason=(
        "Keys keep classes of data apart. One role that may use all of them joins them again, those "
        "that will be made tomorrow included."
    ),
    fix="Name the keys as Resource, or add a condition such as kms:ViaService.",
    severity=Severity.HIGH,
    types=frozenset(GRANTS),
    exceptions=(
        "Permissions boundaries, which give nothing. Statements with a condition, and those that "
        "allow every action, which `iam-no-administrator` judges."
    ),
    references=References(fsbp=("KMS.1", "KMS.2")),
    check_stack=lambda stack: check_grants(stack, _problem),
)
