"""moto's core: its requests made cheap, its models not kept alive, its backends watched."""

import inspect
from typing import Any

import moto.backends
import moto.core.responses
import moto.core.utils
import moto.iam.models
from moto.core.common_models import BaseModel

from localcloud import ACCOUNT_ID, CREDENTIALS, backends


class _MethodNames:
    """The names of a class's methods, looked up when asked for: moto lists them all anew for each request."""

    def __init__(self, of: type) -> None:
        self._of = of

    def __contains__(self, name: str) -> bool:
        return inspect.isfunction(getattr(self._of, name, None))


def apply() -> None:
    """Patches moto's core. Idempotent."""
    backends.install()
    moto.core.responses.method_names_from_class = _MethodNames
    if not isinstance(moto.backends.list_of_moto_modules(), frozenset):
        # moto reads its own folder, some 180 entries, for each request.
        names = frozenset(moto.backends.list_of_moto_modules())
        moto.backends.list_of_moto_modules = lambda: names
    # moto appends every model it ever makes to a list of the class, for its dashboard: a leak in a daemon.
    BaseModel.__new__ = _new
    _patch_accounts()


def _new(cls: type, *_: Any, **__: Any) -> Any:
    return super(BaseModel, cls).__new__(cls)


def _patch_accounts() -> None:
    """moto asks IAM about every request's key, and makes a backend for each partition to do so."""
    models = moto.iam.models
    if getattr(models.get_account_id_from, "_patched", False):
        return
    mark_visited = models.mark_account_as_visited

    def get_account_id_from(access_key: str) -> str:
        if access_key != CREDENTIALS.access_key_id:
            for account, partitions in list(models.iam_backends.items()):
                if any(access_key in backend.access_keys for backend in list(partitions.values())):
                    return str(account)
        return ACCOUNT_ID

    def mark_account_as_visited(account_id: str, access_key: str, service: str, region: str) -> None:
        if access_key != CREDENTIALS.access_key_id:
            mark_visited(account_id, access_key, service, region)

    get_account_id_from._patched = True  # type: ignore[attr-defined]
    models.get_account_id_from = get_account_id_from
    models.mark_account_as_visited = mark_account_as_visited
