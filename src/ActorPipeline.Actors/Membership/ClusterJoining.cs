using ActorPipeline.Storage;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Membership;

/// <summary>Joins the cluster that stands, or founds one where none does, without a list of seeds: the nodes find each other in a table. One caller at a time.</summary>
/// <remarks>
/// No two clusters can form while the table is read and written consistently: a node founds only when it holds the founder's lease, has in vain asked everybody who stands in the
/// table, and stands there as a member itself. It gives up where that took so long that others may have stopped to wait for it. Contacts outlive their nodes by minutes, so that
/// nodes that could not reach the table for a while are asked, too. Where <c>akka.cluster.seed-nodes</c> is set, Akka joins those and the table decides nothing.
/// </remarks>
public sealed partial class ClusterJoining
{
    private const string FounderLease = "founder";

    // Time to write a contact as a member; then whoever comes joins that one.
    private static readonly TimeSpan FounderTimeToLive = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // A living member answers at once. One that was killed and whose contact still stands costs this long.
    private static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(4);

    // A contact younger than this belongs to a node that runs: it is renewed every three seconds.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    private readonly IContactTable _contacts;
    private readonly ILeaseTable _leases;
    private readonly Contact _self;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Contact? _twin;

    /// <summary>Makes a joining of this node.</summary>
    /// <param name="contacts">Where the nodes find each other.</param>
    /// <param name="leases">Decides who founds.</param>
    /// <param name="self">This node; its address is taken from the system.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told what happens.</param>
    public ClusterJoining(IContactTable contacts, ILeaseTable leases, Contact self, TimeProvider time, ILogger logger)
    {
        (_contacts, _leases, _self, _time, _logger) = (contacts, leases, self, time, logger);
    }

    /// <summary>Joins, and returns when this node is a member that is up.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JoinRefusedException">Another node at work has this one's id.</exception>
    public async Task JoinAsync(ActorSystem system, CancellationToken cancellationToken)
    {
        var cluster = Cluster.Get(system);
        var self = _self with { Address = cluster.SelfAddress.ToString() };
        while (!IsUp(cluster))
        {
            try
            {
                if (cluster.Settings.SeedNodes.IsEmpty)
                {
                    await TryJoinAsync(cluster, self, cancellationToken);
                }
            }
            catch (ViewStoreException missing)
            {
                Waits(_logger, missing.Message);
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    /// <summary>Keeps this node's contact fresh while it is a member; removes it in the end.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="leaving">Cancelled when the node leaves.</param>
    public async Task KeepContactAsync(ActorSystem system, CancellationToken leaving)
    {
        var cluster = Cluster.Get(system);
        var address = cluster.SelfAddress.ToString();
        while (!leaving.IsCancellationRequested)
        {
            await TryAsync(() => _contacts.WriteContactAsync(Now(_self with { Address = address, IsMember = IsUp(cluster) }), leaving));
            await Task.Delay(RenewEvery, _time, leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TryAsync(() => _contacts.RemoveContactAsync(address, CancellationToken.None));
    }

    private async Task TryJoinAsync(Cluster cluster, Contact self, CancellationToken cancellationToken)
    {
        await _contacts.WriteContactAsync(Now(self), cancellationToken);
        var others = (await _contacts.ReadContactsAsync(cancellationToken)).Where(contact => contact.Address != self.Address).ToList();
        if (MayBeTwin(self, others))
        {
            return;
        }

        var members = others.Where(contact => contact.IsMember).ToList();
        if (members.Count > 0 && await JoinAsync(cluster, members, cancellationToken))
        {
            return;
        }

        // Who is a member and has written so lately answers in the end: it is not replaced by a cluster of another founder.
        if (members.TrueForAll(contact => contact.Age > Fresh) && await _leases.TryAcquireLeaseAsync(FounderLease, self.Instance, FounderTimeToLive, cancellationToken))
        {
            await FoundAsync(cluster, self, members, cancellationToken);
            await _leases.ReleaseLeaseAsync(FounderLease, self.Instance, cancellationToken);
        }
    }

    // Holding the lease: whoever held it before has written its contact by now.
    private async Task FoundAsync(Cluster cluster, Contact self, List<Contact> asked, CancellationToken cancellationToken)
    {
        var members = (await _contacts.ReadContactsAsync(cancellationToken)).Where(contact => contact.IsMember && contact.Address != self.Address);
        if (members.All(contact => asked.Exists(one => one.Address == contact.Address && one.WrittenMs == contact.WrittenMs)))
        {
            // Whoever takes the lease after this one finds the contact and waits for its owner, as long as it is fresh.
            var writtenAt = _time.GetTimestamp();
            await _contacts.WriteContactAsync(Now(self with { IsMember = true }), cancellationToken);
            if (_time.GetElapsedTime(writtenAt) < Fresh / 2)
            {
                Founds(_logger, self.Address);
                await cluster.JoinAsync(cluster.SelfAddress, cancellationToken);
            }
        }
    }

    // A node of this id that was killed a moment ago renews its contact no more; one that does is at work.
    private bool MayBeTwin(Contact self, List<Contact> others)
    {
        var twin = others.Find(contact => contact.NodeId == self.NodeId && contact.Instance != self.Instance && contact.IsMember && contact.Age < Fresh);
        if (twin is not null && _twin is { } before && before.Instance == twin.Instance && before.WrittenMs != twin.WrittenMs)
        {
            throw new JoinRefusedException($"another node has the id {self.NodeId}: {twin.Address}; every node needs an id of its own");
        }

        _twin ??= twin;
        return twin is not null && twin.Age < RenewEvery + Pause;
    }

    private async Task<bool> JoinAsync(Cluster cluster, List<Contact> members, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(JoinWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await cluster.JoinSeedNodesAsync(members.OrderBy(contact => contact.Age).Select(contact => Address.Parse(contact.Address)), either.Token);
            return true;
        }
        catch (Exception failure) when (failure is OperationCanceledException or ClusterJoinFailedException && !cancellationToken.IsCancellationRequested)
        {
            NotJoined(_logger, string.Join(", ", members.Select(contact => contact.Address)));
            return IsUp(cluster);
        }
    }

    private Contact Now(Contact contact) => contact with { WrittenMs = _time.GetUtcNow().ToUnixTimeMilliseconds() };

    private static bool IsUp(Cluster cluster) => cluster.SelfMember.Status == MemberStatus.Up;

    private async Task TryAsync(Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The node leaves.
        }
        catch (ViewStoreException missing)
        {
            ContactLost(_logger, missing.Message);
        }
    }

    [LoggerMessage(80, LogLevel.Warning, "waiting to join the cluster: {Reason}")]
    private static partial void Waits(ILogger logger, string reason);

    [LoggerMessage(81, LogLevel.Information, "no node of the cluster answers: {Address} founds it")]
    private static partial void Founds(ILogger logger, string address);

    [LoggerMessage(82, LogLevel.Information, "none of these let this node join in time: {Addresses}")]
    private static partial void NotJoined(ILogger logger, string addresses);

    [LoggerMessage(83, LogLevel.Warning, "this node's contact could not be renewed, others may not find it: {Reason}")]
    private static partial void ContactLost(ILogger logger, string reason);
}

/// <summary>This node must not join the cluster. The message says why.</summary>
/// <param name="message">What stands in the way.</param>
public sealed class JoinRefusedException(string message) : Exception(message);
