using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Http;

/// <summary>Asks requests for a listener's token. Thread safe.</summary>
internal sealed class TokenGuard(ListenerOptions listener, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly BearerToken _token = new(listener.Token);
    private readonly WrongTokens _wrong = new(listener.Path, clock, loggers.CreateLogger<WrongTokens>());

    public bool IsRequired => _token.IsRequired;

    /// <summary>What a browser that has shown the token keeps as its cookie.</summary>
    public string CookieValue => _token.CookieValue;

    /// <summary>Lets a request through that shows the token, or any where there is no token.</summary>
    /// <param name="takesCookie">Whether the cookie of a browser will do.</param>
    /// <exception cref="ProblemException">It shows none, or a wrong one, or its address has shown too many wrong ones.</exception>
    public void Check(HttpContext context, bool takesCookie)
    {
        if (!_token.IsRequired)
        {
            return;
        }

        var shown = BearerToken.ShownBy(context.Request);
        var cookie = takesCookie ? BearerToken.CookieOf(context.Request) : null;
        if (shown is null && cookie is null)
        {
            throw Unauthorised("show the token: Authorization: Bearer …");
        }

        Judge(context, (shown is not null && _token.Matches(shown)) || (cookie is not null && _token.MatchesCookie(cookie)));
    }

    /// <summary>Lets a request through that has shown the token otherwise.</summary>
    /// <inheritdoc cref="Check(HttpContext, bool)"/>
    public void Check(HttpContext context, string shown) => Judge(context, _token.Matches(shown));

    private void Judge(HttpContext context, bool isRight)
    {
        _wrong.Judge(context.Connection.RemoteIpAddress, isRight);
        if (!isRight)
        {
            throw Unauthorised("this is not the token");
        }
    }

    private static ProblemException Unauthorised(string detail) => new(StatusCodes.Status401Unauthorized, "unauthorised", detail);
}
