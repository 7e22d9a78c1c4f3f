using System.Runtime.Versioning;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>
/// Places for output that are no plain file or new folder: what can be written into is written into, and keeps what it is. Each script
/// ends with what it found, and is held against what a plain file gets.
/// </summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed class OutputPlacesTests
{
    private const string SmallArea = "--ll 0,0 --ur 3,3";

    // Rows of 4 bytes and LF.
    private const int SmallSize = 20;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Pipe_GetsTheOutput_AndStays()
    {
        await AssertAsync($"fifo {SmallSize}\n", $"""
            mkfifo pipe
            cat pipe > got &
            "$@" get-area {SmallArea} -o pipe || exit
            wait
            echo "$(stat -c %F pipe) $(stat -c %s got)"
            """);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PipeOfTheShell_GetsTheOutput_AsStdoutDoes() =>
        await AssertAsync($"{SmallSize}\n", $"""
            "$@" get-area {SmallArea} -o /dev/stdout | wc -c
            """);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Pipe_NamedAsATileSet_IsRefused()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        SatcliProcess.Result result = await satcli.RunScriptAsync($"""
            mkfifo pipe.mbtiles
            "$@" get-area {SmallArea} -o pipe.mbtiles
            code=$?
            stat -c %F pipe.mbtiles
            exit $code
            """);

        result.Expect(4).ExpectError("pipe.mbtiles: is a pipe or a device");
        Assert.AreEqual("fifo\n", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task DeviceFolder_WithPlainFiles_TreatsThemAsSuch() =>

        // Root gets a device of its own, lest a defect replaces one that the machine needs.
        await AssertAsync($"{SmallSize} {SmallSize} character special file\n", $"""
            shm=$(mktemp -d -p /dev/shm)
            null=/dev/satcli-test-$$
            mknod $null c 1 3 2> /dev/null || null=/dev/null
            trap 'rm -rf "$shm" /dev/satcli-test-$$' EXIT
            head -c 9999 /dev/zero > "$shm/old"
            "$@" get-area {SmallArea} -o "$shm/old" || exit
            "$@" get-area {SmallArea} -o "$shm/new" || exit
            "$@" get-area {SmallArea} -o $null || exit
            echo "$(stat -c %s "$shm/old") $(stat -c %s "$shm/new") $(stat -c %F $null)"
            """);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("mkdir disk; ln -s disk out", "out/", "symbolic link", DisplayName = "a link to a folder")]
    [DataRow("mkdir out", "out/", "directory", DisplayName = "an empty folder")]
    [DataRow("mkdir out; cd out", "./", "directory", DisplayName = "the current folder")]
    [DataRow(":", "out/", "directory", DisplayName = "a new folder")]
    public async Task Folder_OfAnyKind_IsFilledAndStays(string before, string place, string kind) =>
        await AssertAsync($"{kind} 4 16\n", $"""
            top=$PWD
            {before}
            "$@" get-area {SmallArea} -o {place} || exit
            [ {place} != ./ ] || [ "$(ls)" = "$(ls "$top/out")" ] || exit 9
            cd "$top"
            echo "$(stat -c %F out) $(ls -A out/ | wc -l) $(find out/ -type f | wc -l)"
            """);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Modes_OfWhatIsThere_AreKept() =>
        await AssertAsync("600 666 644 700\n", $"""
            umask 022
            touch private shared; chmod 600 private; chmod 666 shared; mkdir -m 700 folder
            for place in private shared new folder/; do "$@" get-area {SmallArea} -o $place || exit; done
            echo $(stat -c %a private shared new folder)
            """);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CurrentFolder_Removed_IsSaidToBeGone()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        foreach (string place in (string[])["map.txt", "map.mbtiles", "map/"])
        {
            SatcliProcess.Result result = await satcli.RunScriptAsync($"""
                mkdir gone; cd gone; rmdir ../gone
                "$@" get-area -o {place}
                """);

            result.Expect(4).ExpectError(": the current folder was removed; change to one that exists");
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("get-area -o", "--out")]
    [DataRow("get-image --x 1 --y 1 -o", "--out")]
    [DataRow("put-area", "FROM")]
    [DataRow("certs create --out", "--out")]
    [DataRow("export-proto --all -o", "--out")]
    [DataRow("maps --certs", "--certs")]
    [DataRow("profile add", "NAME")]
    public async Task EmptyWord_IsRefused_WithTheNameOfItsOption(string arguments, string name)
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, [.. arguments.Split(' '), ""]);

        result.Expect(2).ExpectError($"satcli: {name}: expected a value, found an empty word");
        Assert.HasCount(0, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Mounts_OfAContainer_AreWrittenInPlace()
    {
        BareHost.RequireRoot(TestContext);
        await AssertAsync(
            $"folder 4\nfile {SmallSize}\nfile in a read-only folder {SmallSize}\ntile set SQLite format 3\n"
            + "folder in a read-only folder 4\n",
            $"""
            set -e
            mkdir out; mount -t tmpfs none out
            "$@" get-area {SmallArea} -o out/; echo "folder $(ls -A out | wc -l)"

            head -c 999 /dev/zero > real; touch mounted; mount --bind real mounted
            "$@" get-area {SmallArea} -o mounted; echo "file $(stat -c %s real)"

            mkdir -p root/out; touch root/file root/set.mbtiles real.mbtiles
            mount --bind root root
            mount -t tmpfs none root/out; mount --bind real root/file; mount --bind real.mbtiles root/set.mbtiles
            mount -o remount,bind,ro root
            head -c 999 /dev/zero > real
            "$@" get-area {SmallArea} -o root/file; echo "file in a read-only folder $(stat -c %s real)"
            "$@" get-area {SmallArea} -o root/set.mbtiles
            echo "tile set $(head -c 15 real.mbtiles)"
            "$@" get-area {SmallArea} -o root/out/; echo "folder in a read-only folder $(ls -A root/out | wc -l)"
            """,
            BareHost.InNamespace());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ReadOnlyFolder_WithNowhereToPrepare_IsRefusedBeforeTheCall()
    {
        BareHost.RequireRoot(TestContext);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        SatcliProcess.Result result = await satcli.RunScriptAsync($"""
            mkdir root; echo before > real; touch root/file
            mount --bind root root; mount --bind real root/file; mount -o remount,bind,ro root
            TMPDIR=$PWD/root "$@" get-area {SmallArea} -o root/file
            code=$?; cat real; exit $code
            """, BareHost.InNamespace());

        result.Expect(4).ExpectError("name one in the environment variable TMPDIR");
        Assert.AreEqual("before\n", result.Output);
        Assert.HasCount(0, satcli.Host.CallLines);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("tif")]
    [DataRow("png")]
    public async Task Disk_FullBeforeAPictureEnds_IsALocalFailureAndLeavesNothing(string extension)
    {
        BareHost.RequireRoot(TestContext);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);

        SatcliProcess.Result result = await satcli.RunScriptAsync(
            $"""
            mkdir disk; mount -t tmpfs -o size=1m none disk
            "$@" get-area -o disk/earth.{extension}
            code=$?; ls -A disk; exit $code
            """,
            BareHost.InNamespace());

        result.Expect(4).ExpectError($"earth.{extension}: cannot write: No space left on device");
        Assert.AreEqual("", result.Output);
    }

    private static async Task AssertAsync(string expected, string script, params IReadOnlyList<string> launcher)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        SatcliProcess.Result result = await satcli.RunScriptAsync(script, launcher);

        Assert.AreEqual(expected, result.Expect(0).Output, result.Error);
    }
}
