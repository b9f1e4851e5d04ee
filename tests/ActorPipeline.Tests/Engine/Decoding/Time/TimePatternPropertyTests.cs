using System.Globalization;
using System.Text;
using ActorPipeline.Decoding.Time;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding.Time;

/// <summary>Times against what .NET's own parsers and zones make of them.</summary>
public class TimePatternPropertyTests
{
    private static readonly Config Quietly = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    private static readonly Arbitrary<long> EventTimes = ArbMap.Default.GeneratorFor<ulong>()
        .Select(bits => (long)(bits % (ulong)TimePattern.EndMs)).ToArbitrary();

    private static readonly TimePattern Iso = TimePattern.Compile("iso", "UTC");

    [Theory]
    [InlineData("iso", "yyyy-MM-dd'T'HH:mm:ss.fffzzz")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "yyyy-MM-dd'T'HH:mm:ss.fffzzz")]
    [InlineData("EEE, dd MMM yyyy hh:mm:ss.SSS a X", "ddd, dd MMM yyyy hh:mm:ss.fff tt zzz")]
    [InlineData("d.M.yyyy H:m:s.SSS X", "d.M.yyyy H:m:s.fff zzz")]
    [InlineData("dd MMMM yyyy HH:mm:ss.SSS XXX", "dd MMMM yyyy HH:mm:ss.fff zzz")]
    public void Written_times_are_read_back(string pattern, string format)
    {
        var compiled = TimePattern.Compile(pattern, "UTC");
        var offsets = Gen.Choose(-14 * 60, 14 * 60).ToArbitrary();
        Check.One(Quietly, Prop.ForAll(EventTimes, offsets, (time, offset) =>
        {
            var text = DateTimeOffset.FromUnixTimeMilliseconds(time).ToOffset(TimeSpan.FromMinutes(offset)).ToString(format, CultureInfo.InvariantCulture);
            return compiled.TryParse(Encoding.ASCII.GetBytes(text), out var read) && read == time;
        }));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("America/St_Johns")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Pacific/Apia")]
    [InlineData("Antarctica/Troll")]
    public void Clocks_of_zones_are_read_as_the_zone_shows_them(string zone)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var clock = TimePattern.Compile("iso", zone);
        var recent = Gen.Choose(0, int.MaxValue).Select(seconds => seconds * 1000L).ToArbitrary();
        Check.One(Quietly, Prop.ForAll(recent, time =>
        {
            var shown = TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddMilliseconds(time), info);
            return clock.TryParse(Encoding.ASCII.GetBytes(shown.ToString("s", CultureInfo.InvariantCulture)), out var read)
                ? read == First(info, time, shown)
                : shown.Year < 1970;
        }));
    }

    [Fact]
    public void Whatever_iso_reads_a_general_parser_reads_alike()
    {
        var characters = Gen.Elements("0123456789-:T.Z+ 2017".ToCharArray());
        var damaged = from text in Gen.Elements("2017-01-25T14:02:32.123+01:00", "2017-01-25T14:02Z", "2016-02-29 23:59:59")
                      from at in Gen.Choose(0, text.Length - 1)
                      from character in characters
                      select text.Remove(at, 1).Insert(at, $"{character}");
        Check.One(Quietly, Prop.ForAll(damaged.ToArbitrary(), text =>
        {
            var isRead = Iso.TryParse(Encoding.ASCII.GetBytes(text), out var read);
            return !isRead || (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other)
                && other.ToUnixTimeMilliseconds() == read);
        }));
    }

    // A log's times differ in little from one line to the next, and the pattern remembers the last one.
    [Fact]
    public void A_time_of_a_log_is_read_alike_whatever_was_read_before()
    {
        var pattern = TimePattern.Compile("apache", "UTC");
        var texts = from text in Gen.Elements("17/May/2015:10:05:03 +0000", "17/May/2015:10:59:58 +0000", "17/May/2015:11:05:03 +0100", "17/May/2015:10:05:03.5 +00")
                    from at in Gen.Choose(0, text.Length - 1)
                    from character in Gen.Elements("0123456789:/+-. ".ToCharArray())
                    from isDamaged in Gen.Elements(true, false)
                    select isDamaged ? text.Remove(at, 1).Insert(at, $"{character}") : text;
        Check.One(Quietly, Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            var isRead = pattern.TryParse(bytes, out var read);
            return isRead == TimePattern.Compile("apache", "UTC").TryParse(bytes, out var alone) && (!isRead || read == alone);
        }));
    }

    [Fact]
    public void No_text_breaks_a_pattern()
    {
        var patterns = new[] { "unix", "unix-ms", "iso", "auto", "apache", "yyyy-MM-dd'T'HH:mm:ss", "EEE d MMMM yy h:m:s.SSS a X" }
            .Select(pattern => TimePattern.Compile(pattern, "America/St_Johns")).ToArray();
        Check.One(Quietly, Prop.ForAll<byte[]>(text =>
        {
            foreach (var pattern in patterns)
            {
                Assert.True(!pattern.TryParse(text, out var read) || TimePattern.IsEventTime(read));
            }
        }));
    }

    // The earliest time, by up to three hours, at which the clock shows the same. Zones whose base offset changes, as Casablanca's does, are not told
    // apart by TimeZoneInfo.IsAmbiguousTime.
    private static long First(TimeZoneInfo zone, long time, DateTime shown) =>
        Enumerable.Range(0, 13)
            .Select(quarters => time - (quarters * 900_000L))
            .Last(earlier => TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddMilliseconds(earlier), zone) == shown);
}
