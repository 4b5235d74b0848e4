"""What of moto's state can be written, and how it is named when it cannot."""

import threading
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from localcloud import pickling
from localcloud.cloud import Cloud

REGION = "eu-central-1"


@pytest.fixture
def backend() -> Iterator[Any]:
    """A backend to hang values on."""
    from moto.sqs.models import sqs_backends

    with Cloud() as cloud:
        cloud.client("sqs", REGION).create_queue(QueueName="jobs")
        yield sqs_backends[cloud.account_id][REGION]


def unwritable() -> Iterator[int]:
    """What pickle cannot write: a generator."""
    yield 1


def there_and_back(backend: Any, value: Any) -> Any:
    """The value after the backend's state was written and read."""
    backend.value = value
    state = pickling.dump([backend])
    backend.value = None
    pickling.load(state)
    return backend.value


def test_references_to_backends_find_the_live_ones(backend: Any) -> None:
    from moto.sns.models import sns_backends

    topics = sns_backends[backend.account_id][REGION]
    own, other, account, all_accounts = there_and_back(
        backend, [backend, topics, sns_backends[backend.account_id], sns_backends]
    )
    assert own is backend
    assert other is topics
    assert account is sns_backends[backend.account_id]
    assert all_accounts is sns_backends


def test_another_backends_state_is_not_written_along(backend: Any) -> None:
    from moto.sns.models import sns_backends

    backend.value = sns_backends[backend.account_id][REGION]
    backend.value.text = "of the other"
    assert b"of the other" not in pickling.dump([backend])


def test_locks_come_back_open(backend: Any) -> None:
    locks = [threading.Lock(), threading.RLock(), threading.Condition(), threading.Event()]
    lock, reentrant, condition, event = there_and_back(backend, locks)
    assert lock.acquire(blocking=False)
    assert reentrant.acquire(blocking=False)
    with condition:
        assert not event.is_set()


@pytest.mark.parametrize(
    "generate",
    [
        pytest.param(lambda: rsa.generate_private_key(65537, 2048), id="rsa"),
        pytest.param(lambda: ec.generate_private_key(ec.SECP384R1()), id="ec"),
        pytest.param(ed25519.Ed25519PrivateKey.generate, id="ed25519"),
    ],
)
def test_keys_come_back(backend: Any, generate: Callable[[], Any]) -> None:
    def public_text(public: Any) -> bytes:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return bytes(public.public_bytes(serialization.Encoding.PEM, form))

    key = generate()
    private, public = there_and_back(backend, (key, key.public_key()))
    assert public_text(private.public_key()) == public_text(public) == public_text(key.public_key())


def test_local_functions_come_back_with_what_they_enclose(backend: Any) -> None:
    enclosed = 5

    def add(number: int, more: int = 2) -> int:
        return number + more + enclosed

    table = there_and_back(backend, defaultdict(lambda: defaultdict(list), {"add": add}))
    assert table["add"](1) == 8
    assert table["new"]["newer"] == []


def test_weak_values_come_back_as_long_as_something_holds_them(backend: Any) -> None:
    class Held:
        pass

    globals()["Held"] = Held
    Held.__qualname__ = "Held"
    held = Held()
    holder, table = there_and_back(backend, ([held], weakref.WeakValueDictionary({"a": held})))
    assert table["a"] is holder[0]


def test_what_cannot_be_written_is_named(backend: Any) -> None:
    backend.first = threading.Thread()
    backend.second = unwritable()
    with pytest.raises(pickling.NotStorableError) as raised:
        pickling.dump([backend])
    assert "moto.sqs.models:SQSBackend.second: cannot pickle 'generator' object" in str(raised.value)
    assert "queues" not in str(raised.value)


def test_built_in_images_are_not_written() -> None:
    from moto.ec2.models import ec2_backends

    with Cloud() as cloud:
        ec2 = cloud.client("ec2", REGION)
        image = ec2.describe_images(ImageIds=["ami-03cf127a"])["Images"][0]
        reservation = ec2.run_instances(
            ImageId=image["ImageId"], InstanceType="t3.micro", MinCount=1, MaxCount=1
        )
        instance = reservation["Instances"][0]["InstanceId"]
        own = ec2.create_image(InstanceId=instance, Name="own")["ImageId"]
        ec2.deregister_image(ImageId="ami-03cf127a")
        backend = ec2_backends[cloud.account_id][REGION]
        state = pickling.dump([backend])
        built_in = backend.amis["ami-04681a1dbd79675a5"]
        backend.amis.clear()
        pickling.load(state)
        assert len(state) < 60_000
        assert backend.amis["ami-04681a1dbd79675a5"] is built_in
        assert backend.amis[own].name == "own"
        assert "ami-03cf127a" not in backend.amis
