"""The exemptions in force. What an entry says is explained in `policies/exemption.py`.

Exemption(
    control="security-group-described",
    resource="aws:ec2/securityGroup:SecurityGroup::partner-*",
    reason="Made by the partner's module, which has no setting for descriptions until its release 3.",
    owner="platform",
    expires=date(2027, 3, 31),
    stack="prod",
),
"""

from policies.exemption import Exemption

EXEMPTIONS: tuple[Exemption, ...] = ()
