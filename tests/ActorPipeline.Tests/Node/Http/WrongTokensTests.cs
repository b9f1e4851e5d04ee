using System.Net;
using ActorPipeline.Node.Http;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Security;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

public sealed class WrongTokensTests : IDisposable
{
    private readonly VirtualTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly WrongTokens _tokens;

    public WrongTokensTests() => _tokens = new WrongTokens("web", _clock, _log.CreateLogger<WrongTokens>());

    public void Dispose() => _log.Dispose();

    [Fact]
    public void After_so_many_wrong_ones_nothing_counts_until_the_window_is_over()
    {
        Guess("10.0.0.1", WrongTokens.Limit);
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(TimeSpan.FromSeconds(40), Refuse("10.0.0.1", isRight: false).RetryAfter);
        Assert.Equal(429, Refuse("10.0.0.1", isRight: true).Status);
        _clock.Advance(TimeSpan.FromSeconds(40));
        Guess("10.0.0.1", WrongTokens.Limit);
        Refuse("10.0.0.1", isRight: true);
    }

    [Fact]
    public void Fewer_wrong_ones_in_a_window_never_add_up()
    {
        for (var window = 0; window < 3; window++)
        {
            Guess("10.0.0.1", WrongTokens.Limit - 1);
            Know("10.0.0.1");
            _clock.Advance(WrongTokens.Window);
        }
    }

    [Fact]
    public void Right_ones_do_not_count_and_other_addresses_are_not_touched()
    {
        Guess("10.0.0.1", WrongTokens.Limit);
        for (var i = 0; i < 2 * WrongTokens.Limit; i++)
        {
            Know("10.0.0.2");
        }
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.1", "::ffff:10.0.0.2", false)]
    public void Addresses_of_one_network_of_IPv6_are_one(string first, string second, bool isOne)
    {
        Guess(first, WrongTokens.Limit);
        if (isOne)
        {
            Refuse(second, isRight: true);
        }
        else
        {
            Know(second);
        }
    }

    [Fact]
    public void No_more_addresses_are_remembered_than_the_bound()
    {
        Guess("10.0.0.1", WrongTokens.Limit);
        for (var i = 1; i < WrongTokens.MaxAddresses; i++)
        {
            Guess($"10.1.{i / 256}.{i % 256}", 1);
        }

        Refuse("10.0.0.1", isRight: true);
        Guess("10.2.0.1", 1);
        Know("10.0.0.1");
    }

    [Fact]
    public void The_log_says_once_who_is_refused()
    {
        Guess("10.0.0.1", WrongTokens.Limit);
        Refuse("10.0.0.1", isRight: false);
        Refuse("10.0.0.1", isRight: false);

        Assert.Equal(["10.0.0.1 has shown 20 wrong tokens to web: what it shows is not looked at for 60 s"], _log.Warnings);
    }

    private void Guess(string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _tokens.Judge(IPAddress.Parse(address), isRight: false);
        }
    }

    private void Know(string address) => _tokens.Judge(IPAddress.Parse(address), isRight: true);

    private ProblemException Refuse(string address, bool isRight) => Assert.Throws<ProblemException>(() => _tokens.Judge(IPAddress.Parse(address), isRight));
}
