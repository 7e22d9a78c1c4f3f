# What run.sh installs, builds and makes before it measures. Expects $root, $here and $work.

# peer_packages are not needed for a soak, and raster_packages for tiles alone.
readonly packages=(
  openssl protobuf-compiler golang-go golang-google-grpc-dev golang-github-golang-protobuf-1-5-dev protoc-gen-go-1-5 protoc-gen-go-grpc
)
readonly peer_packages=(
  curl nghttp2-client g++ libgrpc++-dev libprotobuf-dev protobuf-compiler-grpc python3 python3-grpcio python3-protobuf
)
readonly raster_packages=(libssl-dev gdal-bin python3-gdal)

# Installs what is missing, where it can: on Debian, as root or with a sudo that asks nothing.
install_packages() {
  local package needed=("${packages[@]}") missing=() root=()
  [[ $only == soak ]] || needed+=("${peer_packages[@]}")
  ! wanted tiles || needed+=("${raster_packages[@]}")
  for package in "${needed[@]}"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || root=(sudo -n)
  echo "Installing: ${missing[*]}" >&2
  "${root[@]}" apt-get -o DPkg::Lock::Timeout=120 update -qq >&2 || echo "The package lists could not be renewed." >&2
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=120 install -qq -y --no-install-recommends "${missing[@]}" >&2
}

prepare_certificates() {
  mkdir -p "$work/certs"
  echo 'subjectAltName=DNS:localhost' >"$work/certs/san.cnf"
  run_openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -nodes -keyout ca-key.pem -out ca-cert.pem -subj /O=CA
  certify_each server client
}

# certify_each NAME...: NAME-cert.pem and NAME-key.pem
certify_each() {
  local name
  for name in "$@"; do
    run_openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name-key.pem" -out "$name-req.pem" -subj "/O=$name"
    run_openssl x509 -req -in "$name-req.pem" -days 2 -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial \
      -out "$name-cert.pem" -extfile san.cnf
  done
}

run_openssl() { (cd "$work/certs" && openssl "$@") 2>"$work/openssl.log" || { cat "$work/openssl.log" >&2; return 1; }; }

# A square map of one-byte images.
prepare_map() {
  local row
  row=$(printf "%$1s" | tr ' ' '%')
  yes "$row" | head -n "$1" >"$2" || [[ ${PIPESTATUS[1]} == 0 ]]
}

build_everything() {
  build_ours
  ! wanted tiles || g++ -shared -fPIC -O2 -o "$work/client_certificate.so" "$here/Cpp/client_certificate.cc" -ldl
  if needs_peers || wanted soak; then build_go; fi
  needs_peers || return 0
  build_cpp
  protoc -I "$root/proto-export" --python_out="$work" --grpc_python_out="$work" \
    --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" satellite.proto
}

# The other groups measure the Host alone, or beside what it brings along, or beside grpc-go, nginx or GDAL.
needs_peers() {
  local group
  for group in "${groups[@]}"; do
    [[ $group == @(first|stalled|store|watch|maps|tiles|soak) ]] || ! wanted "$group" || return 0
  done
  return 1
}

# Host and satcli as `dotnet publish` makes them, and once more for this kind of machine, as native programs. A quick soak does without.
build_ours() {
  local runtime
  publish "$here" load
  publish "$root/Host" host
  runtime=linux-$([[ $(uname -m) == aarch64 ]] && echo arm64 || echo x64)
  if needs_native || { wanted soak && ((!quick)); }; then publish "$root/Host" host-native -r "$runtime"; fi
  if needs_native || wanted tiles; then publish "$root/Cli" satcli; fi
  needs_native || return 0
  publish "$root/Cli" satcli-native -r "$runtime"
}

needs_native() { wanted start || wanted memory || wanted throughput; }

publish() {
  echo "Building $2" >&2
  dotnet publish "$1" -c Release -o "$work/$2" --nologo -v quiet "${@:3}" >&2
}

build_go() {
  local program
  echo "Building the Go peer" >&2
  mkdir -p "$work/go/src"
  protoc -I "$root/proto-export" --go_out="$work/go/src" --go-grpc_out="$work/go/src" satellite.proto
  for program in server client; do
    (cd "$here/Go/$program" && GO111MODULE=off CGO_ENABLED=0 GOFLAGS='' GOPATH=$work/go:/usr/share/gocode go build -o "$work/go/$program" .)
  done
}

build_cpp() {
  local program out=$work/cpp
  echo "Building the C++ peer" >&2
  mkdir -p "$out"
  protoc -I "$root/proto-export" --cpp_out="$out" --grpc_out="$out" --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" satellite.proto
  for program in server client; do
    g++ -std=c++17 -O2 -I "$out" -o "$out/$program" "$here/Cpp/$program.cc" "$out/satellite.pb.cc" "$out/satellite.grpc.pb.cc" \
      -lgrpc++ -lgrpc -lgpr -lprotobuf -labsl_synchronization -lpthread
  done
}
