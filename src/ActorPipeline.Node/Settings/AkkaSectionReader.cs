using System.Text.Json;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Node.Settings;

/// <summary>Reads the section <c>akka</c>, which goes to Akka.NET, and refuses what Akka would refuse or ignore with the place it stands at.</summary>
internal static class AkkaSectionReader
{
    /// <summary>The section as JSON.</summary>
    /// <exception cref="ConfigurationException">Akka has no setting of a name, or takes no such value.</exception>
    public static string Read(HoconCursor akka)
    {
        var section = akka.Value.ToJson();
        if (akka.Value.Fields.Count == 0)
        {
            return section;
        }

        var reference = AkkaReference.Load();
        Check(akka, reference.Section);
        if (WhyRefused(reference, section) is { } why)
        {
            throw FindRefused(akka, reference) ?? akka.FailHere("settings that Akka.NET takes together", why);
        }

        return section;
    }

    private static string? WhyRefused(AkkaReference reference, string section)
    {
        try
        {
            reference.Read(section);
            return null;
        }
        catch (AkkaSettingException refused)
        {
            return refused.Message;
        }
    }

    // Akka does not say which setting it refuses: each is tried alone.
    private static ConfigurationException? FindRefused(HoconCursor given, AkkaReference reference)
    {
        foreach (var (name, value) in given.Value.Fields.Where(field => !field.Value.IsNull))
        {
            var path = HoconPath.Join([name]);
            var refused = value is HoconObject ? FindRefused(given.Child(path), reference)
                : WhyRefused(reference, AloneAt($"{given.Path}.{path}", value)) is { } why ? given.Fail(path, "a value that Akka.NET takes", why)
                : null;
            if (refused is not null)
            {
                return refused;
            }
        }

        return null;
    }

    private static string AloneAt(string path, HoconValue value) =>
        HoconPath.Parse(path).Skip(1).Reverse().Aggregate(value.ToJson(), (inner, name) => $"{{ {JsonSerializer.Serialize(name)} : {inner} }}");

    private static void Check(HoconCursor given, AkkaSetting known)
    {
        if (known.IsOpen)
        {
            return;
        }

        given.RejectUnknownKeys([.. known.Fields!.Keys]);
        foreach (var (name, value) in given.Value.Fields.Where(field => !field.Value.IsNull))
        {
            var (path, setting) = (HoconPath.Join([name]), known.Fields[name]);
            if (setting.Fields is not null)
            {
                Check(given.Child(path), setting);
            }
            else if (setting.IsList && value is not HoconArray)
            {
                throw given.Fail(path, "a list such as [a, b]");
            }
            else if (!setting.IsList && setting.WhatIsExpected(given.GetString(path)) is { } expected)
            {
                throw given.Fail(path, expected);
            }
        }
    }
}
