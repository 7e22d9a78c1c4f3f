# Storing images: how many a second, and what GetImage takes beside it.

# Two Hosts with a map each: what a writer costs the readers of another Host is what the machine's cores are short of.
group_store() {
  local round seconds=4 rate=2000 one=() four=() alone=() other=() beside=() full=()
  ((quick)) && seconds=2
  host_map="$work/stored.mbtiles#create=256x256,jpg"
  start host-writable
  host_map="$work/other.mbtiles#create=256x256,jpg"
  start host-writable-2
  store_images host-writable 1 "$seconds" >/dev/null
  store_images host-writable-2 1 "$seconds" >/dev/null
  for ((round = 0; round < rounds; round++)); do
    one+=("$(store_images host-writable 1 "$seconds")")
    four+=("$(store_images host-writable 4 "$seconds")")
    alone+=("$(read_beside '' '')")
    other+=("$(read_beside host-writable-2 "$rate")")
    beside+=("$(read_beside host-writable "$rate")")
    full+=("$(read_beside host-writable '')")
  done
  printf '\n## Images of 4 KiB stored in an MBTiles file, mutual TLS\n\n| clients | images/s |\n|---|---|\n| 1 | %s |\n| 4 | %s |\n' \
    "$(figure "$(median_of "${one[@]}")")" "$(figure "$(median_of "${four[@]}")")"
  printf '\n## GetImage beside a writer, calls one after another, mutual TLS, us\n\n| beside | median | 99 %% |\n|---|---|---|\n'
  store_row 'nobody' "${alone[@]}"
  store_row "2,000 images/s, stored in another Host's map" "${other[@]}"
  store_row '2,000 images/s, stored in this map' "${beside[@]}"
  store_row 'as many as are taken, stored in this map' "${full[@]}"
  printf '\nThe Host has %s MiB of RSS then.\n' "$(rss host-writable)"
  stop_servers
}

# store_images SERVER CONNECTIONS SECONDS [OPTIONS...]
store_images() {
  client ours store "$1" mutual --area 256x256 --bytes 4096 --connections "$2" --seconds "$3" "${@:4}"
}

# read_beside SERVER RATE prints median and 99 % of GetImage on host-writable while images are stored in SERVER, at RATE if there is one.
read_beside() {
  local writer=''
  if [[ -n $1 ]]; then
    store_images "$1" 1 "$((2 * seconds))" ${2:+--rate "$2"} >/dev/null &
    writer=$!
    sleep 1
  fi
  client ours unary host-writable mutual --warm-up 2000 --calls "$((seconds * 2500))"
  [[ -z $writer ]] || wait "$writer"
}

store_row() {
  local medians=() worst=() figures
  for figures in "${@:2}"; do
    medians+=("${figures% *}") worst+=("${figures#* }")
  done
  printf '| %s | %s | %s |\n' "$1" "$(figure "$(median_of "${medians[@]}")")" "$(figure "$(median_of "${worst[@]}")")"
}
