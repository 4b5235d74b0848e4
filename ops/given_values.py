"""Values of secrets that people give in files: `--from-file NAME=PATH` and `--from-file NAME.FIELD=PATH`."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import SecretStr

from ops.errors import WrongCallError
from ops.secret_contract import SecretEntry
from ops.secret_values import TEXT, Value, from_text

STANDARD_INPUT = "-"

FORM = "NAME=PATH or NAME.FIELD=PATH"


def read_given(options: Iterable[str], entries: Sequence[SecretEntry]) -> dict[str, Value]:
    """The values in files, by the name of the secret.

    NAME=PATH is the whole value: a text, or for a secret with fields a JSON object with some of them.
    NAME.FIELD=PATH is one field. PATH `-` is the standard input. One line break at the end of a text is not
    part of it. Raises WrongCallError, which names the option and never shows a value.
    """
    by_name = {entry.name: entry for entry in entries}
    given: dict[str, dict[str, SecretStr]] = {}
    for option in options:
        target, separator, path = option.partition("=")
        if not separator or not path:
            raise WrongCallError(f"--from-file {option}: give {FORM}")
        name, _, field = target.partition(".")
        if name not in by_name:
            raise WrongCallError(
                f"--from-file {option}: there is no secret '{name}', only {', '.join(by_name) or 'none'}"
            )
        values = _read(option, path, by_name[name], field)
        given.setdefault(name, {}).update(values)
    return dict(given)


def _read(option: str, path: str, entry: SecretEntry, field: str) -> Value:
    if field and field not in entry.fields:
        fields = ", ".join(entry.fields) or "none"
        raise WrongCallError(
            f"--from-file {option}: secret '{entry.name}' has no field '{field}', only {fields}"
        )
    text = _read_text(option, path)
    if field or not entry.fields:
        return {field or TEXT: SecretStr(text)}
    values = from_text(text)
    if values is None:
        raise WrongCallError(
            f"--from-file {option}: secret '{entry.name}' has fields, and {path} is no JSON object of texts"
        )
    unknown = sorted(set(values) - set(entry.fields))
    if unknown:
        fields = ", ".join(entry.fields)
        raise WrongCallError(
            f"--from-file {option}: {path} has the fields {', '.join(unknown)}; there are only {fields}"
        )
    return values


def _read_text(option: str, path: str) -> str:
    try:
        text = sys.stdin.read() if path == STANDARD_INPUT else Path(path).read_text()
    except OSError as error:
        raise WrongCallError(f"--from-file {option}: {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WrongCallError(f"--from-file {option}: {path} is no text in UTF-8") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise WrongCallError(f"--from-file {option}: {path} is empty")
    return text
