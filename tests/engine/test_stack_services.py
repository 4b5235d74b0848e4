"""What runs and what is stored in stack `local`, up on a local cloud: read back with boto3."""

import json
from typing import Any

from tests.engine.contents import contents
from tests.engine.harness import LocalCloud

SERVICES = ("api", "worker", "ai")


def _services(cloud: LocalCloud) -> dict[str, Any]:
    outputs = cloud.outputs()
    ecs = cloud.client("ecs")
    found = {}
    for name, service in outputs["services"].items():
        answer = ecs.describe_services(
            cluster=outputs["cluster"]["clusterArn"], services=[service["serviceName"]]
        )
        (found[name],) = answer["services"]
    return found


def _container(cloud: LocalCloud, service: str) -> dict[str, Any]:
    arn = cloud.outputs()["services"][service]["taskDefinitionArn"]
    definition = cloud.client("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]
    found: dict[str, Any] = next(c for c in definition["containerDefinitions"] if c["name"] == "app")
    return found


def test_services_run_in_private_subnets_with_their_own_group_and_no_public_address(
    deployed: LocalCloud,
) -> None:
    outputs = deployed.outputs()
    services = _services(deployed)
    assert set(services) == set(SERVICES)
    for name, service in services.items():
        network = service["networkConfiguration"]["awsvpcConfiguration"]
        assert set(network["subnets"]) == set(outputs["subnetIds"]["compute"].values())
        assert network["securityGroups"] == [outputs["securityGroupIds"][name]]
        assert network["assignPublicIp"] == "DISABLED"
        breaker = service["deploymentConfiguration"]["deploymentCircuitBreaker"]
        assert breaker == {"enable": True, "rollback": True}


def test_only_the_api_is_behind_the_load_balancer_which_takes_tls_alone(deployed: LocalCloud) -> None:
    outputs = deployed.outputs()
    balanced = {name for name, service in _services(deployed).items() if service["loadBalancers"]}
    assert balanced == {"api"}
    elb = deployed.client("elbv2")
    arn = outputs["loadBalancer"]["loadBalancerArn"]
    (listener,) = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    assert (listener["Port"], listener["Protocol"]) == (443, "HTTPS")
    assert "TLS13" in listener["SslPolicy"]
    assert listener["Certificates"] == [{"CertificateArn": outputs["certificateArn"]}]
    attributes = {
        attribute["Key"]: attribute["Value"]
        for attribute in elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    }
    assert attributes["access_logs.s3.bucket"] == outputs["bucketNames"]["logs"]
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"


def test_the_api_finds_its_stores_by_the_guides_names_and_no_secret_in_plain_text(
    deployed: LocalCloud,
) -> None:
    outputs = deployed.outputs()
    container = _container(deployed, "api")
    environment = {variable["name"]: variable["value"] for variable in container["environment"]}
    host, port = outputs["database"]["endpoint"], outputs["database"]["port"]
    assert environment["DATABASE_URL"] == f"postgresql://api@{host}:{port}/app?sslmode=verify-full"
    assert environment["REDIS_URL"].endswith(f"@{outputs['cache']['configurationEndpoint']}:6379")
    assert outputs["documents"]["endpoint"] in environment["MONGODB_URL"]
    assert environment["ELASTICSEARCH_URL"] == f"https://{outputs['search']['endpoint']}"
    assert environment["KAFKA_BROKERS"] == outputs["events"]["bootstrapBrokers"]
    assert environment["MINIO_BUCKET"] == outputs["bucketNames"]["files"]
    references = {secret["name"]: secret["valueFrom"] for secret in container["secrets"]}
    assert references["JWT_PRIVATE_KEY"].startswith(outputs["secrets"]["jwt"]["arn"])
    assert references["MONGODB_PASSWORD"].startswith(outputs["documents"]["masterUserSecretArn"])
    assert container["readonlyRootFilesystem"] is True


def test_the_role_of_a_service_opens_what_its_row_says_and_nothing_else(deployed: LocalCloud) -> None:
    iam = deployed.client("iam")
    role = deployed.outputs()["services"]["ai"]["taskRoleArn"].rpartition("/")[2]
    statements = [
        statement
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
        for statement in iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]
    ]
    actions = [statement["Action"] for statement in statements]
    services = {
        action.split(":")[0] for each in actions for action in ([each] if isinstance(each, str) else each)
    }
    assert services == {"rds-db", "kafka-cluster", "xray", "ssmmessages", "logs", "kms"}
    boundary = iam.get_role(RoleName=role)["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert boundary == deployed.outputs()["pipeline"]["permissionsBoundaryArn"]


def test_stores_are_encrypted_with_the_stacks_key_and_in_the_data_tier(deployed: LocalCloud) -> None:
    outputs = deployed.outputs()
    key, internal = outputs["keyArns"]["confidential"], outputs["keyArns"]["internal"]
    # RDS also lists the instances of DocumentDB.
    name = outputs["database"]["identifier"]
    (database,) = deployed.client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
    assert (database["StorageEncrypted"], database["KmsKeyId"]) == (True, key)
    assert not database["PubliclyAccessible"]
    assert database["MultiAZ"]
    (documents,) = deployed.client("docdb").describe_db_clusters()["DBClusters"]
    assert (documents["StorageEncrypted"], documents["KmsKeyId"]) == (True, key)
    (cache,) = deployed.client("elasticache").describe_replication_groups()["ReplicationGroups"]
    encrypted = ("AtRestEncryptionEnabled", "TransitEncryptionEnabled", "ClusterEnabled")
    assert {name: cache[name] for name in encrypted} == dict.fromkeys(encrypted, True)
    name = outputs["search"]["domainName"]
    domain = deployed.client("opensearch").describe_domain(DomainName=name)["DomainStatus"]
    assert domain["EncryptionAtRestOptions"]["Enabled"]
    assert set(domain["VPCOptions"]["SubnetIds"]) == set(outputs["subnetIds"]["data"].values())
    events = deployed.client("kafka").describe_cluster(ClusterArn=outputs["events"]["clusterArn"])[
        "ClusterInfo"
    ]
    assert set(events["BrokerNodeGroupInfo"]["ClientSubnets"]) == set(
        outputs["subnetIds"]["messaging"].values()
    )
    assert events["EncryptionInfo"]["EncryptionAtRest"]["DataVolumeKMSKeyId"] == key
    groups = deployed.client("logs").describe_log_groups()["logGroups"]
    assert {group.get("kmsKeyId") for group in groups} == {internal}


def test_secrets_are_filled_by_command_and_no_value_is_in_the_state(deployed: LocalCloud) -> None:
    secrets = deployed.client("secretsmanager")
    arn = deployed.outputs()["secrets"]["jwt"]["arn"]
    output = deployed.run("python", "-m", "ops", "secrets", "init", "--stack", "local", "--only", "jwt")
    value = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert set(value) == {"JWT_PRIVATE_KEY", "JWT_PUBLIC_KEY"}
    again = deployed.run("python", "-m", "ops", "secrets", "init", "--stack", "local", "--only", "jwt")
    assert json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"]) == value
    body = value["JWT_PRIVATE_KEY"].splitlines()[1]
    assert body not in output + again
    assert deployed.changes("preview") == {}
    assert body not in json.dumps(deployed.json("pulumi", "stack", "export", "--stack", "local"))


def test_a_deployed_stack_takes_changes_and_goes_back(deployed: LocalCloud) -> None:
    before = contents(deployed)
    # A path replaces the whole object that it starts with: these have nothing else in the stack's file.
    changed = ["--config-path", "--config", "shared-infra:kubernetes.enabled=true"]
    changed += ["--config", "shared-infra:storage.logExpireAfterDays=100"]
    changed += ["--config", "shared-infra:logRetentionDays=3"]
    command = ["pulumi", "up", "--stack", "local", "--yes", "--skip-preview", "--color", "never"]
    deployed.run(*command, *changed)
    try:
        outputs = deployed.outputs()
        cluster = deployed.client("eks").describe_cluster(name=outputs["kubernetes"]["clusterName"])[
            "cluster"
        ]
        assert cluster["resourcesVpcConfig"]["endpointPublicAccess"] is False
        assert cluster["encryptionConfig"][0]["resources"] == ["secrets"]
        name = outputs["services"]["api"]["logGroupName"]
        (group,) = deployed.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        assert group["retentionInDays"] == 3
        (rule, *_) = deployed.client("s3").get_bucket_lifecycle_configuration(
            Bucket=outputs["bucketNames"]["logs"]
        )["Rules"]
        assert rule["Expiration"]["Days"] == 100
    finally:
        deployed.run(*command)
    assert deployed.changes("preview") == {}
    assert contents(deployed) == before
