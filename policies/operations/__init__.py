"""Operations: what runs is confined, on record, up to date, and in more than one place."""

from policies.control import Family
from policies.operations import (
    bucket_access_logged,
    container_logged,
    container_no_plain_secrets,
    container_not_privileged,
    container_read_only_root,
    image_tags_immutable,
    images_scanned,
    instance_metadata_guarded,
    log_retention_set,
    minor_upgrades_automatic,
    service_logs_on,
    several_zones,
    tags_passed_on,
    vpc_flow_logged,
)

FAMILY = Family(
    name="operations",
    description="What runs is confined, on record, up to date, and in more than one place.",
    controls=(
        container_no_plain_secrets.CONTROL,
        container_not_privileged.CONTROL,
        container_read_only_root.CONTROL,
        container_logged.CONTROL,
        images_scanned.CONTROL,
        image_tags_immutable.CONTROL,
        instance_metadata_guarded.CONTROL,
        minor_upgrades_automatic.CONTROL,
        several_zones.CONTROL,
        service_logs_on.CONTROL,
        bucket_access_logged.CONTROL,
        vpc_flow_logged.CONTROL,
        log_retention_set.CONTROL,
        tags_passed_on.CONTROL,
    ),
)
