"""Which memory goes with which CPU on Fargate."""

import pytest

from components._fargate_sizes import MEMORY_MIB, memory_problem


@pytest.mark.parametrize(
    ("cpu", "smallest", "largest", "sizes"),
    [
        (256, 512, 2048, 3),
        (512, 1024, 4096, 4),
        (1024, 2048, 8192, 7),
        (2048, 4096, 16384, 13),
        (4096, 8192, 30720, 23),
        (8192, 16384, 61440, 12),
        (16384, 32768, 122880, 12),
    ],
)
def test_the_table_is_that_of_the_developer_guide(cpu: int, smallest: int, largest: int, sizes: int) -> None:
    memory = MEMORY_MIB[cpu]

    assert (memory[0], memory[-1], len(memory)) == (smallest, largest, sizes)
    assert all(memory_problem(cpu, size) is None for size in memory)


@pytest.mark.parametrize(
    ("cpu", "memory", "allowed"),
    [
        (256, 4096, "512, 1024, 2048, with cpu 256"),
        (1024, 1024, "2048 to 8192 in steps of 1024, with cpu 1024"),
        (8192, 17408, "16384 to 61440 in steps of 4096, with cpu 8192"),
    ],
)
def test_other_memory_is_told_what_there_is(cpu: int, memory: int, allowed: str) -> None:
    assert memory_problem(cpu, memory) == allowed


def test_no_task_has_another_cpu() -> None:
    with pytest.raises(KeyError):
        memory_problem(300, 1024)
