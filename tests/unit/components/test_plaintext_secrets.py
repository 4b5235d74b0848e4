"""Which environment variables look like secrets."""

import pytest

from components._plaintext_secrets import is_secret_name, secret_in

OF_THE_GUIDE = {
    "NODE_ENV", "PORT", "API_VERSION", "LOG_LEVEL", "DATABASE_URL", "MONGODB_URL", "REDIS_URL",
    "ELASTICSEARCH_URL", "MINIO_ENDPOINT", "MINIO_PORT", "MINIO_BUCKET", "JWT_PRIVATE_KEY_PATH",
    "JWT_PUBLIC_KEY_PATH", "JWT_ACCESS_TOKEN_TTL", "JWT_REFRESH_TOKEN_TTL", "GOOGLE_CLIENT_ID",
    "MICROSOFT_CLIENT_ID", "SMTP_HOST", "SMTP_PORT", "SMTP_FROM", "TWILIO_ACCOUNT_SID",
}  # fmt: skip
SECRETS_OF_THE_GUIDE = {
    "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY", "GOOGLE_CLIENT_SECRET", "MICROSOFT_CLIENT_SECRET",
    "SENDGRID_API_KEY", "TWILIO_AUTH_TOKEN", "SENTRY_DSN",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SECRETS_OF_THE_GUIDE))
def test_secrets_of_the_guides_template_are_recognised(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", sorted(OF_THE_GUIDE))
def test_other_variables_of_the_guides_template_are_plain(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASSWORD", "password", "dbPassword", "PASSWD", "SSH_PASSPHRASE", "JWT_SECRET", "clientSecret",
        "GITHUB_TOKEN", "STRIPE_APIKEY", "stripeApiKey", "PRIVATE_KEY", "SIGNING_KEY_V2", "ENCRYPTION_KEY",
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "ECS_ENGINE_AUTH_DATA",
        "DB_CREDENTIALS",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "_", "OPENAI_MAX_TOKENS", "TOKENIZER", "SECRET_NAME", "DB_PASSWORD_FILE", "JWT_SECRET_ARN",
        "TOKEN_URL", "API_KEY_HEADER", "PASSWORD_MIN_LENGTH", "PARTITION_KEY", "KEY", "SECRETARY",
    ],
)  # fmt: skip
def test_names_that_only_sound_like_secrets(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("AKIAIOSFODNN7EXAMPLE", "an AWS access key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", "a private key"),
        ("-----BEGIN PRIVATE KEY-----", "a private key"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln", "a JSON web token"),
        ("postgresql://app:hunter2@db.example:5432/app", "a URL with a password"),
        ("redis://:hunter2@cache:6379", "a URL with a password"),
        ("https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1", "a Sentry DSN"),
        (f"ghp_{'a' * 36}", "a GitHub token"),
        ("xoxb-1234567890", "a Slack token"),
        (f"sk_live_{'a' * 24}", "a Stripe key"),
        (f"SG.{'a' * 22}.{'b' * 43}", "a SendGrid key"),
        (f"AIza{'a' * 35}", "a Google API key"),
    ],
)
def test_values_that_are_secrets_whatever_their_name(value: str, kind: str) -> None:
    assert secret_in(value) == kind
    assert secret_in(f"before {value} after") == kind


@pytest.mark.parametrize(
    "value",
    [
        "", "production", "postgresql://db.example:5432/app", "https://user@example.com/a:b", "rediss://cache:6379",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf", "-----BEGIN PUBLIC KEY-----",
        "noreply@example.com", "http://a:1,http://b:2",
    ],
)  # fmt: skip
def test_plain_values(value: str) -> None:
    assert secret_in(value) is None
