"""The sizes of Fargate tasks."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).parents[2] / "data" / "fargate_sizes.json"
_CPU: Final = re.compile(r"(\d+(?:\.\d+)?)\s*vcpu", re.IGNORECASE)
_MEMORY: Final = re.compile(r"(\d+(?:\.\d+)?)\s*gb", re.IGNORECASE)


@cache
def sizes() -> dict[int, tuple[int, ...]]:
    """CPU units -> the amounts of memory (MiB) that go with them."""
    table = json.loads(_TABLE.read_text())["memory_mib_by_cpu"]
    return {
        int(cpu): tuple(entry.get("values") or range(entry["from"], entry["to"] + 1, entry["step"]))
        for cpu, entry in table.items()
    }


def cpu_units(text: str) -> str:
    """A CPU size as ECS keeps it: `1 vCPU` is `1024`."""
    found = _CPU.fullmatch(text.strip())
    return str(int(float(found[1]) * 1024)) if found else text


def memory_mib(text: str) -> str:
    """A memory size as ECS keeps it: `2 GB` is `2048`."""
    found = _MEMORY.fullmatch(text.strip())
    return str(int(float(found[1]) * 1024)) if found else text


def fits(cpu: str, memory: str) -> bool:
    """Whether Fargate has tasks of that size."""
    return cpu.isdigit() and memory.isdigit() and int(memory) in sizes().get(int(cpu), ())
