using System.Net;

namespace ActorPipeline.Node.Http;

/// <summary>Slows down who guesses a token: after <see cref="Limit"/> wrong ones within <see cref="Window"/>, counted from the first of them, nothing that
/// the address shows counts until the window is over. Thread safe.</summary>
/// <remarks>The right token is not let through meanwhile: it could be found by guessing as fast as without a limit.</remarks>
internal sealed partial class WrongTokens(string listener, TimeProvider clock, ILogger<WrongTokens> logger)
{
    public const int Limit = 20;

    /// <summary>How many addresses are remembered, some 150 bytes each. Beyond it the one whose window began first is forgotten: who has more addresses
    /// than that is not slowed down by counting them.</summary>
    public const int MaxAddresses = 4096;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Guesses> _guesses = [];

    // In the order their windows began, which is the order they end: all are equally long.
    private readonly Queue<IPAddress> _windows = [];

    /// <summary>Counts what an address has shown.</summary>
    /// <exception cref="ProblemException">The address has to wait, whatever it has shown.</exception>
    public void Judge(IPAddress? remote, bool isRight)
    {
        var address = ClientAddress.Of(remote);
        if (Count(address, isRight) == Limit)
        {
            TooMany(logger, address, Limit, listener, (int)Window.TotalSeconds);
        }
    }

    /// <summary>The wrong tokens of the address with this one; 0 when it is right.</summary>
    private int Count(IPAddress address, bool isRight)
    {
        lock (_gate)
        {
            EndWindows();
            var isKnown = _guesses.TryGetValue(address, out var guesses);
            if (isKnown && guesses.Wrong == Limit)
            {
                throw Refusal(Window - clock.GetElapsedTime(guesses.Began));
            }

            if (isRight)
            {
                return 0;
            }

            _guesses[address] = isKnown ? guesses with { Wrong = guesses.Wrong + 1 } : Begin(address);
            return _guesses[address].Wrong;
        }
    }

    private Guesses Begin(IPAddress address)
    {
        if (_guesses.Count == MaxAddresses)
        {
            _guesses.Remove(_windows.Dequeue());
        }

        _windows.Enqueue(address);
        return new Guesses(1, clock.GetTimestamp());
    }

    private void EndWindows()
    {
        while (_windows.TryPeek(out var oldest) && clock.GetElapsedTime(_guesses[oldest].Began) >= Window)
        {
            _guesses.Remove(_windows.Dequeue());
        }
    }

    private static ProblemException Refusal(TimeSpan left) => new(
        StatusCodes.Status429TooManyRequests, "too-many-wrong-tokens", $"this address has shown {Limit} wrong tokens: what it shows is not looked at for now")
    {
        RetryAfter = left,
    };

    [LoggerMessage(64, LogLevel.Warning, "{Address} has shown {Count} wrong tokens to {Listener}: what it shows is not looked at for {Seconds} s")]
    private static partial void TooMany(ILogger logger, IPAddress address, int count, string listener, int seconds);

    private readonly record struct Guesses(int Wrong, long Began);
}
