"""Configurations of distributions, as AWS refuses them.

What moto accepts, and AWS refuses: references to what does not exist (certificates, web ACLs, log buckets);
aliases without a certificate that covers them, or of another distribution.
"""

from fnmatch import fnmatchcase
from typing import Any, Final

from moto.backends import get_backend

from localcloud.moto_patches.cloudfront._service import Settings, invalid_argument, items
from localcloud.moto_patches.cloudfront.origins_and_behaviors import check_behaviors, check_origins
from localcloud.moto_service import AwsError

CERTIFICATES: Final = "us-east-1"
"""The region that CloudFront takes certificates from."""


def check(backend: Any, config: Settings, own: str | None) -> None:
    """Refuse a configuration that AWS refuses; `own` is the id of the distribution that it changes."""
    check_origins(backend, config)
    check_behaviors(backend, config)
    _check_aliases(backend, config, own)
    _check_certificate(backend, config)
    _check_web_acl(backend, config.get("WebACLId") or "")
    _check_logs(backend, config.get("Logging") or {})
    restriction = (config.get("Restrictions") or {}).get("GeoRestriction") or {}
    if restriction.get("RestrictionType", "none") != "none" and not items(restriction):
        raise AwsError(
            "InvalidGeoRestrictionParameter", "The specified geo restriction parameter is not valid."
        )


def _check_aliases(backend: Any, config: Settings, own: str | None) -> None:
    aliases = set(items(config.get("Aliases")))
    for distribution in backend.distributions.values():
        if distribution.id != own and aliases & set(items(distribution.distribution_config.Aliases)):
            raise AwsError(
                "CNAMEAlreadyExists",
                "One or more of the CNAMEs you provided are already associated with a different resource.",
            )


def _invalid_certificate(message: str) -> AwsError:
    return AwsError("InvalidViewerCertificate", message)


def _check_certificate(backend: Any, config: Settings) -> None:
    given = config.get("ViewerCertificate") or {}
    arn = given.get("ACMCertificateArn")
    aliases = items(config.get("Aliases"))
    if not arn and not given.get("IAMCertificateId"):
        if aliases:
            raise _invalid_certificate(
                "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a "
                "trusted certificate that validates your authorization to use the domain name."
            )
        return
    if not arn:
        return
    names = _names_of_certificate(backend, arn)
    if names is None:
        raise _invalid_certificate(
            "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or "
            "doesn't include a valid certificate chain."
        )
    if given.get("SSLSupportMethod") is None:
        raise _invalid_certificate(
            "The parameter SSLSupportMethod is required with a certificate of your own."
        )
    for alias in aliases:
        if not any(_covers(name, alias) for name in names):
            raise _invalid_certificate(
                "The certificate that is attached to your distribution doesn't cover the alternate domain "
                f"name (CNAME) that you're trying to add: {alias}"
            )


def _names_of_certificate(backend: Any, arn: str) -> list[str] | None:
    """The names that a certificate is for; None if CloudFront cannot use it."""
    certificates = get_backend("acm")[backend.account_id][CERTIFICATES]
    if arn not in certificates._certificates:
        return None
    certificate = certificates.get_certificate(arn)
    return [certificate.common_name, *certificate.sans] if certificate.status == "ISSUED" else None


def _covers(name: str, alias: str) -> bool:
    return fnmatchcase(alias, name) and alias.count(".") == name.count(".")


def _check_web_acl(backend: Any, named: str) -> None:
    if not named.startswith("arn:"):
        if named:
            raise AwsError("InvalidWebACLId", f"The web ACL {named} does not exist: WAF Classic has none.")
        return
    if named not in get_backend("wafv2")[backend.account_id]["global"].wacls:
        raise AwsError(
            "InvalidWebACLId",
            "A web ACL ID specified is not valid. To specify a web ACL created using the latest version "
            "of AWS WAF, use the ACL ARN.",
        )


def _check_logs(backend: Any, logging: Settings) -> None:
    if not logging.get("Enabled") or not logging.get("Bucket"):
        return
    name = logging["Bucket"].partition(".s3.")[0]
    bucket = get_backend("s3")[backend.account_id][backend.partition].buckets.get(name)
    if bucket is None or ".s3." not in logging["Bucket"]:
        raise invalid_argument("The parameter Logging Bucket does not refer to a valid S3 bucket.")
    if bucket.ownership_rule == "BucketOwnerEnforced":
        raise invalid_argument(
            "The S3 bucket that you specified for CloudFront logs does not enable ACL access: "
            f"{logging['Bucket']}"
        )
