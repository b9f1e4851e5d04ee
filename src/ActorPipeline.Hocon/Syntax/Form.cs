using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>
/// A value known to be a scalar, an array or an object, whose parts may still be unresolved: only so can <c>${a.b}</c> be looked up
/// while another field of <c>a</c> refers back.
/// </summary>
internal abstract class Form(HoconOrigin origin) : Node(origin);
