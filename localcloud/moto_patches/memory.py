"""What takes more memory than it need: the instance types of each zone (50 MB), ordered dictionaries.

A daemon that lies idle on a laptop should be small.
"""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import moto.utilities.utils
from botocore.loaders import JSONFileLoader, Loader

_OFFERINGS: Final = "ec2/resources/instance_type_offerings/"

_load_resource: Final = moto.utilities.utils.load_resource


class _Offerings(dict[str, Any]):
    """Offerings by region, each region's read when it is asked for."""

    def __init__(self, location_type: str, regions: list[str]) -> None:
        super().__init__(dict.fromkeys(regions))
        self._location_type = location_type

    def __getitem__(self, region: str) -> Any:
        found = super().__getitem__(region)
        if found is None:
            found = _load_resource(f"{_OFFERINGS}{self._location_type}/{region}.json")
            for offering in found:
                offering["LocationType"] = self._location_type
            self[region] = found
        return found

    def get(self, region: str, default: Any = None) -> Any:
        return self[region] if region in self else default  # noqa: SIM401 - it would call itself


class _PlainFileLoader(JSONFileLoader):  # type: ignore[misc]
    """Reads service models into plain dictionaries: half the size of ordered ones, twice as fast."""

    def load_file(self, file_path: str) -> Any:
        for suffix, read in ((".json", Path.read_bytes), (".json.gz", _read_compressed)):
            path = Path(file_path + suffix)
            if path.is_file():
                return json.loads(read(path))
        return None


def _read_compressed(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def read_models_plainly() -> None:
    """Lets botocore and moto, which has its own copy of each model, read them into plain dictionaries."""
    Loader.FILE_LOADER_CLASS = _PlainFileLoader


def defer_offerings() -> None:
    """Lets moto's EC2 be imported without its offerings; `PACKAGES` then puts readers in their place."""

    def load_resource(resource: str) -> Any:
        return [] if resource.startswith(_OFFERINGS) else _load_resource(resource)

    moto.utilities.utils.load_resource = load_resource


def _ec2() -> None:
    from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

    for location_type, offerings in INSTANCE_TYPE_OFFERINGS.items():
        if not isinstance(offerings, _Offerings):
            INSTANCE_TYPE_OFFERINGS[location_type] = _Offerings(location_type, list(offerings))


PACKAGES: Final[dict[str, Callable[[], None]]] = {"ec2": _ec2}
"""By moto's package: what to apply. Idempotent."""
