"""The sizes of Fargate tasks. Pure."""

from collections.abc import Mapping, Sequence

MEMORY_MIB: Mapping[int, Sequence[int]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4097, 1024),
    1024: range(2048, 8193, 1024),
    2048: range(4096, 16385, 1024),
    4096: range(8192, 30721, 1024),
    8192: range(16384, 61441, 4096),
    16384: range(32768, 122881, 8192),
}
"""The memory, in MiB, that a task with so many CPU units can have; 1024 units are one vCPU (ECS developer
guide, "Task definition parameters for Fargate", Task size)."""


def memory_problem(cpu: int, memory_mib: int) -> str | None:
    """What memory a task with `cpu` units can have, if `memory_mib` is none of it; otherwise None.

    Raises KeyError when no task has `cpu` units.
    """
    sizes = MEMORY_MIB[cpu]
    if memory_mib in sizes:
        return None
    if isinstance(sizes, range):
        return f"{sizes[0]} to {sizes[-1]} in steps of {sizes.step}, with cpu {cpu}"
    return f"{', '.join(map(str, sizes))}, with cpu {cpu}"
