"""The AWS Distro for OpenTelemetry collector that runs beside a service: its arguments and configuration.
No resources here."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict
from urllib.parse import quote

import pulumi

from ._args import Reader, is_deferred
from ._container_image import IMAGE, image_problem
from ._ecs_roles import write_log_group
from ._grants import Access, grant_statements
from ._iam import Statement
from ._store_spec import read_number_if_given

COLLECTOR_IMAGE = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0"
COLLECTOR_MEMORY_MIB = 256
"""The collector's share of the task's memory, at most."""

_MEMORY_LIMIT_MIB = 192
"""Above this the collector refuses data, so that it does not die of its own share."""

_GRPC = "127.0.0.1:4317"
_HTTP = "127.0.0.1:4318"
_SCRAPE_INTERVAL = "60s"
_PORTS = range(1, 65536)
_PATH = re.compile(r"/\S*")
_WORKSPACE = re.compile(r"arn:[a-z-]+:aps:[a-z0-9-]+:\d{12}:workspace/ws-[a-z0-9-]+")


class TelemetryArgs(TypedDict):
    """Traces and metrics of a service, collected by a container beside it."""

    enabled: NotRequired[bool]
    """Whether the collector runs. It takes up to 256 MiB of the task's memory. Default: true."""
    collector_image: NotRequired[str]
    """Image of the collector, with a tag or a digest; a copy of your own where tasks cannot reach the
    internet. Default: public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0."""
    metrics_port: NotRequired[int]
    """Port on which the service shows its metrics in Prometheus's format; they are read every minute.
    Default: none; the service sends its metrics to the collector."""
    metrics_path: NotRequired[str]
    """Path of those metrics. Default: /metrics."""
    prometheus_workspace_arn: NotRequired[pulumi.Input[str]]
    """Workspace of Amazon Managed Service for Prometheus that takes the metrics. Default: CloudWatch takes
    them, by the service's log group."""


@dataclass(frozen=True)
class TelemetrySpec:
    """The arguments of `telemetry`, checked."""

    enabled: bool
    collector_image: str
    metrics_port: int | None
    metrics_path: str
    prometheus_workspace_arn: pulumi.Input[str] | None


@dataclass(frozen=True)
class Collector:
    """All that the collector's configuration is made of."""

    service: str
    namespace: str
    """CloudWatch namespace of the metrics."""
    region: str
    log_group: str
    metrics_port: int | None
    metrics_path: str
    prometheus_workspace_arn: str | None


def read_telemetry(reader: Reader) -> TelemetrySpec:
    """The arguments that `reader` reads."""
    image = reader.text("collector_image", COLLECTOR_IMAGE)
    problem = image_problem(image) if image else None
    if problem:
        reader.problem("collector_image", problem, IMAGE)
    path = reader.text("metrics_path", "/metrics")
    if path and not _PATH.fullmatch(path):
        reader.problem("metrics_path", repr(path), "a path that starts with /")
    workspace = reader.passed_if_given("prometheus_workspace_arn")
    if workspace is not None and not is_deferred(workspace) and not _WORKSPACE.fullmatch(str(workspace)):
        reader.problem("prometheus_workspace_arn", repr(workspace), "the ARN of an AMP workspace")
    return TelemetrySpec(
        enabled=reader.flag("enabled", default=True),
        collector_image=image,
        metrics_port=read_number_if_given(reader, "metrics_port", _PORTS),
        metrics_path=path,
        prometheus_workspace_arn=workspace,
    )


def service_environment(service: str, tags: Mapping[str, str]) -> dict[str, str]:
    """What tells OpenTelemetry in the service where the collector is, and whose telemetry it is. The names
    are those of the OpenTelemetry specification."""
    attributes = {"service.namespace": tags["Project"], "deployment.environment.name": tags["Environment"]}
    pairs = (f"{key}={quote(value, safe='')}" for key, value in attributes.items())
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{_HTTP}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_RESOURCE_ATTRIBUTES": ",".join(pairs),
        "OTEL_SERVICE_NAME": service,
    }


def metrics_namespace(tags: Mapping[str, str]) -> str:
    """The CloudWatch namespace of a service's own metrics: <project>/<environment>, in characters that
    CloudWatch takes (PutMetricData in its API reference)."""
    parts = (re.sub(r"[^A-Za-z0-9._#:-]+", "-", tags[key]) for key in ("Project", "Environment"))
    return "/".join(parts)


def collector_configuration(collector: Collector) -> str:
    """The text of the collector's configuration; JSON, which is YAML too."""
    receivers, exporters = _receivers(collector), _exporters(collector)
    extensions: dict[str, Any] = {"health_check": {}}
    if collector.prometheus_workspace_arn is not None:
        region, _ = _place(collector.prometheus_workspace_arn)
        extensions["sigv4auth"] = {"region": region, "service": "aps"}
    processors = ["memory_limiter", "resourcedetection", "batch"]
    configuration = {
        "extensions": extensions,
        "receivers": receivers,
        "processors": {
            "memory_limiter": {"check_interval": "1s", "limit_mib": _MEMORY_LIMIT_MIB},
            "resourcedetection": {"detectors": ["env", "ecs"]},
            "batch": {},
        },
        "exporters": exporters,
        "service": {
            "extensions": list(extensions),
            "telemetry": {"logs": {"level": "warn"}},
            "pipelines": {
                "traces": {"receivers": ["otlp"], "processors": processors, "exporters": ["awsxray"]},
                "metrics": {
                    "receivers": list(receivers),
                    "processors": processors,
                    "exporters": [name for name in exporters if name != "awsxray"],
                },
            },
        },
    }
    return json.dumps(configuration)


def telemetry_statements(log_group_arn: str, workspace_arn: str | None) -> list[Statement]:
    """What the collector does with the task's role."""
    traces = grant_statements(Access.SEND_TRACES)
    if workspace_arn is not None:
        return [*traces, *grant_statements(Access.WRITE_METRICS, workspace_arn)]
    return [*traces, write_log_group(log_group_arn)]


def _receivers(collector: Collector) -> dict[str, Any]:
    receivers: dict[str, Any] = {
        "otlp": {"protocols": {"grpc": {"endpoint": _GRPC}, "http": {"endpoint": _HTTP}}}
    }
    if collector.metrics_port is not None:
        scrape = {
            "job_name": collector.service,
            "scrape_interval": _SCRAPE_INTERVAL,
            "metrics_path": collector.metrics_path,
            "static_configs": [{"targets": [f"127.0.0.1:{collector.metrics_port}"]}],
        }
        receivers["prometheus"] = {"config": {"scrape_configs": [scrape]}}
    return receivers


def _exporters(collector: Collector) -> dict[str, Any]:
    traces = {"awsxray": {"region": collector.region}}
    if collector.prometheus_workspace_arn is None:
        metrics = {
            "region": collector.region,
            "namespace": collector.namespace,
            "log_group_name": collector.log_group,
            "log_stream_name": "metrics/{TaskId}",
        }
        return {**traces, "awsemf": metrics}
    region, workspace = _place(collector.prometheus_workspace_arn)
    host = f"https://aps-workspaces.{region}.amazonaws.com"
    remote = {
        "endpoint": f"{host}/workspaces/{workspace}/api/v1/remote_write",
        "auth": {"authenticator": "sigv4auth"},
        "resource_to_telemetry_conversion": {"enabled": True},
    }
    return {**traces, "prometheusremotewrite": remote}


def _place(workspace_arn: str) -> tuple[str, str]:
    """Region and id of a workspace."""
    parts = workspace_arn.split(":")
    return parts[3], parts[5].rpartition("/")[2]
