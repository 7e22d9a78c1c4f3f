# Single runs of a client against a server, as `measure` takes them: they print a figure or fail, and end within five minutes.
# Expects $work and the sizes of a run that run.sh sets.

readonly longest_run=300

# client NAME COMMAND SERVER SECURITY OPTIONS...: a peer's own client; all have the same command line. NAME is ours, plain
# (protobuf-net.Grpc's own, with nothing of ours), before (of the program that --beside gave), go or cpp.
client() {
  local name=$1 command=$2 server=$3 security=$4 program contracts=()
  case $name in
    ours) program=$work/load/load ;;
    plain) program=$work/load/load contracts=(--contracts plain) ;;
    before) program=$beside/load ;;
    *) program=$work/$name/client ;;
  esac
  timeout "$longest_run" "$program" "$command" --server "$(address "$server" "$security")" --security "$security" \
    --certs "$work/certs" "${contracts[@]}" "${@:5}"
}

# Seconds of one of the streams of a run: stream SECURITY AREA BYTES SERVER CLIENT
stream() {
  local times
  times=$(client "$5" stream "$4" "$1" --area "$2" --bytes "$3" --warm-up "$(warm_streams_of "$5")" --streams "$streams") || return
  median <<<"$times"
}

# Streams before the measured ones, in .NET as many as take two or three seconds: it compiles what is hot while it runs.
warm_streams_of() {
  case $1 in
    ours | before) echo "$own_warm_streams" ;;
    plain) echo "$plain_warm_streams" ;;
    *) echo "$warm_streams" ;;
  esac
}

# Images that a run of a client gets, of streams of $cells each.
streamed_by() { echo $((($(warm_streams_of "$1") + streams) * cells)); }

# Images or MiB per second, AMOUNT being a stream's: stream_rate AMOUNT SECURITY AREA BYTES SERVER CLIENT
stream_rate() {
  local seconds
  seconds=$(stream "${@:2}") || return
  calculate "$1 / $seconds"
}

# The same to curl, which takes the bytes and does not look at them: raw_rate AMOUNT SECURITY BODY LEAST_BYTES SERVER
# A connection for each stream, since curl 7.88 fails on the second one of a connection in plaintext; the time counts from the
# request, after the handshake, to the end.
raw_rate() {
  local i times=() seconds
  for ((i = 0; i < warm_streams + streams; i++)); do
    seconds=$(raw_seconds "${@:2}") || return
    ((i < warm_streams)) || times+=("$seconds")
  done
  calculate "$1 / $(median_of "${times[@]}")"
}

raw_seconds() {
  local report
  report=$(curl_mutual --http2-prior-knowledge "${raw_headers[@]}" --data-binary "@$2" \
    -w '%{size_download} %{time_pretransfer} %{time_total}\n' -o /dev/null "$(url "$4" "$1")/satellite.Satellite/GetImages") || return
  # One byte too few must not look fast.
  awk -v least="$3" '{ print $3 - $2 } $1 < least { exit 1 }' <<<"$report" || { echo "curl got too few bytes" >&2; return 1; }
}

curl_mutual() {
  timeout "$longest_run" curl -sf --cacert "$work/certs/ca-cert.pem" --cert "$work/certs/client-cert.pem" --key "$work/certs/client-key.pem" "$@"
}

readonly raw_headers=(-H 'content-type: application/grpc' -H 'te: trailers')

url() { if [[ $2 == plain ]]; then echo "http://$(address "$1" "$2")"; else echo "https://$(address "$1" "$2")"; fi; }

# Requests per second in a closed loop of 4 connections with 32 calls each: closed_loop SECURITY SERVER
closed_loop() {
  local report
  if [[ $1 == mutual ]]; then
    client ours closed "$2" mutual --connections 4 --in-flight 32 --calls "$closed_calls"
    return
  fi
  report=$(timeout "$longest_run" h2load -n "$closed_calls" -c 4 -m 32 -d "$work/location.body" "${raw_headers[@]}" \
    "$(url "$2" "$1")/satellite.Satellite/GetImage") || return
  grep -q " $closed_calls succeeded, 0 failed" <<<"$report" || { echo "h2load had failures" >&2; return 1; }
  sed -n 's|^finished in .*, \([0-9.]*\) req/s.*|\1|p' <<<"$report"
}

# Median and 99 % microseconds of calls one after another: latency SECURITY SERVER CLIENT
latency() { client "$3" unary "$2" "$1" --warm-up 1000 --calls "$latency_calls"; }

# Images per second of all streams, and the slowest's rate by the median's: side_by_side SECURITY STREAMS SERVER CLIENT
side_by_side() { client "$4" many "$3" "$1" --area 1000x1000 --streams "$2" --seconds "$many_seconds"; }

# Nanoseconds for an image of areas of WxH, asked for one after another: per_image AREA CELLS SERVER CLIENT
per_image() {
  local seconds
  seconds=$(stream mutual "$1" 1 "$3" "$4") || return
  calculate "$seconds / $2 * 1e9"
}

# prepare_bodies: requests as curl and h2load send them, a five-byte prefix and a message of less than 128 bytes.
prepare_bodies() {
  body Location 'x: 3 y: 4' >"$work/location.body"
  body Area 'll {} ur { x: 999 y: 999 }' >"$work/small.body"
  body Area 'll {} ur { x: 63 y: 63 }' >"$work/large.body"
}

body() {
  local message=$work/message.bin
  protoc -I "$root/proto-export" --encode "satellite.$1" satellite.proto <<<"$2" >"$message"
  printf '\0\0\0\0%b' "\\x$(printf %02x "$(stat -c %s "$message")")"
  cat "$message"
}
