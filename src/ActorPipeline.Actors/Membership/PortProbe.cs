using System.Net.Sockets;
using Akka.Actor;

namespace ActorPipeline.Actors.Membership;

/// <summary>What the machine at an address says of the port.</summary>
internal enum PortState
{
    /// <summary>Nothing in time, or no way there: it proves nothing.</summary>
    Silent,

    /// <summary>A process listens.</summary>
    Open,

    /// <summary>The connection is refused: no process listens, or a firewall rejects.</summary>
    Refused,
}

/// <summary>Asks the machine at an address whether a process listens there; must not throw.</summary>
/// <param name="address">The address.</param>
internal delegate Task<PortState> PortProbe(Address address);

/// <summary>Probes by TCP. Thread-safe.</summary>
internal static class TcpPortProbe
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Probes by a clock: refused twice in a row counts, since a listener that is just being opened refuses for a moment. Takes two seconds at
    /// most.</summary>
    public static PortProbe By(TimeProvider time) => async address =>
    {
        var first = await ProbeOnceAsync(address, time);
        if (first != PortState.Refused)
        {
            return first;
        }

        await Task.Delay(Pause, time);
        return await ProbeOnceAsync(address, time);
    };

    private static async Task<PortState> ProbeOnceAsync(Address address, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port!.Value, patience.Token);
            return PortState.Open;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return PortState.Refused;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ArgumentException or InvalidOperationException)
        {
            return PortState.Silent;
        }
    }
}
