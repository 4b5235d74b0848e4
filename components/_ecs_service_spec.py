"""What an EcsService is to be: its arguments, checked. No resources here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from ._args import ArgumentReader, is_deferred, whole
from ._argument_kinds import read_group, read_inputs, read_numbers, read_words
from ._container_image import IMAGE, image_problem, parse_image
from ._ecs_deployment import DeploymentArgs, DeploymentSpec, read_deployment
from ._ecs_routing import HttpArgs, HttpSpec, read_http
from ._ecs_scaling import ScalingArgs, ScalingSpec, read_scaling
from ._ecs_task import AppContainer, CpuArchitecture
from ._ecs_telemetry import TelemetryArgs, TelemetrySpec, read_telemetry
from ._fargate_sizes import MEMORY_MIB, memory_problem
from ._load_balancer_spec import LOAD_BALANCER_NAME_LIMIT
from ._log_group import LOG_RETENTION_DAYS
from ._naming import AUTONAME_LIMIT
from ._plaintext_secrets import plaintext_problem, secret_in
from ._policy_statements import statement_problems
from ._store_spec import read_number_if_given

SECRET_REFERENCE = (
    "the ARN of a secret in Secrets Manager, alone or followed by :<key>:<version stage>:<version id>"
)
"""What `secrets` takes, in words."""

_SECRET_REFERENCE = re.compile(
    r"arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]+(:[^:]*:[^:]*:[^:]*)?"
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DIRECTORY = re.compile(r"(/[A-Za-z0-9._-]+)+")
_DIRECTORY_MIB = range(1, 120_001)
_EPHEMERAL_STORAGE_GIB = range(21, 201)
_STOP_SECONDS = range(2, 121)
_START_PERIOD_SECONDS = 300
"""Ranges of RegisterTaskDefinition (API reference of ECS)."""


@dataclass(frozen=True)
class ServiceSpec:
    """The arguments of an EcsService, checked."""

    cluster_arn: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    image: pulumi.Input[str]
    resolve_image_digest: bool
    architecture: CpuArchitecture
    cpu: int
    memory_mib: int
    ephemeral_storage_gib: int | None
    app: AppContainer
    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, pulumi.Input[str]]
    secret_kms_key_arns: Sequence[pulumi.Input[str]]
    task_role_arn: pulumi.Input[str] | None
    task_role_policies: Mapping[str, pulumi.Input[str]]
    task_role_statements: Sequence[Mapping[str, Any]]
    permissions_boundary_arn: pulumi.Input[str] | None
    exec_log_group_arn: pulumi.Input[str] | None
    """None when no commands are run in containers."""
    exec_kms_key_arn: pulumi.Input[str] | None
    http: HttpSpec | None
    deployment: DeploymentSpec
    scaling: ScalingSpec
    telemetry: TelemetrySpec
    log_retention_days: int
    kms_key_arn: pulumi.Input[str] | None
    tags: dict[str, str]


def resolve_service(name: str, args: Mapping[str, Any], fields: type) -> ServiceSpec:
    """The spec that `args` describe. Raises ArgumentError with everything that is wrong with them."""
    has_http = args.get("http") is not None
    reader = ArgumentReader(
        "EcsService",
        name,
        args,
        fields,
        longest_role="green" if has_http else "infrastructure-role",
        autoname_limit=LOAD_BALANCER_NAME_LIMIT if has_http else AUTONAME_LIMIT,
    )
    deployment = read_deployment(read_group(reader, "deployment", DeploymentArgs), has_http)
    http_reader = read_group(reader, "http", HttpArgs)
    has_routes = isinstance(args.get("http"), Mapping)
    http = read_http(http_reader, deployment.shifts_traffic) if has_routes else None
    telemetry = read_telemetry(read_group(reader, "telemetry", TelemetryArgs))
    cpu, memory_mib = _size(reader)
    counts_requests = http is not None and not deployment.shifts_traffic
    execute_command = reader.flag("execute_command", default=False)
    spec = ServiceSpec(
        cluster_arn=reader.passed("cluster_arn"),
        subnet_ids=reader.passed_texts("subnet_ids"),
        security_group_ids=reader.passed_texts("security_group_ids"),
        image=_image(reader),
        resolve_image_digest=_resolves_digest(reader),
        architecture=reader.choice("architecture", CpuArchitecture, CpuArchitecture.X86_64),
        cpu=cpu,
        memory_mib=memory_mib,
        ephemeral_storage_gib=read_number_if_given(reader, "ephemeral_storage_gib", _EPHEMERAL_STORAGE_GIB),
        app=_app(reader, http, execute_command, telemetry.enabled, memory_mib),
        environment=_environment(reader),
        secrets=_secrets(reader),
        secret_kms_key_arns=_listed(reader, "secret_kms_key_arns"),
        task_role_arn=reader.passed_if_given("task_role_arn"),
        task_role_policies=reader.passed_by_name("task_role_policies"),
        task_role_statements=_statements(reader),
        permissions_boundary_arn=reader.passed_if_given("permissions_boundary_arn"),
        exec_log_group_arn=_exec_input(reader, "exec_log_group_arn", execute_command),
        exec_kms_key_arn=_exec_input(reader, "exec_kms_key_arn", execute_command),
        http=http,
        deployment=deployment,
        scaling=read_scaling(read_group(reader, "scaling", ScalingArgs), counts_requests),
        telemetry=telemetry,
        log_retention_days=reader.whole_number("log_retention_days", 365, LOG_RETENTION_DAYS),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        tags=reader.tags(),
    )
    reader.finish()
    return spec


def value_problem(name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with the value of the environment variable `name` (never showing it), and what is
    allowed; None when nothing is. The name counts elsewhere: it is known from the start."""
    problem = plaintext_problem(name, value, acknowledged=True)
    return None if problem is None else (problem, f"no secret: put {name} into secrets, as a reference")


def reference_problem(reference: str) -> bool:
    """Whether `reference` is none to a secret in Secrets Manager."""
    return _SECRET_REFERENCE.fullmatch(reference) is None


def _image(reader: ArgumentReader) -> pulumi.Input[str]:
    image = reader.passed("image")
    problem = image_problem(image) if isinstance(image, str) and image else None
    if problem:
        reader.problem("image", problem, IMAGE)
    return image


def _resolves_digest(reader: ArgumentReader) -> bool:
    resolves = reader.flag("resolve_image_digest", default=False)
    image = reader.get("image")
    parsed = parse_image(image) if isinstance(image, str) else None
    if resolves and parsed is not None and parsed.ecr is None:
        reader.problem("resolve_image_digest", f"true with {image!r}", "false: the image is not in ECR")
    return resolves


def _size(reader: ArgumentReader) -> tuple[int, int]:
    cpu = reader.whole_number("cpu", 512, MEMORY_MIB)
    every = sorted({memory for sizes in MEMORY_MIB.values() for memory in sizes})
    memory_mib = reader.whole_number("memory_mib", MEMORY_MIB[cpu][0], range(1, every[-1] + 1))
    problem = memory_problem(cpu, memory_mib)
    cpu_is_usable = reader.get("cpu") is None or whole(reader.get("cpu")) == cpu
    if problem and cpu_is_usable:
        reader.problem("memory_mib", str(memory_mib), problem)
    return cpu, memory_mib


def _app(
    reader: ArgumentReader, http: HttpSpec | None, execute_command: bool, collected: bool, memory_mib: int
) -> AppContainer:
    readonly = reader.flag("readonly_root_filesystem", default=True)
    command, entry_point = read_words(reader, "command"), read_words(reader, "entry_point")
    for key, words in (("command", command), ("entry_point", entry_point)):
        kind = next(filter(None, map(secret_in, words)), None)
        if kind:
            reader.problem(key, f"a word with {kind}", "no secret: a program finds those in its environment")
    return AppContainer(
        port=None if http is None else http.port,
        command=command,
        entry_point=entry_point,
        user=None if reader.get("user") is None else reader.text("user"),
        readonly_root_filesystem=readonly,
        writable_directories=_writable_directories(reader, readonly, memory_mib),
        health_check_command=_health_check_command(reader),
        health_check_grace_seconds=min(60 if http is None else http.grace_seconds, _START_PERIOD_SECONDS),
        stop_timeout_seconds=reader.whole_number("stop_timeout_seconds", 30, _STOP_SECONDS),
        execute_command=execute_command,
        waits_for_collector=collected,
    )


def _writable_directories(reader: ArgumentReader, readonly: bool, memory_mib: int) -> dict[str, int]:
    default = {"/tmp": 64} if readonly else {}
    directories = read_numbers(reader, "writable_directories", default, _DIRECTORY_MIB)
    for path in directories:
        if not _DIRECTORY.fullmatch(path):
            reader.problem("writable_directories", repr(path), "absolute paths, as /tmp")
    if sum(directories.values()) >= memory_mib:
        reader.problem(
            "writable_directories", f"{sum(directories.values())} MiB", f"less than memory_mib, {memory_mib}"
        )
    return directories


def _health_check_command(reader: ArgumentReader) -> tuple[str, ...]:
    command = read_words(reader, "health_check_command")
    if command and (command[0] not in ("CMD", "CMD-SHELL") or len(command) < 2):
        reader.problem(
            "health_check_command",
            repr(list(command)),
            "CMD and the words of a command, or CMD-SHELL and a line for the shell",
        )
    return command


def _environment(reader: ArgumentReader) -> dict[str, pulumi.Input[str]]:
    environment = read_inputs(reader, "environment")
    acknowledged = reader.texts("acknowledged_plaintext", ())
    for name in acknowledged:
        if name not in environment:
            reader.problem("acknowledged_plaintext", repr(name), "names that are in environment")
    for name, value in environment.items():
        where = f"environment.{name}"
        if not _VARIABLE.fullmatch(name):
            reader.problem(where, repr(name), "names of letters, digits and _ . -")
        problem_of_name = plaintext_problem(name, "", acknowledged=name in acknowledged)
        if problem_of_name:
            reader.problem(
                where,
                problem_of_name,
                "no secret: put it into secrets, as a reference",
                "If it is none, name it in acknowledged_plaintext.",
            )
        problem = value_problem(name, value) if isinstance(value, str) else None
        if problem:
            reader.problem(where, *problem)
    return environment


def _secrets(reader: ArgumentReader) -> dict[str, pulumi.Input[str]]:
    secrets = read_inputs(reader, "secrets")
    environment = reader.get("environment")
    for name, reference in secrets.items():
        where = f"secrets.{name}"
        if not _VARIABLE.fullmatch(name):
            reader.problem(where, repr(name), "names of letters, digits and _ . -")
        if isinstance(environment, Mapping) and name in environment:
            reader.problem(where, "a name that is in environment too", "one of the two")
        if isinstance(reference, str) and reference_problem(reference):
            # Not shown: it may be the secret itself.
            reader.problem(where, "a text that is no reference", SECRET_REFERENCE)
    return secrets


def _statements(reader: ArgumentReader) -> list[Mapping[str, Any]]:
    given = reader.get("task_role_statements")
    if given is None:
        return []
    if not isinstance(given, list | tuple):
        reader.problem(
            "task_role_statements", f"a {type(given).__name__}", "a list; inside it there may be Outputs"
        )
        return []
    for shown, allowed in statement_problems(given):
        reader.problem("task_role_statements", shown, allowed)
    return list(given)


def _listed(reader: ArgumentReader, key: str) -> Sequence[pulumi.Input[str]]:
    if not reader.get(key) and not is_deferred(reader.get(key)):
        return []
    listed = reader.passed_texts(key)
    if isinstance(listed, list):
        return listed
    reader.problem(key, "an Output", "a list of texts, each of which may be an Output")
    return []


def _exec_input(reader: ArgumentReader, key: str, execute_command: bool) -> pulumi.Input[str] | None:
    value = reader.passed_if_given(key)
    if not execute_command:
        return None
    if reader.get(key) is None:
        reader.problem(key, "missing with execute_command", f"the {key} of the cluster")
    return value
