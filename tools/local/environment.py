"""The environment variables that tie a command to the local cloud, and to nothing else."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from localcloud import CREDENTIALS, DEFAULT_REGION
from tools import state_directory
from tools.local.shim import PASSPHRASE
from tools.pulumi import Toolchain

DEFAULT_STACK = "local"

SCRUBBED = ("AWS_", "PULUMI_")
"""Beginnings of the names that are dropped: no profile, key or backend of a developer gets through."""

LOOPBACK = ("127.0.0.1", "localhost")


def pulumi_home() -> Path:
    """Pulumi's home folder of this local cloud."""
    return state_directory() / "pulumi-home"


def state_backend() -> Path:
    """The folder of the local cloud's `file://` backend."""
    return state_directory() / "pulumi-state"


def cloud_directory() -> Path:
    """The folder of the local cloud's own state."""
    return state_directory() / "cloud"


def launchers() -> Path:
    """The folder whose `pulumi` is the shim."""
    return state_directory() / "bin"


def environment(toolchain: Toolchain, endpoint: str, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The complete environment of a command in the local cloud.

    Args:
        toolchain: whose programs come first on PATH, after the shim.
        endpoint: the local cloud's URL, for example `http://127.0.0.1:4566`.
        base: the environment to start from. Its AWS and Pulumi variables are dropped, all of them.
    """
    variables = {name: value for name, value in base.items() if not name.startswith(SCRUBBED)}
    programs = [launchers(), *toolchain.directories, Path(sys.prefix, "bin")]
    return variables | {
        "PATH": os.pathsep.join([*map(str, programs), base.get("PATH", os.defpath)]),
        "PULUMI_HOME": str(pulumi_home()),
        # Beside each file, the backend keeps another with its content type, which it does not write at once:
        # a run killed meanwhile leaves an empty one, and Pulumi then reads neither.
        "PULUMI_BACKEND_URL": f"{state_backend().as_uri()}?metadata=skip",
        "PULUMI_STACK": DEFAULT_STACK,
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "LOCALCLOUD_DIRECTORY": str(cloud_directory()),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": DEFAULT_REGION,
        "AWS_DEFAULT_REGION": DEFAULT_REGION,
        "AWS_ACCESS_KEY_ID": CREDENTIALS.access_key_id,
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret_access_key,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **{name: _with_loopback(base.get(name, "")) for name in ("NO_PROXY", "no_proxy")},
    }


def _with_loopback(hosts: str) -> str:
    """The hosts to be reached without a proxy, and ours: a proxy's localhost is another machine."""
    return ",".join(dict.fromkeys([*filter(None, hosts.split(",")), *LOOPBACK]))
