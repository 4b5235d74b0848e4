"""Nobody gets a whole service on every resource."""

from policies.access.grants import GRANTS, check_grants
from policies.control import Control, References, Severity
from policies.documents import EVERYTHING, Statement


def _problem(statement: Statement) -> str | None:
    if statement.conditions or not statement.on_everything:
        return None
    # `*` alone is left to the control about administrators.
    whole = [action for action in statement.actions if action.endswith(":*")]
    return f"allows {', '.join(whole)} on {EVERYTHING}, under no condition" if whole else None


CONTROL = Control(
    id="iam-no-service-wildcard",
    title="No role, user or group may do everything in a service, on every resource of it.",
    reason=(
        "`s3:*` on `*` reads and deletes every bucket there is or will be, though one prefix of one "
        "bucket was meant. What AWS adds to a service later is given away too."
    ),
    fix=(
        "Name the actions, or the resources, that are needed; or give a condition, such as a tag or "
        "a region, that says which ones are meant."
    ),
    severity=Severity.HIGH,
    types=frozenset(GRANTS),
    exceptions=(
        "Permissions boundaries, which give nothing: a managed policy that a role of the stack has as its "
        "boundary, or another policy demands, and that the stack attaches to nobody. Statements with a "
        "condition."
    ),
    references=References(fsbp=("IAM.21",), checkov=("CKV_AWS_290", "CKV_AWS_355")),
    check_stack=lambda stack: check_grants(stack, _problem),
)
