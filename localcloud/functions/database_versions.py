"""Versions of database engines."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.values import Properties

_CRITERIA: Final = (
    "hasMajorTarget",
    "hasMinorTarget",
    "includeAll",
    "latest",
    "preferredMajorTargets",
    "preferredUpgradeTargets",
    "preferredVersions",
    "version",
)
"""Arguments of which any one makes the function look at more than the default version."""

_PREFERRED: Final = ("preferredVersions", "preferredUpgradeTargets", "preferredMajorTargets")

_SUPPORTED: Final = {
    "supportsCertificateRotationWithoutRestart": "SupportsCertificateRotationWithoutRestart",
    "supportsIntegrations": "SupportsIntegrations",
    "supportsLimitlessDatabase": "SupportsLimitlessDatabase",
    "supportsLocalWriteForwarding": "SupportsLocalWriteForwarding",
    "supportsParallelQuery": "SupportsParallelQuery",
}
"""What versions may be able to do, and the local cloud tells of none of them."""

Version = dict[str, Any]


def engine_version(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.rds.get_engine_version: the one version that fits, the newest, or the first of those preferred.

    Raises FunctionError when none or several fit.
    """
    if arguments.get("filters"):
        raise FunctionError("the local cloud does not support the filters of getEngineVersion")
    by_default = not any(arguments.get(name) for name in _CRITERIA)
    found = api.call(
        "describe_db_engine_versions",
        Engine=arguments["engine"],
        EngineVersion=arguments.get("version"),
        DBParameterGroupFamily=arguments.get("parameterGroupFamily"),
        DefaultOnly=bool(arguments.get("defaultOnly", by_default)),
    )["DBEngineVersions"]
    fitting = _fitting(found, arguments)
    if not fitting:
        raise FunctionError(f"no version of {arguments['engine']!r} fits {_shown(arguments)}")
    if arguments.get("latest"):
        return _answer(api, arguments, fitting[-1])
    if len(fitting) > 1 and not any(arguments.get(name) for name in _PREFERRED):
        names = ", ".join(version["EngineVersion"] for version in fitting)
        raise FunctionError(f"several versions of {arguments['engine']!r} fit {_shown(arguments)}: {names}")
    return _answer(api, arguments, fitting[0])


def _fitting(found: list[Version], arguments: Properties) -> list[Version]:
    """Those of the versions, oldest first, that are left by all criteria; preferred ones in their order."""
    preferred = arguments.get("preferredVersions")
    if preferred:
        by_name = {version["EngineVersion"]: version for version in found}
        found = [by_name[name] for name in preferred if name in by_name]
    tests: dict[str, Callable[[Version], bool]] = {
        "preferredUpgradeTargets": lambda version: _reaches(version, arguments["preferredUpgradeTargets"]),
        "preferredMajorTargets": lambda version: _reaches(
            version, arguments["preferredMajorTargets"], major=True
        ),
        "hasMinorTarget": lambda version: any(_targets(version, major=False)),
        "hasMajorTarget": lambda version: any(_targets(version, major=True)),
    }
    chosen = [test for name, test in tests.items() if arguments.get(name)]
    return [version for version in found if all(test(version) for test in chosen)]


def _targets(version: Version, *, major: bool | None = None) -> Iterator[str]:
    for target in version["ValidUpgradeTarget"]:
        if major is None or target["IsMajorVersionUpgrade"] == major:
            yield str(target["EngineVersion"])


def _reaches(version: Version, wanted: list[str], *, major: bool | None = None) -> bool:
    return not set(wanted).isdisjoint(_targets(version, major=major))


def _answer(api: ServiceApi, arguments: Properties, version: Version) -> Properties:
    return {
        **arguments,
        "defaultCharacterSet": "",
        "engineDescription": version["DBEngineDescription"],
        "exportableLogTypes": version["ExportableLogTypes"],
        "id": version["EngineVersion"],
        "parameterGroupFamily": version["DBParameterGroupFamily"],
        "region": api.region,
        "status": version["Status"],
        "supportedCharacterSets": [],
        "supportedFeatureNames": [],
        "supportedModes": version["SupportedEngineModes"],
        "supportedTimezones": [],
        "supportsGlobalDatabases": version["SupportsGlobalDatabases"],
        "supportsLogExportsToCloudwatch": version["SupportsLogExportsToCloudwatchLogs"],
        "supportsReadReplica": version["SupportsReadReplica"],
        "validMajorTargets": list(_targets(version, major=True)),
        "validMinorTargets": list(_targets(version, major=False)),
        "validUpgradeTargets": list(_targets(version)),
        "version": version["EngineVersion"],
        "versionActual": version["EngineVersion"],
        "versionDescription": version["DBEngineVersionDescription"],
        **{name: bool(version.get(member)) for name, member in _SUPPORTED.items()},
    }


def _shown(arguments: Properties) -> str:
    given = {name: value for name, value in arguments.items() if name not in ("engine", "region")}
    return str(given) if given else "the default"


FUNCTIONS: Final = {
    "aws:rds/getEngineVersion:getEngineVersion": ProviderFunction("rds", engine_version, required=("engine",))
}
