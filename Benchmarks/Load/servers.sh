# Starting, watching and stopping the servers that run.sh measures. Expects $work.

declare -A pids=() ports=()

# start NAME... starts servers side by side: go, cpp, ours (the Host's application), quiet (ours without call log), alone (compiled
# contracts with nothing of the Host's around them), protobuf-net (the same without compiled contracts), ceiling, before (ours, of
# --beside), all of 1,000,000 one-byte images, each also as NAME-large with 4,096 images of 16 KiB and NAME-wide with 10^8; host,
# host-quiet and host-native, which is a native program, of the map $host_map; copy, ours with all images of $host_map in memory;
# host-writable, which takes images from the client too, and host-writable-2 beside it; host-view with a viewing port as well, and
# host-view-quiet, which logs neither calls nor requests.
start() {
  local name
  for name in "$@"; do
    start_one "$name"
  done
}

start_one() {
  local name=$1 size=(--width 1000 --height 1000 --bytes 1) log=$work/$1.log flush=512
  # A message of 16 KiB fills a TLS record by itself.
  [[ $name == *-large ]] && size=(--width 64 --height 64 --bytes 16384) flush=4
  [[ $name == *-wide ]] && size=(--width 10000 --height 10000 --bytes 1)
  case ${name%-@(large|wide)} in
    go) launch "$name" "$work/go/server" --certs "$work/certs" "${size[@]}" ;;
    cpp) launch "$name" "$work/cpp/server" --certs "$work/certs" "${size[@]}" --flush-every "$flush" ;;
    ours) launch "$name" "$work/load/load" serve --certs "$work/certs" "${size[@]}" --log "$log.calls" ;;
    quiet) launch "$name" "$work/load/load" serve --certs "$work/certs" "${size[@]}" --log none ;;
    before) launch "$name" "$beside/load" serve --certs "$work/certs" "${size[@]}" --log "$log.calls" ;;
    alone) launch "$name" "$work/load/load" alone --certs "$work/certs" "${size[@]}" ;;
    protobuf-net) launch "$name" "$work/load/load" alone --certs "$work/certs" "${size[@]}" --contracts plain ;;
    copy) launch "$name" "$work/load/load" serve --certs "$work/certs" --copy "$host_map" --log none ;;
    ceiling) launch "$name" "$work/load/load" ceiling --certs "$work/certs" "${size[@]}" ;;
    host | host-native) launch "$name" "$work/$name/CodeFirstSatellite.Host" --urls https://127.0.0.1:0 --certs "$work/certs" --map "$host_map" ;;
    host-quiet) Logging__LogLevel__call=None launch "$name" \
      "$work/host/CodeFirstSatellite.Host" --urls https://127.0.0.1:0 --certs "$work/certs" --map "$host_map" ;;
    host-view) launch "$name" \
      "$work/host/CodeFirstSatellite.Host" --urls https://127.0.0.1:0 --view-urls https://127.0.0.1:0 --certs "$work/certs" --map "$host_map" ;;
    host-view-quiet) Logging__LogLevel__call=None Logging__LogLevel__view=None launch "$name" \
      "$work/host/CodeFirstSatellite.Host" --urls https://127.0.0.1:0 --view-urls https://127.0.0.1:0 --certs "$work/certs" --map "$host_map" ;;
    host-writable*) Logging__LogLevel__call=None launch "$name" "$work/host/CodeFirstSatellite.Host" --urls https://127.0.0.1:0 --certs "$work/certs" \
      --map "$host_map" --writers "$(openssl x509 -in "$work/certs/client-cert.pem" -outform der | sha256sum | cut -d' ' -f1)" ;;
    *) echo "There is no server $name." >&2; return 1 ;;
  esac
}

# The log of ours goes to a file; that of the Host by way of stderr.
launch() {
  local name=$1
  rm -f "$work/$name.out"
  "${@:2}" >"$work/$name.out" 2>"$work/$name.log" &
  pids[$name]=$!
  read_ports "$name" || { cat "$work/$name.log" >&2; return 1; }
}

# Waits, for a minute at most, until a server says on which ports it listens.
read_ports() {
  local line waited pair
  for ((waited = 0; waited < 1200; waited++)); do
    line=$(sed -n 's|^listening on https://127\.0\.0\.1:|mutual=|p; s/^listening \(plain=.*\)/\1/p' "$work/$1.out" 2>/dev/null || true)
    [[ -z $line || $1 != host-view* ]] || line=$(with_viewing_port "$1" "$line")
    if [[ -n $line ]]; then
      for pair in $line; do
        ports[$1.${pair%=*}]=${pair#*=}
      done
      return
    fi
    kill -0 "${pids[$1]}" 2>/dev/null || break
    sleep 0.05
  done
  echo "The server $1 did not start." >&2
  return 1
}

# The log may come later than what is said on stdout. Nothing where it has not come yet.
with_viewing_port() { sed -n "s|.*maps can be looked at on https://127\.0\.0\.1:\([0-9]*\).*|$2 view=\1|p" "$work/$1.log"; }

stop_servers() {
  local name
  for name in "${!pids[@]}"; do
    kill -KILL $(processes_of "$name") 2>/dev/null || true
    wait "${pids[$name]}" 2>/dev/null || true
  done
  pids=() ports=()
  rm -f "$work"/*.log "$work"/*.log.calls
}

# address SERVER SECURITY
address() { echo "localhost:${ports[$1.$2]}"; }

# A server's process, and those that nginx started.
processes_of() { echo "${pids[$1]}" $(cat "/proc/${pids[$1]}/task/${pids[$1]}/children" 2>/dev/null); }

# User and system time of a server so far.
cpu_seconds() {
  local process
  for process in $(processes_of "$1"); do
    sed 's/.*) //' "/proc/$process/stat"
  done | awk -v hertz="$(getconf CLK_TCK)" '{ ticks += $12 + $13 } END { print ticks / hertz }'
}

# A server's resident memory, in MiB.
rss() { memory_of "$1" VmRSS; }

# The most that it has had.
highest_rss() { memory_of "$1" VmHWM; }

memory_of() {
  local process
  for process in $(processes_of "$1"); do
    cat "/proc/$process/status"
  done | awk -v what="$2:" '$1 == what { total += $2 } END { printf "%.1f", total / 1024 }'
}
