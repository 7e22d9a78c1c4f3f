using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CodeFirstSatellite.Host.Postgres;
using Npgsql;

namespace Tests.Satellite.Harness;

/// <summary>Debian's PostgreSQL on a free loopback port, with a folder of its own that goes with it; password, fsync and all.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "satellite";

    // PostgreSQL refuses to run as root, so there it runs as the user that its package brings.
    private const string OtherUser = "postgres";

    private readonly string _folder;
    private readonly int _port;
    private Process? _process;
    private int _databases;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        _port = port;
    }

    public string PassFile => Path.Combine(_folder, "pgpass");

    private string Data => Path.Combine(_folder, "data");

    private static string? Programs { get; } = FindPrograms();

    /// <summary>Ends the test as skipped where PostgreSQL is missing.</summary>
    public static void Require(TestContext context) =>
        Requirement.Check(context, "PostgreSQL", new Requirement("postgresql", Programs is not null));

    /// <summary>Starts one for a test that stops or configures it; <see cref="SharedPostgres"/> is there for the others.</summary>
    public static Task<PostgresServer> StartAsync(TestContext context)
    {
        Require(context);
        return StartAsync();
    }

    /// <summary>Starts one where PostgreSQL is there.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("satellite-postgres-").FullName, FreePort());
        await server.InitializeAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts another server, which follows this one and can be read only.</summary>
    public async Task<PostgresServer> StartReplicaAsync()
    {
        var replica = new PostgresServer(Directory.CreateTempSubdirectory("satellite-postgres-").FullName, FreePort());
        File.Copy(PassFile, replica.PassFile);
        await OwnAsync(replica.PassFile);
        await OwnAsync(replica._folder);
        string source = string.Create(CultureInfo.InvariantCulture, $"host=127.0.0.1 port={_port} user={User} passfile={replica.PassFile}");
        await RunToEndAsync("pg_basebackup", "-d", source, "-D", replica.Data, "-R", "-c", "fast", "--no-sync");
        await replica.StartAgainAsync();
        return replica;
    }

    /// <summary>What is the address here of a database of the server that this one follows.</summary>
    public string AddressOf(string address) =>
        address.Replace(
            address.Split('@')[1].Split('/')[0],
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"),
            StringComparison.Ordinal);

    /// <summary>Makes an empty database and returns its address, to which <c>#map=</c> and <c>#create=</c> can be added.</summary>
    public async Task<string> CreateDatabaseAsync(string options = "")
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"sat{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return string.Create(CultureInfo.InvariantCulture, $"postgres://{User}@127.0.0.1:{_port}/{name}?passfile={PassFile}{options}");
    }

    /// <summary>Makes a database with a map of 2x2 cells, "map", each with its place as image, and returns its address.</summary>
    public async Task<string> CreateSquareAsync()
    {
        string address = await CreateDatabaseAsync("#map=map");
        foreach (string script in (string[])["schema.sql", "history.sql"])
        {
            await ExecuteAsync(address, await ScriptAsync(script));
        }

        await FillSquareAsync(address);
        return address;
    }

    /// <summary>Makes that map in a database that has the tables.</summary>
    public Task FillSquareAsync(string address) => ExecuteAsync(address, """
        INSERT INTO satellite.maps (name, width, height, content_type) VALUES ('map', 2, 2, 'text/plain');
        INSERT INTO satellite.tiles (map, y, x, version, image) SELECT id, y, x, 0, convert_to(x || ',' || y, 'UTF8')
        FROM satellite.maps, generate_series(0, 1) AS y, generate_series(0, 1) AS x
        """);

    /// <summary>One of the scripts that come with the Host.</summary>
    public static async Task<string> ScriptAsync(string name)
    {
        using var script = new StreamReader(typeof(PostgresDatabase).Assembly.GetManifestResourceStream(name)!);
        return await script.ReadToEndAsync();
    }

    /// <summary>Runs SQL in the database of an address.</summary>
    public Task ExecuteAsync(string address, string sql) => RunAsync(address, sql, command => command.ExecuteNonQueryAsync());

    /// <summary>The first value that SQL brings.</summary>
    public Task<object?> QueryAsync(string address, string sql) => RunAsync(address, sql, command => command.ExecuteScalarAsync());

    /// <summary>Starts it, at first or after <see cref="StopAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        var log = new LineLog();
        _process = Launch("postgres", [
            "-D",
            Data,
            "-p",
            _port.ToString(CultureInfo.InvariantCulture),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            $"unix_socket_directories={_folder}",
        ], log);
        try
        {
            await log.WaitForAsync(line => line.Contains("ready to accept", StringComparison.Ordinal), Waiting.Patience);
        }
        catch (TimeoutException)
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Stops it at once, as a crash would: connections are cut, and what was committed is on disk.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            Posix.Kill(process.Id, Posix.SigQuit);
            await process.WaitForExitAsync().WaitAsync(Waiting.Patience);
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Has it show a certificate of a test's authority.</summary>
    public async Task UseCertificatesAsync(TestCertificates certificates)
    {
        foreach (string name in (string[])["server-cert.pem", "server-key.pem"])
        {
            File.Copy(Path.Combine(certificates.Folder, name), Path.Combine(Data, name));
            await OwnAsync(Path.Combine(Data, name));
            await ProtectAsync(Path.Combine(Data, name));
        }

        await File.AppendAllTextAsync(
            Path.Combine(Data, "postgresql.conf"),
            "ssl = on\nssl_cert_file = 'server-cert.pem'\nssl_key_file = 'server-key.pem'\n");
        await StopAsync();
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync()
    {
        string password = Guid.NewGuid().ToString("N");
        await File.WriteAllTextAsync(Path.Combine(_folder, "password"), password);
        await File.WriteAllTextAsync(PassFile, $"*:*:*:*:{password}\n");
        await ProtectAsync(PassFile);
        await OwnAsync(_folder);
        await OwnAsync(Path.Combine(_folder, "password"));

        // The cluster itself need not survive a power cut; what is committed later is synced as ever.
        await RunToEndAsync(
            "initdb",
            "-D",
            Data,
            "-U",
            User,
            "-A",
            "scram-sha-256",
            "--pwfile", Path.Combine(_folder, "password"),
            "--no-sync");
    }

    private static async Task RunToEndAsync(string program, params string[] args)
    {
        var log = new LineLog();
        using Process process = Launch(program, args, log);
        await process.WaitForExitAsync().WaitAsync(Waiting.Patience);
        Assert.AreEqual(0, process.ExitCode, string.Join('\n', log.Lines));
    }

    private async Task<T> RunAsync<T>(string address, string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        string database = address.Split('?')[0].Split('/')[^1];
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Username = User,
            Passfile = PassFile,
            Database = database,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await run(command);
    }

    private static Process Launch(string program, IReadOnlyList<string> args, LineLog log)
    {
        string path = Path.Combine(Programs!, program);
        var start = new ProcessStartInfo(Environment.IsPrivilegedProcess ? "setpriv" : path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (string arg in Environment.IsPrivilegedProcess
            ? [$"--reuid={OtherUser}", $"--regid={OtherUser}", "--init-groups", path, .. args]
            : args)
        {
            start.ArgumentList.Add(arg);
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => log.AddIfAny(e.Data);
        process.ErrorDataReceived += (_, e) => log.AddIfAny(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static Task OwnAsync(string path) =>
        Environment.IsPrivilegedProcess ? RunToolAsync("chown", OtherUser, path) : Task.CompletedTask;

    private static Task ProtectAsync(string path) => RunToolAsync("chmod", "600", path);

    private static async Task RunToolAsync(string program, params string[] args)
    {
        using Process tool = Process.Start(program, args);
        await tool.WaitForExitAsync();
        Assert.AreEqual(0, tool.ExitCode, $"{program} {string.Join(' ', args)}");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // Debian keeps the server's programs of each version apart and out of the path.
    private static string? FindPrograms() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
        : Path.GetDirectoryName(Requirement.Find("initdb"));
}
