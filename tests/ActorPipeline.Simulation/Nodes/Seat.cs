using ActorPipeline.Asking;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>A partition as the group sees it.</summary>
/// <param name="role">What is done with it.</param>
/// <param name="partition">Its number.</param>
internal sealed class Seat(PlacedRole role, int partition)
{
    /// <summary>What is done with it.</summary>
    public PlacedRole Role { get; } = role;

    /// <summary>Its number.</summary>
    public int Partition { get; } = partition;

    /// <summary>Who was given it last, and has not been asked to give it back.</summary>
    public SimulatedPlacement? Owner { get; set; }

    /// <summary>Who is to have it.</summary>
    public SimulatedPlacement? Target { get; set; }

    /// <summary>Whether it is on its way from one node to another.</summary>
    public bool IsMoving { get; set; }

    /// <summary>Completes when its owner has handed over, is missed, or has taken too long.</summary>
    public TaskCompletionSource? Returning { get; set; }
}
