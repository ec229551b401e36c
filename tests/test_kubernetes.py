"""deploy/kubernetes: what a cluster is told is valid, is as safe as kube-linter asks, and fits the bot and its image.

Where kustomize or kubectl is installed, the overlays are applied; the base is read as it is written in any case.
"""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from kube_rules import Manifest, of_kind, problems

from bot.operator import config, environment
from bot.operator.health import _app
from bot.operator.metrics import Metrics
from bot.operator.shutdown import StopLimits

ROOT = Path(__file__).parents[1]
KUBERNETES = ROOT / "deploy" / "kubernetes"
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
OLDEST = "1.31"
"""docs/operations.md promises it: the first with everything that the files use."""
FOREIGN = ("Cluster",)
"""Kinds of operators, for which Kubernetes has no schema."""

WITH_DATABASE = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../gpu]
components: [../cloudnative-pg]
"""


def read(path: Path) -> list[Manifest]:
    return list(yaml.safe_load_all(path.read_text()))


def written() -> list[Manifest]:
    """The base without kustomize: its files, with the image that its kustomization names."""
    (base,) = read(KUBERNETES / "base" / "kustomization.yaml")
    manifests = [manifest for name in base["resources"] for manifest in read(KUBERNETES / "base" / name)]
    (image,) = base["images"]
    (container,) = containers(manifests)
    assert container["image"] == image["name"]
    container["image"] = f"{image['newName']}:{image['newTag']}"
    return manifests


def applied(name: str, folder: Path) -> list[Manifest]:
    """What kustomize makes of an overlay; "database" is one with a GPU and CloudNativePG."""
    tools = {"kustomize": ["kustomize", "build"], "kubectl": ["kubectl", "kustomize"]}
    command = next((words for tool, words in tools.items() if shutil.which(tool)), None)
    if command is None:
        pytest.skip("neither kustomize nor kubectl on this machine")
    shutil.copytree(KUBERNETES, folder / "kubernetes")
    (folder / "kubernetes" / "database").mkdir()
    (folder / "kubernetes" / "database" / "kustomization.yaml").write_text(WITH_DATABASE)
    done = subprocess.run(
        [*command, str(folder / "kubernetes" / name)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    return list(yaml.safe_load_all(done.stdout))


@pytest.fixture(params=["written", "base", "gpu", "database"])
def manifests(request: pytest.FixtureRequest, tmp_path: Path) -> list[Manifest]:
    return written() if request.param == "written" else applied(request.param, tmp_path)


def pods(manifests: list[Manifest]) -> list[Manifest]:
    return [workload["spec"]["template"]["spec"] for workload in of_kind(manifests, "Deployment")]


def containers(manifests: list[Manifest]) -> list[Manifest]:
    return [container for pod in pods(manifests) for container in pod["containers"]]


@pytest.mark.parametrize("version", [OLDEST, kubernetes_validate.latest_version()])
def test_every_object_is_valid(manifests: list[Manifest], version: str) -> None:
    """By the strict schemas of the oldest and the newest Kubernetes: no field is unknown."""
    checked = [manifest for manifest in manifests if manifest["kind"] not in FOREIGN]
    assert len(checked) >= 5
    for manifest in checked:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_a_mistyped_field_is_found() -> None:
    """The schemas are strict indeed."""
    (deployment,) = of_kind(written(), "Deployment")
    deployment["spec"]["template"]["spec"]["enableServiceLink"] = False
    with pytest.raises(kubernetes_validate.ValidationError, match="enableServiceLink"):
        kubernetes_validate.validate(deployment, OLDEST, strict=True)


def test_kube_linter_would_be_content(manifests: list[Manifest]) -> None:
    """Its default checks find nothing."""
    assert problems(manifests) == []


def spoiled(path: str, value: Any) -> Callable[[Manifest], None]:
    """Sets a field by its path; None removes it."""

    def spoil(place: Any) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
        for step in way:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return spoil


POD = "spec/template/spec"
CONTAINER = f"{POD}/containers/0"


@pytest.mark.parametrize(
    ("kind", "path", "value", "check"),
    [
        ("Deployment", "spec/selector/matchLabels", {"app": "other"}, "mismatching-selector"),
        ("Deployment", "spec/replicas", 2, "no-anti-affinity"),
        ("Deployment", f"{POD}/hostNetwork", True, "host-network"),
        ("Deployment", f"{POD}/securityContext/runAsNonRoot", None, "run-as-non-root"),
        ("Deployment", f"{POD}/securityContext/runAsUser", 0, "run-as-non-root"),
        ("Deployment", f"{POD}/volumes/2", {"name": "tmp", "hostPath": {"path": "/"}}, "sensitive-host-mounts"),
        ("Deployment", f"{CONTAINER}/securityContext/readOnlyRootFilesystem", None, "no-read-only-root-fs"),
        (
            "Deployment",
            f"{CONTAINER}/securityContext/allowPrivilegeEscalation",
            None,
            "privilege-escalation-container",
        ),
        ("Deployment", f"{CONTAINER}/securityContext/privileged", True, "privileged-container"),
        ("Deployment", f"{CONTAINER}/securityContext/capabilities", None, "drop-net-raw-capability"),
        ("Deployment", f"{CONTAINER}/image", "registry.example.org:5000/nonet", "latest-tag"),
        ("Deployment", f"{CONTAINER}/resources/requests/cpu", None, "unset-cpu-requirements"),
        ("Deployment", f"{CONTAINER}/resources/limits", None, "unset-memory-requirements"),
        ("Deployment", f"{CONTAINER}/env", [{"name": "NONET_DISCORD_TOKEN", "value": "x"}], "env-var-secret"),
        ("Deployment", f"{CONTAINER}/ports/0/containerPort", 80, "privileged-ports"),
        ("Deployment", f"{CONTAINER}/startupProbe", None, "no-startup-probe"),
        ("Deployment", f"{CONTAINER}/livenessProbe/httpGet/port", 8080, "liveness-port"),
        ("PodDisruptionBudget", "spec/maxUnavailable", 0, "pdb-max-unavailable"),
        ("PodDisruptionBudget", "spec/minAvailable", 1, "pdb-min-available"),
        ("PodDisruptionBudget", "spec/unhealthyPodEvictionPolicy", None, "pdb-unhealthy-pod-eviction-policy"),
        ("PodDisruptionBudget", "spec/selector/matchLabels", {"app": "other"}, "dangling-poddisruptionbudget"),
        ("NetworkPolicy", "spec/policyTypes", ["Ingress"], "non-isolated-pod"),
    ],
)
def test_each_check_finds_what_it_is_for(kind: str, path: str, value: Any, check: str) -> None:
    """One field is spoiled, and the check of that name fails alone."""
    manifests = copy.deepcopy(written())
    (manifest,) = of_kind(manifests, kind)
    spoiled(path, value)(manifest)
    assert problems(manifests) == [check]


def test_one_bot_runs_at_a_time(manifests: list[Manifest]) -> None:
    """The old pod ends before the new one starts, which has its host name and adopts its jobs at once."""
    (deployment,) = of_kind(manifests, "Deployment")
    assert deployment["spec"]["replicas"] == 1
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}
    assert [pod["hostname"] for pod in pods(manifests)] == ["nonet"]
    (volume,) = of_kind(manifests, "PersistentVolumeClaim")  # an evicted pod's successor does not wait for less
    assert volume["spec"]["accessModes"] == ["ReadWriteOncePod"]
    assert {"claimName": volume["metadata"]["name"]} in [
        one.get("persistentVolumeClaim") for pod in pods(manifests) for one in pod["volumes"]
    ]


def test_the_pod_is_told_nothing_of_the_cluster(manifests: list[Manifest]) -> None:
    """Neither a token of a service account, nor the addresses of its services."""
    for pod in pods(manifests):
        assert (pod["automountServiceAccountToken"], pod["enableServiceLinks"]) == (False, False)


def test_the_pod_meets_the_restricted_standard(manifests: list[Manifest]) -> None:
    """Which the namespace enforces."""
    (namespace,) = of_kind(manifests, "Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    (pod,), (container,) = pods(manifests), containers(manifests)
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    allowed = {"persistentVolumeClaim", "configMap", "emptyDir", "secret"}
    assert {key for volume in pod["volumes"] for key in volume} - {"name"} <= allowed


def test_a_stop_has_the_time_that_it_takes(manifests: list[Manifest]) -> None:
    """preStop, the drain and the limits of a stop fit the grace period, with a few seconds to spare."""
    (pod,), (container,) = pods(manifests), containers(manifests)
    settings = config.read(KUBERNETES / "base" / "config.toml")
    stop = settings.operation.drain_seconds + StopLimits().total
    spare = pod["terminationGracePeriodSeconds"] - container["lifecycle"]["preStop"]["sleep"]["seconds"] - stop
    assert 3 <= spare <= 10


def test_the_probes_ask_what_the_bot_answers(manifests: list[Manifest]) -> None:
    """On its port. A start may take at least what the image allows; a database that is away restarts nothing."""
    (container,) = containers(manifests)
    settings = config.read(KUBERNETES / "base" / "config.toml").operation
    assert settings.health_host == "0.0.0.0"
    assert [port["containerPort"] for port in container["ports"]] == [settings.health_port]
    served = {resource.canonical for resource in _app(Metrics(), {}).router.resources()}
    paths = {name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}
    assert set(paths.values()) <= served
    assert paths == {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"}
    (start_period,) = re.findall(r"--start-period=(\d+)s", DOCKERFILE)
    startup = container["startupProbe"]
    allowed = startup["periodSeconds"] * startup["failureThreshold"]
    (deployment,) = of_kind(manifests, "Deployment")
    assert int(start_period) <= allowed < deployment["spec"]["progressDeadlineSeconds"]


def test_the_pod_fits_the_image(manifests: list[Manifest]) -> None:
    """Its user, its port, its folder and its settings' place are those of the Dockerfile; its tag is this version."""
    (pod,), (container,) = pods(manifests), containers(manifests)
    security = pod["securityContext"]
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.M) == [f"{security['runAsUser']}:{security['runAsGroup']}"]
    assert security["fsGroup"] == security["runAsGroup"]
    assert f"EXPOSE {container['ports'][0]['containerPort']}\n" in DOCKERFILE
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert re.findall(r"^VOLUME (.+)$", DOCKERFILE, re.M) == [mounts["data"]]
    assert f'"--config", "{mounts["config"]}/config.toml"' in DOCKERFILE
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert container["image"].partition(":")[2].removesuffix("-cuda") == version


def test_the_settings_are_those_of_the_image() -> None:
    """The ConfigMap takes the place of the image's own file, so it says the same."""
    assert config.read(KUBERNETES / "base" / "config.toml") == config.read(ROOT / "deploy" / "container.toml")


def test_a_secret_is_named_and_never_written(manifests: list[Manifest]) -> None:
    """The operator creates it under the same name, as the documents say."""
    assert of_kind(manifests, "Secret") == []
    (container,) = containers(manifests)
    assert container["envFrom"] == [{"secretRef": {"name": "nonet-secrets"}}]
    documents = (ROOT / "docs" / "operations.md").read_text()
    assert "create secret generic nonet-secrets --from-env-file=secrets.env\n" in documents
    (url,) = re.findall(r"`NONET_DATABASE_URL=(postgresql://\S+)` and `PGPASSWORD`", documents)
    assert environment.read({"NONET_DATABASE_URL": url}).database_url is not None


def test_the_network_is_closed_but_for_what_the_bot_needs(manifests: list[Manifest]) -> None:
    """In: the health port from one namespace. Out: names, TLS to public addresses, PostgreSQL."""
    (policy,) = of_kind(manifests, "NetworkPolicy")
    (entrance,) = policy["spec"]["ingress"]
    assert [port["port"] for port in entrance["ports"]] == ["health"]
    assert all("namespaceSelector" in place for place in entrance["from"])
    exits = {port["port"]: rule for rule in policy["spec"]["egress"] for port in rule["ports"]}
    assert set(exits) == {53, 443, 5432}
    refused = {block for place in exits[443]["to"] for block in place["ipBlock"]["except"]}
    assert {"10.0.0.0/8", "169.254.0.0/16", "fc00::/7"} <= refused


def test_an_overlay_changes_what_there_is() -> None:
    """Its patches name the base's Deployment and container, so that none is added beside them; no file is left over."""
    (deployment,) = of_kind(written(), "Deployment")
    (container,) = containers(written())
    for overlay in ("gpu", "cloudnative-pg"):
        (kustomization,) = read(KUBERNETES / overlay / "kustomization.yaml")
        patches = [patch["path"] for patch in kustomization["patches"]]
        for path in patches:
            (patch,) = read(KUBERNETES / overlay / path)
            assert (patch["kind"], patch["metadata"]["name"]) == ("Deployment", deployment["metadata"]["name"])
            assert [one["name"] for one in containers([patch])] == [container["name"]]
        used = {*patches, *(name for name in kustomization["resources"] if name.endswith(".yaml"))}
        assert {path.name for path in (KUBERNETES / overlay).iterdir()} == {*used, "kustomization.yaml"}


def test_the_gpu_overlay_asks_for_one_gpu(tmp_path: Path) -> None:
    """And for the image that can use it, on a node that is kept for such pods."""
    manifests = applied("gpu", tmp_path)
    (container,), (pod,) = containers(manifests), pods(manifests)
    assert container["resources"]["limits"]["nvidia.com/gpu"] == 1
    assert container["resources"]["requests"]["cpu"] == "2"
    assert container["image"].endswith("-cuda")
    assert pod["tolerations"] == [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]


def test_the_database_component_tells_the_bot_where_it_is(tmp_path: Path) -> None:
    """The names are those that CloudNativePG makes of the cluster's: -rw is the primary, -app the owner's secret."""
    manifests = applied("database", tmp_path)
    (cluster,) = of_kind(manifests, "Cluster")
    (container,) = containers(manifests)
    name, first = cluster["metadata"]["name"], cluster["spec"]["bootstrap"]["initdb"]
    url, password = container["env"]
    assert url["value"] == f"postgresql://{first['owner']}@{name}-rw/{first['database']}?sslmode=require"
    assert password["valueFrom"]["secretKeyRef"] == {"name": f"{name}-app", "key": "password"}
    assert cluster["metadata"]["namespace"] == "nonet"


def test_another_setting_restarts_the_bot(tmp_path: Path) -> None:
    """The name of the ConfigMap ends in a digest of config.toml, and the pod mounts that one."""
    manifests = applied("base", tmp_path)
    (settings,) = of_kind(manifests, "ConfigMap")
    name = settings["metadata"]["name"]
    assert re.fullmatch(r"nonet-config-\w{10}", name)
    assert {"name": "config", "configMap": {"name": name}}.items() <= {
        key: value
        for volume in pods(manifests)[0]["volumes"]
        if volume["name"] == "config"
        for key, value in volume.items()
    }.items()
    assert settings["data"]["config.toml"] == (KUBERNETES / "base" / "config.toml").read_text()
