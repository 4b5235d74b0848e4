"""What the arguments of all stores of data have in common, checked. No resources here."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from ._args import Reader, is_deferred
from ._label import label, label_problem
from ._log_group import LOG_RETENTION_DAYS
from ._tags import DataClass

_SNAPSHOT = re.compile(r"(?=.{1,255}$)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")


@dataclass(frozen=True)
class StoreSpec:
    """The arguments that every store of data takes."""

    label: str
    """The fixed name of the store."""
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    kms_key_arn: pulumi.Input[str] | None
    log_kms_key_arn: pulumi.Input[str] | None
    log_retention_days: int
    data_class: DataClass
    deletion_protection: bool
    tags: dict[str, str]

    def protect(self, opts: pulumi.ResourceOptions | None = None) -> pulumi.ResourceOptions:
        """Options under which Pulumi refuses to delete or replace what AWS itself does not protect."""
        # None, not False: whoever protects the whole component protects this too.
        protection = pulumi.ResourceOptions(protect=True if self.deletion_protection else None)
        return pulumi.ResourceOptions.merge(protection, opts)


def read_store(reader: Reader, kind: str, component_name: str, label_key: str) -> StoreSpec:
    """The common arguments; the one called `label_key` is the fixed name, a label of a `kind`."""
    default = label(kind, pulumi.get_project(), pulumi.get_stack(), component_name)
    text = reader.text(label_key, default)
    problem = label_problem(kind, text) if text else None
    if problem:
        hint = "" if reader.get(label_key) else f"It is made of project, stack and name; give {label_key}."
        reader.problem(label_key, repr(text), problem, hint)
    return StoreSpec(
        label=text,
        subnet_ids=reader.passed_texts("subnet_ids"),
        security_group_ids=reader.passed_texts("security_group_ids"),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        log_kms_key_arn=reader.passed_if_given("log_kms_key_arn"),
        log_retention_days=reader.whole_number("log_retention_days", 365, LOG_RETENTION_DAYS),
        data_class=reader.choice("data_class", DataClass, DataClass.CONFIDENTIAL),
        deletion_protection=reader.flag("deletion_protection", default=True),
        tags=reader.tags(),
    )


def read_final_snapshot(reader: Reader, label: str, skipped: bool) -> str | None:
    """Name of the snapshot that is made when the store called `label` is deleted; None if it is skipped."""
    if skipped:
        if reader.get("final_snapshot_identifier") is not None:
            reader.problem("final_snapshot_identifier", "given beside skip_final_snapshot", "one of the two")
        return None
    snapshot = reader.text("final_snapshot_identifier", f"{label}-final")
    if snapshot and not _SNAPSHOT.fullmatch(snapshot):
        reader.problem(
            "final_snapshot_identifier",
            repr(snapshot),
            "1 to 255 letters, digits and single hyphens, starting with a letter",
        )
    return snapshot


def read_number_if_given(reader: Reader, key: str, allowed: range) -> int | None:
    """One of the `allowed` whole numbers; None when it is not given."""
    return None if reader.get(key) is None else reader.whole_number(key, allowed.start, allowed)


def read_settings(reader: Reader, key: str, fixed: Mapping[str, Collection[str]]) -> dict[str, str]:
    """A mapping of an engine's settings to texts; nothing when it is not given.

    `fixed` has the settings that the component decides, each with the values that may be given all the same.
    """
    given = reader.get(key)
    if given is None:
        return {}
    plain = isinstance(given, Mapping) and all(
        isinstance(item, str) for pair in given.items() for item in pair
    )
    if not plain or is_deferred(given):
        reader.problem(key, _shown(given), "a mapping of names to texts that are known when the program runs")
        return {}
    for name, allowed in fixed.items():
        if name in given and given[name] not in allowed:
            values = f"{name} as {' or '.join(allowed)}" if allowed else f"any other than {name}"
            reader.problem(key, f"{name} = {given[name]!r}", values, "The component depends on it.")
    return dict(given)


def _shown(given: object) -> str:
    return f"an {type(given).__name__}" if is_deferred(given) else repr(given)
