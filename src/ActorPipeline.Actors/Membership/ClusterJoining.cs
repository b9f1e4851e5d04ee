using ActorPipeline.Storage;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Membership;

/// <summary>Joins the cluster that stands, or founds one where none does, without a list of seeds: the nodes find each other in a table. One caller at a
/// time.</summary>
/// <remarks>
/// No two clusters can form while the table is read and written consistently: a node founds only when it holds the founder's lease, has in vain asked
/// everybody who stands in the table, and stands there as a member itself. It gives up where that took so long that others may have stopped to wait for it.
/// Contacts outlive their nodes by a day, so that nodes that could not reach the table for a while are asked, too. Where <c>akka.cluster.seed-nodes</c> is
/// set, Akka joins those where no member at work stands in the table.
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

    // Members that do not answer keep others from coming up until they are removed, within some twelve seconds.
    private static readonly TimeSpan UpWithin = TimeSpan.FromSeconds(30);

    // A node that ends does not wait for servers that are away.
    private static readonly TimeSpan RemoveWithin = TimeSpan.FromSeconds(2);

    // A node that runs has written again by then.
    private static readonly TimeSpan Missed = TimeSpan.FromSeconds(4);

    private readonly IContactTable _contacts;
    private readonly ILeaseTable _leases;
    private readonly Contact _self;
    private readonly PortProbe _probe;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SecondCluster _second;
    private Contact? _twin;
    private Contact? _outOfReach;
    private bool _hasWritten;
    private bool _hasLooked;
    private long? _letInAt;
    private IReadOnlyList<Address> _seeds = [];
    private bool _hasAskedSeeds;
    private string _notJoined = "";

    /// <summary>Makes a joining of this node.</summary>
    /// <param name="contacts">Where the nodes find each other.</param>
    /// <param name="leases">Decides who founds.</param>
    /// <param name="self">This node; its address is taken from the system.</param>
    /// <param name="logger">Told what happens.</param>
    public ClusterJoining(IContactTable contacts, ILeaseTable leases, Contact self, TimeProvider time, ILogger logger)
        : this(contacts, leases, self, TcpPortProbe.By(time), time, logger)
    {
    }

    /// <summary>Makes a joining of this node that probes the others' ports by a given way.</summary>
    internal ClusterJoining(IContactTable contacts, ILeaseTable leases, Contact self, PortProbe probe, TimeProvider time, ILogger logger)
    {
        (_contacts, _leases, _self, _probe, _time, _logger) = (contacts, leases, self, probe, time, logger);
        _second = new SecondCluster(time);
    }

    /// <summary>Told what the joining waits for; nobody listens by default.</summary>
    public Action<string> Waiting { get; init; } = _ => { };

    /// <summary>Joins, and returns when this node is a member that is up.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <exception cref="ActorSystemEndedException">The actor system has ended meanwhile: the cluster has removed this node, or a part of it was
    /// lost. Or the node was let in and does not come up.</exception>
    /// <exception cref="JoinRefusedException">Another node at work has this one's id, the cluster runs another version, or a seed node is none of this
    /// system.</exception>
    public async Task JoinAsync(ActorSystem system, CancellationToken cancellationToken)
    {
        var cluster = Cluster.Get(system);
        var self = _self with { Address = cluster.SelfAddress.ToString() };
        _seeds = JoinChecks.SeedNodes(cluster);
        try
        {
            while (!IsUp(cluster))
            {
                CheckAlive(cluster);
                CheckComesUp(cluster);
                await TryJoinAsync(cluster, self, cancellationToken);
                await Task.Delay(Pause, _time, cancellationToken);
            }
        }
        catch
        {
            // What it never wrote may be another's.
            await (_hasWritten ? RemoveContactAsync(self.Address) : Task.CompletedTask);
            throw;
        }
    }

    /// <summary>Keeps this node's contact fresh while it is a member; removes it in the end. Ends the node where there is a second cluster that goes on
    /// instead.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="leaving">Cancelled when the node leaves.</param>
    public async Task KeepContactAsync(ActorSystem system, CancellationToken leaving)
    {
        var cluster = Cluster.Get(system);
        var address = cluster.SelfAddress.ToString();
        while (!leaving.IsCancellationRequested)
        {
            var self = _self with { Address = address, IsMember = IsUp(cluster) };
            await TryAsync(() => GiveWayToSecondAsync(cluster, self, leaving));
            await TryAsync(() => _contacts.WriteContactAsync(Now(self), leaving));
            await Task.Delay(RenewEvery, _time, leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await RemoveContactAsync(address);
    }

    private async ValueTask GiveWayToSecondAsync(Cluster cluster, Contact self, CancellationToken cancellationToken)
    {
        var fresh = (await _contacts.ReadContactsAsync(cancellationToken)).Where(contact => contact.Age < Fresh);
        if (self.IsMember && _second.FindToGiveWayTo(self, [.. cluster.State.Members.Select(member => member.Address.ToString())], fresh) is { } other)
        {
            GivesWay(_logger, other.NodeId, other.Address);
            _ = CoordinatedShutdown.Get(cluster.System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
        }
    }

    private async Task TryJoinAsync(Cluster cluster, Contact self, CancellationToken cancellationToken)
    {
        try
        {
            await LookAndJoinAsync(cluster, self, cancellationToken);
        }
        catch (ViewStoreException missing)
        {
            Waiting(missing.Message);
            Waits(_logger, missing.Message);
        }
        catch (ClusterJoinFailedException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private async Task LookAndJoinAsync(Cluster cluster, Contact self, CancellationToken cancellationToken)
    {
        if (MayBeOutOfReach(self, await _contacts.ReadContactsAsync(cancellationToken)))
        {
            return;
        }

        _hasWritten = true;
        await _contacts.WriteContactAsync(Now(self), cancellationToken);
        var others = (await _contacts.ReadContactsAsync(cancellationToken)).Where(contact => contact.Address != self.Address).ToList();
        var gone = await FindGoneAsync(others.Where(contact => contact.IsMember || contact.NodeId == self.NodeId).ToList());
        if (MayBeTwin(self, others.Where(contact => !IsCertainlyGone(contact, gone, self))) || IsMember(cluster))
        {
            return;
        }

        var members = others.Where(contact => contact.IsMember).ToList();
        var living = members.Except(gone).ToList();
        var atWork = living.FindAll(contact => contact.Age < Fresh);
        JoinChecks.Members(cluster, self, atWork);
        if (_seeds.Count > 0 && atWork.Count == 0)
        {
            JoinSeeds(cluster);
            return;
        }

        if (living.Count > 0 && await JoinAsync(cluster, living, cancellationToken))
        {
            return;
        }

        // Who is a member and has written so lately answers in the end: it is not replaced by a cluster of another founder.
        var askedAt = _time.GetTimestamp();
        if (members.TrueForAll(contact => IsCertainlyGone(contact, gone, self) || contact.Age > Fresh)
            && await _leases.TryAcquireLeaseAsync(FounderLease, self.Instance, FounderTimeToLive, cancellationToken))
        {
            await FoundAsync(cluster, self, members, askedAt, cancellationToken);
            await _leases.ReleaseLeaseAsync(FounderLease, self.Instance, cancellationToken);
        }
    }

    // Akka goes on asking them.
    private void JoinSeeds(Cluster cluster)
    {
        if (!_hasAskedSeeds)
        {
            _hasAskedSeeds = true;
            cluster.JoinSeedNodes(_seeds);
        }
    }

    // Processes that are gone, by the word of their machines, or so a firewall says. Joining need not wait for them; founding does.
    private async Task<List<Contact>> FindGoneAsync(List<Contact> contacts)
    {
        var ports = await Task.WhenAll(contacts.Select(contact => _probe(Address.Parse(contact.Address))));
        return [.. contacts.Where((_, index) => ports[index] == PortState.Refused)];
    }

    // Holding the lease: whoever held it before has written its contact by now.
    private async Task FoundAsync(Cluster cluster, Contact self, List<Contact> asked, long leaseAskedAt, CancellationToken cancellationToken)
    {
        var members = (await _contacts.ReadContactsAsync(cancellationToken)).Where(contact => contact.IsMember && contact.Address != self.Address);
        if (members.All(contact => asked.Exists(one => one.Address == contact.Address && one.WrittenMs == contact.WrittenMs)))
        {
            // Whoever takes the lease after this one finds the contact and waits for its owner, as long as it is fresh.
            var writtenAt = _time.GetTimestamp();
            await _contacts.WriteContactAsync(Now(self with { IsMember = true }), cancellationToken);
            if (_time.GetElapsedTime(writtenAt) < Fresh / 2 && _time.GetElapsedTime(leaseAskedAt) < FounderTimeToLive / 2)
            {
                Founds(_logger, self.Address);
                CheckAlive(cluster);
                await JoinSelfAsync(cluster, cancellationToken);
            }
            else
            {
                await _contacts.WriteContactAsync(Now(self), cancellationToken);
            }
        }
    }

    // No firewall stands between processes of one machine: what it refuses there has ended, and a node that is started again need not wait for itself.
    private static bool IsCertainlyGone(Contact contact, List<Contact> gone, Contact self) =>
        gone.Contains(contact) && Address.Parse(contact.Address).Host == Address.Parse(self.Address).Host;

    // Another process of this id stands in the table. Which is why a node joins no sooner than it has read the table once more after it wrote to it: of two
    // that start at one moment at least one then sees the other. A process that was killed a moment ago writes no more; one that writes is at work, and the
    // greater instance of two that only start gives way.
    private bool MayBeTwin(Contact self, IEnumerable<Contact> others)
    {
        var twin = others.FirstOrDefault(contact => contact.NodeId == self.NodeId && contact.Instance != self.Instance && contact.Age < Fresh);
        var givesWay = twin is not null && (twin.IsMember || string.CompareOrdinal(self.Instance, twin.Instance) > 0);
        if (givesWay && _twin is { } before && before.Instance == twin!.Instance && before.WrittenMs != twin.WrittenMs)
        {
            throw new JoinRefusedException($"another node has the id {self.NodeId}: {twin.Address}; every node needs an id of its own");
        }

        _twin = twin is not null && _twin?.Instance == twin.Instance ? _twin : twin;
        var isFirstLook = !_hasLooked;
        _hasLooked = true;
        return isFirstLook || (twin is not null && twin.Age < Missed);
    }

    // A member on another machine, at an address of the loopback: perhaps at this node's own, whose contact must not be written over. It is at work when it
    // writes again.
    private bool MayBeOutOfReach(Contact self, IEnumerable<Contact> contacts)
    {
        var found = contacts.FirstOrDefault(contact => contact.IsMember && contact.Age < Fresh && JoinChecks.IsOutOfReach(self, contact));
        if (found is not null && _outOfReach?.Instance == found.Instance && _outOfReach.WrittenMs != found.WrittenMs)
        {
            throw JoinChecks.OutOfReach(self, found);
        }

        _outOfReach = _outOfReach?.Instance == found?.Instance ? _outOfReach : found;
        return found is not null;
    }

    private static void CheckAlive(Cluster cluster)
    {
        if (cluster.IsTerminated || CoordinatedShutdown.Get(cluster.System).ShutdownReason is not null)
        {
            throw new ActorSystemEndedException("the actor system ended before this node had joined the cluster: it was removed, or a part of it was lost");
        }
    }

    // Whoever let it in may have died before any other heard of it: the others then ignore what it says, and it would wait for ever.
    private void CheckComesUp(Cluster cluster)
    {
        var waitsForMore = cluster.State.Members.Count < cluster.Settings.MinNrOfMembers;
        _letInAt = IsMember(cluster) && !waitsForMore ? _letInAt ?? _time.GetTimestamp() : null;
        if (_letInAt is { } letInAt && _time.GetElapsedTime(letInAt) >= UpWithin)
        {
            throw new ActorSystemEndedException(
                $"the cluster let this node in {UpWithin.TotalSeconds:0} s ago and it has not come up: "
                + "whoever let it in may have died before the others heard of it, or a member that does not answer is not removed");
        }
    }

    // Does nothing where a member that was asked before lets this node in meanwhile; then the loop waits until it comes up.
    private Task<bool> JoinSelfAsync(Cluster cluster, CancellationToken cancellationToken) =>
        JoinWithinAsync(cluster, [cluster.SelfAddress], joining => cluster.JoinAsync(cluster.SelfAddress, joining), cancellationToken);

    private Task<bool> JoinAsync(Cluster cluster, IEnumerable<Contact> members, CancellationToken cancellationToken)
    {
        var asked = members.OrderBy(contact => contact.Age).Select(contact => Address.Parse(contact.Address)).ToList();
        return JoinWithinAsync(cluster, asked, joining => cluster.JoinSeedNodesAsync(asked, joining), cancellationToken);
    }

    private async Task<bool> JoinWithinAsync(
        Cluster cluster, IEnumerable<Address> asked, Func<CancellationToken, Task> join, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(JoinWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await join(either.Token);
            return true;
        }
        catch (Exception failure) when (failure is OperationCanceledException or ClusterJoinFailedException && !cancellationToken.IsCancellationRequested)
        {
            NoteNotJoined(string.Join(", ", asked.Select(address => address.ToString()).Order(StringComparer.Ordinal)));
            return IsUp(cluster);
        }
    }

    private void NoteNotJoined(string addresses)
    {
        Waiting($"none of these members has let this node in yet: {addresses}");
        if (_notJoined != addresses)
        {
            _notJoined = addresses;
            NotJoined(_logger, addresses);
        }
    }

    private Contact Now(Contact contact) => contact with { WrittenMs = _time.GetUtcNow().ToUnixTimeMilliseconds() };

    // Let in, though perhaps not up yet.
    private static bool IsMember(Cluster cluster) => cluster.State.Members.Any(member => member.UniqueAddress.Equals(cluster.SelfUniqueAddress));

    private static bool IsUp(Cluster cluster) => cluster.SelfMember.Status == MemberStatus.Up;

    private async Task RemoveContactAsync(string address)
    {
        using var patience = new CancellationTokenSource(RemoveWithin, _time);
        await TryAsync(() => _contacts.RemoveContactAsync(address, patience.Token));
    }

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

    [LoggerMessage(82, LogLevel.Warning, "waiting to join the cluster, none of these members has let this node in yet: {Addresses}")]
    private static partial void NotJoined(ILogger logger, string addresses);

    [LoggerMessage(
        86,
        LogLevel.Error,
        "node {Node} at {Address} is in a second cluster over the same tables: this node ends, and joins that one when it is started again")]
    private static partial void GivesWay(ILogger logger, string node, string address);

    [LoggerMessage(83, LogLevel.Warning, "this node's contact could not be renewed, others may not find it: {Reason}")]
    private static partial void ContactLost(ILogger logger, string reason);
}
