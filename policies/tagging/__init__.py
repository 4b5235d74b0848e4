"""Tags: who owns a resource, who pays for it, which environment it is part of, how sensitive its data is."""

from policies.control import Family
from policies.tagging import allowed_values, data_class, required

FAMILY = Family(
    name="tags",
    description="Resources carry the tags that ownership, cost reports and data protection rest on.",
    controls=(required.CONTROL, allowed_values.CONTROL, data_class.CONTROL),
    general=True,
)
