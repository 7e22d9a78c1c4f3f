#!/usr/bin/env bash
# Measures the Host, its application and the C# client beside protobuf-net.Grpc as it is, grpc-go, gRPC C++ and a bare Kestrel endpoint, on
# loopback.
#
#   Benchmarks/Load/run.sh [--rounds N] [--only GROUP[,GROUP]] [--security SECURITY[,SECURITY]] [--beside FOLDER] [--quick] [--long]
#                       [--soak-minutes N] [--soak-control]
#
# Groups: unary latency small large many areas start first stalled memory throughput store watch maps tiles, and soak. Builds all in a
# temporary folder and prints tables in Markdown; docs/performance.md says what is in them. --security (plain, tls, mutual) leaves rows out
# of unary, latency, small, large and many. --beside takes the folder of a `load` that was built from another checkout: its server and its
# client are one more row, `before`, of small and large. --quick makes runs short, to see that they work; --long adds an area of 10^8
# images and a file of 5 GB. soak runs only where --only names it, for 10 minutes of load for each server unless --soak-minutes says
# otherwise, and the script exits 1 if it finds a failed call or a Host that grows: so it does with --quick --soak-control, whose clients
# close no connection. Needs .NET's SDK and Debian's packages, which it installs where it can.
# Runs of different servers alternate: compare inside one run only.
set -euo pipefail
shopt -s extglob
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly groups=(unary latency small large many areas start first stalled memory throughput store watch maps tiles soak)
rounds=7 only='' securities=(plain tls mutual) beside='' quick=0 long=0 soak_minutes=10 soak_connections=closed faults=()

for part in preparations servers clients measuring goals groups/unary groups/streams groups/start groups/limits groups/throughput groups/store groups/watch groups/maps groups/tiles groups/rasters groups/soak nginx; do
  source "$here/$part.sh"
done

main() {
  read_arguments "$@"
  set_sizes
  work=$(mktemp -d)
  trap 'stop_servers; rm -rf "$work"' EXIT
  : >"$work/results.tsv"
  install_packages
  prepare_certificates
  prepare_bodies
  prepare_map 1000 "$work/map-1000.txt"
  build_everything
  describe_machine "$@"
  for group in "${groups[@]}"; do
    wanted "$group" || continue
    echo "Measuring $group after $SECONDS s" >&2
    "group_$group"
  done
  print_goals
  printf '\nAfter %d s; load average %s.\n' "$SECONDS" "$(cut -d' ' -f1-3 /proc/loadavg)"
  ((${#faults[@]} == 0)) || { printf 'FAILED: %s\n' "${faults[@]}" >&2; exit 1; }
}

read_arguments() {
  while (($#)); do
    case $1 in
      --rounds) rounds=$2 && shift ;;
      --only) only=$2 && shift ;;
      --security) IFS=, read -ra securities <<<"$2" && shift ;;
      --beside) beside=$(realpath -- "$2") && shift ;;
      --soak-minutes) soak_minutes=$2 && shift ;;
      --soak-control) soak_connections=kept ;;
      --quick) quick=1 ;;
      --long) long=1 ;;
      *) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
    esac
    shift
  done
  for group in ${only//,/ }; do
    [[ " ${groups[*]} " == *" $group "* ]] || { echo "There is no group $group; there are: ${groups[*]}" >&2; exit 2; }
  done
  for security in "${securities[@]}"; do
    [[ $security == @(plain|tls|mutual) ]] || { echo "There is no security $security; there are: plain tls mutual" >&2; exit 2; }
  done
  [[ $soak_minutes =~ ^[1-9][0-9]{0,3}$ ]] || { echo "--soak-minutes takes 1 to 9999, not '$soak_minutes'" >&2; exit 2; }
  [[ -z $beside || -x $beside/load ]] || { echo "There is no program 'load' in $beside" >&2; exit 2; }
}

has_security() { [[ " ${securities[*]} " == *" $1 "* ]]; }

wanted() { [[ -z $only && $1 != soak || ",$only," == *",$1,"* ]]; }

# Enough of everything for a second or so, after a warm-up of some seconds.
set_sizes() {
  closed_calls=100000 latency_calls=10000 warm_streams=1 own_warm_streams=40 plain_warm_streams=2 streams=3 many_seconds=4 stall_seconds=10
  warm_seconds=6 warm_firsts=5000
  ((quick)) || return 0
  closed_calls=10000 latency_calls=1000 warm_streams=1 own_warm_streams=1 plain_warm_streams=1 streams=1 many_seconds=1 stall_seconds=2
  warm_seconds=0 warm_firsts=20
}

describe_machine() {
  printf '## Machine\n\n'
  printf -- '- %s cores, %s; load average %s at the beginning\n' "$(nproc)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    "$(cut -d' ' -f1-3 /proc/loadavg)"
  printf -- '- %s, .NET %s, %s, grpc-go %s, gRPC C++ %s\n' "$(uname -sr)" "$(dotnet --version)" "$(go version | cut -d' ' -f3)" \
    "$(version_of golang-google-grpc-dev)" "$(version_of libgrpc++-dev)"
  printf -- '- `Benchmarks/Load/run.sh %s` at %s: %d rounds\n' "$*" "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo '?')" "$rounds"
}

version_of() { dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo '?'; }

main "$@"
