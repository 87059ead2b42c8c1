"""docker-compose.yml, the image and their settings keep the rules of a real site."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess

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


def _own_settings() -> dict[str, str]:
    """The example filled in, as docs/operating.md says."""
    told = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    return told | dict.fromkeys(("SECRET_KEY", "POSTGRES_PASSWORD"), "k9" * 32)


def test_there_is_what_a_real_site_is_made_of():
    assert set(SERVICES) == {*OURS, "database", "redis", "elasticsearch"}


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


def test_only_the_web_server_is_published_and_on_this_machine_alone():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["${WEB_PUBLISH:-127.0.0.1:8000}:8000"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("database", "redis", "elasticsearch"):
        assert SERVICES[name]["networks"] == ["inside"]


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


def test_uploads_and_the_database_are_kept_in_volumes_that_have_names():
    assert set(COMPOSE["volumes"]) == {"database", "files", "elasticsearch"}
    for name in ("setup", "web", "worker"):
        assert SERVICES[name]["volumes"] == ["files:/var/lib/proven"]
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql/data"]


def test_beat_is_called_well_for_longer_than_its_most_frequent_work_takes_to_come_round():
    (minutes,) = re.findall(r"-mmin -(\d+)", " ".join(SERVICES["beat"]["healthcheck"]["test"]))
    assert min(work.every for work in registry.due_work) * 2 <= dt.timedelta(minutes=int(minutes))


def test_only_what_is_named_goes_into_the_image():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert let_in == {
        "manage.py",
        "LICENSE",
        "requirements/run.txt",
        "marketplace",
        "cms",
        "search",
    }


def test_the_image_runs_as_nobody_in_particular_and_hands_signals_on():
    image = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (.*)$", image, re.MULTILINE) == ["10001:10001"]
    assert re.search(r'^CMD \["python", "manage.py", "serve"\]$', image, re.MULTILINE)
    assert "--require-hashes" in image
    for name in OURS:
        assert isinstance(SERVICES[name]["command"], list), "a shell would keep the signals"


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
