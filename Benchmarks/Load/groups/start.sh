# Starts: of servers, to their first reply, and of clients, as whole processes.

group_start() {
  host_map=$work/map-80.txt
  printf '%80s\n' '' | tr ' ' '%' | awk '{ for (i = 0; i < 32; i++) print }' >"$host_map"
  start host
  servers_to_first_reply
  clients_as_processes
  stop_servers
}

servers_to_first_reply() {
  local name round size=(--certs "$work/certs" --width 80 --height 32 --bytes 1)
  local -A commands=(
    [grpc-go]="$work/go/server ${size[*]}"
    ["gRPC C++"]="$work/cpp/server ${size[*]}"
    [protobuf-net.Grpc]="$work/load/load alone ${size[*]} --contracts plain"
    [Host]="$work/host/CodeFirstSatellite.Host $(host_options)"
    ["Host, native"]="$work/host-native/CodeFirstSatellite.Host $(host_options)"
  )
  local -A times=()
  for ((round = 0; round < rounds; round++)); do
    for name in "${start_order[@]}"; do
      # Paths of $work have no spaces.
      times[$name]+="$(timeout 120 "$work/load/load" start --server "$(address host mutual)" --certs "$work/certs" --times 3 -- ${commands[$name]} 2>/dev/null | median) "
    done
  done
  printf '\n## Start of a server to its first reply, mutual TLS\n\n| who | ms |\n|---|---|\n'
  for name in "${start_order[@]}"; do
    start_row server "$name" "${times[$name]}"
  done
}

readonly start_order=(grpc-go "gRPC C++" protobuf-net.Grpc Host "Host, native")

host_options() { echo "--urls https://127.0.0.1:0 --certs $work/certs --map $host_map"; }

# Every process gets one image from a Host that is warm. Python is Debian's, which has the package.
clients_as_processes() {
  local name round order=("Go client" "Python grpcio" satcli "satcli, native") satcli
  local -A times=()
  satcli="get-image --x 3 --y 4 --server https://$(address host mutual) --certs $work/certs"
  local -A commands=(
    ["Go client"]="$work/go/client image --server $(address host mutual) --security mutual --certs $work/certs"
    ["Python grpcio"]="env PYTHONPATH=$work /usr/bin/python3 $here/Python/get_image.py $(address host mutual) $work/certs"
    [satcli]="$work/satcli/satcli $satcli"
    ["satcli, native"]="$work/satcli-native/satcli $satcli"
  )
  for name in "${order[@]}"; do
    milliseconds_of ${commands[$name]} >/dev/null || echo "$name failed" >&2
  done
  for ((round = 0; round < rounds * 3; round++)); do
    for name in "${order[@]}"; do
      times[$name]+="$(milliseconds_of ${commands[$name]} || true) "
    done
  done
  printf '\n## One image, whole process of the client\n\n| who | ms |\n|---|---|\n'
  for name in "${order[@]}"; do
    start_row client "$name" "${times[$name]}"
  done
}

milliseconds_of() {
  local began=$EPOCHREALTIME
  timeout 60 "$@" >/dev/null || return
  calculate "(${EPOCHREALTIME} - $began) * 1000"
}

start_row() {
  local value=failed
  [[ -n ${3// /} ]] && value=$(median_of $3)
  printf '| %s | %s |\n' "$2" "$(figure "$value")"
  printf 'start/%s\t%s\t%s\t\t\t\n' "$1" "$2" "$value" >>"$work/results.tsv"
}
