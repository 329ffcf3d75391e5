# assay on Debian 12:  docker build -t assay .
#
# Judged programs run in user, mount, network and process namespaces. Docker's default seccomp and
# AppArmor profiles forbid an ordinary process to make them, so a run with code suites needs
#   docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined …
# /proc may stay masked: the sandbox mounts none. Where these options are not to be had, and the
# container holds nothing worth protecting, `assay run --sandbox container` does without namespaces.
# `docker run … assay doctor` says which of the two this container can do.
FROM debian:12
COPY . /assay
WORKDIR /assay
RUN scripts/setup
RUN cmake --preset release -DASSAY_TESTS=OFF -DASSAY_BENCH=OFF
RUN cmake --build --preset release && cmake --install build/release
WORKDIR /work
ENTRYPOINT ["assay"]
CMD ["--help"]
