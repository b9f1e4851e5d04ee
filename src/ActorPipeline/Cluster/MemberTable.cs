using System.Globalization;

namespace ActorPipeline.Cluster;

/// <summary>Who belongs to the cluster, from what was heard. Judges by its own clock when something was heard, never by a sender's. Safe to use from any thread.</summary>
/// <param name="self">This process.</param>
/// <param name="options">After how long a silent node counts as what.</param>
/// <param name="time">The clock.</param>
internal sealed class MemberTable(string self, ClusterBusOptions options, TimeProvider time)
{
    // More processes than any cluster has: what comes beyond is ignored until others are forgotten.
    private const int MaxInstances = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Heard> _heard = new(StringComparer.Ordinal);

    // The servers' clock less this node's; null while it is not known.
    private long? _serversOffMs;

    /// <summary>This process.</summary>
    public string Self => self;

    /// <summary>Whether this node's own words have come back to it.</summary>
    public bool HearsItself { get; private set; }

    /// <summary>Takes in an announcement that has just arrived.</summary>
    /// <returns>True when the node was not there before.</returns>
    public bool Hear(Announcement announcement)
    {
        lock (_gate)
        {
            Forget();
            HearsItself |= announcement.Instance == self;
            if (announcement.Phase == NodePhase.Removed && announcement.Instance != self)
            {
                Remove(announcement.Instance);
                return false;
            }

            return Note(announcement, time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    /// <summary>Takes in what this node is about to say: it is a member whether or not the log takes that.</summary>
    public void NoteSelf(Announcement announcement)
    {
        lock (_gate)
        {
            if (_heard.TryGetValue(self, out var known))
            {
                known.Last = announcement;
            }
            else
            {
                Note(announcement, announcement.SentMs);
            }
        }
    }

    /// <summary>Takes in how far the servers' clock is from this node's.</summary>
    /// <param name="offMs">The servers' less this node's, in milliseconds; null when they do not say.</param>
    public void NoteServers(long? offMs)
    {
        lock (_gate)
        {
            _serversOffMs = offMs;
        }
    }

    /// <summary>All members, the oldest first.</summary>
    public IReadOnlyList<MemberSeen> Members()
    {
        lock (_gate)
        {
            Forget();
            var shown = _heard.Values.Where(one => !IsSuperseded(one)).ToList();
            var reference = ReferenceClock(shown);
            return [.. shown.OrderBy(one => one.Last.Profile.StartedMs).ThenBy(one => one.Last.Profile.Id, StringComparer.Ordinal)
                .ThenBy(one => one.Last.Instance, StringComparer.Ordinal).Select(one => Seen(one, shown, reference))];
        }
    }

    /// <summary>The oldest member that works, or null.</summary>
    public MemberSeen? Leader() => Members().FirstOrDefault(member => member.IsUp);

    /// <summary>Whether an older node has this node's id.</summary>
    public bool IsYielding
    {
        get
        {
            lock (_gate)
            {
                return _heard.TryGetValue(self, out var one) && Elder(one) is not null;
            }
        }
    }

    /// <summary>Whether another process is there, and a report of a round is among its newest.</summary>
    public bool IsServing(string instance, long round)
    {
        lock (_gate)
        {
            return instance != self && _heard.TryGetValue(instance, out var one) && IsThere(one) && !IsSuperseded(one) && one.Last.Round <= round && one.Last.Phase != NodePhase.Removed && Elder(one) is null;
        }
    }

    /// <summary>The id of a process's node; empty when it was never heard of.</summary>
    public string IdOf(string instance)
    {
        lock (_gate)
        {
            return _heard.TryGetValue(instance, out var one) ? one.Last.Profile.Id : "";
        }
    }

    /// <summary>The views that dashboards of other nodes watch.</summary>
    public IReadOnlySet<WatchedView> WatchedElsewhere()
    {
        lock (_gate)
        {
            return _heard.Values.Where(one => one.Last.Instance != self && IsThere(one)).SelectMany(one => one.Last.Watched).ToHashSet();
        }
    }

    private bool Note(Announcement announcement, long nowMs)
    {
        var now = time.GetTimestamp();
        if (_heard.TryGetValue(announcement.Instance, out var known))
        {
            // What this node said a moment ago is no news to it.
            known.Last = announcement.Instance == self ? known.Last : announcement;
            known.LastAt = now;
            known.NoteClock(announcement.SentMs - nowMs);
            return false;
        }

        if (_heard.Count < MaxInstances)
        {
            _heard.Add(announcement.Instance, new Heard(announcement.SentMs - nowMs) { Last = announcement, FirstAt = now, LastAt = now });
        }

        return true;
    }

    private MemberSeen Seen(Heard one, List<Heard> shown, long reference)
    {
        var (profile, elder, off) = (one.Last.Profile, Elder(one), ClockOf(one) - reference);
        var yields = elder is null ? "the other one yields" : "this one, the younger, yields";
        var rival = Rivals(one).Select(other => other.Last.Profile).FirstOrDefault() is { } other
            ? $"another node has the id {profile.Id}: {other.Address} (pid {other.Pid}); {yields}"
            : null;
        var clock = Math.Abs(off) > options.MaxClockSkew.TotalMilliseconds ? ClockWarning(profile.Id, off, reference) : null;
        var ago = one.Last.Instance == self ? TimeSpan.Zero : time.GetElapsedTime(one.LastAt);
        return new MemberSeen(one.Last.Instance, profile, StatusOf(one), one.Last.Readiness, rival, clock, elder is not null, ago);
    }

    private string StatusOf(Heard one) => !IsThere(one) ? "unreachable" : one.Last.Phase switch
    {
        NodePhase.Joining => "joining",
        NodePhase.Up => "up",
        _ => "leaving",
    };

    private bool IsThere(Heard one) => one.Last.Instance == self || time.GetElapsedTime(one.LastAt) <= options.UnreachableAfter;

    // A process that has not been heard of since another one of its id began is the one that was restarted.
    private bool IsSuperseded(Heard one) => one.Last.Instance != self && SameId(one).Any(other => other.FirstAt > one.LastAt);

    private IEnumerable<Heard> SameId(Heard one) => _heard.Values.Where(other => other != one && other.Last.Profile.Id == one.Last.Profile.Id);

    // Both have spoken since the later of them began, so that they run at the same time.
    private IEnumerable<Heard> Rivals(Heard one) => SameId(one).Where(other => IsThere(one) && IsThere(other) && !IsSuperseded(one) && !IsSuperseded(other));

    private Heard? Elder(Heard one) => Rivals(one).FirstOrDefault(other => (other.Last.Profile.StartedMs, other.Last.Instance).CompareTo((one.Last.Profile.StartedMs, one.Last.Instance)) < 0);

    private long ClockOf(Heard one) => one.Last.Instance == self ? 0 : one.ClockOffMs;

    // The middle one of all clocks, the servers' among them; of two, the servers', or else this node's, since nothing says which is wrong.
    private long ReferenceClock(List<Heard> shown)
    {
        var clocks = shown.Where(IsThere).Select(ClockOf).Concat(_serversOffMs is { } servers ? [servers] : []).Order().ToList();
        return clocks.Count <= 2 ? _serversOffMs ?? 0 : clocks[clocks.Count / 2];
    }

    private string ClockWarning(string id, long offMs, long referenceMs)
    {
        var reference = time.GetUtcNow().AddMilliseconds(referenceMs);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the clock of {id} is {Span(offMs)} {(offMs > 0 ? "ahead of" : "behind")} the others': it says {reference.AddMilliseconds(offMs):u}, they say {reference:u}");
    }

    private static string Span(long offMs)
    {
        var span = TimeSpan.FromMilliseconds(Math.Abs(offMs));
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours} h {span.Minutes} min" : span.TotalMinutes >= 1 ? $"{span.Minutes} min {span.Seconds} s" : $"{span.Seconds} s";
    }

    // With what it was before it was restarted, which nothing else hides.
    private void Remove(string instance)
    {
        if (_heard.TryGetValue(instance, out var gone))
        {
            foreach (var before in SameId(gone).Where(IsSuperseded).ToList())
            {
                _heard.Remove(before.Last.Instance);
            }

            _heard.Remove(instance);
        }
    }

    private void Forget()
    {
        foreach (var one in _heard.Values.Where(one => one.Last.Instance != self && time.GetElapsedTime(one.LastAt) > options.ForgetAfter).ToList())
        {
            _heard.Remove(one.Last.Instance);
        }
    }

    private sealed class Heard(long clockOffMs)
    {
        // What arrives late makes a clock look slow, never fast: of the last few announcements the one that was fastest tells most.
        private readonly Queue<long> _clockOffMs = new([clockOffMs]);

        public required Announcement Last { get; set; }

        /// <summary>Time stamps of this node's clock.</summary>
        public required long FirstAt { get; init; }

        public required long LastAt { get; set; }

        /// <summary>The sender's clock less this node's when it was heard.</summary>
        public long ClockOffMs => _clockOffMs.Max();

        public void NoteClock(long offMs)
        {
            const int Kept = 4;
            if (_clockOffMs.Count == Kept)
            {
                _clockOffMs.Dequeue();
            }

            _clockOffMs.Enqueue(offMs);
        }
    }
}
