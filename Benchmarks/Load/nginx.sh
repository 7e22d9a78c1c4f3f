# nginx, which serves tiles as static files. Expects $work, servers.sh and clients.sh.

# Debian's package is unpacked, not installed: installed, it would start a server of its own, on all addresses. Sets nginx, to
# nothing where there is none to be had.
prepare_nginx() {
  local package=$work/nginx-package
  nginx=$(command -v nginx || true)
  [[ -z $nginx ]] || return 0
  mkdir -p "$package"
  (cd "$package" && apt-get download -qq nginx && dpkg-deb -x nginx_*.deb .) >"$package/log" 2>&1 || { cat "$package/log" >&2; return 0; }
  if "$package/usr/sbin/nginx" -v 2>"$package/log"; then nginx=$package/usr/sbin/nginx; else cat "$package/log" >&2; fi
}

# start_nginx FOLDER WORKERS PATH: with all that makes static files quick; it keeps files open, as many as it may. One worker is its only
# process. PATH is one of the files.
start_nginx() {
  local port tries folder=$work/nginx open
  open=$(ulimit -Hn)
  [[ $open != unlimited ]] || open=100000
  mkdir -p "$folder"
  for ((tries = 0; tries < 10; tries++)); do
    port=$((20000 + RANDOM % 12000))
    configure_nginx "$1" "$port" $((open - 500)) "$2" >"$folder/nginx.conf"
    (ulimit -n "$open" && exec "$nginx" -p "$folder" -c nginx.conf -e "$folder/error.log") &
    pids[nginx]=$! ports[nginx.mutual]=$port
    answers_soon nginx "$3" && return
    wait "${pids[nginx]}" 2>/dev/null || true
  done
  cat "$folder/error.log" >&2
  return 1
}

# answers_soon SERVER PATH
answers_soon() {
  local waited
  for ((waited = 0; waited < 100; waited++)); do
    curl_mutual -o /dev/null "$(url "$1" mutual)/$2" && return
    kill -0 "${pids[$1]}" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}

# configure_nginx FOLDER PORT OPEN_FILES WORKERS
configure_nginx() {
  cat <<CONF
daemon off;
master_process $( (($4 > 1)) && echo on || echo off);
worker_processes $4;
$( ((EUID != 0)) || echo "user root root;")
pid nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  default_type image/jpeg;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=$3 inactive=1h;
  open_file_cache_valid 1h;
  keepalive_requests 100000000;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:$2 ssl http2;
    root $1;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate $work/certs/server-cert.pem;
    ssl_certificate_key $work/certs/server-key.pem;
    ssl_client_certificate $work/certs/ca-cert.pem;
    ssl_verify_client on;
  }
}
CONF
}
