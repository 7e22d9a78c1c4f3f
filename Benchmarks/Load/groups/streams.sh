# Streams of images: how fast, for how many readers at once, and whether the length of an area matters.

# A stream is one call, so the call log does not show in these tables.

group_small() {
  host_map=$work/map-1000.txt
  start go cpp ours protobuf-net ceiling host ${beside:+before}
  stream_tables "1,000,000 images of 1 byte" "M images/s" "s/M images" 1 1000000 1000x1000 1 "$work/small.body"
  stop_servers
}

# 64 MiB. The Host's maps have no images of that size: its application stands in for it.
group_large() {
  local plain_warm_streams=$own_warm_streams
  start go-large cpp-large ours-large protobuf-net-large ceiling-large ${beside:+before-large}
  stream_tables "4,096 images of 16 KiB" "MiB/s" "us/image" 64 4096 64x64 16384 "$work/large.body"
  stop_servers
}

# stream_tables TITLE FIGURE CPU AMOUNT CELLS AREA BYTES BODY: to each one's own client, and to curl. AMOUNT / seconds is the figure.
stream_tables() {
  local title=$1 figure=$2 cpu=$3 amount=$4 cells=$5 area=$6 bytes=$7 body=$8 security
  table "$title, own client" "$figure" "$cpu"
  for security in "${securities[@]}"; do
    mapfile -t entrants < <(streamers_of "$security" "$bytes")
    measure "$(name_of "$security"), own client" more streamed_by 1e6 stream_rate "$amount" "$security" "$area" "$bytes"
  done
  table "$title, raw reader (curl)" "$figure" "$cpu"
  for security in "${securities[@]}"; do
    mapfile -t entrants < <(streamers_of "$security" "$bytes")
    measure "$(name_of "$security"), raw reader" more $(((warm_streams + streams) * cells)) 1e6 raw_rate_of "$amount" "$security" "$body" $((cells * (bytes + least_overhead)))
  done
}

# Five bytes of prefix, tag and length of the image.
readonly least_overhead=7

raw_rate_of() { raw_rate "$1" "$2" "$3" "$4" "$5"; }

streamers_of() {
  {
    servers_of "$1" | grep -v -e 'no call log' -e alone
    [[ -z $beside ]] || echo "before|before|before"
  } | if (($2 > 1)); then
    sed -e 's/^Host|host/ours|ours/' -e 's/|\([a-z-]*\)|/|\1-large|/'
  else
    cat
  fi
}

group_many() {
  local security count left_out counts=(1 100 1000) warm_seconds=0
  ((quick)) && counts=(1 100)
  host_map=$work/map-1000.txt
  start go cpp ours protobuf-net host
  table "Streams side by side, one-byte images, own client" "M images/s" "" "slowest by median"
  for security in plain mutual; do
    has_security "$security" || continue
    for count in "${counts[@]}"; do
      # gRPC C++ has a thread for each call; of 1,000 some have no image for as long as anybody likes to wait.
      if ((count > 100)); then left_out=C++; else left_out=Kestrel; fi
      mapfile -t entrants < <(servers_of "$security" | grep -v -e 'no call log' -e alone -e Kestrel -e "$left_out")
      measure "$(name_of "$security"), $count streams" more 0 0 side_by_side_millions "$security" "$count"
    done
  done
  stop_servers
}

side_by_side_millions() {
  local both
  both=$(side_by_side "$@") || return
  echo "$(calculate "${both% *} / 1e6") ${both#* }"
}

# Small areas are asked for many times: what is to be seen there is the cost of a call. Each is WxH, how often, and how often
# before that by our client, which .NET compiles while it runs; a Go client is as fast at once.
group_areas() {
  local area size times own_warm_streams warm_streams=0 sizes=(1x1:2000:5000 10x10:2000:5000 100x100:300:2000 1000x1000:5:40 5000x2000:1:4)
  ((quick)) && sizes=(1x1:500:1 100x100:50:1 1000x1000:1:1)
  ((long)) && sizes+=(10000x10000:1:1)
  host_map=$work/map-10000.txt
  prepare_map 10000 "$host_map"
  start go-wide host
  table "Areas of any size, one-byte images, own client, mutual TLS" "ns/image" "ns/image"
  for size in "${sizes[@]}"; do
    IFS=: read -r area times own_warm_streams <<<"$size"
    measure_area "$area" "$times"
  done
  stop_servers
}

measure_area() {
  local cells=$((${1/x/*})) streams=$2
  entrants=("grpc-go|go-wide|go" "Host|host|ours")
  measure "$1, $cells images" less streamed_by 1e9 per_image "$1" "$cells"
}
