"""The environment of a command in the local cloud: complete, and free of everything that leads elsewhere."""

import os
import sys
from pathlib import Path

from localcloud import CREDENTIALS
from tools.local.environment import environment
from tools.pulumi import Toolchain

TOOLCHAIN = Toolchain("3.259.0", "build", (Path("/one"), Path("/two")), Path("/one/pulumi"))
ENDPOINT = "http://127.0.0.1:4999"


def test_nothing_of_a_developers_aws_or_pulumi_settings_gets_through() -> None:
    mine = {
        "AWS_PROFILE": "prod-admin",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
        "AWS_CONFIG_FILE": "/home/me/.aws/config",
        "PULUMI_ACCESS_TOKEN": "pul-real",
        "PULUMI_BACKEND_URL": "s3://state",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "/home/me/passphrase",
    }

    result = environment(TOOLCHAIN, ENDPOINT, {**mine, "PATH": "/bin", "HOME": "/home/me"})

    assert not set(mine.values()) & set(result.values())
    assert {name for name in result if name.startswith("AWS_")} == {
        *(
            "AWS_ENDPOINT_URL",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
        ),
        *("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_EC2_METADATA_DISABLED"),
    }
    assert result["HOME"] == "/home/me"


def test_aws_clients_are_led_to_the_local_cloud_with_its_keys() -> None:
    result = environment(TOOLCHAIN, ENDPOINT, {})

    assert result["AWS_ENDPOINT_URL"] == ENDPOINT
    assert result["AWS_ACCESS_KEY_ID"] == CREDENTIALS.access_key_id
    assert result["AWS_SECRET_ACCESS_KEY"] == CREDENTIALS.secret_access_key
    assert result["AWS_CONFIG_FILE"] == result["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_shim_toolchain_and_interpreter_come_first_on_path(tmp_path: Path) -> None:
    result = environment(TOOLCHAIN, ENDPOINT, {"PATH": "/usr/local/bin:/bin"})

    interpreter = str(Path(sys.prefix) / "bin")
    assert result["PATH"].split(":") == [
        *(str(tmp_path / "state" / "bin"), "/one", "/two", interpreter, "/usr/local/bin", "/bin")
    ]


def test_pulumi_keeps_everything_in_the_state_folder(tmp_path: Path) -> None:
    result = environment(TOOLCHAIN, ENDPOINT, {})

    assert result["PULUMI_HOME"] == str(tmp_path / "state" / "pulumi-home")
    assert result["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/state/pulumi-state?metadata=skip"


def test_the_local_clouds_own_commands_find_it(tmp_path: Path) -> None:
    assert environment(TOOLCHAIN, ENDPOINT, {})["LOCALCLOUD_DIRECTORY"] == str(tmp_path / "state" / "cloud")


def test_a_proxy_is_not_asked_for_the_local_cloud() -> None:
    result = environment(
        TOOLCHAIN, ENDPOINT, {"HTTP_PROXY": "http://proxy:3128", "no_proxy": "intranet,localhost"}
    )

    assert result["NO_PROXY"] == "127.0.0.1,localhost"
    assert result["no_proxy"] == "intranet,localhost,127.0.0.1"
