# Unary calls: as many as a server takes, and one after another.

group_unary() {
  local security
  start_for_all_securities
  table "Unary calls, closed loop of 4 x 32" "requests/s" "us/request"
  for security in "${securities[@]}"; do
    mapfile -t entrants < <(servers_of "$security" | sed 's/|[^|]*$/|-/')
    measure "$(name_of "$security")" more "$(closed_loop_calls "$security")" 1e6 closed_loop_of "$security"
  done
  printf '\nh2load makes the calls, but over mutual TLS, which it does not speak: there it is our own client, for every server, and heavier than h2load.\n'
  stop_servers
}

# measure hands on a client as well, of which there is none to choose here.
closed_loop_of() { closed_loop "$1" "$2"; }

# Our own load client makes a tenth more, to warm up.
closed_loop_calls() { if [[ $1 == mutual ]]; then echo $((closed_calls + closed_calls / 10)); else echo "$closed_calls"; fi; }

group_latency() {
  local security
  start_for_all_securities
  table "Unary calls one after another, own client" "median us" "us/call" "99 % us"
  for security in "${securities[@]}"; do
    mapfile -t entrants < <(servers_of "$security")
    measure "$(name_of "$security")" less $((latency_calls + 1000)) 1e6 latency "$security"
  done
  stop_servers
}

start_for_all_securities() {
  host_map=$work/map-1000.txt
  start go cpp ours quiet alone protobuf-net ceiling host host-quiet
}

# Who serves one-byte images with a security, the baseline first, as "LABEL|SERVER|CLIENT". The last three have no call log, either.
servers_of() {
  printf '%s\n' "grpc-go|go|go" "gRPC C++|cpp|cpp"
  if [[ $1 == mutual ]]; then
    printf '%s\n' "Host|host|ours" "Host, no call log|host-quiet|ours"
  else
    printf '%s\n' "ours|ours|ours" "ours, no call log|quiet|ours"
  fi
  printf '%s\n' "service alone|alone|ours" "protobuf-net.Grpc|protobuf-net|plain" "bare Kestrel|ceiling|ours"
}

name_of() {
  case $1 in
    plain) echo plaintext ;;
    tls) echo TLS ;;
    mutual) echo "mutual TLS" ;;
  esac
}
