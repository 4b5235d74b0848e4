"""CloudWatch dashboards."""

from typing import Final

from localcloud.provider.definition import Call, Change, Resource
from localcloud.provider.equality import same_json
from localcloud.services.iam_documents import valid_json

_NAMED: Final = {"DashboardName": "{id}"}

DASHBOARD: Final = Resource(
    "aws:cloudwatch/dashboard:Dashboard",
    "cloudwatch",
    identifier="{dashboardName}",
    create=Call("put_dashboard"),
    read=Call("get_dashboard", _NAMED),
    delete=Call("delete_dashboards", {"DashboardNames": ["{id}"]}),
    changes=(Change(Call("put_dashboard", _NAMED), ("dashboardBody",)),),
    computed={"dashboardArn": "arn:{partition}:cloudwatch::{account}:dashboard/{id}"},
    equivalent={"dashboardBody": same_json},
    validate=valid_json("dashboardBody"),
)

RESOURCES: Final = (DASHBOARD,)
