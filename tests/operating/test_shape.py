"""docker-compose.yml, the image and their settings keep the rules of a real site."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from marketplace.core import registry
from tests.config.processes import ROOT
from tests.operating.page import PAGE

COMPOSE = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES = COMPOSE["services"]
LONG_RUNNING = sorted(set(SERVICES) - {"setup"})
OURS = ("setup", "web", "worker", "beat")
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL")
EXAMPLE = (ROOT / "compose.env.example").read_text()
IMAGE = (ROOT / "Dockerfile").read_text()


def _goes_into_the_image() -> list[str]:
    return re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)


def _own_settings() -> dict[str, str]:
    """The example filled in, as docs/operating.md says."""
    told = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    return told | dict.fromkeys(("SECRET_KEY", "POSTGRES_PASSWORD"), "k9" * 32)


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_every_service_is_asked_how_it_is_and_started_again(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["stop_grace_period"]
    assert SERVICES[name]["mem_limit"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_has_more_rights_than_it_needs(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    # Elastic's own image is for a user of its own, and writes beside its data.
    if name != "elasticsearch":
        assert service["user"].split(":")[0] not in ("root", "0")
        assert service["read_only"] is True


def test_nobody_but_this_machine_reaches_a_service_unless_somebody_says_so():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(re.match(r"\$\{[A-Z_]+:-127\.0\.0\.1:", port) for port in ports)
    for name in set(SERVICES) - set(OURS):
        assert "ports" not in SERVICES[name]
        assert all(COMPOSE["networks"][each]["internal"] for each in SERVICES[name]["networks"])


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL"])
def test_each_service_that_the_site_stands_on_may_run_elsewhere(variable):
    for name in OURS:
        assert re.match(rf"\$\{{{variable}:?-", SERVICES[name]["environment"][variable])
        networks = [COMPOSE["networks"][each] or {} for each in SERVICES[name]["networks"]]
        assert not all(each.get("internal") for each in networks), f"{name} would not reach it"


def test_the_others_wait_until_the_set_up_has_ended_well():
    assert SERVICES["setup"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        waits_for = SERVICES[name]["depends_on"]
        assert waits_for["setup"] == {"condition": "service_completed_successfully"}
        assert waits_for["database"] == waits_for["redis"] == {"condition": "service_healthy"}


def test_no_secret_is_in_the_file_and_none_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in SECRETS:
        uses = re.findall(rf"\$\{{?{name}\b[^}}]*", text)
        assert uses
        assert all(use.startswith(f"${{{name}:?") for use in uses), uses
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|SECRET|TOKEN", name):
                assert value.startswith("${"), f"{name} stands in the file"
            assert not re.search(r"://[^/$]*:[^/$]*@", value), f"{name} holds a password"


def test_the_example_of_settings_holds_no_secret():
    told = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert told["SECRET_KEY"] == told["POSTGRES_PASSWORD"] == ""
    assert "USER:PASSWORD@" in told["EMAIL_URL"]
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/.env.production" in ignored


def test_a_trial_never_gets_into_a_container():
    for name in OURS:
        assert SERVICES[name]["environment"]["DEMO"] == "0"
        assert "env_file" not in SERVICES[name]


def test_every_variable_of_the_file_is_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked == set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_what_the_page_says_is_kept_is_in_a_volume_that_has_a_name():
    (var,) = re.findall(r"\bVAR_DIR=(/var/\S+)", IMAGE)
    # Who take uploads in, make sizes of them, or give them out.
    for name in ("setup", "web", "worker"):
        assert f"files:{var}" in SERVICES[name]["volumes"]
    page = PAGE.read_text()
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    for volume in {mount.partition(":")[0] for mount in mounts}:
        assert volume in COMPOSE["volumes"], f"{volume} would be a folder, or go with its container"
        assert f"`{volume}`" in page


def test_beat_is_called_well_for_longer_than_its_most_frequent_work_takes_to_come_round():
    (minutes,) = re.findall(r"-mmin -(\d+)", " ".join(SERVICES["beat"]["healthcheck"]["test"]))
    assert min(work.every for work in registry.due_work) * 2 <= dt.timedelta(minutes=int(minutes))


def test_nothing_goes_into_the_image_but_what_is_named_and_may_be_seen_by_all():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert _goes_into_the_image()
    for path in _goes_into_the_image():
        assert not re.match(r"\.|var\b|tests\b|compose\.env", path)


def test_the_image_collects_its_static_files_from_what_goes_into_it_and_knows_no_secret(tmp_path):
    (line,) = re.findall(r"^RUN ((?:.*\\\n)*.*collectstatic(?:.*\\\n)*.*)$", IMAGE, re.MULTILINE)
    for path in _goes_into_the_image():
        copied = tmp_path / "srv" / path
        copied.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / path).is_dir() else shutil.copy)(ROOT / path, copied)
    for inside, here in (
        ("/opt/venv/bin/python", sys.executable),
        ("/srv/proven/static", str(tmp_path / "static")),
        ("/tmp/var", str(tmp_path / "var")),  # noqa: S108 - of the build's own container
    ):
        assert inside in line
        line = line.replace(inside, here)
    said = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path / "srv", env={}, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    collected = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    assert (tmp_path / "static" / collected["css/base.css"]).exists()
    assert (tmp_path / "static" / (collected["css/base.css"] + ".gz")).exists()


def test_the_image_runs_as_nobody_in_particular_and_hands_signals_on():
    users = re.findall(r"^USER (\d+)", IMAGE, re.MULTILINE)
    assert users
    assert "0" not in users
    commands = re.findall(r"^CMD (.*)$", IMAGE, re.MULTILINE)
    assert commands
    assert all(isinstance(json.loads(each), list) for each in commands)
    for name in OURS:
        assert SERVICES[name]["user"].split(":")[0] in users, "whose the uploads are"
        assert isinstance(SERVICES[name]["command"], list), "a shell would keep the signals"


def test_the_image_takes_no_package_that_is_not_the_one_that_was_looked_at():
    installs = re.findall(r"pip install (?:.*\\\n)*.*", IMAGE)
    assert installs
    assert all("--require-hashes" in each for each in installs)


def test_the_page_tells_of_every_service():
    page = PAGE.read_text()
    for name in SERVICES:
        assert f"| `{name}` |" in page


def _has_compose() -> bool:
    return bool(
        shutil.which("docker")
        and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0
    )


@pytest.mark.skipif(not _has_compose(), reason="there is no docker compose")
@pytest.mark.parametrize("missing", [None, "SITE_URL", *SECRETS])
def test_compose_takes_the_file_and_names_what_is_missing(tmp_path, missing):
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    told = {name: value for name, value in _own_settings().items() if name != missing}
    (tmp_path / ".env.production").write_text("\n".join(f"{n}={v}" for n, v in told.items()))
    # What `make run` writes must not stand in for it.
    (tmp_path / ".env").write_text(f"DEMO=1\nSECRET_KEY={'t' * 67}\n")
    said = subprocess.run(
        ["docker", "compose", "config"],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", ""),
            "COMPOSE_ENV_FILES": ".env.production",
        },
        capture_output=True,
        text=True,
    )
    if missing:
        assert said.returncode != 0
        assert f"required variable {missing}" in said.stderr
    else:
        assert said.returncode == 0, said.stderr
        assert 'DEMO: "0"' in said.stdout
        assert "ttt" not in said.stdout
