"""The local cloud inside one process: moto, its lock, its clients and its transactions."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from localcloud import ACCOUNT_ID, access, aws_request, backends, in_process, moto_patches
from localcloud.aws_errors import Answer, error_answer
from localcloud.aws_request import Environ
from localcloud.moto_application import MotoApplication
from localcloud.pickling import NotStorableError
from localcloud.records import Records
from localcloud.state import State
from localcloud.storage import Storage, StorageError
from localcloud.units import Unit

__all__ = ["Cloud", "StorageError", "TransactionError"]


class TransactionError(RuntimeError):
    """A transaction was used in a way that cannot be honoured."""


class Cloud:
    """A local AWS account, also a WSGI application that any AWS client can talk to.

    Everything goes through one lock, and everything that changes something is durable before it returns: a
    request by itself, or all requests of a `transaction` together. A request that fails changes nothing.

    There can be one open cloud per process, since moto keeps its state in its modules.

    Args:
        directory: holds the state; made if missing. None keeps it in memory only.
        endpoint: the URL that answers name where AWS names its own (SQS queue URLs).

    Raises:
        StorageError: another process has the directory open, or its state cannot be read.
        RuntimeError: this process has an open cloud already.
    """

    account_id = ACCOUNT_ID

    def __init__(self, directory: Path | None = None, *, endpoint: str = "http://127.0.0.1:4566") -> None:
        if backends.watched():
            raise RuntimeError("this process has an open cloud already: close it first")
        self.directory = directory
        self.endpoint = endpoint
        with ExitStack() as opening:
            if directory is not None:
                opening.enter_context(_locked(directory))
            self._storage = Storage(directory)
            opening.callback(self._storage.close)
            self._closing = opening.pop_all()
        moto_patches.apply_core()
        self._state = State(self._storage)
        self._state.forget()
        backends.watch(self._state)
        self._closing.callback(self._state.forget)
        self._closing.callback(backends.watch, None)
        self._application = MotoApplication()
        self._lock = threading.RLock()
        self._depth = 0
        self._dirty: set[Unit] = set()
        self._inner_failure: BaseException | None = None
        self._session = in_process.session()
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        """A boto3 client that calls this cloud in the calling thread, without sockets. Made once.

        It raises `RequestRefused` for values that break AWS's service model, and botocore's ClientError with
        the code `NotImplemented` for what the local cloud does not have.

        Args:
            service: boto3's name, as `ec2`.
            region: as `eu-central-1`.
        """
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = in_process.create_client(
                    self._session, service, region, self.endpoint, self
                )
            return self._clients[key]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Makes all that is done inside one change: durable when the block ends, undone if it raises.

        Holds the cloud's lock. A transaction inside another one belongs to it; if the inner one raises, the
        outer one cannot be completed either.

        Raises:
            TransactionError: an inner transaction failed and its exception did not reach the outer one.
            NotStorableError: moto's state holds something that cannot be written.
        """
        with self._lock:
            if self._depth:
                with self._inner():
                    yield
                return
            self._storage.begin()
            self._depth = 1
            try:
                yield
                if self._inner_failure:
                    raise TransactionError("a part of the transaction failed") from self._inner_failure
                self._state.save(frozenset(self._dirty))
                self._storage.commit()
            except BaseException:
                self._undo(frozenset(self._dirty))
                raise
            finally:
                self._depth = 0
                self._dirty.clear()
                self._inner_failure = None

    def records(self, namespace: str) -> Records:
        """JSON values by key for the provider's bookkeeping, part of the cloud's state and transactions."""
        return Records(self._storage, namespace, lambda: self._lock, self.transaction)

    def reset(self) -> None:
        """Empties the cloud: resources and records. Raises TransactionError inside a transaction."""
        with self._lock:
            if self._depth:
                raise TransactionError("the cloud cannot be reset inside a transaction")
            self._storage.begin()
            self._storage.clear()
            self._storage.commit()
            self._state.forget()

    def close(self) -> None:
        """Ends the use of the cloud. What was changed is durable already. Idempotent."""
        with self._lock:
            self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answers one AWS request (WSGI)."""
        with self._lock:
            answer = access.refusal(environ, self._issued) or self._answer(environ)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, environ: Environ) -> Answer:
        reading = aws_request.is_read(environ)
        self._state.begin()
        answer = self._application.answer(environ)
        # What a read brings into being must stay as it was seen: a region's default VPC, for one.
        changed = self._state.made() if reading else self._state.used()
        if self._depth:
            self._dirty |= changed
        elif answer.code >= 400 and not reading:
            self._restore(changed)
        elif changed:
            return self._save(environ, answer, changed)
        return answer

    def _save(self, environ: Environ, answer: Answer, changed: frozenset[Unit]) -> Answer:
        self._storage.begin()
        try:
            self._state.save(changed)
            self._storage.commit()
        except NotStorableError as error:
            self._undo(changed)
            return error_answer(environ, "500 Internal Server Error", "InternalFailure", str(error))
        return answer

    def _undo(self, changed: frozenset[Unit]) -> None:
        self._storage.rollback()
        self._restore(changed)

    def _restore(self, changed: frozenset[Unit]) -> None:
        try:
            self._state.restore(changed)
        except BaseException:
            # Half put back is worse than not in memory: then all is read again when it is used.
            self._state.forget()
            raise

    @contextmanager
    def _inner(self) -> Iterator[None]:
        self._depth += 1
        try:
            yield
        except BaseException as error:
            self._inner_failure = error
            raise
        finally:
            self._depth -= 1

    def _issued(self, access_key: str) -> bool:
        accounts = backends.dictionary_of("moto.iam.models:IAMBackend").values()
        return any(access_key in backend.access_keys for account in accounts for backend in account.values())


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    directory.mkdir(parents=True, exist_ok=True)
    lock = FileLock(directory / "cloud.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StorageError(
            f"the local cloud in {directory} is open in another process: stop that first"
        ) from error
    try:
        yield
    finally:
        lock.release()
