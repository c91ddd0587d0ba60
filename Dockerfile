# The compiler alone, `cdp` without cdp-run: to check, lint and compile specs in CI.
#   docker build -t cdp .
#   docker run --rm -v "$PWD:/work" cdp lint .
FROM debian:12-slim AS build
WORKDIR /src
COPY . .
RUN .ci/install-compiler /out/usr

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libfmt9 libstdc++6 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out /
WORKDIR /work
ENTRYPOINT ["cdp"]
