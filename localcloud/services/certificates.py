"""Certificates and waiting for them to be issued."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from localcloud.provider.definition import Api, Call, RefusedError, Resource, Tagging
from localcloud.provider.values import Properties
from localcloud.services.member_names import capitalised

_ISSUED: Final = "ISSUED"
_IMPORTED: Final = "IMPORTED"
_CONTENT: Final = {
    "certificateBody": "Certificate",
    "privateKey": "PrivateKey",
    "certificateChain": "CertificateChain",
}


def _create(api: Api, inputs: Properties) -> str:
    if inputs.get("privateKey"):
        return _import(api, inputs)
    answer = api.call(
        "request_certificate",
        DomainName=inputs["domainName"],
        ValidationMethod=inputs.get("validationMethod"),
        SubjectAlternativeNames=inputs.get("subjectAlternativeNames"),
        KeyAlgorithm=inputs.get("keyAlgorithm"),
        CertificateAuthorityArn=inputs.get("certificateAuthorityArn"),
        DomainValidationOptions=capitalised(inputs["validationOptions"])
        if inputs.get("validationOptions")
        else None,
        Options=_options(inputs["options"]) if inputs.get("options") else None,
    )
    return str(answer["CertificateArn"])


def _import(api: Api, inputs: Properties, arn: str | None = None) -> str:
    content = {member: inputs[name].encode() for name, member in _CONTENT.items() if inputs.get(name)}
    return str(api.call("import_certificate", CertificateArn=arn, **content)["CertificateArn"])


def _options(block: Properties) -> dict[str, Any]:
    options: dict[str, Any] = capitalised(block)
    return options


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    validations = answer.get("DomainValidationOptions") or []
    records = [
        (item["DomainName"], item["ResourceRecord"]) for item in validations if "ResourceRecord" in item
    ]
    emails = [address for item in validations for address in item.get("ValidationEmails") or ()]
    methods = [item["ValidationMethod"] for item in validations]
    return {
        **answer,
        "DomainValidationOptions": [
            {
                "domainName": domain,
                "resourceRecordName": record["Name"],
                "resourceRecordType": record["Type"],
                "resourceRecordValue": record["Value"],
            }
            for domain, record in records
        ],
        "SubjectAlternativeNames": _alternative_names(answer, known),
        "Options": _told_options(answer.get("Options") or {}, known),
        "pendingRenewal": False,
        "renewalSummaries": [],
        "validationEmails": list(dict.fromkeys(emails)),
        "validationMethod": methods[0] if methods else "NONE",
    }


def _alternative_names(answer: dict[str, Any], known: Properties) -> list[str]:
    """The alternative names. AWS has the domain name among them, which few programs have."""
    domain, names = answer["DomainName"], list(answer["SubjectAlternativeNames"])
    if domain in (known.get("subjectAlternativeNames") or ()):
        return names
    return [name for name in names if name != domain] or names


def _told_options(options: dict[str, Any], known: Properties) -> dict[str, Any] | None:
    """The options. AWS has them also where the program says nothing of them."""
    plain = {"CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED"}
    usual = all(options.get(name, value) == value for name, value in plain.items())
    return None if usual and not known.get("options") else options


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & _CONTENT.keys():
        _import(api, inputs, identifier)
    if "options" in changed:
        options = inputs.get("options") or {"certificateTransparencyLoggingPreference": "ENABLED"}
        api.call("update_certificate_options", CertificateArn=identifier, Options=_options(options))


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    requested, imported = inputs.get("domainName"), inputs.get("privateKey")
    if bool(requested) == bool(imported):
        yield "domainName", "set either domainName, to request a certificate, or privateKey, to import one"
    if imported and not inputs.get("certificateBody"):
        yield "certificateBody", "is needed with privateKey"
    if requested and not (inputs.get("validationMethod") or inputs.get("certificateAuthorityArn")):
        yield "validationMethod", "is needed to request a certificate: DNS or EMAIL"


CERTIFICATE: Final = Resource(
    "aws:acm/certificate:Certificate",
    "acm",
    create=_create,
    read=Call("describe_certificate", {"CertificateArn": "{id}"}, answer="Certificate"),
    complete=_complete,
    update=_update,
    delete=Call("delete_certificate", {"CertificateArn": "{id}"}),
    names={"arn": "CertificateArn"},
    kept=("options",),
    tagging=Tagging(
        tag=Call("add_tags_to_certificate", {"CertificateArn": "{id}"}),
        untag=Call("remove_tags_from_certificate", {"CertificateArn": "{id}"}),
        listing=Call("list_tags_for_certificate", {"CertificateArn": "{id}"}, answer="Tags"),
        tags_parameter="Tags",
        keys_parameter="Tags",
        keys_as_tags=True,
    ),
    unsupported=("privateKeyWo", "privateKeyWoVersion"),
    allowed={"validationMethod": ("DNS", "EMAIL", "NONE")},
    validate=_check,
)


def _wait(api: Api, inputs: Properties) -> str:
    certificate = _described(api, inputs["certificateArn"])
    if certificate["Type"] != "AMAZON_ISSUED":
        raise _refused(certificate, f"a certificate of type {certificate['Type']} is not validated")
    _require_records(certificate, inputs.get("validationRecordFqdns"))
    if certificate["Status"] != _ISSUED:
        waiting = [
            _record_text(item)
            for item in certificate["DomainValidationOptions"]
            if item["ValidationStatus"] != "SUCCESS"
        ]
        raise _refused(certificate, f"it waits for {'; '.join(waiting)}. AWS would wait on, for 75 minutes")
    return _moment(certificate["IssuedAt"])


def _described(api: Api, arn: str) -> dict[str, Any]:
    found: dict[str, Any] = api.call("describe_certificate", CertificateArn=arn)["Certificate"]
    return found


def _refused(certificate: dict[str, Any], message: str) -> RefusedError:
    text = f"certificate {certificate['CertificateArn']} is {certificate['Status']}: {message}"
    return RefusedError("DescribeCertificate", certificate["Status"], text)


def _require_records(certificate: dict[str, Any], names: list[str] | None) -> None:
    """Refuse a list of record names that lacks one of the certificate's."""
    given = {name.rstrip(".").lower() for name in names or ()}
    for item in certificate["DomainValidationOptions"]:
        record = (item.get("ResourceRecord") or {}).get("Name", "")
        if names and record and record.rstrip(".").lower() not in given:
            raise _refused(certificate, f"missing {item['DomainName']} DNS validation record: {record}")


def _record_text(item: dict[str, Any]) -> str:
    record = item.get("ResourceRecord")
    if not record:
        return f"an answer to the email for {item['DomainName']}"
    return f"the record {record['Name']} {record['Type']} {record['Value']} in Route 53"


def _moment(issued: datetime) -> str:
    return f"{issued.strftime('%Y-%m-%d %H:%M:%S')} +0000 UTC"


def _read_validation(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    arn = known.get("certificateArn")
    if not arn:
        # The id is a moment, which tells no certificate: AWS's provider has no import either.
        return None
    certificate = _described(api, arn)
    return {"certificateArn": arn} if certificate["Status"] == _ISSUED else None


def _forget(api: Api, identifier: str, state: Properties) -> None:
    """There is nothing to delete: a certificate stays validated."""


CERTIFICATE_VALIDATION: Final = Resource(
    "aws:acm/certificateValidation:CertificateValidation",
    "acm",
    create=_wait,
    read=_read_validation,
    delete=_forget,
)

RESOURCES: Final = (CERTIFICATE, CERTIFICATE_VALIDATION)
