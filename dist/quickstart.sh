#!/usr/bin/env bash
# From a fresh clone to events in a stream: builds what is missing, starts the server on the
# embedded log with the topology in conf/, sends the sample events, shows what became of them, and
# keeps running until Ctrl-C. With --once it exits instead.
set -euo pipefail

once=false
port=${MILLRACE_PORT:-8080}
while [ $# -gt 0 ]; do
  case $1 in
    --once) once=true ;;
    --port) port=${2:?--port wants a number}; shift ;;
    *) echo "usage: dist/quickstart.sh [--once] [--port N]" >&2; exit 2 ;;
  esac
  shift
done

root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1)
home=$root/dist/target/millrace-$version/millrace-$version

for tool in java mvn curl; do
  command -v "$tool" >/dev/null || { echo "quickstart: $tool is missing; install a JDK 17, Maven 3.8 and curl" >&2; exit 3; }
done

built=dist/target/.built
changed() { find pom.xml plugin-api server plugins conf schemas dist -name target -prune -o -type f -newer "$built" -print -quit; }
if [ ! -x "$home/bin/millrace" ] || [ ! -f "$built" ] || [ -n "$(changed)" ]; then
  echo "Building the distribution; the first time this takes some minutes, most of them downloads ..."
  mvn -B -q -pl dist -am -Dmaven.test.skip=true package || { echo "quickstart: the build failed" >&2; exit 1; }
  touch "$built"
fi

data=$(mktemp -d "${TMPDIR:-/tmp}/millrace-quickstart.XXXXXX")
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT TERM

MILLRACE_ARCHIVE=$data/archive "$home/bin/millrace" run --set http.port="$port" --set data.directory="$data/log" \
  --set environment=quickstart >"$data/server.out" 2>&1 &
server=$!
url=http://127.0.0.1:$port
for _ in $(seq 1 150); do
  if curl -fs "$url/health/ready" >/dev/null 2>&1; then break; fi
  kill -0 "$server" 2>/dev/null || { cat "$data/server.out" >&2; exit 1; }
  sleep 0.1
done
curl -fs "$url/health/ready" >/dev/null || { echo "quickstart: the server is not ready" >&2; cat "$data/server.out" >&2; exit 1; }

send() {
  curl -fsS -H 'Content-Type: application/x-ndjson' --data-binary "@$home/conf/samples/$2" \
    "$url/streams/$1" >/dev/null
  echo "sent  $(grep -c . "$home/conf/samples/$2") sample events to $1"
}
send raw-orders orders.ndjson
send raw-page-views page-views.ndjson
total=$(cat "$home/conf/samples/orders.ndjson" "$home/conf/samples/page-views.ndjson" | grep -c .)
for _ in $(seq 1 100); do
  handled=$(curl -fs "$url/metrics" | awk '/^millrace_input_records_total.*pipeline="check-/ { sum += $2 } END { printf "%d", sum }')
  [ "$handled" -lt "$total" ] || break
  sleep 0.1
done

echo
echo "What became of them:"
curl -fs "$url/metrics" | sed -n 's/^millrace_records_total{outcome="\([a-z]*\)",pipeline="\([^"]*\)".*} \([0-9.]*\)$/  \2: \3 \1/p' | sed 's/\.0 / /' | sort
echo
echo "An enriched event, from the stream orders:"
"$home/bin/millrace" tail orders --url "$url" --from earliest --until-end --limit 1 --values | sed 's/^/  /'
echo
echo "A failure, from the stream check-orders-failures:"
"$home/bin/millrace" tail check-orders-failures --url "$url" --from earliest --until-end --limit 1 --values \
  | sed -n 's/.*"sentence":"\(\([^"\\]\|\\.\)*\)".*/  \1/p'
echo
cat <<END
Look at
  $url/                       what there is
  $url/streams                streams and how many records they hold
  $url/health/ready           how the pipelines are doing
  $url/metrics                what Prometheus scrapes
END
if $once; then exit 0; fi
echo
echo "Running until Ctrl-C."
wait "$server"
