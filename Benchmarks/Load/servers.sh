# Starting, watching and stopping the servers that run.sh measures. Expects $work.

host_pid='' go_pid='' host_port='' go_port=''

start_host() {
  rm -f "$work/host.out"
  "$work/host/CodeFirstSatellite.Host" --urls https://127.0.0.1:0 --certs "$work/certs" --map "$1" >"$work/host.out" 2>"$work/host.log" &
  host_pid=$!
  host_port=$(port_of "$host_pid" "$work/host.out") || { cat "$work/host.log" >&2; return 1; }
}

start_go_server() {
  rm -f "$work/go.out"
  "$work/go/server" --certs "$work/certs" --map "$1" >"$work/go.out" 2>"$work/go.log" &
  go_pid=$!
  go_port=$(port_of "$go_pid" "$work/go.out") || { cat "$work/go.log" >&2; return 1; }
}

# Waits, for a minute at most, until a server says on which port it listens.
port_of() {
  local port waited
  for ((waited = 0; waited < 600; waited++)); do
    port=$(sed -n 's|^listening on https://127\.0\.0\.1:\([0-9]*\)$|\1|p' "$2" 2>/dev/null || true)
    [[ -n $port ]] && echo "$port" && return
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  echo "A server did not start." >&2
  return 1
}

stop_servers() {
  local pid
  for pid in $host_pid $go_pid; do
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  host_pid='' go_pid=''
}

# User and system time of a process so far.
cpu_seconds() {
  sed 's/.*) //' "/proc/$1/stat" | awk -v hertz="$(getconf CLK_TCK)" '{ print ($12 + $13) / hertz }'
}
