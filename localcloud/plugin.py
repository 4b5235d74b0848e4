"""The local cloud as Pulumi's `aws` plugin: an executable that leads the engine to the running daemon."""

import shlex
from pathlib import Path
from typing import Final

from localcloud.daemon_files import PROVIDER_FILE, STARTING_FILE
from localcloud.provider.schema import PROVIDER_VERSION

_START_SECONDS: Final = 30
"""How long the plugin waits for a daemon that is on its way; it takes a second or two."""

_SHIM: Final = """\
#!/bin/sh
# Pulumi's aws plugin, served by a local cloud: prints the port of the running daemon, then waits for its
# engine to end.
file={file}
starting={starting}
waited=0
until {{ read -r port pid < "$file"; }} 2>/dev/null && kill -0 "$pid" 2>/dev/null; do
    if [ ! -e "$starting" ] || [ "$waited" -ge {most} ]; then
        echo "The local cloud is not running; this starts it:" >&2
        echo "  python -m localcloud start --directory "{directory} >&2
        exit 1
    fi
    sleep 1
    waited=$((waited + 1))
done
echo "$port"
# The engine holds the other end of standard input: it closes when the engine ends, however that happens.
exec cat
"""


def install(pulumi_home: Path, directory: Path) -> Path:
    """Installs the plugin for the local cloud of `directory` into a PULUMI_HOME. Idempotent and atomic.

    Args:
        pulumi_home: a PULUMI_HOME that is used with this local cloud only.
        directory: the daemon's directory.

    Returns:
        The executable's path.
    """
    executable = pulumi_home / "plugins" / f"resource-aws-v{PROVIDER_VERSION}" / "pulumi-resource-aws"
    text = _SHIM.format(
        file=shlex.quote(str(directory.resolve() / PROVIDER_FILE)),
        starting=shlex.quote(str(directory.resolve() / STARTING_FILE)),
        most=_START_SECONDS,
        directory=shlex.quote(str(directory.resolve())),
    )
    if executable.is_file() and executable.read_text() == text:
        return executable
    executable.parent.mkdir(parents=True, exist_ok=True)
    temporary = executable.with_suffix(".new")
    temporary.write_text(text)
    temporary.chmod(0o755)
    temporary.replace(executable)
    return executable
