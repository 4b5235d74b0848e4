"""Data: encrypted where it lies and where it travels, kept, and hard to lose."""

from policies.control import Family
from policies.data_protection import (
    backups_kept,
    bucket_refuses_plain_http,
    bucket_versioned,
    deletion_protected,
    encrypted_at_rest,
    encrypted_with_own_key,
    key_rotates,
    listener_uses_tls,
    transport_encrypted,
)

FAMILY = Family(
    name="data-protection",
    description="Data is encrypted where it lies and where it travels, and is not lost by one mistake.",
    controls=(
        encrypted_at_rest.CONTROL,
        encrypted_with_own_key.CONTROL,
        key_rotates.CONTROL,
        transport_encrypted.CONTROL,
        listener_uses_tls.CONTROL,
        bucket_refuses_plain_http.CONTROL,
        bucket_versioned.CONTROL,
        backups_kept.CONTROL,
        deletion_protected.CONTROL,
    ),
)
