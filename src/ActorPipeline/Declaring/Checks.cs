using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>Settings in a notation of their own: times, zones, conditions, layouts.</summary>
internal static class Checks
{
    /// <summary>Reads a setting's text with its notation's own reader.</summary>
    /// <exception cref="ConfigurationException">The reader does not understand it: its <see cref="FormatException"/>, with the setting's place.</exception>
    public static T Parse<T>(this HoconCursor cursor, string setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw cursor.Fail(setting, e.Message);
        }
    }
}
