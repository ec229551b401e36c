"""kube-linter's default checks that apply here, under its names, as a function over Kubernetes objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Manifest = dict[str, Any]
"""One Kubernetes object, as YAML has it."""


def problems(manifests: Sequence[Manifest]) -> list[str]:
    """The names of the checks that fail, each once, in alphabetical order."""
    found: set[str] = set()
    for workload in of_kind(manifests, "Deployment"):
        found.update(_workload(workload))
        pod = workload["spec"]["template"]["spec"]
        found.update(_pod(pod))
        for container in pod["containers"]:
            found.update(_container(container, pod))
    found.update(_budgets(manifests))
    found.update(_network(manifests))
    return sorted(found)


def of_kind(manifests: Sequence[Manifest], kind: str) -> list[Manifest]:
    return [manifest for manifest in manifests if manifest["kind"] == kind]


def _workload(workload: Manifest) -> Iterator[str]:
    spec = workload["spec"]
    if not _selects(spec["selector"], spec["template"]):
        yield "mismatching-selector"
    if spec.get("replicas", 1) > 1 and "affinity" not in spec["template"]["spec"]:
        yield "no-anti-affinity"


def _pod(pod: Manifest) -> Iterator[str]:
    for check, field in (("host-ipc", "hostIPC"), ("host-network", "hostNetwork"), ("host-pid", "hostPID")):
        if pod.get(field):
            yield check
    if any("hostPath" in volume for volume in pod.get("volumes", ())):
        yield "sensitive-host-mounts"
    if "serviceAccount" in pod:
        yield "deprecated-service-account-field"
    if pod.get("serviceAccountName", "default") != "default":
        yield "non-existent-service-account"
    if pod.get("securityContext", {}).get("sysctls"):
        yield "unsafe-sysctls"


def _container(container: Manifest, pod: Manifest) -> Iterator[str]:
    security = {**pod.get("securityContext", {}), **container.get("securityContext", {})}
    if not (security.get("runAsNonRoot") and security.get("runAsUser", 0) > 0):
        yield "run-as-non-root"
    if not security.get("readOnlyRootFilesystem"):
        yield "no-read-only-root-fs"
    if security.get("allowPrivilegeEscalation", True):
        yield "privilege-escalation-container"
    if security.get("privileged"):
        yield "privileged-container"
    if not {"ALL", "NET_RAW"} & set(security.get("capabilities", {}).get("drop", ())):
        yield "drop-net-raw-capability"
    _, _, tag = container["image"].rpartition("/")[2].partition(":")
    if tag in ("", "latest"):
        yield "latest-tag"
    for resource in ("cpu", "memory"):
        if resource not in container.get("resources", {}).get("requests", {}):
            yield f"unset-{resource}-requirements"
    if "memory" not in container.get("resources", {}).get("limits", {}):
        yield "unset-memory-requirements"
    names = [variable["name"] for variable in container.get("env", ())]
    if len(names) > len(set(names)):
        yield "duplicate-env-var"
    secret = ("SECRET", "TOKEN", "PASSWORD", "KEY")
    if any("value" in one and any(word in one["name"] for word in secret) for one in container.get("env", ())):
        yield "env-var-secret"
    yield from _ports(container)


def _ports(container: Manifest) -> Iterator[str]:
    ports = container.get("ports", ())
    if any(port["containerPort"] < 1024 for port in ports):
        yield "privileged-ports" if all(port["containerPort"] != 22 for port in ports) else "ssh-port"
    known = {port.get("name") for port in ports} | {port["containerPort"] for port in ports}
    for check in ("liveness", "readiness", "startup"):
        probe = container.get(f"{check}Probe")
        if probe is None:
            yield f"no-{check}-probe"
        elif probe["httpGet"]["port"] not in known:
            yield f"{check}-port"


def _budgets(manifests: Sequence[Manifest]) -> Iterator[str]:
    for budget in of_kind(manifests, "PodDisruptionBudget"):
        spec = budget["spec"]
        replicas = [
            workload["spec"].get("replicas", 1)
            for workload in of_kind(manifests, "Deployment")
            if _selects(spec["selector"], workload["spec"]["template"])
        ]
        if not replicas:
            yield "dangling-poddisruptionbudget"
        if spec.get("maxUnavailable", 1) in (0, "0%"):
            yield "pdb-max-unavailable"
        if "minAvailable" in spec and any(spec["minAvailable"] in (count, "100%") for count in replicas):
            yield "pdb-min-available"
        if "unhealthyPodEvictionPolicy" not in spec:
            yield "pdb-unhealthy-pod-eviction-policy"


def _network(manifests: Sequence[Manifest]) -> Iterator[str]:
    policies = of_kind(manifests, "NetworkPolicy")
    pods = [workload["spec"]["template"] for workload in of_kind(manifests, "Deployment")]
    for policy in policies:
        if not any(_selects(policy["spec"]["podSelector"], pod) for pod in pods):
            yield "dangling-networkpolicy"
    for pod in pods:
        covered = {
            way
            for policy in policies
            if _selects(policy["spec"]["podSelector"], pod)
            for way in policy["spec"]["policyTypes"]
        }
        if covered != {"Ingress", "Egress"}:
            yield "non-isolated-pod"


def _selects(selector: Manifest, pod: Manifest) -> bool:
    wanted = selector.get("matchLabels", {}).items()
    return bool(wanted) and wanted <= pod["metadata"]["labels"].items()
