using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;

namespace ActorPipeline.Node.Settings;

/// <summary>Lays the configuration's files over one another: reference.conf, the pipelines, the user's file, single settings.</summary>
internal static class NodeConfiguration
{
    private const string ReferenceFile = "reference.conf";

    /// <exception cref="HoconException">A file is missing or not HOCON.</exception>
    /// <exception cref="ConfigurationException">A section is none that reference.conf has.</exception>
    public static HoconConfig Load(NodeArguments arguments, string folder)
    {
        var layers = new HoconLayers().AddFile(Path.Combine(folder, ReferenceFile));
        foreach (var file in PipelineFiles(folder))
        {
            layers.AddFile(file);
        }

        if (arguments.ConfigFile is { } own)
        {
            layers.AddFile(own);
        }

        foreach (var setting in arguments.Settings)
        {
            var parts = setting.Split('=', 2);
            layers.AddOverride(parts[0], parts[1]);
        }

        if (arguments.DataFolder is { } data)
        {
            layers.AddOverride("data", data, "--data");
        }

        return Checked(layers.Resolve(), folder);
    }

    /// <summary>Reads a text that anyone may have sent over reference.conf alone, as a check of one pipeline file does. It gets neither files, nor the
    /// environment, nor what this node itself is configured with.</summary>
    /// <inheritdoc cref="Load"/>
    public static HoconConfig LoadAlone(string text, string origin, string folder) =>
        Checked(new HoconLayers(HoconOptions.Closed).AddFile(Path.Combine(folder, ReferenceFile)).AddText(text, origin).Resolve(), folder);

    // reference.conf holds every setting, so a section it lacks is a misspelt one.
    private static HoconConfig Checked(HoconConfig configuration, string folder)
    {
        var reference = HoconConfig.ParseFile(Path.Combine(folder, ReferenceFile));
        configuration.Cursor().RejectUnknownKeys([.. reference.Root.Fields.Keys]);
        return configuration;
    }

    private static IEnumerable<string> PipelineFiles(string folder)
    {
        var pipelines = Path.Combine(folder, "pipelines");
        return Directory.Exists(pipelines) ? Directory.EnumerateFiles(pipelines, "*.conf").Order(StringComparer.Ordinal) : [];
    }
}
