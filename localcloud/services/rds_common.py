"""What types of RDS and DocumentDB have in common: versions, logs, windows and final snapshots."""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from localcloud.provider.values import Properties


def same_version(old: Any, new: Any) -> bool:
    """Whether a version and the beginning of one, such as `15.10` and `15`, are the same to RDS."""
    shorter, longer = sorted((str(old), str(new)), key=len)
    return longer == shorter or longer.startswith(f"{shorter}.")


def same_window(old: Any, new: Any) -> bool:
    """Whether two windows are the same; AWS answers them in lower case."""
    return str(old).lower() == str(new).lower()


def exported_logs(state: Properties, inputs: Properties) -> dict[str, Any]:
    """The parameter of a modification that makes the exported logs what the inputs say."""
    before = set(state.get("enabledCloudwatchLogsExports") or ())
    after = set(inputs.get("enabledCloudwatchLogsExports") or ())
    return {"EnableLogTypes": sorted(after - before), "DisableLogTypes": sorted(before - after)}


def picked(members: Mapping[str, str], inputs: Properties, names: Set[str]) -> dict[str, Any]:
    """The request members, by property, of the named properties that are set."""
    return {
        member: inputs[name]
        for name, member in members.items()
        if name in names and inputs.get(name) is not None
    }


def final_snapshot(state: Properties) -> dict[str, Any]:
    """What a deletion says of the last snapshot and of automated backups."""
    skip = bool(state.get("skipFinalSnapshot"))
    return {
        "SkipFinalSnapshot": skip,
        "FinalDBSnapshotIdentifier": None if skip else state.get("finalSnapshotIdentifier") or None,
    }


def lower_case(*names: str) -> Callable[[Properties], Iterable[tuple[str, str]]]:
    """A validation: names that AWS keeps in lower case are given so."""

    def check(inputs: Properties) -> Iterable[tuple[str, str]]:
        for name in names:
            value = inputs.get(name)
            if isinstance(value, str) and value != value.lower():
                yield name, f"{value!r} is not allowed: use lower-case letters, digits and hyphens"

    return check


def without_news(live: list[str], known: list[str] | None, managed: Set[str]) -> list[str]:
    """What an answer lists, or what is known of it where only what a stack manages by itself differs.

    A cluster's instances come after the cluster: that is no drift of the cluster.
    """
    if known is not None and set(live) ^ set(known) <= managed:
        return known
    return live


def deletable(_: str) -> Properties:
    """What an import gives a database, so that it can be deleted; AWS does not tell it."""
    return {"skipFinalSnapshot": True, "deleteAutomatedBackups": True}
