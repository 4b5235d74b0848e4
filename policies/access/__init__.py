"""Access: nothing is public, and every right is narrow."""

from policies.access import (
    bucket_public_access_blocked,
    data_store_not_public,
    iam_no_administrator,
    iam_no_decrypt_on_all_keys,
    iam_no_escalation,
    iam_no_service_wildcard,
    iam_trust_narrow,
    kubernetes_endpoint_private,
    password_not_in_program,
    resource_policy_not_public,
    store_requires_identity,
    workload_not_public,
)
from policies.control import Family

FAMILY = Family(
    name="access",
    description="Nothing but the way in is public, and nobody has more rights than needed.",
    controls=(
        data_store_not_public.CONTROL,
        workload_not_public.CONTROL,
        kubernetes_endpoint_private.CONTROL,
        bucket_public_access_blocked.CONTROL,
        resource_policy_not_public.CONTROL,
        iam_no_administrator.CONTROL,
        iam_no_service_wildcard.CONTROL,
        iam_no_escalation.CONTROL,
        iam_no_decrypt_on_all_keys.CONTROL,
        iam_trust_narrow.CONTROL,
        store_requires_identity.CONTROL,
        password_not_in_program.CONTROL,
    ),
)
