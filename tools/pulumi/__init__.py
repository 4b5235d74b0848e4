"""The Pulumi toolchain this project is tested with: found on PATH, downloaded, or built.

    from tools.pulumi import resolve

    toolchain = resolve(report=print)

`python -m tools.pulumi` says which one is in use.
"""

from tools.pulumi.toolchain import Toolchain, ToolchainError, find, resolve

__all__ = ["Toolchain", "ToolchainError", "find", "resolve"]
