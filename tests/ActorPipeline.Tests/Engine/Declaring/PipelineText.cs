using ActorPipeline.Declaring;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon;

namespace ActorPipeline.Tests.Engine.Declaring;

/// <summary>Pipelines as they stand in files.</summary>
internal static class PipelineText
{
    private static readonly string Folder = FindFolder();

    /// <summary>A pipeline that is read; tests change lines of it.</summary>
    public const string Valid = """
        pipelines.shop {
          source {
            topic = shop-events
            format = json
            time { field = at, pattern = unix }
            fields { event = event, price = order.price, coupon { path = coupon, optional = true } }
          }
          views {
            orders {
              key = [event]
              by = [coupon]
              window { length = 10s, every = 5s }
              columns { orders = count, total = "sum(price)" }
              where = "event = 'order'"
              serve-by = [[event, window], [event, coupon]]
            }
          }
        }
        """;

    public static PipelineDefinition ReadOne(string text) => ReadAll(text).Single();

    public static IReadOnlyList<PipelineDefinition> ReadAll(string text) => PipelineReader.ReadAll(
        new HoconLayers().AddFile(Path.Combine(Folder, "reference.conf")).AddText(text, "shop.conf").Resolve(static _ => null).Cursor());

    /// <summary>A pipeline that ships with the product.</summary>
    public static PipelineDefinition Shipped(string name) => ReadOne(File.ReadAllText(Path.Combine(Folder, "pipelines", $"{name}.conf")));

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ActorPipeline.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside the repository");
        }

        return Path.Combine(folder.FullName, "hocon");
    }
}
