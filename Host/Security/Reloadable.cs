using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>What became of files that were looked at.</summary>
internal enum ReloadKind
{
    /// <summary>Nothing has changed, or something is still changing.</summary>
    Unchanged,

    /// <summary>The new content is in force.</summary>
    Taken,

    /// <summary>The new content is broken; the old one stays in force.</summary>
    Refused,
}

/// <summary>The result of a look at files.</summary>
/// <param name="Kind">What became of them.</param>
/// <param name="Text">What is in force now, or why the new content is refused.</param>
internal readonly record struct Reload(ReloadKind Kind, string Text = "");

/// <summary>Files that can be read again.</summary>
internal interface IReloadable
{
    /// <summary>Reads the files again if they have changed and are no longer being written.</summary>
    /// <param name="isAsked">Whether somebody asks for it and waits: then they are read at once, changed or not.</param>
    Reload Look(bool isAsked);
}

/// <summary>
/// A value that is read from files and read again when they change. Whoever uses it takes <see cref="Current"/> anew each time.
/// <see cref="IReloadable.Look"/> is called by one thread at a time.
/// </summary>
internal sealed class Reloadable<T> : IReloadable
    where T : class
{
    // A certificate and its key are two files, which somebody may copy one after the other.
    private const int AttemptsBeforeComplaint = 2;

    private readonly string[] _files;
    private readonly Func<T> _read;
    private readonly Func<T, string> _describe;

    // As they were when they were read or refused, and at the latest look.
    private FileStamp[] _known;
    private FileStamp[] _seen;
    private int _attempts;
    private volatile T _current;

    private Reloadable(IEnumerable<string?> files, Func<T> read, Func<T, string> describe)
    {
        _files = [.. files.OfType<string>()];
        _read = read;
        _describe = describe;

        // Before they are read: what changes meanwhile is a change.
        _known = _seen = Stamps();
        _current = read();
    }

    public T Current => _current;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="files">Their paths. Null is a file that was not asked for.</param>
    /// <param name="read">Reads and checks all of them.</param>
    /// <param name="describe">What the log says of a new value.</param>
    /// <exception cref="StartException">They cannot be used.</exception>
    public static Reloadable<T> Read(IEnumerable<string?> files, Func<T> read, Func<T, string> describe) => new(files, read, describe);

    public Reload Look(bool isAsked)
    {
        if (_files.Length == 0)
        {
            return default;
        }

        FileStamp[] now = Stamps();
        bool isStill = now.AsSpan().SequenceEqual(_seen);
        _attempts = isStill ? _attempts : 0;
        _seen = now;

        // A file that changed since the last look may be half-written: half a list of CAs or of denied certificates is a list too.
        bool isDue = isStill && !now.AsSpan().SequenceEqual(_known);
        return isDue || isAsked ? ReadAgain(now, isAsked) : default;
    }

    private Reload ReadAgain(FileStamp[] now, bool isAsked)
    {
        try
        {
            T value = _read();
            _known = now;
            _current = value;
            return new Reload(ReloadKind.Taken, _describe(value));
        }
        catch (Exception e)
        {
            // Whatever a broken file brings about, the Host goes on with the old one.
            if (++_attempts < AttemptsBeforeComplaint && !isAsked)
            {
                return default;
            }

            _known = now;
            return new Reload(ReloadKind.Refused, e.Message);
        }
    }

    private FileStamp[] Stamps() => Array.ConvertAll(_files, FileStamp.Of);
}
