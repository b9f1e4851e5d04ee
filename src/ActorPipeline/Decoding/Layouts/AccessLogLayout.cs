using System.Collections.Frozen;

namespace ActorPipeline.Decoding.Layouts;

/// <summary>How the lines of an access log are laid out, declared in the notation of Apache's <c>LogFormat</c> or nginx's <c>log_format</c>.
/// Immutable.</summary>
/// <remarks>Sources: https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats and https://nginx.org/en/docs/http/ngx_http_log_module.html.</remarks>
/// <param name="Steps">The values from left to right.</param>
/// <param name="Tail">What stands behind the last one.</param>
/// <param name="Members">The parts of a line by name.</param>
/// <param name="PartCount">How many parts a line needs room for.</param>
/// <param name="TimePattern">How the part <c>time</c> is written; null where there is none.</param>
/// <param name="Request">How much of the request is read into <see cref="AccessLogPart.Target"/>, and is to be split.</param>
internal sealed record AccessLogLayout(
    IReadOnlyList<LayoutStep> Steps, byte[] Tail, FrozenDictionary<string, int> Members, int PartCount, string? TimePattern, LayoutRequest Request)
{
    /// <summary>Reads a layout.</summary>
    /// <exception cref="FormatException">It is none; the message says what was expected, and where, in characters from 1.</exception>
    public static AccessLogLayout Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var layout = new LayoutBuilder();
        foreach (var token in NginxLayout.IsOne(text) ? NginxLayout.Read(text) : ApacheLayout.Read(text))
        {
            layout.Add(token);
        }

        return layout.Build();
    }
}
