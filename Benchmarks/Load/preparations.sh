# What run.sh builds and makes before it measures. Expects $root, $here and $work.

prepare_certificates() {
  local certs=$work/certs name
  mkdir -p "$certs"
  (
    cd "$certs"
    echo 'subjectAltName=DNS:localhost' >san.cnf
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -nodes -keyout ca-key.pem -out ca-cert.pem -subj /O=CA
    for name in server client; do
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name-key.pem -out $name-req.pem -subj "/O=$name"
      openssl x509 -req -in $name-req.pem -days 2 -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial -out $name-cert.pem -extfile san.cnf
    done
  ) 2>"$work/openssl.log" || { cat "$work/openssl.log" >&2; return 1; }
}

# A square map of one-byte images.
prepare_map() {
  local row
  row=$(printf "%$1s" | tr ' ' '%')
  yes "$row" | head -n "$1" >"$2" || [[ ${PIPESTATUS[1]} == 0 ]]
}

build_ours() {
  dotnet publish "$root/Host" -c Release -o "$work/host" --nologo -v quiet
  dotnet publish "$here" -c Release -o "$work/load" --nologo -v quiet
}

build_go() {
  local program
  mkdir -p "$work/go/src"
  protoc -I "$root/proto-export" --go_out="$work/go/src" --go-grpc_out="$work/go/src" satellite.proto
  for program in server client; do
    (cd "$here/Go/$program" && GO111MODULE=off CGO_ENABLED=0 GOFLAGS='' GOPATH=$work/go:/usr/share/gocode go build -o "$work/go/$program" .)
  done
}
