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

for tool in java mvn curl awk; do
  command -v "$tool" >/dev/null || { echo "quickstart: $tool is missing; install a JDK 17, Maven 3.8, curl and awk" >&2; exit 3; }
done

built=dist/target/.built
changed() { find pom.xml plugin-api server plugins conf schemas dist -name target -prune -o -type f -newer "$built" -print -quit; }
if [ ! -x "$home/bin/millrace" ] || [ ! -f "$built" ] || [ -n "$(changed)" ]; then
  echo "Building the distribution; the first time this takes some minutes, most of them downloads ..."
  mvn -B -q -pl dist -am -Dmaven.test.skip=true -Dspotless.check.skip=true package || { echo "quickstart: the build failed" >&2; exit 1; }
  "$home/bin/millrace" archive >/dev/null || true
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
# Its own word, not an answer at the port: another server may have that.
ready() { grep -q '^Millrace is ready at' "$data/server.out"; }
for _ in $(seq 1 600); do
  if ready || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
ready || {
  echo "quickstart: the server did not start (another port: dist/quickstart.sh --port 8081); it said" >&2
  cat "$data/server.out" >&2
  exit 3
}

send() {
  curl -fsS -H 'Content-Type: application/x-ndjson' --data-binary "@$home/conf/samples/$2" \
    "$url/streams/$1" >/dev/null
  echo "sent  $(grep -c . "$home/conf/samples/$2") sample events to $1"
}
send raw-orders orders.ndjson
send raw-page-views page-views.ndjson
total=$(cat "$home/conf/samples/orders.ndjson" "$home/conf/samples/page-views.ndjson" | grep -c .)

# Done when the raw events have been handled and nothing moves any more.
counts() { curl -fs "$url/metrics" | grep '^millrace_\(input_\)\{0,1\}records_total{'; }
before=
for _ in $(seq 1 300); do
  now=$(counts)
  handled=$(awk '/^millrace_input_records_total.*pipeline="check-/ { sum += $2 } END { printf "%d", sum }' <<<"$now")
  if [ "$handled" -ge "$total" ] && [ "$now" = "$before" ]; then break; fi
  before=$now
  sleep 0.2
done

echo
echo "What became of them, by pipeline:"
awk -F'[{}="]+' '
  /^millrace_input_/ { split($0, part, "} "); input[$3] = part[2] }
  /^millrace_records_/ { split($0, part, "} "); outcome[$5, substr($3, 1, index($3 ",", ",") - 1)] = part[2] }
  END {
    for (name in input)
      printf "  %-20s %4d in = %4d succeeded + %3d failed + %d dropped\n", name, input[name],
        outcome[name, "succeeded"], outcome[name, "failed"], outcome[name, "dropped"]
  }' <<<"$now" | sort
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
  ${home#"$root"/}/conf/topology.yaml, which says all of this
END
if $once; then exit 0; fi
echo
cat <<END
Try, in another terminal,
  export MILLRACE_URL=$url
  ${home#"$root"/}/bin/millrace tail check-orders-failures --from earliest --until-end --values
  curl -H 'Content-Type: application/json' -d '{"event_id":"o-1"}' $url/streams/raw-orders

Running until Ctrl-C; then what it has stored, in $data, is deleted.
END
wait "$server"
