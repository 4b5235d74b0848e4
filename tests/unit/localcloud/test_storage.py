"""The file that a cloud is kept in. What a killed process leaves is shown by the tests of restarts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.storage import FILE_NAME, Storage, Stored, remove
from localcloud.units import Key, Unit, name_of, package_of, unit_of

EC2 = Key("moto.ec2.models:EC2Backend", "123456789012", "eu-central-1")
ELBV2 = Key("moto.elbv2.models:ELBv2Backend", "123456789012", "eu-central-1")
SQS = Key("moto.sqs.models:SQSBackend", "123456789012", "eu-central-1")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = Storage(tmp_path)
    yield opened
    opened.close()


def test_a_unit_is_read_as_written(storage: Storage) -> None:
    stored = Stored([EC2, ELBV2], b"\x00state\xff")
    storage.write(unit_of(EC2), stored)
    assert storage.read(unit_of(EC2)) == stored
    assert storage.units("network") == [Unit("network", "123456789012", "eu-central-1")]
    assert storage.read(unit_of(SQS)) is None


def test_the_last_write_counts(storage: Storage) -> None:
    for state in (b"first", b"second"):
        storage.write(unit_of(SQS), Stored([SQS], state))
    assert storage.read(unit_of(SQS)) == Stored([SQS], b"second")


def test_a_rollback_undoes_units_and_records(storage: Storage) -> None:
    storage.write_record("notes", "kept", 1)
    storage.begin()
    storage.write(unit_of(SQS), Stored([SQS], b"state"))
    storage.write_record("notes", "gone", 2)
    storage.delete_record("notes", "kept")
    storage.rollback()
    assert storage.read(unit_of(SQS)) is None
    assert storage.record_keys("notes") == ["kept"]


def test_a_commit_is_seen_by_whoever_opens_the_file(storage: Storage, tmp_path: Path) -> None:
    storage.begin()
    storage.write_record("notes", "a", {"b": [1]})
    other = Storage(tmp_path)
    assert other.record_keys("notes") == []
    storage.commit()
    assert other.read_record("notes", "a") == {"b": [1]}
    other.close()


def test_a_removed_state_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    storage.write_record("notes", "a", 1)
    storage.close()
    remove(tmp_path)
    assert list(tmp_path.glob(f"{FILE_NAME}*")) == []
    remove(tmp_path)


def test_services_that_hold_each_others_objects_are_one_unit() -> None:
    assert unit_of(EC2) == unit_of(ELBV2) != unit_of(SQS)
    assert unit_of(EC2) != unit_of(EC2._replace(region="us-east-1"))
    assert name_of(SQS.kind) == SQS.kind
    assert package_of(SQS.kind) == "sqs"
