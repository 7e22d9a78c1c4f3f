namespace CodeFirstSatellite.Settings;

/// <summary>Where a setting was given. A later one overrides an earlier one.</summary>
public enum SettingOrigin
{
    /// <summary>In a file of settings.</summary>
    File,

    /// <summary>In an environment variable.</summary>
    Environment,

    /// <summary>As an option.</summary>
    CommandLine,
}
