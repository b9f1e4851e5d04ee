#!/usr/bin/env bash
# Builds obj/librdkafka.so out of the sources that package-lock.json pins. Does nothing when it is newer than they and this script.
# Says in one line what is missing. What the compiler says is in obj/build.log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() {
    echo "librdkafka cannot be built: $*, or set LibrdkafkaPath to a build of librdkafka 2.15 (property or environment variable)"
    exit 1
}

need() {
    command -v "$1" >/dev/null || fail "$1 is missing, install $2"
}

is_built() {
    [[ obj/librdkafka.so -nt package-lock.json && obj/librdkafka.so -nt build.sh ]]
}

[[ "$(uname -s)" == Linux ]] || fail "sources are only built on Linux"
mkdir -p obj

# Two builds of the repository at once build it once.
if command -v flock >/dev/null; then
    exec 9>obj/lock
    flock 9
fi

if is_built; then
    exit 0
fi

need npm "Node.js 20 or later"
need cc "a C compiler (apt-get install gcc libc6-dev)"
need make "it (apt-get install make)"
need python3 "it (apt-get install python3)"

npm ci --ignore-scripts --silent >obj/build.log 2>&1 || fail "npm ci failed (see $PWD/obj/build.log)"
rm -rf obj/librdkafka
cp -r node_modules/@confluentinc/kafka-javascript/deps/librdkafka obj/librdkafka

# The package holds its scripts without their execute bit.
find obj/librdkafka \( -name configure -o -name '*.sh' -o -name '*.py' -o -path '*/mklove/*' \) -type f -exec chmod +x {} +
(
    cd obj/librdkafka

    # Kerberos needs headers that few machines have; TLS and SASL/OAUTHBEARER are built where OpenSSL's headers are, zstd where its own are.
    bash ./configure --disable-gssapi --disable-debug-symbols
    make -C src -j2 librdkafka.so.1
) >>obj/build.log 2>&1 || fail "configure or make failed (see $PWD/obj/build.log)"
mv obj/librdkafka/src/librdkafka.so.1 obj/librdkafka.so
touch obj/librdkafka.so
rm -rf obj/librdkafka
