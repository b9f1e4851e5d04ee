using System.Globalization;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Values;
using Microsoft.Extensions.Configuration;

namespace ActorPipeline.Hocon.Configuration;

/// <summary>The settings of a HOCON configuration under flat keys: <c>a.b = [x, y]</c> gives <c>a:b:0</c> and <c>a:b:1</c>.</summary>
/// <param name="load">Reads the configuration; called on every (re)load.</param>
public sealed class HoconConfigurationProvider(Func<HoconConfig> load) : ConfigurationProvider
{
    /// <inheritdoc />
    /// <exception cref="HoconException">The text is not HOCON or does not resolve.</exception>
    /// <exception cref="ConfigurationException">Two settings differ in case only, which flat keys cannot tell apart.</exception>
    public override void Load()
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in Flatten([], load().Root))
        {
            if (!data.TryAdd(ConfigurationPath.Combine(path), Text(value)))
            {
                throw new ConfigurationException(
                    value.Origin, HoconPath.Join(path), "settings that differ in more than upper and lower case", "another of the same name");
            }
        }

        Data = data;
    }

    private static IEnumerable<(string[] Path, HoconValue Value)> Flatten(string[] path, HoconValue value)
    {
        var children = Children(value).Select(child => Flatten([.. path, child.Name], child.Value)).ToList();
        return children.Count > 0 || path.Length == 0 ? children.SelectMany(static child => child) : [(path, value)];
    }

    private static IEnumerable<(string Name, HoconValue Value)> Children(HoconValue value) => value switch
    {
        HoconObject o => o.Fields.Select(static field => (field.Key, field.Value)),
        HoconArray a => a.Items.Select(static (item, index) => (index.ToString(CultureInfo.InvariantCulture), item)),
        _ => [],
    };

    // As the JSON provider has it: null and {} have no value, [] is empty text.
    private static string? Text(HoconValue value) => value switch
    {
        HoconScalar { IsNull: false } scalar => scalar.Text,
        HoconArray => "",
        _ => null,
    };
}
