# syntax=docker/dockerfile:1
# The program without a database of its own: NEO4J_URI says where one is (docker-compose.yml brings one).

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m pip install --require-hashes -r requirements/build.txt \
    && python -m venv /opt/liandong \
    && /opt/liandong/bin/python -m pip install --require-hashes -r requirements/run.txt
COPY . .
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/wheel . \
    && /opt/liandong/bin/python -m pip install --no-deps --no-index /tmp/wheel/*.whl \
    && /opt/liandong/bin/python -m pip check

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /var/lib/liandong --shell /usr/sbin/nologin liandong \
    && install -d -o liandong -g liandong -m 0700 /var/lib/liandong
COPY --from=build /opt/liandong /opt/liandong
ENV PATH=/opt/liandong/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LIANDONG_HOME=/var/lib/liandong
WORKDIR /var/lib/liandong
VOLUME /var/lib/liandong
USER liandong
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["liandong"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
