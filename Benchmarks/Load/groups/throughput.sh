# The first goal of all: Host and C# client beside a Go server and a Go client. A native Host may be a tenth slower than a compiled one.

group_throughput() {
  local cells=1000000
  host_map=$work/map-1000.txt
  start go host host-native
  entrants=("Go server and Go client|go|go" "Host and C# client|host|ours" "Native Host and C# client|host-native|ours")
  table "1000x1000 area, mutual TLS" "M images/s" "s/M images"
  measure "1000x1000" more streamed_by 1e6 stream_rate 1 mutual 1000x1000 1
  stop_servers
}
