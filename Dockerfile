# One image for every process of the site: web, worker, beat and the set-up differ by their command.
# docker build .          another base: --build-arg PYTHON_IMAGE=…
# Behind a package mirror: --secret id=pip.conf,src=/etc/pip.conf
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
# Wheels alone, so that no compiler is needed. Pip itself stays behind, and so do the sources of
# translations, which nothing reads.
COPY requirements/run.txt /tmp/run.txt
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
    python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-input --progress-bar off \
      --disable-pip-version-check --only-binary :all: --require-hashes -r /tmp/run.txt \
    && /opt/venv/bin/pip uninstall --yes --quiet setuptools pip \
    && find /opt/venv -name '*.po' -delete
WORKDIR /srv/proven
COPY . .
# Static files belong to the image and not to a volume, where an upgrade would meet those of old.
RUN VAR_DIR=/tmp/var STATIC_ROOT=/srv/proven/static \
      /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q manage.py marketplace cms search

FROM ${PYTHON_IMAGE}
ARG VERSION=unreleased
LABEL org.opencontainers.image.title="Proven" \
      org.opencontainers.image.description="The marketplace of what works in local government" \
      org.opencontainers.image.licenses="BSD-3-Clause" \
      org.opencontainers.image.version="${VERSION}"
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin proven \
    && install --directory --owner=proven --group=proven --mode=0750 /var/lib/proven
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/proven /srv/proven
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/proven \
    STATIC_ROOT=/srv/proven/static \
    PORT=8000
WORKDIR /srv/proven
USER 10001:10001
EXPOSE 8000
# For the web server, which is what the image starts when nothing else is said.
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
  CMD ["python", "-I", "marketplace/config/healthy.py"]
CMD ["python", "manage.py", "serve"]
