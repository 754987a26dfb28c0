#!/usr/bin/env bash
# Makes everything under data/ anew (about nine minutes, two CPUs): the captures of the sample incident and of its
# baseline. Needs Go 1.26 as `go` in PATH and Linux. Neither the build nor the tests run it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

work=${WORK:-/tmp/checkout} # the programs run from here, so that profiles and smaps name no one's home folder
data=$PWD/data
rm -rf "$work" "$data"
mkdir -p "$work/2.8.1" "$work/2.9.0" "$work/tools" "$data/baseline" "$data/incident" "$data/bench"

cd checkout
build() { CGO_ENABLED=0 go build -trimpath -buildvcs=false "$@"; }
build -tags release281 -o "$work/2.8.1/" ./cmd/checkout
build -o "$work/2.9.0/" ./cmd/checkout
build -o "$work/tools/" ./cmd/shoppers ./cmd/collect ./cmd/stamp ./cmd/truth
export PATH=$work/tools:$PATH

# The settings of the service, as its container would give them.
settings=(GODEBUG=gctrace=1,scavtrace=1,schedtrace=1000 GOMEMLIMIT=256MiB GOMAXPROCS=2)

# live RELEASE STYLE LOG SECONDS PLAN: one process life; its lines are stamped and added to LOG.
# PLAN names the captures to take; "none" takes none.
live() {
  local release=$1 style=$2 log=$3 seconds=$4 plan=$5 pipe=$work/pipe service stamping
  mkfifo "$pipe"
  stamp -style "$style" < "$pipe" >> "$log" &
  stamping=$!
  env "${settings[@]}" "$work/$release/checkout" > "$pipe" 2>&1 &
  service=$!
  sleep 1
  if [ "$plan" != none ]; then
    collect -plan "$plan" -pid "$service" -into "$(dirname "$log")" &
  fi
  sleep "$seconds"
  kill -TERM "$service"
  wait "$service" "$stamping"
  rm "$pipe"
}

shoppers -for 150s & # the baseline: 2.8.1 alone
load=$!
live 2.8.1 kubectl "$data/baseline/checkout.log" 148 baseline
wait "$load"

shoppers -for 320s & # the incident: 2.8.1, then the deploy of 2.9.0
load=$!
live 2.8.1 cri "$data/incident/checkout.log" 70 none
live 2.9.0 cri "$data/incident/checkout.log" 246 incident
wait "$load"

for release in 2.8.1 2.9.0; do
  tag=
  [ "$release" = 2.8.1 ] && tag=release281
  go test -tags "$tag" -run '^$' -bench . -benchmem -benchtime 200ms -count 6 ./internal/... |
    grep -v 'no test files' > "$data/bench/bench-$release.txt"
done

truth -data "$data" > ../TRUTH.json
du -sh "$data"
