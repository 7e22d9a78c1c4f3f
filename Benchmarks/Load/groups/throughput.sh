# The first goal of all: Host and C# client beside a Go server and a Go client.

group_throughput() {
  local cells=1000000
  host_map=$work/map-1000.txt
  start go host
  entrants=("Go server and Go client|go|go" "Host and C# client|host|ours")
  table "1000x1000 area, mutual TLS" "M images/s" "s/M images"
  measure "1000x1000" more streamed_by 1e6 stream_rate 1 mutual 1000x1000 1
  stop_servers
}
