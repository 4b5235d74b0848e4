"""`python -m ops secrets`: what it does with each secret, how it ends, and that it never shows a value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from ops import secrets_command
from ops.app import app
from ops.fill_secrets import Outcome, Wishes, fill
from ops.secret_contract import SecretEntry
from ops.secret_store import Found, SecretStore, State
from ops.secret_values import public_key_of
from tests.unit.ops.conftest import Secrets

DONE, FAILED, WRONG_CALL, INCOMPLETE = range(4)

Run = Callable[..., Result]


@pytest.fixture
def run(secrets: Secrets) -> Run:
    """Runs a command on the stack; its arguments follow."""

    def invoke(command: str, *arguments: str, stdin: str = "") -> Result:
        options = ["--stack", "dev", "--outputs", str(secrets.file)]
        return CliRunner().invoke(app, ["secrets", command, *options, *arguments], input=stdin)

    return invoke


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """What a person answers, by secret and field. Without an answer, a question is skipped."""
    given: dict[tuple[str, str], str] = {}

    def ask(entry: SecretEntry, field: str) -> SecretStr | None:
        text = given.get((entry.name, field))
        return SecretStr(text) if text else None

    def asking(*arguments: Any, **options: Any) -> list[Outcome]:
        entries, store, wishes = arguments
        return fill(entries, store, Wishes(wishes.given, wishes.replace, ask))

    monkeypatch.setattr(secrets_command, "fill", asking)
    return given


def states(result: Result) -> dict[str, str]:
    return {one["name"]: one["state"] for one in json.loads(result.stdout)["secrets"]}


def by_name(result: Result) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(result.stdout)["secrets"]}


class TestInit:
    def test_keys_are_generated_and_the_rest_stays_open(self, run: Run, secrets: Secrets) -> None:
        result = run("init", "--no-input", "--json")

        assert result.exit_code == INCOMPLETE
        assert states(result) == {"jwt": "filled", "oauth": "empty", "api-keys": "filled", "sentry": "empty"}
        pair = secrets.fields("jwt")
        assert public_key_of(SecretStr(pair["JWT_PRIVATE_KEY"])).get_secret_value() == pair["JWT_PUBLIC_KEY"]
        assert len(secrets.fields("api-keys")["API_KEY_PEPPER"]) == 43

    def test_the_rest_is_asked_for(
        self, run: Run, secrets: Secrets, answers: dict[tuple[str, str], str]
    ) -> None:
        answers |= {
            ("oauth", "GOOGLE_CLIENT_ID"): "id",
            ("oauth", "GOOGLE_CLIENT_SECRET"): "hunter2",
            ("sentry", ""): "https://key@sentry.example/1",
        }

        result = run("init", "--json")

        assert result.exit_code == DONE
        assert json.loads(result.stdout)["complete"] is True
        assert secrets.fields("oauth") == {"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "hunter2"}
        assert secrets.value("sentry") == "https://key@sentry.example/1"

    def test_running_it_again_changes_nothing(self, run: Run, secrets: Secrets) -> None:
        run("init", "--no-input")
        before = {name: secrets.value(name) for name in ("jwt", "api-keys")}
        result = run("init", "--no-input", "--json")

        assert {name: secrets.value(name) for name in before} == before
        assert [secrets.versions(name) for name in before] == [1, 1]
        assert {one["action"] for one in by_name(result).values()} == {"nothing"}

    def test_only_fields_without_a_value_are_asked_for(
        self, run: Run, secrets: Secrets, answers: dict[tuple[str, str], str]
    ) -> None:
        secrets.put("oauth", json.dumps({"GOOGLE_CLIENT_ID": "old", "EXTRA": "kept"}))
        answers |= {("oauth", "GOOGLE_CLIENT_ID"): "new", ("oauth", "GOOGLE_CLIENT_SECRET"): "s"}

        result = run("init", "--json", "--only", "oauth")

        assert by_name(result)["oauth"]["setFields"] == ["GOOGLE_CLIENT_SECRET"]
        assert secrets.fields("oauth") == {
            "GOOGLE_CLIENT_ID": "old",
            "GOOGLE_CLIENT_SECRET": "s",
            "EXTRA": "kept",
        }

    def test_an_answer_that_is_skipped_leaves_its_field_open(
        self, run: Run, secrets: Secrets, answers: dict[tuple[str, str], str]
    ) -> None:
        answers[("oauth", "GOOGLE_CLIENT_ID")] = "id"

        result = run("init", "--json", "--only", "oauth")

        assert result.exit_code == INCOMPLETE
        assert by_name(result)["oauth"]["missingFields"] == ["GOOGLE_CLIENT_SECRET"]
        assert secrets.fields("oauth") == {"GOOGLE_CLIENT_ID": "id"}

    def test_a_missing_public_key_is_computed_from_the_private_one(self, run: Run, secrets: Secrets) -> None:
        run("init", "--no-input")
        pair = secrets.fields("jwt")
        secrets.put("jwt", json.dumps({"JWT_PRIVATE_KEY": pair["JWT_PRIVATE_KEY"]}))

        run("init", "--no-input")

        assert secrets.fields("jwt") == pair

    def test_a_public_key_alone_is_not_given_another_private_one(self, run: Run, secrets: Secrets) -> None:
        secrets.put("jwt", json.dumps({"JWT_PUBLIC_KEY": "pem"}))

        result = run("init", "--no-input", "--json", "--only", "jwt")

        assert "JWT_PUBLIC_KEY without JWT_PRIVATE_KEY" in by_name(result)["jwt"]["problem"]
        assert result.exit_code == INCOMPLETE
        assert secrets.fields("jwt") == {"JWT_PUBLIC_KEY": "pem"}

    def test_two_people_at_once_do_not_overwrite_each_other(
        self, run: Run, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The second found the secret empty too, and comes later."""
        find = SecretStore.find
        run("init", "--no-input", "--only", "jwt")
        first = secrets.value("jwt")
        looks = iter([Found(State.EMPTY, ("JWT_PRIVATE_KEY", "JWT_PUBLIC_KEY"))])
        monkeypatch.setattr(SecretStore, "find", lambda store, entry: next(looks, None) or find(store, entry))

        result = run("init", "--no-input", "--json", "--only", "jwt")

        assert result.exit_code == DONE
        assert secrets.value("jwt") == first
        assert by_name(result)["jwt"]["action"] == "nothing"

    def test_a_value_that_is_no_object_is_not_overwritten(self, run: Run, secrets: Secrets) -> None:
        secrets.put("oauth", "a text")

        result = run("init", "--no-input", "--json", "--only", "oauth")

        assert (result.exit_code, states(result)) == (INCOMPLETE, {"oauth": "malformed"})
        assert secrets.value("oauth") == "a text"


class TestReplace:
    def test_a_key_pair_is_made_anew_and_the_old_one_stays_the_previous_version(
        self, run: Run, secrets: Secrets
    ) -> None:
        run("init", "--no-input")
        old = secrets.value("jwt")

        result = run("init", "--no-input", "--json", "--only", "jwt", "--replace", "jwt")

        previous = secrets.client.get_secret_value(SecretId=secrets.arn("jwt"), VersionStage="AWSPREVIOUS")
        assert by_name(result)["jwt"]["action"] == "replaced"
        assert secrets.value("jwt") != old
        assert previous["SecretString"] == old

    def test_a_new_value_needs_all_its_fields(self, run: Run, secrets: Secrets, tmp_path: Path) -> None:
        secrets.put("oauth", json.dumps({"GOOGLE_CLIENT_ID": "a", "GOOGLE_CLIENT_SECRET": "b"}))
        (tmp_path / "id").write_text("c\n")

        result = run(
            "init", "--no-input", "--only", "oauth", "--replace", "oauth",
            "--from-file", f"oauth.GOOGLE_CLIENT_ID={tmp_path / 'id'}", "--json",
        )  # fmt: skip

        assert result.exit_code == INCOMPLETE
        assert "needs all fields" in by_name(result)["oauth"]["problem"]
        assert secrets.fields("oauth")["GOOGLE_CLIENT_ID"] == "a"


class TestFiles:
    def test_fields_whole_values_and_the_standard_input(
        self, run: Run, secrets: Secrets, tmp_path: Path
    ) -> None:
        (tmp_path / "oauth.json").write_text('{"GOOGLE_CLIENT_ID": "id"}')
        (tmp_path / "secret").write_text("hunter2\n")

        result = run(
            "init", "--no-input",
            "--from-file", f"oauth={tmp_path / 'oauth.json'}",
            "--from-file", f"oauth.GOOGLE_CLIENT_SECRET={tmp_path / 'secret'}",
            "--from-file", "sentry=-",
            stdin="https://key@sentry.example/1\n",
        )  # fmt: skip

        assert result.exit_code == DONE, result.output
        assert secrets.fields("oauth") == {"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "hunter2"}
        assert secrets.value("sentry") == "https://key@sentry.example/1"

    def test_a_key_of_ones_own_gets_its_public_half(self, run: Run, secrets: Secrets, tmp_path: Path) -> None:
        run("init", "--no-input", "--only", "jwt")
        pair = secrets.fields("jwt")
        (tmp_path / "key.pem").write_text(pair["JWT_PRIVATE_KEY"])
        option = f"jwt.JWT_PRIVATE_KEY={tmp_path / 'key.pem'}"

        run("init", "--no-input", "--only", "jwt", "--replace", "jwt", "--from-file", option)

        assert secrets.fields("jwt")["JWT_PUBLIC_KEY"] == pair["JWT_PUBLIC_KEY"]

    def test_halves_that_do_not_belong_together_are_refused(
        self, run: Run, secrets: Secrets, tmp_path: Path
    ) -> None:
        (tmp_path / "public.pem").write_text("other")
        (tmp_path / "private.pem").write_text("hunter2")
        options = [
            f"--from-file=jwt.JWT_P{half}_KEY={tmp_path / file}"
            for half, file in (("RIVATE", "private.pem"), ("UBLIC", "public.pem"))
        ]

        result = run("init", "--no-input", "--only", "jwt", *options)

        assert result.exit_code == INCOMPLETE
        assert secrets.versions("jwt") == 0
        assert "hunter2" not in result.output

    def test_a_value_that_exists_is_not_overwritten_by_a_file(
        self, run: Run, secrets: Secrets, tmp_path: Path
    ) -> None:
        secrets.put("sentry", "old")
        (tmp_path / "dsn").write_text("new")

        result = run(
            "init", "--no-input", "--json", "--only", "sentry", f"--from-file=sentry={tmp_path / 'dsn'}"
        )

        assert "add --replace" in by_name(result)["sentry"]["problem"]
        assert (result.exit_code, secrets.value("sentry")) == (INCOMPLETE, "old")

    @pytest.mark.parametrize(
        ("option", "content", "problem"),
        [
            ("jwt", None, "--from-file jwt: give NAME=PATH or NAME.FIELD=PATH"),
            ("smtp={file}", "x", "there is no secret 'smtp', only jwt, oauth, api-keys, sentry"),
            ("oauth.PASSWORD={file}", "x", "secret 'oauth' has no field 'PASSWORD', only GOOGLE_CLIENT_ID,"),
            ("oauth={file}", "hunter2", "is no JSON object of texts"),
            (
                "oauth={file}",
                '{"PASSWORD": "hunter2"}',
                "has the fields PASSWORD; there are only GOOGLE_CLIENT_ID",
            ),
            ("sentry={file}", "\n", "is empty"),
            ("sentry={file}", None, "cannot be read: No such file or directory"),
        ],
    )
    def test_options_that_are_refused(
        self, run: Run, secrets: Secrets, tmp_path: Path, option: str, content: str | None, problem: str
    ) -> None:
        file = tmp_path / "value"
        if content is not None:
            file.write_text(content)

        result = run("init", "--no-input", "--from-file", option.format(file=file))

        assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
        assert problem in result.stderr
        assert "hunter2" not in result.output
        assert secrets.versions("jwt") == 0


class TestStatus:
    def test_it_says_what_lacks_and_changes_nothing(self, run: Run, secrets: Secrets) -> None:
        secrets.put("oauth", json.dumps({"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": ""}))
        secrets.put("sentry", "dsn")
        secrets.client.delete_secret(SecretId=secrets.arn("api-keys"))

        result = run("status", "--json")

        assert result.exit_code == INCOMPLETE
        assert states(result) == {
            "jwt": "empty",
            "oauth": "incomplete",
            "api-keys": "deleted",
            "sentry": "filled",
        }
        assert by_name(result)["oauth"]["missingFields"] == ["GOOGLE_CLIENT_SECRET"]
        assert "restore-secret" in by_name(result)["api-keys"]["problem"]
        assert secrets.versions("jwt") == 0

    def test_a_secret_that_is_gone_is_missing(self, run: Run, secrets: Secrets) -> None:
        secrets.client.delete_secret(SecretId=secrets.arn("sentry"), ForceDeleteWithoutRecovery=True)

        assert states(run("status", "--json", "--only", "sentry")) == {"sentry": "missing"}

    def test_it_ends_well_when_all_have_their_values(self, run: Run, secrets: Secrets) -> None:
        run("init", "--no-input", "--only", "jwt")

        result = run("status", "--only", "jwt")

        assert result.exit_code == DONE
        assert "filled" in result.stdout

    def test_who_may_not_read_a_secret_still_sees_that_it_has_a_value(
        self, run: Run, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("init", "--no-input", "--only", "jwt")
        call = SecretStore._call

        def denied(store: SecretStore, entry: SecretEntry, operation: str, **arguments: str) -> Any:
            if operation == "get_secret_value":
                raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, operation)
            return call(store, entry, operation, **arguments)

        monkeypatch.setattr(SecretStore, "_call", denied)
        result = run("status", "--only", "jwt", "--json")

        assert result.exit_code == DONE
        assert by_name(result)["jwt"]["fieldsSeen"] is False

    def test_for_people_it_is_a_table_that_says_what_to_do_next(self, run: Run) -> None:
        result = run("status")

        assert "Secrets of stack dev" in result.stdout
        assert "Still open: jwt, oauth, api-keys, sentry." in result.stdout
        assert "python -m ops secrets init --stack dev" in result.stdout


class TestNoValueShows:
    @pytest.mark.parametrize("as_program", [[], ["--json"]])
    def test_in_no_output(
        self,
        run: Run,
        secrets: Secrets,
        answers: dict[tuple[str, str], str],
        as_program: list[str],
    ) -> None:
        answers |= {
            ("oauth", "GOOGLE_CLIENT_ID"): "hunter1",
            ("oauth", "GOOGLE_CLIENT_SECRET"): "hunter2",
            ("sentry", ""): "hunter3",
        }

        output = run("init", *as_program).output + run("status", *as_program).output

        pieces = [*secrets.fields("jwt").values(), *secrets.fields("api-keys").values(), "hunter"]
        assert not [piece for piece in pieces if piece in output]
        assert "PRIVATE KEY--" not in output

    def test_in_no_refusal_of_aws(
        self, run: Run, secrets: Secrets, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "dsn").write_text("hunter2")
        call = SecretStore._call

        def refuse(store: SecretStore, entry: SecretEntry, operation: str, **arguments: str) -> Any:
            if operation != "put_secret_value":
                return call(store, entry, operation, **arguments)
            message = f"Value '{arguments['SecretString']}' is not allowed"
            raise ClientError({"Error": {"Code": "InvalidParameterException", "Message": message}}, operation)

        monkeypatch.setattr(SecretStore, "_call", refuse)
        result = run(
            "init", "--no-input", "--json", "--only", "sentry", f"--from-file=sentry={tmp_path / 'dsn'}"
        )

        assert "InvalidParameterException" in by_name(result)["sentry"]["problem"]
        assert "hunter2" not in result.output

    def test_in_no_complaint_about_an_argument(
        self, run: Run, secrets: Secrets, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """botocore repeats the arguments of a call that it finds wrong."""
        (tmp_path / "dsn").write_text("hunter2")
        monkeypatch.setattr("uuid.uuid5", lambda *_: "too-short")

        result = run(
            "init", "--no-input", "--json", "--only", "sentry", f"--from-file=sentry={tmp_path / 'dsn'}"
        )

        assert "cannot take this value" in by_name(result)["sentry"]["problem"]
        assert "hunter2" not in result.output

    def test_in_no_traceback(self) -> None:
        assert app.pretty_exceptions_show_locals is False


@pytest.mark.parametrize("option", ["--only", "--replace"])
def test_names_that_there_are_not_are_refused(run: Run, option: str) -> None:
    result = run("init", "--no-input", option, "smtp")

    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")
    assert f"{option} smtp: there is no secret 'smtp', only jwt, oauth, api-keys, sentry" in result.stderr


def test_outputs_that_cannot_be_read_end_with_a_message(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["secrets", "status", "-s", "dev", "--outputs", str(tmp_path / "none")])

    assert result.exit_code == FAILED
    assert result.stderr.startswith("error: the outputs in ")
    assert "Traceback" not in result.output


def test_without_credentials_it_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)

    result = run("status")

    assert (result.exit_code, result.stdout) == (FAILED, "")
    assert "secret 'jwt': AWS cannot be asked: Unable to locate credentials" in result.stderr


def test_a_stack_has_to_be_named() -> None:
    assert CliRunner().invoke(app, ["secrets", "status"]).exit_code == WRONG_CALL
