#!/bin/sh
# A data generator in shell and kcat that keeps the image contract of docs/images.md as far as a shell can: it is told apart
# when it can't reach its broker, it drains on SIGTERM, and it exits 0 only when all is done. It is not exactly once: an
# attempt that follows a crash begins anew.
set -u
brokers=${KAFKA_BOOTSTRAP_SERVERS:-${KAFKA_BOOTSTRAP_SERVERS_DOCKER:-}}
topic=${KAFKA_TOPIC:-}
if [ -z "$brokers" ] || [ -z "$topic" ]; then
    echo "generator.sh: set KAFKA_BOOTSTRAP_SERVERS and KAFKA_TOPIC" >&2
    exit 78
fi
replica=${ADG_REPLICA:-0} replicas=${ADG_REPLICAS:-1} count=${ADG_COUNT:-1000} pause=${PAUSE:-0}

kcat -L -b "$brokers" -m 10 >/dev/null 2>&1 || {
    echo "generator.sh: no broker answers at $brokers" >&2
    exit 69
}

stopping=
trap 'stopping=yes' TERM INT
number=$replica
while [ "$number" -lt "$count" ] && [ -z "$stopping" ]; do
    end=$((number + 100 * replicas))
    [ "$end" -le "$count" ] || end=$count
    # A batch goes out whole or not at all as far as this script is concerned: kcat says 0 when the broker has it.
    batch=$(n=$number; while [ "$n" -lt "$end" ]; do echo "$n:{\"n\":$n}"; n=$((n + replicas)); done)
    printf '%s\n' "$batch" | setsid kcat -P -b "$brokers" -t "$topic" -K : -X acks=all -X message.timeout.ms=20000 >/dev/null 2>&1 || {
        echo "generator.sh: the broker at $brokers took no records for $topic" >&2
        exit 69
    }
    while [ "$number" -lt "$end" ]; do number=$((number + replicas)); done
    echo "{\"state\":\"running\",\"replica\":$replica,\"position\":$number}"
    [ "$pause" = 0 ] || sleep "$pause"
done
[ "$number" -ge "$count" ] || exit 143
