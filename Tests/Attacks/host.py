"""A Host of one's own to attack: on loopback, with certificates made for it, gone at the end."""
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAP_SIDE = 4_000


class Host:
    def __init__(self, *args, clients=("client", "good"), environment=None):
        self.folder = tempfile.TemporaryDirectory(prefix="satellite-attack-")
        folder = pathlib.Path(self.folder.name)
        for name in clients:
            run("Cli/bin/Release/net10.0/satcli.dll", "certs", "create", "--out", folder, "--client-name", name)
        (folder / "large.txt").write_text(("x" * MAP_SIDE + "\n") * MAP_SIDE)
        self.log_path = folder / "log"
        self.audit_path = folder / "audit"
        self.contexts = {}
        self.log = open(self.log_path, "wb")
        args = [str(arg).replace("AUDIT", str(self.audit_path)).replace("STORE", str(folder / "store.mbtiles")) for arg in args]
        self.process = subprocess.Popen(
            ["dotnet", ROOT / "Host/bin/Release/net10.0/CodeFirstSatellite.Host.dll", "--certs", folder, "--map", folder / "large.txt",
             "--urls", "https://127.0.0.1:0", "--metrics", "0", *args],
            stdout=subprocess.PIPE, stderr=self.log, env={**os.environ, **(environment or {})})
        line = self.process.stdout.readline().decode()
        if "listening on" not in line:
            raise SystemExit(f"the Host did not start: {self.log_path.read_text()}")
        self.port = int(line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def tls(self, name):
        """What a client shows and whom it trusts."""
        if name not in self.contexts:
            folder = pathlib.Path(self.folder.name)
            context = ssl.create_default_context(cafile=folder / "ca-cert.pem")
            context.load_cert_chain(folder / f"{name}-cert.pem", folder / f"{name}-key.pem")
            context.set_alpn_protocols(["h2"])
            self.contexts[name] = context
        return self.contexts[name]

    def server_files(self, name):
        """A new certificate of the server's, its key and the CA's certificate: the content of each file."""
        folder = pathlib.Path(self.folder.name)
        copy = folder / name
        copy.mkdir()
        for file in ("ca-cert.pem", "ca-key.pem", "server-cert.pem", "server-key.pem"):
            shutil.copy(folder / file, copy)
        run("Cli/bin/Release/net10.0/satcli.dll", "certs", "renew", "--out", copy, "server", "--new-key")
        return {file: (copy / file).read_bytes() for file in ("ca-cert.pem", "server-cert.pem", "server-key.pem")}

    def take(self, files):
        """Replaces files, and has the Host read them again."""
        folder = pathlib.Path(self.folder.name)
        for name, content in files.items():
            new = folder / f"{name}.new"
            new.touch(0o600)
            new.write_bytes(content)
            new.replace(folder / name)
        self.process.send_signal(signal.SIGHUP)

    def memory(self):
        """Resident memory in MiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024

    def metric(self, name, **labels):
        """The sum of a metric's measurements that have these labels."""
        address = re.search(r"http://127\.0\.0\.1:\d+", self.log_path.read_text()).group(0)
        with urllib.request.urlopen(f"{address}/metrics", timeout=30) as answer:
            lines = answer.read().decode().split("\n")
        return sum(
            float(line.rsplit("} ", 1)[-1].split(" ")[0]) for line in lines
            if line.startswith((name + "{", name + " ")) and all(f'{key}="{value}"' in line for key, value in labels.items()))


def run(program, *args):
    path = ROOT / program
    if not path.exists():
        raise SystemExit(f"{program} is missing; build it: dotnet build CodeFirstSatellite.sln -c Release")
    subprocess.run(["dotnet", path, *args], check=True, stdout=subprocess.DEVNULL)
