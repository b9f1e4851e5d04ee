using System.Text;
using ActorPipeline.Tests.Engine.Decoding.Fuzzing;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

/// <summary>Lines made for layouts made at random: what is read from them is what they were made of, and what a regular expression reads.</summary>
public class LayoutPropertyTests
{
    private static readonly (string Nginx, string Apache, string Name, Func<Random, string> Value)[] Variables =
    [
        ("$remote_addr", "%h", "ip", random => random.Next(2) == 0 ? $"192.0.2.{random.Next(256)}" : $"192.0.2.{random.Next(256)}, ::{random.Next(9)}"),
        ("$remote_user", "%u", "user", random => Word(random)),
        ("$http_referer", "%{Referer}i", "referer", random => $"https://{Word(random)}/?{random.Next(99)}"),
        ("$http_user_agent", "%{User-Agent}i", "agent", random => $"{Word(random)}/{random.Next(9)}.0"),
        ("$status", "%s", "status", random => $"{random.Next(100, 600)}"),
        ("$body_bytes_sent", "%b", "bytes", random => $"{random.Next()}"),
        ("$host", "%v", "vhost", random => $"{Word(random)}.example"),
        ("$http_x_forwarded_for", "%{X-Forwarded-For}i", "forwarded_for", random => $"198.51.100.{random.Next(256)}"),
    ];

    [Fact]
    public void What_a_line_was_made_of_is_read_from_it() => Property.ForSeeds(random =>
    {
        var isNginx = random.Next(2) == 0;
        var (layout, line, expected) = (new StringBuilder(), new StringBuilder(), new List<string>());
        foreach (var variable in Variables.OrderBy(_ => random.Next()).Take(random.Next(1, Variables.Length)))
        {
            var separator = layout.Length == 0 ? "" : Pick(random, " ", " - ", ";", "|", "  ");
            var (open, close) = Pick(random, ("\"", "\""), ("[", "]"), ("", ""));
            var value = random.Next(8) == 0 ? "-" : variable.Value(random);
            value = open != "\"" && separator is not (" " or "  " or " - ") ? value.Replace(", ", ",", StringComparison.Ordinal) : value;
            var isEscaped = open == "\"" && random.Next(3) == 0 && variable.Name is "referer" or "agent";
            layout.Append(separator).Append(open).Append(isNginx ? variable.Nginx : variable.Apache).Append(close);
            line.Append(separator).Append(' ', separator.EndsWith(' ') ? random.Next(3) : 0).Append(open);
            line.Append(isEscaped && open.Length > 0 && value != "-" ? $"{value} \\\"x\\\" \\\\" : value).Append(close);
            if (value != "-")
            {
                expected.Add($"{variable.Name}={value}{(isEscaped && open == "\"" ? " \"x\" \\" : "")}");
            }
        }

        line.Append(random.Next(3) == 0 ? " and more" : "");
        var oracle = LayoutOracle.Of(layout.ToString());
        var source = Sources.AccessLog([.. oracle.Names.Select(name => $"{name}?")]) with { Layout = layout.ToString() };

        Assert.Equal((layout.ToString(), line.ToString(), string.Join(" | ", expected)), (layout.ToString(), line.ToString(), source.Decode(line.ToString())));
        Assert.Equal(string.Join(" | ", expected), oracle.Read(Encoding.UTF8.GetBytes(line.ToString())));
    });

    private static T Pick<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    private static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next('a', 'z' + 1))]);
}
